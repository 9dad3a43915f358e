/** What no well-behaved client sends: a typed error from the closed list, never a 5xx, and no row written anywhere. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { WebSocket } from 'ws';
import { ERROR_CODES } from '../../src/errors.js';
import { HOUR, openTestApi, SECRET, tokenFor, type Answer, type Client, type TestApi } from '../support/api.js';
import {
  ACCOUNT,
  check,
  CHECK,
  codesOf,
  ESTIMATE,
  freshKey,
  grant,
  GRANT,
  meter,
  asked,
  PURCHASE,
  purchase,
  REFUND,
  RESET,
  REVOKE,
  SET_PLAN,
  SET_STATE,
  setPlan,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

/** Every table that there is. */
let tables: string[];
let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let paid: { id: string; lot: { id: string } | null };
let before: unknown;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'bob', 'payg');
  await grant(admin, { subject: 'bob', credits: '100' });
  paid = await purchase(admin, { subject: 'bob', credits: '100' });
  await check(admin, meter('bob', 1, { idempotencyKey: 'taken' }));
  const found = await api.asOwner<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'spillway'::regnamespace`,
  );
  tables = found.map(({ name }) => name);
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** How many rows each table has, and how far all accounts together have come. */
const written = async () => ({
  rows: await api.asOwner(
    tables.map((table) => `select '${table}' as name, count(*) as n from ${table}`).join(' union all '),
  ),
  seqs: await api.asOwner('select sum(seq) as seq, max(last_at) as at from account'),
});
beforeEach(async () => {
  before = await written();
});
afterEach(async () => {
  expect(await written()).toEqual(before);
  const bugs = api.logged.splice(0).map(({ err }) => (err as Error).message);
  expect(bugs).toEqual([]);
});

function expectRefusal(answer: Answer<unknown>, code = 'BAD_USER_INPUT'): void {
  expect(codesOf(answer)).toEqual(expect.arrayContaining([code]));
  expect(answer.status).toBeLessThan(500);
  for (const { message, extensions } of answer.errors ?? []) {
    expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
    const { argument, ...others } = extensions;
    expect(argument ?? 'none').toMatch(/^[a-zA-Z]+(?:\.[a-zA-Z0-9]+)*$/);
    expect(others).toEqual({ code, retryable: false, requestId: expect.stringMatching(/./) });
    expect(message).not.toMatch(/TypeError|Cannot read|syntax error at|invalid byte|out of range|violates/);
    expect(message.length).toBeLessThan(1100);
  }
  expect(Object.values(answer.data ?? {}).every((value) => value === null)).toBe(true);
}

/** JSON with a value as it stands in the text, for numbers that JavaScript cannot hold. */
const raw = (text: string) => `\u0001${text}\u0001`;
async function send(query: string, variables: unknown, client = 'admin'): Promise<Answer<unknown>> {
  const body = JSON.stringify({ query, variables }).replace(/"\\u0001(.*?)\\u0001"/g, (_, text: string) =>
    text.replaceAll('\\"', '"'),
  );
  return api.post(body, { authorization: `Bearer ${await tokenFor('acme', client)}` });
}
const units = (quantity: unknown, more: object = {}) => ({
  usage: [{ dimension: 'units', quantity, ...more }],
});

describe('a number', () => {
  const QUANTITIES: [string, unknown][] = [
    ['1e400', raw('1e400')],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-1', -1],
    ['"-1"', '-1'],
    ['2^63', '9223372036854775808'],
    ['2^53, already rounded', raw('9007199254740993')],
    ['5.5', 5.5],
    ['"5.5"', '5.5'],
    ['1e3 as text', '1e3'],
    ['a leading zero', '007'],
    ['a plus', '+7'],
    ['a space', ' 7'],
    ['hexadecimal', '0x10'],
    ['another script', '٣'],
    ['an empty text', ''],
    ['a separator', '1,000'],
    ['true', true],
    ['null', null],
    ['a list', [1, 2]],
    ['an object', { value: 1 }],
    ['10 kB of digits', '9'.repeat(10_000)],
  ];
  test.each(QUANTITIES)('for a quantity cannot be %s', async (_title, quantity) => {
    expectRefusal(await send(CHECK, { input: meter('bob', 0, units(quantity)) }));
    expectRefusal(await send(ESTIMATE, { input: asked(meter('bob', 0, units(quantity))) }));
  });

  const CREDITS: [string, unknown][] = [
    ['1e400', raw('1e400')],
    ['NaN', 'NaN'],
    ['0', '0'],
    ['-1', '-1'],
    ['1e3', '1e3'],
    ['20 fraction digits', `0.${'1'.repeat(20)}`],
    ['10 fraction digits', '0.0000000001'],
    ['2^63 nano', '9223372036.854775808'],
    ['more than an account can hold', '9000000000.000000001'],
    ['a JSON number', 5],
    ['a JSON number with fraction', 5.5],
    ['another script', '٣'],
    ['a comma', '1,5'],
    ['no whole part', '.5'],
    ['no fraction', '5.'],
    ['an empty text', ''],
    ['null', null],
    ['10 kB of digits', '9'.repeat(10_000)],
  ];
  test.each(CREDITS)('of credits cannot be %s', async (_title, credits) => {
    const to = { subject: 'bob', idempotencyKey: freshKey(), credits };
    expectRefusal(await send(PURCHASE, { input: to }));
    expectRefusal(await send(GRANT, { input: { ...to, kind: 'REFUND', reason: 'x' } }));
  });

  test.each([0, -1, 86_401, 2_147_483_647, raw('2147483648'), 1.5, '600'])(
    'of holdSeconds cannot be %s',
    async (holdSeconds) => {
      expectRefusal(await send(CHECK, { input: meter('bob', 1, { holdSeconds }) }));
    },
  );

  test.each([0, -1, 201, 2_147_483_647, raw('2147483648'), '5'])('of rows cannot be %s', async (first) => {
    const lists = [
      'accounts(first: $first) { nodes { id } }',
      'decisions(first: $first) { nodes { id } }',
      'purchases(first: $first) { nodes { id } }',
      'balanceUpdates(first: $first) { nodes { id } }',
      'policy { history(first: $first) { version } }',
      'account(subject: "bob") { lotHistory(first: $first) { nodes { id } } }',
      'account(subject: "bob") { decisions(first: $first) { nodes { id } } }',
    ];
    for (const list of lists) expectRefusal(await send(`query ($first: Int!) { ${list} }`, { first }));
  });

  test.each([-1, 1_000_001, raw('1e400')])('of priority cannot be %s', async (priority) => {
    const input = { subject: 'bob', credits: '1', kind: 'REFUND', reason: 'x', idempotencyKey: freshKey(), priority };
    expectRefusal(await send(GRANT, { input }));
  });

  test.each(['bob', 'a-newcomer'])('that makes a price beyond all bounds is refused, for %s', async (subject) => {
    expectRefusal(await send(CHECK, { input: meter(subject, 0, units('9223372036854775807')) }));
  });

  test('that would lift an account above what it can hold is refused', async () => {
    const input = { subject: 'bob', credits: '9000000000', idempotencyKey: freshKey() };
    expectRefusal(await send(PURCHASE, { input }));
    expectRefusal(await send(GRANT, { input: { ...input, kind: 'REFUND', reason: 'x' } }));
  });

  test('of a minimum belongs to UP_TO and is not above the quantity', async () => {
    expectRefusal(await send(CHECK, { input: meter('bob', 0, units(5, { minimum: 1 })) }));
    expectRefusal(await send(CHECK, { input: meter('bob', 0, { ...units(5, { minimum: 6 }), mode: 'UP_TO' }) }));
  });
});

const TEXTS: [string, string][] = [
  ['empty', ''],
  ['10 kB long', 'x'.repeat(10_000)],
  ['with NUL', 'a\0b'],
  ['with a line break', 'a\nb'],
  ['with a lone high surrogate', 'a\ud800'],
  ['with a lone low surrogate', '\udc00a'],
  ['with a bidi control', 'bob\u202egro'],
  ['with an isolate', 'bob\u2066'],
  ['with a byte order mark', '\ufeffbob'],
];

describe('a text', () => {
  const grantTo = (more: Record<string, unknown>) => ({
    input: { subject: 'bob', kind: 'REFUND', credits: '1', reason: 'x', idempotencyKey: freshKey(), ...more },
  });
  const checkWith = (more: Record<string, unknown>) => ({ input: meter('bob', 1, more) });
  const PLACES: [string, string, (text: string) => unknown][] = [
    ['checkAccess.subject', CHECK, (subject) => checkWith({ subject })],
    ['checkAccess.groups', CHECK, (group) => checkWith({ groups: [group] })],
    ['checkAccess.product', CHECK, (product) => checkWith({ product })],
    ['checkAccess.feature', CHECK, (feature) => checkWith({ feature })],
    ['checkAccess.dimension', CHECK, (dimension) => checkWith({ usage: [{ dimension, quantity: 1 }] })],
    ['checkAccess.idempotencyKey', CHECK, (idempotencyKey) => checkWith({ idempotencyKey })],
    ['checkAccess.session', CHECK, (session) => checkWith({ session })],
    ['checkAccess.label key', CHECK, (key) => checkWith({ labels: [{ key, value: 'x' }] })],
    ['checkAccess.label value', CHECK, (value) => checkWith({ labels: [{ key: 'x', value }] })],
    ['estimateAccess.subject', ESTIMATE, (subject) => ({ input: asked(meter('bob', 1, { subject })) })],
    ['account.subject', ACCOUNT, (subject) => ({ subject })],
    ['account.pool', ACCOUNT, (pool) => ({ pool })],
    ['account.account', ACCOUNT, (name) => ({ account: `subject:${name}` })],
    ['availability.product', 'query ($t: ID!) { availability(product: $t) { state } }', (t) => ({ t })],
    [
      'availability.feature',
      'query ($t: ID!) { availability(product: "meter", feature: $t) { state } }',
      (t) => ({ t }),
    ],
    [
      'balance.product',
      'query ($t: ID!) { account(subject: "bob") { balance(product: $t) { available } } }',
      (t) => ({ t }),
    ],
    ['decisionByKey', 'query ($t: String!) { decisionByKey(idempotencyKey: $t) { id } }', (t) => ({ t })],
    ['decisions.product', 'query ($t: ID!) { decisions(product: $t) { nodes { id } } }', (t) => ({ t })],
    ['decisions.session', 'query ($t: ID!) { decisions(session: $t) { nodes { id } } }', (t) => ({ t })],
    ['grantCredits.reason', GRANT, (reason) => grantTo({ reason })],
    ['grantCredits.products', GRANT, (product) => grantTo({ products: [product] })],
    ['grantCredits.idempotencyKey', GRANT, (idempotencyKey) => grantTo({ idempotencyKey })],
    ['grantCredits.pool', GRANT, (pool) => grantTo({ subject: null, pool })],
    ['purchaseCredits.subject', PURCHASE, (subject) => ({ input: { subject, credits: '1', idempotencyKey: 'x' } })],
    [
      'purchaseCredits.paymentMethod',
      PURCHASE,
      (paymentMethod) => ({
        input: { subject: 'bob', credits: '1', paymentMethod, idempotencyKey: freshKey() },
      }),
    ],
    [
      'purchaseCredits.reference',
      PURCHASE,
      (reference) => ({
        input: { subject: 'bob', credits: '1', reference, idempotencyKey: freshKey() },
      }),
    ],
    [
      'purchaseCredits.idempotencyKey',
      PURCHASE,
      (idempotencyKey) => ({
        input: { subject: 'bob', credits: '1', idempotencyKey },
      }),
    ],
    ['refundPurchase.reason', REFUND, (reason) => ({ input: { purchaseId: paid.id, reason, idempotencyKey: 'x' } })],
    [
      'refundPurchase.idempotencyKey',
      REFUND,
      (idempotencyKey) => ({
        input: { purchaseId: paid.id, reason: 'x', idempotencyKey },
      }),
    ],
    [
      'revokeCredits.idempotencyKey',
      REVOKE,
      (idempotencyKey) => ({
        input: { lotId: paid.lot?.id, reason: 'x', idempotencyKey },
      }),
    ],
    ['setPlan.subject', SET_PLAN, (subject) => ({ subject, plan: 'payg' })],
    ['setPlan.plan', SET_PLAN, (plan) => ({ subject: 'bob', plan })],
    ['setAccountState.reason', SET_STATE, (reason) => ({ account: 'subject:bob', state: 'SUSPENDED', reason })],
    ['resetAllowances.subjects', RESET, (subject) => ({ input: { subjects: [subject], idempotencyKey: freshKey() } })],
    [
      'resetAllowances.windows',
      RESET,
      (window) => ({
        input: { everyone: true, windows: [window], idempotencyKey: freshKey() },
      }),
    ],
    ['resetAllowances.idempotencyKey', RESET, (idempotencyKey) => ({ input: { everyone: true, idempotencyKey } })],
  ];
  test.each(PLACES)(
    '%s is 1 to some characters without controls or broken halves',
    async (_place, query, variables) => {
      for (const [title, text] of TEXTS) {
        const answer = await send(query, variables(text));
        expect({ title, codes: codesOf(answer) }).toEqual({ title, codes: ['BAD_USER_INPUT'] });
        expectRefusal(answer);
      }
    },
  );

  test.each([
    'accounts',
    'decisions(subject: "bob", AFTER)',
    'purchases(subject: "bob", AFTER)',
    'balanceUpdates(subject: "bob", AFTER)',
  ])('that is no cursor of %s is refused, also where it is well wrapped', async (list) => {
    const call = list.includes('AFTER') ? list.replace('AFTER', 'after: $after') : `${list}(after: $after)`;
    const wrapped = ['1:a\0b', '1:', '2:x', '1:9223372036854775808', "1:'; drop table lot"].map((text) =>
      Buffer.from(text).toString('base64url'),
    );
    for (const after of ['', 'nonsense', '%%%', 'x'.repeat(10_000), 'a\0', ...wrapped]) {
      const answer = await send(`query ($after: String) { ${call} { nodes { id } } }`, { after });
      // Any text could be an address, so a list by address may also answer an empty page.
      if (list === 'accounts' && !answer.errors && !after.includes('\0')) continue;
      expectRefusal(answer);
    }
  });

  test.each(['', 'nonsense', 'acc_', 'dec_xyz', 'acc_' + 'g'.repeat(32), 'x'.repeat(10_000), 'a\0', '\ud800'])(
    'that is no id (%#) finds nothing, and changes nothing',
    async (id) => {
      const QUERY = 'query ($id: ID!) { node(id: $id) { id } decision(id: $id) { id } purchase(id: $id) { id } }';
      expect(await send(QUERY, { id })).toEqual({ status: 200, data: { node: null, decision: null, purchase: null } });
      const key = { idempotencyKey: freshKey(), reason: 'x' };
      expectRefusal(await send(ACCOUNT, { account: id }), 'NOT_FOUND');
      expectRefusal(await send(REVOKE, { input: { lotId: id, ...key } }), 'NOT_FOUND');
      expectRefusal(await send(REFUND, { input: { purchaseId: id, ...key } }), 'NOT_FOUND');
      expectRefusal(await send('mutation ($id: ID!) { releaseHold(decisionId: $id) { id } }', { id }), 'NOT_FOUND');
      for (const subject of ['bob', 'a-newcomer']) {
        expectRefusal(await send(CHECK, { input: meter(subject, 1, { extends: id }) }), 'NOT_FOUND');
      }
    },
  );
});

test('a newcomer’s check that extends nothing is NOT_FOUND, and makes no account', async () => {
  const input = meter('another-newcomer', 1, { extends: `dec_${'0'.repeat(32)}` });
  expectRefusal(await send(CHECK, { input }), 'NOT_FOUND');
});

describe('a list or a set', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => i);
  test.each<[string, Record<string, unknown>]>([
    ['no dimension', { usage: [] }],
    ['a dimension twice', { usage: [1, 2].map((quantity) => ({ dimension: 'units', quantity })) }],
    ['21 dimensions', { usage: many(21).map((i) => ({ dimension: `d${i}`, quantity: 1 })) }],
    ['9 labels', { labels: many(9).map((i) => ({ key: `k${i}`, value: 'x' })) }],
    ['a label twice', { labels: [1, 2].map(() => ({ key: 'k', value: 'x' })) }],
    ['an unknown mode', { mode: 'SOME' }],
    ['an unknown field', { color: 'red' }],
    ['no key', { idempotencyKey: null }],
  ])('of a check cannot be %s', async (_title, more) => {
    expectRefusal(await send(CHECK, { input: meter('bob', 1, more) }));
  });

  test.each<[string, string, unknown]>([
    ['two accounts', ACCOUNT, { subject: 'bob', pool: 'engineering' }],
    ['two accounts to buy for', PURCHASE, { input: { subject: 'bob', pool: 'x', credits: '1', idempotencyKey: 'x' } }],
    ['everyone and somebody', 'query { decisions(everyone: true, subject: "bob") { nodes { id } } }', {}],
    [
      'a payment method of another provider',
      PURCHASE,
      {
        input: { subject: 'bob', credits: '1', paymentMethod: 'card_123', idempotencyKey: 'x' },
      },
    ],
    [
      'a scope of no product',
      GRANT,
      {
        input: { subject: 'bob', credits: '1', kind: 'REFUND', products: [], reason: 'x', idempotencyKey: 'x' },
      },
    ],
    ...['account:self', 'Subject:bob', ' bob', 'bo\ufffdb'].map((subject): [string, string, unknown] => [
      `credits for ${JSON.stringify(subject)}, whom nobody can be`,
      GRANT,
      { input: { subject, credits: '1', kind: 'REFUND', reason: 'x', idempotencyKey: freshKey() } },
    ]),
    ...[{ pool: 'a/b' }, { pool: 'a b' }, { account: 'pool:é' }].map((named): [string, string, unknown] => [
      `credits for ${JSON.stringify(named)}, which no policy can name`,
      GRANT,
      { input: { ...named, credits: '1', kind: 'ENTITLEMENT', reason: 'x', idempotencyKey: freshKey() } },
    ]),
    ['an unknown plan', SET_PLAN, { subject: 'a-newcomer', plan: 'platinum' }],
    ['an unknown window', RESET, { input: { everyone: true, windows: ['monthly'], idempotencyKey: freshKey() } }],
    ['neither subjects nor everyone', RESET, { input: { idempotencyKey: freshKey() } }],
    ['both subjects and everyone', RESET, { input: { subjects: ['bob'], everyone: true, idempotencyKey: freshKey() } }],
    ['501 subjects', RESET, { input: { subjects: many(501).map(String), idempotencyKey: freshKey() } }],
    ['a pool’s availability', 'query { availability(account: "pool:engineering", product: "meter") { state } }', {}],
  ])('cannot be %s', async (_title, query, variables) => {
    expectRefusal(await send(query, variables));
  });

  test('may name 100 groups of whom it is for, and not one more', async () => {
    const RECORD = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';
    const naming = (count: number) => meter('bob', 1, { groups: many(count).map(String) });
    expect(codesOf(await admin.run(ESTIMATE, { input: asked(naming(100)) }))).toEqual([]);
    for (const [query, input] of [
      [ESTIMATE, asked(naming(101))],
      [CHECK, naming(101)],
      [RECORD, naming(101)],
    ] as const) {
      const refused = await admin.run(query, { input });
      expectRefusal(refused);
      expect(refused.errors?.[0]?.message).toBe('groups are at most 100.');
    }
  });

  test.each(['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '+275760-09-13T00:00:00.001Z', '', '٣'])(
    'of instants cannot have %s',
    async (at) => {
      const QUERY = 'query ($at: DateTime) { decisions(subject: "bob", from: $at) { nodes { id } } }';
      expectRefusal(await send(QUERY, { at }));
      const input = { subject: 'bob', credits: '1', kind: 'REFUND', reason: 'x', idempotencyKey: freshKey() };
      expectRefusal(await send(GRANT, { input: { ...input, expiresAt: at } }));
    },
  );

  test('of instants may be at the ends of time', async () => {
    const QUERY = `query ($from: DateTime, $to: DateTime) {
      decisions(subject: "admin", from: $from, to: $to) { nodes { id } }
    }`;
    for (const [from, to] of [
      ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
      ['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z'],
    ]) {
      expect(await send(QUERY, { from, to })).toEqual({ status: 200, data: { decisions: { nodes: [] } } });
    }
  });

  test('of an expiry that has passed, or that comes before the beginning, gives nothing', async () => {
    const input = { subject: 'bob', credits: '1', kind: 'REFUND', reason: 'x', idempotencyKey: freshKey() };
    const at = (ms: number) => new Date(api.now() + ms).toISOString();
    expectRefusal(await send(GRANT, { input: { ...input, expiresAt: at(-1) } }));
    expectRefusal(await send(GRANT, { input: { ...input, expiresAt: at(HOUR), effectiveAt: at(2 * HOUR) } }));
    expectRefusal(await send(GRANT, { input: { ...input, effectiveAt: '0001-01-01T00:00:00.000Z' } }));
  });
});

describe('a key that was used', () => {
  test('with another input is IDEMPOTENCY_CONFLICT', async () => {
    expectRefusal(await send(CHECK, { input: meter('bob', 2, { idempotencyKey: 'taken' }) }), 'IDEMPOTENCY_CONFLICT');
  });
});

describe('a document or a body', () => {
  const checkAs = (alias: string, key: string) =>
    `${alias}: checkAccess(input: { subject: "bob", product: "meter", feature: "call", idempotencyKey: "${key}",
      usage: [{ dimension: "units", quantity: 1 }] }) { id }`;
  const lines = (count: number) => Array.from({ length: count }, (_, i) => checkAs(`a${i}`, `alias-${i}`)).join(' ');
  const BODIES: [string, string | Uint8Array][] = [
    ['200 aliases', JSON.stringify({ query: `mutation { ${lines(200)} }` })],
    ['31 aliases', JSON.stringify({ query: `mutation { ${lines(31)} }` })],
    ['10,000 tokens', JSON.stringify({ query: `{ ${'viewer { subject } '.repeat(2500)} }` })],
    [
      'circular fragments',
      JSON.stringify({ query: '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }' }),
    ],
    [
      'great depth',
      JSON.stringify({
        query: `{ account ${'{ decisions { nodes { account '.repeat(6)} { id } ${'} } }'.repeat(6)} }`,
      }),
    ],
    [
      'a batch',
      JSON.stringify([{ query: `mutation { ${checkAs('a', 'batch')} }` }, { query: '{ viewer { subject } }' }]),
    ],
    ['broken JSON', '{"query": "mutation {'],
    ['JSON that is no object', '"mutation"'],
    ['nothing', ''],
    [
      'broken UTF-8',
      Buffer.concat([
        Buffer.from(`{"query":"{ viewer { subject } } #`),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
    ],
    ['a subscription', JSON.stringify({ query: 'subscription { balanceChanged { seq } }' })],
    ['an unknown field', JSON.stringify({ query: 'mutation { giveMeCredits }' })],
    [
      'a literal that is no quantity',
      JSON.stringify({ query: `mutation { ${checkAs('a', 'literal').replace('quantity: 1', 'quantity: 1e400')} }` }),
    ],
    [
      'a literal price as a float',
      JSON.stringify({ query: 'mutation { purchaseCredits(input: { credits: 5.0, idempotencyKey: "x" }) { id } }' }),
    ],
  ];
  test.each(BODIES)('with %s is BAD_USER_INPUT', async (_title, body) => {
    const answer = await api.post(body, { authorization: `Bearer ${await tokenFor('acme', 'admin')}` });
    expectRefusal(answer);
    expect(answer.status).toBe(400);
  });

  test('of another content type is refused', async () => {
    const authorization = `Bearer ${await tokenFor('acme', 'admin')}`;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const answer = await api.post(JSON.stringify({ query: `mutation { ${checkAs('a', 'type')} }` }), {
        authorization,
        'content-type': type,
      });
      expect(answer.status).toBe(415);
      expectRefusal(answer);
    }
  });

  test('of 100 MB is refused as soon as it is announced', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    const length = 'Content-Length: 104857600';
    const token = `Authorization: Bearer ${await tokenFor('acme', 'admin')}`;
    const head = ['POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', token, length];
    socket.write(`${head.join('\r\n')}\r\n\r\n{"query": "`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 [^]*"code":"BAD_USER_INPUT"/);
  });

  test('by GET cannot be a mutation', async () => {
    const query = encodeURIComponent(`mutation { ${checkAs('a', 'get')} }`);
    const headers = { authorization: `Bearer ${await tokenFor('acme', 'admin')}` };
    const response = await fetch(`${api.url}/graphql?query=${query}`, { headers });
    expect(response.status).toBe(405);
  });
});

