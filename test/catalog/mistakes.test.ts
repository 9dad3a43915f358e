/**
 * Mistakes that people make in catalog.yaml and that went live without a word: each is refused, or told, in these words.
 * The numbers are those of the list of mistakes that were tried. Whom a change hits is in test/books/stored-versions.test.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allowedIn } from '../../src/catalog/allowed.js';
import { compareCatalogs, doubtsIn } from '../../src/catalog/compare-catalogs.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';
import { lineOf } from '../support/policies.js';

const FILE = 'policies/catalog.yaml';
const NOW = Date.UTC(2026, 5, 1);
const shipped = readFileSync(FILE, 'utf8');
const live = parseCatalog(shipped, FILE);

/** The shipped catalog with one passage replaced, which must be there. */
function edited(from: string | RegExp, to: string): string {
  const text = shipped.replace(from, to);
  expect(text).not.toBe(shipped);
  return text;
}

function compared(text: string) {
  const { problems, hits } = compareCatalogs(live, parseCatalog(text, FILE), NOW);
  return [...problems, ...hits.map(({ problem }) => problem)];
}

function card(id: string, effectiveAt: string, prices: string, more = ''): string {
  return `
rate_cards:
  - id: ${id}
    product: codex
${more}    effective_at: ${effectiveAt}
    per: 1000000
    prices:
${prices}`;
}
const ALL = `      gpt-5.5: { input_tokens: "125", cached_input_tokens: "12.5", output_tokens: "750" }
      gpt-5.4: { input_tokens: "62.5", cached_input_tokens: "6.25", output_tokens: "375" }
      gpt-5.4-mini: { input_tokens: "18.75", cached_input_tokens: "1.875", output_tokens: "113" }
      gpt-5.3-codex: { input_tokens: "43.75", cached_input_tokens: "4.375", output_tokens: "350" }`;
const ONE = '      gpt-5.5: { input_tokens: "1", cached_input_tokens: "1", output_tokens: "1" }';
const CHEAP = ALL.replace('"125"', '"1"');
const withCard = (...given: Parameters<typeof card>) => edited('\nrate_cards:', card(...given));
const allow = (id: string) => `; if it is meant, add the line "# allow: ${id} because …" to this version`;

describe('is refused', () => {
  const CASES: [string, () => string, (text: string) => [id: string, line: number, message: string][]][] = [
    [
      'C08 a price in force, a hundred times as high',
      () => edited('input_tokens: "62.5"', 'input_tokens: "6250"'),
      (text) => [
        [
          'card-changed:codex-2026-04',
          lineOf(text, 'id: codex-2026-04'),
          'the rate card "codex-2026-04" has been in force since 2026-04-01T00:00:00.000Z and is changed; ' +
            'add one with a later effective_at instead',
        ],
      ],
    ],
    [
      'a card in force that is gone',
      () => edited(/ {2}- id: sora-enterprise[\s\S]*?(?=\n# What an account)/, ''),
      (text) => [
        [
          'card-removed:sora-enterprise-2026-04',
          lineOf(text, 'rate_cards:'),
          'the rate card "sora-enterprise-2026-04" has been in force since 2026-04-01T00:00:00.000Z and is gone; ' +
            'leave it where it is',
        ],
      ],
    ],
    [
      'a card in force that begins later',
      () =>
        edited(
          '- id: codex-2026-04\n    product: codex\n    effective_at: 2026-04-01',
          '- id: codex-2026-04\n    product: codex\n    effective_at: 2026-04-02',
        ),
      (text) => [
        [
          'card-changed:codex-2026-04',
          lineOf(text, 'id: codex-2026-04'),
          'the rate card "codex-2026-04" has been in force since 2026-04-01T00:00:00.000Z and is changed; ' +
            'add one with a later effective_at instead',
        ],
      ],
    ],
    [
      'C23 a card with a date that has passed, and another price',
      () => withCard('codex-may', '2026-05-01T00:00:00Z', CHEAP),
      (text) => [
        [
          'card-backdated:codex-may',
          lineOf(text, 'id: codex-may'),
          'the rate card "codex-may" begins at 2026-05-01T00:00:00.000Z, which has passed, and changes what gpt-5.5 cost ' +
            'since; give it an effective_at that is still to come',
        ],
      ],
    ],
    [
      'a card of the time before others, which changes what was in force then alone',
      () => withCard('codex-feb', '2026-02-01T00:00:00Z', ALL),
      (text) => [
        [
          'card-backdated:codex-feb',
          lineOf(text, 'id: codex-feb'),
          'the rate card "codex-feb" begins at 2026-02-01T00:00:00.000Z, which has passed, and changes what gpt-5.5 cost ' +
            'since; give it an effective_at that is still to come',
        ],
      ],
    ],
    [
      'C10 a newer card that names one feature alone',
      () => withCard('codex-july', '2026-07-01T00:00:00Z', ONE),
      (text) =>
        ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.3-codex'].map((feature) => [
          `price-lost:codex-july/${feature}`,
          lineOf(text, 'id: codex-july'),
          `the rate card "codex-july" leaves ${feature} of codex without a price that it has; name all its prices in the card`,
        ]),
    ],
    [
      'a card of one plan that leaves its other features out',
      () => withCard('codex-pro', '2026-07-01T00:00:00Z', ONE, '    plans: [pro]\n'),
      (text) =>
        ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.3-codex'].map((feature) => [
          `price-lost:codex-pro/${feature}`,
          lineOf(text, 'id: codex-pro'),
          `the rate card "codex-pro" leaves ${feature} of codex without a price that it has; name all its prices in the card`,
        ]),
    ],
    [
      'C17 a window that is removed, where accounts are on the plan',
      () => edited(/(plus:\n.*\n.*\n.*\n) {6}weekly.*\n/, '$1'),
      (text) => [
        [
          'window-removed:plus/weekly',
          lineOf(text, '  plus:'),
          'the window "weekly" of plan "plus" is gone, under this name at least, and accounts are on the plan: they would ' +
            'have no such limit, or begin anew under another name',
        ],
      ],
    ],
    [
      'C18 a window that is renamed, where accounts are on the plan',
      () => edited(/(plus:\n.*\n.*\n.*\n {6})weekly/, '$1week'),
      (text) => [
        [
          'window-removed:plus/weekly',
          lineOf(text, '  plus:'),
          'the window "weekly" of plan "plus" is gone, under this name at least, and accounts are on the plan: they would ' +
            'have no such limit, or begin anew under another name',
        ],
      ],
    ],
    [
      'C07 a feature that is removed, with its prices, where it was used',
      () => edited(/^ {6}gpt-5\.4-mini:.*\n/m, '').replace(/^ {6}gpt-5\.4-mini:.*\n/gm, ''),
      (text) => [
        [
          'feature-removed:codex/gpt-5.4-mini',
          lineOf(text, '    features:'),
          'the feature "gpt-5.4-mini" of codex is gone, and was used in the last 30 days',
        ],
      ],
    ],
  ];
  test.each(CASES)('%s', (_, text, expected) => {
    const next = text();
    const problems = compared(next).map(({ id, line, message }) => [id, line, message]);
    expect(problems).toEqual(expected(next).map(([id, line, message]) => [id, line, `${message}${allow(id)}`]));
  });
});

