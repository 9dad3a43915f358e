/** testPolicy: whoever may read the policy runs its tests, on what serves or on a draft, and nothing moves. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { casesFile, useCase } from '../policy/cases/cases.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf } from '../support/calls.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';

const QUERY = `query ($text: String, $tests: String) {
  testPolicy(text: $text, tests: $tests) {
    version ok passed failed total durationMs problems { file line message } cases { name line ok expected found }
  }
}`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = copyPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api?.close();
  policies?.remove();
});

const run = (client: Client, variables: Record<string, unknown>) =>
  client.run<{ testPolicy: Record<string, unknown> | null }>(QUERY, variables);

test('on what serves, and on a draft, each case says what came and why', async () => {
  const tests = casesFile(useCase('all may', 'allow'), useCase('interns not', 'deny', 'interns'));
  const text = policies.read('acme/policy.csv');
  const { data } = await run(admin, { tests });
  expect(data?.testPolicy).toMatchObject({
    version: versionOf(text),
    ok: true,
    passed: 2,
    failed: 0,
    total: 2,
    problems: [],
  });
  const draft = text.replace(
    'role:intern, product:codex/gpt-5.5, use, deny',
    'role:intern, product:codex/gpt-5.5, use, allow',
  );
  const { data: drafted } = await run(admin, { tests, text: draft });
  expect(drafted?.testPolicy).toMatchObject({ version: versionOf(draft), ok: false, passed: 1, failed: 1 });
  expect(drafted?.testPolicy?.cases).toContainEqual({
    name: 'interns not',
    line: 9,
    ok: false,
    expected: 'deny',
    found: 'allow, by line 9: p, role:member, product:codex, use, allow',
  });
  expect(policies.read('acme/policy.csv')).toBe(text);
});

test('a draft with mistakes, and a broken file of cases, are told with their lines', async () => {
  const tests = casesFile(useCase('all may', 'allow'));
  const { data } = await run(admin, { tests, text: '# spillway-policy: 1\np, x\n' });
  expect(data?.testPolicy).toMatchObject({
    ok: false,
    total: 0,
    problems: [{ file: expect.stringMatching(/acme\/policy.csv$/), line: 2 }],
  });
  const { data: broken } = await run(admin, { tests: 'format: 1\ncases: []\n' });
  expect(broken?.testPolicy).toMatchObject({
    ok: false,
    problems: [{ file: expect.stringMatching(/acme\/policy.test.yaml$/), line: 2 }],
  });
});

test('null tests are those of the folder; without any, it says so', async () => {
  expect(codesOf(await run(admin, {}))).toEqual(['BAD_USER_INPUT']);
  writeFileSync(join(policies.dir, 'acme/policy.test.yaml'), casesFile(useCase('of the folder', 'allow')));
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { data } = await run(admin, {});
    if (data?.testPolicy) {
      expect(data.testPolicy).toMatchObject({ ok: true, cases: [{ name: 'of the folder' }] });
      break;
    }
    expect(Date.now()).toBeLessThan(deadline);
  }
});

test('takes read on policy, and bounds what is sent', async () => {
  const alice = api.as('acme', 'alice');
  expect(codesOf(await run(alice, { tests: 'x' }))).toEqual(['FORBIDDEN']);
  expect(codesOf(await run(admin, { tests: '' }))).toEqual(['BAD_USER_INPUT']);
  expect(codesOf(await run(admin, { tests: 'x'.repeat(262_145) }))).toEqual(['BAD_USER_INPUT']);
});

test('one tenant runs two at a time at most: what is more is refused at once, and passes later', async () => {
  const tests = casesFile(useCase('all may', 'allow'));
  const answers = await Promise.all(Array.from({ length: 6 }, () => run(admin, { tests })));
  const codes = answers.map((answer) => codesOf(answer)[0] ?? 'ok').sort();
  expect(new Set(codes)).toEqual(new Set(['OVERLOADED', 'ok']));
  expect((await run(admin, { tests })).data?.testPolicy).toMatchObject({ ok: true });
});

describe('a call that changes the policy', () => {
  const APPLY = `mutation ($input: ApplyPolicyInput!) { applyPolicy(input: $input) {
    version versions(first: 1) { nodes { version tests { passed failed failedNames } } } } }`;
  const apply = async (text: string, allow: string[] = []) => {
    const { version: baseVersion } = await admin.get<{ version: string }>('policy', '{ policy { version } }');
    const input = { text, baseVersion, message: 'a test', allow, idempotencyKey: randomUUID() };
    return admin.run<{ applyPolicy: unknown }>(APPLY, { input });
  };

  test('is refused where it fails the tests of the folder, and keeps with the version what they said', async () => {
    const live = await admin.get<{ version: string; text: string }>('policy', '{ policy { version text } }');
    const tests = casesFile(useCase('all may', 'allow'), useCase('interns not', 'deny', 'interns'));
    writeFileSync(join(policies.dir, 'acme/policy.test.yaml'), tests);
    await api.app.policies.whenRead('acme/policy.test.yaml', versionOf(tests));
    const open = live.text.replace(
      'role:intern, product:codex/gpt-5.5, use, deny',
      'role:intern, product:codex/gpt-5.5, use, allow',
    );
    const refused = await apply(open);
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
    expect(refused.errors?.[0]?.message).toContain('the test "interns not" fails: expected deny; found allow');
    expect(await admin.get('policy', '{ policy { version } }')).toEqual({ version: live.version });
    const text = `${live.text}# sound\n`;
    const { data } = await apply(text);
    const version = versionOf(text);
    expect(data?.applyPolicy).toEqual({
      version,
      versions: { nodes: [{ version, tests: { passed: 2, failed: 0, failedNames: [] } }] },
    });
  });

  test('may fail them where whoever calls allows it in so many words', async () => {
    const { text } = await admin.get<{ text: string }>('policy', '{ policy { text } }');
    const open = text.replace('p, role:intern, product:codex/gpt-5.5, use, deny', '# in a hurry');
    expect(codesOf(await apply(open))).toEqual(['BAD_USER_INPUT']);
    const { data } = await apply(open, ['policy/tests-failed']);
    expect(data?.applyPolicy).toMatchObject({
      versions: { nodes: [{ tests: { passed: 1, failed: 1, failedNames: ['interns not'] } }] },
    });
    expect(codesOf(await apply(text))).toEqual([]);
  });

  test('an edit of the file keeps with its version what they said, too', async () => {
    const text = policies.edit('acme/policy.csv', (before) => `${before}# by file\n`);
    await api.app.policies.whenRead('acme/policy.csv', versionOf(text));
    const found = await admin.get<{ versions: { nodes: unknown[] } }>(
      'policy',
      '{ policy { versions(first: 1) { nodes { version tests { passed failed failedNames } } } } }',
    );
    expect(found.versions.nodes).toEqual([
      { version: versionOf(text), tests: { passed: 2, failed: 0, failedNames: [] } },
    ]);
  });
});
