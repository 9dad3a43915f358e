/**
 * How much of a pool one subject may hold (docs/rules.md, 29): a share of what the pool has, and so many holds. It bounds
 * checks alone; usage that has happened is drawn from whatever is there.
 */
import { greatest } from './amounts.js';
import { balanceOf } from './lots.js';
import type { Account } from './account.js';
import type { Nano } from './words.js';

/** What a subject holds of a pool: how many of its open holds lie there, and how much they still hold. */
export type PoolShare = Account['shares'] extends Map<string, infer Share> ? Share : never;

/** So many of a subject's open holds lie on one pool at most: beyond, it gives to extensions of these alone. */
export const MOST_HOLDS_ON_POOL = 1_000;

/** Shares are counted in so many parts of the whole: in hundredths of a percent. */
const WHOLE = 10_000n;

/** What bounds what pools give to one check. */
export interface PoolBounds {
  /** How much of a pool one subject may hold, by its address, in hundredths of a percent; absent: all of it. */
  mostOfPool: ReadonlyMap<string, number>;
  /** Addresses of the accounts that the hold which is extended lies on. */
  joins: ReadonlySet<string>;
}

/** What a subject may still take from a pool. */
export interface PoolRoom {
  /** All that it may hold there; null: as much as there is. */
  limit: Nano | null;
  /** What is left of that. */
  left: Nano | null;
  /** Whether too many of its holds lie there, so that it gives nothing. */
  crowded: boolean;
}

const NO_BOUND: PoolRoom = { limit: null, left: null, crowded: false };
const NOTHING: Readonly<PoolShare> = { holds: 0, amount: 0n };

/** What `subject` may still take from `pool`. @param bounds null: nothing bounds usage that has happened */
export function roomOn(pool: Account, subject: Account, bounds: PoolBounds | null): PoolRoom {
  if (!bounds) return NO_BOUND;
  const { holds, amount } = shareOf(pool, subject.id);
  const crowded = holds >= MOST_HOLDS_ON_POOL && !bounds.joins.has(pool.address);
  const most = bounds.mostOfPool.get(pool.address);
  if (most === undefined) return { ...NO_BOUND, crowded };
  const { available, held } = balanceOf(pool);
  const limit = ((available + held) * BigInt(most)) / WHOLE;
  return { limit, left: limit > amount ? limit - amount : 0n, crowded };
}

/** What the subject with this account holds of a pool. */
export function shareOf({ shares }: Pick<Account, 'shares'>, subject: string): Readonly<PoolShare> {
  return shares.get(subject) ?? NOTHING;
}

/**
 * Changes what a subject holds of a pool, and returns what that is now.
 * @throws Error where it would have fewer than no holds: a bug
 */
export function addToShare(pool: Account, subject: string, change: PoolShare): PoolShare {
  const { holds, amount } = shareOf(pool, subject);
  // A process from before shares were counted may have given a hold more draws, which nobody counted.
  const share = { holds: holds + change.holds, amount: greatest(amount + change.amount, 0n) };
  if (share.holds < 0) throw new Error(`pool share: ${subject} has fewer than no holds on ${pool.address}`);
  pool.shares.set(subject, share);
  return share;
}
