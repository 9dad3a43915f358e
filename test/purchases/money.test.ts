/** Money: every amount is a whole number of minor units, rounded once, and the parts of a price add up to it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { priceOf, shareOf, smallestPurchase } from '../../src/purchases/money.js';

const CREDIT = 1_000_000_000n;
const usd = (amount: string) => ({ amount, currency: 'USD' });
const PER_CREDIT = usd('0.04');

test.each([
  ['100 credits', 100n * CREDIT, PER_CREDIT, '4.00'],
  ['7.77 credits, rounded down', 7_770_000_000n, PER_CREDIT, '0.31'],
  ['half a cent, rounded up', 125_000_000n, PER_CREDIT, '0.01'],
  ['just below half a cent', 124_999_999n, PER_CREDIT, '0.00'],
  ['as much as an account can hold', 9_000_000_000n * CREDIT, PER_CREDIT, '360000000.00'],
  ['a unit price finer than a cent', 3n * CREDIT, usd('0.0345'), '0.10'],
  ['a currency without fractions', 2_500_000_000n, { amount: '5', currency: 'JPY' }, '13'],
  ['a currency with three fraction digits', 1_000_000_001n, { amount: '0.0125', currency: 'KWD' }, '0.013'],
])('a price is whole minor units, rounded half up once (rule 39): %s', (_, credits, perCredit, amount) => {
  expect(priceOf(credits, perCredit)).toEqual({ amount, currency: perCredit.currency });
});

test('the smallest purchase is the least whose price is no less than the smallest payment (rule 39)', () => {
  expect(smallestPurchase(PER_CREDIT, usd('0.01'))).toBe(125_000_000n);
  const decimal = fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(decimal, fc.integer({ min: 1, max: 10_000 }), ([value, digits], cents) => {
      const perCredit = usd((value / 10 ** digits).toFixed(digits));
      const payment = usd((cents / 100).toFixed(2));
      const least = smallestPurchase(perCredit, payment);
      const costs = (credits: bigint) => Number(priceOf(credits, perCredit).amount);
      expect(costs(least)).toBeGreaterThanOrEqual(Number(payment.amount));
      expect(costs(least - 1n)).toBeLessThan(Number(payment.amount));
    }),
  );
});

test('however a price goes back in parts, each is whole minor units and all add up to it (rule 39)', () => {
  const credits = fc.bigInt({ min: 1n, max: 1_000_000n * CREDIT });
  fc.assert(
    fc.property(credits, fc.array(fc.bigInt({ min: 0n, max: 1_000_000n })), (all, cuts) => {
      const price = priceOf(all, PER_CREDIT);
      const steps = [0n, ...cuts.map((cut) => (all * cut) / 1_000_000n), all].sort((a, b) => (a < b ? -1 : 1));
      const shares = steps.slice(1).map((through, i) => shareOf(price, steps[i]!, through, all)?.amount ?? '0.00');
      for (const share of shares) expect(share).toMatch(/^\d+\.\d\d$/);
      const cents = (amount: string) => BigInt(amount.replace('.', ''));
      expect(shares.map(cents).reduce((a, b) => a + b, 0n)).toBe(cents(price.amount));
    }),
  );
});

test('a share that comes to nothing is no money (rule 39)', () => {
  expect(shareOf(usd('4.00'), 0n, 0n, 100n)).toBeNull();
  expect(shareOf(usd('0.01'), 0n, 49n, 100n)).toBeNull();
  expect(shareOf(usd('0.01'), 49n, 50n, 100n)).toEqual(usd('0.01'));
});

test('of a price stored before prices were whole minor units no more goes back than was paid (rule 39)', () => {
  expect(shareOf(usd('0.31111111108'), 0n, 100n, 100n)).toEqual(usd('0.31'));
  expect(shareOf(usd('0.497'), 0n, 100n, 100n)).toEqual(usd('0.49'));
  expect(shareOf(usd('0.0000025'), 0n, 100n, 100n)).toBeNull();
});
