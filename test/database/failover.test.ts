/**
 * A failover with real servers: while nothing can be written calls are refused with a known outcome, and once a standby
 * is promoted the process finds it by itself, where DATABASE_URL names both.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditBooks } from '../../src/audit/audit-books.js';
import { openDatabase } from '../../src/database/database.js';
import { hostsOf, isDatabaseUrl } from '../../src/database/database-url.js';
import { migrate } from '../../src/database/migrate.js';
import { openSession } from '../../src/database/open-session.js';
import { createLog } from '../../src/log.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { doorAt, OPERATOR_SECRET, SECRET, type Client } from '../support/api.js';
import { CHECK, check, grant, meter, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { startPair, type PostgresPair } from '../support/postgres-pair.js';

const log = createLog({ logLevel: 'silent' });
const PATIENCE_MS = 20_000;

let pair: PostgresPair;
let policies: PolicyCopy;
let app: App;
let admin: Client;
beforeAll(async () => {
  pair = await startPair();
  policies = exactPolicies();
  await migrate({ url: pair.bothUrl() });
  await pair.on(pair.primary, `create role login login password 'login' in role spillway_api`);
  const settings = { HOST: '127.0.0.1', PORT: '0', SPILLWAY_POLICY_DIR: policies.dir, SPILLWAY_JWT_SECRET: SECRET };
  const config = readConfig({ ...settings, SPILLWAY_OPERATOR_JWT_SECRET: OPERATOR_SECRET, LOG_LEVEL: 'silent' });
  app = await openApp({ config, databaseUrl: pair.bothUrl('login'), log });
  admin = doorAt(app.url).as('acme', 'admin');
  await setPlan(admin, 'ann', 'payg');
  await grant(admin, { subject: 'ann', credits: '100' });
}, 120_000);
afterAll(async () => {
  await app.close();
  await pair.close();
  policies.remove();
}, 60_000);

async function ready(): Promise<[number, string]> {
  const response = await fetch(`${app.url}/ready`);
  return [response.status, ((await response.json()) as { status: string }).status];
}

/** Asks until the answer is as it should be. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (const give = Date.now() + PATIENCE_MS; ;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > give) throw new Error(`still ${JSON.stringify(answer)}`);
  }
}

test('a server that takes no writes is OVERLOADED without effect and not ready; the one that is promoted is found, key by key once', async () => {
  const before = await check(admin, meter('ann', 10));
  expect([before.outcome, (await ready())[0]]).toEqual(['ALLOWED', 200]);

  // As a primary that lost its place, or whose disk is full, looks to those who are connected.
  await pair.on(pair.primary, 'alter system set default_transaction_read_only = on');
  await pair.on(pair.primary, 'select pg_reload_conf()');
  await until(ready, ([status]) => status === 503);
  const input = meter('ann', 20, { idempotencyKey: 'through the failover' });
  const ask = () => admin.run<{ checkAccess: Decision }>(CHECK, { input });
  for (let time = 0; time < 3; time++) {
    const { errors } = await ask();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', retryable: true });
    expect(errors?.[0]?.extensions).not.toHaveProperty('outcomeUnknown');
  }
  expect(await ready()).toEqual([503, expect.stringMatching(/takes no writes|does not answer/)]);

  await pair.caughtUp();
  await pair.promote();
  const answer = await until(ask, ({ errors }) => errors === undefined);
  expect(answer.data?.checkAccess).toMatchObject({ outcome: 'ALLOWED', replayed: false });
  await until(ready, ([status]) => status === 200);
  expect((await ask()).data?.checkAccess).toMatchObject({ replayed: true, id: answer.data?.checkAccess.id });
  expect(await pair.on(pair.standby, 'select count(*)::int as n from spillway.decision')).toEqual([{ n: 2 }]);
}, 60_000);

test('what listens goes to the promoted server too, once the old one is gone, and the books hold there', async () => {
  const database = await openDatabase({ url: pair.bothUrl('login'), entities: [], log, poolSize: 2 });
  try {
    const heard = Promise.withResolvers<string>();
    await database.listen('spillway_test', { message: heard.resolve, reconnected: () => undefined });
    await pair.primary.stop();
    await until(
      () =>
        app.database.notify('spillway_test', 'moved').then(
          () => true,
          () => false,
        ),
      (sent) => sent,
    );
    expect(await heard.promise).toBe('moved');
    expect((await check(admin, meter('ann', 5))).outcome).toBe('ALLOWED');
    const owner = await openSession({ url: pair.bothUrl() });
    const broken = (await auditBooks(owner, [], { most: 1 })).filter(({ count }) => count > 0);
    await owner.end();
    expect(broken).toEqual([]);
  } finally {
    await database.close();
  }
}, 60_000);

test('a host that answers nothing does not keep a process from the next one', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const url = pair.bothUrl('login').replace(/@[^,]+,/, `@127.0.0.1:${port},127.0.0.1:1,`);
  const database = await openDatabase({ url, entities: [], log, poolSize: 1 });
  expect(await database.transaction([], (tx) => tx.query('select 1 as one', []))).toEqual([{ one: 1 }]);
  await database.close();
  silent.close();
});

test('an address names one host or several, with their ports, and each has all the rest of it', () => {
  const url = 'postgresql://app:p%40ss@one:5433,two,[::1]:5434/books?sslmode=require';
  expect(hostsOf(url)).toEqual([
    'postgresql://app:p%40ss@one:5433/books?sslmode=require',
    'postgresql://app:p%40ss@two/books?sslmode=require',
    'postgresql://app:p%40ss@[::1]:5434/books?sslmode=require',
  ]);
  expect(hostsOf('postgres://one/books?host=/run/a,b')).toEqual(['postgres://one/books?host=/run/a,b']);
  for (const good of [url, 'postgres://x/y', 'postgresql:///books?host=/run/postgresql']) {
    expect([good, isDatabaseUrl(good)]).toEqual([good, true]);
  }
  const many = Array.from({ length: 11 }, (_, i) => `h${i}`).join();
  for (const bad of [
    'mysql://x/y',
    'x',
    '',
    'postgres://h:port/x',
    'postgres://h1:1,h2:no/x',
    `postgres://${many}/x`,
  ]) {
    expect([bad, isDatabaseUrl(bad)]).toEqual([bad, false]);
  }
});
