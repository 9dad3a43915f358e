/** What is stored stays readable for ever: each document in the format it was written in, whatever has come since. */
import { describe, expect, test } from '@jest/globals';
import { countsCodec } from '../../src/books/budget-documents.js';
import { codecOf } from '../../src/books/codec.js';
import { decisionCodec, windowsCodec } from '../../src/books/documents.js';
import { heldCodec } from '../../src/books/hold-documents.js';
import { afterCodec, linesCodec } from '../../src/books/journal-documents.js';
import { chargeCodec, reportedCodec, usageCodec } from '../../src/books/usage-documents.js';
import { layersThrough } from '../../src/core/budgets.js';
import type { BudgetCount } from '../../src/core/facts.js';
import type { BudgetTerms } from '../../src/core/words.js';
import { budgetAddress } from '../../src/policy/budget-address.js';

const LOT = '019d0000-0000-7000-8000-000000000001';
const ACCOUNT = '019d0000-0000-7000-8000-00000000000a';

/** One document of each kind as format 1 has it, to the letter. */
const FORMAT_1 = {
  lines:
    `[{"lot":"${LOT}","amount":"5000000001","from":"remaining","to":"held"},` +
    '{"window":"weekly","startedAt":"2026-11-26T10:00:00.123Z","amount":"2","from":"remaining","to":"held"},' +
    '{"amount":"7","from":"issued","to":"debt"}]',
  after:
    '{"balance":{"available":"9000000000000000000","held":"1","promotional":"0","purchased":"8999999999999999999",' +
    '"refund":"1","entitlement":"0","debt":"3"},"windows":[{"window":"five_hour","capacity":"50","used":"4","held":"6",' +
    '"startedAt":"2026-11-26T10:00:00.123Z","resetsAt":"2026-11-26T15:00:00.123Z"},{"window":"weekly",' +
    '"capacity":"500","used":"0","held":"0","startedAt":null,"resetsAt":null}],"plan":"pro","state":"SUSPENDED"}',
  decision:
    '{"feature":"fast","mode":"UP_TO","labels":[{"key":"job","value":"7"}],"groups":["engineering"],' +
    '"usage":[{"dimension":"token","quantity":"9223372036854775807","minimum":"1"}],"holdSeconds":600,"extends":null,' +
    '"plan":"pro","guard":{"startedAt":1764150000000,"count":2},' +
    `"accounts":[{"address":"subject:alice","id":"${ACCOUNT}","seq":"12"}],"catalog":"abcdef012345",` +
    '"policy":{"version":"0123456789ab","file":"policies/acme/policy.csv","line":9,"rule":"p, …"},' +
    '"layers":[{"layer":"ALLOWANCE","source":"allowance","line":null},{"layer":"POOL","source":"pool:team","line":53}],' +
    '"card":"codex-2026","reason":"OUT_OF_CAPACITY","requested":"10","granted":"6","shortfall":"4",' +
    '"grantedUsage":[{"dimension":"token","quantity":"6"}],' +
    '"draws":[{"layer":"POOL","source":"pool:team","account":"pool:team","amount":"6","windows":[],' +
    `"lot":"${LOT}","resetsAt":null,"expiresAt":1795660000000,"line":53,"accountId":"${ACCOUNT}"}],` +
    '"blockers":[{"kind":"WINDOW","source":"window:five_hour","account":"subject:alice","limit":"50","remaining":"0",' +
    `"unblocksAt":1764168000123,"accountId":"${ACCOUNT}"},{"kind":"POLICY","source":"policy","account":null,` +
    '"limit":null,"remaining":null,"unblocksAt":null,"accountId":null}],"unblocksAt":1764168000123,"remedies":["WAIT"]}',
  usage:
    '{"usage":[{"dimension":"token","quantity":"6"}],"labels":[],"groups":["engineering"],' +
    '"layers":[{"layer":"CREDITS","source":"credits","line":3}],"plan":null,"catalog":"abcdef012345","card":null}',
  charge:
    '{"catalog":"abcdef012345","card":"codex-2026","draws":[{"layer":"ALLOWANCE","source":"allowance",' +
    '"account":"subject:alice","amount":"6","windows":[{"name":"weekly","startedAt":1764150000123}],"lot":null,' +
    `"resetsAt":1764168000123,"expiresAt":null,"line":1,"captured":true,"accountId":"${ACCOUNT}"}],` +
    '"uncharged":null,"setAside":false}',
  held:
    `[{"no":3,"decisionId":"${LOT}","layer":"CREDITS","source":"credits","amount":"5","settled":"2","released":"1",` +
    `"windows":[],"lot":"${LOT}"}]`,
  windows: '[{"name":"weekly","startedAt":1764150000123,"resetsAt":1764754800123,"used":"4","held":"6"}]',
};

