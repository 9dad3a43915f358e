/**
 * Which lots a layer may burn, in which order, and what they sum to. Decides nothing.
 */
import { fieldOf, LOT_KINDS, lotKinds, lotKindsOf, type AnyLotKind, type LayerKind } from './kinds.js';
import type { Account, Balance, Lot } from './account.js';
import type { Instant, Nano } from './words.js';

/** Spendable now: effective, not closed, and before its expiry instant. */
export function spendable(lot: Lot, now: Instant): boolean {
  return lot.effective && !lot.closed && lot.remaining > 0n && (lot.expiresAt === null || lot.expiresAt > now);
}

/** Finds a lot of an account by its id. */
export type LotFinder = (id: string) => Lot | undefined;

/** A finder for so many look-ups: an index pays only where there are many. */
export function lotFinder({ lots }: Pick<Account, 'lots'>, lookUps: number): LotFinder {
  if (lookUps < 8) return (id) => lots.find((lot) => lot.id === id);
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  return (id) => byId.get(id);
}

/** Nothing left and nothing held: time and refunds change such a lot no more. */
export function finished(lot: Pick<Lot, 'remaining' | 'held'>): boolean {
  return lot.remaining === 0n && lot.held === 0n;
}

/** Whether a lot's scope covers a product. */
export function inScope(lot: Pick<Lot, 'products'>, product: string): boolean {
  return lot.products === null || lot.products.includes(product);
}

/** An account's lots that a layer may draw from for a product, in burn order. */
export function layerLots(account: Account, layer: LayerKind, product: string, now: Instant): Lot[] {
  const kinds: readonly AnyLotKind[] = lotKindsOf(layer);
  return account.lots
    .filter((lot) => kinds.includes(lot.kind) && spendable(lot, now) && inScope(lot, product))
    .sort(burnOrder);
}

/** What was approved on a budget and can be used now, by its end. */
export function increasesOn({ lots }: Pick<Account, 'lots'>, now: Instant): Lot[] {
  return lots.filter((lot) => lot.kind === 'INCREASE' && spendable(lot, now)).sort(burnOrder);
}

/** Priority (lower first), then earlier expiry (never last), then earlier creation, then id. */
export function burnOrder(a: Lot, b: Lot): number {
  return (
    a.priority - b.priority ||
    compareExpiry(a.expiresAt, b.expiresAt) ||
    a.createdAt - b.createdAt ||
    (a.id < b.id ? -1 : 1)
  );
}

function compareExpiry(a: Instant | null, b: Instant | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}

/** What of a lot counts in a balance. */
type BalanceLot = Pick<Lot, 'kind' | 'remaining' | 'held' | 'effective' | 'closed' | 'products'>;

/** The fields of a balance, in the order in which documents list them; a kind that comes later stands at the end. */
const NOTHING = Object.fromEntries(
  [...['available', 'held'], ...lotKinds.map((kind) => LOT_KINDS[kind].field), 'debt'].map((field) => [field, 0n]),
) as Balance;

/** The account's credits: open, effective lots, of every scope or of those that cover `product`. */
export function balanceOf(
  account: { debt: Nano; lots: readonly BalanceLot[] },
  product: string | null = null,
): Balance {
  const balance: Balance = { ...NOTHING, debt: account.debt };
  for (const lot of account.lots) {
    if (product !== null && !inScope(lot, product)) continue;
    balance.held += lot.held;
    if (!lot.effective || lot.closed) continue;
    balance.available += lot.remaining;
    const field = fieldOf(lot.kind);
    if (field) balance[field] += lot.remaining;
  }
  return balance;
}
