/** When something runs out at the rate of some spending, and when it does not. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { growthSince, runsOutAt } from '../../src/core/forecast.js';
import { credits, DAY, HOUR, NOW } from './build.js';

const spent = (amount: number, milliseconds = HOUR) => ({ amount: credits(amount), milliseconds });

describe('what is left runs out', () => {
  test('when as much has been spent again, at the same rate', () => {
    expect(runsOutAt(credits(30), spent(10), null, NOW)).toBe(NOW + 3 * HOUR);
    expect(runsOutAt(credits(30), spent(10, DAY), null, NOW)).toBe(NOW + 3 * DAY);
    expect(runsOutAt(0n, spent(10), NOW + HOUR, NOW)).toBe(NOW);
  });

  test('not at all where nothing was spent, or more was given back than spent', () => {
    expect(runsOutAt(credits(30), spent(0), null, NOW)).toBeNull();
    expect(runsOutAt(0n, spent(0), null, NOW)).toBeNull();
    expect(runsOutAt(credits(30), { amount: -1n, milliseconds: HOUR }, null, NOW)).toBeNull();
    expect(runsOutAt(credits(30), { amount: 1n, milliseconds: 0 }, null, NOW)).toBeNull();
  });

  test('not where it refills first, or in that very instant', () => {
    expect(runsOutAt(credits(30), spent(10), NOW + 3 * HOUR, NOW)).toBeNull();
    expect(runsOutAt(credits(30), spent(10), NOW + 3 * HOUR + 1, NOW)).toBe(NOW + 3 * HOUR);
  });

  test('not where no date would be left to tell it', () => {
    expect(runsOutAt(9_000_000_000_000_000_000n, { amount: 1n, milliseconds: HOUR }, null, NOW)).toBeNull();
  });

  test('never before its time: until then the rate has not used it up', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 7 * DAY }), (left, used, milliseconds) => {
        const at = runsOutAt(left, { amount: used, milliseconds }, null, NOW);
        fc.pre(at !== null);
        expect(BigInt(at - NOW) * used >= left * BigInt(milliseconds)).toBe(true);
        expect(BigInt(at - NOW - 1) * used < left * BigInt(milliseconds)).toBe(true);
      }),
    );
  });
});

describe('what a period has counted since', () => {
  const counted = (amount: number, startedAt: number) => ({ amount: credits(amount), startedAt });
  test('is the difference where it ran already, and all of it where it began later', () => {
    const [since, began] = [NOW - HOUR, NOW - DAY];
    expect(growthSince(counted(9, began), counted(4, began), since, NOW)).toEqual(spent(5));
    expect(growthSince(counted(9, NOW - HOUR / 2), counted(4, began), since, NOW)).toEqual(spent(9, HOUR / 2));
    expect(growthSince(counted(9, NOW - HOUR / 4), null, since, NOW)).toEqual(spent(9, HOUR / 4));
    expect(growthSince(counted(9, NOW - 1), null, since, NOW)).toEqual(spent(9, HOUR / 4));
    expect(growthSince(counted(9, since), counted(4, began), since, NOW)).toEqual(spent(9));
    expect(growthSince(counted(9, since - 1), null, since, NOW)).toEqual(spent(9));
    expect(growthSince(counted(9, began), null, since, NOW)).toEqual(spent(9));
    expect(growthSince(null, counted(4, began), since, NOW)).toEqual(spent(0));
  });
});
