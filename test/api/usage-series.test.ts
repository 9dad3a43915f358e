/** Usage over time: what front ends draw, from sums that settlement maintains. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, grant, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedBy } from '../support/usage.js';

interface Totals {
  events: string;
  charged: string;
  quantities: { dimension: string; quantity: string }[];
  paidBy: { payer: string; amount: string }[];
}
interface Point extends Totals {
  start: string;
  end: string;
  product: string | null;
  feature: string | null;
  subject: string | null;
  session: string | null;
}
interface Series {
  from: string;
  to: string;
  timeZone: string;
  total: Totals;
  points: Point[];
}

const USAGE = `query (
  $account: ID, $subject: ID, $everyone: Boolean! = false, $product: ID, $session: ID, $from: DateTime!, $to: DateTime!,
  $bucket: UsageBucket! = HOUR, $timeZone: String! = "UTC", $groupBy: [UsageGroup!]! = []
) {
  usage(account: $account, subject: $subject, everyone: $everyone, product: $product, session: $session, from: $from,
    to: $to, bucket: $bucket, timeZone: $timeZone, groupBy: $groupBy) {
    from to bucket timeZone total { ...totals }
    points { start end product feature subject session events charged quantities { dimension quantity } paidBy { payer amount } }
  }
}
fragment totals on UsageTotals { events charged quantities { dimension quantity } paidBy { payer amount } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
/** A midnight in Kathmandu, 18:15 UTC, two to three days back. */
let midnight: number;
const statements = jest.spyOn(pg.Client.prototype, 'query');

const usage = (args: Record<string, unknown>, client = admin) => client.get<Series>('usage', USAGE, args);
const at = (offset: number) => new Date(midnight + offset).toISOString();
/** The two days around the midnight. */
const days = () => ({ from: at(-DAY), to: at(DAY) });

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  midnight = (Math.floor(api.now() / DAY) - 3) * DAY + 18.25 * HOUR;
  await setPlan(admin, 'ann', 'twin');
  await grant(admin, { subject: 'ann', credits: '30' });
  const used = (subject: string, units: number, when: number, more = {}) =>
    record(admin, usedBy(subject, units, { occurredAt: at(when), ...more }));
  await used('ann', 10, -1);
  await used('ann', 20, 0, { session: 's1' });
  await used('ann', 25, MINUTE, { session: 's1' });
  await used('ann', 30, 3 * HOUR, { session: 's2' });
  await used('ann', 4, 3 * HOUR, { feature: 'gratis' });
  await used('ann', 7, 3 * HOUR, { status: 'FAILED', session: 's2' });
  await used('ben', 1, MINUTE, { session: 's1' });
  await api.as('globex', 'admin').data(
    `mutation { recordUsage(input: { subject: "ann", product: "sora", feature: "sora-2", idempotencyKey: "x"
      usage: [{ dimension: "seconds", quantity: 2 }], occurredAt: "${at(0)}" }) { id } }`,
  );
  await allSettled(api);
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('a series shows what was used per dimension, what it cost, and who paid', async () => {
  const { total, points } = await usage({ subject: 'ann', ...days(), bucket: 'DAY', timeZone: 'Asia/Kathmandu' });
  expect(total).toEqual({
    events: '6',
    charged: '85',
    quantities: [{ dimension: 'units', quantity: '96' }],
    paidBy: [
      { payer: 'ALLOWANCE', amount: '50' },
      { payer: 'PROMOTION', amount: '30' },
      { payer: 'DEBT', amount: '5' },
    ],
  });
  const none = { product: null, feature: null, subject: null, session: null };
  expect(points).toEqual([
    {
      ...none,
      start: at(-DAY),
      end: at(0),
      events: '1',
      charged: '10',
      quantities: [{ dimension: 'units', quantity: '10' }],
      paidBy: [{ payer: 'ALLOWANCE', amount: '10' }],
    },
    {
      ...none,
      start: at(0),
      end: at(DAY),
      events: '5',
      charged: '75',
      quantities: [{ dimension: 'units', quantity: '86' }],
      paidBy: [
        { payer: 'ALLOWANCE', amount: '40' },
        { payer: 'PROMOTION', amount: '30' },
        { payer: 'DEBT', amount: '5' },
      ],
    },
  ]);
});

test('empty hours are there too, and points cover the range without gaps', async () => {
  const { points, from, to } = await usage({ subject: 'ann', ...days() });
  expect(points).toHaveLength(49);
  expect(points.map(({ start }) => start)).toEqual([from, ...points.slice(0, -1).map(({ end }) => end)]);
  expect(points.at(-1)?.end).toBe(to);
  expect(points.filter(({ events }) => events !== '0').map(({ start, events }) => [start, events])).toEqual([
    [at(-0.25 * HOUR), '3'],
    [at(2.75 * HOUR), '3'],
  ]);
  expect(points[0]).toMatchObject({ charged: '0', quantities: [], paidBy: [] });
});

