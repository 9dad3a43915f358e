/** The line of the log that each operation has, over every transport, and which of many have none. */
import { hostname } from 'node:os';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startFrame, tokenFor, type Frame } from './frame.js';
import { urlOf } from './raw-socket.js';

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame({ requestLog: { many: new Set(['write', 'forbidden']), oneIn: 3 } });
});
afterAll(() => frame.server.close());
beforeEach(() => void frame.logged.splice(0));

const lines = () => frame.logged.filter(({ msg }) => msg === 'request');

/** The lines once there are so many: the last comes just after its answer. */
async function linesWhen(count: number): Promise<Record<string, unknown>[]> {
  const until = performance.now() + 5_000;
  while (lines().length < count && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  return lines();
}

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

describe('a line', () => {
  test('says whose request it was, what ran and how it ended, and never what it was asked with', async () => {
    const query = 'query Looking($text: String!) { echo(text: $text) }';
    const headers = { 'x-request-id': 'mine-1', traceparent: TRACEPARENT };
    await frame.post({ query, variables: { text: 'a secret' } }, headers);
    const [line] = await linesWhen(1);
    expect(line).toEqual({
      ...{ level: 30, time: line?.time, pid: process.pid, hostname: hostname(), msg: 'request' },
      ...{ requestId: 'mine-1', tenant: 'acme', transport: 'http', kind: 'query', operation: 'Looking', field: 'echo' },
      ...{ code: 'OK', status: 200, ms: expect.any(Number), trace_id: '0af7651916cd43dd8448eb211c80319c' },
    });
    expect(JSON.stringify(frame.logged)).not.toMatch(/a secret|alice|Bearer/);
  });

  test('has the code of what went wrong, wherever it did', async () => {
    const refusals: [body: unknown, headers: Record<string, string>][] = [
      [{ query: '{ whoami }' }, { authorization: 'Bearer x.y.z' }],
      ['{', {}],
      [{ query: '{ nonsense }' }, {}],
      [{ query: '{ forbidden }' }, {}],
      [{ query: '{ bug }' }, {}],
    ];
    for (const [i, [body, headers]] of refusals.entries()) {
      await frame.post(body, headers);
      await linesWhen(i + 1);
    }
    const told = (await linesWhen(5)).map(({ tenant, kind, field, code, status }) => [
      tenant,
      kind,
      field,
      code,
      status,
    ]);
    expect(told).toEqual([
      [null, 'none', undefined, 'UNAUTHENTICATED', 401],
      ['acme', 'none', undefined, 'BAD_USER_INPUT', 400],
      ['acme', 'none', undefined, 'BAD_USER_INPUT', 400],
      ['acme', 'query', 'forbidden', 'FORBIDDEN', 200],
      ['acme', 'query', 'bug', 'INTERNAL', 200],
    ]);
  });

  test('has no more of the name that a client gave than 64 characters, and no trace of a header that is malformed', async () => {
    await frame.post({ query: `query ${'n'.repeat(500)} { whoami }` }, { traceparent: 'mine' });
    const [line] = await linesWhen(1);
    expect(line).toMatchObject({ operation: 'n'.repeat(64) });
    expect(line).not.toHaveProperty('trace_id');
  });

  test('comes of an event stream once that ends, and of each operation on a socket', async () => {
    const authorization = `Bearer ${await tokenFor('alice')}`;
    const response = await fetch(`${frame.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      body: JSON.stringify({ query: '{ whoami }' }),
    });
    await response.text();
    const options = { url: urlOf(frame), webSocketImpl: WebSocket, connectionParams: { authorization } };
    const client = createClient({ ...options, retryAttempts: 0 });
    for (const query of ['{ whoami }', 'mutation { bug }']) await client.iterate({ query }).next();
    await client
      .iterate({ query: '{ nonsense }' })
      .next()
      .catch(() => undefined);
    const ticking = client.iterate({ query: 'subscription { ticks }' });
    const first = ticking.next();
    while (frame.sources() === 0) await new Promise((resolve) => setImmediate(resolve));
    frame.events.emit('tick', 1);
    await first;
    expect(await linesWhen(4)).toHaveLength(4);
    await ticking.return?.();
    await client.dispose();
    const told = (await linesWhen(5)).map(({ transport, kind, field, code }) => [transport, kind, field, code]);
    expect(told).toEqual([
      ['stream', 'query', 'whoami', 'OK'],
      ['socket', 'query', 'whoami', 'OK'],
      ['socket', 'mutation', 'bug', 'INTERNAL'],
      ['socket', 'none', undefined, 'BAD_USER_INPUT'],
      ['socket', 'subscription', 'ticks', 'OK'],
    ]);
    expect(
      new Set(
        lines()
          .slice(1)
          .map(({ tenant }) => tenant),
      ),
    ).toEqual(new Set(['acme']));
  });
});

test('of many that went well, the first and then one in so many has a line, and each that failed', async () => {
  const write = () => frame.post({ query: 'mutation { write(text: "x") }' });
  for (let i = 0; i < 7; i++) await write();
  await frame.post({ query: '{ forbidden }' });
  await frame.post({ query: '{ forbidden }' });
  await frame.post({ query: '{ whoami }' });
  const fields = (await linesWhen(6)).map(({ field }) => field);
  expect(fields).toEqual(['write', 'write', 'write', 'forbidden', 'forbidden', 'whoami']);
});

test('a socket that is refused is told of, with why', async () => {
  const client = createClient({
    ...{ url: urlOf(frame), webSocketImpl: WebSocket, retryAttempts: 0 },
    connectionParams: { authorization: 'Bearer x.y.z' },
  });
  await client
    .iterate({ query: '{ whoami }' })
    .next()
    .catch(() => undefined);
  expect(frame.logged).toMatchObject([{ msg: 'a socket was refused', code: 'UNAUTHENTICATED', transport: 'socket' }]);
});

test('without the setting there is no line', async () => {
  const silent = await startFrame();
  await silent.post({ query: '{ whoami }' });
  await silent.server.close();
  expect(silent.logged).toEqual([]);
});
