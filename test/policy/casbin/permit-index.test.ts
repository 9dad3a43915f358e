/**
 * Answers come from an index of what Casbin has loaded: they are Casbin's own, and what one costs does not grow with the
 * policy.
 */
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Enforcer } from 'casbin';
import fc from 'fast-check';
import { openEnforcer } from '../../../src/policy/casbin/casbin-enforcer.js';
import { permissionsFrom } from '../../../src/policy/casbin/casbin-permissions.js';
import { P2Layering } from '../../../src/policy/casbin/p2-layering.js';
import { parsePolicy } from '../../../src/policy/casbin/policy-file.js';
import { parseLine, type PolicyLine } from '../../../src/policy/casbin/policy-line.js';
import { principalsOf, Standings } from '../../../src/policy/casbin/standings.js';
import { around, covers } from '../../../src/policy/policy-object.js';
import type { Permissions, PolicyVersion } from '../../../src/policy/policy-version.js';
import { catalog, model, policyOf, policyText, who } from '../policies.js';

const asked = jest.spyOn(Enforcer.prototype, 'enforceSync');
beforeEach(() => void asked.mockClear());
afterAll(() => asked.mockRestore());

const PRODUCTS = ['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora', 'product:sora/sora-2'];
const ACCOUNTS = ['account:self', 'account:*', 'account:subject:alice', 'account:subject:bob', 'account:pool:p'];
/** What lines may say, and more besides that may be asked. */
const SPOKEN: readonly (readonly [object: string, action: string])[] = [
  ...PRODUCTS.map((object) => [object, 'use'] as const),
  ...ACCOUNTS.flatMap((object) => ['read', 'act_for'].map((action) => [object, action] as const)),
  ['policy', 'read'],
  ['ops', 'read'],
];
const QUESTIONS = [
  ...SPOKEN,
  ...['product:codex/gpt-5.4', 'product:made-up', 'product:made-up/too'].map((object) => [object, 'use'] as const),
  ...['account:subject:eve', 'account:pool:q'].map((object) => [object, 'read'] as const),
];
const CALLERS = [
  who('alice'),
  who('bob', 'x'),
  who('eve', 'x', 'y'),
  who('group:x'),
  who('role:a', 'y'),
  who('*'),
  who('root'),
];

