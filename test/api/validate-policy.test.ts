/** A policy text that is not live is judged as if it were about to be, and nothing changes by it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, grant } from '../support/calls.js';
import { copyPolicies, lineOf, type PolicyCopy } from '../support/policies.js';

interface Found {
  file: string;
  line: number | null;
  column: number | null;
  severity: string;
  rule: string;
  message: string;
  fix: string | null;
}
interface Validation {
  ok: boolean;
  version: string;
  problems: Found[];
  warnings: Found[];
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let text: string;

beforeAll(async () => {
  policies = copyPolicies();
  text = policies.read('acme/policy.csv');
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const FIELDS = 'file line column severity rule message fix';
const VALIDATE = `query ($text: String!) {
  validatePolicy(text: $text) { ok version problems { ${FIELDS} } warnings { ${FIELDS} } }
}`;
const validate = (draft: string, client = admin) => client.get<Validation>('validatePolicy', VALIDATE, { text: draft });
const rules = (found: readonly Found[]) => found.map(({ rule }) => rule);
const STATE = '{ policy { version ok fileVersion } }';

test('a mistake is told with its place, its rule and what was meant', async () => {
  const draft = text.replace('p, role:member, product:codex, use', 'p, role:member,  product:codx, use');
  const { ok, version, problems, warnings } = await validate(draft);
  expect([ok, version, warnings]).toEqual([false, versionOf(draft), []]);
  expect(problems).toEqual([
    {
      file: expect.stringMatching(/\/acme\/policy\.csv$/),
      line: lineOf(draft, 'product:codx'),
      column: 18,
      severity: 'ERROR',
      rule: 'policy/unknown-product',
      message: 'unknown product "codx"; did you mean "codex"?',
      fix: 'p, role:member,  product:codex, use, allow',
    },
  ]);
});

test('what serves is fine, and what everybody has is told as worth knowing', async () => {
  const { ok, problems, warnings } = await validate(text);
  expect([ok, problems]).toEqual([true, []]);
  // Whether the tenant's first pool is there already, and the other one lacks an account, is a matter of time here.
  const doubts = warnings.filter(({ rule }) => rule !== 'policy/pool-without-account');
  expect(doubts.filter(({ severity }) => severity !== 'INFO')).toEqual([]);
  expect(rules(warnings)).toContain('policy/everybody-has');
});

test('what an edit may not have refuses the draft, unless a line of it allows it', async () => {
  const draft = `${text}p, role:member, account:*, grant, allow\n`;
  const { ok, problems } = await validate(draft);
  expect([ok, problems.map(({ rule, severity }) => [rule, severity])]).toEqual([
    false,
    [['policy/everybody-may', 'ERROR']],
  ]);
  const allowed = await validate(`${draft}# allow: policy/everybody-may because it is a sandbox\n`);
  expect([allowed.ok, rules(allowed.warnings)]).toEqual([true, expect.arrayContaining(['policy/everybody-may'])]);
});

test('it is judged beside what serves: a name that came in the place of another, and half of a file', async () => {
  const renamed = await validate(text.replace('g, group:interns', 'g, group:intern'));
  expect(rules(renamed.warnings)).toContain('policy/name-changed');
  const cut = await validate(text.slice(0, text.indexOf('g, gateway')));
  expect(rules(cut.warnings)).toContain('policy/rights-lost');
});

test('a pool without an account is told, with the nearest that has one', async () => {
  const draft = text.replace('pool:engineering, 40', 'pool:enginering, 40');
  await grant(admin, { pool: 'engineering', credits: '1', kind: 'ENTITLEMENT' });
  const { warnings } = await validate(draft);
  expect(warnings.find(({ rule }) => rule === 'policy/pool-without-account')).toMatchObject({
    message: 'pool:enginering has no account, so it gives nothing; did you mean "engineering"?',
    fix: 'p2, role:engineer, product:codex, pool:engineering, 40',
  });
});

test('it changes nothing, and takes read or write on policy', async () => {
  const before = await admin.data(STATE);
  await validate(`${text}# a draft\n`);
  expect(await admin.data(STATE)).toEqual(before);
  expect(codesOf(await api.as('acme', 'carol').run(VALIDATE, { text }))).toEqual(['FORBIDDEN']);
});

test('a long text is judged by the same rules in a thread, and so is one that is none', async () => {
  const many = Array.from({ length: 3_000 }, (_, i) => `g, person${i}x, role:engineer\n`).join('');
  const { ok, problems } = await validate(`${text}${many}p, role:member, product:codx, use, allow\n`);
  expect([ok, rules(problems)]).toEqual([false, ['policy/unknown-product']]);
  const noise = await validate('x'.repeat(900_000));
  expect([noise.ok, rules(noise.problems)]).toEqual([false, ['policy/header']]);
  expect(rules((await validate('')).problems)).toEqual(['file/empty']);
});

test('one document judges two texts at most', async () => {
  const document = (count: number) =>
    `query ($text: String!) { ${Array.from({ length: count }, (_, i) => `v${i}: validatePolicy(text: $text) { ok }`).join(' ')} }`;
  expect((await admin.run(document(2), { text })).errors).toBeUndefined();
  expect(codesOf(await admin.run(document(3), { text }))).toEqual(['BAD_USER_INPUT']);
});
