/** The stages at which a budget tells, exactly at their bounds. */
import { expect, test } from '@jest/globals';
import { stagesReached } from '../../src/core/budget-stages.js';
import { budget } from './budget-build.js';
import { credits } from './build.js';

const reached = (terms: ReturnType<typeof budget>, spent: bigint, increase = 0n) =>
  stagesReached(terms, { spent, increase }).map(({ percent, alert }) => (alert === null ? percent : `${alert}`));

test('a cap tells at 50, 80 and 100 % of its limit, not a nano-credit before', () => {
  const cap = budget('search', 10);
  for (const [percent, at] of [
    [50, 5],
    [80, 8],
    [100, 10],
  ] as const) {
    expect(reached(cap, credits(at) - 1n)).not.toContain(percent);
    expect(reached(cap, credits(at))).toContain(percent);
  }
  expect(reached(cap, credits(1_000))).toEqual([50, 80, 100]);
});

test('with what was approved beyond, and of amounts that no percent divides rounded up', () => {
  expect(reached(budget('search', 10), credits(10), credits(10))).toEqual([50]);
  expect(reached({ ...budget('search', 0), cap: { limit: 3n, line: 1 } }, 2n)).toEqual([50]);
  expect(reached({ ...budget('search', 0), cap: { limit: 3n, line: 1 } }, 1n)).toEqual([]);
});

test('an alert tells at its amount, whatever was approved', () => {
  const alerts = [
    { at: credits(3), line: 1 },
    { at: credits(7), line: 2 },
  ];
  const terms = budget('search', null, { alerts });
  expect(reached(terms, credits(3) - 1n)).toEqual([]);
  expect(reached(terms, credits(3), credits(100))).toEqual([`${credits(3)}`]);
  expect(reached(terms, credits(7))).toEqual(alerts.map(({ at }) => `${at}`));
});

test('nothing tells before anything is spent, not even a cap of nothing', () => {
  expect(reached(budget('search', 0), 0n)).toEqual([]);
  expect(reached(budget('search', 0), 1n)).toEqual([50, 80, 100]);
});
