/** What catalog.yaml may say of the windows of plans, how each mistake is named, and what an edit of them must not do by mistake. */
import { describe, expect, test } from '@jest/globals';
import { allowedIn } from '../../src/catalog/allowed.js';
import { compareCatalogs, doubtsIn } from '../../src/catalog/compare-catalogs.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';

const FILE = 'catalog.yaml';
const NOW = Date.UTC(2026, 5, 1);
/** The windows stand on line 22 and after. */
const catalog = (windows: string, more = '') => `format: 1
products:
  codex:
    features:
      small: [tokens]
      large: [tokens]
  sora:
    features:
      film: [seconds]
rate_cards:
  - id: codex-1
    product: codex
    effective_at: 2026-01-01T00:00:00Z
    per: 1
    prices: { small: { tokens: "1" }, large: { tokens: "2" } }
  - { id: sora-1, product: sora, effective_at: 2026-01-01T00:00:00Z, per: 1, prices: { film: { seconds: "1" } } }
plans:
  free: {}
  plus:
${more}    windows:
${windows.replace(/^(?!$)/gm, '      ')}
tenants:
  acme: { default_plan: plus }
`;
const windowsIn = (text: string) => parseCatalog(catalog(text), FILE).plans.get('plus')!.windows;
const windowIn = (terms: string) => windowsIn(`one: { capacity: "1", ${terms} }`)[0];

function mistakesIn(text: string): string[] {
  try {
    parseCatalog(text, FILE);
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.message.split('\n');
    throw error;
  }
}

describe('a window', () => {
  const one = { name: 'one', capacity: 1_000_000_000n };

  test.each<[string, object]>([
    ['every: 5h', { kind: 'anchored', seconds: 18_000 }],
    ['calendar: day', { kind: 'calendar', period: 'day' }],
    ['calendar: month, zone: Europe/Berlin', { kind: 'calendar', period: 'month', zone: 'Europe/Berlin' }],
    ['calendar: week, starts: sunday, zone: UTC', { kind: 'calendar', period: 'week', starts: 6 }],
    ['calendar: week, starts: monday', { kind: 'calendar', period: 'week' }],
    ['anchor: subscription', { kind: 'subscription' }],
    ['anchor: subscription, zone: Asia/Kathmandu', { kind: 'subscription', zone: 'Asia/Kathmandu' }],
    [
      'every: 1h, products: [codex]',
      { kind: 'anchored', seconds: 3_600, scope: { products: ['codex'], features: [] } },
    ],
    [
      'every: 1h, products: [sora], features: [codex/small]',
      { kind: 'anchored', seconds: 3_600, scope: { products: ['sora'], features: ['codex/small'] } },
    ],
  ])('%s', (terms, expected) => {
    expect(windowIn(terms)).toEqual({ ...one, ...expected });
  });

  test('that yields does so to the longest in which all counts that counts in it', () => {
    const windows = windowsIn(`hour: { capacity: "1", every: 1h, yields: true, features: [codex/small] }
day: { capacity: "1", calendar: day, yields: true, products: [codex] }
week: { capacity: "1", calendar: week, products: [codex] }
month: { capacity: "1", anchor: subscription, products: [sora] }
other: { capacity: "1", every: 2d, yields: false }`);
    expect(windows.map(({ yieldsTo }) => yieldsTo)).toEqual(['week', 'week', undefined, undefined, undefined]);
  });

  test('may be told to slow down by its plan, at a share of it', () => {
    const plan = parseCatalog(catalog('one: { capacity: "1", every: 1h }', '    slow_down: { below: 12.5% }\n'), FILE);
    expect(plan.plans.get('plus')?.slowDownBelow).toBe(1_250);
    expect(plan.plans.get('free')).not.toHaveProperty('slowDownBelow');
  });

  test.each<[string, string, string]>([
    ['no period', '', '21: plans.plus.windows.one: a window has one of every (5h after its first use), calendar'],
    ['two periods', 'every: 1h, anchor: subscription', '21: plans.plus.windows.one: a window has one of every'],
    ['another anchor', 'anchor: purchase', '21: plans.plus.windows.one.anchor: anchor is subscription'],
    [
      'a zone for a fixed time',
      'every: 5h, zone: Europe/Berlin',
      '21: plans.plus.windows.one.zone: a window that begins',
    ],
    [
      'an unknown zone',
      'calendar: day, zone: Europe/Berln',
      '21: plans.plus.windows.one.zone: unknown time zone "Europe/Berln"; did you',
    ],
    [
      'a zone in other capitals',
      'calendar: day, zone: europe/berlin',
      'one.zone: the time zone "europe/berlin" is written "Europe/Berlin"',
    ],
    [
      'a zone that is a number',
      'calendar: day, zone: 2',
      '21: plans.plus.windows.one.zone: a zone is named as by IANA',
    ],
    [
      'a day that starts on one',
      'calendar: day, starts: monday',
      '21: plans.plus.windows.one.starts: only weeks start',
    ],
    [
      'an unknown day',
      'calendar: week, starts: mondag',
      '21: plans.plus.windows.one.starts: a week starts on a day of the week',
    ],
    ['an unknown product', 'every: 1h, products: [codexx]', '21: unknown product "codexx"; did you mean'],
    ['a product twice', 'every: 1h, products: [codex, codex]', '21: "codex" stands here twice'],
    ['no product', 'every: 1h, products: []', '21: plans.plus.windows.one.products: products names something'],
    ['an unknown feature', 'every: 1h, features: [codex/smal]', '21: unknown feature "codex/smal"; did you mean'],
    [
      'a feature without its product',
      'every: 1h, features: [small]',
      '21: plans.plus.windows.one.features.0: a feature of a window names its',
    ],
    [
      'a feature of a product that counts',
      'every: 1h, products: [codex], features: [codex/small]',
      '21: all of "codex" counts in this window already',
    ],
    [
      'nothing to yield to',
      'every: 1h, yields: true',
      '21: "one" can yield to no window: none that is longer counts all',
    ],
    ['yielding in a word', 'every: 1h, yields: often', '21: plans.plus.windows.one.yields: "often" stands here'],
    ['an unknown key', 'every: 1h, product: codex', '21: unknown key "product" in plans.plus.windows.one'],
  ])('with %s is a mistake, with its line', (_, terms, mistake) => {
    const text = catalog(`one: { capacity: "1"${terms && ', '}${terms} }`);
    expect(mistakesIn(text).join('\n')).toContain(mistake);
  });

  test.each(['0%', '101%', '20', '20.123%', '0.2'])('slow_down below %s is a mistake', (below) => {
    const text = catalog('one: { capacity: "1", every: 1h }', `    slow_down: { below: ${below} }\n`);
    expect(mistakesIn(text).join('\n')).toMatch(/20: plans\.plus\.slow_down\.below: .*share/);
  });
});

