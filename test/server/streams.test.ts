/** GraphQL over server-sent events: what comes, in which form, and everything that ends a stream. */
import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { wantsStream } from '../../src/server/streams.js';
import { type Frame, startFrame, tokenFor } from './frame.js';
import { openEvents } from './read-events.js';
import { greeted, raw } from './raw-socket.js';

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame({ allowedOrigins: ['https://app.example'] });
});
afterAll(() => frame.server.close());

const COMPLETE = { event: 'complete', data: null };
const next = (data: unknown) => ({ event: 'next', data });

describe('a request for a stream', () => {
  test.each(['POST', 'GET'] as const)(
    'by %s runs as the caller of its token, and ends with its one result',
    async (method) => {
      const query = 'query ($text: String!) { whoami echo(text: $text) }';
      const variables = { text: 'a\nb' };
      const events = await openEvents(frame, { query, variables }, { subject: 'bob', method });
      expect(await events.next()).toEqual(next({ data: { whoami: 'acme/bob', echo: 'a\nb' } }));
      expect([await events.next(), await events.next()]).toEqual([COMPLETE, null]);
      expect(events.status).toBe(200);
      expect(Object.fromEntries(events.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': expect.any(String),
        'ratelimit-policy': expect.stringContaining('"caller"'),
      });
      expect(events.headers.get('content-encoding')).toBeNull();
    },
  );

  test('runs mutations by POST, and never by GET', async () => {
    const query = 'mutation { write(text: "x") }';
    const posted = await openEvents(frame, { query });
    expect([await posted.next(), await posted.next()]).toEqual([next({ data: { write: 'x' } }), COMPLETE]);
    const got = await openEvents(frame, { query }, { method: 'GET' });
    expect(await got.next()).toMatchObject(next({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }));
    expect(await got.next()).toEqual(COMPLETE);
  });

  test.each([
    ['text/event-stream', true],
    ['Text/Event-Stream; q=0.9, */*;q=0.1', true],
    ['text/event-stream, multipart/mixed', true],
    ['application/json;q=0.5, text/event-stream', true],
    ['application/graphql-response+json, application/json, text/event-stream, multipart/mixed', false],
    ['text/event-stream;q=0, application/json', false],
    ['text/event-stream;q=x', false],
    ['*/*', false],
    ['', false],
  ])('is one whose accept prefers events to JSON: %s', (accept, wants) => {
    expect(wantsStream(accept)).toBe(wants);
  });

  test('is told of the stream where a subscription asks for JSON', async () => {
    const answer = await frame.post({ query: 'subscription { ticks }' });
    expect(answer).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining('text/event-stream') }] });
  });

  test('may come from a page of another origin that is listed, and from no other', async () => {
    const from = async (origin: string) =>
      (await openEvents(frame, { query: '{ whoami }' }, { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await from('https://app.example')).toBe('https://app.example');
    expect(await from('https://evil.example')).toBeNull();
  });
});

describe('a subscription', () => {
  test('brings each event as it happens, each with a context of its own, until its caller leaves', async () => {
    const subscribed = once(frame.events, 'subscribed');
    const events = await openEvents(frame, { query: 'subscription { ticks }' });
    await subscribed;
    const serials: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      frame.events.emit('tick');
      const { data } = (await events.next()) as { data: { data: { ticks: number } } };
      serials.push(data.data.ticks);
    }
    expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b));
    const unsubscribed = once(frame.events, 'unsubscribed');
    events.leave();
    await unsubscribed;
    expect(frame.sources()).toBe(0);
  });

  test('whose caller leaves before it has begun ends as soon as it has', async () => {
    const begins = once(frame.events, 'slow');
    const events = await openEvents(frame, { query: 'subscription { slowTicks }' });
    await begins;
    const gone = once(frame.events, 'unsubscribed');
    events.leave();
    frame.events.emit('release');
    await gone;
    expect(frame.sources()).toBe(0);
  });

  test('sends a comment every so often, so that nothing in between takes it for dead', async () => {
    const eager = await startFrame({ limits: { pingMs: 30 } });
    const events = await openEvents(eager, { query: 'subscription { ticks }' });
    for (let i = 0; i < 4; i += 1) expect(await events.any()).toEqual({ event: 'comment', data: '' });
    events.leave();
    await eager.server.close();
  });

  test('ends when its token expires, without `complete`: clients come back with a fresh one', async () => {
    const events = await openEvents(frame, { query: 'subscription { ticks }' }, { seconds: 1 });
    expect(await events.any()).toEqual({ event: 'comment', data: '' });
    expect(await events.any()).toEqual({ event: 'comment', data: ' the token has expired' });
    expect(await events.next()).toBeNull();
    expect(frame.sources()).toBe(0);
  });
});

