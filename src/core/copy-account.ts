/**
 * Copies of accounts, to try out what time or a decision would change. Nothing that is done to one is ever written.
 */
import type { Account } from './account.js';

/** A copy whose lots, windows and shares can change. It has no holds: what they hold stays held. */
export function copyAccount(account: Account): Account {
  const [lots, windows] = [account.lots.map((lot) => ({ ...lot })), account.windows.map((window) => ({ ...window }))];
  const recurring = account.recurring && { ...account.recurring };
  return { ...account, lots, windows, holds: [], shares: new Map(account.shares), recurring };
}