describe('an edit of a plan that accounts are on', () => {
  const week = 'one: { capacity: "1", calendar: week, zone: Europe/Berlin, products: [codex] }';
  const changed = (before: string, after: string) => {
    const { hits } = compareCatalogs(parseCatalog(catalog(before), FILE), parseCatalog(catalog(after), FILE), NOW);
    return hits.map(({ problem }) => problem);
  };

  test.each<[string, string, string]>([
    ['zone', week, week.replace('Berlin', 'Paris')],
    ['zone', week, week.replace('zone: Europe/Berlin, ', '')],
    ['period', week, week.replace('week', 'month')],
    ['period', week, week.replace('calendar: week, zone: Europe/Berlin', 'every: 7d')],
    ['period', 'one: { capacity: "1", every: 5h }', 'one: { capacity: "1", every: 4h }'],
    ['period', week, week.replace('calendar: week', 'anchor: subscription')],
    ['start of the week', week, week.replace('week,', 'week, starts: sunday,')],
    ['scope', week, week.replace('[codex]', '[codex, sora]')],
    ['scope', week, week.replace(', products: [codex]', '')],
  ])('must not change the %s of a window by mistake', (what, before, after) => {
    expect(changed(before, after)).toEqual([
      {
        id: 'window-changed:plus/one',
        file: FILE,
        line: 21,
        column: 7,
        severity: 'ERROR',
        rule: 'catalog/window-changed',
        fix: null,
        concerns: 'all',
        message:
          `the window "one" of plan "plus" has another ${what}, and accounts are on the plan: what runs keeps its end, ` +
          'and what follows is not what they have been told; if it is meant, add the line ' +
          '"# allow: window-changed:plus/one because …" to this version',
      },
    ]);
  });

  test('may change what it holds, whether it yields, and the order of its scope', () => {
    const both = week.replace('[codex]', '[codex, sora]');
    expect(changed(both, both.replace('[codex, sora]', '[sora, codex]').replace('"1"', '"2"'))).toEqual([]);
    expect(
      changed(week, `${week.replace('"1",', '"1", yields: true,')}\ntwo: { capacity: "9", calendar: month }`),
    ).toEqual([]);
  });

  test('says that it is meant', () => {
    const text = `${catalog(week)}# allow: window-changed:plus/one because they were told\n`;
    expect(allowedIn(text, catalog(week))).toEqual(new Set(['window-changed:plus/one']));
  });
});

describe('is told as a doubt', () => {
  const doubts = (windows: string, more = '') =>
    doubtsIn(parseCatalog(catalog(windows, more), FILE), NOW).map(({ line, message }) => `${line}: ${message}`);

  test('what no window of a plan covers', () => {
    expect(doubts('one: { capacity: "1", every: 1h, features: [codex/small] }')).toEqual([
      '20: no window of plan "plus" covers codex/large: the plan includes nothing of it',
      '20: no window of plan "plus" covers sora: the plan includes nothing of it',
    ]);
    expect(doubts('one: { capacity: "1", every: 1h }')).toEqual([]);
  });

  test('a plan without a window that slows down', () => {
    const text = catalog('one: { capacity: "1", every: 1h }').replace(
      'free: {}',
      'free: { slow_down: { below: 20% } }',
    );
    expect(doubtsIn(parseCatalog(text, FILE), NOW).map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '18: plan "free" has no window, so there is nothing that slow_down could make last',
    ]);
  });

  test('a longer window with less, but only where what counts in the shorter counts in it', () => {
    const both = (scope: string) =>
      `one: { capacity: "5", every: 1h }\ntwo: { capacity: "2", calendar: month${scope} }`;
    expect(doubts(both(''))).toHaveLength(1);
    expect(doubts(both(', products: [codex]'))).toEqual([]);
  });
});
