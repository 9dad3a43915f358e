/** Whoever may read an account is told in time which of its lots will expire: once, in order, without a gap. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { versionOf } from '../../src/catalog/text-version.js';
import { openDatabase } from '../../src/database/database.js';
import { Notice as NoticeRow } from '../../src/books/notice.js';
import { Ledger } from '../../src/books/unit-of-work.js';
import { LiveNotices } from '../../src/notices/live-notices.js';
import { NoticeSweeper } from '../../src/notices/notice-sweeper.js';
import { createLog } from '../../src/log.js';
import { DAY, MINUTE, openTestApi, tokenFor, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, grant, meter, purchase, REFUND, REVOKE, setPlan, type Lot } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

interface Notice {
  id: string;
  kind: string;
  account: string;
  lot: { id: string; remaining: string } | null;
  days: number;
  amount: string;
  expiresAt: string;
  at: string;
  message: string;
}

const FIELDS = 'id kind account lot { id remaining } days amount expiresAt at message';
const NOTICES = `query ($subject: ID, $account: ID, $pool: ID, $first: Int! = 50, $after: String) {
  notices(subject: $subject, account: $account, pool: $pool, first: $first, after: $after) {
    nodes { ${FIELDS} } pageInfo { hasNextPage endCursor }
  }
}`;
const GIVEN = `subscription ($subject: ID, $account: ID, $pool: ID, $afterNotice: ID) {
  noticeGiven(subject: $subject, account: $account, pool: $pool, afterNotice: $afterNotice) { ${FIELDS} }
}`;

/** What gives and tells notices in one process, with a pool and a connection for messages of its own. */
interface Process {
  sweeper: NoticeSweeper;
  live: LiveNotices;
  close(): Promise<void>;
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let one: Process;
let two: Process;

async function openProcess({ mute = false, checkMs = 3_600_000 } = {}): Promise<Process> {
  const log = createLog({ logLevel: 'silent' });
  const database = await openDatabase({ url: api.databaseUrl, entities: [NoticeRow], log, poolSize: 4 });
  const clockOffset = () => api.now() - Date.now();
  const catalog = () => api.app.policies.catalog();
  const ledger = new Ledger({ database, catalog, onCommit: () => {}, clockOffset });
  const told = mute ? { ...database, notify: async () => {} } : database;
  const live = new LiveNotices({ database: told, log, checkMs });
  await live.start();
  const tenants = () => api.app.policies.tenants();
  const sweeper = new NoticeSweeper({ database, ledger, log, tenants, clockOffset, onGiven: live.wake });
  const close = async () => {
    await sweeper.close();
    await live.close();
    await database.close();
  };
  return { sweeper, live, close };
}

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  one = await openProcess();
  two = await openProcess();
});
afterAll(async () => {
  await one.close();
  await two.close();
  await api.close();
  policies.remove();
});

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const inDays = (days: number): string => new Date(api.now() + days * DAY).toISOString();
const lotFor = (subject: string, days: number, more: Record<string, unknown> = {}): Promise<Lot> =>
  grant(admin, { subject, credits: '10', expiresAt: inDays(days), ...more });
const noticesOf = async (who: Record<string, unknown>, client = admin): Promise<Notice[]> =>
  (await client.get<{ nodes: Notice[] }>('notices', NOTICES, who)).nodes;
const daysOf = async (subject: string): Promise<number[]> => (await noticesOf({ subject })).map(({ days }) => days);

/** Lets time pass, and two processes sweep at once. */
async function pass(milliseconds: number): Promise<void> {
  api.moveClock(milliseconds);
  await Promise.all([one.sweeper.sweep(), two.sweeper.sweep()]);
}

/** A subscriber on a socket of its own; null once its stream has ended. */
async function listen(tenant: string, subject: string, variables: Record<string, unknown>) {
  const raw: WebSocket[] = [];
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string | string[]) {
        super(url, protocols);
        raw.push(this);
      }
    },
    connectionParams: { authorization: `Bearer ${await tokenFor(tenant, subject)}` },
    retryAttempts: 0,
  });
  closing.push(() => client.dispose());
  const events = client.iterate<{ noticeGiven: Notice }>({ query: GIVEN, variables });
  const next = async (): Promise<ExecutionResult<{ noticeGiven: Notice }> | null> => {
    const event = await events.next();
    return event.done === true ? null : (event.value as ExecutionResult<{ noticeGiven: Notice }>);
  };
  return { next, drop: () => raw.forEach((socket) => socket.terminate()) };
}

