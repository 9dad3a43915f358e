/**
 * What all tests rely on where modules are loaded once for many files: stacks that name the sources, and a process that
 * each file finds as the one before it did. Jest runs two small files in a project of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const SHARED = `
interface Loaded { by: string[] }
export const loaded: Loaded = { by: [] };
export function fail(): never {
  throw new Error('from the shared module');
}
`;

const FIRST = `
import { afterAll, expect, jest, test } from '@jest/globals';
import { fail, loaded } from './shared.js';
interface Gone { whenCompiled: true }

loaded.by.push('first');
test('is wrong', () => {
  expect(1).toBe(2);
});
test('fails elsewhere', () => fail());
test('never ends', () => new Promise(() => {}), 50);
test('leaves a promise', async () => {
  void Promise.reject(new Error('nobody waits for this'));
  await new Promise(setImmediate);
});
test('mocks a module', () => {
  jest.mock('node:fs');
});
afterAll(() => {
  process.env.LEFT = 'behind';
  delete process.env.GIVEN;
  process.exitCode = 7;
  process.exit = () => undefined as never;
  jest.setTimeout(1);
  jest.spyOn(Math, 'random').mockReturnValue(2);
  jest.useFakeTimers({ now: 0 });
});
`;

const SECOND = `
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { loaded } from './shared.js';

loaded.by.push('second');
test('finds all as it was', async () => {
  expect({ left: process.env.LEFT, given: process.env.GIVEN, code: process.exitCode }).toEqual({ given: 'here' });
  expect(process.exit.name).toBe('exit');
  expect(Math.random()).toBeLessThan(1);
  expect(Date.now()).toBeGreaterThan(1_000_000_000_000);
  await wait(20);
});
test('has the same modules', () => expect(loaded.by).toEqual(['first', 'second']));
`;

const ORDER = `module.exports = class { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
  allFailedTests(tests) { return tests; } cacheResults() {} shard(tests) { return tests; } };`;

interface Ran {
  fullName: string;
  status: string;
  failureMessages: string[];
}

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'runtime-')));
let code: number | null;
const ran = new Map<string, Ran>();

beforeAll(() => {
  const files = { 'shared.ts': SHARED, 'first.test.ts': FIRST, 'second.test.ts': SECOND, 'order.cjs': ORDER };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text.trimStart());
  const config = {
    ...{ rootDir: dir, cacheDirectory: join(dir, 'cache'), testMatch: ['**/*.test.ts'], injectGlobals: false },
    ...{ runtime: resolve('test/run/runtime.js'), testEnvironment: resolve('test/run/environment.js') },
    ...{ transform: { '\\.ts$': resolve('node_modules/@swc/jest') }, testSequencer: join(dir, 'order.cjs') },
  };
  const told = join(dir, 'told.json');
  const args = ['node_modules/jest/bin/jest.js', '-c', JSON.stringify(config), '-i', '--json', '--outputFile', told];
  const env = { PATH: process.env.PATH, GIVEN: 'here' };
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  code = status;
  if (!existsSync(told)) throw new Error(stderr);
  const { testResults } = JSON.parse(readFileSync(told, 'utf8')) as { testResults: { assertionResults: Ran[] }[] };
  for (const { assertionResults } of testResults) for (const one of assertionResults) ran.set(one.fullName, one);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Where this text stands, as stacks have it. */
function placeOf(file: string, source: string, text: string): string {
  const lines = source.trimStart().split('\n');
  return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}:`;
}

test.each([
  ['is wrong', 'toBe', placeOf('first.test.ts', FIRST, 'toBe(2)')],
  ['fails elsewhere', 'from the shared module', placeOf('shared.ts', SHARED, 'throw new')],
  ['never ends', 'Exceeded timeout of 50 ms', placeOf('first.test.ts', FIRST, "'never ends'")],
  ['leaves a promise', 'nobody waits for this', placeOf('first.test.ts', FIRST, 'nobody waits')],
  ['mocks a module', 'jest.mock has no effect here', placeOf('first.test.ts', FIRST, "jest.mock('node:fs')")],
])('a test that %s is red, says why, and names the line of its TypeScript', (name, why, place) => {
  const { status, failureMessages } = ran.get(name)!;
  expect(status).toBe('failed');
  expect(failureMessages.join('\n')).toContain(why);
  expect(failureMessages.join('\n')).toContain(place);
});

test.each(['finds all as it was', 'has the same modules'])('the file after it %s', (name) => {
  expect(ran.get(name)).toMatchObject({ status: 'passed', failureMessages: [] });
});

test('the run tells by its exit code that tests were red', () => {
  expect(code).toBe(1);
});
