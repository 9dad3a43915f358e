/**
 * The forecast behind `unblocksAt`: what lots and debt come to if nothing but time goes by. It promises nothing that
 * does not happen (docs/rules.md, 9 and 18).
 */
import { describe, expect, test } from '@jest/globals';
import { account, ask, coming, credits, explained, facts, fullWindow, heldLot, HOUR } from './build.js';
import { layers, lot, NOW } from './build.js';
import type { Facts } from '../../src/core/facts.js';
import type { Account, Lot } from '../../src/core/account.js';

const [in1h, in2h, in3h] = [NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR];

/** An allowance of 50 that is used up until in three hours, and credits. */
const usedUp = (more: Partial<Account>) => {
  const own = facts({ ...fullWindow(50), layers: layers('allowance', 'credits') });
  return { ...own, account: { ...own.account, ...more } };
};
const unblocksAt = (tokens: number, own: Facts) => explained(ask({ token: tokens }), own).unblocksAt;

describe('lots', () => {
  test('do not count at the very instant of their expiry', () => {
    expect(unblocksAt(60, usedUp({ lots: [lot('a', 10, { expiresAt: in3h })] }))).toBeNull();
    expect(unblocksAt(60, usedUp({ lots: [lot('a', 10, { expiresAt: in3h + 1 })] }))).toBe(in3h);
  });

  test('that expire at the instant at which they would begin never count', () => {
    const lots = [coming('a', 50, in1h, { expiresAt: in1h })];
    expect(unblocksAt(5, facts({ account: account({ lots }) }))).toBeNull();
  });

  test('that are closed take nothing from the others of their kind', () => {
    const expired = heldLot('a', 5, { closed: 'expired', expiresAt: NOW - HOUR });
    expect(unblocksAt(10, facts({ account: account({ lots: [coming('b', 10, in1h), expired] }) }))).toBe(in1h);
  });

  test('that are closed before they begin are not waited for', () => {
    const takenBack = coming('a', 10, in1h, { remaining: 0n, takenBack: credits(10), closed: 'takenBack' });
    expect(unblocksAt(10, facts({ account: account({ lots: [coming('b', 10, in2h), takenBack] }) }))).toBe(in2h);
  });
});

describe('debt (rule 18)', () => {
  const owing = (debt: number, lots: Lot[], more: Partial<Facts> = {}) =>
    facts({ account: account({ debt: credits(debt), lots }), ...more });

  test('is paid by no lot that has a scope', () => {
    const own = owing(5, [coming('a', 9, in1h, { products: ['codex'] })]);
    expect(explained(ask({ token: 1 }), own)).toMatchObject({ reason: 'DEBT_LIMIT', unblocksAt: null });
  });

  test('takes nothing from a lot that has a scope', () => {
    const own = owing(5, [coming('a', 9, in1h, { products: ['codex'] })], { maxDebt: credits(5) });
    expect(unblocksAt(9, own)).toBe(in1h);
    expect(unblocksAt(10, own)).toBeNull();
  });

  test('is paid by no lot that is spendable already', () => {
    const own = owing(5, [lot('a', 9)]);
    expect(explained(ask({ token: 1 }), own)).toMatchObject({ reason: 'DEBT_LIMIT', unblocksAt: null });
  });

  test('is paid by the allowance as its window ends, however often that takes (rule 37)', () => {
    const own = usedUp({ debt: credits(5), lots: [lot('a', 9)] });
    expect(explained(ask({ token: 1 }), own)).toMatchObject({ reason: 'DEBT_LIMIT', unblocksAt: in3h });
    expect(unblocksAt(54, own)).toBe(in3h);
    expect(unblocksAt(55, own)).toBe(in3h + 5 * HOUR);
    expect(unblocksAt(1, usedUp({ debt: credits(120) }))).toBe(in3h + 10 * HOUR);
    // More turns than are looked at.
    expect(unblocksAt(1, usedUp({ debt: credits(50 * 100) }))).toBeNull();
  });

  test('is paid by a lot with what it has, and no more', () => {
    expect(unblocksAt(3, owing(10, [lot('a', 9), coming('b', 4, in1h)]))).toBeNull();
  });

  test('is paid by one lot after the other until nothing is left of it', () => {
    const own = owing(10, [coming('b', 4, in1h), coming('a', 9, in2h)]);
    expect(unblocksAt(3, own)).toBe(in2h);
    expect(unblocksAt(4, own)).toBeNull();
  });

  test('that a lot paid is not taken away once more when the lot expires', () => {
    const lots = [coming('a', 8, in1h, { expiresAt: in2h }), lot('b', 10)];
    expect(unblocksAt(60, usedUp({ debt: credits(5), lots }))).toBe(in3h);
    expect(unblocksAt(61, usedUp({ debt: credits(5), lots }))).toBeNull();
  });

  test.each([
    ['brief', 'lasting', in3h],
    ['lasting', 'brief', null],
  ])('is paid by the lot with the first id of those that begin together, the %s one', (first, _, expected) => {
    const [brief, lasting] = first === 'brief' ? ['a', 'b'] : ['b', 'a'];
    const lots = [coming(brief, 10, in1h, { expiresAt: in2h }), coming(lasting, 10, in1h)];
    for (const stored of [lots, [...lots].reverse()]) {
      expect(unblocksAt(60, usedUp({ debt: credits(10), lots: stored }))).toBe(expected);
    }
  });

  test('is paid by no promotional lot (rule 37)', () => {
    const lots = [coming('b', 10, in1h, { kind: 'PROMOTIONAL' }), coming('a', 4, in2h)];
    expect(unblocksAt(4, owing(10, lots))).toBeNull();
  });
});
