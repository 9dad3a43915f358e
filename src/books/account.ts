/**
 * An account: what holds allowances and lots, a subject's own or a named pool. The unit of serialisation.
 */
import { poolOf, subjectOf } from '../core/address.js';
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MOST_BANKED } from '../core/banked-resets.js';
import type { AccountState as CoreAccountState, WindowInstance } from '../core/account.js';
import type { BankedReset, GrantPeriod } from '../core/grant-terms.js';
import { DocumentColumn } from './codec.js';
import { windowsCodec } from './documents.js';
import { grantedCodec, resetsCodec } from './grant-documents.js';
import { wireId } from '../ids.js';
import { DateTime, Uint64 } from '../scalars.js';
import type { Lot } from './lot.js';
import { Node } from './node.js';

export const AccountState: { [state in CoreAccountState]: state } = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' };
registerEnumType(AccountState, {
  name: 'AccountState',
  description: 'Whether an account may be drawn from.',
  valuesConfig: {
    ACTIVE: { description: 'In use.' },
    SUSPENDED: { description: 'An admin has stopped it: checks are denied, a suspended pool gives nothing.' },
  },
});

const COUNT = new BigIntType('bigint');

@ObjectType({ description: 'Resets in store that end alike: each ends one window early, once.' })
export class ResetsInStore {
  @Field(() => Int, { description: 'How many.' }) count!: number;
  @Field(() => DateTime, { nullable: true, description: 'Gone from this instant on; null: they stay.' })
  until!: Date | null;
  @Field(() => Boolean, { description: 'The plan has put them in store; else an admin has.' }) ofPlan!: boolean;
}

@ObjectType({ description: 'A change of plan that is to come.' })
export class PlanChange {
  @Field(() => ID, { description: 'The plan.' }) plan!: string;
  @Field(() => DateTime, { description: 'When the account is put on it.' }) at!: Date;
}

@ObjectType({ implements: Node, description: "What holds allowances and lots: a subject's own, or a pool." })
@Entity({ tableName: 'account', readonly: true })
export class Account implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) address!: string;
  @Field(() => ID, { nullable: true, description: 'The plan; null for pools.' })
  @Property({ type: 'text', nullable: true })
  plan!: string | null;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it got its first plan, by its first balance update: subscription months are counted from that day and ' +
      'time, whatever plans follow. Null for pools, and while nothing has been recorded on it.',
  })
  @Property({ type: 'datetime', nullable: true })
  subscribedAt!: Date | null;
  @Field(() => AccountState, { description: 'Whether it may be drawn from.' })
  @Property({ type: 'text' })
  state!: CoreAccountState;
  @Field(() => Uint64, { description: 'The number of its last balance update.' })
  @Property({ type: COUNT })
  seq!: bigint;
  @Property({ type: 'datetime' }) lastAt!: Date;
  @Property({ type: COUNT }) debt!: bigint;
  @Property({ type: COUNT }) forgiven!: bigint;
  @Property({ type: 'datetime', nullable: true }) forgivenSince!: Date | null;
  @Property({ type: new DocumentColumn(windowsCodec) }) windows!: WindowInstance[];
  @Property({ type: 'datetime', nullable: true }) dueAt!: Date | null;
  @Property({ type: new DocumentColumn(resetsCodec), fieldName: 'resets' }) inStore!: readonly BankedReset[];
  @Property({ type: 'text', fieldName: 'next_plan', nullable: true }) planToCome!: string | null;
  @Property({ type: 'datetime', fieldName: 'next_plan_at', nullable: true }) planChangesAt!: Date | null;
  @Property({ type: new DocumentColumn(grantedCodec) }) granted!: readonly GrantPeriod[];
  @Property({ type: 'text', nullable: true }) paymentMethod!: string | null;

  /** Its open lots, read in the same snapshot as the row; absent where only the row was read. */
  @Property({ persist: false, type: 'unknown' }) openLots?: Lot[];

  @Extensions({ longest: MOST_BANKED })
  @Field(() => [ResetsInStore], {
    description: 'Resets of windows that it has in store, in the order in which they are used.',
  })
  get resets(): ResetsInStore[] {
    return this.inStore.map(({ count, until, ofPlan = false }) => ({
      count,
      until: until === null ? null : new Date(until),
      ofPlan,
    }));
  }

  @Field(() => PlanChange, { nullable: true, description: 'The plan that it is to be put on; null where none is.' })
  get nextPlan(): PlanChange | null {
    if (this.planToCome === null || this.planChangesAt === null) return null;
    return { plan: this.planToCome, at: this.planChangesAt };
  }

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('acc', this.uuid);
  }

  @Field(() => ID, { nullable: true, description: 'The subject it belongs to; null for pools.' })
  get subject(): string | null {
    return subjectOf(this.address);
  }

  @Field(() => ID, { nullable: true, description: 'The name of the pool; null for personal accounts.' })
  get pool(): string | null {
    return poolOf(this.address);
  }
}
