/**
 * What usage would cost at most, as Spillway last priced it: for bounds in credits while Spillway does not answer. It is an
 * upper bound of a price, never a charge: charges are made by Spillway alone.
 */
import { ESTIMATE, type CheckInput } from './api.js';
import { nanoOf } from './credits.js';
import type { Transport } from './transport.js';
import type { Quantities } from './usage.js';

/** Nano-credits for so many units of a dimension. */
interface Price {
  nano: bigint;
  quantity: bigint;
}

interface Priced {
  dimensions: Map<string, Price>;
  at: number;
}

/** Beyond so many units of it the prices are higher. */
interface Size {
  dimension: string;
  limit: string;
}

/** The size that a price depends on, if any. */
interface Told {
  size: Size | null;
}

interface Estimated {
  reason: string;
  requested: string;
  priceSize?: Size | null;
}

type Asker = Pick<CheckInput, 'subject' | 'groups' | 'product' | 'feature'>;

const FRESH_MS = 10 * 60 * 1000;
const FEATURES_KEPT = 1_000;
/** Reasons of an estimate that say what it would cost; the others are given before a price is made. */
const PRICED = new Set(['ALLOWED', 'OUT_OF_CAPACITY', 'BUDGET_EXCEEDED', 'NO_LAYER', 'RATE_LIMITED', 'HOLD_LIMIT']);

/** What is known of prices, by product and feature. */
export class Prices {
  private readonly features = new Map<string, Priced>();

  constructor(private readonly transport: Transport) {}

  /**
   * Asks what each dimension costs, where that is not known or is old. Nothing is taken or stored by it.
   * @throws Refused, Unreachable
   */
  async learn({ subject, groups, product, feature }: Asker, atMost: Quantities): Promise<void> {
    const key = keyOf(product, feature);
    const known = this.features.get(key);
    const isKnown = [...atMost.keys()].every((dimension) => known?.dimensions.has(dimension));
    if (known && isKnown && Date.now() - known.at < FRESH_MS) return;
    const asker = { subject, groups, product, feature };
    const usual = await this.pricesOf(asker, atMost, null);
    const size = usual.find(([, { size }]) => size !== null)?.[1].size ?? null;
    // What a hold uses in all decides which prices hold, and that nobody knows yet: the higher ones are the bound.
    const prices = size ? await this.pricesOf(asker, atMost, size) : usual;
    this.features.delete(key);
    this.features.set(key, { dimensions: new Map(prices), at: Date.now() });
    const [oldest] = this.features.keys();
    if (this.features.size > FEATURES_KEPT && oldest !== undefined) this.features.delete(oldest);
  }

  /** What each dimension costs, beside what is beyond a size where one is given; without those that nothing prices. */
  private async pricesOf(asker: Asker, atMost: Quantities, beyond: Size | null): Promise<[string, Price & Told][]> {
    const beside: [string, bigint][] = beyond ? [[beyond.dimension, BigInt(beyond.limit) + 1n]] : [];
    const base = beside.length > 0 ? await this.priceOf(asker, beside) : null;
    const found = await Promise.all(
      [...atMost].map(async ([dimension, most]) => {
        const quantity = most > 0n ? most : 1n;
        const already = dimension === beyond?.dimension ? (beside[0]?.[1] ?? 0n) : 0n;
        const others = beside.filter(([other]) => other !== dimension);
        const asked = await this.priceOf(asker, [...others, [dimension, quantity + already]]);
        if (!asked) return [];
        const price =
          already > 0n ? { nano: asked.nano, quantity: quantity + already } : { nano: asked.nano, quantity };
        const nano = price.nano - (others.length > 0 ? (base?.nano ?? 0n) : 0n);
        return [[dimension, { ...price, nano, size: asked.size }] satisfies [string, Price & Told]];
      }),
    );
    return found.flat();
  }

  /** What so much costs, and whether that has others beyond a size; null where nothing prices it. */
  private async priceOf(
    asker: Asker,
    quantities: readonly [string, bigint][],
  ): Promise<({ nano: bigint } & Told) | null> {
    const usage = quantities.map(([dimension, quantity]) => ({ dimension, quantity: String(quantity) }));
    const input = { ...asker, usage };
    const { reason, requested, priceSize } = await this.transport.ask<Estimated>(ESTIMATE, { input });
    return PRICED.has(reason) ? { nano: nanoOf(requested), size: priceSize ?? null } : null;
  }

  /** At most so many nano-credits; null where a price is not known. */
  costNano(product: string, feature: string, quantities: Quantities): bigint | null {
    const known = this.features.get(keyOf(product, feature));
    let sum = 0n;
    for (const [dimension, quantity] of quantities) {
      const price = known?.dimensions.get(dimension);
      if (quantity > 0n && !price) return null;
      // Rounded up: a bound may be a little too strict, never too lax.
      if (price) sum += (quantity * price.nano + price.quantity - 1n) / price.quantity;
    }
    return sum;
  }
}

const keyOf = (product: string, feature: string): string => JSON.stringify([product, feature]);
