/**
 * Money as exact decimals: what credits cost, and which share of a price belongs to a part of them. No floats; the only
 * rounding is named where it happens.
 */
import type { Nano } from '../core/words.js';

/** An amount of money; `amount` is a decimal string such as `"0.04"`, `currency` ISO 4217. */
export interface Price {
  amount: string;
  currency: string;
}

const FRACTION_DIGITS = 12;

/** The price of credits at a price per credit with at most 3 fraction digits: always exact. */
export function priceOf(credits: Nano, perCredit: Price): Price {
  const units = (credits * unitsOf(perCredit.amount)) / 1_000_000_000n;
  return { amount: formatUnits(units), currency: perCredit.currency };
}

/**
 * The part of a price that belongs to `through − from` of `all` credits, so that consecutive parts add up to the whole.
 * Exact where it has at most 12 fraction digits, else rounded down to them.
 */
export function shareOf(price: Price, from: Nano, through: Nano, all: Nano): Price {
  const whole = unitsOf(price.amount);
  return { amount: formatUnits((whole * through) / all - (whole * from) / all), currency: price.currency };
}

/** The amount in units of 10^-12. */
function unitsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0').slice(0, FRACTION_DIGITS));
}

/** At least two fraction digits, as people write money. */
function formatUnits(units: bigint): string {
  const digits = units.toString().padStart(FRACTION_DIGITS + 1, '0');
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -FRACTION_DIGITS)}.${fraction}`;
}
