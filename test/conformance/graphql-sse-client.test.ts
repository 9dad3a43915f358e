/**
 * The official graphql-sse client, and urql's own transport: whichever way a stream ends, a watcher comes back by itself
 * and misses nothing.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { createClient, type Client, type ClientOptions } from 'graphql-sse';
import { pino } from 'pino';
import { openApp } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { signToken } from '../../src/server/token.js';
import { openTestApi, SECRET, tokenFor, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { openLine, type Line } from './line.js';
import { CHANGE_FIELDS, Folded, resuming, type Change } from './socket-door.js';

let api: TestApi;
let policies: PolicyCopy;
let line: Line;
const clients: Client[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  line = await openLine(api.url);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});
afterAll(async () => {
  await line.close();
  await api.close();
  policies.remove();
});

/** The client as its documentation has it; only the wait between two tries is the test's. */
function open(options: Pick<ClientOptions, 'headers'> & Partial<ClientOptions>): Client {
  const client = createClient({
    url: line.url,
    retryAttempts: 1000,
    retry: async () => {},
    ...options,
  });
  clients.push(client);
  return client;
}

const as = (subject: string) => async () => ({ authorization: `Bearer ${await tokenFor('acme', subject)}` });

/** An account of lots only, with 100 credits: its `seq` is 2 then. */
async function fund(subject: string): Promise<void> {
  const admin = api.as('acme', 'admin');
  await setPlan(admin, subject, 'payg');
  await grant(admin, { subject, credits: '100' });
}

const use = async (subject: string, times: number) => {
  for (let i = 0; i < times; i += 1) await check(api.as('acme', subject), meter(subject, 1));
};

const WATCH = `subscription ($afterSeq: Uint64) { balanceChanged(afterSeq: $afterSeq) { ${CHANGE_FIELDS} } }`;

/** Watches the caller's own balance; the promise ends as the subscription does. */
function follow(client: Client, folded: Folded, variables: object): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe<{ balanceChanged: Change }>(
      { query: WATCH, variables: variables as Record<string, unknown> },
      {
        next: ({ data, errors }) =>
          data ? folded.add(data.balanceChanged) : reject(new Error(JSON.stringify(errors))),
        error: reject,
        complete: resolve,
      },
    );
  });
}

describe('a watcher whose stream ends comes back by itself, and each change comes once', () => {
  const isRight = async (subject: string, folded: Folded) =>
    expect(folded.is(await account(api.as('acme', subject)))).toBe(true);

  test('when the connection breaks, again and again', async () => {
    await fund('cut');
    const folded = new Folded();
    void follow(open({ headers: as('cut') }), folded, resuming(folded)).catch(() => {});
    await folded.standsAt(2n);
    for (let i = 0n; i < 5n; i += 1n) {
      line.cut();
      await use('cut', 2);
      await folded.standsAt(2n + 2n * (i + 1n));
    }
    expect(folded.snapshots).toBe(1);
    await isRight('cut', folded);
  });

  test('when its token expires: the next one is asked for', async () => {
    await fund('expiring');
    const folded = new Folded();
    let asked = 0;
    const headers = async () => {
      asked += 1;
      const claims = { secret: SECRET, issuer: 'spillway', audience: 'spillway', tenant: 'acme', subject: 'expiring' };
      return { authorization: `Bearer ${await signToken({ ...claims, expiresInSeconds: asked === 1 ? 2 : 600 })}` };
    };
    let again = () => {};
    const reopened = new Promise<void>((resolve) => (again = resolve));
    const client = open({ headers, retry: async () => again() });
    void follow(client, folded, resuming(folded)).catch(() => {});
    await folded.standsAt(2n);
    await reopened;
    await use('expiring', 3);
    await folded.standsAt(5n);
    expect([asked, folded.snapshots]).toEqual([2, 1]);
    await isRight('expiring', folded);
  });

  test('when its process drains: another one goes on where that one stopped', async () => {
    const settings = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', SPILLWAY_JWT_SECRET: SECRET };
    const config = readConfig({ ...settings, SPILLWAY_POLICY_DIR: policies.dir });
    const old = await openApp({ config, databaseUrl: api.databaseUrl, log: pino({ level: 'silent' }) });
    await fund('drained');
    line.leadTo(old.url);
    const folded = new Folded();
    void follow(open({ headers: as('drained') }), folded, resuming(folded)).catch(() => {});
    await folded.standsAt(2n);
    line.leadTo(api.url);
    await Promise.all([use('drained', 5), old.close()]);
    await folded.standsAt(7n);
    expect(folded.snapshots).toBe(1);
    await isRight('drained', folded);
  });
});

test('what is refused in the stream ends the operation, and the client does not come back', async () => {
  const client = open({ headers: as('bob') });
  const results: unknown[] = [];
  await new Promise<void>((resolve, reject) =>
    client.subscribe(
      { query: 'subscription { balanceChanged(subject: "alice") { seq } }' },
      { next: (result) => results.push(result), error: reject, complete: resolve },
    ),
  );
  expect(results).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
});

test('urql needs no exchange for subscriptions: it asks for events by itself, and for JSON else', async () => {
  await fund('urql');
  const authorization = `Bearer ${await tokenFor('acme', 'urql')}`;
  const client = new UrqlClient({
    url: `${api.url}/graphql`,
    fetchOptions: { headers: { authorization } },
    fetchSubscriptions: true,
    preferGetMethod: false,
    exchanges: [fetchExchange],
  });
  const folded = new Folded();
  const watch = client.subscription<{ balanceChanged: Change }>(WATCH, {}).subscribe(({ data, error }) => {
    if (error) throw error;
    if (data) folded.add(data.balanceChanged);
  });
  await folded.standsAt(2n);
  await use('urql', 3);
  await folded.standsAt(5n);
  const query = '{ account { seq balance { available held } } }';
  const { data } = await client.query<{ account: Parameters<Folded['is']>[0] }>(query, {}).toPromise();
  expect(folded.is(data!.account)).toBe(true);
  watch.unsubscribe();
});
