/** One process that serves two cells, each a schema of one database: all of it works in both, and nothing crosses. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import pg from 'pg';
import { pino } from 'pino';
import WebSocket from 'ws';
import { LossyProxy } from '../../proof/storm/lossy-proxy.js';
import { Random } from '../../proof/storm/random.js';
import { openApp } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { openSettlementWorker } from '../../src/processes/settlement-worker.js';
import { DAY, MINUTE, openTestApi, SECRET, tokenFor, type Client, type TestApi } from '../support/api.js';
import { account, check, drawn, grant, meter, purchase, RESET, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { expectBooksToReconcile } from '../support/reconcile.js';
import { allSettled, record, USAGE_FIELDS, usedOf, type UsageEvent } from '../support/usage.js';

const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];
const FURTHER = { name: 'second', schema: 'cell_second', tenants: ['globex'] };
const SCHEMA: Record<Tenant, string> = { acme: 'spillway', globex: 'cell_second' };

const CHANGED = `subscription ($subject: ID) {
  balanceChanged(subject: $subject) { account seq snapshot cause balance { available held } }
}`;
const GIVEN = `subscription ($subject: ID) { noticeGiven(subject: $subject) { account days amount } }`;
const TOP_UP = `mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }`;
const TOPPED_UP = `query ($subject: ID!) {
  account(subject: $subject) { autoTopUp { state purchases { nodes { status credits automatic } } } }
}`;
const BALANCE_AT = `query ($subject: ID, $at: DateTime!) { balanceAt(subject: $subject, at: $at) { available held } }`;
const RECONCILE = `{ reconcile(everyone: true) { balances differenceCount accounts pending } }`;
const EVENT = `query ($id: ID!) { node(id: $id) { ... on UsageEvent { ${USAGE_FIELDS} } } }`;
const NODE = `query ($id: ID!) { node(id: $id) { id } }`;

let policies: PolicyCopy;
let api: TestApi;
let admins: Record<Tenant, Client>;
/** The owner's view of a tenant's cell, and of no other. */
let owners: Record<Tenant, pg.Client>;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, furtherCells: [FURTHER] });
  admins = { acme: api.as('acme', 'admin'), globex: api.as('globex', 'admin') };
  const ownerOf = async (tenant: Tenant) => {
    const owner = new pg.Client({ connectionString: api.databaseUrl, options: `-c search_path=${SCHEMA[tenant]}` });
    await owner.connect();
    return owner;
  };
  owners = { acme: await ownerOf('acme'), globex: await ownerOf('globex') };
});
afterAll(async () => {
  for (const owner of Object.values(owners)) await owner.end();
  await api.close();
  policies.remove();
});

/** Does the same in both cells at once, and shows what came of it in each. */
async function inBoth<T>(work: (tenant: Tenant, admin: Client) => Promise<T>): Promise<[acme: T, globex: T]> {
  return Promise.all(TENANTS.map((tenant) => work(tenant, admins[tenant]))) as Promise<[T, T]>;
}

const asOwnerOf = (tenant: Tenant) => ({
  asOwner: async (sql: string, params?: unknown[]) => (await owners[tenant].query(sql, params)).rows as never,
});

