/** Exact sums of decimal strings of any length, for prices: they have more decimals than credits. */

const SCALE = 24;

/** A decimal string as a whole number of its smallest parts. */
function parts(exact: string): bigint {
  const [whole = '0', decimals = ''] = exact.split('.');
  return BigInt(whole) * 10n ** BigInt(SCALE) + BigInt(decimals.slice(0, SCALE).padEnd(SCALE, '0'));
}

function text(value: bigint): string {
  const digits = value.toString().padStart(SCALE + 1, '0');
  const decimals = digits.slice(-SCALE).replace(/0+$/, '');
  return `${digits.slice(0, -SCALE)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** A whole quantity times a price, neither below zero. */
export const times = (quantity: string, price: string): string => text(BigInt(quantity) * parts(price));

/** Adds what is not below zero. */
export const total = (exact: readonly string[]): string => text(exact.reduce((sum, each) => sum + parts(each), 0n));
