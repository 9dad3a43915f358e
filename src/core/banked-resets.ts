/**
 * Resets that an account has in store: each ends one running window early, once, so that its next use begins a new one.
 * A plan puts one more in store in each period, as many as it keeps; what an admin gives may end.
 */
import { endWindow } from './end-window.js';
import { post, type Update } from './journal.js';
import type { Account, WindowInstance } from './account.js';
import type { BankedReset } from './grant-terms.js';
import type { Instant } from './words.js';

/** So many an account has in store at most. */
export const MOST_BANKED = 100;

/** How many those are together. */
export function countOf(resets: readonly BankedReset[] = []): number {
  return resets.reduce((sum, { count }) => sum + count, 0);
}

/** The same with some more; those that end alike are one entry. */
export function withResets(resets: readonly BankedReset[] = [], more: BankedReset): BankedReset[] {
  const isLike = (each: BankedReset) => each.until === more.until && each.ofPlan === more.ofPlan;
  const like = resets.find(isLike);
  const others = resets.filter((each) => !isLike(each));
  return [...others, like ? { ...like, count: like.count + more.count } : more].sort(firstUsed);
}

/** The same without the one that is used first; of none, none. */
export function withoutOne([first, ...others]: readonly BankedReset[] = []): BankedReset[] {
  if (!first) return [];
  return first.count > 1 ? [{ ...first, count: first.count - 1 }, ...others] : others;
}

/** The same without those that have ended by then. */
export function withoutEnded(resets: readonly BankedReset[] = [], at: Instant): BankedReset[] {
  return resets.filter(({ until }) => until === null || until > at);
}

/** Those that end first are used first; of those that never end, the plan's. */
function firstUsed(a: BankedReset, b: BankedReset): number {
  return (a.until ?? Infinity) - (b.until ?? Infinity) || Number(b.ofPlan ?? false) - Number(a.ofPlan ?? false) || 0;
}

/** When the first of them ends; null where none does. */
export function resetsEndAt({ resets = [] }: Pick<Account, 'resets'>): Instant | null {
  return resets[0]?.until ?? null;
}

/** Those that end at an instant are gone. */
export function endResets(account: Account, at: Instant): Update {
  account.resets = withoutEnded(account.resets, at);
  return post(account, at, 'RESETS_EXPIRED', null, []);
}

/** The plan puts one in store, where it has not as many there as it keeps. */
export function bankReset(account: Account, keep: number, at: Instant): Update {
  const kept = countOf((account.resets ?? []).filter(({ ofPlan }) => ofPlan));
  const isFull = kept >= keep || countOf(account.resets) >= MOST_BANKED;
  if (!isFull) account.resets = withResets(account.resets, { until: null, count: 1, ofPlan: true });
  return post(account, at, 'RESET_BANKED', null, []);
}

/** Puts so many in store that an admin gives. */
export function giveResets(account: Account, given: BankedReset, at: Instant): Update {
  account.resets = withResets(account.resets, given);
  return post(account, at, 'RESETS_GRANTED', null, []);
}

/** Uses one up: the window ends now. */
export function useReset(account: Account, window: WindowInstance, at: Instant): Update {
  if (countOf(account.resets) === 0) throw new Error(`resets: ${account.address} has none in store`);
  account.resets = withoutOne(account.resets);
  return endWindow(account, window, at, 'RESET_REDEEMED', null);
}
