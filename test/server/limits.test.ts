/** The one list of limits, each at its limit and one beyond, over HTTP and over a socket. */
import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { limits, type Limits } from '../../src/server/limits.js';
import { startFrame, tokenFor } from './frame.js';
import { ask, greeted, raw, upgradeTo, urlOf } from './raw-socket.js';

const times = (count: number, text: string, between = ' ') => Array.from({ length: count }, () => text).join(between);

/** A document that is so much of it, and what the refusal says of one that is one more. */
const OF_DOCUMENTS: [keyof Limits, number, (much: number) => string, RegExp][] = [
  ['tokens', 50, (much) => `{ self { ${times(much - 5, 'whoami')} } }`, /50 tokens/],
  ['depth', 4, (much) => `${times(much - 1, '{ self')} { whoami }${times(much - 1, ' }', '')}`, /5 levels.*at most 4/],
  [
    'fields',
    9,
    (much) => `{ self { ...f } } fragment f on Query { ${times(much - 1, 'whoami')} }`,
    /10 fields.*at most 9/,
  ],
  ['rootFields', 5, (much) => `{ ${times(much, 'whoami')} }`, /6 root fields.*at most 5/],
  ['directives', 3, (much) => `{ ${times(much, 'whoami @skip(if: false)')} }`, /4 directives.*at most 3/],
  [
    'cost',
    50,
    (much) => `{ page(first: 7) { ${times(7, 'whoami')} } ${times(much - 50, 'whoami')} }`,
    /51 fields, its lists full.*at most 50/,
  ],
];

describe('a document', () => {
  test.each(OF_DOCUMENTS)(
    'has as many %s as the list allows, over HTTP and a socket alike',
    async (name, limit, document, refusal) => {
      const frame = await startFrame({ limits: { [name]: limit } });
      const socket = await greeted(frame);
      const good = document(limit);
      expect(await frame.post({ query: good })).toMatchObject({ status: 200, data: {} });
      expect(await ask(socket, good)).toMatchObject({ type: 'next', payload: { data: {} } });
      const bad = document(limit + 1);
      const { status, errors } = await frame.post({ query: bad });
      expect([status, errors?.[0]?.message]).toEqual([400, expect.stringMatching(refusal)]);
      const overSocket = await ask(socket, bad);
      expect(overSocket).toMatchObject({ type: 'error' });
      const told = (all: unknown) => (all as { message: string }[]).map(({ message }) => message);
      expect(told(overSocket.payload)).toEqual(told(errors));
      socket.socket.terminate();
      await frame.server.close();
    },
  );

  test('counts a page of variable length as the longest, a list as long as lists are, and tells at most so many mistakes', async () => {
    const frame = await startFrame({ limits: { pageRows: 7, listRows: 7, cost: 50, mistakes: 3 } });
    const socket = await greeted(frame);
    const page = (fields: number) => `query ($n: Int! = 1) { page(first: $n) { ${times(fields, 'whoami')} } }`;
    const list = (fields: number) => `{ list { ${times(fields, 'whoami')} } }`;
    for (const document of [page, list]) {
      expect(await frame.post({ query: document(7) })).toMatchObject({ status: 200 });
      expect(await ask(socket, document(7))).toMatchObject({ type: 'next' });
      expect(await frame.post({ query: document(8) })).toMatchObject({ status: 400 });
      expect(await ask(socket, document(8))).toMatchObject({ type: 'error' });
    }
    // graphql-js adds one that says that it stopped.
    const wrong = `{ ${times(9, 'nothing')} }`;
    expect((await frame.post({ query: wrong })).errors).toHaveLength(4);
    expect((await ask(socket, wrong)).payload).toHaveLength(4);
    socket.socket.terminate();
    await frame.server.close();
  });
});

