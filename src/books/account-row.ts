/**
 * A locked account as its row has it, there and back.
 */
import type { Account } from '../core/account.js';
import { debtTurnsAt } from '../core/debt.js';
import { earlier, MOST_DUE_LINES, type LockedAccount } from './books.js';
import { MOST_CALLS } from './lane.js';
import type { AccountRow } from './tables.js';
import type { Instant } from '../core/words.js';

/** What the catalog says of an account: the windows that stand on it, what becomes of its debt, how many holds it may have. */
export type CatalogTerms = Pick<Account, 'windowTerms' | 'debtTerms'> & { mostHolds: number };

type DueRow = Pick<AccountRow, 'dueAt' | 'debt' | 'lastAt' | 'windows' | 'forgiven' | 'forgivenSince' | 'subscribedAt'>;

/** When something falls due on a row: debt may turn sooner than it knows, where the terms have changed since; null: never. */
export function dueAtOf(
  { dueAt, debt, lastAt, windows, subscribedAt, ...row }: DueRow,
  { windowTerms, debtTerms }: Pick<CatalogTerms, 'windowTerms' | 'debtTerms'>,
): Instant | null {
  const forgiven = { amount: row.forgiven, since: row.forgivenSince };
  const standing = { windows, windowTerms, subscribedAt };
  return earlier(dueAt, debtTurnsAt({ debt, lastAt, forgiven, debtTerms, turnedAt: null, ...standing }));
}

/** The account that a row says, without its lots and holds. */
export function lockedAccount(row: AccountRow, { mostHolds, ...terms }: CatalogTerms): LockedAccount {
  const { tenantId: tenant, id, address, plan, subscribedAt, state, seq, lastAt, debt, windows } = row;
  const guard = row.guardStartedAt === null ? null : { startedAt: row.guardStartedAt, count: row.guardCount };
  const forgiven = { amount: row.forgiven, since: row.forgivenSince };
  const standing = { tenant, id, address, plan, subscribedAt, state, seq, lastAt, debt, forgiven, windows, guard };
  const loaded = { lots: [], holds: [], openHolds: row.openHolds, shares: new Map() };
  const account: Account = { ...standing, ...terms, turnedAt: null, ...loaded };
  return {
    account,
    lastHash: row.lastHash,
    dueAt: dueAtOf(row, terms),
    // Until it is known better: nothing falls due before, be it a hold that is not loaded.
    nextHoldAt: row.dueAt,
    isNearMostHolds: row.openHolds > 0 && row.openHolds + MOST_CALLS >= mostHolds,
    dueLines: MOST_DUE_LINES,
    paymentMethod: row.paymentMethod,
    usageNo: row.usageNo,
    settledNo: row.settledNo,
    topUp: row.topUpBelow === null ? null : { below: row.topUpBelow, from: row.topUpAt },
    touched: false,
  };
}

/** The row that an account comes to. */
export function accountRow(locked: LockedAccount): AccountRow {
  const { account, lastHash, dueAt, paymentMethod, usageNo, settledNo, topUp } = locked;
  const {
    tenant: tenantId,
    id,
    address,
    plan,
    subscribedAt,
    state,
    seq,
    lastAt,
    debt,
    forgiven,
    windows,
    guard,
  } = account;
  return {
    ...{ tenantId, id, address, plan, subscribedAt, state, seq, lastHash, lastAt, debt, windows },
    guardStartedAt: guard?.startedAt ?? null,
    guardCount: guard?.count ?? 0,
    ...{ dueAt, paymentMethod, usageNo, settledNo },
    forgiven: forgiven.amount,
    forgivenSince: forgiven.since,
    openHolds: account.openHolds,
    topUpBelow: topUp?.below ?? null,
    topUpAt: topUp?.from ?? null,
  };
}