describe('goes live', () => {
  const CASES: [string, () => string][] = [
    ['the same, with other comments', () => `${shipped}\n# more\n`],
    ['a card that is still to come, with all prices', () => withCard('codex-july', '2026-07-01T00:00:00Z', CHEAP)],
    [
      'a card with a date that has passed, and the same prices',
      () => withCard('codex-may', '2026-05-01T00:00:00Z', ALL),
    ],
    [
      'a price that was missing, by a card with a date that has passed',
      () =>
        withCard('codex-may', '2026-05-01T00:00:00Z', `${ALL}\n      gpt-6: { seconds: "1" }`).replace(
          /(codex:\n {4}features:\n)/,
          '$1      gpt-6: [seconds]\n',
        ),
    ],
    [
      'a price that was missing, in a card that has been in force',
      () =>
        edited('sora-2: { seconds: "4"', 'sora-3: { seconds: "9" }\n      sora-2: { seconds: "4"').replace(
          /(sora:\n {4}features:\n)/,
          '$1      sora-3: [seconds]\n',
        ),
    ],
    ['a new plan, a new window, more capacity', () => edited('  payg: {}', '  payg: {}\n  team:\n    windows: {}\n')],
    ['a feature that was never priced', () => edited('      sora-2: [', '      sora-3: [seconds]\n      sora-2: [')],
  ];
  test.each(CASES)('%s', (_, text) => expect(compared(text())).toEqual([]));

  test('a card that is still to come, changed before its time', () => {
    const before = parseCatalog(withCard('codex-july', '2026-07-01T00:00:00Z', CHEAP), FILE);
    const after = parseCatalog(withCard('codex-july', '2026-07-01T00:00:00Z', ALL), FILE);
    expect(compareCatalogs(before, after, NOW).problems).toEqual([]);
    expect(compareCatalogs(before, live, NOW).problems).toEqual([]);
    expect(compareCatalogs(before, after, Date.UTC(2026, 6, 2)).problems).toMatchObject([
      { id: 'card-changed:codex-july' },
    ]);
  });
});

test('a line that allows something counts in the version in which it is new, and says why', () => {
  const line = '# allow: card-changed:codex-2026-04 because the contract says so';
  expect(allowedIn(`${line}\n${shipped}`, shipped)).toEqual(new Set(['card-changed:codex-2026-04']));
  expect(allowedIn(`${shipped}  ${line}  \n`, `${line}\n${shipped}`)).toEqual(new Set());
  expect(allowedIn('# allow: card-changed:codex-2026-04\n# allow: x because \n', '')).toEqual(new Set());
});

