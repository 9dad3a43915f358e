/** A first start takes seconds: it says what it makes meanwhile, and no later start does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { SPILLWAY } from '../commands/run-built-tool.js';

const dataDir = mkdtempSync(join(tmpdir(), 'spillway-first-start-'));
chmodSync(dataDir, 0o755);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** What a start on the data directory prints until it listens; then it is ended in order. */
async function startedWith(): Promise<string[]> {
  const env = { PATH: process.env.PATH, SPILLWAY_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [SPILLWAY, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== '') said.push(line.replace(/http:\S+:\d+/g, 'URL'));
    if (line.includes('listens on')) break;
  }
  child.stdout.resume();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  return said;
}

test('the first start says what it makes, step by step, and where its pages are; the second only where', async () => {
  const console = existsSync('console/dist/index.html') ? 'Console: URL/  ' : '';
  const pages = `${console}GraphiQL: URL/graphiql  GraphQL over HTTP and WebSocket: URL/graphql`;
  const listens = `Spillway listens on URL  (${pages})`;
  expect(await startedWith()).toEqual([
    `First start: making a PostgreSQL in ${dataDir} …`,
    'Making its tables …',
    'Making the demo tenants acme and globex …',
    listens,
  ]);
  expect(await startedWith()).toEqual([listens]);
}, 120_000);
