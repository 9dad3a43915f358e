/** Real processes in production: what they refuse to start with, what they say of an exception, and a secret in a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRET } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let store: TestDatabase;
let dir: string;
beforeAll(async () => {
  store = await createTestDatabase();
  dir = mkdtempSync(join(tmpdir(), 'spillway-production-'));
  writeFileSync(join(dir, 'url'), `${store.apiUrl}\n`);
  writeFileSync(join(dir, 'jwt'), `${SECRET}\n`);
});
afterAll(async () => {
  await store.drop();
  rmSync(dir, { recursive: true });
});

const READY = { start: 'Spillway listens on', settle: 'settling usage' };
const LIMIT_MS = 25_000;

/** Runs a process until it is ready or has ended by itself, and ends it. */
async function run(command: keyof typeof READY, more: Record<string, string>) {
  const { PATH } = process.env;
  const secrets = { DATABASE_URL_FILE: join(dir, 'url'), SPILLWAY_JWT_SECRET_FILE: join(dir, 'jwt') };
  const env = { PATH, NODE_ENV: 'production', PORT: '0', SPILLWAY_DRAIN_SECONDS: '0', ...secrets, ...more };
  const child = spawn(process.execPath, ['bin/spillway.js', command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const tooLong = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  let said = '';
  let isReady = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!isReady && said.includes(READY[command])) isReady = child.kill('SIGTERM');
    });
  }
  const [code] = await ended;
  clearTimeout(tooLong);
  const lines = said.split('\n').filter((line) => line.startsWith('{'));
  const logged = lines.map((line) => JSON.parse(line) as { level: string; setting?: string });
  const allowed = logged.flatMap(({ level, setting }) => (level === 'warn' && setting !== undefined ? [setting] : []));
  return { code, said, isReady, allowed };
}

const SANDBOX = { SPILLWAY_PAYMENTS: 'sandbox' };
const HTTP = { SPILLWAY_OPERATOR_JWKS_URL: 'http://127.0.0.1:9/keys' };

test('an API process starts by its secrets in files, and has nothing to say aloud', async () => {
  expect(await run('start', {})).toMatchObject({ code: 0, isReady: true, allowed: [] });
});

test.each<[string, Record<string, string>, string]>([
  ['without a key for tokens', { SPILLWAY_JWT_SECRET_FILE: '' }, 'Settings: there is no key for tokens: in production'],
  ['with the sandbox', SANDBOX, 'Settings: SPILLWAY_PAYMENTS must not be sandbox in production'],
  ['with keys over http', HTTP, 'Settings: SPILLWAY_OPERATOR_JWKS_URL must be an https:// URL in production'],
])('an API process does not start %s, and says what to set', async (_title, settings, sentence) => {
  const { code, isReady, said } = await run('start', settings);
  expect([code, isReady, said]).toEqual([1, false, expect.stringContaining(sentence)]);
});

test('what an exception lets pass is said at warn, at each start, by API processes and workers', async () => {
  const aloud = { SPILLWAY_ALLOW_SANDBOX: '1', SPILLWAY_ALLOW_HTTP_JWKS: '1' };
  for (const command of ['start', 'settle', 'start'] as const) {
    const answer = await run(command, { ...SANDBOX, ...HTTP, ...aloud });
    expect(answer).toMatchObject({ code: 0, isReady: true, allowed: Object.keys(aloud) });
  }
}, 90_000);

test('a worker needs no key for tokens', async () => {
  expect(await run('settle', { SPILLWAY_JWT_SECRET_FILE: '' })).toMatchObject({ code: 0, isReady: true, allowed: [] });
});
