/** What catalog.yaml may say, and how every mistake in it is named. The text here is small; the shipped one is read too. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findFeature } from '../../src/catalog/catalog.js';
import { cardInForce } from '../../src/core/price.js';
import { nanoPer } from '../../src/catalog/catalog-shape.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';

const SOUND = `format: 1
products:
  codex:
    features:
      small: [input_tokens, output_tokens]
rate_cards:
  - id: codex-1
    product: codex
    effective_at: 2026-01-01T00:00:00Z
    per: 1000000
    prices:
      small: { input_tokens: "18.75", output_tokens: "113" }
plans:
  plus:
    requests_per_minute: 60
    windows:
      five_hour: { capacity: "50", every: 5h }
      monthly: { capacity: "0.5", calendar: month }
tenants:
  acme:
    default_plan: plus
`;

function mistakesIn(text: string): string[] {
  try {
    parseCatalog(text, 'catalog.yaml');
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.message.split('\n');
    throw error;
  }
}

/** The sound text with one passage replaced, which must be there. */
function edited(from: string, to: string): string {
  expect(SOUND).toContain(from);
  return SOUND.replace(from, to);
}

/** The sound text with a third dimension, and counters that include others. */
function inclusive(said: string): string {
  const feature = `small:\n        dimensions: [input_tokens, cached, output_tokens]\n        inclusive: { ${said} }`;
  return edited('small: [input_tokens, output_tokens]', feature);
}

describe('a catalog that is right', () => {
  const catalog = parseCatalog(SOUND, 'catalog.yaml');

  test('becomes products, exact prices, plans and tenants', () => {
    expect(findFeature(catalog, 'codex', 'small')?.dimensions).toEqual(['input_tokens', 'output_tokens']);
    expect(findFeature(catalog, 'codex', 'constructor')).toBeUndefined();
    expect(findFeature(catalog, 'codex', 'small')?.inclusive.size).toBe(0);
    const counting = findFeature(parseCatalog(inclusive('input_tokens: cached'), 'catalog.yaml'), 'codex', 'small');
    expect(counting?.inclusive).toEqual(new Map([['input_tokens', 'cached']]));
    expect(catalog.rateCards).toEqual([
      {
        id: 'codex-1',
        product: 'codex',
        effectiveAt: Date.UTC(2026, 0, 1),
        plans: null,
        prices: new Map([
          [
            'small',
            new Map([
              ['input_tokens', 18_750n],
              ['output_tokens', 113_000n],
            ]),
          ],
        ]),
      },
    ]);
    expect(catalog.plans.get('plus')).toEqual({
      id: 'plus',
      requestsPerMinute: 60,
      windows: [
        { name: 'five_hour', capacity: 50_000_000_000n, kind: 'anchored', seconds: 18_000 },
        { name: 'monthly', capacity: 500_000_000n, kind: 'calendar', period: 'month' },
      ],
    });
    expect(catalog.tenants.get('acme')).toEqual({
      id: 'acme',
      defaultPlan: 'plus',
      longestHoldSeconds: 86_400,
      overshoot: { policy: 'FORGIVE', forgivePerMonth: 100_000_000_000n },
      adminsMay: null,
      repaidBy: ['PURCHASED', 'REFUND', 'ENTITLEMENT'],
      mostHolds: 100_000,
      mostOfPool: new Map(),
    });
  });

  test('has a version that changes with its text and with nothing else', () => {
    expect(catalog.version).toMatch(/^[0-9a-f]{12}$/);
    expect(parseCatalog(SOUND, 'other.yaml').version).toBe(catalog.version);
    expect(parseCatalog(`${SOUND}# a comment\n`, 'catalog.yaml').version).not.toBe(catalog.version);
  });
});