test('a notice is given 30, 7 and 1 days before a lot expires, and at no other time', async () => {
  const lot = await lotFor('year', 40);
  await pass(10 * DAY - MINUTE);
  expect(await noticesOf({ subject: 'year' })).toEqual([]);
  await pass(MINUTE);
  const [notice, ...more] = await noticesOf({ subject: 'year' });
  expect(more).toEqual([]);
  expect(notice).toMatchObject({
    kind: 'LOT_EXPIRES',
    account: lot.account,
    lot: { id: lot.id, remaining: '10' },
    days: 30,
    amount: '10',
    expiresAt: lot.expiresAt,
    message: `10 credits expire within 30 days, at ${lot.expiresAt}.`,
  });
  expect(notice?.id).toMatch(/^ntc_[0-9a-f]{32}$/);
  expect(Date.parse(notice?.expiresAt ?? '') - Date.parse(notice?.at ?? '')).toBeLessThanOrEqual(30 * DAY);
  await pass(23 * DAY - MINUTE);
  expect(await daysOf('year')).toEqual([30]);
  await pass(MINUTE);
  expect(await daysOf('year')).toEqual([7, 30]);
  await pass(6 * DAY - MINUTE);
  expect(await daysOf('year')).toEqual([7, 30]);
  await pass(MINUTE);
  await pass(DAY);
  expect(await daysOf('year')).toEqual([1, 7, 30]);
});

test('a lot that lives shorter than a stage, or is spendable only after it, never comes to it', async () => {
  await lotFor('half-day', 0.5);
  await lotFor('five-days', 5);
  await lotFor('thirty-days', 30);
  await lotFor('later', 20, { effectiveAt: inDays(15) });
  for (const days of [0.4, 3.6, 10, 5.1, 4, 5.9]) await pass(days * DAY);
  expect(await daysOf('half-day')).toEqual([]);
  expect(await daysOf('five-days')).toEqual([1]);
  expect(await daysOf('thirty-days')).toEqual([1, 7]);
  expect(await daysOf('later')).toEqual([1]);
});

test('after a pause of all sweepers only the tightest stage that was reached is told', async () => {
  await lotFor('late', 40);
  await pass(36 * DAY);
  expect(await daysOf('late')).toEqual([7]);
});

test('a process that starts late, and one that learns of a tenant late, tell what fell due before', async () => {
  await lotFor('early', 8);
  api.moveClock(2 * DAY);
  const known = ['globex'];
  const { database, ledger } = api.app;
  const clockOffset = () => api.now() - Date.now();
  const log = createLog({ logLevel: 'silent' });
  const onGiven = () => {};
  const sweeper = new NoticeSweeper({ database, ledger, log, clockOffset, onGiven, tenants: () => known });
  await sweeper.sweep();
  known.push('acme');
  await sweeper.sweep();
  expect(await daysOf('early')).toEqual([7]);
});

test('a lot that is used up, refunded or revoked is not told of; what is held of one is', async () => {
  for (const subject of ['spent', 'refunded', 'revoked', 'held']) await setPlan(admin, subject, 'payg');
  await lotFor('spent', 8);
  await settled(api, admin, usedBy('spent', 10));
  const { id: purchaseId } = await purchase(admin, { subject: 'refunded', credits: '10' });
  await check(admin, meter('refunded', 1, { holdSeconds: 86_400 }));
  await admin.data(REFUND, { input: { purchaseId, idempotencyKey: 'r', reason: 'test' } });
  const { id: lotId } = await lotFor('revoked', 8);
  await admin.data(REVOKE, { input: { lotId, idempotencyKey: 'v', reason: 'test' } });
  await lotFor('held', 7 + 1 / 24);
  await check(admin, meter('held', 10, { holdSeconds: 86_400 }));
  await pass(DAY / 24);
  expect(await noticesOf({ subject: 'held' })).toMatchObject([{ days: 7, amount: '10', lot: { remaining: '0' } }]);
  await pass(DAY - DAY / 24);
  for (const subject of ['spent', 'revoked']) expect([subject, await daysOf(subject)]).toEqual([subject, []]);
  await pass(350 * DAY);
  await pass(14 * DAY);
  expect(await daysOf('refunded')).toEqual([]);
});

test('however many processes sweep at the same moment, each is given once, numbered per account without gaps', async () => {
  const lots = 60;
  for (let i = 0; i < lots; i++) await lotFor(`crowd-${i % 12}`, 8 + (i % 5) / 100);
  api.moveClock(1.5 * DAY);
  const three = await openProcess();
  closing.push(() => three.close());
  const sweeps = [one, two, three].flatMap(({ sweeper }) => [sweeper.sweep(), sweeper.sweep()]);
  const given = (await Promise.all(sweeps)).reduce((sum, count) => sum + count, 0);
  expect(given).toBeLessThanOrEqual(lots);
  const rows = await api.asOwner<{ given: string; last: string; lots: string }>(`
    select count(*) as given, max(no) as last, count(distinct lot_id) as lots
    from notice n join account a on a.tenant_id = n.tenant_id and a.id = n.account_id
    where a.address like 'subject:crowd-%' group by a.id`);
  expect(rows).toEqual(Array.from({ length: 12 }, () => ({ given: '5', last: '5', lots: '5' })));
  expect(await one.sweeper.sweep()).toBe(0);
});

