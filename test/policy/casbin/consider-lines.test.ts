/** What is told of each rule agrees with what answers, on random policies: the index, the merged layers, the budgets. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isApplied, type ConsideredRule } from '../../../src/policy/considered-rules.js';
import type { PolicyVersion, Principal } from '../../../src/policy/policy-version.js';
import { policyOf, policyText, shipped, who } from '../policies.js';

const HOLDERS = ['role:a', 'role:b', 'role:c', 'alice', 'bob'];
const WORKS = ['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora', 'product:sora/sora-2'];
const ACCOUNTS = ['account:self', 'account:*', 'account:subject:alice', 'account:subject:bob', 'account:pool:p'];
const SPOKEN: readonly (readonly [object: string, action: string])[] = [
  ...WORKS.map((object) => [object, 'use'] as const),
  ...ACCOUNTS.flatMap((object) => ['read', 'act_for'].map((action) => [object, action] as const)),
  ...['budget:*', 'budget:team:t', 'budget:tenant'].map((object) => [object, 'approve'] as const),
  ['policy', 'read'],
];
const CALLERS = [who('alice'), who('bob', 'x'), who('eve', 'x', 'y'), who('role:a', 'y'), who('*'), who('root')];

const permit = fc
  .tuple(fc.constantFrom(...HOLDERS), fc.constantFrom(...SPOKEN), fc.constantFrom('allow', 'deny'))
  .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
const grant = fc
  .tuple(fc.constantFrom('alice', 'bob', 'group:x', 'group:y', '*'), fc.constantFrom('role:a', 'role:b', 'role:c'))
  .map(([subject, role]) => `g, ${subject}, ${role}`);
const layer = fc
  .tuple(
    fc.constantFrom(...HOLDERS),
    fc.constantFrom(...WORKS),
    fc.constantFrom('allowance', 'promotion', 'credits', 'pool:p', 'pool:q'),
    fc.constantFrom('never', '10', '20', '30'),
  )
  .map((columns) => `p2, ${columns.join(', ')}`);
const team = fc
  .tuple(fc.constantFrom('alice', 'group:x', 'team:inner', 'team:small'), fc.constantFrom('team:t', 'team:outer'))
  .map(([subject, name]) => `g2, ${subject}, ${name}`);
const budget = fc
  .tuple(
    fc.constantFrom('tenant', 'each tenant', 'each session', 'team:t', 'each team:outer', 'role:a', 'group:x'),
    fc.constantFrom(...WORKS),
    fc.constantFrom('any', 'paid', 'pool:p'),
    fc.constantFrom('100', '50'),
    fc.constantFrom('month', 'week', '5h'),
    fc.constantFrom('cap', 'alert'),
  )
  .map((columns) => `p3, ${columns.join(', ')}`);
/** A budget has one cap: of lines that say two, the first stays. */
const budgets = fc.uniqueArray(budget, {
  maxLength: 8,
  size: 'max',
  selector: (line) =>
    line
      .split(', ')
      .filter((_, column) => column !== 4)
      .join(),
});
const lines = fc
  .tuple(
    fc.uniqueArray(permit, { maxLength: 30, size: 'max' }),
    fc.uniqueArray(grant, { maxLength: 10, size: 'max' }),
    fc.uniqueArray(layer, { maxLength: 20, size: 'max' }),
    fc.uniqueArray(team, { maxLength: 5, size: 'max' }),
    budgets,
  )
  .map((kinds) => kinds.flat());

const ofKind = (rules: readonly ConsideredRule[], kind: ConsideredRule['kind']) =>
  rules.filter((rule) => rule.kind === kind);
const applied = (rules: readonly ConsideredRule[], kind: ConsideredRule['kind']) =>
  ofKind(rules, kind)
    .filter(isApplied)
    .map(({ line }) => line);

