/**
 * When windows begin to yield: what is more than such a window holds may wait for that.
 */
import { periodAt } from './periods.js';
import { subscriptionMonthAt } from './subscriptions.js';
import { yieldEnd, type WithWindows } from './windows.js';
import type { Instant, WindowTerms } from './words.js';

/**
 * The first instants after `at` at which a new instance of each window that yields would not limit, if nothing but time went
 * by until then.
 */
export function yieldTurns({ windowTerms, windows, subscribedAt }: WithWindows, at: Instant): Instant[] {
  if (windowTerms.every(({ yieldsTo }) => yieldsTo === undefined)) return [];
  const then = { windowTerms, windows: windows.filter(({ resetsAt }) => resetsAt > at), subscribedAt };
  return windowTerms.flatMap((terms) => {
    const end = yieldEnd(then, terms, at);
    const from = end === null ? null : firstBeyond(terms, end, subscribedAt ?? at);
    return from === null || from <= at ? [] : [from];
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