describe('what admins may give (rule 31)', () => {
  const boundsIn = (text: string) =>
    parseCatalog(`${SOUND}    admins_may:${text}\n`, 'catalog.yaml').tenants.get('acme')?.adminsMay;

  test('is said per kind and month, in plans, in resets and in corrections; what is not said is nothing', () => {
    const said = boundsIn(
      ' { grant: { PROMOTIONAL: "1000 per month" }, plans: [plus], resets: 3 per month, correct: "50 per month" }',
    );
    const grants = new Map([['PROMOTIONAL', 1_000_000_000_000n]]);
    expect(said).toEqual({ grants, plans: new Set(['plus']), resets: 3, corrections: 50_000_000_000n });
    expect(boundsIn(' {}')).toEqual({ grants: new Map(), plans: new Set(), resets: 0, corrections: 0n });
    expect(boundsIn(' { plans: all }')).toMatchObject({ plans: null });
  });

  test.each<[string, string, string]>([
    ['an unknown kind', '{ grant: { BONUS: "1 per month" } }', '22: unknown key "BONUS" in tenants.acme.admins_may'],
    ['PURCHASED', '{ grant: { PURCHASED: "1 per month" } }', '22: tenants.acme.admins_may.grant.PURCHASED: PURCHASED'],
    ['an amount of no month', '{ grant: { REFUND: "1" } }', '"1" is no amount per month like "1000 per month"'],
    ['an amount below zero', '{ grant: { REFUND: "-1 per month" } }', '"-1 per month" is no amount per month'],
    ['an amount per week', '{ grant: { REFUND: "1 per week" } }', '"1 per week" is no amount per month'],
    ['a bare number of resets', '{ resets: 3 }', '22: tenants.acme.admins_may.resets: it looks like 3 per month'],
    ['half a reset', '{ resets: 0.5 per month }', '"0.5 per month" is no number per month'],
    ['an unknown plan', '{ plans: [plus, plsu] }', '22: unknown plan "plsu"'],
    ['a plan twice', '{ plans: [plus, plus] }', '22: "plus" stands here twice'],
    ['a word for plans', '{ plans: some }', '22: tenants.acme.admins_may.plans: plans is a list of plans, or all'],
    ['corrections of no month', '{ correct: "50" }', '"50" is no amount per month like "1000 per month"'],
    ['an unknown word', '{ grants: {} }', '22: unknown key "grants" in tenants.acme.admins_may'],
  ])('%s is a mistake', (_, text, mistake) => {
    expect(mistakesIn(`${SOUND}    admins_may: ${text}\n`).join('\n')).toContain(mistake);
  });
});

describe('how much one subject may hold (rule 29)', () => {
  const heldIn = (text: string) => {
    const { mostHolds, mostOfPool } = parseCatalog(`${SOUND}${text}`, 'catalog.yaml').tenants.get('acme')!;
    return { mostHolds, mostOfPool: Object.fromEntries(mostOfPool) };
  };

  test('is said as a number of holds, and as a share of each pool, exactly', () => {
    expect(heldIn('    most_holds: 1\n').mostHolds).toBe(1);
    expect(heldIn('    most_holds: 1000000\n').mostHolds).toBe(1_000_000);
    const shares = { whole: '100%', quarter: '25%', third: '33.33%', least: '0.01%', tenth: '0.1%' };
    const pools = Object.entries(shares).map(([pool, share]) => `${pool}: { most_of_pool: ${share} }`);
    expect(heldIn(`    pools: { ${pools.join(', ')}, silent: {} }\n`).mostOfPool).toEqual({
      ...{ 'pool:whole': 10_000, 'pool:quarter': 2_500, 'pool:third': 3_333, 'pool:least': 1, 'pool:tenth': 10 },
    });
  });

  const share = (text: string) => `pools: { ops: { most_of_pool: ${text} } }`;
  test.each<[string, string, string]>([
    ['no hold at all', 'most_holds: 0', '22: tenants.acme.most_holds: 0 stands here; it must be more than 0'],
    [
      'more holds than anybody needs',
      'most_holds: 1000001',
      '22: tenants.acme.most_holds: 1000001 stands here; it must be at most 1000000',
    ],
    ['half a hold', 'most_holds: 0.5', '22: tenants.acme.most_holds: 0.5 stands here; it must be a whole number'],
    [
      'nothing of a pool',
      share('0%'),
      '22: tenants.acme.pools.ops.most_of_pool: "0%" is no share: a share is more than 0%',
    ],
    ['more than all', share('100.01%'), '"100.01%" is no share'],
    ['a fraction', share('0.25'), '22: tenants.acme.pools.ops.most_of_pool: a share is more than 0%'],
    ['a share finer than it is counted', share('33.333%'), '"33.333%" is no share'],
    ['a share below zero', share('-5%'), '"-5%" is no share'],
    ['a share without a sign', share('"25"'), '"25" is no share'],
    ['a pool by its address', 'pools: { "pool:ops": {} }', '22: tenants.acme.pools.pool:ops: a name is 1 to 100'],
    ['an unknown word', 'pools: { ops: { most: 25% } }', '22: unknown key "most" in tenants.acme.pools.ops'],
  ])('%s is a mistake', (_, text, mistake) => {
    expect(mistakesIn(`${SOUND}    ${text}\n`).join('\n')).toContain(mistake);
  });
});

