/** A tenant's own tests judge its edits before they serve; of what serves they tell, and take nothing away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../../src/catalog/text-version.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../../src/policy/policy-store.js';
import { memoryPublished } from '../memory-published.js';
import { casesFile, useCase } from './cases.js';

const TESTS = 'acme/policy.test.yaml';
let root: string;
let dir: string;
let store: PolicyStore;
let logged: string[];
let published: ReturnType<typeof memoryPublished>;

const log = {
  info: (_: unknown, message?: string) => void logged.push(`info ${message}`),
  warn: (_: unknown, message?: string) => void logged.push(`warn ${message}`),
  error: (_: unknown, message?: string) => void logged.push(`error ${message}`),
} as OpenPolicies['log'];

async function open(): Promise<void> {
  published = memoryPublished();
  store = await openPolicies({ dir, log, published, beatMs: 3_600_000, rewriteAfterMs: 0 });
}

const read = (file: string): Promise<string> => readFile(join(dir, file), 'utf8');

async function save(file: string, text: string): Promise<string> {
  await writeFile(join(dir, file), text);
  await store.whenRead(file, versionOf(text));
  return versionOf(text);
}

/** Waits until something is so of what is told to acme. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`it never came: ${JSON.stringify(store.state('acme'))}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const red = (): string[] =>
  store.state('acme')!.warnings.flatMap(({ file, message }) => (file.endsWith('.test.yaml') ? [message] : []));

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'policy-tests-'));
  dir = join(root, 'policies');
  await cp('policies', dir, { recursive: true });
  logged = [];
});

afterEach(async () => {
  await store?.close();
  rmSync(root, { recursive: true, force: true });
});

describe('an edit', () => {
  test('that fails the tests beside it is refused with the failed ones, and serves once they pass', async () => {
    await writeFile(
      join(dir, TESTS),
      casesFile(useCase('all may', 'allow'), useCase('interns not', 'deny', 'interns')),
    );
    await open();
    const old = store.live('acme')!.version;
    const text = await read('acme/policy.csv');
    const edited = text.replace(
      'role:intern, product:codex/gpt-5.5, use, deny',
      'role:intern, product:codex/gpt-5.5, use, allow',
    );
    const version = await save('acme/policy.csv', edited);
    expect(store.live('acme')!.version).toBe(old);
    expect(store.state('acme')).toMatchObject({
      ok: false,
      fileVersion: version,
      liveVersion: old,
      problems: [
        {
          file: 'policies/acme/policy.test.yaml',
          line: 9,
          message: expect.stringMatching(/^the test "interns not" fails: expected deny; found allow, by line 9: /),
        },
      ],
    });
    expect(logged).toContainEqual(
      expect.stringContaining(`error the policy is refused, ${old} serves on: policies/acme/policy.test.yaml:9:`),
    );
    // The tests catch up with what is meant: the very same text goes live.
    await save(TESTS, casesFile(useCase('all may', 'allow'), useCase('interns too', 'allow', 'interns')));
    expect(store.state('acme')).toMatchObject({ ok: true, liveVersion: version, problems: [] });
  });

  test('that breaks a test file, or has one that cannot be read, is refused, for nobody knows what it would say', async () => {
    await open();
    const old = store.live('acme')!.version;
    await save(TESTS, 'format: 1\ncases: nothing\n');
    await until(() => red().length > 0);
    expect(store.state('acme')!.ok).toBe(true);
    await save('acme/policy.csv', `${await read('acme/policy.csv')}# more\n`);
    expect(store.live('acme')!.version).toBe(old);
    expect(store.state('acme')!.problems).toMatchObject([{ file: 'policies/acme/policy.test.yaml', line: 2 }]);
    await rm(join(dir, TESTS));
    await mkdir(join(dir, TESTS));
    await store.reload();
    expect(store.live('acme')!.version).toBe(old);
    expect(store.state('acme')!.problems).toMatchObject([
      { file: 'policies/acme/policy.test.yaml', rule: 'file/unreadable' },
    ]);
    await rm(join(dir, TESTS), { recursive: true });
    await store.reload();
    expect(store.state('acme')).toMatchObject({ ok: true, problems: [] });
    expect(store.live('acme')!.version).not.toBe(old);
  });
});

describe('of what serves', () => {
  test('a changed test file tells what is red, and changes nothing; without it nothing is told', async () => {
    await open();
    const old = store.live('acme')!.version;
    const newest = () => published.newest(['acme']);
    const before = await newest();
    await save(TESTS, casesFile(useCase('none may', 'deny')));
    await until(() => red().length > 0);
    expect(red()).toEqual([expect.stringMatching(/^the test "none may" fails: expected deny; found allow/)]);
    expect(store.state('acme')).toMatchObject({ ok: true, liveVersion: old, fileVersion: old, problems: [] });
    expect(await newest()).toEqual(before);
    await save(TESTS, casesFile(useCase('all may', 'allow')));
    await until(() => red().length === 0);
    expect(logged).toContainEqual('info policies/acme/policy.test.yaml: all 1 tests pass');
    await save(TESTS, casesFile(useCase('none may', 'deny')));
    await until(() => red().length > 0);
    await rm(join(dir, TESTS));
    await store.reload();
    await until(() => red().length === 0);
  });

  test('a catalog that turns a test red goes live all the same, and the tenant is told', async () => {
    const check = `name: a request costs less than a credit
subject: alice
check: { product: codex, feature: gpt-5.5, usage: { input_tokens: 5000 } }
given: { at: 2026-06-01T12:00:00Z, plan: payg, lots: [{ kind: PURCHASED, credits: "1" }] }
expect: { outcome: ALLOWED }`;
    await writeFile(join(dir, TESTS), casesFile(check));
    await open();
    await until(() => logged.some((line) => line.includes('all 1 tests pass')));
    const catalog = await read('catalog.yaml');
    const version = await save('catalog.yaml', catalog.replaceAll('input_tokens: "125"', 'input_tokens: "250"'));
    expect(store.catalog().version).toBe(version);
    await until(() => red().length > 0);
    expect(store.state('acme')).toMatchObject({ ok: true, problems: [] });
    expect(red()).toEqual([
      expect.stringMatching(/^the test "a request costs less than a credit" fails: expected ALLOWED; found DENIED/),
    ]);
    expect(logged).toContainEqual(
      expect.stringMatching(
        `^warn policies/acme/policy.test.yaml: 1 of 1 tests fail on [0-9a-f]{12} under the catalog ${version}: "a request`,
      ),
    );
    expect(store.state('globex')!.warnings.filter(({ file }) => file.endsWith('.yaml'))).toEqual([]);
  });
});
