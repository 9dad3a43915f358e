/**
 * What one usage event costs, by the card that was fixed when it was recorded. Reconciliation derives every charge again
 * with the same function.
 */
import type { Catalog } from '../catalog/catalog.js';
import { MAX_NANO } from '../core/amounts.js';
import type { Nano } from '../core/words.js';
import { cost, unitPrices } from '../core/price.js';
import type { StoredEvent } from '../books/usage-event.js';

/** An event that cannot be settled, for a reason that its reporter may read. */
export class CannotSettle extends Error {}

/** What an event costs, by which card of which catalog version; `uncharged` says why that is nothing. */
export interface Price {
  amount: Nano;
  catalog: string;
  card: string | null;
  uncharged: string | null;
}

/**
 * Prices an event.
 * @throws CannotSettle where no card in force had a price for it
 */
export function priceOf(event: StoredEvent, catalogs: { version(version: string): Catalog }): Price {
  const { product, feature, status, body } = event;
  const { catalog, card } = body;
  const free = (uncharged: string): Price => ({ amount: 0n, catalog, card, uncharged });
  const usage = body.usage.filter(({ quantity }) => quantity > 0n);
  if (status === 'FAILED') return free('The work failed.');
  if (usage.length === 0) return free('Nothing was used.');
  const cards = catalogs.version(catalog).rateCards;
  const units = unitPrices(cards.find(({ id }) => id === card) ?? null, feature, usage);
  if (units === null) {
    throw new CannotSettle(`No rate card in force prices this usage of ${product}/${feature}.`);
  }
  const amount = cost(usage, units);
  if (amount > MAX_NANO) throw new CannotSettle('The price of this usage is beyond all bounds.');
  return amount === 0n ? free(`The rate card ${card} prices it at nothing.`) : { ...free(''), amount, uncharged: null };
}
