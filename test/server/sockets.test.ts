import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { limits } from '../../src/server/limits.js';
import { SpillwayError } from '../../src/errors.js';
import { type Frame, noTokens, startFrame, tokenFor } from './frame.js';
import { greeted, raw, urlOf } from './raw-socket.js';

let frame: Frame;
const clients: Client[] = [];
beforeAll(async () => {
  frame = await startFrame();
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await frame.server.close();
});

async function connectTo(to: Frame, subject = 'alice'): Promise<Client> {
  const connectionParams = { authorization: `Bearer ${await tokenFor(subject)}` };
  const client = createClient({ url: urlOf(to), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
  clients.push(client);
  return client;
}

type Result = { data?: unknown; errors?: unknown };
const iterate = (client: Client, query: string, variables = {}) =>
  client.iterate<unknown, unknown>({ query, variables }) as AsyncIterableIterator<Result>;

/** The one answer; a list of errors where the operation never ran. */
async function run(client: Client, query: string, variables = {}): Promise<unknown> {
  const results = iterate(client, query, variables);
  try {
    return (await results.next()).value as unknown;
  } catch (errors) {
    return { refused: errors };
  } finally {
    await results.return?.();
  }
}

describe('a socket', () => {
  test('runs queries and mutations as the caller of its token', async () => {
    const client = await connectTo(frame, 'bob');
    expect(await run(client, '{ whoami }')).toEqual({ data: { whoami: 'acme/bob' } });
    expect(await run(client, 'mutation ($t: String!) { write(text: $t) }', { t: 'x' })).toEqual({
      data: { write: 'x' },
    });
  });

  test('makes a new context for each operation, and for each event of a subscription', async () => {
    const client = await connectTo(frame);
    const serials = [await run(client, '{ serial }'), await run(client, '{ serial }')] as {
      data: { serial: number };
    }[];
    expect(serials[1]?.data.serial).toBeGreaterThan(serials[0]?.data.serial as number);
    const subscribed = once(frame.events, 'subscribed');
    const ticks = iterate(client, 'subscription { ticks }');
    const first = ticks.next();
    await subscribed;
    frame.events.emit('tick');
    frame.events.emit('tick');
    const values = [(await first).value, (await ticks.next()).value] as { data: { ticks: number } }[];
    expect(values[1]?.data.ticks).toBeGreaterThan(values[0]?.data.ticks as number);
    const unsubscribed = once(frame.events, 'unsubscribed');
    await ticks.return?.();
    await unsubscribed;
    expect(frame.sources()).toBe(0);
  });

  test('that vanishes ends its subscriptions', async () => {
    const connection = await greeted(frame);
    const subscribed = once(frame.events, 'subscribed');
    connection.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { ticks }' } });
    await subscribed;
    expect(frame.sources()).toBe(1);
    const unsubscribed = once(frame.events, 'unsubscribed');
    connection.socket.terminate();
    await unsubscribed;
    expect(frame.sources()).toBe(0);
  });

  test('that vanishes ends its subscriptions also where two came under one id before the first had started', async () => {
    const connection = await greeted(frame);
    const subscribe = async () => {
      const waits = once(frame.events, 'slow');
      connection.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { slowTicks }' } });
      await waits;
    };
    await subscribe();
    connection.send({ type: 'complete', id: '1' });
    await subscribe();
    const subscribed = once(frame.events, 'subscribed');
    frame.events.emit('release');
    await subscribed;
    expect(frame.sources()).toBe(2);
    connection.socket.terminate();
    while (frame.sources() > 0) await once(frame.events, 'unsubscribed');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['no token', async () => undefined],
    ['a broken token', async () => ({ authorization: 'Bearer x.y.z' })],
    ['a token that is no text', async () => ({ authorization: { toString: 'x' } })],
    ['an expired token', async () => ({ authorization: `Bearer ${await tokenFor('alice', -1)}` })],
    ["an unknown tenant's token", async () => ({ authorization: `Bearer ${await tokenFor('alice', 60, 'initech')}` })],
  ])('with %s is closed with 4401, and runs nothing that was sent ahead', async (_title, payload) => {
    const connection = await raw(frame);
    connection.send({ type: 'connection_init', payload: await payload() });
    connection.send({ type: 'subscribe', id: '1', payload: { query: '{ whoami }' } });
    expect(await connection.closed).toEqual([4401, expect.any(String)]);
  });

  test.each<[string, Error, string]>([
    ['passing fault', new SpillwayError('OVERLOADED', 'Later.'), 'Later.'],
    ['bug', new Error('hunter2'), 'Something is wrong on our side'],
  ])('that meets a %s while it connects is closed with 1013: clients come back', async (_title, fault, reason) => {
    const tokens = { ...noTokens, verify: () => Promise.reject(fault) };
    const faulty = await startFrame({ tokens });
    const connection = await raw(faulty);
    connection.send({ type: 'connection_init', payload: { authorization: 'Bearer x' } });
    expect(await connection.closed).toEqual([1013, expect.stringContaining(reason)]);
    await faulty.server.close();
  });

  test('that operates before connection_init is closed with 4401', async () => {
    const connection = await raw(frame);
    connection.send({ type: 'subscribe', id: '1', payload: { query: '{ whoami }' } });
    expect(await connection.closed).toEqual([4401, 'Unauthorized']);
  });

  test('is closed with 4403 at the instant its token expires, so that clients come back with a fresh one', async () => {
    const connection = await greeted(frame, 1);
    expect(await connection.closed).toEqual([4403, 'The token has expired']);
  });

  test('may have a token that outlives the longest timer', async () => {
    const connection = await greeted(frame, 60 * 86_400);
    connection.send({ type: 'subscribe', id: '1', payload: { query: '{ whoami }' } });
    expect(await connection.next()).toMatchObject({ type: 'next', payload: { data: { whoami: 'acme/alice' } } });
    connection.socket.close();
  });

  test('keeps to the protocol or is closed with its codes', async () => {
    const twice = await greeted(frame);
    twice.send({ type: 'connection_init' });
    expect((await twice.closed)[0]).toBe(4429);
    const broken = await raw(frame);
    broken.send('{');
    expect((await broken.closed)[0]).toBe(4400);
    const foreign = await raw(frame, {}, 'chat').catch((error: Error) => error);
    expect(foreign).toBeInstanceOf(Error);
    const doubled = await greeted(frame);
    for (let i = 0; i < 2; i += 1)
      doubled.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { ticks }' } });
    expect((await doubled.closed)[0]).toBe(4409);
    const large = await greeted(frame);
    large.send('x'.repeat(limits.bodyBytes + 1));
    expect((await large.closed)[0]).toBe(1009);
  });

  test('without connection_init is closed with 4408', async () => {
    const impatient = await startFrame({ limits: { initMs: 30 } });
    const connection = await raw(impatient);
    expect((await connection.closed)[0]).toBe(4408);
    await impatient.server.close();
  });

  test('that answers no ping is ended', async () => {
    const eager = await startFrame({ limits: { pingMs: 30 } });
    const connection = await raw(eager);
    connection.socket.pause();
    connection.socket.on('close', () => {});
    const silent = new WebSocket(urlOf(eager), 'graphql-transport-ws', { autoPong: false });
    expect((await once(silent, 'close'))[0]).toBe(1006);
    connection.socket.terminate();
    await eager.server.close();
  });
});

describe('an origin', () => {
  const opens = async (to: Frame, origin?: string): Promise<string> => {
    const socket = new WebSocket(urlOf(to), 'graphql-transport-ws', { headers: origin ? { origin } : {} });
    return new Promise((resolve) => {
      socket.on('open', () => (socket.terminate(), resolve('open')));
      socket.on('error', ({ message }) => resolve(message));
    });
  };

  test('may connect when it is the own one, a listed one, or none', async () => {
    const listing = await startFrame({ allowedOrigins: ['https://app.example'] });
    expect(await opens(listing)).toBe('open');
    expect(await opens(listing, listing.server.url)).toBe('open');
    expect(await opens(listing, 'https://app.example')).toBe('open');
    for (const foreign of ['https://evil.example', 'null', 'file://', `${listing.server.url}0`]) {
      expect(await opens(listing, foreign)).toContain('403');
    }
    await listing.server.close();
  });
});

describe('an error over a socket', () => {
  test('has the codes, the request id and the mask of HTTP', async () => {
    const client = await connectTo(frame);
    const requestId = expect.any(String);
    expect(await run(client, '{ whoami forbidden bug }')).toEqual({
      data: { whoami: 'acme/alice', forbidden: null, bug: null },
      errors: [
        expect.objectContaining({
          message: 'Ask your admin.',
          extensions: { code: 'FORBIDDEN', retryable: false, requestId },
        }),
        expect.objectContaining({ extensions: { code: 'INTERNAL', retryable: true, requestId } }),
      ],
    });
    expect(await run(client, 'mutation { bug fails(code: "57014") }')).toMatchObject({
      errors: [
        { extensions: { code: 'INTERNAL', outcomeUnknown: true } },
        { extensions: { code: 'OVERLOADED', retryable: true, outcomeUnknown: true } },
      ],
    });
    const { errors } = (await run(client, '{ fails(code: "57014") }')) as { errors: object[] };
    expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }]);
    expect(JSON.stringify(errors)).not.toContain('outcomeUnknown');
    expect(await run(client, 'query ($n: Int) { echo(count: $n) }', { n: 'many' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId } }],
    });
    expect(await run(client, 'subscription { refusedTicks }')).toMatchObject({
      errors: [{ message: 'No such account.', extensions: { code: 'NOT_FOUND' } }],
    });
    const broken = iterate(client, 'subscription { brokenTicks }');
    await broken.next();
    await expect(broken.next()).rejects.toEqual([
      expect.objectContaining({
        message: expect.not.stringContaining('hunter2'),
        extensions: expect.objectContaining({ code: 'INTERNAL' }),
      }),
    ]);
  });

  test('about an event that may not be shown is the last thing a subscription says', async () => {
    const events = iterate(await connectTo(frame), 'subscription { lateTicks }');
    const before = frame.sources();
    expect(await events.next()).toMatchObject({ value: { data: { lateTicks: 1 } } });
    expect(await events.next()).toMatchObject({ value: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
    expect(await events.next()).toMatchObject({ done: true });
    expect(frame.sources()).toBe(before);
  });

  test.each<[string, string, RegExp]>([
    ['syntax', '{', /Syntax Error/],
    ['a field', '{ nothing }', /Cannot query field/],
    ['depth', `${'{ self '.repeat(12)}{ whoami }${' }'.repeat(12)}`, /13 levels of fields; at most 12/],
    ['root fields', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: whoami`).join(' ')} }`, /at most 30/],
    ['pages', '{ page { page { page(first: 150) { whoami } } } }', /could return 377551 fields.*at most 350000/],
    ['tokens', `{ ${'whoami '.repeat(2001)} }`, /2000 tokens/],
    ['no operation', 'fragment f on Query { whoami }', /./],
  ])('about %s is the same refusal as over HTTP', async (_title, query, text) => {
    const client = await connectTo(frame);
    for (let time = 0; time < 2; time += 1) {
      const { refused } = (await run(client, query)) as { refused: { message: string; extensions: object }[] };
      expect(refused[0]?.message).toMatch(text);
      expect(refused[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        retryable: false,
        requestId: expect.any(String),
      });
    }
  });

  test('hides the schema in production', async () => {
    const closed = await startFrame({ production: true });
    const client = await connectTo(closed);
    const { refused } = (await run(client, '{ whoamy }')) as { refused: { message: string }[] };
    expect(refused[0]?.message).toBe('Cannot query field "whoamy" on type "Query".');
    expect(await run(client, '{ __schema { types { name } } }')).toMatchObject({
      refused: [{ message: expect.stringContaining('introspection') }, {}],
    });
    await client.dispose();
    await closed.server.close();
  });
});

