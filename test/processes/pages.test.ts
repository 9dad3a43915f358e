/** The server's own pages, as a process with its settings opens them: in development all of them, in production the console. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openApp } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { makeConsoleDist, type ConsoleDist } from '../support/console-dist.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let dist: ConsoleDist;
let store: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  dist = makeConsoleDist();
  store = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'spillway-pages-'));
});
afterAll(async () => {
  await store.drop();
  dist.remove();
  rmSync(dataDir, { recursive: true });
});

const ALICE = { tenant: 'acme', subject: 'alice' };
const demo = { operations: ['{ viewer { subject } }'], subjects: [{ ...ALICE, groups: ['engineering'] }] };

/** The status of each page, and of a token for it, from a process that is given the demo. */
async function statusesIn(environment: string): Promise<Record<string, number>> {
  const own = environment === 'production' ? { SPILLWAY_JWT_SECRET: 'a secret that has 32 bytes or more' } : {};
  const settings = { HOST: '127.0.0.1', PORT: '0', SPILLWAY_DATA_DIR: dataDir, NODE_ENV: environment, ...own };
  const log = pino({ level: 'silent' });
  const consoleDir = dist.dir;
  const app = await openApp({ config: readConfig(settings), databaseUrl: store.apiUrl, log, demo, consoleDir });
  const statuses: Record<string, number> = {};
  try {
    for (const path of ['/', '/graphiql', '/graphiql/page.js', '/graphiql/ruru.js']) {
      const headers = { accept: 'text/html' };
      statuses[path] = (await fetch(`${app.url}${path}`, { headers, redirect: 'manual' })).status;
    }
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'x-spillway-dev': '1' };
    const asked = { method: 'POST', headers, body: JSON.stringify(ALICE) };
    statuses['/dev/token'] = (await fetch(`${app.url}/dev/token`, asked)).status;
  } finally {
    await app.close();
  }
  return statuses;
}

test('are there in development, with a token for a subject of the demo', async () => {
  expect(await statusesIn('development')).toEqual({
    '/': 200,
    '/graphiql': 200,
    '/graphiql/page.js': 200,
    '/graphiql/ruru.js': 200,
    '/dev/token': 200,
  });
});

test('are left out in production but for the console, whatever demo there is, and no token is to be had', async () => {
  expect(await statusesIn('production')).toEqual({
    '/': 200,
    '/graphiql': 404,
    '/graphiql/page.js': 404,
    '/graphiql/ruru.js': 404,
    '/dev/token': 404,
  });
});
