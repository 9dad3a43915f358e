/**
 * What a watcher of a balance is told: one balance update, several folded into one, or a snapshot to start from.
 * Shapes only; reading the books is read-changes.ts.
 */
import { Field, ID, ObjectType } from 'type-graphql';
import type { Cause } from '../core/account.js';
import { Balance, WindowState } from '../books/balance.js';
import { afterCodec } from '../books/journal-documents.js';
import { BalanceCause, wireCauseId, type ChangeCause } from '../books/balance-update.js';
import { wireId } from '../ids.js';
import { DateTime, SignedCredits, Uint64 } from '../scalars.js';

@ObjectType({ description: 'A change of an account, or where it stands.' })
export class BalanceChange {
  /** Of the account; by it the policy is asked, at each event, who may read. */
  address!: string;
  @Field(() => ID, { description: 'The account.' }) account!: string;
  @Field(() => Uint64, { description: 'The first update told of; below `seq` only with coalesceMs.' })
  firstSeq!: bigint;
  @Field(() => Uint64, { description: 'The last update told of: resume with it as `afterSeq`.' }) seq!: bigint;
  @Field(() => Boolean, { description: 'True: forget what you have and start from this.' }) snapshot!: boolean;
  @Field(() => BalanceCause, { description: 'Why; of several, why the last.' }) cause!: ChangeCause;
  @Field(() => ID, { nullable: true, description: 'What caused it: a decision, hold, lot, purchase, charge or reset.' })
  causeId!: string | null;
  @Field(() => SignedCredits, { description: 'How the available credits changed, over all updates told of.' })
  delta!: bigint;
  @Field(() => SignedCredits, { description: 'How the held credits changed, over all updates told of.' })
  heldDelta!: bigint;
  @Field(() => Balance, { description: 'The balance after the last.' }) balance!: Balance;
  @Field(() => [WindowState], { description: 'The allowance windows after the last.' }) windows!: WindowState[];
  @Field(() => DateTime, { description: 'When the last happened; of a snapshot, when it was taken.' }) at!: Date;
}

/** A row of `balance_update`, as far as watchers are concerned. */
export interface ChangeRow {
  account_id: string;
  seq: bigint;
  at: number;
  cause: Cause;
  cause_id: string | null;
  delta: bigint;
  held_delta: bigint;
  after: unknown;
}

/** One balance update as watchers of the account at this address see it. */
export function changeFrom(address: string, row: ChangeRow): BalanceChange {
  const { balance, windows, plan } = afterCodec.read(row.after);
  return {
    address,
    account: wireId('acc', row.account_id),
    firstSeq: row.seq,
    seq: row.seq,
    snapshot: false,
    cause: row.cause,
    causeId: wireCauseId(row.cause, row.cause_id),
    delta: row.delta,
    heldDelta: row.held_delta,
    balance,
    windows: windows.map((after) => WindowState.of(row.account_id, after, plan)),
    at: new Date(row.at),
  };
}

/** A range from two that follow on each other. */
export function fold(earlier: BalanceChange, later: BalanceChange): BalanceChange {
  return {
    ...later,
    firstSeq: earlier.firstSeq,
    delta: earlier.delta + later.delta,
    heldDelta: earlier.heldDelta + later.heldDelta,
  };
}