test('the range is [from, to), widened to quarters of an hour, and the answer says to what', async () => {
  const exact = await usage({ subject: 'ann', from: at(-0.25 * HOUR), to: at(0) });
  expect(exact).toMatchObject({ from: at(-0.25 * HOUR), to: at(0), total: { events: '1' } });
  const widened = await usage({ subject: 'ann', from: at(-1), to: at(1) });
  expect(widened).toMatchObject({ from: at(-0.25 * HOUR), to: at(0.25 * HOUR), total: { events: '3' } });
  expect(widened.points.map(({ start, end }) => [start, end])).toEqual([[at(-0.25 * HOUR), at(0.25 * HOUR)]]);
});

test('grouped, points are told apart by product, feature, subject', async () => {
  const groups = async (groupBy: string[], more: object = {}) => {
    const { points } = await usage({ ...days(), bucket: 'DAY', timeZone: 'Asia/Kathmandu', groupBy, ...more });
    return points.map(({ product, feature, subject, events }) => [product, feature, subject, events]);
  };
  expect(await groups(['PRODUCT', 'FEATURE'], { subject: 'ann' })).toEqual([
    ['meter', 'call', null, '1'],
    ['meter', 'call', null, '4'],
    ['meter', 'gratis', null, '1'],
  ]);
  expect(await groups(['SUBJECT'], { everyone: true })).toEqual([
    [null, null, 'ann', '1'],
    [null, null, 'ann', '5'],
    [null, null, 'ben', '1'],
  ]);
  expect(await groups(['PRODUCT'], { everyone: true, product: 'sora' })).toEqual([]);
});

test('grouped by session, usage outside any is a group without one, and all add up to the whole', async () => {
  const args = { subject: 'ann', ...days(), bucket: 'DAY', timeZone: 'Asia/Kathmandu' };
  const { points, total } = await usage({ ...args, groupBy: ['SESSION'] });
  expect(points.map(({ session, events, charged }) => [session, events, charged])).toEqual([
    [null, '1', '10'],
    [null, '1', '0'],
    ['s1', '2', '45'],
    ['s2', '2', '30'],
  ]);
  expect(total).toEqual((await usage(args)).total);
  const ofOne = await usage({ ...args, session: 's1', groupBy: ['SESSION'] });
  expect(ofOne.points.map(({ session, events }) => [session, events])).toEqual([['s1', '2']]);
  expect((await usage({ ...args, session: 's1' })).total).toMatchObject({ events: '2', charged: '45' });
});

test('everyone’s usage is that of the tenant and of no other, also of one session', async () => {
  const all = await usage({ everyone: true, ...days(), bucket: 'DAY' });
  expect(all.total).toMatchObject({ events: '7', charged: '86' });
  const session = await usage({ everyone: true, ...days(), session: 's1', groupBy: ['SUBJECT', 'SESSION'] });
  expect(session.points.map(({ subject, session, events }) => [subject, session, events])).toEqual([
    ['ann', 's1', '2'],
    ['ben', 's1', '1'],
  ]);
  const theirs = await usage({ everyone: true, ...days() }, api.as('globex', 'admin'));
  expect(theirs.total).toMatchObject({ events: '1', charged: '8', paidBy: [{}, { payer: 'FORGIVEN' }] });
});

test('usage of who never used anything is nothing', async () => {
  const { total, points } = await usage({ subject: 'nobody', ...days(), bucket: 'DAY' });
  expect(total).toEqual({ events: '0', charged: '0', quantities: [], paidBy: [] });
  expect(points).toHaveLength(3);
});

