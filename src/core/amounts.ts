/**
 * Credits as text and nano-credits as `bigint`, exact both ways. No `number` ever holds an amount.
 */
import type { Nano } from './words.js';

/** Nano-credits in one credit. */
export const NANO_PER_CREDIT = 1_000_000_000n;

/** The largest price or account total that is accepted (docs/rules.md, 24): below 2^63 with room to add. */
export const MAX_NANO: Nano = 9_000_000_000_000_000_000n;

const CREDITS = /^(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,9})?$/;

/**
 * Reads a decimal string such as `"12.5"`.
 * @returns nano-credits, or `null` where the text is no amount: signs, exponents, more than 9 fraction digits,
 * other digits than 0-9, or more than {@link MAX_NANO}.
 */
export function parseCredits(text: string): Nano | null {
  if (!CREDITS.test(text)) return null;
  const [whole = '0', fraction = ''] = text.split('.');
  const nano = BigInt(whole) * NANO_PER_CREDIT + BigInt(fraction.padEnd(9, '0'));
  return nano > MAX_NANO ? null : nano;
}

/** Writes nano-credits as a decimal string without trailing zeros: `12500000000n` is `"12.5"`, `0n` is `"0"`. */
export function formatCredits(nano: Nano): string {
  const sign = nano < 0n ? '-' : '';
  const size = nano < 0n ? -nano : nano;
  const fraction = (size % NANO_PER_CREDIT).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${size / NANO_PER_CREDIT}${fraction && `.${fraction}`}`;
}

/** The smaller of two amounts. */
export function least(a: Nano, b: Nano): Nano {
  return a < b ? a : b;
}

/** The larger of two amounts. */
export function greatest(a: Nano, b: Nano): Nano {
  return a > b ? a : b;
}

/** The sum of what `of` reads from each item. */
export function sum<T>(items: Iterable<T>, of: (item: T) => Nano): Nano {
  let total = 0n;
  for (const item of items) total += of(item);
  return total;
}