describe('a token', () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { tenant: 'acme', sub: 'admin', iss: 'spillway', aud: 'spillway', iat: now, exp: now + 600 };
  const sign = (payload: object, secret = SECRET, alg = 'HS256') =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg, typ: 'JWT' }).sign(Buffer.from(secret));
  const without = (name: keyof typeof claims) =>
    Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
  const TOKENS: [string, () => string | Promise<string>][] = [
    ['alg: none', () => new UnsecuredJWT(claims).encode()],
    ['another algorithm', () => sign(claims, SECRET + SECRET, 'HS512')],
    ['another secret', () => sign(claims, 'somebody else knows this secret!')],
    ['no exp', () => sign(without('exp'))],
    ['an exp that has passed', () => sign({ ...claims, exp: now - 1 })],
    ['an nbf that is still to come', () => sign({ ...claims, nbf: now + 300 })],
    ['more than 8 kB', () => sign({ ...claims, filler: 'x'.repeat(8_192) })],
    ['another audience', () => sign({ ...claims, aud: 'elsewhere' })],
    ['no audience', () => sign(without('aud'))],
    ['another issuer', () => sign({ ...claims, iss: 'elsewhere' })],
    ['no subject', () => sign(without('sub'))],
    ['no tenant', () => sign(without('tenant'))],
    ['an unknown tenant', () => sign({ ...claims, tenant: 'initech' })],
    ['a list of tenants', () => sign({ ...claims, tenant: 'acme,globex' })],
    ['a tenant that is no text', () => sign({ ...claims, tenant: ['acme'] })],
    ['a role as its subject', () => sign({ ...claims, sub: 'role:admin' })],
    ['a subject with NUL', () => sign({ ...claims, sub: 'a\0b' })],
    ['groups that are no list', () => sign({ ...claims, groups: 'engineering' })],
    ['a broken signature', async () => `${(await sign(claims)).slice(0, -4)}AAAA`],
    ['no token', () => ''],
  ];
  test.each(TOKENS)('with %s is UNAUTHENTICATED, whatever is asked, with one text for all', async (_title, make) => {
    const authorization = `Bearer ${await make()}`;
    for (const query of ['{ viewer { subject } }', CHECK, '{{{']) {
      const answer = await api.post(JSON.stringify({ query, variables: { input: meter('bob', 1) } }), {
        authorization,
      });
      expect(answer.status).toBe(401);
      expectRefusal(answer, 'UNAUTHENTICATED');
      expect(answer.errors?.[0]?.message).toMatch(/^A valid token is needed: /);
    }
  });

  test.each(TOKENS)(
    'with %s opens no socket either: 4401, and nothing that was sent ahead runs',
    async (_title, make) => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const answers: unknown[] = [];
      socket.on('message', (message) => answers.push(message));
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${await make()}` } }));
      const payload = { query: CHECK, variables: { input: meter('bob', 1) } };
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
      const [code] = (await once(socket, 'close')) as [number];
      expect([code, answers]).toEqual([4401, []]);
    },
  );

  test('that is sound passes, so that the others fail for their own reason', async () => {
    const authorization = `Bearer ${await sign(claims)}`;
    const answer = await api.post(JSON.stringify({ query: '{ viewer { tenant subject } }' }), { authorization });
    expect(answer).toEqual({ status: 200, data: { viewer: { tenant: 'acme', subject: 'admin' } } });
  });
});

describe('over a socket', () => {
  /**
   * Opens a socket, sends the first messages, the others once it is acknowledged, and returns what came back until it
   * closed or `count` messages came.
   */
  async function talk(first: object[], others: object[], count: number, origin?: string) {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
    const answers: { type: string; payload?: unknown }[] = [];
    const over = new Promise<number | string>((resolve) => {
      socket.on('close', (code) => resolve(code));
      socket.on('error', (error) => resolve(error.message));
      socket.on('message', (data) => {
        const answer = JSON.parse((data as Buffer).toString()) as { type: string };
        answers.push(answer);
        if (answer.type === 'connection_ack') for (const message of others) socket.send(JSON.stringify(message));
        if (answers.length === count) resolve('enough');
      });
    });
    socket.on('open', () => first.forEach((message) => socket.send(JSON.stringify(message))));
    const ended = await over;
    socket.terminate();
    return { answers, ended };
  }
  const hello = async () => ({
    type: 'connection_init',
    payload: { authorization: `Bearer ${await tokenFor('acme', 'admin')}` },
  });
  const ask = (query: string, variables?: object) => ({ id: '1', type: 'subscribe', payload: { query, variables } });

  test('a bad input is the same typed error', async () => {
    const unreadable = ask(CHECK, { input: meter('bob', 0, units('1e3')) });
    const [, refused] = (await talk([await hello()], [unreadable], 2)).answers;
    expect(refused).toMatchObject({ type: 'next', payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    const [, unknown] = (await talk([await hello()], [ask('mutation { giveMeCredits }')], 2)).answers;
    expect(unknown).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const endless = ask(CHECK, { input: meter('bob', 1, { holdSeconds: 0 }) });
    const [, answer] = (await talk([await hello()], [endless], 2)).answers;
    expect(answer).toMatchObject({
      type: 'next',
      payload: { data: { checkAccess: null }, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  test('nothing is done before a token was shown, or with a bad one', async () => {
    const mutation = ask(CHECK, { input: meter('bob', 1) });
    const forged = { type: 'connection_init', payload: { authorization: 'Bearer x.y.z' } };
    expect(await talk([mutation], [], 9)).toEqual({ answers: [], ended: 4401 });
    expect(await talk([forged], [mutation], 9)).toEqual({ answers: [], ended: 4401 });
    expect((await talk([await hello(), await hello()], [], 9)).ended).toBe(4429);
  });

  test('a page of another origin gets none', async () => {
    expect((await talk([await hello()], [], 1, 'https://elsewhere.example')).ended).toMatch(/403/);
  });
});
