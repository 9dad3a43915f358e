/**
 * What blockers tell: which sources were short, the binding one first, what they had, and when they have more
 * (docs/rules.md, 9).
 */
import { describe, expect, test } from '@jest/globals';
import { account, ask, coming, credits, DAY, explained, facts, fiveHour, HOUR, layers } from './build.js';
import { lot, NOW, plan, running, weekly } from './build.js';
import type { Facts } from '../../src/core/facts.js';
import type { Lot, WindowInstance } from '../../src/core/account.js';
import type { WindowTerms } from '../../src/core/words.js';

const blockers = (tokens: number, own: Facts, mode?: 'UP_TO') => explained(ask({ token: tokens }, mode), own).blockers;

describe('windows', () => {
  const included = (terms: WindowTerms[], windows: WindowInstance[]) =>
    facts({ plan: plan(terms), layers: layers('allowance'), account: account({ windows }) });
  const names = (tokens: number, own: Facts, mode?: 'UP_TO') => blockers(tokens, own, mode).map(({ source }) => source);

  test('after PARTIAL are measured by what is still missing, not by what was asked', () => {
    const used = [running('five_hour', 20, NOW + HOUR), running('weekly', 370, NOW + DAY)];
    const own = included([fiveHour(50), weekly(500)], used);
    expect(names(100, own, 'UP_TO')).toEqual(['window:five_hour']);
  });

  test('that have exactly what is needed do not block, with one credit less they do', () => {
    const used = (week: number) => [running('five_hour', 45, NOW + HOUR), running('weekly', week, NOW + DAY)];
    expect(names(10, included([fiveHour(50), weekly(100)], used(90)))).toEqual(['window:five_hour']);
    expect(names(10, included([fiveHour(50), weekly(100)], used(91)))).toEqual(['window:five_hour', 'window:weekly']);
  });

  test.each([
    ['first', [fiveHour(50), weekly(100)]],
    ['last', [weekly(100), fiveHour(50)]],
  ])('start with the one that binds, also where the plan names it %s', (_, terms) => {
    const used = [running('weekly', 95, NOW + DAY), running('five_hour', 48, NOW + HOUR)];
    expect(names(10, included(terms, used))).toEqual(['window:five_hour', 'window:weekly']);
  });

  test('that are equally short keep the order of the plan', () => {
    const used = [running('five_hour', 50, NOW + HOUR), running('weekly', 100, NOW + DAY)];
    expect(names(10, included([weekly(100), fiveHour(50)], used))).toEqual(['window:weekly', 'window:five_hour']);
  });

  test('that have no instance yet tell their whole capacity, and no reset', () => {
    expect(blockers(51, included([fiveHour(50)], []))).toEqual([
      {
        kind: 'WINDOW',
        source: 'window:five_hour',
        account: 'subject:alice',
        limit: credits(50),
        remaining: credits(50),
        unblocksAt: null,
      },
    ]);
  });

  test('are told as one allowance of nothing where the plan has none', () => {
    expect(blockers(1, included([], []))).toEqual([
      {
        kind: 'WINDOW',
        source: 'allowance',
        account: 'subject:alice',
        limit: 0n,
        remaining: 0n,
        unblocksAt: null,
      },
    ]);
  });
});

describe('lots', () => {
  const bought = (...lots: Lot[]) => facts({ layers: layers('credits'), account: account({ lots }) });

  test('tell what they had; no instant where no lot is to come, and never one of the past', () => {
    expect(blockers(100, bought(lot('a', 30, { effectiveAt: NOW - DAY })))).toEqual([
      {
        kind: 'LOTS',
        source: 'credits',
        account: 'subject:alice',
        limit: null,
        remaining: credits(30),
        unblocksAt: null,
      },
    ]);
  });

  test('tell when the first of the coming lots begins, however they are stored', () => {
    const lots = [coming('b', 1, NOW + 3 * HOUR), coming('c', 1, NOW + HOUR), coming('a', 1, NOW + 2 * HOUR)];
    expect(blockers(100, bought(...lots))).toMatchObject([{ source: 'credits', unblocksAt: NOW + HOUR }]);
  });
});

test('a debt tells how much of it the tenant allows', () => {
  const own = facts({ maxDebt: credits(5), account: account({ debt: credits(8), lots: [lot('a', 9)] }) });
  expect(blockers(1, own)).toEqual([
    { kind: 'DEBT', source: 'debt', account: 'subject:alice', limit: credits(5), remaining: null, unblocksAt: null },
  ]);
});
