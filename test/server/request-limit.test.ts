/** So many calls a minute from one caller, over HTTP and sockets together, and so many bad tokens from one address. */
import { afterEach, expect, test } from '@jest/globals';
import { SpillwayError } from '../../src/errors.js';
import { admission } from '../../src/server/admit-caller.js';
import { readConfig } from '../../src/processes/config.js';
import { limits } from '../../src/server/limits.js';
import { type Frame, noTokens, startFrame, tokenFor } from './frame.js';
import { ask, greeted, raw } from './raw-socket.js';

const realNow = Date.now;
afterEach(() => {
  Date.now = realNow;
});

const bearer = async (subject: string, tenant = 'acme') => ({
  authorization: `Bearer ${await tokenFor(subject, 600, tenant)}`,
});
const WRITE = { query: 'mutation { write(text: "x") }' };
const toldBy = ({ headers }: { headers: Headers }) =>
  ['ratelimit-policy', 'ratelimit', 'retry-after'].map((name) => headers.get(name));

/** How many contexts were made so far, this one's included: one per operation that was let in. */
async function served(frame: Frame): Promise<number> {
  const { data } = await frame.post({ query: '{ serial }' }, await bearer('auditor', 'globex'));
  return Number(data?.serial);
}

test('every answer says how many calls are left; one too many is 429, typed, says when, and does nothing', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 3 } });
  const headers = await bearer('bob');
  for (const left of [2, 1, 0]) {
    const answer = await frame.post(WRITE, headers);
    expect(answer).toMatchObject({ status: 200, data: { write: 'x' } });
    expect(toldBy(answer)).toEqual([
      '"caller";q=3;w=60',
      expect.stringMatching(`^"caller";r=${left};t=(60|59)$`),
      null,
    ]);
  }
  const before = await served(frame);
  const refused = await frame.post(WRITE, headers);
  expect(refused.status).toBe(429);
  expect(refused.data).toBeUndefined();
  const wait = refused.headers.get('retry-after') ?? '';
  expect(wait).toMatch(/^(60|59)$/);
  expect(toldBy(refused).slice(0, 2)).toEqual(['"caller";q=3;w=60', `"caller";r=0;t=${wait}`]);
  expect(refused.errors).toEqual([
    {
      message: `At most 3 calls a minute per caller: wait ${wait} s.`,
      extensions: { code: 'RATE_LIMITED', retryable: true, requestId: refused.headers.get('x-request-id') },
    },
  ]);
  expect(await served(frame)).toBe(before + 1);
  await frame.server.close();
});

test('nobody else pays for it: neither another subject, nor the same name in another tenant', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 1 } });
  for (const headers of [await bearer('bob'), await bearer('bob', 'globex'), await bearer('alice')]) {
    expect((await frame.post(WRITE, headers)).status).toBe(200);
    expect((await frame.post(WRITE, headers)).status).toBe(429);
  }
  await frame.server.close();
});

test('another token of the same subject is the same caller', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 1 } });
  expect((await frame.post(WRITE, await bearer('bob'))).status).toBe(200);
  const another = { authorization: `Bearer ${await tokenFor('bob', 599)}` };
  expect((await frame.post(WRITE, another)).status).toBe(429);
  await frame.server.close();
});

test('a minute after the first request the count begins anew', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 1 } });
  const headers = await bearer('bob');
  expect((await frame.post(WRITE, headers)).status).toBe(200);
  Date.now = () => realNow() + 59_000;
  expect((await frame.post(WRITE, headers)).status).toBe(429);
  Date.now = () => realNow() + 61_000;
  expect((await frame.post(WRITE, headers)).status).toBe(200);
  await frame.server.close();
});

