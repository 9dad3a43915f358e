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

type Asker = Pick<CheckInput, 'subject' | 'groups' | 'product' | 'feature'>;

const FRESH_MS = 10 * 60 * 1000;
const FEATURES_KEPT = 1_000;
/** Reasons of an estimate that say what it would cost; the others are given before a price is made. */
const PRICED = new Set(['ALLOWED', 'OUT_OF_CAPACITY', 'NO_LAYER', 'RATE_LIMITED', 'HOLD_LIMIT']);

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
    const found = await Promise.all(
      [...atMost].map(async ([dimension, most]) => {
        const quantity = most > 0n ? most : 1n;
        const usage = [{ dimension, quantity: String(quantity) }];
        const input = { subject, groups, product, feature, usage };
        const { reason, requested } = await this.transport.ask<{ reason: string; requested: string }>(ESTIMATE, {
          input,
        });
        return PRICED.has(reason) ? ([dimension, { nano: nanoOf(requested), quantity }] as const) : null;
      }),
    );
    const dimensions = new Map(found.filter((each) => each !== null));
    this.features.delete(key);
    this.features.set(key, { dimensions, at: Date.now() });
    const [oldest] = this.features.keys();
    if (this.features.size > FEATURES_KEPT && oldest !== undefined) this.features.delete(oldest);
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