test('more than one page of accounts falls due at one instant', async () => {
  const expiresAt = inDays(8);
  for (let page = 0; page < 5; page++) {
    const grants = Array.from(
      { length: 50 },
      (_, i) => `g${i}: grantCredits(input: { subject: "page-${page * 50 + i}", kind: PROMOTIONAL, credits: "1",
        expiresAt: "${expiresAt}", reason: "test", idempotencyKey: "page-${page}-${i}" }) { id }`,
    );
    await admin.data(`mutation { ${grants.slice(0, 25).join('\n')} }`);
    await admin.data(`mutation { ${grants.slice(25).join('\n')} }`);
  }
  await pass(1.5 * DAY);
  const [found] = await api.asOwner<{ given: string; lots: string }>(`
    select count(*) as given, count(distinct lot_id) as lots
    from notice n join account a on a.tenant_id = n.tenant_id and a.id = n.account_id
    where a.address like 'subject:page-%'`);
  expect(found).toEqual({ given: '250', lots: '250' });
});

test('an account whose row is broken holds up no other, and is told once it is mended', async () => {
  for (const subject of ['broken', 'sound']) await lotFor(subject, 8);
  const set = (windows: string) =>
    api.asOwner(`update account set windows = $1 where address = 'subject:broken'`, [windows]);
  await set('[{"name":"weekly","used":"?","held":"0"}]');
  await pass(1.5 * DAY);
  expect(await daysOf('sound')).toEqual([7]);
  await set('[]');
  await pass(0);
  expect(await daysOf('broken')).toEqual([7]);
});

test('notices are books: the API’s role can neither change nor delete them', async () => {
  await lotFor('sealed', 8);
  await pass(1.5 * DAY);
  const { database } = api.app;
  for (const statement of ['update notice set days = 1', 'delete from notice']) {
    await expect(database.transaction(['acme'], (tx) => tx.query(statement, []))).rejects.toThrow(/permission denied/);
  }
});