test.each([
  ['the lines of a balance update', linesCodec, FORMAT_1.lines],
  ['an after-image', afterCodec, FORMAT_1.after],
  ['the body of a decision', decisionCodec, FORMAT_1.decision],
  ['the body of a usage event', usageCodec, FORMAT_1.usage],
  ['the body of a charge', chargeCodec, FORMAT_1.charge],
  ['the draws of a hold', heldCodec, FORMAT_1.held],
  ['the windows of an account', windowsCodec, FORMAT_1.windows],
])('%s is read and written again to the letter, so that no hash changes', (_, codec, text) => {
  const same = codec as { read(stored: unknown): unknown; write(value: unknown): string };
  expect(same.write(same.read(text))).toBe(text);
  expect(same.read(JSON.parse(text))).toEqual(same.read(text));
});

test('whom a stored layer takes from follows from its kind: a pool gives what is its own, the rest is the subject’s', () => {
  expect(decisionCodec.read(FORMAT_1.decision).layers).toEqual([
    { layer: 'ALLOWANCE', source: 'allowance', line: null, from: null, through: [] },
    { layer: 'POOL', source: 'pool:team', line: 53, from: 'pool:team', through: [] },
  ]);
});

const named = (who: string, source: string, period: string, subject: string | null, session: string | null) => {
  const name = { who, object: 'product:*', source, period };
  return { ...name, subject, session, address: budgetAddress(name, subject, session) };
};
const TERMS: BudgetTerms = {
  ...named('tenant', 'paid', 'month', null, null),
  window: { name: 'period', capacity: 7n, kind: 'calendar', period: 'month', zone: 'UTC' },
  paced: 'daily',
  cap: { limit: 7n, line: 4 },
  alerts: [{ at: 5n, line: 9 }],
};
const ALERTING: BudgetTerms = {
  ...named('each session', 'allowance', 'once', 'alice', 'task'),
  ...{ window: { name: 'period', capacity: 0n, kind: 'once' }, paced: null, cap: null, alerts: [{ at: 5n, line: 9 }] },
};
const COUNT = { account: TERMS.address, window: { name: 'period', startedAt: 5 }, amount: 3n, line: 4 };

/** How budgets stand in decisions and on held draws, to the letter. */
const BUDGETS_1 = {
  judged:
    `[{"id":"${ACCOUNT}","seq":"7","name":"tenant,product:*,paid,month","paced":"daily","cap":{"limit":"7","line":4},` +
    '"alerts":[{"at":"5","line":9}],"increasable":true},{"name":"each session,product:*,allowance,once",' +
    '"subject":"alice","session":"task","alerts":[{"at":"5","line":9}]}]',
  counts: `[[0,5],[1,null,[{"lot":"${LOT}","amount":"1"}]]]`,
  held: `{"${ACCOUNT}":since}`,
};

describe('what counts in budgets', () => {
  test('stands beside the layers, which count through what covers them; where there is none, nothing is written', () => {
    const body = usageCodec.read(FORMAT_1.usage);
    const counted = { ...body, budgets: [TERMS, ALERTING] };
    const read = usageCodec.read(usageCodec.write(counted));
    expect(read).toEqual({ ...counted, layers: layersThrough(body.layers, counted.budgets) });
    expect(read.layers.map(({ through }) => through)).toEqual([[TERMS.address]]);
    expect(usageCodec.write(body)).not.toMatch(/through|budgets/);
  });

  test('is read again as a decision was judged by it, and as its draws counted', () => {
    const body = decisionCodec.read(FORMAT_1.decision);
    const [draw] = body.draws;
    const increases = [{ lot: LOT, amount: 1n }];
    const { amount } = draw!;
    const second = { account: ALERTING.address, window: null, amount, increases, line: 9 };
    const counted = {
      ...body,
      accounts: [...body.accounts, { address: TERMS.address, id: ACCOUNT, seq: 7n }],
      budgets: [
        { ...TERMS, increasable: true },
        { ...ALERTING, increasable: false },
      ],
      draws: [{ ...draw!, budgets: [withIncreases({ ...COUNT, amount }), second] }],
    };
    const text = decisionCodec.write(counted);
    expect(text).toContain(`"budgets":${BUDGETS_1.judged}`);
    expect(text).toContain(`"counts":${BUDGETS_1.counts}`);
    expect(decisionCodec.read(text)).toEqual({ ...counted, layers: layersThrough(body.layers, counted.budgets) });
  });

  test('is written of a decision only in budgets that judged it', () => {
    const body = decisionCodec.read(FORMAT_1.decision);
    const draws = [{ ...body.draws[0]!, budgets: [withIncreases(COUNT)] }];
    expect(() => decisionCodec.write({ ...body, draws })).toThrow('counts without being judged');
    const text = decisionCodec.write({ ...body, draws, budgets: [{ ...TERMS, increasable: false }] });
    expect(() => decisionCodec.read(text.replace('"counts":[[0', '"counts":[[1'))).toThrow(
      'a budget that is not there',
    );
  });

  test('is read again of a charge: what went beyond, and what no layer covered', () => {
    const body = chargeCodec.read(FORMAT_1.charge);
    const [draw] = body.draws;
    const counted = {
      ...body,
      draws: [{ ...draw!, over: true as const, budgets: [withIncreases(COUNT)] }],
      counts: [withIncreases(COUNT)],
    };
    expect(chargeCodec.read(chargeCodec.write(counted))).toEqual(counted);
    expect(chargeCodec.write(body)).not.toMatch(/over|counts|budgets/);
  });

  test('is read again of a hold', () => {
    const held = { amount: 5n, settled: 2n, released: 1n };
    const counts = [
      { no: 3, window: { name: 'period', startedAt: 5 }, lot: null, ...held },
      { no: 3, window: null, lot: LOT, ...held },
    ];
    expect(countsCodec.read(countsCodec.write(counts))).toEqual(counts);
    const [draw] = heldCodec.read(FORMAT_1.held);
    for (const startedAt of [5, null]) {
      const counted = [{ ...draw!, budgets: [{ account: ACCOUNT, startedAt }] }];
      expect(heldCodec.write(counted)).toContain(`"budgets":${BUDGETS_1.held.replace('since', String(startedAt))}`);
      expect(heldCodec.read(heldCodec.write(counted))).toEqual(counted);
    }
  });

  function withIncreases(count: Omit<BudgetCount, 'increases'> & Partial<BudgetCount>): BudgetCount {
    return { increases: [], ...count };
  }
});

