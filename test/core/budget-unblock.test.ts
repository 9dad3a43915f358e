/**
 * When a check that budgets stand in the way of would pass: at the turn of a period, at a step of a pace, or as an increase
 * begins.
 */
import { describe, expect, test } from '@jest/globals';
import { stepsAhead } from '../../src/core/steps-ahead.js';
import { firstPass } from '../../src/core/unblock.js';
import { budget, budgetOn, counted, counting, increase, MONTH_END } from './budget-build.js';
import {
  account,
  ask,
  coming,
  credits,
  DAY,
  explained,
  fiveHour,
  HOUR,
  layers,
  lot,
  NOW,
  plan,
  running,
} from './build.js';
import type { Facts } from '../../src/core/facts.js';
import type { BudgetTerms } from '../../src/core/words.js';

const rich = (): Partial<Facts> => ({ layers: layers('credits'), account: account({ lots: [lot('b', 1000)] }) });
const passesAt = (own: Facts, tokens: number, mode: 'ALL_OR_NOTHING' | 'UP_TO' = 'ALL_OR_NOTHING') =>
  explained(ask({ token: tokens }, mode), own).unblocksAt;

describe('`unblocksAt` is', () => {
  test('the turn of the period', () => {
    const terms = budget('search', 30);
    const own = () => counting(rich(), [terms], [budgetOn(terms, counted(25))]);
    expect(passesAt(own(), 30)).toBe(MONTH_END);
    expect(passesAt(own(), 31)).toBeNull();
  });

  test('nothing where it never turns', () => {
    const terms = budget('task', 30, { window: { name: 'period', capacity: 0n, kind: 'once' } });
    const never = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
    const own = counting(rich(), [terms], [budgetOn(terms, counted(25, 0, { resetsAt: never }))]);
    expect(passesAt(own, 10)).toBeNull();
  });

  test('the first day of a pace that releases enough, to the credit', () => {
    // A credit a day; on the 15th fifteen.
    const terms = budget('search', 31, { paced: 'daily' });
    const own = () => counting(rich(), [terms], [budgetOn(terms, counted(10))]);
    const day = (date: number) => Date.UTC(2026, 0, date);
    expect([6, 7, 20, 21].map((tokens) => passesAt(own(), tokens))).toEqual([day(16), day(17), day(30), day(31)]);
    // More than the month will release beside what is used: the next one releases 31 credits in 28 steps.
    expect(passesAt(own(), 22)).toBe(Date.UTC(2026, 1, 20));
    expect(passesAt(own(), 32)).toBeNull();
  });

  test('a step far ahead, without trying those before it', () => {
    const terms = budget('search', 744, { paced: 'hourly' });
    const own = counting(rich(), [terms], [budgetOn(terms, counted(348))]);
    // At noon on the 15th 349 have been released, and one of them is left.
    let tried = 0;
    const at = firstPass(
      'codex',
      own,
      NOW,
      (_later, when) => {
        tried += 1;
        return when >= NOW + 300 * HOUR;
      },
      credits(300),
    );
    expect([at, tried]).toEqual([NOW + 300 * HOUR, 1]);
    expect(passesAt(own, 301)).toBe(NOW + 300 * HOUR);
  });

  test('the next step for whoever takes what there is', () => {
    const terms = budget('search', 744, { paced: 'hourly' });
    const own = counting(rich(), [terms], [budgetOn(terms, counted(349))]);
    expect(passesAt(own, 300, 'UP_TO')).toBe(NOW + HOUR);
  });

  test('after a part the step with which all of it would pass', () => {
    const terms = budget('search', 31, { paced: 'daily' });
    const own = counting(rich(), [terms], [budgetOn(terms, counted(10))]);
    // Five are taken: on the 15th all is used, on the 23rd eight more are there.
    expect(passesAt(own, 8, 'UP_TO')).toBe(Date.UTC(2026, 0, 23));
  });

  test('the step at which two budgets together let through what is missing', () => {
    const pace = { paced: 'daily' as const };
    const [promo, bought] = [
      budget('promo', 31, { source: 'promotion', ...pace }),
      budget('bought', 62, { source: 'credits', ...pace }),
    ];
    const lots = [lot('p', 100, { kind: 'PROMOTIONAL' }), lot('b', 100)];
    const own = () => counting({ layers: layers('promotion', 'credits'), account: account({ lots }) }, [promo, bought]);
    // 15 + 30 now, three more with each day.
    expect([48, 49, 51].map((tokens) => passesAt(own(), tokens))).toEqual(
      [16, 17, 17].map((date) => Date.UTC(2026, 0, date)),
    );
  });

  test('the step at which the slower of two budgets in the way lets it through', () => {
    const [day, hour] = [budget('day', 31, { paced: 'daily' }), budget('hour', 744, { paced: 'hourly' })];
    const own = counting(rich(), [hour, day], [budgetOn(hour, counted(340))]);
    expect(passesAt(own, 17)).toBe(Date.UTC(2026, 0, 17));
    const other = counting(rich(), [hour, day], [budgetOn(hour, counted(349))]);
    expect(passesAt(other, 16)).toBe(Date.UTC(2026, 0, 16, 4));
  });

  test('a step after a lot has begun, in the period that runs by then', () => {
    const terms = budget('search', 28, { paced: 'daily' });
    const lots = [coming('c', 100, Date.UTC(2026, 1, 3))];
    const own = counting({ layers: layers('credits'), account: account({ lots }) }, [terms]);
    expect(passesAt(own, 3)).toBe(Date.UTC(2026, 1, 3));
    expect(passesAt(own, 7)).toBe(Date.UTC(2026, 1, 7));
  });

  test('when an increase begins', () => {
    const terms = budget('search', 10);
    const lots = [{ ...increase('i', 9), effective: false, effectiveAt: NOW + HOUR }];
    const own = counting(rich(), [terms], [budgetOn(terms, counted(9), { lots })]);
    expect(passesAt(own, 10)).toBe(NOW + HOUR);
    expect(passesAt(counting(rich(), [terms], [budgetOn(terms, counted(9), { lots })]), 11)).toBeNull();
  });

  test('not when an increase has ended by then', () => {
    const terms = budget('search', 10);
    const lots = [increase('i', 9, { expiresAt: NOW + HOUR })];
    const own = counting(rich(), [terms], [budgetOn(terms, counted(9, 0, { resetsAt: NOW + 2 * HOUR }), { lots })]);
    expect(passesAt(own, 11)).toBeNull();
  });

  test('also a step where something is owed, and the debt is paid by then', () => {
    const terms = budget('search', 31, { paced: 'daily' });
    const own = counting(
      {
        ...rich(),
        plan: plan([fiveHour(10)]),
        account: account({ debt: credits(3), lots: [lot('b', 100)], windows: [running('five_hour', 10, NOW + HOUR)] }),
      },
      [terms],
    );
    expect(explained(ask({ token: 16 }), own)).toMatchObject({
      reason: 'DEBT_LIMIT',
      unblocksAt: Date.UTC(2026, 0, 16),
    });
  });
});

