/**
 * Prices: which rate card is in force, exact sums, and what a budget buys.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardInForce, cost, fillWithin, highestCost, unitPrices } from '../../src/core/price.js';
import { card, credits, DAY, NOW } from './build.js';

const everyone = card({ id: 'everyone', effectiveAt: NOW - 10 * DAY });
const newer = card({ id: 'newer', effectiveAt: NOW });
const forPro = card({ id: 'pro', effectiveAt: NOW - 20 * DAY, plans: ['pro', 'team'] });
const other = card({ id: 'other', product: 'video', effectiveAt: NOW });

test.each([
  ['no card of this product', [other], 'pro', NOW, null],
  ['a card one millisecond before it takes effect', [newer], 'pro', NOW - 1, null],
  ['a card at the instant it takes effect', [newer], 'pro', NOW, 'newer'],
  ['the latest of several', [newer, everyone], 'pro', NOW, 'newer'],
  ['the earlier one until the later takes effect', [newer, everyone], 'pro', NOW - 1, 'everyone'],
  ["the plan's own card, though a general one is newer", [newer, forPro, everyone], 'pro', NOW, 'pro'],
  ["never another plan's card", [forPro, everyone], 'free', NOW, 'everyone'],
  ["never a plan's card for an account without a plan", [forPro], null, NOW, null],
])('in force is %s', (_, cards, planId, at, expected) => {
  expect(cardInForce(cards, 'codex', planId, at)?.id ?? null).toBe(expected);
  expect(cardInForce([...cards].reverse(), 'codex', planId, at)?.id ?? null).toBe(expected);
});

test('a card without the feature, or without one of the dimensions, prices nothing', () => {
  const usage = [{ dimension: 'token', quantity: 1n }];
  expect(unitPrices(null, 'fast', usage)).toBeNull();
  expect(unitPrices(everyone, 'slow', usage)).toBeNull();
  expect(unitPrices(everyone, 'fast', [...usage, { dimension: 'image', quantity: 1n }])).toBeNull();
  expect(unitPrices(everyone, 'fast', [{ dimension: 'second', quantity: 1n }, ...usage])).toEqual([
    credits(2.5),
    credits(1),
  ]);
});

test('a price is the exact sum of quantity × unit price, also far beyond 2^53', () => {
  const usage = [
    { dimension: 'token', quantity: 9_007_199_254_740_993n },
    { dimension: 'second', quantity: 3n },
  ];
  expect(cost(usage, [7n, 11n])).toBe(63_050_394_783_186_984n);
  expect(cost([], [])).toBe(0n);
});

test('the highest cost is the price under the dearest card of the product, for whatever plan or day (rule 24)', () => {
  const usage = [
    { dimension: 'token', quantity: 4n },
    { dimension: 'image', quantity: 7n },
  ];
  const cards = [
    card({ product: 'video' }, { token: 99 }),
    card({}, { token: 1 }),
    card({ plans: ['pro'] }, { token: 3 }),
    card({ effectiveAt: NOW + DAY }, { token: 2 }),
  ];
  expect(highestCost(cards, 'codex', 'fast', usage)).toBe(credits(12));
  expect(highestCost([...cards].reverse(), 'codex', 'fast', usage)).toBe(credits(12));
});

test('the highest cost is nothing where no card prices the usage', () => {
  const usage = [{ dimension: 'token', quantity: 4n }];
  expect(highestCost([], 'codex', 'fast', usage)).toBe(0n);
  expect(highestCost([card()], 'codex', 'slow', usage)).toBe(0n);
});

test.each([
  ['everything within the budget', 100n, [5n, 5n], [3n, 4n], [3n, 4n]],
  ['the last dimension cut first', 20n, [5n, 5n], [3n, 4n], [3n, 1n]],
  ['nothing of later dimensions once the budget is gone', 15n, [5n, 5n], [3n, 4n], [3n, 0n]],
  ['the first dimension cut when it alone is too much', 14n, [5n, 5n], [3n, 4n], [2n, 0n]],
  ['whole units only', 19n, [5n, 5n], [3n, 4n], [3n, 0n]],
  ['free dimensions whole, whatever the budget', 0n, [0n, 5n, 0n], [9n, 4n, 7n], [9n, 0n, 7n]],
])('a budget buys %s (rule 7)', (_, budget, units, asked, expected) => {
  const usage = asked.map((quantity, i) => ({ dimension: `d${i}`, quantity }));
  expect(fillWithin(budget, usage, units).map(({ quantity }) => quantity)).toEqual(expected);
});

test('what a budget buys never costs more than it, and one unit more of the first cut dimension would (rule 7)', () => {
  const small = fc.bigInt({ min: 0n, max: 20n });
  const lines = fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lines, fc.bigInt({ min: 0n, max: 300n }), (pairs, budget) => {
      const units = pairs.map(([unit]) => unit);
      const usage = pairs.map(([, quantity], i) => ({ dimension: `d${i}`, quantity }));
      const bought = fillWithin(budget, usage, units);
      expect(cost(bought, units)).toBeLessThanOrEqual(budget);
      const cut = bought.findIndex(({ quantity }, i) => quantity < (usage[i]?.quantity ?? 0n));
      if (cut < 0) return;
      const upToCut = cost(bought.slice(0, cut + 1), units);
      expect(upToCut + (units[cut] ?? 0n)).toBeGreaterThan(budget);
    }),
  );
});