describe('is told as doubtful', () => {
  const CASES: [string, () => string, (text: string) => string][] = [
    [
      'C09 a feature without any price',
      () => edited('      sora-2: [', '      sora-3: [seconds]\n      sora-2: ['),
      (text) =>
        `${lineOf(text, 'sora-3')}: no rate card prices "sora-3" of sora, now or later: checks of it are NOT_PRICED`,
    ],
    [
      'C16 a longer window with less capacity than a shorter one',
      () => edited('weekly: { capacity: "250"', 'weekly: { capacity: "25"'),
      (text) =>
        `${lineOf(text, 'capacity: "25",')}: "weekly" of plan "plus" is longer than "five_hour" and has less capacity: ` +
        'the shorter one can never be used up',
    ],
  ];
  const july = (price: string) => withCard('codex-july', '2026-07-01T00:00:00Z', ALL.replace('"750"', `"${price}"`));
  test.each([
    ['7500', 'at least ten times'],
    ['75', 'at most a tenth of'],
  ])('a price to come that is %s in place of 750', (price, what) => {
    const text = july(price);
    expect(doubtsIn(parseCatalog(text, FILE), NOW)).toMatchObject([
      {
        rule: 'catalog/price-jump',
        line: lineOf(text, `output_tokens: "${price}"`),
        message: `output_tokens of gpt-5.5 costs ${what} what "codex-2026-04" asks: is the point where it belongs?`,
      },
    ]);
  });

  test('but not one that is nine times as high, nor one that has been in force', () => {
    expect(doubtsIn(parseCatalog(july('6750'), FILE), NOW)).toEqual([]);
    expect(doubtsIn(parseCatalog(july('7500'), FILE), Date.UTC(2026, 6, 2))).toEqual([]);
  });

  test.each(CASES)('%s', (_, text, expected) => {
    const next = text();
    const doubts = doubtsIn(parseCatalog(next, FILE), NOW).map(({ line, message }) => `${line}: ${message}`);
    expect(doubts).toEqual([expected(next)]);
  });

  test('nothing in the catalog that is shipped', () => expect(doubtsIn(live, NOW)).toEqual([]));
});

describe('is said in plain words', () => {
  const GROUP = 'a group of keys, each on a line of its own';
  const CASES: [string, () => string, string][] = [
    [
      'C20 a part with nothing in it',
      () => edited(/^plans:\n[\s\S]*?(?=\n# default_plan)/m, 'plans:\n'),
      `plans: nothing stands here; it must be ${GROUP}`,
    ],
    [
      'C26 units that are none',
      () => edited('per: 1\n', 'per: 0\n'),
      'rate_cards.2.per: 0 stands here; it must be more than 0',
    ],
    [
      'C28 a limit that is none',
      () => edited('requests_per_minute: 20', 'requests_per_minute: 0'),
      'plans.free.requests_per_minute: 0 stands here; it must be more than 0',
    ],
    [
      'C29 a list in the place of keys',
      () => edited(/^tenants:\n[\s\S]*$/m, 'tenants: [acme, globex]\n'),
      `tenants: a list stands here; it must be ${GROUP}`,
    ],
    [
      'text in the place of a list',
      () => edited('plans: [enterprise]', 'plans: enterprise'),
      'rate_cards.3.plans: "enterprise" stands here; it must be a list',
    ],
    [
      'half a number',
      () => edited('per: 1\n', 'per: 1.5\n'),
      'rate_cards.2.per: 1.5 stands here; it must be a whole number',
    ],
    [
      'a word that is none of a few',
      () => edited('capacity: "5", every: 5h', 'capacity: "5", calendar: year'),
      'plans.free.windows.five_hour.calendar: "year" stands here; it must be day or week or month',
    ],
  ];
  test.each(CASES)('%s', (_, text, message) => {
    const problems = () => parseCatalog(text(), FILE);
    expect(problems).toThrow(FileRefused);
    expect(problems).toThrow(message);
  });
});

describe('format 2', () => {
  const two = () => `${edited('format: 1', 'format: 2')}# end\n`;
  const NO_END = 'a file of format 2 ends with the line "# end", with nothing behind it; is the file complete?';

  test('ends with a line that says so, and blanks', () => {
    expect(parseCatalog(two(), FILE).format).toBe(2);
    expect(parseCatalog(`${two()}  \n\n`, FILE).format).toBe(2);
    for (const text of [two().replace('# end\n', ''), `${two()}# more\n`, two().replace('# end', '# END')]) {
      expect(() => parseCatalog(text, FILE)).toThrow(NO_END);
    }
  });
});
