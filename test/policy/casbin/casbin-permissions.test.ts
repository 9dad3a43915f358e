/** What a policy answers, and which line it cites: always those of a plain reading. Casbin is asked in its own test. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policyOf, policyText, shipped, who } from '../policies.js';

const alice = who('alice');

describe('may they do this?', () => {
  const DENY = 'p, role:m, product:codex, use, deny';
  const ALLOW = 'p, role:m, product:codex, use, allow';

  test.each([
    ['before', [DENY, ALLOW], 4],
    ['after', [ALLOW, DENY], 5],
  ])('a deny outweighs an allow, standing %s it', async (_, lines, line) => {
    const { version, permissions } = await policyOf(policyText(...lines, 'g, *, role:m'));
    expect(permissions.permits(alice, 'product:codex/gpt-5.5', 'use')).toEqual({
      permitted: false,
      citation: { version, file: 'policy.csv', line, rule: DENY },
    });
  });

  test('the first matching deny is cited, else the first matching allow, else no line (docs/rules.md, 11)', async () => {
    const { permissions } = await policyOf(
      policyText(
        'p, role:m, product:*, use, allow',
        'p, role:m, product:codex, use, allow',
        'p, role:m, product:codex/gpt-5.5, use, deny',
        'p, alice, product:codex/gpt-5.5, use, deny',
        'g, *, role:m',
      ),
    );
    const cited = (object: string) => permissions.permits(alice, object, 'use').citation;
    expect(cited('product:codex/gpt-5.4').line).toBe(4);
    expect(cited('product:codex/gpt-5.5').line).toBe(6);
    expect(permissions.permits(alice, 'policy', 'read')).toMatchObject({
      permitted: false,
      citation: { line: null, rule: 'no rule allows' },
    });
  });

  test('roles come from lines for the subject, its groups and *, and from nowhere else', async () => {
    const { permissions } = await policyOf(
      policyText('g, *, role:m', 'g, group:eng, role:e', 'g, alice, role:a', 'g, eng, role:trap'),
    );
    expect(permissions.rolesOf(who('bob'))).toEqual(['role:m']);
    expect(permissions.rolesOf(who('alice', 'eng', 'other'))).toEqual(['role:m', 'role:e', 'role:a']);
    expect(permissions.rolesOf(who('group:eng'))).toEqual([]);
    expect(permissions.rolesOf(who('bob', 'group:eng', '*'))).toEqual(['role:m']);
  });

  test('whether they may do something to anything: a deny of it takes it away, one’s own account is nothing (rule 34)', async () => {
    const { permissions } = await policyOf(
      policyText(
        'p, role:m, product:codex, use, allow',
        'p, role:m, account:self, act_for, allow',
        'p, role:half, product:codex/gpt-5.5, use, deny',
        'p, role:none, product:codex, use, deny',
        'p, role:out, product:*, use, deny',
        'p, role:gateway, account:*, act_for, allow',
        'p, role:gateway, account:subject:bob, act_for, deny',
        'p, role:former, account:*, act_for, allow',
        'p, role:former, account:*, act_for, deny',
        'g, *, role:m',
        ...['half', 'none', 'out', 'gateway', 'former'].map((role) => `g, group:${role}, role:${role}`),
      ),
    );
    const may = (action: string) =>
      ['m', 'half', 'none', 'out', 'gateway', 'former'].filter((group) =>
        permissions.allowsAnything(who('alice', group), action),
      );
    expect(may('use')).toEqual(['m', 'half', 'gateway', 'former']);
    expect(may('act_for')).toEqual(['gateway']);
    expect(may('read')).toEqual([]);
    expect(permissions.allowsAnything(who('role:m'), 'use')).toBe(false);
  });

  test.each(['role:root', 'Role:root', 'group:ops', '*', '', 'team:x'])(
    'nobody becomes an admin by the name "%s"',
    async (name) => {
      const { permissions } = await policyOf(
        policyText('p, role:root, product:*, use, allow', 'g, group:ops, role:root'),
      );
      expect(permissions.permits(who(name), 'policy', 'write').permitted).toBe(false);
      expect(permissions.permits(who(name, 'ops'), 'policy', 'write').permitted).toBe(false);
      expect(permissions.permissionsOf(who(name, 'ops'))).toEqual([]);
    },
  );

  test('names that contain separators are never taken for others', async () => {
    const { permissions } = await policyOf(policyText('g, group:b, role:root'));
    expect(permissions.permits(who('a', 'b'), 'policy', 'write').permitted).toBe(true);
    expect(permissions.permits(who('a 1 b'), 'policy', 'write').permitted).toBe(false);
    expect(permissions.permits(who('a', 'x 1 b'), 'policy', 'write').permitted).toBe(false);
  });

  test('names that are too long to remember are told apart all the same', async () => {
    const { permissions } = await policyOf(policyText('g, group:eng, role:e'));
    const many = Array.from({ length: 100 }, (_, i) => `group ${i} ${'x'.repeat(180)}`);
    for (let again = 0; again < 2; again++) {
      expect(permissions.rolesOf(who('bob', ...many, 'eng'))).toEqual(['role:e']);
      expect(permissions.rolesOf(who('bob', ...many, 'sales'))).toEqual([]);
    }
  });

  test('product:x contains its features, product:* every product, a feature nothing else', async () => {
    const { permissions } = await policyOf(
      policyText(
        'p, alice, product:codex, use, allow',
        'p, bob, product:*, use, allow',
        'p, eve, product:sora/sora-2, use, allow',
      ),
    );
    const may = (subject: string, object: string) => permissions.permits(who(subject), object, 'use').permitted;
    expect([may('alice', 'product:codex'), may('alice', 'product:codex/gpt-5.5')]).toEqual([true, true]);
    expect([may('alice', 'product:sora/sora-2'), may('alice', 'product:codexx/a'), may('alice', 'product:*')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([may('bob', 'product:sora'), may('bob', 'product:codex/gpt-5.5')]).toEqual([true, true]);
    expect([
      may('eve', 'product:sora/sora-2'),
      may('eve', 'product:sora'),
      may('eve', 'product:sora/sora-2-pro'),
    ]).toEqual([true, false, false]);
  });

  test('account:self is the caller’s own account and nobody else’s', async () => {
    const { permissions } = await policyOf(policyText('p, role:m, account:self, purchase, allow', 'g, *, role:m'));
    const may = (subject: string, object: string) => permissions.permits(who(subject), object, 'purchase').permitted;
    for (const subject of ['alice', 'bob']) {
      expect(may(subject, `account:subject:${subject}`)).toBe(true);
      expect(may(subject, 'account:self')).toBe(true);
      expect(may(subject, 'account:subject:carol')).toBe(false);
    }
    expect(may('alice', 'account:pool:alice')).toBe(false);
    expect(may('alice', 'account:*')).toBe(false);
  });

  test('account:* contains every account; a deny on one also stands against the question about all', async () => {
    const { permissions } = await policyOf(
      policyText(
        'p, role:auditor, account:*, read, allow',
        'p, role:auditor, account:subject:ceo, read, deny',
        'p, role:audit_all, account:*, read, allow',
        'g, alice, role:auditor',
        'g, bob, role:audit_all',
      ),
    );
    const may = (subject: string, object: string) => permissions.permits(who(subject), object, 'read').permitted;
    expect([may('alice', 'account:subject:x'), may('alice', 'account:pool:x')]).toEqual([true, true]);
    expect([may('alice', 'account:subject:ceo'), may('alice', 'account:*')]).toEqual([false, false]);
    expect([may('bob', 'account:subject:ceo'), may('bob', 'account:*')]).toEqual([true, true]);
    expect(permissions.permissionsOf(alice)).toEqual([]);
  });
});

describe('oracle', () => {
  const subjects = ['alice', 'bob', 'root'];
  const groups = ['eng', 'ops'];
  const holders = ['role:a', 'role:b', 'alice', 'bob'];
  const objects = [
    ['product:*', 'use'],
    ['product:codex', 'use'],
    ['product:codex/gpt-5.5', 'use'],
    ['product:sora', 'use'],
    ['account:self', 'read'],
    ['account:*', 'read'],
    ['account:subject:alice', 'read'],
    ['account:pool:p', 'read'],
    ['policy', 'read'],
    ['ops', 'read'],
  ] as const;
  const permit = fc
    .tuple(fc.constantFrom(...holders), fc.constantFrom(...objects), fc.constantFrom('allow', 'deny'))
    .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
  const grant = fc
    .tuple(fc.constantFrom(...subjects, 'group:eng', 'group:ops', '*'), fc.constantFrom('role:a', 'role:b'))
    .map(([subject, role]) => `g, ${subject}, ${role}`);
  const question = fc.record({
    subject: fc.constantFrom(...subjects, 'eve'),
    groups: fc.subarray(groups),
    asked: fc.constantFrom(
      ...objects,
      ['product:codex/gpt-5.4', 'use'] as const,
      ['account:subject:bob', 'read'] as const,
    ),
  });

  /** The rules once more, as plainly as can be: sets of what each object contains, no sharing with the engine. */
  function plainly(lines: string[], subject: string, inGroups: string[], asked: string, action: string): string {
    const own = `account:subject:${subject}`;
    const target = asked === 'account:self' ? own : asked;
    const me = [subject, ...inGroups.map((group) => `group:${group}`), '*'];
    const columns = lines.map((line) => line.split(', '));
    const held = [subject, ...columns.filter((c) => c[0] === 'g' && me.includes(c[1]!)).map((c) => c[2]!)];
    const containing: Record<string, string[]> = {
      'product:*': ['product:*'],
      'product:codex': ['product:*', 'product:codex'],
      'product:codex/gpt-5.5': ['product:*', 'product:codex', 'product:codex/gpt-5.5'],
      'product:codex/gpt-5.4': ['product:*', 'product:codex'],
      'product:sora': ['product:*', 'product:sora'],
      'account:*': ['account:*'],
      policy: ['policy'],
      ops: ['ops'],
    };
    const wide = containing[target] ?? ['account:*', target, ...(target === own ? ['account:self'] : [])];
    let answer = 'none';
    for (const [kind, holder, object, act, effect] of columns) {
      if (kind !== 'p' || !held.includes(holder!) || act !== action) continue;
      const refusesAll = effect === 'deny' && target === 'account:*' && object!.startsWith('account:');
      if (!wide.includes(object!) && !refusesAll) continue;
      const rule = [kind, holder, object, act, effect].join(', ');
      if (effect === 'deny') return rule;
      if (answer === 'none') answer = rule;
    }
    return answer;
  }

  test('on random policies the answer and its citation are those of a plain reading', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: permit }, { weight: 2, arbitrary: grant }), { maxLength: 14 }),
        fc.array(question, { minLength: 1, maxLength: 12 }),
        async (lines, questions) => {
          const { permissions } = await policyOf(policyText(...lines));
          for (const { subject, groups: inGroups, asked } of [...questions, ...questions]) {
            const permission = permissions.permits(who(subject, ...inGroups), asked[0], asked[1]);
            const expected = plainly(lines, subject, inGroups, asked[0], asked[1]);
            expect(permission.permitted).toBe(expected.endsWith('allow'));
            expect(permission.citation.rule).toBe(expected === 'none' ? 'no rule allows' : expected);
            expect(permission.citation.line).toBe(expected === 'none' ? null : lines.indexOf(expected) + 4);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the demo tenants', () => {
  const EVERYTHING = [
    ['product:codex/gpt-5.5', 'use'],
    ['product:sora/sora-2-pro', 'use'],
    ...['read', 'check', 'report', 'release', 'act_for', 'purchase', 'grant', 'manage'].flatMap((action) => [
      ['account:*', action],
      ['account:subject:bob', action],
      ['account:pool:engineering', action],
    ]),
    ['policy', 'read'],
    ['policy', 'write'],
    ['ops', 'read'],
  ] as const;

  test.each(['acme', 'globex'])(
    '%s: admin holds every permission, gateway reads and acts, members use',
    async (tenant) => {
      const { permissions } = await policyOf(shipped(`${tenant}/policy.csv`));
      const may = (subject: string, object: string, action: string) =>
        permissions.permits(who(subject), object, action).permitted;
      for (const [object, action] of EVERYTHING)
        expect([object, action, may('admin', object, action)]).toEqual([object, action, true]);
      const accounts = EVERYTHING.filter(([object]) => object.startsWith('account:'));
      for (const [object, action] of accounts) {
        expect(may('gateway', object, action)).toBe(action === 'read' || action === 'act_for');
        expect(may('alice', object, action)).toBe(false);
      }
      for (const subject of ['alice', 'bob']) {
        expect(permissions.rolesOf(who(subject))).toEqual(['role:member']);
        expect(may(subject, 'product:codex/gpt-5.5', 'use')).toBe(true);
        expect(may(subject, 'policy', 'read')).toBe(false);
        expect(may(subject, 'ops', 'read')).toBe(false);
        expect(may(subject, 'account:self', 'purchase')).toBe(tenant === 'acme');
      }
      expect(permissions.permits(who('ivy', 'interns'), 'product:codex/gpt-5.5', 'use').permitted).toBe(false);
      expect(permissions.permits(who('ivy', 'interns'), 'product:codex/gpt-5.4', 'use').permitted).toBe(true);
    },
  );

  test('each takes from its layers in its own order', async () => {
    const sources = async (tenant: string, ...groups: string[]) =>
      (await policyOf(shipped(`${tenant}/policy.csv`))).layering
        .layersFor(who('alice', ...groups), 'codex', 'gpt-5.5')
        .map(({ source }) => source);
    expect(await sources('acme')).toEqual(['allowance', 'promotion', 'credits']);
    expect(await sources('acme', 'engineering')).toEqual(['allowance', 'promotion', 'credits', 'pool:engineering']);
    expect(await sources('acme', 'engineering', 'interns')).toEqual(['allowance', 'promotion', 'credits']);
    expect(await sources('globex')).toEqual(['promotion', 'allowance', 'credits', 'pool:studio']);
  });
});
