/**
 * Which budgets count a request, by whom and under which address: as a plain walk over what Casbin has loaded says it, and at
 * a cost that does not grow with the policy. All of it as if budgets were served already.
 */
import { describe, expect, test } from '@jest/globals';
import type { Enforcer } from 'casbin';
import fc from 'fast-check';
import type { BudgetTerms } from '../../../src/core/words.js';
import { openEnforcer } from '../../../src/policy/casbin/casbin-enforcer.js';
import { P3Budgets } from '../../../src/policy/casbin/p3-budgets.js';
import { parsePolicy } from '../../../src/policy/casbin/policy-file.js';
import { parseLine, type PolicyLine } from '../../../src/policy/casbin/policy-line.js';
import { EXPECTED_MODEL } from '../../../src/policy/casbin/policy-model.js';
import { principalsOf, Standings } from '../../../src/policy/casbin/standings.js';
import { around, covers } from '../../../src/policy/policy-object.js';
import type { Budgets, Principal } from '../../../src/policy/policy-version.js';
import { catalog, policyOf, policyText, who } from '../policies.js';

/** A budget as its lines write it, without what its lines say. */
const nameOf = ({ who: whose, object, source, period }: BudgetTerms) => `${whose}, ${object}, ${source}, ${period}`;
const policyWith = (...lines: string[]) => policyOf(policyText(...lines));
const reading = (text: string) => parsePolicy(text, 'policy.csv', catalog);

