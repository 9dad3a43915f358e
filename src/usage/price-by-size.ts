/**
 * What an event of a hold costs by size: the price of all that the hold's charged events have used of the feature with it,
 * less what these were charged, never below zero. Told card by card, those of its own units first; a card that has none of
 * them may be among them, whose earlier units have become dearer.
 */
import { sum } from '../core/amounts.js';
import { allOf, pricesOfAll, sizeTold } from '../core/size.js';
import type { Nano, RateCard } from '../core/words.js';
import type { PriceSize } from '../books/size-document.js';
import type { CardShare, UsedSoFar } from '../books/usage-documents.js';

/** Where nothing was charged yet. */
export const NOTHING_USED: UsedSoFar = { used: [], charged: 0n };

export interface PricedBySize {
  amount: Nano;
  cards: CardShare[];
  sizes: PriceSize[];
  soFar: UsedSoFar;
}

type Named = Pick<CardShare, 'catalog' | 'card'>;

/**
 * @param own the event's units, each card once, with a price for each
 * @param before what the events before it used, and were charged
 * @throws Error where a card that priced something before is not there any more: a bug
 */
export function priceBySize(
  feature: string,
  own: readonly CardShare[],
  before: UsedSoFar,
  cardOf: (named: Named) => RateCard | null,
): PricedBySize {
  const isSame = (a: Named) => (b: Named) => a.catalog === b.catalog && a.card === b.card;
  const others = before.used.filter((each) => !own.some(isSame(each)));
  const all = [...own, ...others].map(({ catalog, card }) => {
    const ownUsage = own.find(isSame({ catalog, card }))?.usage ?? [];
    const usedBefore = before.used.find(isSame({ catalog, card }))?.usage ?? [];
    const found = cardOf({ catalog, card });
    if (!found) throw new Error(`price by size: there is no card ${card} in the catalog ${catalog}`);
    return { catalog, card, ownUsage, usedBefore, found };
  });
  const pricesOf = (used: readonly (typeof all)[number]['ownUsage'][]) => {
    const prices = pricesOfAll(
      feature,
      all.map(({ found }, i) => ({ card: found, usage: used[i]! })),
    );
    if (!prices) throw new Error(`price by size: a card has no price for ${feature} that it had`);
    return prices;
  };
  const after = all.map(({ usedBefore, ownUsage }) => allOf([{ usage: usedBefore }, { usage: ownUsage }]));
  const [was, is] = [pricesOf(all.map(({ usedBefore }) => usedBefore)), pricesOf(after)];
  const more = sum(is, (price) => price) - before.charged;
  const amount = more > 0n ? more : 0n;
  const added = spread(
    all.map((_, i) => is[i]! - was[i]!),
    amount,
  );
  const told = all.map(({ catalog, card, ownUsage }, i) => ({ catalog, card, usage: ownUsage, amount: added[i]! }));
  const cards = told.filter((each) => each.usage.length > 0 || each.amount > 0n);
  const together = allOf(after.map((usage) => ({ usage })));
  const sizes = all.flatMap(({ card, found }, i) => {
    const size = cards.includes(told[i]!) ? sizeTold(found, feature, together) : null;
    return size ? [{ card, ...size }] : [];
  });
  const used = all.map(({ catalog, card }, i) => ({ catalog, card, usage: after[i]! }));
  return { amount, cards, sizes, soFar: { used, charged: before.charged + amount } };
}

/** What each card adds, so that it comes to the amount: where the hold was charged more or less before, the first differ. */
function spread(added: readonly Nano[], amount: Nano): Nano[] {
  let missing = amount - sum(added, (each) => each);
  return added.map((each) => {
    const told = each + missing > 0n ? each + missing : 0n;
    missing -= told - each;
    return told;
  });
}