test('counters, quotes and cards are stored where there are any, and read again as they were', () => {
  const usage = [{ dimension: 'input', quantity: 10n }];
  const by = { plan: 'pro', catalog: 'abcdef012345', card: 'codex-2026' };
  const body = usageCodec.read(FORMAT_1.usage);
  expect(body).toMatchObject({ counters: [], inclusive: new Map(), late: false, shares: [] });
  const event = {
    ...body,
    counters: usage,
    inclusive: new Map([['input', 'cached']]),
    late: true,
    shares: [
      { ...by, quote: LOT, usage },
      { ...by, quote: null, usage },
    ],
  };
  expect(usageCodec.read(usageCodec.write(event))).toEqual(event);
  const charge = { ...chargeCodec.read(FORMAT_1.charge), cards: [{ ...by, usage, amount: 6n }] };
  const { plan: _, ...card } = by;
  expect(chargeCodec.read(chargeCodec.write(charge))).toEqual({ ...charge, cards: [{ ...card, usage, amount: 6n }] });
  const decision = { ...decisionCodec.read(FORMAT_1.decision), inclusive: event.inclusive };
  expect(decisionCodec.read(decisionCodec.write(decision))).toEqual(decision);
  const of = [{ product: 'codex', feature: 'fast', counters: usage, quoted: [] }];
  const reported = { final: LOT, lifted: false, cumulative: true, of };
  expect(reportedCodec.read(reportedCodec.write(reported))).toEqual(reported);
  expect(reportedCodec.read('{}')).toEqual({ final: null, lifted: false, cumulative: null, of: [] });
});

describe('absent means zero', () => {
  test('a kind of lot that an image does not know of has nothing in it', () => {
    const before = '{"balance":{"available":"5","purchased":"5"},"windows":[],"plan":null,"state":"ACTIVE"}';
    expect(afterCodec.read(before).balance).toEqual({
      available: 5n,
      held: 0n,
      promotional: 0n,
      purchased: 5n,
      refund: 0n,
      entitlement: 0n,
      debt: 0n,
    });
  });

  test('what a window or a draw does not say, it does not have', () => {
    expect(windowsCodec.read('[{"name":"weekly","startedAt":1,"resetsAt":2}]')).toMatchObject([{ used: 0n, held: 0n }]);
    const held = '[{"decisionId":"019b6f00-0000-7000-8000-000000000000","amount":"5"}]';
    expect(heldCodec.read(held)).toMatchObject([{ amount: 5n, settled: 0n, released: 0n }]);
  });
});

describe('nothing is guessed', () => {
  test('a kind of lot from a later version is refused: what is shown as available would lack it', () => {
    const later = '{"balance":{"available":"5","bonus":"5"},"windows":[],"plan":null,"state":"ACTIVE"}';
    expect(() => afterCodec.read(later)).toThrow('bonus is not known to this version');
  });

  test.each([
    ['an object', '{"f":2,"anything":1}'],
    ['an array', '[2,"anything"]'],
  ])('a format from a later version is refused: %s that says its number first', (_, text) => {
    expect(() => chargeCodec.read(text)).toThrow('charge: format 2 is not known to this version');
  });

  test.each(['', 'null', '7', '"text"', '{"draws":7}', '{"draws":[{"amount":"1.5"}]}'])('%s is no charge', (text) => {
    expect(() => chargeCodec.read(text)).toThrow();
  });
});

test('a later format is written, and both are read', () => {
  const compact = codecOf<bigint[]>('amounts', (amounts) => [2, ...amounts.map(String)], [
    (json: string[]) => json.map(BigInt),
    ([, ...json]: [number, ...string[]]) => json.map(BigInt),
  ]);
  expect(compact.write([7n])).toBe('[2,"7"]');
  expect(compact.read('["7"]')).toEqual([7n]);
  expect(compact.read('[2,"7"]')).toEqual([7n]);
});