describe('the catalog that is shipped', () => {
  const catalog = parseCatalog(readFileSync('policies/catalog.yaml', 'utf8'), 'policies/catalog.yaml');
  const now = Date.UTC(2026, 10, 1);

  test.each([
    ['gpt-5.5', [125_000n, 12_500n, 750_000n]],
    ['gpt-5.4', [62_500n, 6_250n, 375_000n]],
    ['gpt-5.4-mini', [18_750n, 1_875n, 113_000n]],
    ['gpt-5.3-codex', [43_750n, 4_375n, 350_000n]],
  ])('prices %s as published, in whole nano-credits per token', (feature, prices) => {
    const card = cardInForce(catalog.rateCards, 'codex', 'plus', now);
    const dimensions = ['input_tokens', 'cached_input_tokens', 'output_tokens'];
    expect(dimensions.map((dimension) => card?.prices.get(feature)?.get(dimension))).toEqual(prices);
  });

  test('has an earlier codex card up to the millisecond before the next one', () => {
    const change = Date.UTC(2026, 3, 1);
    expect(cardInForce(catalog.rateCards, 'codex', 'free', change - 1)?.id).toBe('codex-2026-01');
    expect(cardInForce(catalog.rateCards, 'codex', 'free', change)?.id).toBe('codex-2026-04');
    expect(cardInForce(catalog.rateCards, 'codex', 'free', Date.UTC(2026, 0, 1) - 1)).toBeNull();
  });

  test('has payg without windows and guard, and five-hour and weekly anchored windows on every other plan', () => {
    expect(catalog.plans.get('payg')).toEqual({ id: 'payg', windows: [], requestsPerMinute: null });
    for (const id of ['free', 'plus', 'pro', 'enterprise']) {
      const plan = catalog.plans.get(id)!;
      expect(plan.requestsPerMinute).toBeGreaterThan(0);
      expect(plan.windows.map(({ name, kind }) => [name, kind])).toEqual([
        ['five_hour', 'anchored'],
        ['weekly', 'anchored'],
      ]);
    }
  });
});

describe('the card in force', () => {
  const at = (iso: string): number => Date.parse(iso);
  const card = (id: string, effectiveAt: string, plans: string[] | null) => ({
    id,
    product: 'codex',
    effectiveAt: at(effectiveAt),
    plans,
    prices: new Map(),
  });
  const cards = [
    card('late', '2026-05-01T00:00:00Z', null),
    card('pro', '2026-02-01T00:00:00Z', ['pro']),
    card('early', '2026-01-01T00:00:00Z', null),
  ];

  test('is one that names the plan, even where a later card is for every plan', () => {
    expect(cardInForce(cards, 'codex', 'pro', at('2026-06-01T00:00:00Z'))?.id).toBe('pro');
    expect(cardInForce(cards, 'codex', 'free', at('2026-06-01T00:00:00Z'))?.id).toBe('late');
    expect(cardInForce(cards, 'codex', 'pro', at('2026-01-31T23:59:59.999Z'))?.id).toBe('early');
    expect(cardInForce(cards, 'codex', null, at('2026-03-01T00:00:00Z'))?.id).toBe('early');
    expect(cardInForce(cards, 'sora', 'pro', at('2026-06-01T00:00:00Z'))).toBeNull();
  });
});

