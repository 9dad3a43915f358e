/**
 * When windows begin to yield: what is more than such a window holds may wait for that.
 */
import { periodAt } from './periods.js';
import { subscriptionMonthAt } from './subscriptions.js';
import { yieldEnd, type WithWindows } from './windows.js';
import type { Instant, WindowTerms } from './words.js';

/** The first instants after `now` at which a new instance of each window that yields would not limit. */
export function yieldTurns(account: WithWindows, now: Instant): Instant[] {
  return account.windowTerms.flatMap((terms) => {
    const end = yieldEnd(account, terms, now);
    const from = end === null ? null : firstBeyond(terms, end, account.subscribedAt ?? now);
    return from === null || from <= now ? [] : [from];
  });
}

/** The first start of an instance that would reset after `end`; null for one that ends there as well. */
function firstBeyond(terms: WindowTerms, end: Instant, subscribedAt: Instant): Instant | null {
  if (terms.kind === 'once') return null;
  if (terms.kind === 'anchored') return end - terms.seconds * 1000 + 1;
  const last = end - 1;
  const period =
    terms.kind === 'calendar' ? periodAt(terms, last) : subscriptionMonthAt(subscribedAt, last, terms.zone);
  return period.end > end ? period.start : null;
}
