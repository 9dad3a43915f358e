/**
 * A balance update: one event on one account, with its lines and the balance after it. A row of the books, read as it
 * was written; nothing here ever changes one.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { AfterImage } from '../core/journal.js';
import type { Cause, Line } from '../core/words.js';
import { wireId, type IdKind } from '../ids.js';
import { DateTime, SignedCredits, Uint64 } from '../scalars.js';
import { moved } from '../core/lines.js';
import { Balance } from './balance.js';
import { DocumentColumn } from './codec.js';
import { afterCodec, linesCodec } from './documents.js';
import { Node } from './node.js';

/** Why a watcher is told something: a cause of the journal, or a fresh start. */
export type ChangeCause = Cause | 'SNAPSHOT';

export const BalanceCause: { [cause in ChangeCause]: cause } = {
  SNAPSHOT: 'SNAPSHOT',
  HOLD: 'HOLD',
  SETTLE: 'SETTLE',
  RELEASE: 'RELEASE',
  HOLD_EXPIRED: 'HOLD_EXPIRED',
  PURCHASE: 'PURCHASE',
  GRANT: 'GRANT',
  REVOKE: 'REVOKE',
  REFUND: 'REFUND',
  LOT_EFFECTIVE: 'LOT_EFFECTIVE',
  LOT_EXPIRED: 'LOT_EXPIRED',
  WINDOW_RESET: 'WINDOW_RESET',
  ALLOWANCE_RESET: 'ALLOWANCE_RESET',
  PLAN_CHANGED: 'PLAN_CHANGED',
  STATE_CHANGED: 'STATE_CHANGED',
  FORGIVEN: 'FORGIVEN',
  DEBT_INCURRED: 'DEBT_INCURRED',
  DEBT_REPAID: 'DEBT_REPAID',
};
registerEnumType(BalanceCause, {
  name: 'BalanceCause',
  description: 'Why a balance changed. The list may grow.',
  valuesConfig: {
    SNAPSHOT: { description: 'Nothing happened: the balance as it is, for a subscriber to start from. Never stored.' },
    HOLD: { description: 'A check took credits or allowance for work that runs.' },
    SETTLE: { description: 'Usage was captured from a hold, or drawn without one.' },
    RELEASE: { description: 'A caller gave a hold back.' },
    HOLD_EXPIRED: { description: 'A hold went back at its expiry instant.' },
    PURCHASE: { description: 'Bought credits arrived.' },
    GRANT: { description: 'An admin gave credits.' },
    REVOKE: { description: 'An admin took back what was left of a lot.' },
    REFUND: { description: 'What was left of a purchase was taken back.' },
    LOT_EFFECTIVE: { description: 'A lot became spendable at its instant.' },
    LOT_EXPIRED: { description: 'What was left of a lot expired at its instant.' },
    WINDOW_RESET: { description: 'An allowance window ended at its instant.' },
    ALLOWANCE_RESET: { description: 'An admin ended allowance windows.' },
    PLAN_CHANGED: { description: 'An admin changed the plan.' },
    STATE_CHANGED: { description: 'An admin suspended the account, or put it to use again.' },
    FORGIVEN: { description: 'Usage that no layer covered was carried by the tenant.' },
    DEBT_INCURRED: { description: 'Usage that no layer covered is still to be paid for.' },
    DEBT_REPAID: { description: 'A lot paid debt.' },
  },
});

/** What kind of thing `cause_id` names; null where it names nothing. */
const CAUSED_BY: Record<Cause, IdKind | null> = {
  HOLD: 'dec',
  SETTLE: 'chg',
  RELEASE: 'hld',
  HOLD_EXPIRED: 'hld',
  PURCHASE: 'pur',
  GRANT: 'lot',
  REVOKE: 'lot',
  REFUND: 'pur',
  LOT_EFFECTIVE: 'lot',
  LOT_EXPIRED: 'lot',
  WINDOW_RESET: null,
  ALLOWANCE_RESET: 'rst',
  PLAN_CHANGED: null,
  STATE_CHANGED: null,
  FORGIVEN: 'chg',
  DEBT_INCURRED: 'chg',
  DEBT_REPAID: 'lot',
};

/** The wire id of what caused an update, from the UUID as stored. */
export function wireCauseId(cause: Cause, uuid: string | null): string | null {
  const kind = CAUSED_BY[cause];
  return kind === null || uuid === null ? null : wireId(kind, uuid);
}

@ObjectType({ description: 'What one update did to one lot or one window; to neither where it moved debt alone.' })
export class BalanceLine {
  @Field(() => ID, { nullable: true, description: 'The window, such as five_hour; null for lots.' })
  window!: string | null;
  @Field(() => SignedCredits, { description: 'How what is left in it changed.' }) remaining!: bigint;
  @Field(() => SignedCredits, { description: 'How what is held in it changed.' }) held!: bigint;
  /** The lot's UUID, for its resolver. */
  lotUuid!: string | null;

  /** A line as watchers see it. Whatever counts in a window is missing from what is left there. */
  static from(this: void, line: Line): BalanceLine {
    const held = moved(line, 'held');
    const remaining = line.window === null ? moved(line, 'remaining') : -(held + moved(line, 'used'));
    return { lotUuid: line.lot, window: line.window?.name ?? null, remaining, held };
  }
}

const COUNT = new BigIntType('bigint');
const UPDATE_ID = /^bal_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([1-9][0-9]{0,18})$/;

/** Account UUID and `seq` of a balance update's id, or null where the text is none. */
export function parseUpdateId(text: string): { accountId: string; seq: bigint } | null {
  const match = UPDATE_ID.exec(text);
  const seq = BigInt(match?.[6] ?? 0);
  return match && seq < 2n ** 63n ? { accountId: match.slice(1, 6).join('-'), seq } : null;
}

@ObjectType({ implements: Node, description: 'One event on one account, and the balance after it.' })
@Entity({ tableName: 'balance_update' })
export class BalanceUpdate implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @Field(() => Uint64, { description: 'Its number on the account: from 1, without gaps.' })
  @PrimaryKey({ type: COUNT })
  seq!: bigint;
  @Field(() => DateTime, { description: 'When it happened; never falls along `seq`.' })
  @Property({ type: 'datetime' })
  at!: Date;
  @Field(() => BalanceCause, { description: 'Why.' })
  @Property({ type: 'text' })
  cause!: Cause;
  @Property({ type: 'uuid', fieldName: 'cause_id', nullable: true }) causeUuid!: string | null;
  @Field(() => SignedCredits, { description: 'How the available credits changed.' })
  @Property({ type: COUNT })
  delta!: bigint;
  @Field(() => SignedCredits, { description: 'How the held credits changed.' })
  @Property({ type: COUNT })
  heldDelta!: bigint;
  @Property({ type: new DocumentColumn(linesCodec), fieldName: 'lines' }) moves!: Line[];
  @Property({ type: new DocumentColumn(afterCodec) }) after!: AfterImage;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return `bal_${this.accountId.replaceAll('-', '')}_${this.seq}`;
  }

  @Field(() => ID, { nullable: true, description: 'What caused it: a decision, hold, lot, purchase, charge or reset.' })
  get causeId(): string | null {
    return wireCauseId(this.cause, this.causeUuid);
  }

  @Field(() => Balance, { description: 'The balance after it.' })
  get balance(): Balance {
    return this.after.balance;
  }

  @Field(() => [BalanceLine], { description: 'What it did to each lot and window.' })
  get lines(): BalanceLine[] {
    return this.moves.map(BalanceLine.from);
  }
}
