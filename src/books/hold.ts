/**
 * A hold: a decision's draws while the work runs. Stored as one part per account; shown as a whole.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import type { HoldState as StoredState } from '../core/holds.js';
import { sum } from '../core/amounts.js';
import type { HeldDraw } from '../core/account.js';
import { DocumentColumn } from './codec.js';
import { heldCodec } from './hold-documents.js';

export const HoldState: { [state in StoredState]: state } = {
  HELD: 'HELD',
  SETTLED: 'SETTLED',
  RELEASED: 'RELEASED',
  EXPIRED: 'EXPIRED',
};
registerEnumType(HoldState, {
  name: 'HoldState',
  description: 'How far a hold has come; it ends in exactly one of the last three.',
  valuesConfig: {
    HELD: { description: 'The work may run.' },
    SETTLED: { description: 'Captured by usage; the rest went back.' },
    RELEASED: { description: 'Given back.' },
    EXPIRED: { description: 'Given back at its expiry instant.' },
  },
});

/** The part of a hold on one account, as stored. */
@Entity({ tableName: 'hold', readonly: true })
export class HoldPartRow {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @Property({ type: 'text' }) state!: StoredState;
  @Property({ type: 'datetime' }) expiresAt!: Date;
  @Property({ type: 'integer' }) claims!: number;
  @Property({ type: 'boolean' }) ending!: boolean;
  @Property({ type: 'text', nullable: true }) caller!: string | null;
  @Property({ type: new DocumentColumn(heldCodec) }) draws!: HeldDraw[];
}

@ObjectType({ description: "A decision's draws while the work runs." })
export class Hold {
  @Field(() => ID, { description: 'Globally unique and opaque.' }) id!: string;
  @Field(() => HoldState, { description: 'How far it has come.' }) state!: StoredState;
  @Field(() => DateTime, { description: 'When what is still held goes back by itself.' }) expiresAt!: Date;
  @Field(() => Credits, { description: 'All that was ever held.' }) amount!: bigint;
  @Field(() => Credits, { description: 'Still held.' }) remaining!: bigint;
  @Field(() => Credits, { description: 'Captured by usage.' }) settled!: bigint;
  @Field(() => Credits, { description: 'Given back.' }) released!: bigint;
  @Field(() => ID, {
    nullable: true,
    description: 'Who opened it, and may extend, report and release it; null where that was not stored: the subject.',
  })
  caller!: string | null;
  /** Held, and no final usage is on its way. */
  open!: boolean;
  /** The tenant and UUID, for its decisions. */
  tenantId!: string;
  uuid!: string;

  /**
   * A hold from its parts, as of `now`: past its expiry it is expired, whether or not that has been written yet.
   * Null where there are none.
   */
  static of(parts: readonly HoldPartRow[], now: number): Hold | null {
    const [first] = parts;
    if (!first) return null;
    const draws = parts.flatMap((part) => part.draws);
    const amount = sum(draws, (draw) => draw.amount);
    const settled = sum(draws, (draw) => draw.settled);
    // Parts on several accounts end one after another: the hold has ended with the first of them.
    const ended = parts.find(({ state }) => state !== 'HELD')?.state;
    const lapsed = parts.some(({ claims, expiresAt }) => claims === 0 && expiresAt.getTime() <= now);
    const state = ended ?? (lapsed ? 'EXPIRED' : 'HELD');
    const released = state === 'HELD' ? sum(draws, (draw) => draw.released) : amount - settled;
    return {
      id: wireId('hld', first.id),
      state,
      open: state === 'HELD' && !first.ending,
      expiresAt: first.expiresAt,
      amount,
      remaining: amount - settled - released,
      settled,
      released,
      caller: first.caller,
      tenantId: first.tenantId,
      uuid: first.id,
    };
  }
}
