/**
 * Prices by size: exactly at the limit and one above, over the decisions of a hold, by several cards, and the largest fill
 * that fits, held against a search through all of them.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amounts.js';
import { decide } from '../../src/core/decide.js';
import { highestCost } from '../../src/core/price.js';
import { useUp } from '../../src/core/quotes.js';
import { allOf, largestFill, NOTHING_SO_FAR, priceWith, pricesOfAll, type CardUsage } from '../../src/core/size.js';
import { account, ask, card, credits, facts, lot, NOW } from './build.js';
import type { Facts } from '../../src/core/facts.js';
import type { Quantity, RateCard, SizePrices } from '../../src/core/words.js';

const PRICES = { input: 1, cached: 0.5, output: 2 };
const HIGHER = { input: 2, cached: 1, output: 3 };

/** Beyond `limit` of input and cached ones together, each costs more. */
function sized(limit: number, more: Partial<SizePrices> = {}, higher: Record<string, number> = HIGHER): SizePrices {
  const prices = new Map(Object.entries(higher).map(([dimension, price]) => [dimension, credits(price)]));
  return { dimension: 'input', limit: BigInt(limit), counting: ['input', 'cached'], prices, ...more };
}

const bySize = (limit: number, id = 'card', prices: Record<string, number> = PRICES): RateCard =>
  card({ id, above: new Map([['fast', sized(limit)]]) }, prices);
const units = (usage: Record<string, number>): Quantity[] =>
  Object.entries(usage).map(([dimension, quantity]) => ({ dimension, quantity: BigInt(quantity) }));
const rich = (more: Partial<Facts>, has = 1000): Facts =>
  facts({ account: account({ lots: [lot('b', has)] }), ...more });

describe('the size of a request', () => {
  test.each([
    ['at the limit', { input: 7, cached: 3, output: 4 }, 7 + 1.5 + 8, false],
    ['one of them above it', { input: 7, cached: 4, output: 4 }, 14 + 4 + 12, true],
    ['one of the other above it', { input: 8, cached: 3, output: 4 }, 16 + 3 + 12, true],
    ['all of it by what counts alone', { input: 10, output: 500 }, 10 + 1000, false],
    ['nothing that counts', { output: 500 }, 1000, false],
  ])('%s decides the price of all of it', (_, usage, price, above) => {
    const { outcome, requested, size } = decide(ask(usage), rich({ cards: [bySize(10)] }, 5000), NOW);
    expect([outcome, requested]).toEqual(['ALLOWED', credits(price)]);
    const counted =
      BigInt((usage as Record<string, number>)['input'] ?? 0) +
      BigInt((usage as Record<string, number>)['cached'] ?? 0);
    expect(size).toEqual({ dimension: 'input', limit: 10n, counted, above });
  });

  test('counts exclusive units, whichever way the request counts', () => {
    const own = rich({ cards: [bySize(10)], inclusive: new Map([['input', 'cached']]) });
    expect(decide(ask({ input: 10, cached: 4 }), own, NOW)).toMatchObject({
      requested: credits(6 + 2),
      size: { counted: 10n },
    });
    expect(decide(ask({ input: 11, cached: 4 }), own, NOW)).toMatchObject({
      requested: credits(14 + 4),
      size: { above: true },
    });
  });

  test('is none where the card has no size for the feature', () => {
    expect(decide(ask({ token: 5 }), rich({}), NOW)).toMatchObject({ requested: credits(5), size: null });
  });

  test('is told of a denial as it was asked, and bounds the price at its higher prices', () => {
    const own = rich({ cards: [bySize(10)] }, 3);
    expect(decide(ask({ input: 11 }), own, NOW)).toMatchObject({
      outcome: 'DENIED',
      requested: credits(22),
      size: { counted: 11n },
    });
    expect(highestCost([bySize(10)], 'codex', 'fast', units({ input: 1, output: 1 }))).toBe(credits(5));
  });
});

describe('a check that extends', () => {
  const extends_ = (own: Partial<Facts>, usage: Record<string, number>) => decide(ask(usage), rich(own), NOW).requested;
  const estimates = (used: Record<string, number>, price: number, by = bySize(10)) => {
    return { priced: [{ card: by, usage: units(used) }], amount: credits(price) };
  };

  test('pays what all of the hold costs with it, less what its decisions cost', () => {
    const cards = [bySize(10)];
    expect(extends_({ cards, estimates: estimates({ input: 6 }, 6) }, { input: 4 })).toBe(credits(4));
    expect(extends_({ cards, estimates: estimates({ input: 6 }, 6) }, { input: 5 })).toBe(credits(22 - 6));
    expect(extends_({ cards, estimates: estimates({ input: 11 }, 22) }, { output: 1 })).toBe(credits(3));
    expect(extends_({ cards, estimates: estimates({ input: 6 }, 50) }, { input: 1 })).toBe(0n);
  });

  test('makes units of earlier decisions dearer at their own card, each card asking for the size of all', () => {
    const [old, next] = [bySize(10, 'old'), bySize(20, 'next', { input: 3, cached: 3, output: 3 })];
    const held = estimates({ input: 8 }, 8, old);
    // Eight at the old card, that now costs 2 each; four at the next one, which begins to cost more beyond 20.
    expect(extends_({ cards: [next], estimates: held }, { input: 4 })).toBe(credits(8 * 2 + 4 * 3 - 8));
    const unsized = card({ id: 'plain' }, PRICES);
    expect(extends_({ cards: [unsized], estimates: held }, { input: 4 })).toBe(credits(8 * 2 + 4 - 8));
    const before = { priced: [{ card: unsized, usage: units({ input: 8 }) }], amount: credits(8) };
    expect(extends_({ cards: [old], estimates: before }, { input: 3 })).toBe(credits(8 + 3 * 2 - 8));
  });
});