describe('an error', () => {
  const requestId = expect.any(String);

  test.each<[string, string, RegExp]>([
    ['syntax', '{', /Syntax Error/],
    ['a field', '{ nothing }', /Cannot query field/],
    ['depth', `${'{ self '.repeat(12)}{ whoami }${' }'.repeat(12)}`, /13 levels of fields; at most 12/],
    ['root fields', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: whoami`).join(' ')} }`, /at most 30/],
    ['pages', '{ page { page { page(first: 150) { whoami } } } }', /could return 377551 fields.*at most 350000/],
    ['tokens', `{ ${'whoami '.repeat(2001)} }`, /2000 tokens/],
    ['no operation', 'fragment f on Query { whoami }', /./],
  ])('about %s of a document is the refusal of JSON, and stands in the stream', async (_title, query, text) => {
    const events = await openEvents(frame, { query });
    expect(events.status).toBe(200);
    const extensions = { code: 'BAD_USER_INPUT', retryable: false, requestId };
    expect(await events.next()).toMatchObject(next({ errors: [{ message: expect.stringMatching(text), extensions }] }));
    expect([await events.next(), await events.next()]).toEqual([COMPLETE, null]);
  });

  test('of a resolver or a source has the codes and the mask of JSON, and an event that may not be shown is the last', async () => {
    const ask = async (query: string) => {
      const told: unknown[] = [];
      const events = await openEvents(frame, { query });
      for (let event = await events.next(); event && event.event === 'next'; event = await events.next())
        told.push(event.data);
      return told;
    };
    expect(await ask('{ whoami forbidden bug }')).toEqual([
      {
        data: { whoami: 'acme/alice', forbidden: null, bug: null },
        errors: [
          expect.objectContaining({
            message: 'Ask your admin.',
            extensions: { code: 'FORBIDDEN', retryable: false, requestId },
          }),
          expect.objectContaining({ extensions: { code: 'INTERNAL', retryable: true, requestId } }),
        ],
      },
    ]);
    expect(await ask('mutation { fails(code: "57014") }')).toMatchObject([
      { errors: [{ extensions: { code: 'OVERLOADED', outcomeUnknown: true } }] },
    ]);
    expect(await ask('query ($n: Int!) { echo(count: $n) }')).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId } }] },
    ]);
    expect(await ask('subscription { refusedTicks }')).toMatchObject([
      { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    ]);
    const broken = await ask('subscription { brokenTicks }');
    expect(broken).toMatchObject([{ data: { brokenTicks: 1 } }, { errors: [{ extensions: { code: 'INTERNAL' } }] }]);
    expect(JSON.stringify(broken)).not.toContain('hunter2');
    const before = frame.sources();
    expect(await ask('subscription { lateTicks }')).toMatchObject([
      { data: { lateTicks: 1 } },
      { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    ]);
    expect(frame.sources()).toBe(before);
  });

  test.each<[string, object, string]>([
    ['no document', {}, '"query" must be'],
    ['an empty document', { query: '' }, '"query" must be'],
    ['a document that is no text', { query: { kind: 'Document' } }, '"query" must be'],
    ['variables that are no object', { query: '{ whoami }', variables: 'x' }, '"variables" must be'],
    ['extensions that are no object', { query: '{ whoami }', extensions: [] }, '"extensions" must be'],
    ['a list of variables', { query: '{ whoami }', variables: [] }, '"variables" must be'],
    ['an operation name that is no text', { query: '{ whoami }', operationName: 7 }, '"operationName" must be'],
    ['a batch', [{ query: '{ whoami }' }], 'must be a JSON object'],
  ])('about %s is a 400 in JSON, and nothing runs', async (_title, params, message) => {
    const events = await openEvents(frame, params);
    expect(events.status).toBe(400);
    const extensions = { code: 'BAD_USER_INPUT', retryable: false, requestId };
    expect(await events.json()).toEqual({ errors: [{ message: expect.stringContaining(message), extensions }] });
  });

  test('of the door is JSON with its status: no token, too many calls', async () => {
    const stranger = await openEvents(frame, { query: '{ whoami }' }, { headers: { authorization: 'Bearer x.y.z' } });
    expect([stranger.status, await stranger.json()]).toMatchObject([
      401,
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
    const small = await startFrame({ limits: { callsPerMinute: 3 } });
    const refused = await openEvents(small, { query: '{ a: whoami b: whoami c: whoami d: whoami }' });
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }] },
    ]);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await small.server.close();
  });

  test('hides the schema in production', async () => {
    const closed = await startFrame({ production: true });
    const events = await openEvents(closed, { query: '{ whoamy }' });
    expect(await events.next()).toMatchObject(
      next({ errors: [{ message: 'Cannot query field "whoamy" on type "Query".' }] }),
    );
    const introspecting = await openEvents(closed, { query: '{ __schema { types { name } } }' });
    expect(JSON.stringify(await introspecting.next())).toContain('introspection');
    await closed.server.close();
  });
});

