/** How a budget stands, by the line that is live and what its account has counted. */
import { describe, expect, test } from '@jest/globals';
import { budgetState } from '../../src/core/budget-state.js';
import { budget, budgetOn, counted, increase, MONTH_END } from './budget-build.js';
import { credits, DAY, HOUR, lot, NOW } from './build.js';

const search = budget('search', 50);

describe('a budget', () => {
  test('that has counted nothing has all its limit left, and no period', () => {
    const nothing = { increase: 0n, spent: 0n, held: 0n, over: 0n, startedAt: null, resetsAt: null, nextStepAt: null };
    const full = { limit: credits(50), released: credits(50), remaining: credits(50) };
    expect(budgetState(search, null, [], NOW)).toEqual({ ...full, ...nothing });
    expect(budgetState(search, budgetOn(search), [], NOW)).toEqual({ ...full, ...nothing });
  });

  test('has left what is neither spent nor held in its period', () => {
    const account = budgetOn(search, counted(12, 7));
    expect(budgetState(search, account, [], NOW)).toEqual({
      ...{ limit: credits(50), released: credits(50), increase: 0n, spent: credits(12), held: credits(7) },
      ...{ remaining: credits(31), over: 0n, startedAt: NOW - DAY, resetsAt: MONTH_END, nextStepAt: null },
    });
  });

  test('is over by what has counted beyond its limit, and has nothing left', () => {
    expect(budgetState(search, budgetOn(search, counted(48, 2)), [], NOW)).toMatchObject({ remaining: 0n, over: 0n });
    expect(budgetState(search, budgetOn(search, counted(49, 2)), [], NOW)).toMatchObject({
      ...{ remaining: 0n, over: credits(1) },
    });
  });

  test('that is paced has left what is released, and is over by its limit alone', () => {
    // The 15th of a month of 31 days begins.
    const at = Date.UTC(2026, 0, 15);
    const paced = budget('paced', 31, { paced: 'daily' });
    const state = (used: number) => budgetState(paced, budgetOn(paced, counted(used)), [], at);
    expect(state(10)).toMatchObject({ limit: credits(31), released: credits(15), remaining: credits(5), over: 0n });
    expect(state(10).nextStepAt).toBe(Date.UTC(2026, 0, 16));
    expect(state(16)).toMatchObject({ remaining: 0n, over: 0n });
    expect(state(32)).toMatchObject({ remaining: 0n, over: credits(1) });
  });

  test('tells of what was approved: all of it, what of it is spent and held, and what is left and can be used', () => {
    const [part, used] = [
      increase('a', 10, { remaining: credits(5), held: credits(2), spent: credits(3) }),
      lot('b', 4),
    ];
    const coming = increase('c', 6, { effective: false, effectiveAt: NOW + HOUR });
    const account = budgetOn(search, counted(50), { lots: [part, coming] });
    const gone = { ...used, remaining: 0n, spent: credits(4) };
    expect(budgetState(search, account, [part, gone], NOW)).toMatchObject({
      ...{ limit: credits(50), increase: credits(14), spent: credits(57), held: credits(2), remaining: credits(5) },
    });
  });

  test('that only alerts has its highest alert for a limit', () => {
    const alerting = budget('told', null, {
      alerts: [
        { at: credits(3), line: 1 },
        { at: credits(8), line: 2 },
      ],
    });
    expect(budgetState(alerting, budgetOn(alerting, counted(5, 1)), [], NOW)).toMatchObject({
      ...{ limit: credits(8), released: credits(8), remaining: credits(2), over: 0n },
    });
  });

  test('that the policy names no more has no limit and lets nothing through; what it counted is told', () => {
    const account = budgetOn(search, counted(12, 7), { lots: [increase('a', 10)] });
    expect(budgetState(null, account, [increase('a', 10)], NOW)).toMatchObject({
      ...{
        limit: 0n,
        released: 0n,
        remaining: 0n,
        over: 0n,
        spent: credits(12),
        held: credits(7),
        increase: credits(10),
      },
    });
  });
});
