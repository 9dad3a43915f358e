/** What signals do to a process that serves: one drains it, a later one ends it at once. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { SECRET, tokenFor } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

interface Serving {
  child: ChildProcess;
  ended: Promise<[number | null]>;
  port: number;
}

async function start(more: Record<string, string> = {}): Promise<Serving> {
  const { PATH } = process.env;
  const env = { PATH, DATABASE_URL: store.url, SPILLWAY_JWT_SECRET: SECRET, PORT: '0', LOG_LEVEL: 'error', ...more };
  const child = spawn(process.execPath, ['bin/spillway.js', 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const port = Number(/listens on http:\S+:(\d+)/.exec(line)?.[1] ?? 0);
    if (port > 0) return { child, ended, port };
  }
  throw new Error('it did not start');
}

/** A process that waits for the body of a request. */
async function startBusy(): Promise<Serving & { client: Socket }> {
  const { port, ...serving } = await start();
  const client = connect(port, '127.0.0.1');
  client.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await tokenFor('acme', 'admin')}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
  );
  expect(String(await once(client, 'data'))).toMatch(/^HTTP\/1.1 100 /);
  return { ...serving, port, client };
}

/** The status of an answer over a connection of its own, or why there was none. */
async function statusOver(port: number, request: string): Promise<string> {
  const client = connect(port, '127.0.0.1');
  client.setEncoding('utf8').write(request);
  try {
    const [answer] = (await once(client, 'data')) as [string];
    return answer.slice('HTTP/1.1 '.length).slice(0, 3) + (/"status":"(\w+)/.exec(answer)?.[1] ?? '');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    client.destroy();
  }
}

test('two at once are one, as npm sends a Ctrl-C twice: what is in flight is answered, and the code is 0', async () => {
  const { child, ended, client } = await startBusy();
  child.kill('SIGINT');
  child.kill('SIGINT');
  const listens = async () => {
    const probe = connect(Number(client.remotePort), '127.0.0.1');
    const connected = once(probe, 'connect').then(
      () => true,
      () => false,
    );
    return connected.finally(() => probe.destroy());
  };
  while (await listens());
  client.write('{}');
  const answer = String(await once(client, 'data'));
  expect(answer).toMatch(/^HTTP\/1.1 503 /);
  // Nothing waits for what else may come over this connection.
  expect(answer).toMatch(/^connection: close\r$/m);
  expect(await ended).toEqual([0, null]);
});

test('a later one ends it at once, whatever is in flight', async () => {
  const { child, ended, client } = await startBusy();
  client.on('error', () => {});
  const again = setInterval(() => child.kill('SIGTERM'), 100);
  expect(await ended).toEqual([1, null]);
  clearInterval(again);
});

test('a SIGTERM to npm drains what it has started', async () => {
  const { PATH } = process.env;
  const env = { PATH, DATABASE_URL: store.url, SPILLWAY_JWT_SECRET: SECRET, PORT: '0', LOG_LEVEL: 'info' };
  const npm = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(npm, 'close') as Promise<[number | null]>;
  let logged = '';
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (logged += text));
  for await (const line of createInterface({ input: npm.stdout })) if (line.includes('listens on')) npm.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(logged).toContain('"msg":"draining"');
});

test('one that comes while PostgreSQL is being made waits for it and ends it in order', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'spillway-signals-'));
  chmodSync(dataDir, 0o755);
  const env = { PATH: process.env.PATH, SPILLWAY_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['bin/spillway.js', 'start'], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const made = setInterval(() => {
    if (!existsSync(join(dataDir, 'postgres/data'))) return;
    clearInterval(made);
    child.kill('SIGTERM');
  }, 5);
  expect(await ended).toEqual([0, null]);
  const log = readFileSync(join(dataDir, 'postgres/log'), 'utf8');
  expect(log.trim().split('\n').at(-1)).toContain('database system is shut down');
  rmSync(dataDir, { recursive: true });
}, 60_000);

test('a SIGTERM is announced first: for so many seconds nobody is refused, then it drains', async () => {
  const seconds = 2;
  const { child, ended, port } = await start({ SPILLWAY_DRAIN_SECONDS: String(seconds) });
  const body = JSON.stringify({ query: '{ viewer { subject } }' });
  const head = `Host: x\r\nConnection: close\r\nAuthorization: Bearer ${await tokenFor('acme', 'alice')}\r\n`;
  const asks = [
    ['ready', `GET /ready HTTP/1.1\r\n${head}\r\n`],
    ['health', `GET /health HTTP/1.1\r\n${head}\r\n`],
    [
      'graphql',
      `POST /graphql HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    ],
  ] as const;
  const open = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  await once(open, 'open');
  open.send(
    JSON.stringify({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await tokenFor('acme', 'alice')}` },
    }),
  );
  await once(open, 'message');
  const closed = once(open, 'close') as Promise<[number]>;
  expect(await statusOver(port, asks[0][1])).toBe('200ready');
  child.kill('SIGTERM');
  const toldAt = performance.now();
  while ((await statusOver(port, asks[0][1])) !== '503draining') expect(performance.now() - toldAt).toBeLessThan(1000);
  const seen = new Map<string, number>(asks.map(([name]) => [name, 0]));
  const probes: Promise<void>[] = [];
  const expected = { ready: '503draining', health: '200ok', graphql: '200' };
  const wrong: string[] = [];
  const every20 = setInterval(() => {
    for (const [name, request] of asks) {
      const probe = statusOver(port, request).then((status) => {
        seen.set(name, (seen.get(name) ?? 0) + 1);
        if (status !== expected[name]) wrong.push(`${name}: ${status}`);
      });
      probes.push(probe);
    }
    // The last ones must be answered before its time is over.
    if (performance.now() - toldAt > seconds * 1000 - 300) clearInterval(every20);
  }, 20);
  expect((await closed)[0]).toBe(1001);
  expect(performance.now() - toldAt).toBeGreaterThan(seconds * 1000 - 100);
  await Promise.all(probes);
  expect(wrong).toEqual([]);
  for (const [name, count] of seen) expect([name, count > 20]).toEqual([name, true]);
  expect(await ended).toEqual([0, null]);
});

test('a Ctrl-C is a person, who does not wait; a second signal does not let the announcement end either', async () => {
  const patient = { SPILLWAY_DRAIN_SECONDS: '300' };
  const one = await start(patient);
  one.child.kill('SIGINT');
  expect(await one.ended).toEqual([0, null]);
  const other = await start(patient);
  const again = setInterval(() => other.child.kill('SIGTERM'), 100);
  expect(await other.ended).toEqual([1, null]);
  clearInterval(again);
});
