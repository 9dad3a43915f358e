/**
 * Prices to come that are many times what they take the place of: probably a point in the wrong place. A price that has been
 * in force is not looked at.
 */
import { cardInForce } from '../core/price.js';
import type { Instant, RateCard } from '../core/words.js';
import type { Catalog } from './catalog.js';

/** So many times as much, or as little, is worth a word. */
const TIMES = 10n;

export interface PriceJump {
  /** The place of the card among all. */
  index: number;
  feature: string;
  dimension: string;
  message: string;
}

/** The first jump of each card that is still to come. */
export function priceJumps({ rateCards }: Catalog, now: Instant): PriceJump[] {
  const byProduct = Map.groupBy(rateCards, ({ product }) => product);
  return rateCards.flatMap((card, index) => {
    if (card.effectiveAt <= now) return [];
    const others = byProduct.get(card.product)!;
    const plans = card.plans ?? [null];
    const jump = plans.map((plan) => jumpFrom(cardInForce(others, card.product, plan, card.effectiveAt - 1), card));
    const first = jump.find((each) => each !== null);
    return first ? [{ index, ...first }] : [];
  });
}

function jumpFrom(before: RateCard | null, card: RateCard): Omit<PriceJump, 'index'> | null {
  for (const [feature, prices] of card.prices) {
    for (const [dimension, price] of prices) {
      const old = before?.prices.get(feature)?.get(dimension);
      if (old === undefined || old === 0n || price === 0n) continue;
      const isMore = price >= old * TIMES;
      if (!isMore && old < price * TIMES) continue;
      const what = isMore ? 'at least ten times' : 'at most a tenth of';
      const message = `${dimension} of ${feature} costs ${what} what "${before!.id}" asks: is the point where it belongs?`;
      return { feature, dimension, message };
    }
  }
  return null;
}
