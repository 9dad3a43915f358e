/**
 * What usage costs in the closed world: the card in force, exact sums, and how far a budget goes. And what credits cost
 * in money.
 */
import { CARDS, nano } from './closed-world.js';
import type { Used } from './calls.js';
import { total, type Share } from './model-state.js';

/** Prices by the card in force: one for the plan comes before one for every plan, then the latest. Null: not priced. */
export function pricesOf(
  product: string,
  feature: string,
  { plan, at, usage }: Share,
  all: Used[] = usage,
): bigint[] | null {
  const [card] = CARDS.filter((each) => each.product === product && each.since <= at)
    .filter((each) => each.plan === null || each.plan === plan)
    .sort((a, b) => Number(b.plan !== null) - Number(a.plan !== null) || b.since - a.since);
  const above = card?.above?.[feature];
  const counted = all.filter(({ dimension }) => above?.counting.includes(dimension));
  const isAbove = above && counted.reduce((sum, { quantity }) => sum + quantity, 0) > above.limit;
  const prices = usage.map(({ dimension }) => (isAbove ? above.prices : card?.prices[feature])?.[dimension]);
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

/**
 * What more work of a feature on a hold adds: the price of all of it, the size being that of all, less what was paid for
 * what there was before, never below zero (rule 28). Null where a card prices some of it not.
 */
export function addedBy(
  { product, feature }: { product: string; feature: string },
  before: { shares: Share[]; paid: bigint },
  more: Share[],
): bigint | null {
  const shares = [...before.shares, ...more];
  const all = shares.flatMap(({ usage }) => usage);
  const priced = shares.map((share) => {
    const prices = pricesOf(product, feature, share, all);
    return prices && priceOf(share.usage, prices);
  });
  if (priced.includes(null)) return null;
  const added = total(priced.map((price) => price ?? 0n)) - before.paid;
  return added > 0n ? added : 0n;
}

/** Whole units in list order, as many of each as fit beside those before it (rule 7). */
export function fill(usage: Used[], fits: (usage: Used[]) => boolean): bigint[] {
  const filled = usage.map((each) => ({ ...each, quantity: 0 }));
  for (const [i, part] of filled.entries()) {
    part.quantity = usage[i]!.quantity;
    while (part.quantity > 0 && !fits(filled)) part.quantity -= 1;
  }
  return filled.map(({ quantity }) => BigInt(quantity));
}
