/** The nginx configuration that is shipped, in front of a real server: what passes through it, and as whose. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { WebSocket } from 'ws';
import { limits } from '../../src/server/limits.js';
import { trustOf } from '../../src/server/origins.js';
import { readConsole } from '../../src/server/read-console.js';
import { openTestApi, tokenFor as apiToken } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { makeConsoleDist } from '../support/console-dist.js';
import { freePort } from '../support/free-port.js';
import { findTestProgram } from '../support/programs.js';
import { exactPolicies } from '../support/policies.js';
import { startFrame, tokenFor, type Frame } from './frame.js';

const nginx = findTestProgram('nginx');
const openssl = nginx === null ? null : findTestProgram('openssl');
const there = nginx !== null && openssl !== null ? describe : describe.skip;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A running nginx, and how to reach it. */
interface Proxy {
  port: number;
  ca: Buffer;
}

/** Starts nginx with the shipped file; only ports, certificates and what `change` says are other than in it. */
async function startProxy(apiUrl: string, change = (shipped: string) => shipped): Promise<Proxy> {
  const dir = mkdtempSync(join(tmpdir(), 'nginx-'));
  closing.push(() => rmSync(dir, { recursive: true }));
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate];
  execFileSync(openssl!, ['req', '-x509', '-days', '1', ...pair, ...subject], { stdio: 'pipe' });
  const port = await freePort();
  const replaced: [string, string][] = [
    ['listen 443 ', `listen 127.0.0.1:${port} `],
    ['server 127.0.0.1:4000 ', `server ${new URL(apiUrl).host} `],
    ['/etc/ssl/spillway.example/fullchain.pem', certificate],
    ['/etc/ssl/spillway.example/privkey.pem', key],
  ];
  let site = change(readFileSync('deploy/nginx.conf', 'utf8'));
  for (const [shipped, here] of replaced) {
    if (!site.includes(shipped)) throw new Error(`deploy/nginx.conf has no "${shipped}"`);
    site = site.replace(shipped, here);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = temporary.map((name) => `${name}_temp_path ${join(dir, name)};`).join(' ');
  writeFileSync(join(dir, 'site.conf'), site);
  writeFileSync(
    join(dir, 'nginx.conf'),
    `daemon off; master_process off; pid ${join(dir, 'pid')}; error_log stderr; ${asRoot()}
     events {} http { access_log off; ${paths} include site.conf; }`,
  );
  mkdirSync(join(dir, 'logs'));
  const child = spawn(nginx!, ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  closing.push(() => stopped(child));
  const proxy = { port, ca: readFileSync(certificate) };
  await isUp(child, proxy);
  return proxy;
}

/** Files in a folder of root's are nobody's else to write. */
const asRoot = () => (process.getuid?.() === 0 ? 'user root;' : '');

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Asks until nginx answers; what it says on its error output where it ends instead. */
async function isUp(child: ChildProcess, proxy: Proxy): Promise<void> {
  let said = '';
  child.stderr!.on('data', (part) => (said += String(part)));
  while (child.exitCode === null) {
    const answer = await ask(proxy, { path: '/health', method: 'GET' }).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`nginx did not start: ${said}`);
}

/** An answer of which only the head has come. */
async function open({ port, ca }: Proxy, options: RequestOptions, body?: unknown): Promise<IncomingMessage> {
  const call = request({ host: '127.0.0.1', port, ca, path: '/graphql', method: 'POST', agent: false, ...options });
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  call.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  const [answer] = await answered;
  return answer;
}

async function ask(proxy: Proxy, options: RequestOptions, body?: unknown) {
  const answer = await open(proxy, options, body);
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return { status: answer.statusCode, text };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const asCaller = (token: string) => ({ ...JSON_TYPE, authorization: `Bearer ${token}` });

/** The results of a stream, one at a time. */
async function* resultsOf(answer: IncomingMessage): AsyncGenerator<{ data: Record<string, unknown> }> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) {
    text += String(part);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^event: next\ndata: (.*)/.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as { data: Record<string, unknown> };
    }
  }
}

/** A socket through nginx: `open`, or the status of the refusal. */
function socketTo({ port, ca }: Proxy, origin: string): Promise<WebSocket | number> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { ca, headers: { origin } });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.once('error', reject);
  });
}

/** What the server says over a socket, one message at a time. */
function messagesOf(socket: WebSocket): () => Promise<{ type: string; payload?: unknown }> {
  const messages: string[] = [];
  let wake = () => {};
  socket.on('message', (data: Buffer) => {
    messages.push(String(data));
    wake();
  });
  return async () => {
    while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return JSON.parse(messages.shift()!) as { type: string; payload?: unknown };
  };
}

async function frameBehind(overrides: Parameters<typeof startFrame>[0], change?: (shipped: string) => string) {
  const frame: Frame = await startFrame({ trust: trustOf(1), ...overrides });
  closing.push(() => frame.server.close());
  return { frame, proxy: await startProxy(frame.server.url, change) };
}

