/** A case is answered by what serves: the permissions, layers and budgets of the policy, and the `decide` of checks. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AccountAction } from '../../../src/api/permissions.js';
import { mayDo } from '../../../src/api/permissions.js';
import { parseCases } from '../../../src/policy/cases/parse-cases.js';
import { runCase } from '../../../src/policy/cases/run-case.js';
import { mayByPolicy } from '../../../src/policy/own-account.js';
import type { PolicyVersion } from '../../../src/policy/policy-version.js';
import type { Caller } from '../../../src/server/token.js';
import { catalog, policyOf, policyText, shipped, who } from '../policies.js';
import { run, useCase } from './cases.js';

let acme: PolicyVersion;
beforeAll(async () => {
  acme = await policyOf(shipped('acme/policy.csv'));
});

describe.each(['acme', 'globex'])('the shipped example of %s', (tenant) => {
  test('passes on the shipped policy, and would not without its lines', async () => {
    const file = `docs/examples/${tenant}.policy.test.yaml`;
    const cases = parseCases(readFileSync(file, 'utf8'), file);
    const resultsOf = async (text: string) => {
      const policy = await policyOf(text);
      return cases.map((each) => runCase(each, { tenant, policy, catalog }));
    };
    const text = shipped(`${tenant}/policy.csv`);
    expect((await resultsOf(text)).filter(({ ok }) => !ok)).toEqual([]);
    const bare = text.replace(/^p, role:intern.*$|^p2, role:intern.*$/gm, '');
    expect((await resultsOf(bare)).filter(({ ok }) => !ok).length).toBeGreaterThan(0);
  });
});

test('tells what was expected, and what came, with its line', () => {
  const [right, wrong, otherwise] = run(
    acme,
    useCase('right', 'allow'),
    useCase('wrong', 'deny'),
    `${useCase('otherwise', 'allow')}\nline: 10\nrule: p,role:member,  product:codex,use, allow`,
  );
  expect(right).toMatchObject({ ok: true, line: 3 });
  expect(wrong).toEqual({
    name: 'wrong',
    line: 9,
    ok: false,
    expected: 'deny',
    found: 'allow, by line 9: p, role:member, product:codex, use, allow',
  });
  expect(otherwise).toMatchObject({
    ok: false,
    expected: 'allow, by line 10: p, role:member, product:codex, use, allow',
  });
});

test('fails where its facts cannot be, with what may have been meant', () => {
  const check = (given: string, more = '') =>
    `name: ${JSON.stringify(given)}\nsubject: ines\ncheck: { product: codex, feature: gpt-5.5, usage: { input_tokens: 1 }${more} }\n` +
    `given: { at: 2026-06-10T12:00:00Z, ${given} }\nexpect: { outcome: ALLOWED }`;
  const founds = run(
    acme,
    check('plan: pluss'),
    check('windows: { weekli: "1" }'),
    check('windows: { five_hour: { used: "1", started: 2026-06-10T06:59:00Z } }'),
    check('windows: { five_hour: { used: "1", started: 2026-06-10T12:01:00Z } }'),
    check('budgets: { "team:atlas, product:codex, any, month": "5" }'),
    check('subscribed_at: 2026-06-11T00:00:00Z'),
    check('plan: plus', ', minimum: { input_tokens: 1 }'),
    check('plan: pro', ', mode: UP_TO, minimum: { input_tokens: 2 }'),
  );
  expect(founds.map(({ ok, found }) => [ok, found])).toEqual([
    [false, 'this cannot be: unknown plan "pluss"; did you mean "plus"?'],
    [false, 'this cannot be: the plan plus has no window "weekli"; did you mean "weekly"?'],
    [
      false,
      expect.stringMatching(
        /^this cannot be: the window five_hour that has started at 2026-06-10T06:59.* has ended by 2026-06-10T11:59/,
      ),
    ],
    [false, 'this cannot be: the window five_hour has started later than at'],
    [
      false,
      expect.stringMatching(
        /^this cannot be: no budget "team:atlas, product:codex, any, month" counts this check; there is "team:lab/,
      ),
    ],
    [false, 'this cannot be: subscribed_at is later than at'],
    [false, 'this cannot be: minimum takes mode: UP_TO'],
    [false, 'this cannot be: minimum asks for more input_tokens than usage'],
  ]);
});

test('is decided on what it says and on nothing else: twice the same, whatever ran before', () => {
  const each = `name: a
subject: ines
check: { product: codex, feature: gpt-5.5, usage: { input_tokens: 80000 } }
given:
  at: 2026-06-10T12:00:00Z
  plan: payg
  lots: [{ kind: PURCHASED, credits: "4" }]
  pools: { lab: "2000" }
expect: { outcome: ALLOWED, draws: { credits: "4", "pool:lab": "6" } }`;
  const [first] = run(acme, each);
  const [again] = run(acme, each);
  expect(first).toMatchObject({ ok: true });
  expect(again).toEqual(first);
});

describe('what needs no line', () => {
  const asking = (policy: PolicyVersion, subject: string): Parameters<typeof mayDo>[0] => ({
    policy,
    caller: { tenant: 'acme', subject, groups: [], scope: null, operator: false } as unknown as Caller,
  });
  const ACTIONS: AccountAction[] = ['read', 'check', 'purchase', 'grant', 'manage', 'correct'];

  test.each([
    [[]],
    [['p, alice, account:self, check, deny', 'p, bob, account:self, read, deny']],
    [['p, alice, account:*, act_for, allow', 'p, bob, account:subject:alice, check, allow']],
    [['p, alice, account:*, act_for, allow', 'p, alice, account:subject:bob, check, deny']],
  ])('is what callers are let do: %j', async (lines) => {
    const policy = await policyOf(policyText(...lines));
    for (const subject of ['alice', 'bob']) {
      for (const other of ['alice', 'bob']) {
        for (const action of ACTIONS) {
          const { permitted } = mayByPolicy(policy.permissions, who(subject), `account:subject:${other}`, action);
          expect([subject, other, action, permitted]).toEqual([
            subject,
            other,
            action,
            mayDo(asking(policy, subject), `subject:${other}`, action),
          ]);
        }
      }
    }
  });
});
