/**
 * What a usage costs, as a check prices it: counters are made exclusive, beyond a size all of it costs the higher prices,
 * and quantity times price is added up exactly.
 */
import { times, total } from '../../decimal';
import type { FeatureSoldFragment, SizeSoldFragment } from '../../gql/graphql';
import type { Card } from './courses';

/** How one feature is priced for one plan at one instant. */
export interface Priced {
  /** Null where nothing prices it. */
  card: string | null;
  prices: ReadonlyMap<string, string>;
  above: SizeSoldFragment | null;
}

const pricesIn = (prices: readonly { dimension: string; price: string }[]): ReadonlyMap<string, string> =>
  new Map(prices.map(({ dimension, price }) => [dimension, price]));

/** As the API says it of one's own plan. */
export const pricedBy = ({ rateCard, prices, above }: FeatureSoldFragment): Priced => ({
  card: rateCard ?? null,
  prices: pricesIn(prices),
  above: above ?? null,
});

/** As a card says it. */
export function pricedByCard(card: Card | null, feature: string): Priced {
  const prices = card?.prices.filter((each) => each.feature === feature) ?? [];
  const above = card?.above.find((each) => each.feature === feature) ?? null;
  return { card: prices.length > 0 ? (card?.id ?? null) : null, prices: pricesIn(prices), above };
}

export const abovePrices = (above: SizeSoldFragment | null): ReadonlyMap<string, string> =>
  pricesIn(above?.prices ?? []);

/** One dimension of a sum. */
export interface CostLine {
  dimension: string;
  /** As it is priced: without what its counter includes. */
  quantity: string;
  price: string;
  cost: string;
}

export interface Cost {
  lines: readonly CostLine[];
  total: string;
  /** How much counts for the size, and whether it is beyond the limit; null where all sizes cost the same. */
  size: { counted: string; above: boolean } | null;
}

/** The sum, or why there is none. */
export type Calculated = { cost: Cost } | { why: string };

/** @param usage by dimension, whole numbers, as a reporter counts */
export function costOf(
  feature: FeatureSoldFragment,
  priced: Priced,
  usage: Readonly<Record<string, string>>,
): Calculated {
  const counted = new Map(feature.dimensions.map((dimension) => [dimension, BigInt(usage[dimension] ?? '0')]));
  const exclusive = new Map(counted);
  for (const { dimension, includes } of feature.inclusive) {
    const own = (counted.get(dimension) ?? 0n) - (counted.get(includes) ?? 0n);
    if (own < 0n) return { why: `${dimension} includes ${includes}, so it is at least as much.` };
    exclusive.set(dimension, own);
  }
  const { above } = priced;
  const size = above && above.counting.reduce((sum, dimension) => sum + (exclusive.get(dimension) ?? 0n), 0n);
  const isAbove = size !== null && above !== null && size > BigInt(above.limit);
  const prices = isAbove ? abovePrices(above) : priced.prices;
  const lines: CostLine[] = [];
  for (const [dimension, units] of exclusive) {
    // What was asked for must have a price, also where all of it is counted elsewhere.
    if (counted.get(dimension) === 0n) continue;
    const price = prices.get(dimension);
    if (price === undefined) return { why: `Nothing prices ${dimension}.` };
    const quantity = units.toString();
    lines.push({ dimension, quantity, price, cost: times(quantity, price) });
  }
  return {
    cost: {
      lines,
      total: total(lines.map(({ cost }) => cost)),
      size: size === null ? null : { counted: size.toString(), above: isAbove },
    },
  };
}
