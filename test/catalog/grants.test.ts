/**
 * Grants that come again, as the catalog writes them: what they are read as, each mistake with its line and what to do,
 * and what an edit may not take away by mistake.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compareCatalogs } from '../../src/catalog/compare-catalogs.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';
import { lineOf } from '../support/policies.js';

const FILE = 'catalog.yaml';
const shipped = readFileSync('policies/catalog.yaml', 'utf8');
/** Where acme's pools begin. */
const LAB = '\n    pools:\n      lab:';
const MONTHLY = '{ id: monthly, kind: PROMOTIONAL, credits: "12.5", every: month }';

function withGrants(plus: string, pool = ''): string {
  const onPlan = shipped.replace('\n  plus:', `\n  plus:\n    grants:${plus}`);
  return pool === '' ? onPlan : onPlan.replace(LAB, `\n    pools:\n      club:\n        grants:${pool}\n      lab:`);
}
const list = (...grants: string[]) => grants.map((grant) => `\n          - ${grant}`).join('');

function mistakes(text: string): [line: number, message: string][] {
  try {
    parseCatalog(text, FILE);
    return [];
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return error.problems.map(({ line, message }) => [line, message]);
  }
}

test('are read exactly: amounts, calendars, how long they live, what goes on', () => {
  const { grants } = parseCatalog(
    withGrants(
      list(
        MONTHLY,
        '{ id: daily, kind: ENTITLEMENT, credits: "1", every: day, zone: Europe/Berlin, lives: 90d }',
        '{ id: weekly, kind: REFUND, credits: "3", every: week, zone: UTC, anchor: calendar, roll_over: { at_most: "2" } }',
      ),
      list(MONTHLY),
    ),
    FILE,
  );
  const monthly = {
    ...{ id: 'monthly', kind: 'PROMOTIONAL', amount: 12_500_000_000n },
    ...{ calendar: { period: 'month' }, livesMs: null, rollOver: null },
  };
  expect(grants.plans.get('plus')).toEqual([
    monthly,
    {
      ...{ id: 'daily', kind: 'ENTITLEMENT', amount: 1_000_000_000n },
      ...{ calendar: { period: 'day', zone: 'Europe/Berlin' }, livesMs: 90 * 86_400_000, rollOver: null },
    },
    {
      ...{ id: 'weekly', kind: 'REFUND', amount: 3_000_000_000n },
      ...{ calendar: { period: 'week' }, livesMs: null, rollOver: 2_000_000_000n },
    },
  ]);
  expect([...grants.plans.keys()]).toEqual(['plus', 'fellow']);
  expect(grants.pools.get('acme')?.get('pool:club')).toEqual([monthly]);
});