test('a socket counts as its caller does elsewhere; what is refused ends there, and the socket stays', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 3 } });
  const socket = await greeted(frame, 600, 'acme', 'bob');
  expect(await ask(socket, '{ whoami }')).toMatchObject({ type: 'next', payload: { data: { whoami: 'acme/bob' } } });
  expect((await frame.post(WRITE, await bearer('bob'))).headers.get('ratelimit')).toMatch(/^"caller";r=0;/);
  const before = await served(frame);
  for (const operation of ['mutation { write(text: "x") }', '{ whoami }', 'subscription { ticks }']) {
    expect(await ask(socket, operation)).toMatchObject({
      type: 'error',
      payload: [
        {
          message: expect.stringMatching(/^At most 3 calls a minute per caller: wait \d+ s\.$/),
          extensions: { code: 'RATE_LIMITED', retryable: true, requestId: expect.any(String) },
        },
      ],
    });
  }
  expect(await served(frame)).toBe(before + 1);
  expect(frame.sources()).toBe(0);
  Date.now = () => realNow() + 61_000;
  expect(await ask(socket, '{ whoami }')).toMatchObject({ type: 'next' });
  socket.socket.terminate();
  await frame.server.close();
});

test('a caller who may make no more calls opens no more sockets, and is told to come back', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 1 } });
  await greeted(frame);
  const second = await raw(frame);
  second.send({ type: 'connection_init', payload: await bearer('alice') });
  expect(await second.closed).toEqual([1013, expect.stringContaining('At most 1 calls a minute')]);
  await frame.server.close();
});

test('bad tokens count for their address, over HTTP and sockets together; beyond that none is looked at', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 4 } });
  const known = await bearer('bob');
  expect((await frame.post(WRITE, known)).status).toBe(200);
  for (const authorization of ['', 'Bearer x.y.z', `Bearer ${await tokenFor('eve', 600, 'initech')}`]) {
    const answer = await frame.post(WRITE, { authorization });
    expect([answer.status, toldBy(answer)[0]]).toEqual([401, '"address";q=4;w=60']);
  }
  const guess = async () => {
    const socket = await raw(frame);
    socket.send({ type: 'connection_init', payload: { authorization: 'Bearer x.y.z' } });
    return (await socket.closed)[0];
  };
  expect([await guess(), await guess()]).toEqual([4401, 1013]);
  const stranger = await frame.post(WRITE, await bearer('carol'));
  expect(stranger).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }] });
  expect(stranger.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await frame.post(WRITE, known)).toMatchObject({ status: 200 });
  await frame.server.close();
});

test('an IPv6 network of 2^64 addresses is one address', async () => {
  const refuse = (): never => {
    throw new SpillwayError('UNAUTHENTICATED', 'no');
  };
  const own = admission({
    tokens: { ...noTokens, verify: async () => refuse() },
    isGateway: () => false,
    limits: { callsPerMinute: 1, gatewayCallsPerMinute: 1 },
  });
  const codeFor = (address: string) => own.admit(undefined, address).catch(({ code }: SpillwayError) => code);
  expect(await codeFor('2001:db8:1:2::1')).toBe('UNAUTHENTICATED');
  for (const same of ['2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6']) expect(await codeFor(same)).toBe('RATE_LIMITED');
  for (const other of ['2001:db8:1:3::1', '2001:db8::1', '::1', '::ffff:10.0.0.1', '10.0.0.1', '10.0.0.2']) {
    expect([other, await codeFor(other)]).toEqual([other, 'UNAUTHENTICATED']);
  }
});

const MANY = 'mutation ($inputs: [Line!]!) { writeMany(inputs: $inputs) }';
const lines = (count: number) => ({ inputs: Array.from({ length: count }, () => ({ text: 'x' })) });

