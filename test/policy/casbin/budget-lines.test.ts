/**
 * The lines of teams and budgets: every mistake and every doubt in exact words.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { casbinFormat } from '../../../src/policy/casbin/casbin-format.js';
import { lintBudgets } from '../../../src/policy/casbin/lint-budgets.js';
import { parsePolicy } from '../../../src/policy/casbin/policy-file.js';
import { checkModel, EXPECTED_MODEL } from '../../../src/policy/casbin/policy-model.js';
import { EVERY_PERMISSION } from '../../../src/policy/policy-object.js';
import { catalog, mistakesIn, model, policyOf, policyText } from '../policies.js';

const told = (...lines: string[]) => mistakesIn(policyText(...lines));

test('a kind of line that there is not is refused', () => {
  const message = 'unknown kind of line "g3"; a line starts with p, g, p2, g2 or p3';
  expect(told('g3, alice, team:core')).toEqual([{ line: 4, message }]);
});

test('the operator is told of the right to approve', () => {
  expect(EVERY_PERMISSION).toContainEqual({ object: 'budget:*', action: 'approve' });
});

describe('a mistake in a g2 line is refused', () => {
  const RESERVED = 'is reserved and cannot start a subject; subjects stand bare, like alice';
  test.each([
    ['g2, alice', 'g2 needs 3 columns, this line has 2: g2, subject, group:<name> or team:<name>, team'],
    ['g2, alice, core', '"core" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"'],
    ['g2, alice, team:', '"team:" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"'],
    ['g2, alice, Team:core', '"Team:core" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"'],
    [
      `g2, alice, team:${'x'.repeat(101)}`,
      `"team:${'x'.repeat(101)}" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"`,
    ],
    ['g2, team:a/b, team:core', '"team:a/b" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"'],
    ['g2, role:m, team:core', `"role:" ${RESERVED}`],
    ['g2, pool:p, team:core', `"pool:" ${RESERVED}`],
    ['g2, *, team:core', '* is in no team; a budget of everybody is one of tenant, or of each tenant'],
    ['g2, al*, team:core', 'no patterns: "al*"; name a role and grant it instead'],
    ['g2, group:, team:core', 'group: needs a name, like group:engineering'],
    ['g2, group:*, team:core', 'no patterns: "group:*"; name one group'],
    ['g2, alice smith, team:core', 'no spaces or invisible characters inside a column: "alice smith"'],
    ['g2, team:core, team:core', 'team:core cannot be in itself'],
  ])('%s', (line, message) => {
    expect(told(line)).toEqual([{ line: 4, message }]);
  });

  test('circles and teams that lie too deep, with everything else that is wrong', () => {
    expect(told('g2, team:a, team:b', 'g2, team:b, team:a', 'g2, x, y')).toEqual([
      { line: 5, message: 'team:a would be in itself: team:a is in team:b (line 4)' },
      { line: 6, message: '"y" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"' },
    ]);
    expect(told(...['ab', 'bc', 'cd', 'de', 'ef'].map(([a, b]) => `g2, team:${a}, team:${b}`))).toEqual([
      {
        line: 4,
        message: 'teams are nested at most 5 deep: team:a is in team:b, in team:c, in team:d, in team:e, in team:f',
      },
    ]);
  });

  test('a rule that stands there already', () => {
    expect(told('g2, alice, team:a', 'g2,alice,team:a')).toEqual([
      { line: 5, message: 'the same rule stands in line 4 already' },
    ]);
  });
});

describe('a mistake in a p3 line is refused', () => {
  const WHOS = 'write tenant, team:<name>, role:<name>, group:<name>, each before any of these, or each session';
  const SOURCES = 'sources are any, paid, allowance, promotion, credits, pool:<name>';
  const AMOUNT = 'digits, like 5000 or 12.5, at most 9 behind the point, at most 9000000000';
  const PERIODS = 'a period is like 5h, day, week, month or once, then a zone, then paced hourly or paced daily';
  test.each([
    [
      'p3, tenant, product:*, any, 10, month',
      'p3 needs 7 columns, this line has 6: p3, who, product or product/feature, source, credits, period, cap or alert',
    ],
    ['p3, alice, product:*, any, 10, month, cap', `"alice" has no budgets; ${WHOS}`],
    ['p3, tennant, product:*, any, 10, month, cap', `"tennant" has no budgets; ${WHOS}; did you mean "tenant"?`],
    ['p3, *, product:*, any, 10, month, cap', `"*" has no budgets; ${WHOS}`],
    ['p3, pool:x, product:*, any, 10, month, cap', `"pool:x" has no budgets; ${WHOS}`],
    ['p3, each, product:*, any, 10, month, cap', `"each" has no budgets; ${WHOS}`],
    ['p3, each alice, product:*, any, 10, month, cap', `"each alice" has no budgets; ${WHOS}`],
    ['p3, each each tenant, product:*, any, 10, month, cap', `"each each tenant" has no budgets; ${WHOS}`],
    ['p3, session, product:*, any, 10, month, cap', 'a budget of sessions is one of each session'],
    ['p3, , product:*, any, 10, month, cap', 'the column "who" is empty'],
    ['p3, each\u00A0tenant, product:*, any, 10, month, cap', expect.stringContaining('no spaces or invisible')],
    ['p3, role:, product:*, any, 10, month, cap', expect.stringContaining('"role:" is no role; a role is role:<name>')],
    ['p3, team:a b, product:*, any, 10, month, cap', expect.stringContaining('"team:a b" is no team')],
    ['p3, group:*, product:*, any, 10, month, cap', 'no patterns: "group:*"; name one group'],
    ['p3, each group:, product:*, any, 10, month, cap', 'group: needs a name, like group:engineering'],
    ['p3, tenant, account:*, any, 10, month, cap', 'p3 speaks of products, not of "account:*"'],
    ['p3, tenant, product:codx, any, 10, month, cap', 'unknown product "codx"; did you mean "codex"?'],
    [
      'p3, tenant, product:codex/gpt-5.6, any, 10, month, cap',
      'unknown feature "gpt-5.6" of codex; did you mean "gpt-5.5"?',
    ],
    ['p3, tenant, codex, any, 10, month, cap', expect.stringContaining('"codex" is no object; write product:*')],
    ['p3, tenant, product:*, all, 10, month, cap', `unknown source "all"; ${SOURCES}; did you mean "any"?`],
    ['p3, tenant, product:*, credit, 10, month, cap', `unknown source "credit"; ${SOURCES}; did you mean "credits"?`],
    ['p3, tenant, product:*, pool:, 10, month, cap', `unknown source "pool:"; ${SOURCES}`],
    ['p3, tenant, product:*, pool:a/b, 10, month, cap', `unknown source "pool:a/b"; ${SOURCES}`],
    ['p3, tenant, product:*, any, 1e3, month, cap', `"1e3" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, -1, month, cap', `"-1" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, 010, month, cap', `"010" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, .5, month, cap', `".5" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, 0.0000000001, month, cap', `"0.0000000001" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, 9000000000.000000001, month, cap', `"9000000000.000000001" is no amount: ${AMOUNT}`],
    ['p3, tenant, product:*, any, 0, month, alert', 'an alert tells at an amount above 0'],
    ['p3, tenant, product:*, any, 10, monthly, cap', `unknown period "monthly"; ${PERIODS}; did you mean "month"?`],
    [
      'p3, tenant, product:*, any, 10, month Europe/Berln, cap',
      'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
    ],
    [
      'p3, tenant, product:*, any, 10, 5h paced hourly, cap',
      '5h begins with the first use, so it cannot be paced; a day, week or month can',
    ],
    ['p3, tenant, product:*, any, 10, month, Cap', '"Cap" is neither cap nor alert (exactly so, in lower case)'],
    [
      'p3, tenant, product:*, any, 10, month paced daily, alert',
      'an alert tells when so much is spent, at whatever pace; leave out "paced daily"',
    ],
    [
      'p3, tenant, product:*, any, 10, month, cap # all',
      'a comment stands on a line of its own; "#" may not follow a rule',
    ],
    ['p3, tenant, product:*, any, "10", month, cap', 'no quotes are needed or allowed: "10"'],
    ['p4, tenant, product:*, any, 10, month, cap', 'unknown kind of line "p4"; a line starts with p, g, p2, g2 or p3'],
  ])('%s', (line, message) => {
    expect(told(line)).toEqual([{ line: 4, message }]);
  });

  test('several mistakes of one line are all told', () => {
    expect(told('p3, tenant, product:codx, all, x, year, stop').map(({ line }) => line)).toEqual([4, 4, 4, 4, 4]);
  });

  test('a second cap of one name, whatever its amount and its pace', () => {
    const cap = 'p3, each team:a, product:*, any, 10, month, cap';
    const message = 'the budget each team:a, product:*, any, month has its cap in line 5 already';
    const team = 'g2, alice, team:a';
    expect(told(team, cap, 'p3, each team:a, product:*, any, 20, month paced daily, cap')).toEqual([
      { line: 6, message },
    ]);
    expect(told(team, cap, 'p3, each  team:a, product:*, any, 10.0, month UTC, cap')).toEqual([{ line: 6, message }]);
    expect(told(team, cap, 'p3,each \t team:a,product:*,any,10,month,cap')).toEqual([
      { line: 6, message: 'the same rule stands in line 5 already' },
    ]);
    const others = ['team:a, product:*, any', 'each team:a, product:codex, any', 'each team:a, product:*, paid'];
    const lines = others.map((name) => `p3, ${name}, 10, month, cap`);
    expect(told(team, cap, ...lines, 'p3, each team:a, product:*, any, 10, month Europe/Berlin, cap')).toEqual([]);
  });

  test('a second alert at one amount; any number at others', () => {
    const alert = (amount: string) => `p3, tenant, product:*, any, ${amount}, month, alert`;
    expect(told(alert('10'), alert('20'), alert('10.0'))).toEqual([
      { line: 6, message: 'the budget tenant, product:*, any, month has an alert at that amount in line 4 already' },
    ]);
    expect(told(alert('1'), alert('2'), alert('3'), 'p3, tenant, product:*, any, 3, month, cap')).toEqual([]);
  });

  test('the line behind 1,000 of them', () => {
    const lines = Array.from({ length: 1_001 }, (_, i) => `p3, tenant, product:*, any, ${i + 1}, month, alert`);
    expect(told(...lines.slice(1))).toEqual([]);
    expect(told(...lines, 'p3, nonsense')).toEqual([
      {
        line: 1_004,
        message: 'the file has more than 1000 p3 lines; one of each team:… is for all of its members',
      },
    ]);
  });
});

describe('a mistake in a p line that speaks of teams and budgets is refused', () => {
  test.each([
    ['p, role:root, account:team:a, purchase, allow', 'unknown action "purchase"; account:team: objects take read'],
    ['p, role:root, account:team:a/b, read, allow', expect.stringContaining('"team:a/b" is no team')],
    ['p, role:root, account:team:, read, allow', expect.stringContaining('"account:team:" is no object')],
    [
      'p, role:root, budget:team:a, aprove, allow',
      'unknown action "aprove"; budget: objects take approve; did you mean "approve"?',
    ],
    ['p, role:root, budget:alice, approve, allow', expect.stringContaining('"budget:alice" is no object')],
    ['p, role:root, budget:role:, approve, allow', expect.stringContaining('"budget:role:" is no object')],
    ['p, role:root, budget:role:a/b, approve, allow', expect.stringContaining('"role:a/b" is no role')],
    ['p, role:root, budget:group:*, approve, allow', 'no patterns: "group:*"; name one group'],
    ['p2, role:root, budget:tenant, credits, 1', 'p2 speaks of products, not of "budget:tenant"'],
    [
      'p, role:root, budgets, use, allow',
      '"budgets" is no object; write product:*, product:<product>, product:<product>/<feature>, account:self, ' +
        'account:*, account:subject:<subject>, account:pool:<name>, account:team:<name>, budget:*, budget:<who>, policy or ops',
    ],
  ])('%s', (line, message) => {
    expect(told(line)).toEqual([{ line: 4, message }]);
  });
});

describe('what is lawful but probably not meant is warned about', () => {
  /** What is told in test/policy/casbin/lint-lines.test.ts. */
  const OF_OTHERS: readonly string[] = ['policy/no-layers-left', 'policy/shadowed'];
  const warnings = (...lines: string[]) =>
    parsePolicy(policyText(...lines), 'policy.csv', catalog)
      .warnings.filter(({ rule }) => !OF_OTHERS.includes(rule))
      .map(({ line, message }) => [line, message]);
  const DEFAULTS = 'everybody has the layers that serve where no line speaks';
  const cap = (who: string, more = 'product:*, any') => `p3, ${who}, ${more}, 10, month, cap`;

  test('the lines of the design are sound, and only tasks and groups are doubted', () => {
    const lines = [
      'g2, alice, team:search',
      'g2, group:engineering, team:search',
      'g2, team:search, team:research',
      'g, *, role:member',
      'g, ivy, role:intern',
      'p, role:member, product:*, use, allow',
      'p, role:manager, account:team:search, read, allow',
      'p, role:manager, budget:team:search, approve, allow',
      'g, mia, role:manager',
      'p2, role:member, product:*, allowance, 10',
      'p2, role:member, product:*, credits, 20',
      'p2, role:member, product:*, pool:engineering, 30',
      'p3, tenant,            product:*,     any,              50000, month,                 cap',
      'p3, team:research,     product:*,     paid,             20000, month,                 cap',
      'p3, team:search,       product:*,     paid,             5000,  month paced daily,     cap',
      'p3, team:search,       product:*,     paid,             4000,  month,                 alert',
      'p3, each team:search,  product:codex, pool:engineering, 200,   month,                 cap',
      'p3, each role:intern,  product:*,     any,              20,    week Europe/Berlin,    cap',
      'p3, each session,      product:codex, any,              50,    once,                  cap',
    ];
    expect(warnings(...lines)).toEqual([
      [
        22,
        'each session limits a task, not a person: without a session a check does not count, and a new one begins anew',
      ],
    ]);
  });

  test('the lines of the page for operators are sound', () => {
    const [, block = ''] = /^```\n(# g2, .*?)^```/ms.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    const lines = block.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('p3, '))).toHaveLength(6);
    const said = warnings(...lines, 'g, ivy, role:intern', 'g, mia, role:manager').map(([, message]) => message);
    expect(said).toEqual([expect.stringContaining('each session limits a task, not a person')]);
  });

  test.each<[string, string[], [number, string][]]>([
    [
      'a team that nobody is in',
      [cap('team:serch'), 'g2, bob, team:search', cap('team:search')],
      [
        [4, 'no g2 line puts anybody in team:serch; did you mean "team:search"?'],
        [5, 'team:search is one letter away from team:serch in line 4: is one of them mistyped?'],
      ],
    ],
    [
      'a team that nothing counts',
      ['g2, bob, team:idle', 'g2, bob, team:a', 'g2, team:a, team:b', cap('team:b')],
      [[4, 'team:idle has no p3 line, nor has a team that it is in, so it changes nothing']],
    ],
    [
      'a view of a team that nobody is in',
      ['p, role:root, account:team:core, read, allow'],
      [[4, 'no g2 line puts anybody in team:core']],
    ],
    [
      'an approval of what is not limited',
      [cap('tenant'), 'p, role:root, budget:role:m, approve, allow', 'g, *, role:m', 'p, role:m, policy, read, allow'],
      [[5, 'no p3 line limits role:m, so there is nothing to approve']],
    ],
    [
      'an approval by everybody',
      [cap('tenant'), 'p, role:m, budget:*, approve, allow', 'g, *, role:m', 'p, role:m, budget:tenant, approve, deny'],
      [[5, 'line 6 gives everybody role:m: anybody may approve budget:* for anybody else']],
    ],
    [
      'an approval that is mistyped',
      [
        'g2, bob, team:search',
        cap('each team:search'),
        'g2, bob, team:seerch',
        cap('team:seerch', 'product:codex, any'),
        'p, role:root, budget:team:serch, approve, allow',
      ],
      [
        [6, 'team:seerch is one letter away from team:search in line 4: is one of them mistyped?'],
        [8, 'no g2 line puts anybody in team:serch; did you mean "team:search"?'],
        [8, 'no p3 line limits team:serch, so there is nothing to approve; did you mean "team:search"?'],
      ],
    ],
    [
      'an approval of everything where nothing is limited',
      ['p, role:root, budget:*, approve, allow'],
      [[4, 'no p3 line limits anybody, so there is nothing to approve']],
    ],
    [
      'a role that nobody has',
      [cap('each role:intrn'), 'g, bob, role:intern'],
      [
        [4, 'no g line grants role:intrn to anybody; did you mean "role:intern"?'],
        [5, 'role:intern has no p and no p2 line, so it changes nothing'],
      ],
    ],
    [
      'a task',
      [cap('each session'), 'p3, each session, product:*, any, 5, month, alert'],
      [
        [
          4,
          'each session limits a task, not a person: without a session a check does not count, and a new one begins anew',
        ],
      ],
    ],
    [
      'a day that is paced daily',
      ['p3, tenant, product:*, any, 10, day Europe/Berlin paced daily, cap'],
      [[4, "paced daily gives a day's credits at once, as without it; paced hourly does not"]],
    ],
    [
      'an alert above the cap',
      [cap('tenant'), 'p3, tenant, product:*, any, 10, month, alert', 'p3, tenant, product:*, any, 10.5, month, alert'],
      [[6, 'the cap in line 4 lets 10 be spent, so this alert tells only where more was approved']],
    ],
    [
      'a pool that no layer gives',
      [cap('tenant', 'product:*, pool:studo'), 'p2, root, product:*, pool:studio, 10'],
      [[4, 'no p2 line gives pool:studo at product:*, so this budget counts nothing; did you mean "studio"?']],
    ],
    [
      'a pool that never gives',
      [cap('tenant', 'product:*, pool:x'), 'p2, root, product:*, pool:x, never'],
      [[4, 'no p2 line gives pool:x at product:*, so this budget counts nothing']],
    ],
    [
      'a pool that gives for something else',
      [cap('tenant', 'product:sora, pool:x'), 'p2, root, product:codex, pool:x, 10'],
      [[4, 'no p2 line gives pool:x at product:sora, so this budget counts nothing']],
    ],
    [
      'a layer that nobody has',
      [cap('tenant', 'product:*, promotion'), 'g, *, role:m', 'p2, role:m, product:*, credits, 10'],
      [[4, 'no p2 line gives promotion at product:*, so this budget counts nothing']],
    ],
    [
      'a cap on a group, of layers that everybody has',
      [cap('group:eng'), 'g, *, role:m', 'p2, role:m, product:*, credits, 10'],
      [
        [
          4,
          'group:eng reaches people by that group alone, and line 6 gives everybody its layers: whoever has a token without the group is not limited',
        ],
      ],
    ],
    [
      'a cap on the role of a group, of layers by default',
      [cap('each role:i', 'product:codex, allowance'), 'g, group:i, role:i'],
      [
        [
          4,
          `each role:i reaches people by their groups alone, and ${DEFAULTS}: whoever has a token without the group is not limited`,
        ],
      ],
    ],
    [
      'a cap on a team of groups',
      ['g2, group:a, team:a', 'g2, team:a, team:b', 'g2, group:b, team:b', cap('team:b')],
      [
        [
          7,
          `team:b reaches people by their groups alone, and ${DEFAULTS}: whoever has a token without the group is not limited`,
        ],
      ],
    ],
  ])('%s', (_, lines, expected) => {
    const found = warnings(...lines);
    expect(found).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['a cap on a group that also reaches people by name', ['g2, group:a, team:a', 'g2, bob, team:a', cap('team:a')]],
    ['a cap on the role of a group that everybody has', [cap('role:i'), 'g, group:i, role:i', 'g, *, role:i']],
    [
      'a cap on a group, of a pool that its role gives',
      [cap('group:eng', 'product:*, pool:p'), 'g, group:eng, role:e', 'p2, role:e, product:*, pool:p, 10'],
    ],
    [
      'a cap on a group, of a product whose layers the group gives',
      [
        cap('group:eng', 'product:sora, any'),
        'g, *, role:m',
        'p2, role:m, product:*, credits, never',
        'p2, role:m, product:codex, credits, 10',
        'g, group:eng, role:e',
        'p2, role:e, product:sora, credits, 20',
      ],
    ],
    ['an alert on a group', ['p3, group:eng, product:*, any, 10, month, alert']],
    [
      'an approval of each by the name of the team',
      ['g2, bob, team:a', cap('each team:a'), 'p, role:root, budget:team:a, approve, allow'],
    ],
    [
      'an approval of tasks and of everybody',
      [cap('each tenant'), 'p, role:root, budget:tenant, approve, allow', 'p, role:root, budget:*, approve, allow'],
    ],
    [
      'a budget on paid where credits give',
      [cap('tenant', 'product:codex/gpt-5.5, paid'), 'g, *, role:m', 'p2, role:m, product:*, credits, 10'],
    ],
    [
      'a budget on paid where a pool gives',
      [cap('tenant', 'product:codex/gpt-5.5, paid'), 'g, *, role:m', 'p2, role:m, product:*, pool:x, 10'],
    ],
    [
      'a view of a team',
      ['g2, bob, team:a', cap('tenant', 'product:*, any'), cap('team:a'), 'p, role:root, account:team:a, read, allow'],
    ],
  ])('but not %s', (_, lines) => {
    expect(warnings(...lines)).toEqual([]);
  });

  describe('more than 10 budgets on one check', () => {
    const caps = (who: string, count: number, object = 'product:*') =>
      Array.from({ length: count }, (_, i) => `p3, ${who}, ${object}, any, 10, ${i + 1}h, cap`);
    const most = (whose: string, count: number) =>
      `one check of ${whose} can meet ${count} budgets; with more than 10 it is denied`;

    test.each<[string, string[], [number, string][]]>([
      ['10 for everybody', caps('tenant', 10), []],
      ['11 for everybody', caps('each tenant', 11), [[14, most('anybody', 11)]]],
      [
        '11 objects that meet',
        [...caps('tenant', 4), ...caps('tenant', 4, 'product:codex'), ...caps('tenant', 3, 'product:codex/gpt-5.5')],
        [[14, most('anybody', 11)]],
      ],
      [
        'features that do not meet',
        [
          ...caps('tenant', 4),
          ...caps('tenant', 4, 'product:codex/gpt-5.4'),
          ...caps('tenant', 6, 'product:codex/gpt-5.5'),
        ],
        [],
      ],
      [
        'by a role and a team',
        [
          'g, bob, role:m',
          'g2, bob, team:a',
          'g2, team:a, team:b',
          ...caps('tenant', 4),
          ...caps('each role:m', 4),
          ...caps('team:b', 3),
        ],
        [[17, most('bob', 11)]],
      ],
      [
        'by a team of others',
        ['g2, bob, team:a', 'g2, eve, team:b', ...caps('tenant', 4), ...caps('team:a', 4), ...caps('team:b', 4)],
        [],
      ],
      [
        'alerts of the same budgets',
        ['g2, bob, team:a', ...caps('team:a', 10), ...caps('team:a', 10).map((line) => line.replace('cap', 'alert'))],
        [],
      ],
    ])('%s', (_, lines, expected) => {
      expect(warnings(...lines)).toEqual(expected);
    });

    test('by one group, told once', () => {
      const lines = [
        'g, group:a, role:m',
        'g, group:b, role:m',
        'g, bob, role:m',
        ...caps('each role:m', 11, 'product:codex'),
      ];
      expect(warnings(...lines)).toEqual([[17, most('group:a', 11)]]);
    });
  });

  test('rule 33: each rule is looked at a few times, with a thousand budgets and thousands of people', () => {
    const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));
    const shapes = [
      [
        ...many(
          1_000,
          (i) => `p3, each team:t${i % 50}, product:${i < 500 ? 'codex' : 'sora'}, any, 1, ${(i % 999) + 1}h, alert`,
        ),
        ...many(2_000, (i) => `g2, s${i}, team:t${i % 50}`),
        ...many(1_900, (i) => `g2, group:g${i}, team:t${(i * 7) % 50}`),
      ],
      [
        ...many(1_000, (i) => `p3, role:r${i}, product:*, pool:p${i}, 10, month, cap`),
        ...many(1_900, (i) => `g, group:g${i}, role:r${i % 1_000}`),
        ...many(1_900, (i) => `p2, role:r${i % 1_000}, product:${i % 2 ? 'codex' : 'sora'}, pool:p${i}, 10`),
      ],
    ];
    for (const shape of shapes) {
      const lines = parsePolicy(policyText(...shape), 'policy.csv', catalog);
      let looks = 0;
      const watched = <Line extends object>(all: readonly Line[]) =>
        all.map((each) => new Proxy(each, { get: (of, field) => ((looks += 1), Reflect.get(of, field) as unknown) }));
      const { permits, grants, layers, teams, budgets } = lines;
      lintBudgets({
        permits: watched(permits),
        grants: watched(grants),
        layers: watched(layers),
        teams: watched(teams),
        budgets: watched(budgets),
      });
      expect(looks).toBeLessThan(100 * shape.length);
    }
  });
});

