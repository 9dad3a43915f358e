/** Working on the product: `spillway dev` on a copy of the sources. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let copy: string;
let dev: ChildProcess;
let ended: Promise<unknown[]>;
let said = '';
beforeAll(async () => {
  database = await createTestDatabase();
  copy = mkdtempSync(join(tmpdir(), 'spillway-dev-'));
  for (const name of ['package.json', 'package-lock.json', '.swcrc', 'bin', 'scripts', 'src', 'schema', 'policies']) {
    cpSync(name, join(copy, name), { recursive: true });
  }
  mkdirSync(join(copy, 'proof'));
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  const env = { PATH: process.env.PATH, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'error' };
  dev = spawn(process.execPath, ['bin/spillway.js', 'dev'], { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
  ended = once(dev, 'close');
  for (const output of [dev.stdout, dev.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      dev.emit('said');
    });
  }
});
afterAll(async () => {
  dev.kill('SIGKILL');
  rmSync(copy, { recursive: true, force: true });
  await database.drop();
});

/** Resolves once `text` has been said so many times. */
async function heard(text: string, times = 1): Promise<void> {
  while (said.split(text).length <= times) await once(dev, 'said');
}

test('a saved source restarts the server, one that does not compile leaves it, and Ctrl-C ends both', async () => {
  await heard('listens on');
  const ids = join(copy, 'src/ids.ts');
  const sound = readFileSync(ids, 'utf8');
  appendFileSync(ids, '\n// changed in place\n');
  await heard('started again');
  await heard('listens on', 2);

  appendFileSync(ids, 'const a: = ;\n');
  await heard('does not compile');
  // As editors do it: written aside, and put in its place.
  writeFileSync(join(copy, 'src/ids.new'), sound);
  renameSync(join(copy, 'src/ids.new'), ids);
  await heard('started again', 2);
  await heard('listens on', 3);

  mkdirSync(join(copy, 'src/new-folder'));
  writeFileSync(join(copy, 'src/new-folder/new-file.ts'), 'export const added = 1;\n');
  await heard('started again', 3);
  await heard('listens on', 4);

  dev.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(said).not.toContain('the server ended');
}, 60_000);
