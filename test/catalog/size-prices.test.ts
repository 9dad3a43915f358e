/** Prices by size in the catalog: what a card may say, how mistakes are named, and which edits are refused or doubted. */
import { describe, expect, test } from '@jest/globals';
import { compareCatalogs, doubtsIn } from '../../src/catalog/compare-catalogs.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';

const SIZE = `above: { input_tokens: 272000, counting: [input_tokens, cached], prices: { input_tokens: "20", cached: "2", output_tokens: "150" } }`;
const NOW = Date.UTC(2026, 5, 1);

/** Line 12 holds the prices of the feature. */
const withSize = (size: string, rest = ''): string => `format: 1
products:
  codex:
    features:
      small: [input_tokens, cached, output_tokens]
rate_cards:
  - id: codex-1
    product: codex
    effective_at: 2026-01-01T00:00:00Z
    per: 1000000
    prices:
      small: { input_tokens: "10", cached: "1", output_tokens: "100"${size && `, ${size}`} }
${rest}plans:
  plus: {}
tenants:
  acme:
    default_plan: plus
`;
const edited = (from: string | RegExp, to: string): string => {
  const text = SIZE.replace(from, to);
  expect(text).not.toBe(SIZE);
  return withSize(text);
};
const read = (text: string) => parseCatalog(text, 'catalog.yaml');

function mistakesIn(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.message.split('\n');
    throw error;
  }
}

test('a size is read with its limit, what counts, and exact prices', () => {
  const [card] = read(withSize(SIZE)).rateCards;
  expect(card?.above).toEqual(
    new Map([
      [
        'small',
        {
          dimension: 'input_tokens',
          limit: 272_000n,
          counting: ['input_tokens', 'cached'],
          prices: new Map([
            ['input_tokens', 20_000n],
            ['cached', 2_000n],
            ['output_tokens', 150_000n],
          ]),
        },
      ],
    ]),
  );
  expect(card?.prices.get('small')?.get('input_tokens')).toBe(10_000n);
  expect(read(withSize('')).rateCards[0]).not.toHaveProperty('above');
});

test('a dimension that is called above has a price as ever', () => {
  const text = withSize('above: "3"').replace('output_tokens]', 'output_tokens, above]');
  expect(read(text).rateCards[0]?.prices.get('small')?.get('above')).toBe(3_000n);
});

