/**
 * When a top-up buys and how much, and when one that was declined is tried again. Knows neither payments nor consent.
 */
import { greatest, least } from './amounts.js';
import type { Balance } from './account.js';
import type { Instant, Nano } from './words.js';

/** What was agreed to: with less than `threshold`, buy up to `target`, at most `monthlyCap` credits per UTC month. */
export interface TopUpTerms {
  threshold: Nano;
  target: Nano;
  monthlyCap: Nano;
}

const HOUR = 3_600_000;
const RETRY_AFTER = [HOUR, 6 * HOUR, 24 * HOUR];

/** Whether so little is left that a top-up buys. What is held is still there: a hold never buys (docs/rules.md, 39). */
export function fallsShort({ available, held }: Pick<Balance, 'available' | 'held'>, threshold: Nano): boolean {
  return available + held < threshold;
}

/** What bounds a purchase of a top-up: what it has bought in this UTC month, what the account can take, the least to buy. */
export interface TopUpBounds {
  bought: Nano;
  room: Nano;
  smallest: Nano;
}

/**
 * The credits that bring the balance to the target, debt paid first, but at least the smallest purchase, as far as cap
 * and account have room; 0 where they have no room for the smallest.
 */
export function creditsToBuy(
  { target, monthlyCap }: TopUpTerms,
  { available, held, debt }: Pick<Balance, 'available' | 'held' | 'debt'>,
  { bought, room, smallest }: TopUpBounds,
): Nano {
  const lacking = target - (available + held) + debt;
  const credits = least(greatest(lacking, smallest), least(monthlyCap - bought, room));
  return credits < smallest ? 0n : credits;
}

/** When the next attempt is due after so many declines in a row, the last at `at`; null: only a person tries again. */
export function retryAt(declines: number, at: Instant): Instant | null {
  const wait = RETRY_AFTER[declines - 1];
  return wait === undefined ? null : at + wait;
}