describe('an edit beside the version before', () => {
  const compare = (before: string[], after: string[]) => {
    const file = (lines: string[]) => ({ name: 'policy.csv', file: 'policy.csv', text: policyText(...lines) });
    return casbinFormat.compare!([file(before)], [file(after)], { pools: new Set(), seen: null });
  };
  const caps = ['tenant', 'each team:search', 'role:intern'].map((who) => `p3, ${who}, product:*, any, 10, month, cap`);

  test('caps that are cut off, or of which half are gone, are told aloud', () => {
    const gone = '1 of 3 caps are gone: role:intern, product:*, any, month; is that meant?';
    expect(compare(caps, caps.slice(0, 2))).toMatchObject([
      { rule: 'policy/caps-lost', file: 'policy.csv', line: 5, column: null, message: gone, isLoud: true },
    ]);
    const two =
      '2 of 3 caps are gone: tenant, product:*, any, month; role:intern, product:*, any, month; is that meant?';
    expect(compare(caps, caps.slice(1, 2))).toMatchObject([
      { rule: 'policy/caps-lost', line: 4, message: two, isLoud: true },
    ]);
  });

  test('caps with another amount or pace are the same, and one of three may go', () => {
    const other = caps.map((line) => line.replace('10, month', '20, month UTC paced daily'));
    expect(compare(caps, other)).toEqual([]);
    expect(compare(caps, caps.slice(1))).toEqual([]);
  });

  test('a team that came in the place of another is told', () => {
    const teams = (name: string) => [
      `g2, bob, team:${name}`,
      `p3, each team:${name}, product:*, any, 10, month, alert`,
    ];
    expect(compare(teams('search'), teams('serch'))).toEqual([
      {
        file: 'policy.csv',
        line: 5,
        column: 5,
        severity: 'WARNING',
        rule: 'policy/name-changed',
        message: 'team:serch is new here and team:search is gone: is it mistyped?',
        fix: 'p3, each team:search, product:*, any, 10, month, alert',
      },
    ]);
  });
});

