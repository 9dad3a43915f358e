/** How much a top-up buys, and when it tries again. */
import { describe, expect, test } from '@jest/globals';
import { creditsToBuy, retryAt } from '../../src/core/top-up.js';

const terms = { threshold: 50n, target: 100n, monthlyCap: 200n };
const ROOM = 10_000n;

describe('a top-up buys', () => {
  test.each([
    ['what is missing to the target', { available: 30n, debt: 0n }, 0n, ROOM, 70n],
    // There is no smallest amount for a top-up.
    ['a single nano-credit where that is all that is missing', { available: 99n, debt: 0n }, 0n, ROOM, 1n],
    ['nothing where nothing is missing', { available: 100n, debt: 0n }, 0n, ROOM, 0n],
    ['what pays the debt first, too', { available: 0n, debt: 15n }, 0n, ROOM, 115n],
    ['what the cap leaves of it', { available: 30n, debt: 0n }, 180n, ROOM, 20n],
    ['nothing once the cap is reached', { available: 30n, debt: 0n }, 200n, ROOM, 0n],
    ['nothing once a lowered cap is passed', { available: 30n, debt: 0n }, 260n, ROOM, 0n],
    ['what the account has room for', { available: 30n, debt: 0n }, 0n, 5n, 5n],
  ])('%s', (_, balance, bought, room, credits) => {
    expect(creditsToBuy(terms, balance, bought, room)).toBe(credits);
  });
});

test('declined payments are tried again after 1, 6 and 24 hours, and not after the fourth', () => {
  const hours = [1, 2, 3, 4, 5].map((declines) => retryAt(declines, 0));
  expect(hours).toEqual([3_600_000, 6 * 3_600_000, 24 * 3_600_000, null, null]);
});
