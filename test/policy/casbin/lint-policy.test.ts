/** What reads all rules of a file together says the same as looking at every pair of them, and does not. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lintPolicy, policyWriterMissing } from '../../../src/policy/casbin/lint-policy.js';
import { covers } from '../../../src/policy/policy-object.js';
import type { GrantLine, PermitLine } from '../../../src/policy/casbin/policy-line.js';

const subjects = ['alice', 'bob', 'role:a', 'role:b'];
const objects = [
  ...['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora', 'policy'],
  ...['account:*', 'account:self', 'account:subject:a/b', 'account:pool:a'],
];
const permit = fc.record({
  kind: fc.constant('p' as const),
  subject: fc.constantFrom(...subjects),
  object: fc.constantFrom(...objects),
  action: fc.constantFrom('read', 'write', 'use'),
  effect: fc.constantFrom('allow' as const, 'deny' as const),
});
const grant = fc.record({
  kind: fc.constant('g' as const),
  subject: fc.constantFrom('alice', 'group:x', '*'),
  role: fc.constantFrom('role:a', 'role:b'),
});
const name = (rule: object) => Object.values(rule).join(', ');
const rulesOf = <R extends object>(rule: fc.Arbitrary<R>, maxLength: number) =>
  fc
    .uniqueArray(rule, { selector: name, maxLength })
    .map((rules) => rules.map((each, i) => ({ ...each, rule: name(each), line: i + 1 })));

test('a rule never takes effect where one deny of the same subject outweighs it, the first of them is named', () => {
  fc.assert(
    fc.property(rulesOf(permit, 30), (permits) => {
      const expected = permits.flatMap(({ effect, subject, action, object, line }) => {
        const outweighs = (other: PermitLine) =>
          other.effect === 'deny' &&
          other.subject === subject &&
          other.action === action &&
          covers('', object, other.object, 'allow');
        const deny = effect === 'allow' ? permits.find(outweighs) : undefined;
        return deny ? [[line, deny.line]] : [];
      });
      const found = lintPolicy({ permits, grants: [], layers: [], teams: [], budgets: [] }).flatMap(
        ({ line, message }) => {
          const deny = /^never takes effect: the deny in line (\d+) /.exec(message)?.[1];
          return deny === undefined ? [] : [[line, Number(deny)]];
        },
      );
      expect(found).toEqual(expected);
    }),
  );
});

test('somebody may write the policy where one has the right and nothing denies it', () => {
  const writing = permit.map((rule) => ({ ...rule, object: 'policy', action: 'write' }));
  fc.assert(
    fc.property(rulesOf(writing, 6), rulesOf(grant, 6), (permits, grants) => {
      const writers = ['alice', 'bob', 'group:x', '*'].filter((who) => {
        const known = [...permits, ...grants].some(({ subject }) => subject === who);
        const held: string[] = grants
          .filter(({ subject }) => subject === who || subject === '*')
          .map(({ role }) => role);
        const effects = permits.filter(({ subject }) => subject === who || held.includes(subject));
        return known && effects.length > 0 && effects.every(({ effect }) => effect === 'allow');
      });
      expect(policyWriterMissing(permits, grants) === null).toBe(writers.length > 0);
    }),
    { numRuns: 500 },
  );
});

test('each rule is looked at a few times, however many there are', () => {
  let looks = 0;
  const watched = <R extends PermitLine | GrantLine>(rule: R): R =>
    new Proxy(rule, { get: (of, field) => ((looks += 1), Reflect.get(of, field) as unknown) });
  const many = <R extends PermitLine | GrantLine>(rule: (i: number) => R) =>
    Array.from({ length: 1_000 }, (_, i) => watched(rule(i)));
  const common = { rule: '', action: 'read', effect: 'allow' as const };
  const permits = many((line) => ({ kind: 'p', line, subject: 'a', object: `account:subject:s${line}`, ...common }));
  const grants = many((line) => ({ kind: 'g', line, rule: '', subject: `s${line}`, role: 'role:a' }));
  lintPolicy({ permits, grants, layers: [], teams: [], budgets: [] });
  expect(policyWriterMissing(permits, grants)).not.toBeNull();
  expect(looks).toBeLessThan(50 * (permits.length + grants.length));
});
