/**
 * A locked account as its row has it, there and back.
 */
import type { WindowTerms } from '../core/words.js';
import { MOST_DUE_LINES, type LockedAccount } from './books.js';
import type { AccountRow } from './tables.js';

/** The account that a row says, without its lots and holds. @param windowTerms the windows that stand on it */
export function lockedAccount(row: AccountRow, windowTerms: readonly WindowTerms[]): LockedAccount {
  const { tenantId: tenant, id, address, plan, state, seq, lastAt, debt, windows } = row;
  const guard = row.guardStartedAt === null ? null : { startedAt: row.guardStartedAt, count: row.guardCount };
  return {
    account: { tenant, id, address, plan, state, seq, lastAt, debt, windowTerms, windows, guard, lots: [], holds: [] },
    lastHash: row.lastHash,
    dueAt: row.dueAt,
    // Until it is known better: nothing falls due before, be it a hold that is not loaded.
    nextHoldAt: row.dueAt,
    dueLines: MOST_DUE_LINES,
    paymentMethod: row.paymentMethod,
    usageNo: row.usageNo,
    settledNo: row.settledNo,
    forgiven: { amount: row.forgiven, since: row.forgivenSince },
    topUp: row.topUpBelow === null ? null : { below: row.topUpBelow, from: row.topUpAt },
    touched: false,
  };
}

/** The row that an account comes to. */
export function accountRow(locked: LockedAccount): AccountRow {
  const { account, lastHash, dueAt, paymentMethod, usageNo, settledNo, forgiven, topUp } = locked;
  const { tenant: tenantId, id, address, plan, state, seq, lastAt, debt, windows, guard } = account;
  return {
    ...{ tenantId, id, address, plan, state, seq, lastHash, lastAt, debt, windows },
    guardStartedAt: guard?.startedAt ?? null,
    guardCount: guard?.count ?? 0,
    ...{ dueAt, paymentMethod, usageNo, settledNo },
    forgiven: forgiven.amount,
    forgivenSince: forgiven.since,
    topUpBelow: topUp?.below ?? null,
    topUpAt: topUp?.from ?? null,
  };
}
