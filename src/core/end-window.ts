/**
 * The end of a window instance, be it its reset or because an admin ends it early. What becomes of debt then is debt.ts.
 */
import { post, type Update } from './journal.js';
import type { Account, Cause, Line, WindowInstance } from './account.js';
import type { Instant } from './words.js';

/**
 * Ends a window instance: what was used and held there leaves the account's view, a later use opens a new instance.
 */
export function endWindow(
  account: Account,
  window: WindowInstance,
  at: Instant,
  cause: Cause,
  causeId: string | null,
): Update {
  const { name, startedAt } = window;
  const lines = (['held', 'used'] as const).map((from): Line => ({
    lot: null,
    window: { name, startedAt },
    amount: window[from],
    from,
    to: 'ended',
  }));
  // A window with a scope that ends by itself pays no debt, so nothing turns (docs/rules.md, 37).
  const isScoped = account.windowTerms.some((terms) => terms.name === name && terms.scope !== undefined);
  if (account.debt > 0n && !(isScoped && cause === 'WINDOW_RESET')) account.turnedAt = at;
  return post(account, at, cause, causeId, lines);
}
