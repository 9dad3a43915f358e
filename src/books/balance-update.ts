/**
 * A balance update: one event on one account, with its lines and the balance after it. A row of the books, read as it
 * was written; nothing here ever changes one.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { AfterImage } from '../core/journal.js';
import type { Cause, Line } from '../core/account.js';
import { wireId, type IdKind } from '../ids.js';
import { DateTime, SignedCredits, Uint64 } from '../scalars.js';
import { moved } from '../core/lines.js';
import { Balance } from './balance.js';
import { DocumentColumn } from './codec.js';
import { afterCodec, linesCodec } from './journal-documents.js';
import { MOST_DRAWS } from './draw.js';
import { Node } from './node.js';

/** Why a watcher is told something: a cause of the journal, or a fresh start. */
export type ChangeCause = Cause | 'SNAPSHOT';

/** Every cause: what the contract says of it, and what kind of thing `cause_id` names; null where it names nothing. */
const CAUSES: Readonly<Record<Cause, { description: string; names: IdKind | null }>> = {
  HOLD: { description: 'A check took credits or allowance for work that runs.', names: 'dec' },
  HOLD_TRIMMED: {
    description: 'As a hold was extended, what it held of closed lots and ended windows went back.',
    names: 'hld',
  },
  SETTLE: { description: 'Usage was captured from a hold, or drawn without one.', names: 'chg' },
  RELEASE: { description: 'A caller gave a hold back.', names: 'hld' },
  HOLD_EXPIRED: { description: 'A hold went back at its expiry instant.', names: 'hld' },
  PURCHASE: { description: 'Bought credits arrived.', names: 'pur' },
  GRANT: { description: 'Credits were given: by an admin, or by a grant that comes again.', names: 'lot' },
  BUDGET_RAISED: { description: 'More of a budget was approved.', names: 'lot' },
  REVOKE: { description: 'An admin took back what was left of a lot.', names: 'lot' },
  REFUND: { description: 'What was left of a purchase was taken back.', names: 'pur' },
  LOT_EFFECTIVE: { description: 'A lot became spendable at its instant.', names: 'lot' },
  LOT_EXPIRED: { description: 'What was left of a lot expired at its instant.', names: 'lot' },
  WINDOW_RESET: { description: 'An allowance window ended at its instant.', names: null },
  ALLOWANCE_RESET: { description: 'An admin ended allowance windows.', names: 'rst' },
  RESETS_GRANTED: { description: 'An admin put resets of windows in store.', names: null },
  RESET_BANKED: { description: 'The plan put a reset in store, or none where it was full.', names: null },
  RESET_REDEEMED: { description: 'A reset in store was used up: it ended a window.', names: null },
  RESETS_EXPIRED: { description: 'Resets in store ended at their instant.', names: null },
  PLAN_CHANGED: { description: 'An admin changed the plan.', names: null },
  STATE_CHANGED: { description: 'An admin suspended the account, or put it to use again.', names: null },
  FORGIVEN: { description: 'Usage that no layer covered was carried by the tenant.', names: 'chg' },
  DEBT_INCURRED: { description: 'Usage that no layer covered is still to be paid for.', names: 'chg' },
  DEBT_FORGIVEN: { description: 'The tenant carried debt as a month began.', names: null },
  DEBT_REPAID: { description: 'A lot paid debt, or the allowance did: then nothing is named.', names: 'lot' },
  VOIDED: { description: 'Usage was undone: what it had taken went back to where it came from.', names: 'chg' },
};

export const BalanceCause = contractEnum('BalanceCause', 'Why a balance changed. The list may grow.', {
  SNAPSHOT: { description: 'Nothing happened: the balance as it is, for a subscriber to start from. Never stored.' },
  ...CAUSES,
});

/** The wire id of what caused an update, from the UUID as stored. */
export function wireCauseId(cause: Cause, uuid: string | null): string | null {
  const { names } = CAUSES[cause];
  return names === null || uuid === null ? null : wireId(names, uuid);
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
@Entity({ tableName: 'balance_update', readonly: true })
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
  /** The hash of the row that caused it, where one did. */
  @Property({ type: 'blob', nullable: true }) causeHash!: Buffer | null;
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

  @Extensions({ longest: MOST_DRAWS })
  @Field(() => [BalanceLine], { description: 'What it did to each lot and window.' })
  get lines(): BalanceLine[] {
    return this.moves.map(BalanceLine.from);
  }
}
