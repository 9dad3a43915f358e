/**
 * How much a top-up buys, and when one that was declined is tried again. Knows neither payments nor consent.
 */
import { least } from './amounts.js';
import type { Balance } from './account.js';
import type { Instant, Nano } from './words.js';

/** What was agreed to: below `threshold`, buy up to `target`, at most `monthlyCap` credits per UTC month. */
export interface TopUpTerms {
  threshold: Nano;
  target: Nano;
  monthlyCap: Nano;
}

const HOUR = 3_600_000;
const RETRY_AFTER = [HOUR, 6 * HOUR, 24 * HOUR];

/**
 * The credits that bring the balance to the target, debt paid first, as far as cap and account have room; 0 for none.
 * @param bought what top-ups have bought in this UTC month
 * @param room what the account can take at most
 */
export function creditsToBuy(
  { target, monthlyCap }: TopUpTerms,
  { available, debt }: Pick<Balance, 'available' | 'debt'>,
  bought: Nano,
  room: Nano,
): Nano {
  const credits = least(target - available + debt, least(monthlyCap - bought, room));
  return credits > 0n ? credits : 0n;
}

/** When the next attempt is due after so many declines in a row, the last at `at`; null: only a person tries again. */
export function retryAt(declines: number, at: Instant): Instant | null {
  const wait = RETRY_AFTER[declines - 1];
  return wait === undefined ? null : at + wait;
}
