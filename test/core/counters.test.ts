/** Counters that include others, and counters that only grow (docs/rules.md, 41). */
import { describe, expect, test } from '@jest/globals';
import {
  exclusiveOf,
  grownBy,
  inclusiveOf,
  NOTHING_REPORTED,
  reportedOf,
  withCounters,
  withReportedOf,
} from '../../src/core/counters.js';
import { decide } from '../../src/core/decide.js';
import type { Request } from '../../src/core/facts.js';
import { account, card, credits, facts, layers, lot, NOW } from './build.js';

const INCLUSIVE = new Map([['input', 'cached']]);
const units = (usage: Record<string, number>) =>
  Object.entries(usage).map(([dimension, quantity]) => ({ dimension, quantity: BigInt(quantity) }));

test('are made exclusive and told again as they were sent', () => {
  const sent = units({ cached: 900, input: 1_000, output: 5 });
  expect(exclusiveOf(sent, INCLUSIVE)).toEqual(units({ cached: 900, input: 100, output: 5 }));
  expect(inclusiveOf(exclusiveOf(sent, INCLUSIVE), INCLUSIVE)).toEqual(sent);
  expect(exclusiveOf(units({ input: 7 }), INCLUSIVE)).toEqual(units({ input: 7 }));
  expect(exclusiveOf(sent, new Map())).toEqual(sent);
});

test('count what exceeds the largest of each dimension; one that is not named stays as it was', () => {
  const largest = withCounters(withCounters([], units({ input: 10, output: 3 })), units({ output: 4 }));
  expect(largest).toEqual(units({ input: 10, output: 4 }));
  expect(grownBy(units({ output: 9, cached: 2 }), largest)).toEqual(units({ output: 5, cached: 2 }));
});

test('are kept by product and feature', () => {
  const one = { product: 'p', feature: 'f', counters: units({ input: 1 }), quoted: [] };
  const other = { ...one, feature: 'g', counters: units({ input: 2 }) };
  const reported = withReportedOf(withReportedOf(NOTHING_REPORTED, one), other);
  expect([reportedOf(reported, 'p', 'f'), reportedOf(reported, 'p', 'g')]).toEqual([one, other]);
  expect(reportedOf(reported, 'q', 'f').counters).toEqual([]);
});

describe('a check that counts inclusively', () => {
  // One token of input costs 1 credit, one that was cached a half.
  const terms = (amount: number) =>
    facts({
      cards: [card({}, { input: 1, cached: 0.5, output: 2 })],
      inclusive: INCLUSIVE,
      layers: layers('credits'),
      account: account({ lots: [lot('l', amount)] }),
    });
  const ask = (usage: Record<string, number>, mode: Request['mode'], minimum: Record<string, number> = {}) => ({
    ...{ product: 'codex', feature: 'fast', mode },
    usage: units(usage).map((each) => ({ ...each, minimum: BigInt(minimum[each.dimension] ?? 0) })),
  });

  test('costs what its exclusive usage costs, and is granted as it was asked', () => {
    const verdict = decide(ask({ input: 100, cached: 90 }, 'ALL_OR_NOTHING'), terms(60), NOW);
    expect(verdict).toMatchObject({ outcome: 'ALLOWED', requested: credits(55), granted: credits(55) });
    expect(verdict.grantedUsage).toEqual(units({ input: 100, cached: 90 }));
  });

  test('is filled exclusively, in list order, and told inclusively', () => {
    const verdict = decide(ask({ input: 100, cached: 90 }, 'UP_TO'), terms(30), NOW);
    expect(verdict).toMatchObject({ outcome: 'PARTIAL', granted: credits(30) });
    // 10 that were not cached, and 40 of the 90 that were.
    expect(verdict.grantedUsage).toEqual(units({ input: 50, cached: 40 }));
  });

  test('compares a minimum with what is told', () => {
    const least = (input: number) => decide(ask({ input: 100, cached: 90 }, 'UP_TO', { input }), terms(30), NOW);
    expect([least(50).outcome, least(51).outcome]).toEqual(['PARTIAL', 'DENIED']);
  });
});
