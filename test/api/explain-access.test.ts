/**
 * explainAccess: every rule beside a request, of a decision or a what-if, also under a draft. What it tells agrees with what
 * is decided, and with what was.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { asked as withoutKey, check, codesOf, grant, meter, release, setPlan } from '../support/calls.js';
import { exactPolicies, lineOf, type PolicyCopy } from '../support/policies.js';

const FIELDS = `
  subject groups roles teams caller decidedAt policyVersion isDraft permitted policy { version file line rule }
  outcome reason requested granted shortfall gates { reason passed } layers { layer source had gave left }
  rulesTotal rules { kind line rule outcome otherLine }`;
const EXPLAIN = `query ($decisionId: ID, $input: EstimateAccessInput, $policyText: String) {
  explainAccess(decisionId: $decisionId, input: $input, policyText: $policyText) { ${FIELDS} }
}`;

interface Rule {
  kind: string;
  line: number;
  rule: string;
  outcome: string;
  otherLine: number | null;
}
interface Explanation {
  subject: string;
  groups: string[];
  roles: string[];
  teams: string[];
  caller: string | null;
  decidedAt: string;
  policyVersion: string;
  isDraft: boolean;
  permitted: boolean;
  policy: { version: string; file: string; line: number | null; rule: string };
  outcome: string | null;
  reason: string | null;
  requested: string | null;
  granted: string | null;
  shortfall: string | null;
  gates: { reason: string; passed: boolean }[];
  layers: { layer: string; source: string; had: string; gave: string; left: string }[];
  rulesTotal: number;
  rules: Rule[];
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let text: string;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(
    'acme/policy.csv',
    (before) => `${before}
p3, team:atlas, product:meter, any, 100, month, cap
p2, role:fellow, product:meter, pool:lab, 50
`,
  );
  text = policies.read('acme/policy.csv');
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api?.close();
  policies?.remove();
});

const explain = (variables: Record<string, unknown>, client = admin) =>
  client.get<Explanation>('explainAccess', EXPLAIN, variables);
const asking = (subject: string, units: number, more: Record<string, unknown> = {}) =>
  withoutKey(meter(subject, units, more));
const applied = ({ rules }: Explanation, kind: string) =>
  rules.filter((rule) => rule.kind === kind && ['DECIDED', 'APPLIED'].includes(rule.outcome)).map(({ line }) => line);

describe('a what-if', () => {
  test('tells every rule of the file in its order, with the one that decided and why not the others', async () => {
    const found = await explain({ input: asking('zoe', 5, { groups: ['engineering'] }) });
    expect(found).toMatchObject({
      subject: 'zoe',
      groups: ['engineering'],
      roles: ['role:engineer', 'role:member'],
      caller: null,
      policyVersion: versionOf(text),
      isDraft: false,
      permitted: true,
      policy: { line: lineOf(text, 'p, role:member, product:meter, use, allow') },
      outcome: 'ALLOWED',
      granted: '5',
    });
    const all = text.split('\n').flatMap((line, i) => (/^(p|g)/.test(line) ? [i + 1] : []));
    expect(found.rules.map(({ line }) => line)).toEqual(all);
    expect(found.rulesTotal).toBe(all.length);
    expect(applied(found, 'PERMISSION')).toEqual([lineOf(text, 'p, role:member, product:meter, use, allow')]);
    const pool = lineOf(text, 'p2, role:engineer, product:meter, pool:engineering, 40');
    expect(applied(found, 'LAYER')).toContain(pool);
    const other = found.rules.find(({ rule }) => rule === 'p2, role:member, product:*, allowance, 10');
    expect(other).toMatchObject({ outcome: 'LESS_SPECIFIC' });
    expect(found.layers.map(({ source, gave }) => [source, gave])).toEqual([
      ['allowance', '5'],
      ['promotion', '0'],
      ['credits', '0'],
      ['pool:engineering', '0'],
    ]);
  });

  test('under a draft, which serves nobody', async () => {
    const draft = text.replace('p, role:member, product:meter, use, allow', 'p, role:member, product:meter, use, deny');
    const found = await explain({ input: asking('zoe', 5), policyText: draft });
    const line = lineOf(draft, 'p, role:member, product:meter, use, deny');
    expect(found).toMatchObject({
      policyVersion: versionOf(draft),
      isDraft: true,
      permitted: false,
      policy: { version: versionOf(draft), line },
      outcome: 'DENIED',
      reason: 'NOT_PERMITTED',
    });
    expect(found.gates.at(-1)).toEqual({ reason: 'NOT_PERMITTED', passed: false });
    expect((await explain({ input: asking('zoe', 5) })).outcome).toBe('ALLOWED');
  });

  test('the answer is what an estimate gives, and what is told of rules is what it was decided by', async () => {
    const estimate = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) {
      outcome reason requested granted shortfall roles policy { line } layers { layer source had gave left } gates { reason passed } } }`;
    for (const [subject, groups] of [
      ['zoe', ['engineering']],
      ['ines', []],
      ['ivy', ['interns', 'engineering']],
    ] as const) {
      for (const units of [1, 60, 1_000]) {
        const input = asking(subject, units, { groups });
        const [found, same] = [
          await explain({ input }),
          await admin.get<Partial<Explanation>>('estimateAccess', estimate, { input }),
        ];
        expect(found).toMatchObject(same);
      }
    }
  });
});

describe('a stored decision', () => {
  test('is explained by the version that it was made under, after the policy has changed', async () => {
    const { id } = await check(admin, meter('dan', 3));
    const old = policies.read('acme/policy.csv');
    const edited = policies.edit('acme/policy.csv', (before) =>
      before.replace('g, *, role:member', 'g, *, role:member\n# moved'),
    );
    await api.app.policies.whenRead('acme/policy.csv', versionOf(edited));
    const found = await explain({ decisionId: id });
    expect(found).toMatchObject({
      subject: 'dan',
      caller: 'admin',
      policyVersion: versionOf(old),
      isDraft: false,
      outcome: 'ALLOWED',
      granted: '3',
    });
    expect(found.layers[0]).toMatchObject({ source: 'allowance', had: '50', gave: '3', left: '47' });
    const under = await explain({ decisionId: id, policyText: edited });
    expect(under).toMatchObject({ policyVersion: versionOf(edited), isDraft: true, outcome: 'ALLOWED', granted: '3' });
    policies.edit('acme/policy.csv', () => old);
    await api.app.policies.whenRead('acme/policy.csv', versionOf(old));
  });

  test('under a draft is decided on the accounts as they were then, also such as the decision did not name', async () => {
    await setPlan(admin, 'eva', 'payg');
    await grant(admin, { subject: 'eva', kind: 'PROMOTIONAL', credits: '4' });
    await grant(admin, { pool: 'gamma', kind: 'ENTITLEMENT', credits: '20' });
    const { id } = await check(admin, meter('eva', 10));
    expect(await explain({ decisionId: id })).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    // What came later is not there.
    await grant(admin, { pool: 'gamma', kind: 'ENTITLEMENT', credits: '1000' });
    await grant(admin, { subject: 'eva', kind: 'REFUND', credits: '1000' });
    const draft = `${text}p2, role:member, product:meter, pool:gamma, 60\n`;
    const found = await explain({ decisionId: id, policyText: draft });
    expect(found).toMatchObject({ outcome: 'ALLOWED', granted: '10', shortfall: '0' });
    expect(found.layers.map(({ source, had, gave }) => [source, had, gave])).toEqual([
      ['allowance', '0', '0'],
      ['promotion', '4', '4'],
      ['credits', '0', '0'],
      ['pool:gamma', '20', '6'],
    ]);
    const capped = `${draft}p3, each tenant, product:meter, pool:gamma, 5, month, cap\n`;
    expect(await explain({ decisionId: id, policyText: capped })).toMatchObject({
      outcome: 'DENIED',
      reason: 'BUDGET_EXCEEDED',
    });
  });

  test('by a draft as by its own version: lots for other products are none, an extended hold has what it holds', async () => {
    await setPlan(admin, 'flo', 'payg');
    await grant(admin, { subject: 'flo', kind: 'PROMOTIONAL', credits: '50', products: ['codex'] });
    await grant(admin, { subject: 'flo', kind: 'PROMOTIONAL', credits: '8', products: ['meter', 'codex'] });
    const { id: opened } = await check(admin, meter('flo', 5));
    const { id: extended } = await check(admin, meter('flo', 2, { extends: opened }));
    const { id: denied } = await check(admin, meter('flo', 2, { extends: opened }));
    await release(admin, opened);
    const { id: closed } = await check(admin, meter('flo', 1, { extends: opened }));
    const told = [];
    for (const decisionId of [opened, extended, denied, closed]) {
      const [was, is] = [await explain({ decisionId }), await explain({ decisionId, policyText: text })];
      expect(is).toMatchObject({ ...was, isDraft: true });
      told.push([was.reason, was.layers.find(({ source }) => source === 'promotion')]);
    }
    expect(told).toMatchObject([
      ['ALLOWED', { had: '8', gave: '5', left: '3' }],
      ['ALLOWED', { had: '3', gave: '2', left: '1' }],
      ['OUT_OF_CAPACITY', { had: '1', gave: '0', left: '1' }],
      ['HOLD_CLOSED', { had: '8', gave: '0' }],
    ]);
  });

  test('under its own text as a draft it comes out as it was decided', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '300' });
    await grant(admin, { pool: 'lab', kind: 'ENTITLEMENT', credits: '300' });
    const subjects = ['gil', 'hal', 'ines', 'jon'];
    for (const subject of subjects.slice(0, 3)) await grant(admin, { subject, kind: 'PROMOTIONAL', credits: '15' });
    const asked = fc.record({
      subject: fc.constantFrom(...subjects),
      units: fc.integer({ min: 1, max: 70 }),
      isEngineer: fc.boolean(),
      mode: fc.constantFrom('ALL_OR_NOTHING', 'UP_TO'),
    });
    const samples = fc.sample(asked, { numRuns: 40, seed: 7 });
    const outcomes = new Set<string>();
    for (const { subject, units, isEngineer, mode } of samples) {
      const { id } = await check(admin, meter(subject, units, { groups: isEngineer ? ['engineering'] : [], mode }));
      const [was, is] = [await explain({ decisionId: id }), await explain({ decisionId: id, policyText: text })];
      outcomes.add(`${was.outcome}`);
      const { isDraft: _, ...rest } = was;
      expect(is).toMatchObject({ ...rest, isDraft: true });
    }
    expect(outcomes).toEqual(new Set(['ALLOWED', 'PARTIAL', 'DENIED']));
  });
});

describe('who may ask, and what', () => {
  test('only who may read the policy, and the account of the decision', async () => {
    const { id } = await check(admin, meter('kim', 1));
    const kim = api.as('acme', 'kim');
    expect(codesOf(await kim.run(EXPLAIN, { decisionId: id }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await kim.run(EXPLAIN, { input: asking('kim', 1) }))).toEqual(['FORBIDDEN']);
    const stranger = api.as('globex', 'admin');
    expect(codesOf(await stranger.run(EXPLAIN, { decisionId: id }))).toEqual(['NOT_FOUND']);
  });

  test('one of a decision and an input; a draft that cannot serve is refused with its line', async () => {
    const input = asking('kim', 1);
    expect(codesOf(await admin.run(EXPLAIN, {}))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await admin.run(EXPLAIN, { input, decisionId: 'dec_x' }))).toEqual(['BAD_USER_INPUT']);
    const { errors } = await admin.run(EXPLAIN, { input, policyText: `${text}p, x\n` });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/policyText cannot serve: .*acme\/policy.csv:\d+: p needs 5 columns/),
      extensions: { code: 'BAD_USER_INPUT', argument: 'policyText' },
    });
  });

  test('one operation builds two drafts at most; rules come in parts behind a line, of the kinds asked for', async () => {
    const aliased = [0, 1, 2]
      .map((i) => `a${i}: explainAccess(input: $input, policyText: "${i}") { isDraft }`)
      .join(' ');
    const { errors } = await admin.run(`query ($input: EstimateAccessInput) { ${aliased} }`, {
      input: asking('kim', 1),
    });
    expect(errors?.map(({ message }) => message)).toContainEqual(expect.stringContaining('at most 2 drafts'));
    const parts = `query ($input: EstimateAccessInput, $after: Int) { explainAccess(input: $input) {
      rulesTotal rules(after: $after, kinds: [LAYER, BUDGET]) { line kind } } }`;
    const found = await admin.get<Explanation>('explainAccess', parts, { input: asking('kim', 1) });
    expect(new Set(found.rules.map(({ kind }) => kind))).toEqual(new Set(['LAYER', 'BUDGET']));
    const [first] = found.rules;
    const rest = await admin.get<Explanation>('explainAccess', parts, { input: asking('kim', 1), after: first!.line });
    expect(rest.rules).toEqual(found.rules.slice(1));
    expect(codesOf(await admin.run(parts, { input: asking('kim', 1), after: -1 }))).toEqual(['BAD_USER_INPUT']);
  });
});