describe('limits', () => {
  test('one socket runs so many operations at once; a finished one makes room', async () => {
    const small = await startFrame({ limits: { operationsPerSocket: 2 } });
    const connection = await greeted(small);
    for (const id of ['1', '2', '3'])
      connection.send({ type: 'subscribe', id, payload: { query: 'subscription { ticks }' } });
    expect(await connection.next()).toMatchObject({
      type: 'error',
      id: '3',
      payload: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
    });
    const unsubscribed = once(small.events, 'unsubscribed');
    connection.send({ type: 'complete', id: '1' });
    await unsubscribed;
    for (const id of ['a', 'b', 'c']) {
      connection.send({ type: 'subscribe', id, payload: { query: '{ whoami }' } });
      expect(await connection.next()).toMatchObject({ type: 'next', id });
      expect(await connection.next()).toMatchObject({ type: 'complete', id });
    }
    connection.socket.terminate();
    await small.server.close();
  });

  test('one tenant has so many sockets, and no other pays for it; a closed one makes room', async () => {
    const small = await startFrame({ limits: { socketsPerTenant: 1 } });
    const first = await greeted(small);
    const second = await raw(small);
    second.send({ type: 'connection_init', payload: { authorization: `Bearer ${await tokenFor('bob')}` } });
    expect(await second.closed).toEqual([1013, expect.stringContaining('Too many sockets')]);
    const other = await greeted(small, 600, 'globex');
    first.socket.close();
    await first.closed;
    await greeted(small);
    other.socket.terminate();
    await small.server.close();
  });
});

describe('a server that shuts down', () => {
  test('finishes mutations and queries, then closes every socket with 1001', async () => {
    const own = await startFrame();
    const busy = await greeted(own);
    const idle = await greeted(own);
    const unborn = await raw(own);
    const started = once(own.events, 'slow');
    busy.send({ type: 'subscribe', id: '1', payload: { query: '{ slow }' } });
    await started;
    const closing = own.server.close();
    idle.send({ type: 'subscribe', id: '2', payload: { query: '{ whoami }' } });
    expect(await idle.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'OVERLOADED', retryable: true } }],
    });
    own.events.emit('release');
    expect(await busy.next()).toMatchObject({ type: 'next', payload: { data: { slow: 'done' } } });
    for (const { closed } of [busy, idle, unborn]) expect((await closed)[0]).toBe(1001);
    await closing;
  });
});