describe('Casbin as the oracle', () => {
  const permit = fc
    .tuple(
      fc.constantFrom('role:a', 'role:b', 'role:c', 'alice', 'bob'),
      fc.constantFrom(...SPOKEN),
      fc.constantFrom('allow', 'deny'),
    )
    .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
  const grant = fc
    .tuple(fc.constantFrom('alice', 'bob', 'group:x', 'group:y', '*'), fc.constantFrom('role:a', 'role:b', 'role:c'))
    .map(([subject, role]) => `g, ${subject}, ${role}`);
  const policy = fc
    .tuple(
      fc.uniqueArray(permit, { maxLength: 30, size: 'max' }),
      fc.uniqueArray(grant, { maxLength: 12, size: 'max' }),
    )
    .map(([permits, grants]) => [...permits, ...grants]);

  test('every answer from the index is the one that Casbin gives on what it has loaded', async () => {
    await fc.assert(
      fc.asyncProperty(policy, async (lines) => {
        const text = policyText(...lines);
        const { permissions } = await policyOf(text);
        const casbin = await openEnforcer(model, parsePolicy(text, 'policy.csv', catalog));
        for (const caller of CALLERS) {
          // A reserved name is nobody: Casbin would take the subject `role:a` for the role.
          const principals = /[:*]/.test(caller.subject) ? [] : principalsOf(caller);
          for (const [object, action] of QUESTIONS) {
            const target = object === 'account:self' ? `account:subject:${caller.subject}` : object;
            const answer = permissions.permits(caller, object, action).permitted;
            expect([caller, object, action, answer]).toEqual([
              caller,
              object,
              action,
              casbin.enforceSync(principals, target, action),
            ]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('lines that Casbin has not loaded, of which it says nothing, never serve', async () => {
    const lines = parsePolicy(policyText('p, alice, policy, read, allow'), 'policy.csv', catalog);
    const withoutRoles = model.replace(/^g = .*$/m, '');
    await expect(openEnforcer(withoutRoles, lines)).rejects.toThrow('has not loaded the g lines');
  });

  test('what contains an object, as look-ups list it, is what contains it as Casbin is told', () => {
    for (const { subject } of CALLERS) {
      for (const [object] of QUESTIONS.filter(([each]) => each !== 'account:self')) {
        const containing = QUESTIONS.map(([written]) => written).filter((written) =>
          covers(subject, object, written, 'allow'),
        );
        expect(new Set(around(subject, object))).toEqual(new Set([object, ...containing]));
      }
    }
  });
});

const ROUNDS = 9;
const QUESTIONS_A_ROUND = 60;
/** Everybody whom a round asks about: a caller, a role or an account of its own for each question. */
const NAMES = ROUNDS * QUESTIONS_A_ROUND;

/** Milliseconds of the fastest of several rounds of questions, so that what else the machine does counts little. */
function fastest(isRight: (name: number) => boolean): number {
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const names = Array.from({ length: QUESTIONS_A_ROUND }, (_, i) => round * QUESTIONS_A_ROUND + i);
    const began = performance.now();
    const wrong = names.filter((name) => !isRight(name));
    const time = performance.now() - began;
    expect(wrong).toEqual([]);
    return time;
  });
  return Math.min(...times);
}

describe('no answer costs more for the other lines of a policy: 10,000 rules against 1,000', () => {
  /** It would be 10 where every line is looked at. */
  const MOST = 4;
  const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));
  const OWN_ROLES = many(NAMES, (i) => `g, u${i}, role:r${i}`);

  /** What answers by these lines; a file may not have as many. */
  async function partsOf(texts: string[]): Promise<Pick<PolicyVersion, 'permissions' | 'layering'>> {
    const wrong = ({ message }: { message: string }): never => {
      throw new Error(message);
    };
    const rules = texts.map((text, i) => parseLine(text, i + 1, catalog, wrong, wrong)) as PolicyLine[];
    const lines = {
      permits: rules.filter((rule) => rule.kind === 'p'),
      grants: rules.filter((rule) => rule.kind === 'g'),
      layers: rules.filter((rule) => rule.kind === 'p2'),
      teams: [],
      budgets: [],
    };
    const standings = new Standings(lines);
    const permissions = permissionsFrom({ version: 'v', file: 'policy.csv', lines, standings });
    return { permissions, layering: new P2Layering(lines.layers, standings) };
  }

  test.each<[string, (count: number) => string[], (permissions: Permissions, name: number) => boolean]>([
    [
      'an account that a line of its own names',
      (count) => ['g, *, role:m', ...many(count, (i) => `p, role:m, account:subject:u${i}, read, allow`)],
      (permissions, name) => permissions.permits(who('alice'), `account:subject:u${name}`, 'read').permitted,
    ],
    [
      'every account, where single ones are denied',
      (count) => [
        ...many(count, (i) => `p, role:m, account:subject:u${i}, read, deny`),
        ...['g, *, role:m', 'p, role:m, account:*, read, allow', ...OWN_ROLES],
      ],
      (permissions, name) => permissions.permits(who(`u${name}`), 'account:*', 'read').citation.line === 1,
    ],
    [
      'a feature that many roles may use, of which the caller has one',
      (count) => [...many(count, (i) => `p, role:r${i}, product:codex, use, allow`), ...OWN_ROLES],
      (permissions, name) => permissions.permits(who(`u${name}`), 'product:codex/gpt-5.5', 'use').permitted,
    ],
    [
      'an account that one of many roles of the caller may read',
      (count) => [
        ...many(count, (i) => `g, alice, role:r${i}`),
        ...many(NAMES, (i) => `p, role:r${i}, account:subject:u${i}, read, allow`),
      ],
      (permissions, name) => permissions.permits(who('alice'), `account:subject:u${name}`, 'read').permitted,
    ],
  ])('%s', async (_, policy, isRight) => {
    const [few, most] = [await partsOf(policy(1_000)), await partsOf(policy(10_000))];
    const timeOf = ({ permissions }: typeof few) => {
      permissions.rolesOf(who('alice'));
      return fastest((name) => isRight(permissions, name));
    };
    const [less, more] = [timeOf(few), timeOf(most)];
    expect(more / less).toBeLessThan(MOST);
    expect(asked).not.toHaveBeenCalled();
  });

  test('the layers of a request', async () => {
    const policy = (count: number) => [
      ...many(count, (i) => `p2, role:r${i}, product:*, pool:p${i}, 10`),
      ...OWN_ROLES,
    ];
    const [few, most] = [await partsOf(policy(1_000)), await partsOf(policy(10_000))];
    const timeOf = ({ layering }: typeof few) =>
      fastest((name) => layering.layersFor(who(`u${name}`), 'codex', 'gpt-5.5')[0]?.source === `pool:p${name}`);
    const [less, more] = [timeOf(few), timeOf(most)];
    expect(more / less).toBeLessThan(MOST);
  });
});

test('what a caller may do is listed in one go, and is what the same questions answer', async () => {
  const objects = ['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora/sora-2', 'policy', 'ops'];
  const accounts = ['account:*', 'account:self', 'account:subject:alice', 'account:pool:p'];
  const line = fc
    .tuple(
      fc.constantFrom('role:a', 'role:b', 'alice', 'bob'),
      fc.oneof(
        fc.tuple(fc.constantFrom(...objects.slice(0, 4)), fc.constant('use')),
        fc.tuple(fc.constantFrom(...accounts), fc.constantFrom('read', 'grant')),
        fc.tuple(fc.constantFrom('policy', 'ops'), fc.constant('read')),
      ),
      fc.constantFrom('allow', 'deny'),
    )
    .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
  const grants = fc.subarray(['g, alice, role:a', 'g, *, role:b', 'g, group:x, role:a']);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(line, { maxLength: 14 }), grants, async (lines, granted) => {
      const { permissions } = await policyOf(policyText(...lines, ...granted));
      for (const caller of [who('alice'), who('bob', 'x'), who('root')]) {
        const listed = permissions.permissionsOf(caller).map(({ object, action }) => `${object}, ${action}`);
        const held = [caller.subject, ...permissions.rolesOf(caller)];
        const named = ['p, role:root, policy, write, allow', ...lines].map((text) => text.split(', '));
        const permitted = named.filter(
          ([, holder, object, action, effect]) =>
            effect === 'allow' && held.includes(holder!) && permissions.permits(caller, object!, action!).permitted,
        );
        expect(listed).toEqual([...new Set(permitted.map(([, , object, action]) => `${object}, ${action}`))]);
      }
    }),
    { numRuns: 300 },
  );
});