describe('a mistake is named with its line', () => {
  test.each<[string, string, string]>([
    ['an empty file', '', '1: the catalog: nothing stands here; it must be a group of keys, each on a line of its own'],
    ['a key written twice', edited('tenants:', 'format: 1\ntenants:'), '19: Map keys must be unique'],
    ['an unknown key', edited('per:', 'pro:'), '10: unknown key "pro" in rate_cards.0'],
    ['a key that would vanish', edited('      small: [', '      __proto__: ['), '5: unknown key "__proto__"'],
    ['a missing key', edited('    per: 1000000\n', ''), '7: rate_cards.0.per: this is missing; it must be a number'],
    ['another format', edited('format: 1', 'format: 3'), '1: format: this Spillway reads format: 1 and format: 2'],
    ['a price without quotes', edited('"18.75"', '18.75'), '12: rate_cards.0.prices.small.input_tokens: an amount is'],
    [
      'a price with an exponent',
      edited('"18.75"', '"1e3"'),
      '12: rate_cards.0.prices.small.input_tokens: an amount is',
    ],
    ['a negative price', edited('"18.75"', '"-1"'), '12: rate_cards.0.prices.small.input_tokens: an amount is'],
    ['a price in other digits', edited('"18.75"', '"٣"'), '12: rate_cards.0.prices.small.input_tokens: an amount is'],
    ['a price below a nano-credit', edited('"18.75"', '"0.0001"'), '12: 0.0001 credits per 1000000 is no whole number'],
    [
      'a capacity below one',
      edited('"50"', '"0.0000000001"'),
      '17: plans.plus.windows.five_hour.capacity: 0.0000000001',
    ],
    [
      'a price for an unknown feature',
      edited('small: {', 'smal: {'),
      '12: unknown feature of codex "smal"; did you mean',
    ],
    ['a price for an unknown dimension', edited('{ input_tokens', '{ input_token'), '12: unknown dimension of small'],
    ['a card for an unknown product', edited('product: codex', 'product: codecs'), '8: unknown product "codecs"'],
    ['a card for an unknown plan', edited('    per:', '    plans: [plus, plsu]\n    per:'), '10: unknown plan "plsu"'],
    ['an unknown default plan', edited('default_plan: plus', 'default_plan: puls'), '21: unknown plan "puls"'],
    ['30 February', edited('2026-01-01', '2026-02-30'), '9: rate_cards.0.effective_at: "2026-02-30T00:00:00Z"'],
    ['a local time', edited('00:00:00Z', '00:00:00'), '9: rate_cards.0.effective_at: "2026-01-01T00:00:00"'],
    ['a duration in words', edited('every: 5h', 'every: five hours'), '17: plans.plus.windows.five_hour.every'],
    [
      'a window of two kinds',
      edited('every: 5h', 'every: 5h, calendar: day'),
      '17: plans.plus.windows.five_hour: a window',
    ],
    ['a window of no kind', edited(', every: 5h', ''), '17: plans.plus.windows.five_hour: a window has one of every'],
    ['a guard of half a request', edited('60', '0.5'), '15: plans.plus.requests_per_minute'],
    ['debt without its bound', `${SOUND}    overshoot: { policy: DEBT }\n`, '22: tenants.acme.overshoot.max_debt'],
    ['a tenant no folder could have', edited('  acme:', '  "../etc":'), '20: tenants.../etc: a tenant is lower-case'],
    ['an alias', edited('"113"', '*price'), '12: aliases are not used in this file'],
    ['a second document', `${SOUND}---\nformat: 1\n`, '22: Source contains multiple documents'],
    ['a number as a key', edited('  plus:', '  5:'), '14: a key is plain text'],
    ['a tag', edited('"113"', '!!binary "113"'), '12: rate_cards.0.prices.small.output_tokens: an amount is'],
    ['a counter of what nobody counts', inclusive('input_tokens: casched'), '7: unknown dimension "casched"'],
    [
      'what is in the counter of a counter',
      inclusive('input_tokens: cached, cached: output_tokens'),
      '7: "cached" includes another dimension itself',
    ],
    [
      'what is in two counters',
      inclusive('input_tokens: cached, output_tokens: cached'),
      '7: "cached" is included in "input_tokens" already',
    ],
    [
      'a feature that is no list',
      edited('[input_tokens, output_tokens]', 'all'),
      '5: products.codex.features.small: a feature is',
    ],
    ['a dimension twice', edited('[input_tokens,', '[output_tokens,'), '5: "output_tokens" stands here twice'],
  ])('%s', (_, text, expected) => {
    expect(mistakesIn(text).map((mistake) => mistake.replace('catalog.yaml:', ''))).toContainEqual(
      expect.stringContaining(expected),
    );
  });

  test('two cards that could both be meant', () => {
    const card = /  - id: codex-1[\s\S]*?113" }\n/.exec(SOUND)![0];
    expect(mistakesIn(SOUND.replace(card, card + card))).toEqual([
      'catalog.yaml:13: "codex-1" and "codex-1" both price codex for every plan from 2026-01-01T00:00:00.000Z',
      'catalog.yaml:13: a rate card "codex-1" stands above already',
    ]);
  });

  test('all of them at once, in the order of the file', () => {
    const text = edited('"18.75"', '18.75').replace('every: 5h', 'every: 5').replace('per: 1000000', 'per: 0');
    expect(mistakesIn(text).map((mistake) => mistake.split(':')[1])).toEqual(['10', '12', '17']);
  });
});

test('a unit price is exact or there is none', () => {
  expect(nanoPer('12.5', 1_000_000n)).toBe(12_500n);
  expect(nanoPer('0.001', 1_000_000n)).toBe(1n);
  expect(nanoPer('0.0015', 1_000_000n)).toBeNull();
  expect(nanoPer('0', 7n)).toBe(0n);
  expect(nanoPer('1', 3n)).toBeNull();
});
