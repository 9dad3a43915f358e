/**
 * When something runs out if it goes on as it went of late. It is told in a straight line: nothing of it is promised.
 */
import type { Instant, Nano } from './words.js';

/** What was spent in a time. */
export interface Spending {
  amount: Nano;
  milliseconds: number;
}

/**
 * When what is left runs out at the rate of some spending; null where it does not: nothing was spent, or it refills first.
 * @param refillsAt null: never
 */
export function runsOutAt(left: Nano, spending: Spending, refillsAt: Instant | null, now: Instant): Instant | null {
  const { amount, milliseconds } = spending;
  if (amount <= 0n || milliseconds <= 0) return null;
  const lasts = left <= 0n ? 0n : (left * BigInt(milliseconds) + amount - 1n) / amount;
  const at = BigInt(now) + lasts;
  return at >= BigInt(refillsAt ?? LAST) ? null : Number(at);
}

/** So far nothing is foretold: a date has to be one that clients can read. */
const LAST = Date.UTC(9999, 0, 1);

/** The spans whose rate is told, in milliseconds. */
export const SPANS = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
export type Span = keyof typeof SPANS;

/**
 * What a count that begins anew with each period has grown by since an instant: all of it where its period began later, and
 * then in the time since that, a quarter of the whole at least, for the first minutes tell no rate.
 */
export function growthSince(
  count: { amount: Nano; startedAt: Instant } | null,
  before: { amount: Nano; startedAt: Instant | null } | null,
  since: Instant,
  now: Instant,
): Spending {
  if (count === null) return { amount: 0n, milliseconds: now - since };
  const [whole, running] = [now - since, now - count.startedAt];
  if (running <= whole) return { amount: count.amount, milliseconds: Math.max(running, Math.ceil(whole / 4)) };
  const known = before?.startedAt === count.startedAt ? before.amount : 0n;
  return { amount: count.amount - known, milliseconds: whole };
}
