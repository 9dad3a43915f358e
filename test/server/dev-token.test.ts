/** Tokens for the server's own pages in development: who gets one, and that for everybody else there is nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { readConfig } from '../../src/processes/config.js';
import { type Frame, SIGNING, startFrame } from './frame.js';

const ALICE = { tenant: 'acme', subject: 'alice' };
const devTokens = { ...SIGNING, subjects: [{ ...ALICE, groups: ['engineering'] }] };
const OWN_PAGE = { 'sec-fetch-site': 'same-origin', 'x-spillway-dev': '1' };

interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: { token: string; expiresAt: string; errors?: { message: string; extensions: { code: string } }[] };
}

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame({ devTokens });
});
afterAll(() => frame.server.close());

/** A request as only a browser can send it: programs may set every header. */
async function ask(headers: OutgoingHttpHeaders, body: unknown = ALICE, more: RequestOptions = {}): Promise<Answer> {
  const { port } = frame.server;
  const own = { host: `127.0.0.1:${port}`, 'content-type': 'application/json' };
  const to = { host: '127.0.0.1', port, method: 'POST', path: '/dev/token', headers: { ...own, ...headers }, ...more };
  return new Promise((resolve, reject) => {
    const call = request(to, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: JSON.parse(text) as Answer['body'],
        }),
      );
    });
    call.on('error', reject).end(to.method === 'GET' ? undefined : JSON.stringify(body));
  });
}

describe('a page of this server', () => {
  test.each(['localhost', 'LocalHost:4000', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:65535'])(
    'under %s gets a token of a demo subject, with its groups, for an hour',
    async (host) => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      const { status, headers, body } = await ask({ ...OWN_PAGE, host });
      expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
      expect(decodeJwt(body.token)).toMatchObject({ sub: 'alice', tenant: 'acme', groups: ['engineering'] });
      const lasts = Date.parse(body.expiresAt) - before;
      expect(lasts).toBeGreaterThanOrEqual(3_600_000);
      expect(lasts).toBeLessThan(3_660_000);
      const answer = await frame.post({ query: '{ whoami }' }, { authorization: `Bearer ${body.token}` });
      expect(answer).toMatchObject({ status: 200, data: { whoami: 'acme/alice' } });
    },
  );

  test.each<[string, unknown]>([
    ['another subject', { ...ALICE, subject: 'mallory' }],
    ['the same name in another tenant', { ...ALICE, tenant: 'globex' }],
    ['the operator', { ...ALICE, subject: 'operator:ann' }],
    ['nobody', {}],
    ['a list', [ALICE]],
    ['null', null],
  ])('gets none for %s', async (_title, who) => {
    expect(await ask(OWN_PAGE, who)).toMatchObject({
      status: 404,
      body: { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    });
  });

  test('cannot ask for more groups or more time', async () => {
    const { body } = await ask(OWN_PAGE, { ...ALICE, groups: ['admins'], expiresInSeconds: 1e9 });
    const { groups, exp = 0, iat = 0 } = decodeJwt(body.token);
    expect([groups, exp - iat]).toEqual([['engineering'], 3600]);
  });
});

describe('nothing is there', () => {
  const told = ({ status, body }: Answer) => [
    status,
    body.errors?.map(({ message, extensions }) => [message, extensions.code]),
  ];

  test.each<[string, OutgoingHttpHeaders]>([
    ['without the header of our pages', { 'x-spillway-dev': undefined }],
    ['with another value of it', { 'x-spillway-dev': 'true' }],
    ['for a program, which names no site', { 'sec-fetch-site': undefined }],
    ['for an address that a person typed', { 'sec-fetch-site': 'none' }],
    ['for a page of the same site on another port', { 'sec-fetch-site': 'same-site' }],
    ['for a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['under a name that leads here', { host: 'spillway.example' }],
    ['under a name that begins as ours', { host: '127.0.0.1.evil.example:4000' }],
    ['under a name that ends as ours', { host: 'evil.localhost' }],
    ['under every address', { host: '0.0.0.0:4000' }],
    ['where a proxy says the name', { host: 'spillway.example', 'x-forwarded-host': 'localhost' }],
  ])('%s', async (_title, headers) => {
    const sent = Object.fromEntries(
      Object.entries({ ...OWN_PAGE, ...headers }).filter(([, value]) => value !== undefined),
    );
    const nowhere = await ask(sent, ALICE, { path: '/nothing' });
    expect(told(nowhere)[0]).toBe(404);
    expect(told(await ask(sent))).toEqual(told(nowhere));
  });

  test('to be read by GET', async () => {
    expect(await ask(OWN_PAGE, undefined, { method: 'GET' })).toMatchObject({ status: 404 });
  });

  test('where the process gives no tokens', async () => {
    const other = await startFrame();
    expect(await ask(OWN_PAGE, ALICE, { port: other.server.port })).toMatchObject({ status: 404 });
    await other.server.close();
  });

  test('for a page of an allowed origin either: its preflight does not get leave for the header', async () => {
    const origin = 'https://app.example';
    const other = await startFrame({ devTokens, allowedOrigins: [origin] });
    const preflight = await fetch(`${other.server.url}/dev/token`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-spillway-dev',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).not.toContain('spillway');
    await other.server.close();
  });
});

describe('a process gives such tokens', () => {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-dev-token-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const gives = (env: Record<string, string>) => readConfig({ SPILLWAY_DATA_DIR: dir, ...env }).devTokens;
  const SECRET = 'a secret of their own, 32 bytes or more';

  test.each<[string, Record<string, string>]>([
    ['by default', {}],
    ['on localhost', { HOST: 'localhost' }],
    ['on another address of this machine alone', { HOST: '127.0.0.2' }],
    ['on the same of IPv6', { HOST: '::1' }],
  ])('%s', (_title, env) => {
    expect(gives(env)).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['where others reach it', { HOST: '0.0.0.0' }],
    ['where others reach it over IPv6', { HOST: '::' }],
    ['on an address of a network', { HOST: '192.168.1.5' }],
    ['on a name that only begins as loopback', { HOST: '127.example' }],
    ['where a shared secret signs', { SPILLWAY_JWT_SECRET: SECRET }],
    ['where an issuer signs', { SPILLWAY_JWKS_URL: 'https://issuer.example/keys' }],
    ['in production, which takes a key of its own', { NODE_ENV: 'production', SPILLWAY_JWT_SECRET: SECRET }],
  ])('never %s', (_title, env) => {
    expect(gives(env)).toBe(false);
  });
});
