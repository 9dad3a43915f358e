/**
 * What usage costs in the closed world: the card in force, exact sums, and how far a budget goes. And what credits cost
 * in money.
 */
import { CARDS, nano } from './closed-world.js';
import type { Used } from './calls.js';
import { least, total } from './model-state.js';

/** Prices by the card in force: one for the plan comes before one for every plan, then the latest. Null: not priced. */
export function pricesOf(product: string, feature: string, plan: string, at: number, usage: Used[]): bigint[] | null {
  const [card] = CARDS.filter((each) => each.product === product && each.since <= at)
    .filter((each) => each.plan === null || each.plan === plan)
    .sort((a, b) => Number(b.plan !== null) - Number(a.plan !== null) || b.since - a.since);
  const prices = usage.map(({ dimension }) => card?.prices[feature]?.[dimension]);
  return prices.every((price) => price !== undefined) ? prices.map(nano) : null;
}

export function priceOf(usage: Used[], prices: bigint[] | null): bigint {
  return total(usage.map(({ quantity }, i) => BigInt(quantity) * (prices?.[i] ?? 0n)));
}

/** 0.04 USD a credit, half cents up (rule 39). */
export function moneyFor(credits: bigint): string {
  const cents = (credits * 4n + 500_000_000n) / 1_000_000_000n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** Whole units in list order, as far as the budget goes (rule 7). */
export function fill(usage: Used[], prices: bigint[], budget: bigint): bigint[] {
  let rest = budget;
  return usage.map(({ quantity }, i) => {
    const price = prices[i] ?? 0n;
    const count = price === 0n ? BigInt(quantity) : least(BigInt(quantity), rest / price);
    rest -= count * price;
    return count;
  });
}