/** Compares all that is told of a request with what answers it. */
function compare(policy: PolicyVersion, text: string, caller: Principal, object: string, action: string): void {
  const { permissions, layering, budgets: budgeting } = policy;
  const [product, feature = null] = object.replace('product:', '').split('/');
  const isUse = object.startsWith('product:') && product !== '*';
  for (const session of isUse ? [null, 's'] : [null]) {
    const use = isUse ? { product: product!, feature, session } : null;
    const rules = policy.consider!({ who: caller, object, action, use });
    const about = JSON.stringify({ caller, object, action, session, text });
    const { citation } = permissions.permits(caller, object, action);
    const decided = rules.filter(({ outcome }) => outcome === 'DECIDED').map(({ line, rule }) => ({ line, rule }));
    const cited = citation.line === null ? [] : [{ line: citation.line, rule: citation.rule }];
    expect([about, decided]).toEqual([about, cited]);
    for (const { outcome, otherLine } of ofKind(rules, 'PERMISSION')) {
      const isBehind = outcome === 'LATER' || outcome === 'OUTWEIGHED';
      expect([about, otherLine]).toEqual([about, isBehind ? citation.line : null]);
    }
    expect([...rules].sort((a, b) => a.line - b.line)).toEqual(rules);
    if (!isUse) continue;
    // Every line of the file is told of, once.
    const all = text.split('\n').flatMap((line, i) => (/^(p|g)/.test(line) ? [i + 1] : []));
    expect(rules.map(({ line }) => line)).toEqual(all);
    const roles = new Set(permissions.rolesOf(caller));
    const given = ofKind(rules, 'ROLE')
      .filter(isApplied)
      .map(({ rule }) => rule.split(', ')[2]);
    if (!/[:*]/.test(caller.subject)) expect([about, new Set(given)]).toEqual([about, roles]);
    const teams = ofKind(rules, 'TEAM')
      .filter(isApplied)
      .map(({ rule }) => rule.split(', ')[2]);
    expect([about, new Set(teams)]).toEqual([about, new Set(budgeting.teamsOf(caller))]);
    const layers = layering.layersFor(caller, product!, feature).flatMap(({ line }) => line ?? []);
    const ranked = ofKind(rules, 'LAYER').filter((rule) => isApplied(rule) && !rule.rule.endsWith('never'));
    expect([about, new Set(ranked.map(({ line }) => line))]).toEqual([about, new Set(layers)]);
    const counting = budgeting
      .budgetsFor(caller, product!, feature, session)
      .flatMap(({ cap, alerts }) => [...(cap ? [cap.line] : []), ...alerts.map(({ line }) => line)]);
    expect([about, applied(rules, 'BUDGET')]).toEqual([about, [...counting].sort((a, b) => a - b)]);
  }
}

test('on random policies: the rule that decided, the layers, the budgets, roles and teams', async () => {
  await fc.assert(
    fc.asyncProperty(lines, async (each) => {
      const text = policyText(...each);
      const policy = await policyOf(text);
      for (const caller of CALLERS) {
        for (const [object, action] of SPOKEN) compare(policy, text, caller, object, action);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('on the shipped policy of acme', async () => {
  const text = shipped('acme/policy.csv');
  const policy = await policyOf(text);
  const callers = [who('alice', 'engineering'), who('ivy', 'interns', 'engineering'), who('ines'), who('admin')];
  for (const caller of callers) {
    for (const object of ['product:codex/gpt-5.5', 'product:sora']) compare(policy, text, caller, object, 'use');
    for (const object of ['account:subject:bob', 'account:*', 'account:self'])
      compare(policy, text, caller, object, 'read');
  }
});

describe('the first condition that failed is told of each rule that did not decide:', () => {
  const outcomesOf = async (object: string, action: string, session: string | null, ...text: string[]) => {
    const policy = await policyOf(policyText(...text));
    const [product, feature = null] = object.replace('product:', '').split('/');
    const use = object.startsWith('product:') ? { product: product!, feature, session } : null;
    const rules = policy.consider!({ who: who('alice', 'x'), object, action, use });
    return rules.filter(({ line }) => line > 3).map(({ outcome, otherLine }) => `${outcome} ${otherLine ?? ''}`.trim());
  };

  test('who, object, action, a deny that outweighs, one that came first', async () => {
    expect(
      await outcomesOf(
        'account:subject:bob',
        'read',
        null,
        'g, *, role:member',
        'g, group:y, role:other',
        'p, role:other, account:*, read, allow',
        'p, role:member, account:pool:p, read, allow',
        'p, role:member, account:*, purchase, allow',
        'p, role:member, account:*, read, allow',
        'p, alice, account:subject:bob, read, deny',
        'p, role:member, account:*, read, deny',
      ),
    ).toEqual(['APPLIED', 'WHO', 'WHO', 'OBJECT', 'ACTION', 'OUTWEIGHED 10', 'DECIDED', 'LATER 10']);
  });

  test('of layers: less specific, ruled out, at another rank; of budgets: without a session', async () => {
    expect(
      await outcomesOf(
        'product:codex/gpt-5.5',
        'use',
        null,
        'g, *, role:member',
        'g, group:x, role:b',
        'p2, role:member, product:*, allowance, 10',
        'p2, role:member, product:codex, allowance, 20',
        'p2, role:b, product:codex, allowance, 10',
        'p2, role:b, product:codex, pool:p, 10',
        'p2, role:member, product:codex, pool:p, never',
        'p2, role:member, product:sora, pool:p, never',
        'p3, each session, product:codex, any, 5, once, cap',
        'p3, tenant, product:codex, any, 5, month, cap',
        'p3, group:y, product:codex, any, 5, month, cap',
      ),
    ).toEqual([
      ...['APPLIED', 'APPLIED', 'LESS_SPECIFIC 7', 'OTHER_RANK 8', 'APPLIED', 'RULED_OUT 10', 'APPLIED', 'OBJECT'],
      ...['SESSION', 'APPLIED', 'WHO'],
    ]);
  });
});
