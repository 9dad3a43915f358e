/** Policy tests run in a thread of their own: what they do there keeps nobody waiting, and what never ends is ended. */
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { versionOf } from '../../../src/catalog/text-version.js';
import { PolicyTests, runPolicyTests } from '../../../src/policy/cases/policy-tests.js';
import { isGreen, problemsOfRun, countsOf, testRun } from '../../../src/policy/cases/test-run.js';
import { catalog, shipped } from '../policies.js';
import { casesFile, useCase } from './cases.js';

const text = shipped('acme/policy.csv');
const texts = (tests: string, policy = text) => ({ tenant: 'acme', text: policy, tests, catalog });
const entry = pathToFileURL('test/policy/cases/endless.js');
let tests: PolicyTests | undefined;
afterEach(() => tests?.close());

test('all cases are run, on the very text and under the very catalog', async () => {
  tests = new PolicyTests();
  const run = await tests.run(texts(casesFile(useCase('one', 'allow'), useCase('two', 'deny'))));
  expect(run).toMatchObject({ passed: 1, failed: 1, total: 2, problems: [], isWhole: true });
  expect(isGreen(run)).toBe(false);
  const edited = text.replace('product:codex, use, allow', 'product:codex, use, deny');
  expect(versionOf(edited)).not.toBe(versionOf(text));
  const other = await tests.run(texts(casesFile(useCase('one', 'deny')), edited));
  expect(other).toMatchObject({ passed: 1, failed: 0, total: 1 });
  expect(isGreen(other)).toBe(true);
  const dearer = catalog.text.replaceAll('input_tokens: "125"', 'input_tokens: "1250000"');
  const check = `name: a\nsubject: alice\ncheck: { product: codex, feature: gpt-5.5, usage: { input_tokens: 1000 } }
given: { at: 2026-06-01T12:00:00Z }\nexpect: { outcome: ALLOWED }`;
  const under = async (catalogText: string) =>
    (await tests!.run({ ...texts(casesFile(check)), catalog: { text: catalogText } })).failed;
  expect([await under(catalog.text), await under(dearer)]).toEqual([0, 1]);
});

test('what is wrong with the cases, the policy or the catalog is told, and no case is run', async () => {
  tests = new PolicyTests();
  const broken = await tests.run(texts('format: 1\n'));
  expect(broken).toMatchObject({ total: 0, problems: [{ file: 'policies/acme/policy.test.yaml', line: 1 }] });
  expect(isGreen(broken)).toBe(false);
  const refused = await tests.run(texts(casesFile(useCase('one', 'allow')), `${text}p, x, y, z\n`));
  expect(refused).toMatchObject({ total: 0, problems: [{ file: 'policies/acme/policy.csv' }] });
  const nobody = await runPolicyTests({ ...texts(casesFile(useCase('one', 'allow'))), tenant: 'nobody' });
  expect(nobody.problems[0]!.message).toContain('has no tenant "nobody"');
});

test('cases that never end are failed tests which say so, the thread is ended, and the next run has another', async () => {
  tests = new PolicyTests({ entry, longestMs: 100 });
  const [run, queued] = await Promise.all([tests.run(texts('x')), tests.run(texts('x'))]);
  expect(run).toMatchObject({ passed: 1, failed: 2, total: 3, isWhole: false });
  expect(run.cases.map(({ name, found }) => [name, found])).toEqual([
    ['one', 'deny'],
    ['two', 'no answer: all cases together have 0.1 s, and these were over'],
    ['three', 'it was not run: all cases together have 0.1 s, and these were over'],
  ]);
  expect(queued).toMatchObject({ passed: 1, failed: 2 });
});

test('a thread that breaks off fails what runs in it, and nobody else', async () => {
  const missing = pathToFileURL('test/policy/cases/there-is-no-such-file.js');
  tests = new PolicyTests({ entry: missing });
  const run = await tests.run(texts('x'));
  expect(run.problems[0]!.message).toMatch(/^no case was run: the thread of the tests broke off: /);
  expect(isGreen(run)).toBe(false);
});

test('once it is closed nothing is begun: what waits is told so, and no thread is left', async () => {
  tests = new PolicyTests({ entry, longestMs: 60_000 });
  const runs = [tests.run(texts('x')), tests.run(texts('x'))];
  await setImmediate();
  await tests.close();
  const [running, waiting] = await Promise.all(runs);
  expect([running!.isWhole, waiting!.isWhole]).toEqual([false, false]);
  expect(waiting!.problems[0]!.message).toBe('no case was run: the process ends');
});

test('of many red ones the first hundred are named, and how many there are', () => {
  const cases = Array.from({ length: 250 }, (_, i) => {
    return { name: `case ${i}`, line: i, ok: i >= 150, expected: 'a', found: 'b' };
  });
  const run = testRun(cases, [], 1);
  expect(countsOf(run)).toMatchObject({ passed: 100, failed: 150 });
  expect(countsOf(run).failedNames).toHaveLength(100);
  expect(countsOf(testRun([], [], 1))).toEqual({ passed: 0, failed: 0 });
  const told = problemsOfRun(run, 'f');
  expect([told.length, told[0]!.message, told[100]!.message]).toEqual([
    101,
    'the test "case 0" fails: expected a; found b',
    '50 more tests fail',
  ]);
});
