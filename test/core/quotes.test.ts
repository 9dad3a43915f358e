/** How usage uses up what the decisions of its hold promised (docs/rules.md, 28). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amounts.js';
import { useUp, type HoldQuote, type PricedShare } from '../../src/core/quotes.js';
import type { Quantity } from '../../src/core/words.js';

const units = (usage: Record<string, number>): Quantity[] =>
  Object.entries(usage).map(([dimension, quantity]) => ({ dimension, quantity: BigInt(quantity) }));
const quote = (no: number, usage: Record<string, number>): HoldQuote => {
  return { decision: `d${no}`, plan: null, catalog: 'c', card: `card-${no}`, usage: units(usage) };
};
const told = (shares: readonly PricedShare[]) =>
  shares.map(({ quote: by, card, usage }) => {
    return `${by ?? 'beyond'} by ${card}: ${usage.map(({ dimension, quantity }) => `${quantity} ${dimension}`).join(' ')}`;
  });

describe('quotes', () => {
  const quotes = [quote(1, { in: 10, out: 2 }), quote(2, { in: 5 }), quote(3, { in: 5, out: 4 })];

  test('are used up per dimension in the order of the decisions; what exceeds them all is the last one’s', () => {
    const first = useUp(quotes, [], units({ out: 3, in: 12 }));
    expect(told(first.shares)).toEqual(['d1 by card-1: 2 out 10 in', 'd2 by card-2: 2 in', 'd3 by card-3: 1 out']);
    const second = useUp(quotes, first.quoted, units({ in: 10, out: 1 }));
    expect(told(second.shares)).toEqual(['d2 by card-2: 3 in', 'd3 by card-3: 5 in 1 out', 'beyond by card-3: 2 in']);
    expect(second.quoted).toEqual(units({ out: 4, in: 20 }));
  });

  test('what exceeds them uses up nothing of a quote that comes later', () => {
    const before = useUp(quotes.slice(0, 1), [], units({ in: 15 }));
    expect(before.quoted).toEqual(units({ in: 10 }));
    expect(told(useUp(quotes, before.quoted, units({ in: 5 })).shares)).toEqual(['d2 by card-2: 5 in']);
  });

  test('a dimension that none of them names is priced as the last one says; nothing used is no share', () => {
    expect(told(useUp(quotes, [], units({ images: 1, in: 0 })).shares)).toEqual(['beyond by card-3: 1 images']);
    expect(useUp(quotes, [], [])).toEqual({ shares: [], quoted: [] });
  });

  test('shares add up to what was used, and no quote is ever used beyond what it promised', () => {
    const amount = fc.integer({ min: 0, max: 9 });
    const usage = fc.record({ in: amount, out: amount });
    fc.assert(
      fc.property(
        fc.array(usage, { minLength: 1, maxLength: 5 }),
        fc.array(usage, { maxLength: 8 }),
        (asked, parts) => {
          const promised = asked.map((each, i) => quote(i, each));
          const usedOf = new Map<string | null, bigint>();
          let quoted: Quantity[] = [];
          for (const part of parts) {
            const used = useUp(promised, quoted, units(part));
            quoted = used.quoted;
            for (const dimension of ['in', 'out']) {
              const own = used.shares.flatMap((share) => share.usage.filter((each) => each.dimension === dimension));
              expect(sum(own, ({ quantity }) => quantity)).toBe(BigInt(part[dimension as 'in' | 'out']));
            }
            for (const { quote: by, usage } of used.shares)
              for (const { dimension, quantity } of usage) {
                const key = by && `${by} ${dimension}`;
                usedOf.set(key, (usedOf.get(key) ?? 0n) + quantity);
              }
          }
          for (const { decision, usage } of promised)
            for (const { dimension, quantity } of usage) {
              expect((usedOf.get(`${decision} ${dimension}`) ?? 0n) <= quantity).toBe(true);
            }
        },
      ),
    );
  });
});
