/**
 * What the decisions of a hold promised, and how usage uses it up: each quote prices so many units of each dimension at
 * its card, in the order of the decisions; what exceeds them all is priced as the last one says (docs/rules.md, 28). It
 * knows cards by name only.
 */
import { least } from './amounts.js';
import type { Quantity } from './words.js';

/** How long after the last expiry of its hold a quote still prices what is recorded. */
export const QUOTE_LASTS_MS = 15 * 60_000;

/** A rate card of a catalog version, and the plan it was chosen for; `card` null where none was in force. */
export interface PricedBy {
  plan: string | null;
  catalog: string;
  card: string | null;
}

/** What one decision promised: so many units of each dimension at its card. */
export interface HoldQuote extends PricedBy {
  /** Its UUID. */
  decision: string;
  usage: readonly Quantity[];
}

/** The units of a usage event that one card prices. `quote`: the decision whose quote they use up; null for none. */
export interface PricedShare extends PricedBy {
  quote: string | null;
  usage: Quantity[];
}

/** So many units of a dimension; none where it is not named. */
export function unitsOf(usage: readonly Quantity[], dimension: string): bigint {
  return usage.find((each) => each.dimension === dimension)?.quantity ?? 0n;
}

/**
 * Uses quotes up.
 * @param quotes in the order of their decisions, one at least
 * @param quoted how much of them all, taken together, was used before
 * @returns the shares that make up `usage`, and how much of the quotes is used with it
 */
export function useUp(
  quotes: readonly HoldQuote[],
  quoted: readonly Quantity[],
  usage: readonly Quantity[],
): { shares: PricedShare[]; quoted: Quantity[] } {
  const perQuote = quotes.map((): Quantity[] => []);
  const beyond: Quantity[] = [];
  const used = new Map(quoted.map(({ dimension, quantity }) => [dimension, quantity]));
  for (const { dimension, quantity } of usage) {
    const before = unitsOf(quoted, dimension);
    let [left, passed] = [quantity, before];
    for (const [i, quote] of quotes.entries()) {
      const promised = unitsOf(quote.usage, dimension);
      const over = least(passed, promised);
      const share = least(left, promised - over);
      passed -= over;
      left -= share;
      if (share > 0n) perQuote[i]!.push({ dimension, quantity: share });
    }
    if (left > 0n) beyond.push({ dimension, quantity: left });
    if (left < quantity) used.set(dimension, before + quantity - left);
  }
  const shares = quotes.map((quote, i) => ({ ...pricedBy(quote), quote: quote.decision, usage: perQuote[i]! }));
  const last = { ...pricedBy(quotes.at(-1)!), quote: null, usage: beyond };
  return {
    shares: [...shares, last].filter((share) => share.usage.length > 0),
    quoted: [...used].map(([dimension, units]) => ({ dimension, quantity: units })),
  };
}

/** What names a price, without what else an object has. */
export function pricedBy({ plan, catalog, card }: PricedBy): PricedBy {
  return { plan, catalog, card };
}
