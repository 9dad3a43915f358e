/**
 * A locked account as its row has it, there and back.
 */
import type { Account } from '../core/account.js';
import { debtTurnsAt } from '../core/debt.js';
import { grantDueAt } from '../core/recurring.js';
import { uuidFor } from '../ids.js';
import { earlier, MOST_DUE_LINES, type LockedAccount } from './books.js';
import { MOST_CALLS } from './lane.js';
import type { ErasOf } from './served-grants.js';
import type { AccountRow } from './tables.js';
import type { Recurring } from '../core/grant-terms.js';
import type { Instant, WindowTerms } from '../core/words.js';

/**
 * What catalogs say of an account: the windows that stand on it, what becomes of its debt, how many holds it may have, and
 * what comes again.
 */
export type CatalogTerms = Pick<Account, 'windowTerms' | 'debtTerms'> & {
  mostHolds: number;
  eras: ErasOf;
  /** The windows of any plan. */
  windowsOf: (plan: string) => readonly WindowTerms[];
};

type DueRow = Pick<
  AccountRow,
  'dueAt' | 'plan' | 'debt' | 'lastAt' | 'windows' | 'forgiven' | 'forgivenSince' | 'granted' | 'subscribedAt'
>;

/**
 * When something falls due on a row; null: never. Debt may turn, and grants may come, sooner than the row knows, where the
 * terms have changed since.
 */
export function dueAtOf(
  { dueAt, plan, debt, lastAt, windows, subscribedAt, granted: issued, ...row }: DueRow,
  { windowTerms, debtTerms, eras }: Pick<CatalogTerms, 'windowTerms' | 'debtTerms' | 'eras'>,
): Instant | null {
  const forgiven = { amount: row.forgiven, since: row.forgivenSince };
  const standing = { windows, windowTerms, subscribedAt };
  const turnsAt = debtTurnsAt({ debt, lastAt, forgiven, debtTerms, turnedAt: null, ...standing });
  return [turnsAt, grantDueAt({ plan, lastAt, recurring: { eras, issued } })].reduce(earlier, dueAt);
}

/** The account that a row says, without its lots and holds. */
export function lockedAccount(row: AccountRow, { mostHolds, eras, windowsOf, ...terms }: CatalogTerms): LockedAccount {
  const { tenantId: tenant, id, address, plan, subscribedAt, state, seq, lastAt, debt, windows } = row;
  const guard = row.guardStartedAt === null ? null : { startedAt: row.guardStartedAt, count: row.guardCount };
  const forgiven = { amount: row.forgiven, since: row.forgivenSince };
  const standing = { tenant, id, address, plan, subscribedAt, state, seq, lastAt, debt, forgiven, windows, guard };
  const loaded = { lots: [], holds: [], openHolds: row.openHolds, shares: new Map() };
  const recurring = { eras, issued: row.granted, lotId: lotIdOn(id) };
  const { nextPlan: toCome, nextPlanAt } = row;
  const isToCome = toCome !== null && nextPlanAt !== null;
  const nextPlan = isToCome ? { plan: toCome, at: nextPlanAt, windowTerms: windowsOf(toCome) } : null;
  const account: Account = {
    ...standing,
    ...terms,
    turnedAt: null,
    ...loaded,
    recurring,
    nextPlan,
    resets: row.resets,
  };
  return {
    account,
    lastHash: row.lastHash,
    dueAt: dueAtOf(row, { ...terms, eras }),
    // Until it is known better: nothing falls due before, be it a hold that is not loaded.
    nextHoldAt: row.dueAt,
    isNearMostHolds: row.openHolds > 0 && row.openHolds + MOST_CALLS >= mostHolds,
    dueLines: MOST_DUE_LINES,
    nextPlanHash: row.nextPlanHash,
    paymentMethod: row.paymentMethod,
    usageNo: row.usageNo,
    settledNo: row.settledNo,
    topUp: row.topUpBelow === null ? null : { below: row.topUpBelow, from: row.topUpAt },
    touched: false,
  };
}

/** A period of a grant has one lot, and that one id: two processes cannot both insert it. */
export function lotIdOn(accountId: string): Recurring['lotId'] {
  return (at, { grant, start, rolled }) => uuidFor(at, rolled, [accountId, grant, String(start)]);
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
    granted: account.recurring?.issued ?? [],
    resets: account.resets ?? [],
    nextPlan: account.nextPlan?.plan ?? null,
    nextPlanAt: account.nextPlan?.at ?? null,
    nextPlanHash: account.nextPlan ? locked.nextPlanHash : null,
  };
}