there('through the nginx that is shipped', () => {
  test('a query, a subscription over a socket and one over a stream work, and changes come at once', async () => {
    const policies = exactPolicies();
    closing.push(() => policies.remove());
    const api = await openTestApi({ policyDir: policies.dir, settings: { SPILLWAY_TRUSTED_PROXIES: '1' } });
    closing.push(() => api.close());
    await setPlan(api.as('acme', 'admin'), 'alice', 'payg');
    await grant(api.as('acme', 'admin'), { subject: 'alice', credits: '100' });
    const proxy = await startProxy(api.url);
    const token = await apiToken('acme', 'alice');
    const answer = await ask(proxy, { headers: asCaller(token) }, { query: '{ account { seq } }' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { data: { account: { seq: '2' } } }]);

    const query = 'subscription { balanceChanged { seq } }';
    const changed = (seq: string) => ({ data: { balanceChanged: { seq } } });
    const headers = { ...asCaller(token), accept: 'text/event-stream' };
    const stream = await open(proxy, { headers }, { query });
    const events = resultsOf(stream);
    const socket = (await socketTo(proxy, `https://127.0.0.1:${proxy.port}`)) as WebSocket;
    const next = messagesOf(socket);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    expect(await next()).toEqual({ type: 'connection_ack' });
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
    for (const seq of ['2', '3', '4']) {
      expect([(await events.next()).value, await next()]).toMatchObject([changed(seq), { payload: changed(seq) }]);
      if (seq !== '4') await check(api.as('acme', 'alice'), meter('alice', 1));
    }
    stream.destroy();
    socket.terminate();
  });

  test('a stream and a socket on which nothing happens outlive its patience', async () => {
    const impatient = (shipped: string) => shipped.replace('proxy_read_timeout 60s', 'proxy_read_timeout 1s');
    const { frame, proxy } = await frameBehind({ limits: { pingMs: 250 } }, impatient);
    const headers = { ...asCaller(await tokenFor('alice')), accept: 'text/event-stream' };
    const subscribed = once(frame.events, 'subscribed');
    const stream = await open(proxy, { headers }, { query: 'subscription { ticks }' });
    await subscribed;
    const socket = (await socketTo(proxy, `https://127.0.0.1:${proxy.port}`)) as WebSocket;
    const next = messagesOf(socket);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: headers.authorization } }));
    await next();
    // Twice as long as nginx would wait.
    for (let i = 0; i < 8; i += 1) await once(socket, 'ping');
    const watching = once(frame.events, 'subscribed');
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'subscription { ticks }' } }));
    await watching;
    frame.events.emit('tick');
    expect((await resultsOf(stream).next()).value).toMatchObject({ data: { ticks: expect.any(Number) } });
    expect(await next()).toMatchObject({ type: 'next' });
    const gone = once(frame.events, 'unsubscribed');
    stream.destroy();
    await gone;
    socket.terminate();
  });

  test('each caller counts by its own address, whatever it says of it', async () => {
    const { proxy } = await frameBehind({ limits: { callsPerMinute: 2 } });
    const guess = async (localAddress: string, claimed: string) => {
      const headers = { ...asCaller('x.y.z'), 'x-forwarded-for': claimed };
      return (await ask(proxy, { headers, localAddress }, { query: '{ whoami }' })).status;
    };
    const statuses: unknown[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push(await guess('127.0.0.1', `203.0.113.${i}`));
    expect(statuses).toEqual([401, 401, 429]);
    expect(await guess('127.0.0.2', '203.0.113.9')).toBe(401);
  });

  test('a page of another origin opens no socket, and refusals are those of Spillway', async () => {
    const { proxy } = await frameBehind({ allowedOrigins: ['https://app.example'] });
    expect(await socketTo(proxy, 'https://evil.example')).toBe(403);
    const allowed = (await socketTo(proxy, 'https://app.example')) as WebSocket;
    allowed.terminate();
    const headers = asCaller(await tokenFor('alice'));
    const long = await ask(proxy, { headers }, { query: `{ whoami } #${'x'.repeat(1_048_576)}` });
    expect([long.status, long.text]).toEqual([413, expect.stringContaining('1048576 bytes')]);
    const strange = await ask(proxy, { headers: { ...headers, authorization: `Bearer ${'x'.repeat(9_000)}` } }, {});
    expect([strange.status, strange.text]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
    for (const path of ['/', '/graphiql', '/graphiql/page.js', '/dev/token', '/ready', '/graphql/x'])
      expect([path, (await ask(proxy, { path, method: 'GET' })).status]).toEqual([path, 404]);
  });

  test('the console comes through, page and files, and what is for those inside stays there', async () => {
    const dist = makeConsoleDist();
    closing.push(() => dist.remove());
    const rules = { schema: buildSchema('type Query { whoami: String }'), introspection: true, limits };
    const build = (await readConsole(dist.dir, rules))!;
    const { proxy } = await frameBehind({ console: { build, oidc: null }, graphiql: ['{ whoami }'] });
    const browser = { method: 'GET', headers: { accept: 'text/html', 'accept-encoding': 'br' } };
    for (const path of ['/', '/decisions?open=1', '/accounts/x']) {
      const page = await open(proxy, { ...browser, path });
      page.resume();
      expect([path, page.statusCode, page.headers['cache-control']]).toEqual([path, 200, 'no-store']);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    }
    const style = await open(proxy, { ...browser, path: '/assets/page-0a1b.css' });
    style.resume();
    expect([style.statusCode, style.headers['content-encoding'], style.headers['cache-control']]).toEqual([
      200,
      'br',
      'public, max-age=31536000, immutable',
    ]);
    for (const path of ['/graphiql', '/graphiql/page.js', '/dev/token', '/ready', '/ready/'])
      expect([path, (await ask(proxy, { ...browser, path })).status]).toEqual([path, 404]);
  });
});
