/**
 * The official graphql-ws client with its own reconnecting: whichever way a socket ends, a watcher misses nothing, and
 * where coming back is useless the client does not try.
 */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { openApp } from '../../src/processes/app.js';
import { SpillwayError } from '../../src/errors.js';
import { readConfig } from '../../src/processes/config.js';
import { signToken, type Caller } from '../../src/server/token.js';
import { noTokens, startFrame, tokenFor as frameToken } from '../server/frame.js';
import { openTestApi, SECRET, tokenFor, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { follow, Folded, openBalancer, resuming, socketUrl, type Balancer } from './socket-door.js';

let api: TestApi;
let policies: PolicyCopy;
let balancer: Balancer;
const clients: Client[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  balancer = await openBalancer(api.url);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(async () => {
  await balancer.close();
  await api.close();
  policies.remove();
});

/** The client as its documentation has it; only the wait between two tries is the test's. */
function connect(options: Partial<ClientOptions> & Pick<ClientOptions, 'connectionParams'>): Client {
  const client = createClient({
    url: socketUrl(balancer.url),
    webSocketImpl: WebSocket,
    retryWait: async () => {},
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

describe('a watcher whose socket ends comes back by itself', () => {
  test.each<[string, number, (client: Client) => void]>([
    ['the door restarts', 1012, () => balancer.sendAway(1012)],
    ['the door cannot take it now', 1013, () => balancer.sendAway(1013)],
    ['the door asks for another token', 4403, () => balancer.sendAway(4403)],
    ['the connection breaks', 1006, () => balancer.cut()],
    ['the client itself gives the socket up', 4499, (client) => client.terminate()],
  ])('%s (%i): resumed after the last seq, each change comes once', async (_, code, end) => {
    const subject = `watcher-${code}`;
    await fund(subject);
    const folded = new Folded();
    const closed: unknown[] = [];
    let goOn = () => {};
    const away = new Promise<void>((resolve) => (goOn = resolve));
    const client = connect({ connectionParams: as(subject), retryWait: () => away });
    client.on('closed', (event) => closed.push((event as CloseEvent).code));
    const ended = follow(client, folded, resuming(folded));
    await use(subject, 2);
    await folded.standsAt(4n);
    end(client);
    await use(subject, 3);
    expect(folded.seq).toBe(4n);
    goOn();
    await folded.standsAt(7n);
    await use(subject, 1);
    await folded.standsAt(8n);
    expect([closed, folded.snapshots]).toEqual([[code], 1]);
    expect(folded.is(await account(api.as('acme', subject)))).toBe(true);
    await client.dispose();
    await ended;
  });

  test('its process drains (1001): another one goes on where that one stopped', async () => {
    const settings = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', SPILLWAY_JWT_SECRET: SECRET };
    const config = readConfig({ ...settings, SPILLWAY_POLICY_DIR: policies.dir });
    const { databaseUrl } = api;
    const old = await openApp({ config, databaseUrl, log: pino({ level: 'silent' }) });
    await fund('drained');
    balancer.leadTo(old.url);
    const folded = new Folded();
    const closed: unknown[] = [];
    const client = connect({ connectionParams: as('drained') });
    client.on('closed', (event) => closed.push((event as CloseEvent).code));
    const ended = follow(client, folded, resuming(folded));
    await folded.standsAt(2n);
    balancer.leadTo(api.url);
    await Promise.all([use('drained', 5), old.close()]);
    await folded.standsAt(7n);
    expect([closed, folded.snapshots]).toEqual([[1001], 1]);
    expect(folded.is(await account(api.as('acme', 'drained')))).toBe(true);
    await client.dispose();
    await ended;
  });

  test('without afterSeq it starts from a fresh snapshot, and is as right', async () => {
    await fund('forgetful');
    const folded = new Folded();
    const client = connect({ connectionParams: as('forgetful') });
    const ended = follow(client, folded, {});
    await folded.standsAt(2n);
    balancer.cut();
    await use('forgetful', 3);
    await folded.standsAt(5n);
    expect(folded.snapshots).toBe(2);
    expect(folded.is(await account(api.as('acme', 'forgetful')))).toBe(true);
    await client.dispose();
    await ended;
  });

  test('the keys cannot be fetched while it connects (1013): it tries again and is let in', async () => {
    const alice: Caller = {
      tenant: 'acme',
      subject: 'alice',
      operator: false,
      groups: [],
      scope: null,
      expiresAt: Date.now() + 600_000,
    };
    let tries = 0;
    const verify = async () => {
      tries += 1;
      if (tries < 3) throw new SpillwayError('OVERLOADED', 'Later.');
      return alice;
    };
    const frame = await startFrame({ tokens: { ...noTokens, verify } });
    const client = connect({ url: socketUrl(frame.server.url), connectionParams: { authorization: 'Bearer a.b.c' } });
    const answers = client.iterate({ query: '{ whoami }' });
    expect(await answers.next()).toMatchObject({ value: { data: { whoami: 'acme/alice' } } });
    expect(tries).toBe(3);
    await client.dispose();
    await frame.server.close();
  });
});

describe('a client that has nothing to come back for does not', () => {
  const alice = as('alice');
  test.each<[string, number, Partial<ClientOptions> & Pick<ClientOptions, 'connectionParams'>]>([
    ['no token', 4401, { connectionParams: {} }],
    ['a broken token', 4401, { connectionParams: { authorization: 'Bearer x.y.z' } }],
    ['a message that is none', 4400, { connectionParams: alice, jsonMessageReplacer: withoutQuery }],
    ['one id for two operations', 4409, { connectionParams: alice, generateID: () => 'same' }],
  ])('%s (%i) is told so once', async (_, code, options) => {
    const client = connect(options);
    let connections = 0;
    client.on('connecting', () => (connections += 1));
    const watches = [1, 2].map(() => follow(client, new Folded(), {}));
    for (const watch of watches) await expect(watch).rejects.toMatchObject({ code });
    expect(connections).toBe(1);
  });

  function withoutQuery(key: string, value: unknown): unknown {
    return key === 'query' ? undefined : value;
  }
});

test('a token that expires ends the socket with 4403: the client comes back with a fresh one, and no gap', async () => {
  await fund('expiring');
  const claims = { secret: SECRET, issuer: 'spillway', audience: 'spillway', tenant: 'acme', subject: 'expiring' };
  let asked = 0;
  const connectionParams = async () => {
    asked += 1;
    return { authorization: `Bearer ${await signToken({ ...claims, expiresInSeconds: asked === 1 ? 3 : 600 })}` };
  };
  const folded = new Folded();
  const client = connect({ connectionParams });
  const ended = new Promise((resolve) => client.on('closed', resolve));
  const followed = follow(client, folded, resuming(folded));
  await folded.standsAt(2n);
  expect(await ended).toMatchObject({ code: 4403, reason: 'The token has expired' });
  await use('expiring', 3);
  await folded.standsAt(5n);
  expect([asked, folded.snapshots]).toEqual([2, 1]);
  expect(folded.is(await account(api.as('acme', 'expiring')))).toBe(true);
  await client.dispose();
  await followed;
});

describe('a socket that lives', () => {
  test('answers the pings of a client, and tells it nothing else', async () => {
    const client = connect({ connectionParams: as('alice'), keepAlive: 5 });
    const folded = new Folded();
    const ended = follow(client, folded, {});
    const pongs: boolean[] = [];
    let closed = 0;
    client.on('closed', () => (closed += 1));
    await new Promise<void>((resolve) =>
      client.on('pong', (received) => {
        if (pongs.push(received) === 5) resolve();
      }),
    );
    expect([pongs, closed]).toEqual([[true, true, true, true, true], 0]);
    await client.dispose();
    await ended;
  });

  test('frees what an operation had when its client completes it, and nothing of the others', async () => {
    const frame = await startFrame();
    const connectionParams = { authorization: `Bearer ${await frameToken('alice')}` };
    const client = connect({ url: socketUrl(frame.server.url), connectionParams });
    let connections = 0;
    client.on('connecting', () => (connections += 1));
    const watch = async () => {
      const subscribed = once(frame.events, 'subscribed');
      const ticks = client.iterate<{ ticks: number }>({ query: 'subscription { ticks }' });
      const first = ticks.next();
      await subscribed;
      return { ticks, first };
    };
    const [kept, left] = [await watch(), await watch()];
    expect(frame.sources()).toBe(2);
    const unsubscribed = once(frame.events, 'unsubscribed');
    await left.ticks.return?.();
    await unsubscribed;
    expect(frame.sources()).toBe(1);
    frame.events.emit('tick');
    expect(await kept.first).toMatchObject({ value: { data: { ticks: expect.any(Number) } } });
    expect(connections).toBe(1);
    const lastGone = once(frame.events, 'unsubscribed');
    await client.dispose();
    await lastGone;
    expect(frame.sources()).toBe(0);
    await frame.server.close();
  });
});
