/**
 * Prices by size. The size is that of a hold's work of one feature, all of it: what its decisions were granted, or what its
 * charged events have used. Beyond the limit of a card all that this card prices costs its higher prices; each unit stays at
 * its own card, and each card asks how much all of the units together are. As no price falls where more is used, each
 * further part costs what all of it costs less what the parts before it came to (docs/rules.md, 28).
 */
import { sum } from './amounts.js';
import { cost, countedFor, unitPrices } from './price.js';
import type { Nano, Quantity, RateCard, SizePrices } from './words.js';

/** What one card prices of a hold's work of a feature, in exclusive units. */
export interface CardUsage {
  card: RateCard;
  usage: readonly Quantity[];
}

/** A hold's work of a feature so far, and what it came to. */
export interface SoFar {
  priced: readonly CardUsage[];
  amount: Nano;
}

/** Of work without a hold, or before the first. */
export const NOTHING_SO_FAR: SoFar = { priced: [], amount: 0n };

/** How a size was judged: by which limit, and how much counted. */
export interface SizeTold extends Pick<SizePrices, 'dimension' | 'limit'> {
  counted: bigint;
  /** Whether the higher prices applied. */
  above: boolean;
}

/** Whether any of the cards prices the feature by size. */
export function isSized(cards: readonly (RateCard | null)[], feature: string): boolean {
  return cards.some((card) => card?.above?.has(feature));
}

/** Whether any of a catalog's cards does, in force or not. */
export function sizesFeature(cards: readonly RateCard[], product: string, feature: string): boolean {
  return cards.some((card) => card.product === product && card.above?.has(feature));
}

/** How a card judges so much of a feature; null where it has no size for it. */
export function sizeTold(card: RateCard | null, feature: string, all: readonly Quantity[]): SizeTold | null {
  const size = card?.above?.get(feature);
  if (!size) return null;
  const counted = countedFor(size, all);
  return { dimension: size.dimension, limit: size.limit, counted, above: counted > size.limit };
}

/** All units together, whatever prices them. */
export function allOf(priced: readonly Pick<CardUsage, 'usage'>[]): Quantity[] {
  const units = new Map<string, bigint>();
  for (const { usage } of priced) {
    for (const { dimension, quantity } of usage) units.set(dimension, (units.get(dimension) ?? 0n) + quantity);
  }
  return [...units].map(([dimension, quantity]) => ({ dimension, quantity }));
}

/** What each card's units cost, the size being that of all; null where one of the cards does not price its own. */
export function pricesOfAll(feature: string, priced: readonly CardUsage[]): Nano[] | null {
  const all = allOf(priced);
  const prices: Nano[] = [];
  for (const { card, usage } of priced) {
    const some = usage.filter(({ quantity }) => quantity > 0n);
    const units = unitPrices(card, feature, some, all);
    if (!units) return null;
    prices.push(cost(some, units));
  }
  return prices;
}

/** What more work adds to a hold's: the price of all of it less what it came to before, never below zero. */
export function priceWith(feature: string, before: SoFar, more: CardUsage): Nano | null {
  const prices = pricesOfAll(feature, [...before.priced, more]);
  if (!prices) return null;
  const added = sum(prices, (price) => price) - before.amount;
  return added > 0n ? added : 0n;
}

/**
 * The largest fill in list order that fits: as much of the first dimension as fits alone, then of the second beside it, and
 * so on (docs/rules.md, 7).
 * @param fits whether so much of each is within bounds; where it is, so is less of any
 */
export function largestFill(asked: readonly Quantity[], fits: (usage: readonly Quantity[]) => boolean): Quantity[] {
  const filled = asked.map((each) => ({ dimension: each.dimension, quantity: 0n }));
  for (const [i, { quantity: most }] of asked.entries()) {
    const part = filled[i]!;
    const fitsWith = (quantity: bigint) => {
      part.quantity = quantity;
      return fits(filled);
    };
    let [low, high] = [0n, most];
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (fitsWith(middle)) low = middle;
      else high = middle - 1n;
    }
    part.quantity = low;
  }
  return filled;
}
