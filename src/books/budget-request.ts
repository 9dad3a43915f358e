/**
 * A request for more of a budget than its limit. What was asked never changes, and is hashed; what became of it is state,
 * changed under the lock of the budget's account. One that nobody answered expires at its instant, whoever notes that when.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { Instant } from '../core/words.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { rowHasher } from './columns.js';
import { Node } from './node.js';
import { BUDGET_REQUEST } from './tables.js';

export const BudgetRequestState = contractEnum('BudgetRequestState', 'What became of a request for more of a budget.', {
  PENDING: { description: 'Nobody has answered it yet.' },
  APPROVED: { description: 'So much as was approved can be used.' },
  REJECTED: { description: 'It was refused.' },
  WITHDRAWN: { description: 'Whoever asked has taken it back.' },
  EXPIRED: { description: 'Nobody answered it in time.' },
});
export type BudgetRequestState = keyof typeof BudgetRequestState;

const NANO = new BigIntType('bigint');

/** The hash over what was asked. */
export const hashRequest = rowHasher(BUDGET_REQUEST);

@ObjectType({ implements: Node, description: 'A request for more of a budget than its limit, and what became of it.' })
@Entity({ tableName: 'budget_request' })
export class BudgetRequest implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  /** Of the budget. */
  @Property({ type: 'uuid' }) accountId!: string;
  @Field(() => ID, { description: 'For whom it was asked.' })
  @Property({ type: 'text' })
  subject!: string;
  @Field(() => ID, { description: 'By whose call: the subject itself, or somebody who acts for it.' })
  @Property({ type: 'text' })
  askedBy!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Field(() => Credits, { description: 'How much was asked for.' })
  @Property({ type: NANO })
  credits!: bigint;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when; null: to the end of the period that runs when it is approved.',
  })
  @Property({ type: 'datetime', nullable: true })
  until!: Date | null;
  @Field(() => String, { description: 'Why.' })
  @Property({ type: 'text' })
  reason!: string;
  @Property({ type: 'datetime' }) at!: Date;
  @Field(() => DateTime, { description: 'When it expires, where nobody has answered it by then.' })
  @Property({ type: 'datetime' })
  expiresAt!: Date;
  @Property({ type: 'blob' }) hash!: Buffer;
  /** Whose budget it is, as policies write it: by that it is known who may answer. */
  @Property({ type: 'text' }) who!: string;
  @Property({ type: 'text', fieldName: 'state' }) storedState!: BudgetRequestState;
  @Field(() => ID, { nullable: true, description: 'Who approved or rejected it: a subject, or operator:<name>.' })
  @Property({ type: 'text', nullable: true })
  decidedBy!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When that was.' })
  @Property({ type: 'datetime', nullable: true })
  decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What they wrote.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;
  @Field(() => Credits, { nullable: true, description: 'How much was approved.' })
  @Property({ type: NANO, nullable: true })
  approved!: bigint | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when that can be used; null where nothing was approved, and where it never ends.',
  })
  @Property({ type: 'datetime', nullable: true })
  approvedUntil!: Date | null;
  @Property({ type: 'text', nullable: true }) decideKey!: string | null;
  @Property({ type: 'blob', nullable: true }) decideFingerprint!: Buffer | null;
  /** The increase. */
  @Property({ type: 'uuid', nullable: true }) lotId!: string | null;
  /** 1 as it is asked; one more with each change. */
  @Property({ type: 'integer' }) version!: number;
  @Property({ type: 'datetime' }) changedAt!: Date;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key did the same.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('brq', this.uuid);
  }

  @Field(() => DateTime, { description: 'When it was asked.' })
  get createdAt(): Date {
    return this.at;
  }

  /** What became of it by an instant, whether or not somebody has noted that it expired. */
  stateAt(now: Instant): BudgetRequestState {
    return this.storedState === 'PENDING' && this.expiresAt.getTime() <= now ? 'EXPIRED' : this.storedState;
  }

  /** Changes what became of it. @param clock of the unit of work: by it those who watch find what is new */
  become(state: BudgetRequestState, clock: Instant, more: Partial<BudgetRequest> = {}): void {
    Object.assign(this, { storedState: state, version: this.version + 1, changedAt: new Date(clock), ...more });
  }
}