describe('a series is refused', () => {
  const refused = async (args: Record<string, unknown>, client = admin) =>
    codesOf(await client.run(USAGE, { ...days(), ...args }));

  test('to who may not read the account, or all of them', async () => {
    const ben = api.as('acme', 'ben');
    expect(await refused({}, ben)).toEqual([]);
    expect(await refused({ subject: 'ann' }, ben)).toEqual(['FORBIDDEN']);
    expect(await refused({ everyone: true }, ben)).toEqual(['FORBIDDEN']);
    expect(await refused({ account: 'acc_00000000000000000000000000000000' })).toEqual(['NOT_FOUND']);
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['everyone and a subject', () => ({ everyone: true, subject: 'ann' })],
    ['an account and a subject', () => ({ account: 'subject:ann', subject: 'ann' })],
    ['a zone that is none', () => ({ timeZone: 'Middle/Earth' })],
    ['an offset for a zone', () => ({ timeZone: '+01:17' })],
    ['a range that is empty', () => ({ from: at(0), to: at(0) })],
    ['a range that runs backwards', () => ({ from: at(1), to: at(0) })],
    ['more than 400 days', () => ({ from: at(-401 * DAY), to: at(0), bucket: 'DAY' })],
    ['more points than 5,000', () => ({ from: at(-300 * DAY), to: at(0) })],
    ['instants before usage began', () => ({ from: '0000-01-01T00:00:00Z', to: '0000-01-02T00:00:00Z' })],
    ['instants beyond all time', () => ({ from: '9999-12-30T00:00:00Z', to: '9999-12-31T23:59:59Z' })],
    ['the sessions of a whole tenant', () => ({ everyone: true, groupBy: ['SESSION'] })],
  ])('for %s, as BAD_USER_INPUT', async (_title, args) => {
    expect(await refused(args())).toEqual(['BAD_USER_INPUT']);
  });

  test('never for the longest ranges that are allowed', async () => {
    const { points } = await usage({ subject: 'ann', from: at(-400 * DAY), to: at(0), bucket: 'DAY' });
    expect(points).toHaveLength(401);
  });
});

describe('on many sums', () => {
  const SLOTS = 2_000;
  const MORE = `
    insert into usage_bucket (tenant_id, account_id, session, slot, product, feature, measure, amount)
    select 'acme', a.id, s.session, date_bin('15 minutes', to_timestamp($1 / 1000.0), 'epoch') - n * interval '15 minutes',
      'meter', 'call', m, 9000000000000000000
    from account a, generate_series(1, ${SLOTS}) n, unnest(array['events', 'charged', 'used:units']) m,
      unnest(array['', 's9']) as s (session)
    where a.tenant_id = 'acme' and a.address = 'subject:many'`;
  const range = () => ({ from: at(-60 * DAY), to: at(-31 * DAY) });

  beforeAll(async () => {
    await setPlan(admin, 'many', 'payg');
    await api.asOwner(MORE, [midnight - 35 * DAY]);
    await api.asOwner('analyze usage_bucket');
  });
  afterAll(() => api.asOwner(`delete from usage_bucket where amount = 9000000000000000000`));

  /** The statements of a query, in transactions that name acme alone. */
  async function ran(args: Record<string, unknown>): Promise<{ text: string; values: unknown[] }[]> {
    const start = statements.mock.calls.length;
    await usage(args);
    const { calls, contexts } = statements.mock;
    const own = new Set<unknown>();
    const found: { text: string; values: unknown[] }[] = [];
    for (let i = start; i < calls.length; i++) {
      const [query] = calls[i] as unknown[] as [string | { text: string; values: unknown[] }];
      const statement = typeof query === 'string' ? { text: query, values: [] } : query;
      if (statement.text === 'commit' || statement.text === 'rollback') own.delete(contexts[i]);
      else if (own.has(contexts[i])) found.push(statement);
      else if (statement.text.includes('spillway.tenants') && statement.values[0] === 'acme') own.add(contexts[i]);
    }
    // Accounts that grants wake are looked for beside all that is asked.
    return found.filter(({ text }) => !text.includes('as g (plan, id)'));
  }

  test('sums are exact beyond 64 bits', async () => {
    const { total } = await usage({ subject: 'many', ...range(), bucket: 'DAY' });
    expect(total.quantities).toEqual([{ dimension: 'units', quantity: String(9_000_000_000_000_000_000n * 2000n) }]);
    expect(total.charged).toBe('18000000000000');
  });

  const groupBy = ['PRODUCT', 'FEATURE', 'SUBJECT'];
  test.each<[string, Record<string, unknown>]>([
    ['of an account', { subject: 'many' }],
    ['of an account by session', { subject: 'many', groupBy: [...groupBy, 'SESSION'] }],
    ['of a session of an account', { subject: 'many', session: 's9' }],
    ['of everyone', { everyone: true }],
    ['of everyone by subject', { everyone: true, groupBy }],
    ['of a session of everyone', { everyone: true, session: 's9' }],
  ])('the series %s is one statement by key, whatever it adds up', async (_title, args) => {
    expect(await ran({ ...days(), ...args })).toHaveLength(1);
    const [sums, ...more] = await ran({ ...range(), ...args });
    expect(more).toEqual([]);
    const plan = await api.app.database.transaction(['acme'], (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(`explain ${sums?.text}`, sums?.values ?? []),
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    const index = args.everyone && args.session === undefined ? 'usage_bucket_of_tenant' : 'usage_bucket_pkey';
    expect(text.match(/usage_bucket_\w+/g)).toEqual([index]);
    expect(text).not.toContain('Seq Scan on usage_bucket');
  });
});