describe('lines of one name are one budget', () => {
  const LINES = [
    'g2, alice, team:search',
    'p3, each team:search, product:codex, paid, 30, month Europe/Berlin, alert',
    'p3, tenant, product:*, any, 50, 5h, cap',
    'p3, each team:search, product:codex, paid, 20.5, month Europe/Berlin paced daily, cap',
    'p3, each team:search, product:codex, paid, 10, month Europe/Berlin, alert',
    'p3, each session, product:codex/gpt-5.5, credits, 0, once, cap',
  ];

  test('with one cap, its pace, and any number of alerts, the lowest first; in the order of the file', async () => {
    const { budgets } = await policyWith(...LINES);
    expect(budgets.budgetsFor(who('alice'), 'codex', 'gpt-5.5', 'task')).toEqual([
      {
        address: expect.stringMatching(/^budget:each_team:search\|product:codex\|paid\|month_Europe\/Berlin\|alice#/),
        who: 'each team:search',
        subject: 'alice',
        session: null,
        object: 'product:codex',
        source: 'paid',
        period: 'month Europe/Berlin',
        window: { name: 'period', capacity: 20_500_000_000n, kind: 'calendar', period: 'month', zone: 'Europe/Berlin' },
        paced: 'daily',
        cap: { limit: 20_500_000_000n, line: 7 },
        alerts: [
          { at: 10_000_000_000n, line: 8 },
          { at: 30_000_000_000n, line: 5 },
        ],
      },
      {
        address: expect.stringMatching(/^budget:tenant\|product:\*\|any\|5h#/),
        who: 'tenant',
        subject: null,
        session: null,
        object: 'product:*',
        source: 'any',
        period: '5h',
        window: { name: 'period', capacity: 50_000_000_000n, kind: 'anchored', seconds: 18_000 },
        paced: null,
        cap: { limit: 50_000_000_000n, line: 6 },
        alerts: [],
      },
      {
        address: expect.stringMatching(/^budget:each_session\|product:codex\/gpt-5\.5\|credits\|once\|alice\|task#/),
        who: 'each session',
        subject: 'alice',
        session: 'task',
        object: 'product:codex/gpt-5.5',
        source: 'credits',
        period: 'once',
        window: { name: 'period', capacity: 0n, kind: 'once' },
        paced: null,
        cap: { limit: 0n, line: 9 },
        alerts: [],
      },
    ]);
  });

  test('whose address stays with another amount, pace, kind and place in the file', async () => {
    const addresses = ({ budgets }: { budgets: Budgets }) =>
      new Map(budgets.budgetsFor(who('alice'), 'codex', 'gpt-5.5', 'task').map((each) => [nameOf(each), each.address]));
    const other = [
      ...LINES.slice(4).map((line) => line.replace(', 0,', ', 7.25,')),
      'p3, tenant, product:*, any, 40, 5h, alert',
      'g, alice, role:root',
      'g2, group:x, team:search',
      'p3, each team:search, product:codex, paid, 9, month Europe/Berlin, cap',
      'g2, alice, team:search',
    ];
    const [before, after] = [await policyWith(...LINES), await policyWith(...other)].map(addresses);
    expect(after!.size).toBe(3);
    expect(new Map([...after!].sort())).toEqual(new Map([...before!].sort()));
  });

  test('a feature has its own, its product’s and those of all products; a product as a whole not those of features', async () => {
    const { budgets } = await policyWith(
      ...['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:codex/gpt-5.4', 'product:sora'].map(
        (object) => `p3, tenant, ${object}, any, 1, day, cap`,
      ),
    );
    const at = (product: string, feature: string | null) =>
      budgets.budgetsFor(who('alice'), product, feature, null).map(({ object }) => object);
    expect(at('codex', 'gpt-5.5')).toEqual(['product:*', 'product:codex', 'product:codex/gpt-5.5']);
    expect(at('codex', null)).toEqual(['product:*', 'product:codex']);
    expect(at('made-up', 'too')).toEqual(['product:*']);
    expect(budgets.budgetsOf(who('alice'), null).map(({ object }) => object)).toHaveLength(5);
  });
});

describe('whose budget it is', () => {
  const ask = async (line: string, caller: Principal, session: string | null) => {
    const { budgets } = await policyWith(
      ...['g2, group:eng, team:b', 'g2, alice, team:a', 'g2, team:a, team:b', 'g, *, role:m', line],
    );
    return budgets.budgetsFor(caller, 'codex', 'gpt-5.5', session).map(({ address }) => address)[0] ?? null;
  };

  test.each(['tenant', 'team:b', 'role:m', 'group:eng'])(
    '%s: all share one, each has one of their own',
    async (whose) => {
      const shared = `p3, ${whose}, product:*, any, 1, day, cap`;
      const own = shared.replace('p3, ', 'p3, each ');
      const [alice, bob] = [who('alice', 'eng'), who('bob', 'eng', 'x')];
      const of = (line: string) =>
        Promise.all([ask(line, alice, null), ask(line, alice, 's1'), ask(line, bob, 's1'), ask(line, bob, 's2')]);
      const [first, ...others] = await of(shared);
      expect(others).toEqual([first, first, first]);
      const [a, again, b, stillB] = await of(own);
      expect([again, stillB]).toEqual([a, b]);
      expect(new Set([first, a, b]).size).toBe(3);
      expect([first, a, b]).not.toContain(null);
    },
  );

  test('each session has one of its subject’s; without a session there is none', async () => {
    const line = 'p3, each session, product:*, any, 1, once, cap';
    const asked = [who('alice'), who('bob')].flatMap((caller) => ['s1', 's2'].map((each) => ask(line, caller, each)));
    expect(new Set(await Promise.all(asked)).size).toBe(4);
    expect(await ask(line, who('alice', 'x'), 's1')).toBe(await asked[0]);
    expect(await ask(line, who('alice'), null)).toBeNull();
  });

  test('nobody is reached by a name that only looks like theirs', async () => {
    for (const line of ['team:b', 'role:root', 'group:eng'].map((each) => `p3, ${each}, product:*, any, 1, day, cap`)) {
      expect(await ask(line, who('team:b'), null)).toBeNull();
      expect(await ask(line, who('eng', 'team:b', 'b', 'role:root', 'group:eng'), null)).toBeNull();
    }
    expect(await ask('p3, tenant, product:*, any, 1, day, cap', who('team:b'), null)).not.toBeNull();
    expect(await ask('p3, role:root, product:*, any, 1, day, cap', who('root'), null)).not.toBeNull();
  });
});

test('a budget is found again by its name, for whom it counts, until its last line is gone', async () => {
  const { budgets } = await policyWith(
    'p3, tenant, product:*, any, 1, day, alert',
    'p3, each tenant, product:*, any, 1, day, cap',
    'p3, each session, product:*, any, 1, once, cap',
  );
  const [shared, own, task] = budgets.budgetsFor(who('alice'), 'codex', null, 's1') as [
    BudgetTerms,
    BudgetTerms,
    BudgetTerms,
  ];
  expect(budgets.termsOf(shared, null, null)).toEqual(shared);
  expect(budgets.termsOf(own, 'alice', null)).toEqual(own);
  expect(budgets.termsOf(own, 'bob', null)!.address).not.toBe(own.address);
  expect(budgets.termsOf(task, 'alice', 's1')).toEqual(task);
  expect(budgets.termsOf({ ...shared, period: 'week' }, null, null)).toBeNull();
  for (const nobodys of [
    budgets.termsOf(shared, 'alice', null),
    budgets.termsOf(own, null, null),
    budgets.termsOf(own, 'alice', 's1'),
    budgets.termsOf(task, 'alice', null),
    budgets.termsOf(task, null, 's1'),
  ]) {
    expect(nobodys).toBeNull();
  }
});

test('a team tells whom lines put into it, and the budgets that it shares', async () => {
  const { budgets } = await policyWith(
    'g2, alice, team:search',
    'g2, team:search, team:research',
    'p3, team:search, product:*, any, 1, day, cap',
    'p3, each team:search, product:*, any, 1, day, cap',
    'p3, team:research, product:*, any, 1, day, cap',
  );
  expect(budgets.teams).toEqual(['team:search', 'team:research']);
  expect(budgets.team('team:search')).toMatchObject({ parents: ['team:research'], members: ['alice'] });
  expect(budgets.team('team:other')).toBeNull();
  expect(budgets.teamsOf(who('alice'))).toEqual(['team:search', 'team:research']);
  expect(budgets.budgetsOfTeam('team:search').map(nameOf)).toEqual(['team:search, product:*, any, day']);
  expect(budgets.budgetsOfTeam('team:other')).toEqual([]);
});

describe('Casbin as the oracle', () => {
  const PRODUCTS = ['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora'];
  const WHOS = ['tenant', 'role:a', 'role:b', 'group:x', 'team:a', 'team:b', 'team:c', 'team:d'];
  const budget = fc
    .tuple(
      fc.constantFrom(...WHOS, ...WHOS.map((each) => `each ${each}`), 'each session'),
      fc.constantFrom(...PRODUCTS),
      fc.constantFrom('any', 'paid', 'pool:p'),
      fc.constantFrom('5h', 'month', 'once'),
      fc.constantFrom('cap', 'alert'),
    )
    .map(([whose, object, source, period, kind]) => `p3, ${whose}, ${object}, ${source}, 1, ${period}, ${kind}`);
  const grant = fc
    .tuple(fc.constantFrom('alice', 'bob', 'group:x', 'group:y', '*'), fc.constantFrom('role:a', 'role:b'))
    .map(([subject, role]) => `g, ${subject}, ${role}`);
  // Of two teams the second is the outer one: no circles.
  const membership = fc
    .tuple(
      fc.constantFrom('alice', 'bob', 'group:x', 'group:y', 'team:a', 'team:b', 'team:c'),
      fc.constantFrom('team:a', 'team:b', 'team:c', 'team:d'),
    )
    .filter(([subject, team]) => !subject.startsWith('team:') || subject < team)
    .map(([subject, team]) => `g2, ${subject}, ${team}`);
  const policy = fc
    .tuple(
      fc.uniqueArray(budget, { maxLength: 30, size: 'max' }),
      fc.uniqueArray(grant, { maxLength: 6 }),
      fc.uniqueArray(membership, { maxLength: 9, size: 'max' }),
    )
    .map((lines) => lines.flat());
  const CALLERS = [
    who('alice'),
    who('bob', 'x'),
    who('eve', 'x', 'y'),
    who('team:a'),
    who('role:a', 'y'),
    who('tenant'),
  ];

  /** The p3 lines that Casbin has loaded and that speak to a request, one after another. */
  async function plainly(
    casbin: Enforcer,
    caller: Principal,
    asked: string,
    session: string | null,
  ): Promise<string[]> {
    const isNobody = caller.subject.includes(':');
    const principals = isNobody ? [] : principalsOf(caller);
    const holds = (ptype: string, name: string) =>
      principals.some((each) => casbin.getNamedRoleManager(ptype)!.syncedHasLink!(each, name));
    const found = (await casbin.getNamedPolicy('p3')).filter(([whose = '', object = '']) => {
      if (whose === 'each session') return session !== null && covers('', asked, object, 'allow');
      const whom = whose.replace('each ', '');
      const [ptype, isReached] = whom.startsWith('team:') ? ['g2', false] : ['g', principals.includes(whom)];
      return (whom === 'tenant' || isReached || holds(ptype, whom)) && covers('', asked, object, 'allow');
    });
    return [...new Set(found.map(([whose, object, source, , period]) => [whose, object, source, period].join(', ')))];
  }

  test('every answer from the index is a walk over what Casbin has loaded', async () => {
    await fc.assert(
      fc.asyncProperty(policy, async (lines) => {
        const rules = reading(policyText(...lines));
        const casbin = await openEnforcer(EXPECTED_MODEL, rules);
        const budgets = new P3Budgets(rules, new Standings(rules));
        for (const caller of CALLERS) {
          for (const [product, feature] of [
            ['codex', 'gpt-5.5'],
            ['codex', null],
            ['sora', 'sora-2'],
            ['x', null],
          ] as const) {
            for (const session of [null, 's1']) {
              const asked = `product:${product}${feature === null ? '' : `/${feature}`}`;
              const answer = budgets.budgetsFor(caller, product, feature, session).map(nameOf);
              expect([caller, asked, answer]).toEqual([caller, asked, await plainly(casbin, caller, asked, session)]);
            }
          }
          const teams = ['team:a', 'team:b', 'team:c', 'team:d'].filter((team) =>
            (caller.subject.includes(':') ? [] : principalsOf(caller)).some((each) =>
              casbin.getNamedRoleManager('g2')!.syncedHasLink!(each, team),
            ),
          );
          expect([...budgets.teamsOf(caller)].sort()).toEqual(teams);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('every right on teams and budgets is the one that Casbin gives on what it has loaded', async () => {
    const spoken = [
      ...['account:team:a', 'account:team:b', 'account:*', 'account:self'].map((object) => [object, 'read']),
      ...['budget:*', 'budget:tenant', 'budget:team:a', 'budget:session'].map((object) => [object, 'approve']),
    ] as [string, string][];
    const permit = fc
      .tuple(fc.constantFrom('role:a', 'role:b', 'alice'), fc.constantFrom(...spoken), fc.constantFrom('allow', 'deny'))
      .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(permit, { maxLength: 12 }),
        fc.uniqueArray(grant, { maxLength: 6 }),
        fc.uniqueArray(membership, { maxLength: 4 }),
        async (permits, grants, memberships) => {
          const lines = [...permits, ...grants, ...memberships];
          const { permissions } = await policyWith(...lines);
          const casbin = await openEnforcer(EXPECTED_MODEL, reading(policyText(...lines)));
          for (const caller of [who('alice'), who('bob', 'x'), who('eve', 'x', 'y')]) {
            for (const [object, action] of spoken) {
              const target = object === 'account:self' ? `account:subject:${caller.subject}` : object;
              const answer = permissions.permits(caller, object, action).permitted;
              const casbins = casbin.enforceSync(principalsOf(caller), target, action);
              expect([caller, object, answer]).toEqual([caller, object, casbins]);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('lines that Casbin has not loaded never serve', async () => {
    const rules = reading(policyText('g2, bob, team:a', 'p3, team:a, product:*, any, 1, day, cap'));
    await expect(openEnforcer(EXPECTED_MODEL.replace(/^g2 = .*$/m, ''), rules)).rejects.toThrow('the g2 lines');
    await expect(openEnforcer(EXPECTED_MODEL.replace(/^p3 = .*$/m, ''), rules)).rejects.toThrow('the p3 lines');
  });

  test('what contains a budget’s or a team’s object is what contains it as Casbin is told', () => {
    const objects = [
      'budget:*',
      'budget:tenant',
      'budget:team:a',
      'account:team:a',
      'account:*',
      'account:pool:p',
      'policy',
    ];
    for (const object of objects) {
      const containing = objects.filter((written) => covers('', object, written, 'allow'));
      expect(new Set(around('', object))).toEqual(new Set(containing));
    }
  });
});

describe('no answer costs more for the other lines of a policy: 10,000 rules against 1,000', () => {
  const ROUNDS = 9;
  const A_ROUND = 60;
  const NAMES = ROUNDS * A_ROUND;
  /** It would be 10 where every line is looked at. */
  const MOST = 4;
  const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));

  /** What answers by these lines; a file may not have as many. */
  function budgetsOf(texts: string[]): Budgets {
    const wrong = ({ message }: { message: string }): never => {
      throw new Error(message);
    };
    const rules = texts.map((text, i) => parseLine(text, i + 1, catalog, wrong, wrong)) as PolicyLine[];
    const lines = {
      permits: rules.filter((rule) => rule.kind === 'p'),
      grants: rules.filter((rule) => rule.kind === 'g'),
      layers: rules.filter((rule) => rule.kind === 'p2'),
      teams: rules.filter((rule) => rule.kind === 'g2'),
      budgets: rules.filter((rule) => rule.kind === 'p3'),
    };
    return new P3Budgets(lines, new Standings(lines));
  }

  /** Milliseconds of the fastest of several rounds of questions, each about another caller. */
  function fastest(isRight: (name: number) => boolean): number {
    const times = Array.from({ length: ROUNDS }, (_, round) => {
      const names = Array.from({ length: A_ROUND }, (_, i) => round * A_ROUND + i);
      const began = performance.now();
      const wrong = names.filter((name) => !isRight(name));
      const time = performance.now() - began;
      expect(wrong).toEqual([]);
      return time;
    });
    return Math.min(...times);
  }

  const isOne = (budgets: Budgets, subject: string, whose: string) => {
    const found = budgets.budgetsFor(who(subject), 'codex', 'gpt-5.5', null);
    return found.length === 1 && found[0]!.who === whose;
  };

  test.each<[string, (count: number) => string[], (budgets: Budgets, name: number) => boolean]>([
    [
      'a budget of one of many roles',
      (count) => [
        ...many(count, (i) => `p3, role:r${i}, product:*, any, 1, day, cap`),
        ...many(NAMES, (i) => `g, u${i}, role:r${i}`),
      ],
      (budgets, name) => isOne(budgets, `u${name}`, `role:r${name}`),
    ],
    [
      'a budget of each in one of many teams of teams',
      (count) => [
        ...many(count, (i) => `p3, each team:t${i}, product:codex, any, 1, day, cap`),
        ...many(count, (i) => `g2, u${i}, team:s${i}`),
        ...many(count, (i) => `g2, team:s${i}, team:t${i}`),
      ],
      (budgets, name) => isOne(budgets, `u${name}`, `each team:t${name}`),
    ],
    [
      'a budget of a team that many others are in',
      (count) => ['p3, team:t, product:*, any, 1, day, cap', ...many(count, (i) => `g2, u${i}, team:t`)],
      (budgets, name) => isOne(budgets, `u${name}`, 'team:t'),
    ],
    [
      'whether somebody may approve, where many others may something else',
      (count) => many(count, (i) => `p, u${i}, budget:team:t${i}, approve, allow`),
      (budgets, name) =>
        budgets.hasApprover(`team:t${name}`, 'eve') && !budgets.hasApprover(`team:t${name}`, `u${name}`),
    ],
  ])('%s', (_, policy, isRight) => {
    const [few, most] = [budgetsOf(policy(1_000)), budgetsOf(policy(10_000))];
    const timeOf = (budgets: Budgets) => {
      isRight(budgets, 0);
      return fastest((name) => isRight(budgets, name));
    };
    const [less, more] = [timeOf(few), timeOf(most)];
    expect(more / less).toBeLessThan(MOST);
  });
});

describe('whether somebody else may approve', () => {
  const CAP = 'p3, each team:search, product:*, any, 1, day, cap';
  const APPROVES = 'p, role:manager, budget:team:search, approve, allow';
  const approver = async (lines: string[], asker = 'alice', whose = 'each team:search') =>
    (await policyWith(CAP, ...lines)).budgets.hasApprover(whose, asker);

  test.each<[string, string[], boolean]>([
    ['no line allows it', [], false],
    ['somebody has the role', [APPROVES, 'g, mia, role:manager'], true],
    ['a group has it', [APPROVES, 'g, group:leads, role:manager'], true],
    ['everybody has it', [APPROVES, 'g, *, role:manager'], true],
    ['nobody has it', [APPROVES], false],
    ['only who asks has it', [APPROVES, 'g, alice, role:manager'], false],
    ['who asks and another have it', [APPROVES, 'g, alice, role:manager', 'g, mia, role:manager'], true],
    ['a line names somebody', ['p, mia, budget:team:search, approve, allow'], true],
    ['a line names who asks', ['p, alice, budget:team:search, approve, allow'], false],
    ['for every budget', ['p, mia, budget:*, approve, allow'], true],
    ['for another budget', ['p, mia, budget:team:other, approve, allow'], false],
    ['for tasks', ['p, mia, budget:session, approve, allow'], false],
    ['a deny names the only one', [APPROVES, 'g, mia, role:manager', 'p, mia, budget:*, approve, deny'], false],
    [
      'a deny of a role of theirs',
      [APPROVES, 'g, mia, role:manager', 'g, mia, role:x', 'p, role:x, budget:team:search, approve, deny'],
      false,
    ],
    [
      'a deny of everybody',
      [APPROVES, 'g, mia, role:manager', 'g, *, role:x', 'p, role:x, budget:*, approve, deny'],
      false,
    ],
    ['a deny of another budget', [APPROVES, 'g, mia, role:manager', 'p, mia, budget:tenant, approve, deny'], true],
  ])('%s', async (_, lines, expected) => {
    expect(await approver(lines)).toBe(expected);
  });

  test('the permissions say the same of whoever is named: random lines', async () => {
    const permit = fc
      .tuple(
        fc.constantFrom('role:a', 'role:b', 'alice', 'mia'),
        fc.constantFrom('budget:*', 'budget:team:search', 'budget:tenant'),
        fc.constantFrom('allow', 'deny'),
      )
      .map(([holder, object, effect]) => `p, ${holder}, ${object}, approve, ${effect}`);
    const grants = fc.subarray(['g, alice, role:a', 'g, mia, role:a', 'g, mia, role:b', 'g, alice, role:b']);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(permit, { maxLength: 8 }), grants, async (permits, granted) => {
        const { budgets, permissions } = await policyWith(CAP, ...permits, ...granted);
        const may = (name: string, object: string) => permissions.permits(who(name), object, 'approve').permitted;
        for (const [whose, object] of [
          ['each team:search', 'budget:team:search'],
          ['tenant', 'budget:tenant'],
          ['role:x', 'budget:role:x'],
        ] as const) {
          const all = ['alice', 'mia'].filter((name) => may(name, object));
          for (const asker of ['alice', 'mia', 'eve']) {
            expect(budgets.hasApprover(whose, asker)).toBe(all.some((name) => name !== asker));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('rights on teams and budgets are rights as others: account:* contains teams, budget:* every budget', async () => {
  const { permissions } = await policyWith(
    'p, role:lead, account:team:search, read, allow',
    'p, role:lead, budget:team:search, approve, allow',
    'p, role:all, account:*, read, allow',
    'p, role:all, budget:*, approve, allow',
    'g, lea, role:lead',
    'g, al, role:all',
  );
  const may = (name: string, object: string, action: string) =>
    permissions.permits(who(name), object, action).permitted;
  expect(['search', 'other'].map((team) => may('lea', `account:team:${team}`, 'read'))).toEqual([true, false]);
  expect([may('lea', 'account:*', 'read'), may('lea', 'account:subject:bob', 'read')]).toEqual([false, false]);
  expect(['team:search', 'team:other', '*'].map((whose) => may('lea', `budget:${whose}`, 'approve'))).toEqual([
    true,
    false,
    false,
  ]);
  expect([may('al', 'account:team:other', 'read'), may('al', 'budget:session', 'approve')]).toEqual([true, true]);
  expect(permissions.permissionsOf(who('lea'))).toEqual([
    { object: 'account:team:search', action: 'read' },
    { object: 'budget:team:search', action: 'approve' },
  ]);
});