test('each input of a list is a call: what is left tells, and a list that is too long is refused whole (rule 34)', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 10 } });
  const headers = await bearer('bob');
  const first = await frame.post({ query: MANY, variables: lines(6) }, headers);
  expect([first.status, toldBy(first)[1]]).toEqual([200, expect.stringMatching(/^"caller";r=4;/)]);
  const refused = await frame.post({ query: MANY, variables: lines(5) }, headers);
  expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }] });
  expect(refused.data).toBeUndefined();
  // The request itself was one call; what it asked for was none.
  expect(toldBy(refused)).toEqual([
    '"caller";q=10;w=60',
    expect.stringMatching(/^"caller";r=3;/),
    expect.stringMatching(/^\d+$/),
  ]);
  expect((await frame.post({ query: MANY, variables: lines(3) }, headers)).status).toBe(200);
  expect((await frame.post(WRITE, headers)).status).toBe(429);
  await frame.server.close();
});

test('each alias is a call, in a query and in a mutation, over HTTP and over a socket (rule 34)', async () => {
  const frame = await startFrame({ limits: { callsPerMinute: 20 } });
  const headers = await bearer('bob');
  const aliases = '{ a: whoami b: whoami ...More } fragment More on Query { c: whoami ... on Query { d: whoami } }';
  expect(toldBy(await frame.post({ query: aliases }, headers))[1]).toMatch(/r=16;/);
  const socket = await greeted(frame, 600, 'acme', 'bob');
  expect(await ask(socket, aliases)).toMatchObject({ type: 'next' });
  const inputs = (count: number) => `[${Array<string>(count).fill('{ text: "x" }').join(' ')}]`;
  const listed = `mutation { a: writeMany(inputs: ${inputs(4)}) b: writeMany(inputs: ${inputs(3)}) }`;
  expect(await ask(socket, listed)).toMatchObject({ type: 'next' });
  expect(await ask(socket, listed)).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
  });
  expect(toldBy(await frame.post(WRITE, headers))[1]).toMatch(/r=2;/);
  socket.socket.terminate();
  await frame.server.close();
});

test('who acts for others has a limit of its own, and the others theirs (rule 34)', async () => {
  const isGateway = ({ subject }: { subject: string }) => subject === 'gateway';
  const frame = await startFrame({ isGateway, limits: { callsPerMinute: 2, gatewayCallsPerMinute: 5 } });
  const told = async (subject: string, count: number) => {
    const answer = await frame.post({ query: MANY, variables: lines(count) }, await bearer(subject));
    return [answer.status, toldBy(answer)[0]];
  };
  expect(await told('gateway', 5)).toEqual([200, '"gateway";q=5;w=60']);
  expect(await told('gateway', 1)).toEqual([429, '"gateway";q=5;w=60']);
  expect(await told('bob', 3)).toEqual([429, '"caller";q=2;w=60']);
  expect(await told('bob', 1)).toEqual([200, '"caller";q=2;w=60']);
  await frame.server.close();
});

test('the limit is a setting; 0 lifts it, and then no answer speaks of one', async () => {
  const settings = { SPILLWAY_JWT_SECRET: 'a secret for tests, 32 bytes or more' };
  const read = (value?: string) =>
    readConfig({ ...settings, ...(value !== undefined && { SPILLWAY_REQUESTS_PER_MINUTE: value }) }).callsPerMinute;
  expect([read(), read('0'), read('120')]).toEqual([limits.callsPerMinute, 0, 120]);
  for (const wrong of ['-1', '1.5', 'many', '1e3']) expect(() => read(wrong)).toThrow('SPILLWAY_REQUESTS_PER_MINUTE');
  const ofGateways = { ...settings, SPILLWAY_GATEWAY_CALLS_PER_MINUTE: '7' };
  expect(readConfig(ofGateways)).toMatchObject({ callsPerMinute: 300_000, gatewayCallsPerMinute: 7 });
  expect(readConfig(settings).gatewayCallsPerMinute).toBe(3_000_000);
  const frame = await startFrame({ limits: { callsPerMinute: 0 } });
  for (let i = 0; i < 3; i += 1) expect(toldBy(await frame.post(WRITE))).toEqual([null, null, null]);
  await frame.server.close();
});