describe('steps ahead', () => {
  const hourly = (limit: number, more: Partial<BudgetTerms> = {}) => budget('b', limit, { paced: 'hourly', ...more });

  test('are none where nothing is paced, or what is paced bounds nothing', () => {
    expect(stepsAhead([budget('a', 9)], NOW, [NOW + DAY], 1n, 50)).toEqual([]);
    expect(stepsAhead([budget('a', null, { paced: 'daily' })], NOW, [NOW + DAY], 1n, 50)).toEqual([]);
  });

  test('lie before the next turning point and after each, and are as many as was asked for', () => {
    const steps = stepsAhead([hourly(744)], NOW, [NOW + 2.5 * HOUR, NOW + DAY], 1n, 4);
    expect(steps).toEqual([1, 2, 3, 4].map((hours) => NOW + hours * HOUR));
    expect(stepsAhead([hourly(744)], NOW, [NOW + 2 * HOUR], credits(9), 2)).toEqual([NOW + 3 * HOUR, NOW + 4 * HOUR]);
  });

  test('end also where two paces whose periods overlap never let enough through together', () => {
    const day: BudgetTerms['window'] = { name: 'period', capacity: 0n, kind: 'calendar', period: 'day' };
    const zoned: BudgetTerms['window'] = { ...day, zone: 'Asia/Kathmandu' };
    const all = [hourly(24, { window: day }), hourly(24, { window: zoned })];
    expect(stepsAhead(all, NOW, [], credits(30), 50)).toEqual([]);
    // At noon there are 12 steps left of the one, and 6 of the other, which begins anew then.
    const last = Date.UTC(2026, 0, 15, 23);
    expect(stepsAhead(all, NOW, [], credits(11), 50)).toEqual([
      Date.UTC(2026, 0, 15, 17, 15),
      Date.UTC(2026, 0, 15, 18),
      last,
      last + HOUR / 4,
    ]);
  });

  test('end with the last period that runs at a turning point', () => {
    const [late, turn] = [MONTH_END - 2 * HOUR, MONTH_END + 27 * DAY + 22 * HOUR];
    expect(stepsAhead([hourly(744)], late, [], 1n, 50)).toEqual([MONTH_END - HOUR]);
    expect(stepsAhead([hourly(744)], late, [turn], 1n, 50)).toEqual([MONTH_END - HOUR, turn + HOUR]);
  });
});