describe('limits', () => {
  const TICKS = { query: 'subscription { ticks }' };
  const codeOf = async (to: Frame, asked = {}) => {
    const events = await openEvents(to, TICKS, asked);
    if (events.status === 200) return events;
    const { errors } = await events.json();
    return [events.status, errors[0]?.extensions.code, errors[0]?.message];
  };
  const left = async (to: Frame, leave: () => void) => {
    const gone = once(to.events, 'unsubscribed');
    leave();
    await gone;
  };

  test('a subject has so many streams, and no other pays for it; one that ended makes room', async () => {
    const small = await startFrame({ limits: { streamsPerSubject: 2 } });
    const first = await openEvents(small, TICKS);
    await openEvents(small, TICKS);
    expect(await codeOf(small)).toEqual([
      429,
      'RATE_LIMITED',
      expect.stringContaining('At most 2 streams of one subject'),
    ]);
    expect(await codeOf(small, { subject: 'bob' })).toMatchObject({ status: 200 });
    expect(await codeOf(small, { tenant: 'globex' })).toMatchObject({ status: 200 });
    await left(small, first.leave);
    expect(await codeOf(small)).toMatchObject({ status: 200 });
    await small.server.close();
  });

  test('streams and sockets of a tenant count together, and so do those of all', async () => {
    const small = await startFrame({ limits: { socketsPerTenant: 2, sockets: 3 } });
    const socket = await greeted(small);
    const stream = await openEvents(small, TICKS);
    expect(await codeOf(small, { subject: 'bob' })).toEqual([
      429,
      'RATE_LIMITED',
      expect.stringContaining('for this tenant'),
    ]);
    const refused = await raw(small);
    refused.send({ type: 'connection_init', payload: { authorization: `Bearer ${await tokenFor('bob')}` } });
    expect(await refused.closed).toEqual([1013, expect.stringContaining('for this tenant')]);
    const other = await greeted(small, 600, 'globex');
    expect(await codeOf(small, { tenant: 'globex' })).toEqual([
      503,
      'OVERLOADED',
      expect.stringContaining('no more streams'),
    ]);
    await expect(raw(small)).rejects.toThrow('503');
    await left(small, stream.leave);
    expect(await codeOf(small, { tenant: 'globex' })).toMatchObject({ status: 200 });
    socket.socket.terminate();
    other.socket.terminate();
    await small.server.close();
  });

  test('what was refused, and what ran to its end, takes no place', async () => {
    const small = await startFrame({ limits: { streamsPerSubject: 1 } });
    for (const params of [{}, { query: '{' }, { query: '{ whoami }' }, { query: 'subscription { refusedTicks }' }]) {
      for (let time = 0; time < 3; time += 1) {
        const events = await openEvents(small, params);
        if (events.status === 200) while (await events.any());
        else expect([events.status, await events.json()]).toMatchObject([400, {}]);
      }
    }
    await small.server.close();
  });
});

