/**
 * What a usage costs: exact sums over a rate card, no rounding anywhere.
 */
import { sum } from './amounts.js';
import type { Instant, Nano, Quantity, RateCard, SizePrices } from './words.js';

/**
 * The card in force for a product and plan at an instant: a card that names the plan beats one for every plan,
 * then the latest `effectiveAt` that is not after `at`.
 */
export function cardInForce(
  cards: readonly RateCard[],
  product: string,
  plan: string | null,
  at: Instant,
): RateCard | null {
  let best: RateCard | null = null;
  for (const card of cards) {
    if (card.product !== product || card.effectiveAt > at) continue;
    if (card.plans && (plan === null || !card.plans.includes(plan))) continue;
    if (!best || outranks(card, best)) best = card;
  }
  return best;
}

function outranks(card: RateCard, best: RateCard): boolean {
  if (Boolean(card.plans) !== Boolean(best.plans)) return card.plans !== null;
  return card.effectiveAt > best.effectiveAt;
}

/** How many of the units count for a size. */
export function countedFor({ counting }: Pick<SizePrices, 'counting'>, usage: readonly Quantity[]): bigint {
  return sum(usage, ({ dimension, quantity }) => (counting.includes(dimension) ? quantity : 0n));
}

/**
 * Unit prices (nano-credits per unit) of the dimensions asked for, in the order asked.
 * @param all what decides the size, where that is more than the usage asked for
 * @returns `null` where there is no card, or it lacks the feature or one of the dimensions.
 */
export function unitPrices(
  card: RateCard | null,
  feature: string,
  usage: readonly Quantity[],
  all: readonly Quantity[] = usage,
): Nano[] | null {
  const size = card?.above?.get(feature);
  const prices = size && countedFor(size, all) > size.limit ? size.prices : card?.prices.get(feature);
  if (!prices) return null;
  const units: Nano[] = [];
  for (const { dimension } of usage) {
    const unit = prices.get(dimension);
    if (unit === undefined) return null;
    units.push(unit);
  }
  return units;
}

/** Price in nano-credits: the sum of quantity × unit price. `units` as from {@link unitPrices}. */
export function cost(usage: readonly Quantity[], units: readonly Nano[]): Nano {
  return usage.reduce((total, { quantity }, i) => total + quantity * (units[i] ?? 0n), 0n);
}

/** The most that this usage can cost under any of the cards: what bounds a price before a plan is known. */
export function highestCost(
  cards: readonly RateCard[],
  product: string,
  feature: string,
  usage: readonly Quantity[],
): Nano {
  return cards
    .filter((card) => card.product === product)
    .map((card) => card.above?.get(feature)?.prices ?? card.prices.get(feature))
    .map((prices) => usage.map(({ dimension }) => prices?.get(dimension) ?? 0n))
    .reduce((most, units) => (cost(usage, units) > most ? cost(usage, units) : most), 0n);
}

/**
 * As much of `usage` as `budget` nano-credits buy: dimensions in list order, whole units, the last one cut first
 * (docs/rules.md, 7).
 */
export function fillWithin(budget: Nano, usage: readonly Quantity[], units: readonly Nano[]): Quantity[] {
  let left = budget;
  return usage.map(({ dimension, quantity }, i) => {
    const unit = units[i] ?? 0n;
    const affordable = unit === 0n ? quantity : left / unit;
    const granted = affordable < quantity ? affordable : quantity;
    left -= granted * unit;
    return { dimension, quantity: granted };
  });
}
