/**
 * What one usage event costs, by the cards that were fixed when it was recorded. Reconciliation derives every charge
 * again with the same function.
 */
import type { Catalog } from '../catalog/catalog.js';
import { MAX_NANO, sum } from '../core/amounts.js';
import { exclusiveOf } from '../core/counters.js';
import type { Nano } from '../core/words.js';
import { cost, unitPrices } from '../core/price.js';
import { pricedBy, unitsOf, type PricedShare } from '../core/quotes.js';
import { allOf } from '../core/size.js';
import type { CardShare, ChargeBody, UsedSoFar } from '../books/usage-documents.js';
import type { StoredEvent } from '../books/usage-event.js';
import { NOTHING_USED, priceBySize } from './price-by-size.js';

/** An event that cannot be settled, for a reason that its reporter may read. */
export class CannotSettle extends Error {}

/** What an event costs, by which card of which catalog version, or which `cards`; `uncharged` says why that is nothing. */
export type Price = { amount: Nano } & Pick<ChargeBody, 'catalog' | 'card' | 'cards' | 'uncharged' | 'sizes' | 'soFar'>;

/** The catalog versions that price an event. */
export function catalogsOf({ body: { catalog, shares } }: Pick<StoredEvent, 'body'>): string[] {
  return [catalog, ...shares.map((share) => share.catalog)];
}

/**
 * Prices an event.
 * @param before what its hold has used before of what is priced by size; null where that is nothing, or it has no hold
 * @throws CannotSettle where no card in force had a price for it
 */
export function priceOf(
  event: StoredEvent,
  catalogs: { version(version: string): Catalog },
  before: UsedSoFar | null,
): Price {
  const { status, body } = event;
  const { catalog, card } = body;
  const told = { catalog, card, cards: [], sizes: [], soFar: before };
  const free = (uncharged: string): Price => ({ ...told, amount: 0n, uncharged });
  if (status === 'FAILED') return free('The work failed.');
  if (body.usage.every(({ quantity }) => quantity === 0n)) return free('Nothing was used.');
  const shares = sharesOf(event);
  if (body.sized) return priceSized(event, shares, catalogs, before);
  const cards = perCard(shares.map((share) => priceShare(event, share, catalogs)));
  const amount = sum(cards, (each) => each.amount);
  if (amount > MAX_NANO) throw new CannotSettle('The price of this usage is beyond all bounds.');
  if (amount === 0n) return free(`The rate card ${card} prices it at nothing.`);
  return { ...free(''), amount, cards: cards.length > 1 ? cards : [], uncharged: null };
}

/** What each quote prices of an event; one card all of it, where it has no quotes. */
function sharesOf({ body }: StoredEvent): readonly PricedShare[] {
  if (body.shares.length > 0) return body.shares;
  return [{ ...pricedBy(body), quote: null, usage: exclusiveOf(body.usage, body.inclusive) }];
}

/**
 * What a hold has used without what an event undoes: neither its units nor what they were charged count any more.
 * @param before what the hold has used until now; null where that is nothing, or does not matter
 */
export function withoutUndone(event: StoredEvent, amount: Nano, before: UsedSoFar | null): UsedSoFar | null {
  if (before === null) return null;
  if (event.status === 'FAILED') return before;
  const undone = sharesOf(event);
  const used = before.used.map(({ catalog, card, usage }) => {
    const of = allOf(undone.filter((share) => share.catalog === catalog && share.card === card));
    const less = usage.map((each) => ({ ...each, quantity: each.quantity - unitsOf(of, each.dimension) }));
    return { catalog, card, usage: less.filter(({ quantity }) => quantity > 0n) };
  });
  return { used: used.filter(({ usage }) => usage.length > 0), charged: before.charged - amount };
}

function priceSized(
  event: StoredEvent,
  shares: readonly PricedShare[],
  catalogs: { version(version: string): Catalog },
  before: UsedSoFar | null,
): Price {
  const { catalog, card } = event.body;
  const own = perCard(shares.map((share) => priceShare(event, share, catalogs)));
  const priced = priceBySize(event.feature, own, before ?? NOTHING_USED, ({ catalog: version, card: id }) => {
    return catalogs.version(version).rateCards.find((each) => each.id === id) ?? null;
  });
  const { amount, sizes } = priced;
  if (amount > MAX_NANO) throw new CannotSettle('The price of this usage is beyond all bounds.');
  const soFar = event.holdId === null ? null : priced.soFar;
  const about = { amount, catalog, card, sizes, soFar };
  if (amount > 0n) return { ...about, cards: priced.cards.length > 1 ? priced.cards : [], uncharged: null };
  const paid = sum(own, (each) => each.amount) > 0n;
  const why = paid ? 'What its hold was charged before covers it.' : `The rate card ${card} prices it at nothing.`;
  return { ...about, cards: [], uncharged: why };
}

/** @throws CannotSettle where its card has no price for it */
function priceShare(
  { product, feature }: StoredEvent,
  { catalog, card, usage: all }: PricedShare,
  catalogs: { version(version: string): Catalog },
): CardShare {
  const usage = all.filter(({ quantity }) => quantity > 0n);
  const found = catalogs.version(catalog).rateCards.find(({ id }) => id === card) ?? null;
  const units = unitPrices(found, feature, usage);
  if (found === null || units === null) {
    throw new CannotSettle(`No rate card in force prices this usage of ${product}/${feature}.`);
  }
  return { catalog, card: found.id, usage, amount: cost(usage, units) };
}

/** Shares of one card are one. */
function perCard(shares: readonly CardShare[]): CardShare[] {
  const byCard = Map.groupBy(shares, ({ catalog, card }) => `${catalog} ${card}`);
  return [...byCard.values()].map((same) => ({
    ...same[0]!,
    usage: allOf(same),
    amount: sum(same, ({ amount }) => amount),
  }));
}
