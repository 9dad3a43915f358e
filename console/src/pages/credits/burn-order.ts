/** In which order lots burn: as the server takes them, layer by layer of the policy. */
import { nano } from '../../format';

interface LotFacts {
  id: string;
  kind: string;
  remaining: string;
  priority: number;
  products?: readonly string[] | null | undefined;
  effectiveAt: string;
  expiresAt?: string | null | undefined;
}

/** A product, and the layers that the policy draws on for it, in order. */
export interface Drawn {
  product: string;
  layers: readonly string[];
}

const DEFAULT_LAYERS = ['PROMOTION', 'CREDITS'];

export const layerOf = ({ kind }: Pick<LotFacts, 'kind'>): string => (kind === 'PROMOTIONAL' ? 'PROMOTION' : 'CREDITS');

const isUsable = (lot: LotFacts, now: number): boolean =>
  nano(lot.remaining) > 0n && Date.parse(lot.effectiveAt) <= now;

/** 0: can burn now; 1: all of it is held; 2: not yet usable. */
const turn = (lot: LotFacts, now: number): number =>
  isUsable(lot, now) ? 0 : Date.parse(lot.effectiveAt) > now ? 2 : 1;

const expiry = ({ expiresAt }: LotFacts): number =>
  expiresAt == null ? Number.MAX_SAFE_INTEGER : Date.parse(expiresAt);

/**
 * Lots in the order they burn: by layer, then lower priority, earlier expiry and earlier creation.
 * @param lots in order of creation, as the server lists them
 * @param isPool a pool is one layer: its lots have one order
 */
export function burnOrder<L extends LotFacts>(
  lots: readonly L[],
  { drawn, now, isPool }: { drawn: readonly Drawn[]; now: number; isPool: boolean },
): L[] {
  const [first] = drawn;
  const layers = first?.layers.some((layer) => DEFAULT_LAYERS.includes(layer)) === true ? first.layers : DEFAULT_LAYERS;
  const rank = (lot: L): number => (isPool ? 0 : (layers.indexOf(layerOf(lot)) + layers.length) % layers.length);
  return lots.toSorted(
    (a, b) => turn(a, now) - turn(b, now) || rank(a) - rank(b) || a.priority - b.priority || expiry(a) - expiry(b),
  );
}

/** Which lot the next request for each product burns first: the products by the id of the lot. */
export function firstBurnt(ordered: readonly LotFacts[], drawn: readonly Drawn[], now: number): Map<string, string[]> {
  const first = new Map<string, string[]>();
  for (const { product, layers } of drawn) {
    const fits = (lot: LotFacts, layer: string) =>
      layerOf(lot) === layer && isUsable(lot, now) && (lot.products == null || lot.products.includes(product));
    const lot = layers.map((layer) => ordered.find((each) => fits(each, layer))).find((each) => each !== undefined);
    if (lot) first.set(lot.id, [...(first.get(lot.id) ?? []), product]);
  }
  return first;
}
