/**
 * Arithmetic with amounts of credits as the API writes them: decimal strings with at most nine fraction digits. Inside
 * they are whole nano-credits in a bigint, so nothing is ever rounded and no `number` is involved.
 */

/** A decimal string such as `"12.5"` or `"-0.25"`. */
export type Credits = string;

const DIGITS = 9;
const AMOUNT = /^(-?)(\d+)(?:\.(\d{1,9}))?$/;

/**
 * Whole nano-credits: `"1.5"` is `1500000000n`.
 * @throws RangeError where the text is no amount: a comma, an exponent, more than nine fraction digits
 */
export function nanoOf(amount: Credits): bigint {
  const [, sign, whole, fraction = ''] = AMOUNT.exec(amount) ?? [];
  if (whole === undefined) throw new RangeError(`Credits are a decimal string such as "12.5", not ${String(amount)}.`);
  return BigInt(`${sign}${whole}${fraction.padEnd(DIGITS, '0')}`);
}

/** The shortest decimal string: `1500000000n` is `"1.5"`. */
export function creditsOf(nano: bigint): Credits {
  const digits = String(nano < 0n ? -nano : nano).padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  return `${nano < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}${fraction && `.${fraction}`}`;
}

/** Exact sums, comparisons and words for decimal strings of credits. Each throws RangeError where one is no amount. */
export const credits = {
  /** The sum; `"0"` of none. */
  add: (...amounts: Credits[]): Credits => creditsOf(amounts.reduce((sum, amount) => sum + nanoOf(amount), 0n)),

  /** The first less the second; may be negative. */
  subtract: (from: Credits, amount: Credits): Credits => creditsOf(nanoOf(from) - nanoOf(amount)),

  /** Below, at or above zero, as for `sort`. */
  compare(one: Credits, other: Credits): -1 | 0 | 1 {
    const difference = nanoOf(one) - nanoOf(other);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  },

  /** Whether there is anything. */
  isPositive: (amount: Credits): boolean => nanoOf(amount) > 0n,

  /**
   * The share that `part` is of `whole`, in hundredths of a percent (0 to 10000), rounded down: for the width of a bar.
   * 0 where the whole is nothing.
   */
  share(part: Credits, whole: Credits): number {
    const [all, some] = [nanoOf(whole), nanoOf(part)];
    if (all <= 0n || some <= 0n) return 0;
    return some >= all ? 10_000 : Number((some * 10_000n) / all);
  },

  /** For a person, in the given language (default: the machine's). Digits are exact unless the options round them. */
  show(amount: Credits, locales?: string | string[], options?: Intl.NumberFormatOptions): string {
    const exact = creditsOf(nanoOf(amount));
    return new Intl.NumberFormat(locales, { maximumFractionDigits: DIGITS, ...options }).format(
      exact as unknown as number,
    );
  },
};