describe('a reader that is slow', () => {
  const PART = 'x'.repeat(65_536);
  /** A frame with a source that has always more to give, and tells how much was taken. */
  async function flooding(limits: object) {
    const schema = buildSchema('type Query { a: Int } type Subscription { flood: String }');
    const taken = { parts: 0, closed: () => {} };
    const closed = new Promise<void>((resolve) => (taken.closed = resolve));
    const flood = async function* () {
      try {
        for (;;) {
          taken.parts += 1;
          yield PART;
        }
      } finally {
        taken.closed();
      }
    };
    Object.assign(schema.getSubscriptionType()!.getFields().flood!, {
      subscribe: flood,
      resolve: (part: unknown) => part,
    });
    return { flooded: await startFrame({ schema, limits }), taken, closed };
  }
  async function deafSocket({ server }: Frame, seconds = 600) {
    const body = JSON.stringify({ query: 'subscription { flood }' });
    const socket = connect(server.port, '127.0.0.1').pause();
    socket.on('error', () => {});
    const head = ['POST /graphql HTTP/1.1', 'host: x', 'accept: text/event-stream', 'content-type: application/json'];
    const lines = [
      ...head,
      `authorization: Bearer ${await tokenFor('alice', seconds)}`,
      `content-length: ${body.length}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    return socket;
  }

  test('costs no memory: no more is taken than the connection holds, and after a while it is dropped', async () => {
    const { flooded, taken, closed } = await flooding({ unreadMs: 300 });
    await deafSocket(flooded);
    await closed;
    expect(taken.parts).toBeGreaterThan(0);
    expect(taken.parts * PART.length).toBeLessThan(32 * 1_048_576);
    await flooded.server.close();
  });

  test('is dropped when its token expires, however much it has not read', async () => {
    const { flooded } = await flooding({ closeMs: 100 });
    const cut = new Promise<void>((resolve) => {
      const accepted = (message: unknown) => {
        unsubscribe('net.server.socket', accepted);
        (message as { socket: Socket }).socket.once('close', () => resolve());
      };
      subscribe('net.server.socket', accepted);
    });
    await deafSocket(flooded, 1);
    // Long before it has read nothing for 30 s.
    await cut;
    await flooded.server.close();
  });

  test('misses nothing, and others do not wait for it', async () => {
    const { flooded } = await flooding({});
    const [slow, quick] = [
      await openEvents(flooded, { query: 'subscription { flood }' }),
      await openEvents(flooded, { query: 'subscription { flood }' }),
    ];
    for (let i = 0; i < 200; i += 1) await quick.next();
    for (let i = 0; i < 200; i += 1) expect(await slow.next()).toEqual(next({ data: { flood: PART } }));
    slow.leave();
    quick.leave();
    await flooded.server.close();
  });
});

describe('a server that shuts down', () => {
  test('ends subscriptions at once, without `complete`, and lets what runs finish', async () => {
    const own = await startFrame();
    const watching = await openEvents(own, { query: 'subscription { ticks }' });
    const begins = once(own.events, 'slow');
    const busy = await openEvents(own, { query: '{ slow }' });
    await begins;
    const started = performance.now();
    const closing = own.server.close();
    expect(await watching.any()).toEqual({ event: 'comment', data: '' });
    expect(await watching.any()).toEqual({ event: 'comment', data: ' the server is shutting down' });
    expect(await watching.next()).toBeNull();
    own.events.emit('release');
    expect([await busy.next(), await busy.next()]).toEqual([next({ data: { slow: 'done' } }), COMPLETE]);
    await closing;
    // Far below the grace that work in flight has.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(own.sources()).toBe(0);
  });
});