describe('a mistake is named with its line', () => {
  test.each<[string, string, string]>([
    [
      'a price below the usual one',
      edited('"20"', '"9.999"'),
      '9.999 is below the price up to the limit, 10: using more',
    ],
    [
      'a price that is left out',
      edited(', output_tokens: "150"', ''),
      'the prices leave out output_tokens: name all of them',
    ],
    [
      'a price of what has none',
      edited('cached: "2"', 'cache: "2"'),
      '"cache" has no price here up to the limit; did you mean "cached"?',
    ],
    [
      'a price that is no whole nano-credit',
      edited('"20"', '"20.0000000001"'),
      '20.0000000001 credits per 1000000 is no whole number',
    ],
    [
      'a price without quotes',
      edited('"20"', '20'),
      'rate_cards.0.prices.small.above.prices.input_tokens: an amount is',
    ],
    [
      'a limit on what has no price',
      edited('{ input_tokens: 272000', '{ inputs: 272000'),
      '"inputs" has no price here',
    ],
    ['a limit of nothing', edited('272000', '0'), 'above.input_tokens: 0 stands here; it must be more than 0'],
    ['a limit that is no number', edited('272000', '272k'), 'above.input_tokens: "272k" stands here; it must be a'],
    [
      'two limits',
      edited('{ input_tokens: 272000', '{ input_tokens: 1, cached: 2'),
      'above: it names one dimension with its limit',
    ],
    ['no limit', edited('{ input_tokens: 272000,', '{'), 'above: it names one dimension with its limit'],
    ['what counts, missing', edited(' counting: [input_tokens, cached],', ''), 'above.counting: this is missing'],
    [
      'what counts, without the limit',
      edited('counting: [input_tokens, cached]', 'counting: [cached]'),
      'counting leaves out "input_tokens"',
    ],
    [
      'what counts, twice',
      edited('[input_tokens, cached]', '[input_tokens, input_tokens]'),
      'counting names each dimension once',
    ],
    ['what counts, unknown', edited('[input_tokens, cached]', '[input_tokens, caches]'), '"caches" has no price here'],
    ['a size that is nothing', withSize('above:'), 'rate_cards.0.prices.small.above: an amount is'],
    ['a misspelt key', edited('counting:', 'countin: 1, counting:'), 'above: it names one dimension with its limit'],
  ])('%s', (_, text, expected) => {
    const found = mistakesIn(text);
    expect(found.map((mistake) => mistake.replace('catalog.yaml:', ''))).toContainEqual(
      expect.stringContaining(expected),
    );
    expect(found.every((mistake) => mistake.startsWith('catalog.yaml:12:'))).toBe(true);
  });

  test('also where a size has a line for each key', () => {
    const text = withSize('').replace(
      /small: \{ input_tokens: "10".*/,
      `small:
        input_tokens: "10"
        above:
          input_tokens: 5
          counting: [input_tokens]
          prices: { input_tokens: "9" }`,
    );
    expect(mistakesIn(text)).toEqual([
      'catalog.yaml:17: 9 is below the price up to the limit, 10: using more would cost less',
    ]);
  });
});

describe('an edit of a size in force is a change of its card', () => {
  const problems = (before: string, after: string) =>
    compareCatalogs(read(before), read(after), NOW).problems.map(({ id }) => id);
  test.each<[string, string]>([
    ['another limit', edited('272000', '272001')],
    ['another price', edited('"20"', '"21"')],
    ['another count', edited('[input_tokens, cached]', '[input_tokens]')],
    ['no size any more', withSize('')],
  ])('%s', (_, text) => {
    expect(problems(withSize(SIZE), text)).toEqual(['card-changed:codex-1']);
    expect(problems(text, withSize(SIZE))).toEqual(['card-changed:codex-1']);
  });

  test('and the same in another order is none, nor is a dimension that gets its first price', () => {
    expect(problems(withSize(SIZE), edited('[input_tokens, cached]', '[cached, input_tokens]'))).toEqual([]);
    const more = (text: string) => text.replace('output_tokens]', 'output_tokens, images]');
    const priced = more(withSize(SIZE.replace('"150" }', '"150", images: "7" }'))).replace(
      '"100"',
      '"100", images: "5"',
    );
    expect(problems(more(withSize(SIZE)), priced)).toEqual([]);
  });

  test('a card with a size that comes backdated is refused', () => {
    const card = `  - id: codex-2
    product: codex
    effective_at: 2026-05-01T00:00:00Z
    per: 1000000
    prices:
      small: { input_tokens: "10", cached: "1", output_tokens: "100", ${SIZE} }\n`;
    expect(problems(withSize(''), withSize('', card))).toEqual(['card-backdated:codex-2']);
    expect(problems(withSize(''), withSize('', card.replace('2026-05', '2026-07')))).toEqual([]);
  });
});

test('a size beyond which everything costs the same is told as doubtful', () => {
  const same = SIZE.replace('"20"', '"10"').replace('"2"', '"1"').replace('"150"', '"100"');
  expect(doubtsIn(read(withSize(same)), NOW)).toMatchObject([
    {
      file: 'catalog.yaml',
      line: 12,
      rule: 'catalog/idle-size',
      message: 'beyond the size of "small" the rate card "codex-1" asks the same prices: the size changes nothing',
    },
  ]);
  expect(doubtsIn(read(withSize(SIZE)), NOW)).toEqual([]);
});
