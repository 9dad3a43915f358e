/** What signals do to a process that serves: one drains it, a later one ends it at once. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRET, tokenFor } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

/** A process that waits for the body of a request. */
async function startBusy(): Promise<{ child: ChildProcess; ended: Promise<[number | null]>; client: Socket }> {
  const { PATH } = process.env;
  const env = { PATH, DATABASE_URL: store.url, SPILLWAY_JWT_SECRET: SECRET, PORT: '0', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['bin/spillway.js', 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let port = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    port = Number(/listens on http:\S+:(\d+)/.exec(line)?.[1] ?? 0);
    if (port > 0) break;
  }
  const client = connect(port, '127.0.0.1');
  client.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await tokenFor('acme', 'admin')}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
  );
  expect(String(await once(client, 'data'))).toMatch(/^HTTP\/1.1 100 /);
  return { child, ended, client };
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