describe('the operator’s model.conf', () => {
  const later = model
    .replace('p2 = sub, obj, layer, rank', (line) => `${line}\np3 = who, obj, source, credits, period, kind`)
    .replace('g = _, _', 'g = _, _\ng2 = _, _');
  const lines = ['g2, bob, team:a', 'p3, team:a, product:*, any, 10, month, cap'];

  test.each([
    ['of before, without teams and budgets', model.replace(/^(p3|g2) = .*\n/gm, '')],
    ['with both', model.includes('g2 = ') ? model : later],
    ['with one of both', model.includes('g2 = ') ? model.replace(/^g2 = .*\n/m, '') : later.replace(/^g2 = .*\n/m, '')],
  ])('%s serves, for policies with both and for others', async (_, text) => {
    expect(checkModel(text, 'model.conf')).toBe(EXPECTED_MODEL);
    const { budgets } = await policyOf(policyText(...lines), catalog, text);
    expect(budgets.budgetsFor({ subject: 'bob', groups: [] }, 'codex', null, null)).toHaveLength(1);
    expect((await policyOf(policyText(), catalog, text)).budgets.teams).toEqual([]);
  });

  test('with other definitions of them is refused', () => {
    const twisted = later.replace('g2 = _, _', 'g2 = _, _, _').replace('source, credits, period', 'source, period');
    expect(() => checkModel(twisted, 'model.conf')).toThrow('this version can only cite by "g2 = _, _"');
    expect(() => checkModel(twisted, 'model.conf')).toThrow('"p3 = who, obj, source, credits, period, kind"');
  });
});
