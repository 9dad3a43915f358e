/**
 * Money in whole minor units of its currency (cents of USD): what credits cost, and which share of a price belongs to a
 * part of them. Everything is rounded half up, once and here (docs/rules.md, 39). No floats.
 */
import { NANO_PER_CREDIT } from '../core/amounts.js';
import type { Nano } from '../core/words.js';

/** An amount of money; `amount` is a decimal string such as `"0.04"`, `currency` ISO 4217. */
export interface Price {
  amount: string;
  currency: string;
}

/**
 * What credits cost, rounded to the currency's minor unit.
 * @param perCredit of one credit; it may be finer than the minor unit
 */
export function priceOf(credits: Nano, perCredit: Price): Price {
  const { currency } = perCredit;
  const { minor, of } = perNano(perCredit);
  return inWords(roundHalfUp(credits * minor, of), currency);
}

/** The least credits whose price is no less than `smallestPayment`, which is above zero and in the same currency. */
export function smallestPurchase(perCredit: Price, smallestPayment: Price): Nano {
  const { minor, of } = perNano(perCredit);
  // A price reaches s minor units where it comes to s − ½ before it is rounded.
  const doubled = of * (2n * minorUnitsOf(smallestPayment) - 1n);
  return (doubled + 2n * minor - 1n) / (2n * minor);
}

/**
 * The part of a price that belongs to the credits from `from` to `through` of `all`: the difference of what each comes
 * to, rounded. So consecutive parts add up to the whole, which is never exceeded. Null where it comes to nothing.
 */
export function shareOf(price: Price, from: Nano, through: Nano, all: Nano): Price | null {
  const whole = minorUnitsOf(price);
  const share = roundHalfUp(whole * through, all) - roundHalfUp(whole * from, all);
  return share === 0n ? null : inWords(share, price.currency);
}

/** Half up; for amounts that are not below zero. */
function roundHalfUp(amount: bigint, of: bigint): bigint {
  return (2n * amount + of) / (2n * of);
}

/** What one nano-credit costs in minor units, as a fraction. */
function perNano({ amount, currency }: Price): { minor: bigint; of: bigint } {
  const { value, digits } = decimalOf(amount);
  return { minor: value * 10n ** BigInt(minorDigits(currency)), of: NANO_PER_CREDIT * 10n ** BigInt(digits) };
}

/** Whole minor units; what is finer, as in prices that were stored before they were rounded, is left out. */
function minorUnitsOf({ amount, currency }: Price): bigint {
  const { value, digits } = decimalOf(amount);
  return (value * 10n ** BigInt(minorDigits(currency))) / 10n ** BigInt(digits);
}

function decimalOf(amount: string): { value: bigint; digits: number } {
  const [whole = '0', fraction = ''] = amount.split('.');
  return { value: BigInt(whole + fraction), digits: fraction.length };
}

/** How many fraction digits amounts of the currency have, by ISO 4217: 2 for USD, 0 for JPY. */
function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

function inWords(minor: bigint, currency: string): Price {
  const digits = minorDigits(currency);
  const text = minor.toString().padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount, currency };
}