/** A subscriber on a socket of its own. */
async function listen<T>(tenant: Tenant, query: string, subject: string) {
  const client: SocketClient = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${await tokenFor(tenant, 'admin')}` },
    retryAttempts: 0,
  });
  const events = client.iterate<Record<string, T>>({ query, variables: { subject } });
  const next = async (): Promise<T> => {
    const { value } = (await events.next()) as { value: unknown };
    const { data, errors } = value as { data?: Record<string, T>; errors?: unknown };
    if (!data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0] as T;
  };
  return { next, close: () => client.dispose() };
}

/** Resolves once no purchase of the tenant is under way. */
async function allBought(tenant: Tenant): Promise<void> {
  for (;;) {
    const { rows } = await owners[tenant].query('select from purchase where unsettled limit 1');
    if (rows.length === 0) return;
  }
}

test('decided: the same address and the same key in both cells are two accounts and two decisions', async () => {
  const input = meter('alice', 30, { idempotencyKey: 'the same' });
  const [acme, globex] = await inBoth(async (_tenant, admin) => {
    await setPlan(admin, 'alice', 'payg');
    const lot = await grant(admin, { subject: 'alice', credits: '100', idempotencyKey: 'the same' });
    const first = await check(admin, input);
    const again = await check(admin, input);
    expect([first.replayed, again.replayed, again.id]).toEqual([false, true, first.id]);
    const { id, balance } = await account(admin, { subject: 'alice' });
    expect(balance).toMatchObject({ available: '70', held: '30' });
    return { ids: [id, lot.id, first.id], draws: drawn(first) };
  });
  expect(acme.draws).toEqual(globex.draws);
  expect(acme.ids.filter((id) => globex.ids.includes(id))).toEqual([]);
  for (const id of acme.ids) expect(await admins.globex.data(NODE, { id })).toEqual({ node: null });
  for (const id of globex.ids) expect(await admins.acme.data(NODE, { id })).toEqual({ node: null });
});

test('settled: usage of both is settled by the one process', async () => {
  const events = await inBoth(async (tenant, admin) => {
    await setPlan(admin, 'user', 'payg');
    await grant(admin, { subject: 'user', credits: '100' });
    const { id } = await check(admin, meter('user', 40));
    const event = await record(admin, usedOf(id, 25));
    await allSettled(asOwnerOf(tenant));
    expect((await account(admin, { subject: 'user' })).balance).toMatchObject({ available: '75', held: '0' });
    return admin.get<UsageEvent>('node', EVENT, { id: event.id });
  });
  for (const event of events) expect(event).toMatchObject({ state: 'SETTLED', usageNo: '1', charge: { amount: '25' } });
});

test('bought: purchases, one that the provider calls back about, and top-ups', async () => {
  await inBoth(async (tenant, admin) => {
    await setPlan(admin, 'buyer', 'payg');
    expect(await purchase(admin, { subject: 'buyer', credits: '60' })).toMatchObject({ status: 'PAID' });
    const slow = { subject: 'buyer', credits: '40', paymentMethod: 'sandbox:slow' };
    expect(await purchase(admin, slow)).toMatchObject({ status: 'PENDING' });
    await allBought(tenant);
    expect((await account(admin, { subject: 'buyer' })).balance).toMatchObject({ purchased: '100' });
    const terms = { threshold: '50', target: '100', monthlyCap: '1000', enabled: true, consent: true };
    await admin.data(TOP_UP, { input: { subject: 'buyer', ...terms } });
    // A hold alone buys nothing: it is usage that does.
    const { id } = await check(admin, meter('buyer', 60));
    await record(admin, usedOf(id, 60));
    await allSettled(asOwnerOf(tenant));
    await allBought(tenant);
    const topUp = { status: 'PAID', credits: '60', automatic: true };
    expect(await admin.data(TOPPED_UP, { subject: 'buyer' })).toEqual({
      account: { autoTopUp: { state: 'READY', purchases: { nodes: [topUp] } } },
    });
  });
});

test('live: over real sockets each hears of its own account alone, also what another process committed', async () => {
  const another = await api.another();
  await inBoth(async (tenant, admin) => {
    await setPlan(admin, 'watched', 'payg');
    const own = await account(admin, { subject: 'watched' });
    const watching = await listen<{ account: string; seq: string; snapshot: boolean }>(tenant, CHANGED, 'watched');
    expect(await watching.next()).toMatchObject({ account: own.id, seq: '1', snapshot: true });
    for (const [i, door] of [api, another, api, another].entries()) {
      await grant(door.as(tenant, 'admin'), { subject: 'watched', credits: '1' });
      const change = { account: own.id, seq: String(i + 2), snapshot: false, cause: 'GRANT' };
      expect(await watching.next()).toMatchObject(change);
    }
    await watching.close();
  });
});

test('told in time: a process that starts gives the notices that are due in both cells', async () => {
  const expiresAt = new Date(api.now() + 8 * DAY).toISOString();
  const watching = await inBoth(async (tenant, admin) => {
    await grant(admin, { subject: 'expiring', credits: '5', expiresAt });
    return { own: await account(admin, { subject: 'expiring' }), ...(await listen(tenant, GIVEN, 'expiring')) };
  });
  const given = watching.map(({ next }) => next());
  api.moveClock(1.5 * DAY);
  await api.another();
  for (const [i, notice] of (await Promise.all(given)).entries()) {
    expect(notice).toEqual({ account: watching[i]?.own.id, days: 7, amount: '5' });
    await watching[i]?.close();
  }
});

test('reset: the allowances of one tenant, in its own cell', async () => {
  await inBoth(async (_tenant, admin) => {
    await setPlan(admin, 'windowed', 'twin');
    expect(await check(admin, meter('windowed', 50))).toMatchObject({ outcome: 'ALLOWED' });
  });
  const input = { everyone: true, idempotencyKey: 'the same' };
  const usedIn = async (admin: Client) =>
    (await account(admin, { subject: 'windowed' })).windows.map(({ remaining }) => remaining);
  await admins.globex.data(RESET, { input });
  expect([await usedIn(admins.acme), await usedIn(admins.globex)]).toEqual([
    ['0', '30'],
    ['50', '80'],
  ]);
  await admins.acme.data(RESET, { input });
  expect(await usedIn(admins.acme)).toEqual(['50', '80']);
});

test('time passes: a hold expires on an account that nobody touches, and balanceAt knows it', async () => {
  const subject = 'idle';
  const holds = await inBoth(async (tenant, admin): Promise<[Decision, () => Promise<{ cause: string }>]> => {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '10' });
    const hold = await check(admin, meter(subject, 10, { holdSeconds: 60 }));
    const watching = await listen<{ cause: string }>(tenant, CHANGED, subject);
    await watching.next();
    return [hold, watching.next];
  });
  const waiting = holds.map(([, next]) => next());
  api.moveClock(2 * MINUTE);
  for (const change of await Promise.all(waiting)) {
    expect(change).toMatchObject({ cause: 'HOLD_EXPIRED', balance: { available: '10', held: '0' } });
  }
  await inBoth(async (_tenant, admin) => {
    const at = async (instant: number) =>
      admin.get('balanceAt', BALANCE_AT, { subject, at: new Date(instant).toISOString() });
    expect(await at(api.now() - 90_000)).toMatchObject({ held: '10' });
    expect(await at(api.now())).toMatchObject({ held: '0' });
  });
});

test('reconciled and audited: no difference in either cell, and no row of another tenant', async () => {
  await inBoth(async (tenant, admin) => {
    await allSettled(asOwnerOf(tenant));
    const { reconcile } = await admin.data<{ reconcile: object }>(RECONCILE);
    expect(reconcile).toEqual({ balances: true, differenceCount: '0', accounts: expect.any(String), pending: '0' });
    await expectBooksToReconcile(owners[tenant]);
    const { rows } = await owners[tenant].query<{ name: string }>(`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace`);
    expect(rows.length).toBeGreaterThan(10);
    for (const { name } of rows) {
      const found = await owners[tenant].query<{ tenant: string }>(`select distinct tenant_id as tenant from ${name}`);
      expect([name, found.rows.filter((row) => row.tenant !== tenant)]).toEqual([name, []]);
    }
    const { rowCount } = await owners[tenant].query('select from catalog_version');
    expect(rowCount).toBe(1);
  });
});

test('a unit of work that is given a tenant of another cell is refused, and writes nothing', async () => {
  const ledgers = TENANTS.map((tenant) => api.app.partsOf(tenant).ledger);
  for (const ledger of ledgers) {
    const keys = TENANTS.map((tenant) => ({ tenant, address: 'subject:strayed' }));
    const request = { lock: keys, create: keys.map((key) => ({ ...key, plan: 'payg' })) };
    await expect(ledger.work([...TENANTS], request, () => 'done')).rejects.toThrow(/does not live in the cell/);
  }
  for (const owner of Object.values(owners)) {
    expect((await owner.query(`select from account where address = 'subject:strayed'`)).rowCount).toBe(0);
  }
});

describe('a process of its own', () => {
  const config = () =>
    readConfig({
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', SPILLWAY_JWT_SECRET: SECRET },
      ...{ SPILLWAY_POLICY_DIR: policies.dir, SPILLWAY_SETTLEMENT: 'off' },
    });
  const options = () => ({ config: config(), databaseUrl: api.databaseUrl, furtherCells: [FURTHER] });
  const log = pino({ level: 'silent' });

  test('that loses the connections of one cell goes on in the other, and says how many are lost', async () => {
    await inBoth((_tenant, admin) => setPlan(admin, 'shown', 'payg'));
    const [database, random] = [new URL(api.databaseUrl), new Random(1)];
    const ways = { acme: new LossyProxy(database, random), globex: new LossyProxy(database, random) };
    const furtherCells = [{ ...FURTHER, url: await ways.globex.listen() }];
    const app = await openApp({ ...options(), databaseUrl: await ways.acme.listen(), furtherCells, log });
    const ready = async () => {
      const response = await fetch(`${app.url}/ready`);
      const { status, cells, cellsLost } = (await response.json()) as Record<string, unknown>;
      return { code: response.status, status, cells, cellsLost };
    };
    const show = async (tenant: Tenant) => {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenFor(tenant, 'admin')}` },
        body: JSON.stringify({ query: '{ account(subject: "shown") { plan } }' }),
      });
      return (await response.json()) as { data: unknown; errors?: unknown[] };
    };
    const shown = { data: { account: { plan: 'payg' } } };
    try {
      expect(await ready()).toEqual({ code: 200, status: 'ready', cells: 2, cellsLost: 0 });
      expect([await show('acme'), await show('globex')]).toEqual([shown, shown]);
      ways.globex.close();
      expect(await ready()).toEqual({ code: 200, status: 'ready', cells: 2, cellsLost: 1 });
      expect(await show('acme')).toEqual(shown);
      expect((await show('globex')).errors).toHaveLength(1);
      ways.acme.close();
      expect(await ready()).toMatchObject({ code: 503, cellsLost: 2 });
    } finally {
      await app.close();
      for (const way of Object.values(ways)) way.close();
    }
  });

  test('that only settles works in both cells', async () => {
    const quiet = await openTestApi({ policyDir: policies.dir, settlement: 'off', furtherCells: [FURTHER] });
    for (const tenant of TENANTS) {
      const admin = quiet.as(tenant, 'admin');
      await setPlan(admin, 'user', 'payg');
      await grant(admin, { subject: 'user', credits: '100' });
      const { id } = await check(admin, meter('user', 40));
      await record(admin, usedOf(id, 25));
    }
    const worker = await openSettlementWorker({ ...options(), databaseUrl: quiet.databaseUrl, log });
    for (const tenant of TENANTS) {
      const { database } = quiet.app.partsOf(tenant);
      const pending = () =>
        database.transaction([tenant], (tx) => tx.query('select from account where settled_no < usage_no', []));
      while ((await pending()).length > 0) continue;
      const { balance } = await account(quiet.as(tenant, 'admin'), { subject: 'user' });
      expect(balance).toMatchObject({ available: '75', held: '0' });
    }
    expect(worker.settled).toBe(2);
    await worker.close();
    await quiet.close();
  });
});
