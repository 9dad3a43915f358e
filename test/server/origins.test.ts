/**
 * From where callers may come: pages of other origins over HTTP and sockets, callers behind proxies, and how many strangers
 * one address may send.
 */
import http from 'node:http';
import { once } from 'node:events';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { readConfig } from '../../src/processes/config.js';
import { trustOf } from '../../src/server/origins.js';
import { startFrame, tokenFor, type Frame } from './frame.js';

const PAGE = 'https://app.example';
let frame: Frame;

beforeAll(async () => {
  frame = await startFrame({ allowedOrigins: [PAGE, 'http://localhost:5173'] });
});
afterAll(() => frame.server.close());

const urlOf = (to: Frame) => `${to.server.url.replace('http', 'ws')}/graphql`;
const preflight = (origin: string, to = frame) =>
  fetch(`${to.server.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

/** What a request to connect gets: `open`, or the status and the error of its body. */
function connects(to: Frame, headers: Record<string, string>): Promise<{ status: number; body: string } | WebSocket> {
  const socket = new WebSocket(urlOf(to), 'graphql-transport-ws', { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, answer) => {
      let body = '';
      answer.on('data', (part) => (body += String(part)));
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    });
  });
}

describe('a page of another origin', () => {
  test('that is listed may call: its preflight is answered 204, and what it needs of an answer it may read', async () => {
    for (const origin of [PAGE, 'http://localhost:5173']) {
      const { status, headers } = await preflight(origin);
      expect({ status, origin: headers.get('access-control-allow-origin') }).toEqual({ status: 204, origin });
      expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
      expect(headers.get('access-control-allow-headers')).toBe('authorization, content-type, x-request-id');
      expect(headers.get('access-control-max-age')).toBe('86400');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toContain('Origin');
    }
    const { status, headers } = await frame.post({ query: '{ whoami }' }, { origin: PAGE });
    expect({ status, origin: headers.get('access-control-allow-origin') }).toEqual({ status: 200, origin: PAGE });
    expect(headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after, ratelimit, ratelimit-policy');
  });

  test('that is listed may read refusals too', async () => {
    const { status, headers } = await frame.post({ query: '{ whoami }' }, { origin: PAGE, authorization: 'Bearer x' });
    expect({ status, origin: headers.get('access-control-allow-origin') }).toEqual({ status: 401, origin: PAGE });
  });

  test('that is not listed gets no leave, nor does any where none is listed', async () => {
    for (const origin of ['https://evil.example', `${PAGE}.evil.example`, 'null', PAGE.toUpperCase()]) {
      const { headers } = await preflight(origin);
      expect([origin, headers.get('access-control-allow-origin')]).toEqual([origin, null]);
    }
    const closed = await startFrame();
    expect((await preflight(PAGE, closed)).status).toBe(405);
    await closed.server.close();
  });

  test('that may not open a socket is told why, in the body and in the log', async () => {
    const refused = await connects(frame, { origin: 'https://evil.example' });
    expect(refused).toMatchObject({ status: 403 });
    const { errors } = JSON.parse((refused as { body: string }).body) as { errors: object[] };
    const message = expect.stringContaining('Pages of https://evil.example may not connect here: list it in SPILLWAY_');
    expect(errors).toMatchObject([{ message, extensions: { code: 'FORBIDDEN', requestId: expect.any(String) } }]);
    expect(frame.logged).toContainEqual(expect.objectContaining({ origin: 'https://evil.example', msg: message }));
  });
});

describe('a socket', () => {
  const greeted = async (payload: object | undefined, headers: Record<string, string> = {}) => {
    const socket = (await connects(frame, headers)) as WebSocket;
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    const first = await Promise.race([
      once(socket, 'message').then(([data]) => (JSON.parse(String(data)) as { type: string }).type),
      once(socket, 'close').then(([code]) => code as number),
    ]);
    socket.terminate();
    return first;
  };

  test('may show its token in connectionInit, in its headers, or in the request to connect', async () => {
    const authorization = `Bearer ${await tokenFor('alice')}`;
    expect(await greeted({ authorization })).toBe('connection_ack');
    expect(await greeted({ headers: { Authorization: authorization } })).toBe('connection_ack');
    expect(await greeted(undefined, { authorization })).toBe('connection_ack');
    expect(await greeted({ authorization: 'Bearer x' }, { authorization })).toBe(4401);
    expect(await greeted({ headers: 'none' })).toBe(4401);
  });

  test('of an address that has many without a token is refused; those that have shown theirs do not count', async () => {
    const small = await startFrame({ limits: { strangersPerAddress: 3 } });
    const authorization = `Bearer ${await tokenFor('alice')}`;
    const known = (await connects(small, {})) as WebSocket;
    known.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    await once(known, 'message');
    const strangers: WebSocket[] = [];
    for (let i = 0; i < 3; i++) strangers.push((await connects(small, {})) as WebSocket);
    const refused = await connects(small, {});
    expect(refused).toMatchObject({ status: 429, body: expect.stringContaining('At most 3 sockets of an address') });
    strangers[0]!.close();
    await once(strangers[0]!, 'close');
    expect(await connects(small, {})).toBeInstanceOf(WebSocket);
    await small.server.close();
  });
});

describe('behind proxies', () => {
  test('that are trusted each client has its own address, over HTTP and sockets; else the proxy’s counts', async () => {
    const guess = (to: Frame, client: string) =>
      to.post({ query: '{ whoami }' }, { authorization: 'Bearer x', 'x-forwarded-for': client });
    for (const [trust, status] of [
      [trustOf(1), 401],
      [trustOf(['loopback']), 401],
      [trustOf(0), 429],
    ] as const) {
      const counting = await startFrame({ trust, limits: { callsPerMinute: 2, strangersPerAddress: 1 } });
      for (let i = 0; i < 2; i++) await guess(counting, '203.0.113.1');
      expect((await guess(counting, '203.0.113.1')).status).toBe(429);
      expect((await guess(counting, '203.0.113.2')).status).toBe(status);
      await connects(counting, { 'x-forwarded-for': '203.0.113.1' });
      const other = await connects(counting, { 'x-forwarded-for': '203.0.113.2' });
      expect(other instanceof WebSocket).toBe(status === 401);
      await counting.server.close();
    }
  });
});

describe('a long answer', () => {
  const raw = (encoding: string, query: string) =>
    new Promise<{ coding: string | undefined; vary: string | undefined; body: Buffer }>((resolve, reject) => {
      void tokenFor('alice').then((token) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        const options = { method: 'POST', headers: { ...headers, 'accept-encoding': encoding } };
        const request = http.request(`${frame.server.url}/graphql`, options, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const { 'content-encoding': coding, vary } = answer.headers;
            resolve({ coding, vary, body: Buffer.concat(parts) });
          });
        });
        request.on('error', reject);
        request.end(JSON.stringify({ query }));
      });
    });
  const LONG = `{ ${Array.from({ length: 29 }, (_, i) => `a${i}_${'x'.repeat(200)}: whoami`).join(' ')} }`;

  test('is sent as gzip to whoever takes it, and only a long one', async () => {
    const plain = await raw('identity', LONG);
    expect(plain.coding).toBeUndefined();
    expect(plain.body.length).toBeGreaterThan(4096);
    const packed = await raw('gzip, br', LONG);
    expect(packed.coding).toBe('gzip');
    expect(packed.vary).toContain('accept-encoding');
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(packed.body.length).toBeLessThan(plain.body.length / 4);
    expect((await raw('gzip', '{ whoami }')).coding).toBeUndefined();
  });

  test('is never asked for by a compressed body: that is 415, whatever it unpacks to', async () => {
    const body = gzipSync(JSON.stringify({ query: '{ whoami }' }));
    for (const coding of ['gzip', 'br', 'deflate', 'x']) {
      const { status, errors } = await frame.post(body, { 'content-encoding': coding });
      expect({ coding, status, message: errors?.[0]?.message }).toEqual({
        ...{ coding, status: 415, message: 'Send the body as application/json, in UTF-8, not compressed.' },
      });
    }
  });
});

describe('the settings', () => {
  const read = (env: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: 's'.repeat(32), ...env });

  test('take origins and proxies, and name whichever is wrong', () => {
    expect(read({}).allowedOrigins).toEqual([]);
    expect(read({ SPILLWAY_ALLOWED_ORIGINS: `${PAGE}, http://localhost:5173` }).allowedOrigins).toHaveLength(2);
    for (const wrong of ['*', 'app.example', `${PAGE}/`, `${PAGE}/page`, 'HTTPS://app.example', 'null', `${PAGE},`]) {
      expect(() => read({ SPILLWAY_ALLOWED_ORIGINS: wrong })).toThrow('SPILLWAY_ALLOWED_ORIGINS must be at most 100');
    }
    expect(read({}).trust('127.0.0.1', 0)).toBe(false);
    expect([0, 1, 2].map((hop) => read({ SPILLWAY_TRUSTED_PROXIES: '2' }).trust('x', hop))).toEqual([
      true,
      true,
      false,
    ]);
    const { trust } = read({ SPILLWAY_TRUSTED_PROXIES: '10.0.0.0/8, loopback' });
    expect(['10.1.2.3', '127.0.0.1', '11.0.0.1'].map((address) => trust(address, 0))).toEqual([true, true, false]);
    for (const wrong of ['-1', '100', 'everybody', '10.0.0.0/99', 'loopback,']) {
      expect(() => read({ SPILLWAY_TRUSTED_PROXIES: wrong })).toThrow('SPILLWAY_TRUSTED_PROXIES must be how many');
    }
  });
});