const world = fc.record({
  limit: fc.integer({ min: 0, max: 12 }),
  asked: fc.record({ output: fc.nat(9), input: fc.nat(9), cached: fc.nat(9) }),
  order: fc.shuffledSubarray(['input', 'cached', 'output'], { minLength: 3, maxLength: 3 }),
  before: fc.option(fc.record({ input: fc.nat(9), output: fc.nat(9) })),
  has: fc.integer({ min: 0, max: 60 }),
});

test('UP_TO grants the largest fill in list order whose own price fits', () => {
  fc.assert(
    fc.property(world, ({ limit, asked, order, before, has }) => {
      const by = bySize(limit);
      const held: CardUsage[] = before ? [{ card: by, usage: units(before) }] : [];
      const estimates = { priced: held, amount: sum(pricesOfAll('fast', held)!, (price) => price) };
      const usage = Object.fromEntries(order.map((dimension) => [dimension, asked[dimension as 'input']]));
      const priceOf = (some: Quantity[]) => priceWith('fast', estimates, { card: by, usage: some })!;
      // Every fill there is, the largest in list order first.
      const fills = order.reduce<Quantity[][]>(
        (all, dimension) =>
          all.flatMap((fill) =>
            Array.from({ length: usage[dimension]! + 1 }, (_, n) => [
              ...fill,
              { dimension, quantity: BigInt(usage[dimension]! - n) },
            ]),
          ),
        [[]],
      );
      const best = fills.find((fill) => priceOf(fill) <= credits(has))!;
      const { outcome, grantedUsage, granted } = decide(
        ask(usage, 'UP_TO'),
        rich({ cards: [by], estimates }, has),
        NOW,
      );
      if (outcome === 'DENIED') {
        expect(priceOf(best)).toBe(0n);
        return;
      }
      expect(grantedUsage).toEqual(best);
      expect(granted).toBe(priceOf(best));
    }),
    { numRuns: 300 },
  );
});

test('the largest fill is found for quantities that nobody could try one by one', () => {
  const by = bySize(272_000);
  const most = credits(400_000);
  const filled = largestFill(units({ input: 2 ** 50, output: 10 }), (usage) => {
    return priceWith('fast', NOTHING_SO_FAR, { card: by, usage })! <= most;
  });
  expect(filled).toEqual(units({ input: 272_000, output: 10 }));
});

test('what is used within the estimates of a hold never costs more than they did, whoever orders the parts', () => {
  const part = fc.record({ input: fc.nat(6), output: fc.nat(6) });
  const cards = fc.record({ limit: fc.nat(15), plain: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(part, cards), { minLength: 1, maxLength: 4 }),
      fc.array(part, { maxLength: 5 }),
      (asked, used) => {
        const quotes = asked.map(([usage, { limit, plain }], i) => ({
          card: plain ? card({ id: `c${i}` }, PRICES) : bySize(limit, `c${i}`),
          usage: units(usage),
        }));
        const held = quotes.reduce(
          (before, quote) => ({
            priced: [...before.priced, quote],
            amount: before.amount + priceWith('fast', before, quote)!,
          }),
          NOTHING_SO_FAR,
        );
        expect(held.amount).toBe(sum(pricesOfAll('fast', quotes)!, (price) => price));
        const promised = quotes.map(({ card: by, usage }) => ({
          decision: by.id,
          plan: null,
          catalog: '',
          card: by.id,
          usage,
        }));
        const within = used.filter((_, n) => {
          const all = allOf(used.slice(0, n + 1).map((each) => ({ usage: units(each) })));
          const total = allOf(quotes);
          return all.every(
            ({ dimension, quantity }) =>
              quantity <= (total.find((each) => each.dimension === dimension)?.quantity ?? 0n),
          );
        });
        const charge = (parts: typeof used) =>
          parts.reduce(
            (before, each) => {
              const { shares, quoted } = useUp(
                promised,
                before.quoted,
                units(each).filter(({ quantity }) => quantity > 0n),
              );
              const priced = shares.map((share) => ({
                card: quotes.find(({ card: by }) => by.id === share.card)!.card,
                usage: share.usage,
              }));
              const after = [...before.priced, ...priced];
              return { quoted, priced: after, amount: sum(pricesOfAll('fast', after)!, (price) => price) };
            },
            { quoted: [] as Quantity[], priced: [] as CardUsage[], amount: 0n },
          ).amount;
        expect(charge(within) <= held.amount).toBe(true);
        expect(charge(within.toReversed())).toBe(charge(within));
      },
    ),
    { numRuns: 300 },
  );
});

test('the largest fill of many dimensions beside a hold is found by few prices, also where a later one is looked for', () => {
  const names = Array.from({ length: 20 }, (_, n) => `d${n}`);
  const usual = Object.fromEntries(names.map((name) => [name, 1]));
  const higher = new Map(names.map((name) => [name, credits(2)]));
  const size = { dimension: 'd0', limit: 1000n, counting: names, prices: higher };
  const by = card({ above: new Map([['fast', size]]) }, usual);
  const most = Object.fromEntries(names.map((name) => [name, 2 ** 52]));
  let prices = 0;
  const filled = largestFill(units(most), (usage) => {
    prices += 1;
    return priceWith('fast', NOTHING_SO_FAR, { card: by, usage })! <= credits(500);
  });
  expect(filled[0]).toEqual({ dimension: 'd0', quantity: 500n });
  expect(prices).toBeLessThanOrEqual(20 * 53);
});
