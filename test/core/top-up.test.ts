/** When a top-up buys, how much, and when it tries again. */
import { describe, expect, test } from '@jest/globals';
import { creditsToBuy, fallsShort, retryAt } from '../../src/core/top-up.js';

const terms = { threshold: 50n, target: 100n, monthlyCap: 200n };
const bounds = { bought: 0n, room: 10_000n, smallest: 8n };
const of = (available: bigint, held = 0n, debt = 0n) => ({ available, held, debt });

describe('a top-up buys (rule 39)', () => {
  test.each([
    ['what is missing to the target', of(30n), {}, 70n],
    ['nothing for what is only held', of(10n, 20n), {}, 70n],
    ['the smallest purchase where less is missing', of(99n), {}, 8n],
    ['what pays the debt first, too', of(0n, 0n, 15n), {}, 115n],
    ['what the cap leaves of it', of(30n), { bought: 180n }, 20n],
    ['the smallest purchase where the cap leaves just that', of(30n), { bought: 192n }, 8n],
    ['nothing where the cap leaves less than the smallest purchase', of(30n), { bought: 193n }, 0n],
    ['nothing once the cap is reached', of(30n), { bought: 200n }, 0n],
    ['nothing once a lowered cap is passed', of(30n), { bought: 260n }, 0n],
    ['what the account has room for', of(30n), { room: 9n }, 9n],
    ['nothing where the account has room for less than the smallest purchase', of(30n), { room: 7n }, 0n],
  ])('%s', (_, balance, bound, credits) => {
    expect(creditsToBuy(terms, balance, { ...bounds, ...bound })).toBe(credits);
  });

  test('below its threshold, what is held counted in: exactly at it, nothing', () => {
    const left = [of(49n), of(50n), of(0n, 50n), of(0n, 49n), of(25n, 25n)];
    expect(left.map((balance) => fallsShort(balance, terms.threshold))).toEqual([true, false, false, true, false]);
  });
});

test('declined payments are tried again after 1, 6 and 24 hours, and not after the fourth', () => {
  const hours = [1, 2, 3, 4, 5].map((declines) => retryAt(declines, 0));
  expect(hours).toEqual([3_600_000, 6 * 3_600_000, 24 * 3_600_000, null, null]);
});