describe('a body or a message', () => {
  const sized = (envelope: object, key: string, bytes: number) => {
    const text = JSON.stringify(envelope);
    return text.replace(key, key + 'x'.repeat(bytes - Buffer.byteLength(text)));
  };

  test('is as long as the list allows', async () => {
    const frame = await startFrame({ limits: { bodyBytes: 2000 } });
    const payload = { query: '{ whoami } #' };
    expect(await frame.post(sized(payload, '#', 2000))).toMatchObject({ status: 200 });
    expect(await frame.post(sized(payload, '#', 2001))).toMatchObject({
      status: 413,
      errors: [{ message: expect.stringContaining('2000 bytes'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const socket = await greeted(frame);
    const message = { type: 'subscribe', id: 'a', payload };
    socket.send(sized(message, '#', 2000));
    expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { whoami: 'acme/alice' } } });
    socket.send(sized({ ...message, id: 'b' }, '#', 2001));
    expect((await socket.closed)[0]).toBe(1009);
    await frame.server.close();
  });

  test('is as short as a greeting until the token is known', async () => {
    const frame = await startFrame({ limits: { greetingBytes: 2000 } });
    const message = {
      type: 'connection_init',
      payload: { authorization: `Bearer ${await tokenFor('alice')}`, x: '#' },
    };
    const [short, long] = [await raw(frame), await raw(frame)];
    short.send(sized(message, '#', 2000));
    expect(await short.next()).toEqual({ type: 'connection_ack' });
    expect(await ask(short, `{ whoami } #${'x'.repeat(2000)}`)).toMatchObject({ type: 'next' });
    long.send(sized(message, '#', 2001));
    expect((await long.closed)[0]).toBe(4401);
    short.socket.terminate();
    await frame.server.close();
  });

  test('is one operation: a list of them is refused, and none of it runs', async () => {
    const frame = await startFrame();
    const batch = [{ query: 'mutation { write(text: "x") }' }, { query: '{ whoami }' }];
    const answer = await frame.post(batch);
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(answer.data).toBeUndefined();
    const socket = await greeted(frame);
    socket.send(batch.map((payload, i) => ({ type: 'subscribe', id: String(i), payload })));
    expect((await socket.closed)[0]).toBe(4400);
    await frame.server.close();
  });
});

test('this process has so many sockets in all; one more is refused with 503, and a closed one makes room', async () => {
  const frame = await startFrame({ limits: { sockets: 2 } });
  const [first] = [await greeted(frame), await raw(frame)];
  const third = new WebSocket(urlOf(frame), 'graphql-transport-ws');
  expect(((await once(third, 'error')) as Error[])[0]?.message).toContain('503');
  first?.socket.close();
  await first?.closed;
  await greeted(frame);
  await frame.server.close();
});

test('a socket whose client does not answer that it is closed is gone in time', async () => {
  const frame = await startFrame({ limits: { initMs: 30, closeMs: 30 } });
  const client = connect(frame.server.port, '127.0.0.1');
  client.on('error', () => {}).on('data', () => {});
  client.write(upgradeTo('/graphql'));
  await once(client, 'close');
  await frame.server.close();
});

test('a socket that does not read is cut once so much waits for it, and its neighbours are not', async () => {
  const frame = await startFrame({ limits: { unreadBytes: 100_000 } });
  const [deaf, neighbour] = [await greeted(frame), await greeted(frame)];
  const text = 'x'.repeat(50_000);
  deaf.socket.pause();
  for (let i = 0; i < 400; i += 1) {
    deaf.send({
      type: 'subscribe',
      id: String(i),
      payload: { query: 'query ($text: String!) { echo(text: $text) }', variables: { text } },
    });
  }
  const unsent = () => deaf.socket.bufferedAmount;
  while (unsent() > 0) expect(await ask(neighbour, '{ whoami }')).toMatchObject({ type: 'next' });
  deaf.socket.resume();
  expect((await deaf.closed)[0]).toBe(1006);
  expect(await ask(neighbour, '{ whoami }')).toMatchObject({ type: 'next' });
  await frame.server.close();
});

test('an answer over HTTP of which its client reads nothing is cut in time', async () => {
  const frame = await startFrame({ limits: { unreadMs: 100 } });
  const accepted = new Promise<Socket>((resolve) => {
    const see = (message: unknown): void => {
      unsubscribe('net.server.socket', see);
      resolve((message as { socket: Socket }).socket);
    };
    subscribe('net.server.socket', see);
  });
  const client = connect(frame.server.port, '127.0.0.1').pause();
  // More than the system buffers between the two.
  const query = `query ($text: String!) { ${Array.from({ length: 29 }, (_, i) => `a${i}: echo(text: $text)`).join(' ')} }`;
  const body = JSON.stringify({ query, variables: { text: 'x'.repeat(1_000_000) } });
  client.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await tokenFor('alice')}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(await accepted, 'close');
  expect(await frame.post({ query: '{ whoami }' })).toMatchObject({ status: 200 });
  client.destroy();
  await frame.server.close();
});

test('no limit of the list goes untested', () => {
  const here = [
    ...OF_DOCUMENTS.map(([name]) => name),
    'pageRows',
    'listRows',
    'mistakes',
    'bodyBytes',
    'greetingBytes',
    'sockets',
    'unreadBytes',
    'unreadMs',
    'closeMs',
  ];
  const inSockets = ['operationsPerSocket', 'socketsPerTenant', 'initMs', 'pingMs'];
  const inRequests = ['callsPerMinute', 'gatewayCallsPerMinute'];
  const inLists = ['longRows', 'fieldBytes'];
  const inOrigins = ['strangersPerAddress'];
  const inStreams = ['streamsPerSubject'];
  expect(Object.keys(limits).sort()).toEqual(
    [...here, ...inSockets, ...inRequests, ...inLists, ...inOrigins, ...inStreams].sort(),
  );
});