test('the newest come first, page by page', async () => {
  for (const days of [8, 8.1, 8.2]) await lotFor('pages', days);
  for (const days of [1.05, 0.1, 0.1]) await pass(days * DAY);
  const all = await noticesOf({ subject: 'pages' });
  expect(all.map(({ expiresAt }) => expiresAt)).toEqual(
    all.map(({ expiresAt }) => expiresAt).sort((a, b) => (a < b ? 1 : -1)),
  );
  const page = (after: string | null) =>
    admin.get<{ nodes: Notice[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>('notices', NOTICES, {
      subject: 'pages',
      first: 2,
      after,
    });
  const first = await page(null);
  const second = await page(first.pageInfo.endCursor);
  expect([...first.nodes, ...second.nodes]).toEqual(all);
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  const wrong = await admin.run(NOTICES, { subject: 'pages', after: 'x' });
  expect(codesOf(wrong)).toEqual(['BAD_USER_INPUT']);
});

test('a socket dropped again and again, in the middle of what is given: every notice once, in order', async () => {
  const lots = 120;
  await lotFor('follower', 8);
  await pass(1.1 * DAY);
  const [known] = await noticesOf({ subject: 'follower' });
  for (let i = 0; i < lots; i++) await lotFor('follower', 7.1 + i / 1000);
  const seen: Notice[] = [];
  const following = (async () => {
    for (let sockets = 1; seen.length < lots; sockets++) {
      const most = 1 + ((sockets * 7) % 13);
      const events = await listen('acme', 'follower', { afterNotice: seen.at(-1)?.id ?? known?.id });
      for (let heard = 0; heard < most && seen.length < lots; heard++) {
        const event = await events.next();
        if (!event?.data) throw new Error(JSON.stringify(event));
        seen.push(event.data.noticeGiven);
      }
      events.drop();
    }
  })();
  for (let given = 0; given < 0.3; given += 0.02) await pass(0.02 * DAY);
  await following;
  const all = await noticesOf({ subject: 'follower', first: 200 });
  // The first lot of all comes to its last stage later: what is told here are the 120 others.
  expect(seen).toEqual(all.slice(0, lots).reverse());
});

test('without a notice to start after, only new ones are told; lost messages are made up for', async () => {
  const deaf = await openProcess({ mute: true, checkMs: 50 });
  closing.push(() => deaf.close());
  const { account } = await lotFor('fresh', 8);
  await lotFor('fresh', 9);
  await pass(1.5 * DAY);
  const [row] = await api.asOwner<{ id: string }>(`select id from account where address = 'subject:fresh'`);
  const watched = { tenant: 'acme', address: 'subject:fresh', accountId: row?.id ?? '' };
  const watches = await Promise.all([deaf, one].map(({ live }) => live.watch(watched, null)));
  const next = watches.map((watch) => watch.next());
  api.moveClock(DAY);
  await Promise.all([deaf.sweeper.sweep(), deaf.sweeper.sweep()]);
  const [notice] = await noticesOf({ account });
  const hint = { tenant: 'acme', accountId: watched.accountId, seq: 2n };
  // `one` has no look of its own: only a message reaches it.
  two.live.wake([hint]);
  for (const given of await Promise.all(next)) {
    expect(given).toMatchObject({ done: false, value: { address: 'subject:fresh', notice: { id: notice?.id } } });
  }
  const waiting = watches.map((watch) => watch.next());
  for (const watch of watches) await watch.return();
  for (const end of waiting) expect(await end).toEqual({ done: true, value: undefined });
  expect([deaf.live.watches, one.live.watches]).toEqual([0, 0]);
});

test("another tenant's notice and account look like missing ones; a plain member reads nobody else's", async () => {
  await lotFor('private', 8);
  await lotFor('other', 8);
  await pass(1.5 * DAY);
  const [[notice], [others]] = [await noticesOf({ subject: 'private' }), await noticesOf({ subject: 'other' })];
  const id = notice?.id ?? '';
  const missing = `ntc_${'0'.repeat(32)}`;
  const NODE = `query ($id: ID!) { node(id: $id) { id ... on Notice { days } } }`;
  expect(await admin.data(NODE, { id })).toEqual({ node: { id, days: 7 } });
  expect(await api.as('acme', 'private').data(NODE, { id })).toEqual({ node: { id, days: 7 } });
  expect(codesOf(await api.as('acme', 'bob').run(NODE, { id }))).toEqual(['FORBIDDEN']);
  expect(codesOf(await api.as('acme', 'bob').run(NOTICES, { subject: 'private' }))).toEqual(['FORBIDDEN']);
  const globex = api.as('globex', 'admin');
  expect(await globex.data(NODE, { id })).toEqual(await globex.data(NODE, { id: missing }));
  const lists = [{ subject: 'private' }, { subject: 'nobody' }, { pool: 'none' }];
  for (const who of lists) expect(await noticesOf(who, globex)).toEqual([]);

  const told = async (tenant: string, subject: string, variables: Record<string, unknown>) => {
    const event = await (await listen(tenant, subject, variables)).next();
    return event?.errors?.map(({ message, extensions }) => [extensions?.code, message]);
  };
  expect(await told('acme', 'bob', { subject: 'private' })).toMatchObject([['FORBIDDEN', expect.anything()]]);
  const account = notice?.account;
  expect(await told('globex', 'admin', { account })).toEqual(await told('globex', 'admin', { account: 'acc_0' }));
  expect(await told('globex', 'admin', { subject: 'private' })).toEqual(
    await told('globex', 'admin', { subject: 'no' }),
  );
  const unknown = await told('acme', 'private', { afterNotice: missing });
  expect(unknown).toMatchObject([['NOT_FOUND', expect.anything()]]);
  expect(await told('acme', 'private', { afterNotice: others?.id })).toEqual(unknown);
  expect(await told('acme', 'private', { afterNotice: 'x' })).toEqual(unknown);
  expect(await told('globex', 'private', { afterNotice: id })).toEqual(unknown);
});

test('a policy edit that takes `read` away ends the stream with FORBIDDEN at the next notice', async () => {
  const ACME = 'acme/policy.csv';
  for (const days of [8, 8.1, 9]) await lotFor('watched', days);
  await pass(1.2 * DAY);
  const [second, first] = await noticesOf({ subject: 'watched' });
  const events = await listen('acme', 'carol', { subject: 'watched', afterNotice: first?.id });
  expect(await events.next()).toMatchObject({ data: { noticeGiven: { id: second?.id } } });
  const sound = policies.read(ACME);
  const edited = policies.edit(ACME, (text) => text.replace('p, role:billing_admin, account:*, read, allow', ''));
  await api.app.policies.whenRead(ACME, versionOf(edited));
  await pass(DAY);
  expect(await events.next()).toMatchObject({
    data: null,
    errors: [{ path: ['noticeGiven'], extensions: { code: 'FORBIDDEN' } }],
  });
  expect(await events.next()).toBeNull();
  await api.app.policies.whenRead(ACME, versionOf(policies.edit(ACME, () => sound)));
});