describe('a mistake is told with its line', () => {
  test.each([
    [
      'a kind that is paid for',
      MONTHLY.replace('PROMOTIONAL', 'PURCHASED'),
      'PURCHASED credits are paid for: none come by themselves',
    ],
    ['no credits', MONTHLY.replace('"12.5"', '"0"'), 'it must be more than "0"'],
    ['an amount without quotes', MONTHLY.replace('"12.5"', '12.5'), 'an amount is a decimal number in quotes'],
    ['a period that is none', MONTHLY.replace('every: month', 'every: year'), 'it must be day or week or month'],
    ['a zone that is none', MONTHLY.replace(' }', ', zone: Berlin }'), 'unknown time zone "Berlin"'],
    ['a life that is none', MONTHLY.replace(' }', ', lives: long }'), 'lives is period, or a duration like 90d'],
    [
      'a roll-over beside a life of its own',
      MONTHLY.replace(' }', ', lives: 90d, roll_over: { at_most: "1" } }'),
      'what rolls over ends with its period: leave lives out, or roll_over',
    ],
    ['a roll-over of nothing', MONTHLY.replace(' }', ', roll_over: { at_most: "0" } }'), 'it must be more than "0"'],
    [
      'weeks of a subscription',
      MONTHLY.replace('month }', 'week, anchor: subscription }'),
      'a subscription has months: every: month',
    ],
    ['a key that is none', MONTHLY.replace(' }', ', rolls: 3 }'), 'unknown key "rolls"'],
    ['a name that is none', MONTHLY.replace('id: monthly', 'id: "a/b"'), 'a name is 1 to 100 letters'],
  ])('%s', (_, grant, message) => {
    const text = withGrants(list(grant));
    const [[line, told] = [0, ''], ...more] = mistakes(text);
    expect([line, more]).toEqual([lineOf(text, grant), []]);
    expect(told).toContain(message);
    expect(mistakes(withGrants(list(MONTHLY), list(grant))).map(([, each]) => each.includes(message))).toEqual([true]);
  });

  test('a pool that follows a subscription', () => {
    const text = withGrants(list(MONTHLY), list(MONTHLY.replace(' }', ', anchor: subscription }')));
    const line = lineOf(text, 'anchor: subscription }');
    expect(mistakes(text)).toEqual([[line, 'a pool has no subscription: it follows the calendar']]);
  });

  test('the same name twice, more than twenty, and more than an account is to carry', () => {
    const twice = withGrants(list(MONTHLY, MONTHLY.replace('"12.5"', '"1"')));
    const line = lineOf(twice, 'credits: "1",');
    expect(mistakes(twice)).toEqual([[line, 'a grant "monthly" stands above already']]);
    const many = withGrants(list(...Array.from({ length: 21 }, (_, i) => MONTHLY.replace('monthly', `g${i}`))));
    const [[at, told] = [0, '']] = mistakes(many);
    expect(at).toBe(lineOf(many, '    grants:'));
    expect(told).toContain('at most 20 grants');
    const long = withGrants(list(MONTHLY.replace('every: month', 'every: day, lives: 201d')));
    expect(mistakes(long)).toEqual([
      [lineOf(long, '    grants:'), 'so many lots would live at once: 201, and 200 may; let them live shorter'],
    ]);
    const rich = withGrants(list(MONTHLY.replace('"12.5"', '"60000000"').replace(' }', ', lives: 56d }')));
    expect(mistakes(rich)).toEqual([
      [lineOf(rich, '    grants:'), 'so many credits would live at once: 120000000, and 100000000 may'],
    ]);
  });
});

describe('an edit is refused unless it says that it is meant', () => {
  const before = parseCatalog(withGrants(list(MONTHLY), list(MONTHLY)), FILE);
  const compared = (text: string) => {
    const { problems, hits } = compareCatalogs(before, parseCatalog(text, FILE), Date.now());
    return { problems: problems.map(({ id }) => id), hits: hits.map(({ problem }) => problem.id) };
  };

  test.each([
    ['nothing of it changes', withGrants(list(MONTHLY), list(MONTHLY)), [], []],
    ['its amount changes', withGrants(list(MONTHLY.replace('12.5', '7')), list(MONTHLY)), [], []],
    [
      'a plan’s grant goes',
      shipped.replace(LAB, `\n    pools:\n      club:\n        grants:${list(MONTHLY)}\n      lab:`),
      [],
      ['grant-removed:plus/monthly'],
    ],
    [
      'it gets another name',
      withGrants(list(MONTHLY.replace('monthly', 'other')), list(MONTHLY)),
      [],
      ['grant-removed:plus/monthly'],
    ],
    [
      'it follows another zone',
      withGrants(list(MONTHLY.replace(' }', ', zone: Europe/Berlin }')), list(MONTHLY)),
      [],
      ['grant-moved:plus/monthly'],
    ],
    [
      'it has another period',
      withGrants(list(MONTHLY), list(MONTHLY.replace('month }', 'week }'))),
      ['grant-moved:acme/pool:club/monthly'],
      [],
    ],
    ['a pool’s grant goes', withGrants(list(MONTHLY)), ['grant-removed:acme/pool:club/monthly'], []],
  ])('where %s', (_, text, problems, hits) => {
    expect(compared(text)).toEqual({ problems, hits });
  });
});
