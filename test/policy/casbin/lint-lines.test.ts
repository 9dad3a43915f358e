/** What is doubtful by all lines of a policy together is told at its place, and what is as it should be is not. */
import { describe, expect, test } from '@jest/globals';
import { ruleIds, weightOf } from '../../../src/catalog/lint-rules.js';
import { FileRefused } from '../../../src/catalog/problem.js';
import { casbinFormat } from '../../../src/policy/casbin/casbin-format.js';
import type { EditFacts } from '../../../src/policy/policy-format.js';
import { catalog, policyText } from '../policies.js';

const NOTHING: EditFacts = { pools: null, seen: null };

/** All that is said of these lines, which begin at line 4: `rule line:column`, and what is meant instead. */
function lint(lines: readonly string[], facts = NOTHING) {
  return casbinFormat.lint([{ name: 'policy.csv', file: 'policy.csv', text: policyText(...lines) }], catalog, facts);
}
const told = (lines: readonly string[], facts?: EditFacts) =>
  lint(lines, facts).map(({ rule, line, column }) => `${rule} ${column === null ? line : `${line}:${column}`}`);

const ALL = 'g, *, role:m';
const USE = 'p, role:m, product:*, use, allow';

describe('an allow that a deny makes void', () => {
  test.each<[string, string[], string[]]>([
    [
      'for a role, by a role that everybody has',
      [ALL, 'p, role:m, product:codex, use, deny', 'g, bob, role:x', 'p, role:x, product:codex, use, allow'],
      ['policy/allow-void 7:32'],
    ],
    [
      'for a role, by a wider deny of one that all who have it have',
      [
        'g, bob, role:x',
        'g, bob, role:y',
        'p, role:y, product:*, use, deny',
        'p, role:x, product:codex/gpt-5.5, use, allow',
      ],
      ['policy/allow-void 7:40'],
    ],
    [
      'for a role that one subject has, by name',
      ['g, bob, role:x', 'p, bob, product:codex, use, deny', 'p, role:x, product:codex, use, allow'],
      ['policy/allow-void 6:32'],
    ],
    [
      'for a subject by name, by its role',
      ['g, bob, role:y', 'p, role:y, product:codex, use, deny', 'p, bob, product:codex, use, allow'],
      ['policy/allow-void 6:29'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(told(lines).filter((each) => !each.startsWith('policy/everybody'))).toEqual(expected);
  });

  test.each<[string, string[]]>([
    [
      'where somebody has the role alone',
      [
        'g, bob, role:x',
        'g, ann, role:x',
        'g, bob, role:y',
        'p, role:y, product:codex, use, deny',
        'p, role:x, product:codex, use, allow',
      ],
    ],
    [
      'where the deny is narrower',
      ['g, bob, role:x', 'p, bob, product:codex/gpt-5.5, use, deny', 'p, role:x, product:codex, use, allow'],
    ],
    [
      'where the deny is of another action',
      ['g, bob, role:x', 'p, bob, account:*, purchase, deny', 'p, role:x, account:*, read, allow'],
    ],
  ])('but not %s', (_, lines) => {
    expect(told(lines)).toEqual([]);
  });
});

describe('a line that changes nothing', () => {
  test.each<[string, string[], string[]]>([
    [
      'beside a wider allow of the same role',
      ['g, bob, role:x', 'p, role:x, product:codex/gpt-5.5, use, allow', 'p, role:x, product:codex, use, allow'],
      ['policy/shadowed 5'],
    ],
    [
      'beside a wider deny of the same subject',
      ['p, bob, account:pool:x, read, deny', 'p, bob, account:*, read, deny'],
      ['policy/shadowed 4'],
    ],
    [
      'beside what everybody has, which is worth knowing alone',
      [ALL, USE, 'g, bob, role:x', 'p, role:x, product:codex, use, allow'],
      ['policy/everybody-has 4:4', 'policy/given-already 7'],
    ],
    [
      'beside what the role of a subject has',
      ['g, bob, role:x', 'p, role:x, account:*, read, allow', 'p, bob, account:*, read, allow'],
      ['policy/given-already 6'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(told(lines)).toEqual(expected);
  });

  test('but not an allow beside a wider deny, nor one of another action', () => {
    const lines = ['p, bob, account:*, read, allow', 'p, bob, account:self, purchase, allow'];
    expect(told(lines)).toEqual([]);
  });
});

describe('layers that a narrower line leaves out', () => {
  const MEMBER = [ALL, 'p2, role:m, product:*, allowance, 10', 'p2, role:m, product:*, credits, 20'];
  const said = (lines: readonly string[]) => told(lines).filter((each) => !each.startsWith('policy/everybody'));

  test('are told of the same role, and of a role whose people have the wider ones as everybody', () => {
    expect(said([...MEMBER, 'p2, role:m, product:codex, credits, 5'])).toEqual(['policy/layers-dropped 7:13']);
    const engineers = ['g, group:eng, role:e', 'p2, role:e, product:codex, pool:eng, 5'];
    expect(said([...MEMBER, ...engineers])).toEqual(['policy/layers-dropped 8:13']);
    expect(lint([...MEMBER, ...engineers]).find(({ rule }) => rule === 'policy/layers-dropped')!.message).toBe(
      'at product:codex only its own lines count for role:e: allowance, credits of product:* gives nothing there; repeat what shall',
    );
  });

  test('and not where they are repeated, by whichever role everybody has', () => {
    const repeated = ['p2, role:m, product:codex, allowance, 10', 'p2, role:m, product:codex, credits, 20'];
    const engineers = ['g, group:eng, role:e', 'p2, role:e, product:codex, pool:eng, 30'];
    expect(said([...MEMBER, ...repeated, ...engineers])).toEqual([]);
    expect(
      said([...MEMBER, ...repeated, ...engineers, 'g, group:i, role:i', 'p2, role:i, product:codex, pool:eng, never']),
    ).toEqual([]);
  });

  test('are all of them where nothing but never stands at an object', () => {
    const lines = [...MEMBER, 'g, group:i, role:i', 'p2, role:i, product:sora, credits, never'];
    expect(said(lines)).toEqual(['policy/no-layers-left 8:36']);
    expect(
      said([...lines, 'p2, role:m, product:sora, allowance, 10', 'p2, role:m, product:sora, credits, 20']),
    ).toEqual([]);
  });
});

describe('what * reaches', () => {
  test.each<[string, string, string | null]>([
    ['accounts of others', 'account:*, read', 'policy/everybody-reaches'],
    ['the account of one other', 'account:subject:bob, purchase', 'policy/everybody-reaches'],
    ['what a team spent', 'account:team:x, read', 'policy/everybody-reaches'],
    ['buying for a pool', 'account:pool:x, purchase', 'policy/everybody-reaches'],
    ['how the service runs', 'ops, read', 'policy/everybody-reaches'],
    ['changing the policy', 'policy, write', 'policy/everybody-may'],
    ['but not a look at a pool', 'account:pool:x, read', null],
    ['nor buying for oneself', 'account:self, purchase', null],
    ['nor the policy', 'policy, read', null],
  ])('%s', (_, right, rule) => {
    const found = lint([ALL, `p, role:m, ${right}, allow`]).filter(({ rule: each }) => each !== 'policy/unknown-team');
    expect(found.filter(({ severity }) => severity !== 'INFO').map((each) => each.rule)).toEqual(rule ? [rule] : []);
  });

  test('is one sentence for each role that everybody has', () => {
    const lines = [ALL, USE, 'p, role:m, account:self, purchase, allow', 'p2, role:m, product:*, credits, 1'];
    expect(lint(lines)).toEqual([
      {
        file: 'policy.csv',
        line: 4,
        column: 4,
        severity: 'INFO',
        rule: 'policy/everybody-has',
        message: 'everybody has role:m: they may use product:*, purchase account:self, and take from credits',
        fix: null,
      },
    ]);
  });
});

describe('beside what the books know', () => {
  const pools = (...names: string[]): EditFacts => ({ pools: new Set(names), seen: null });
  const seen = (groups: string[] | null, subjects: string[] | null): EditFacts => ({
    pools: null,
    seen: { groups: groups && new Set(groups), subjects: subjects && new Set(subjects) },
  });
  const fixes = (lines: readonly string[], facts: EditFacts) => lint(lines, facts).map(({ rule, fix }) => [rule, fix]);

  test('a pool without an account is told once, with the nearest', () => {
    const line = (object: string) => `p2, root, ${object}, pool:enginering, 10`;
    expect(fixes([line('product:codex'), line('product:sora')], pools('engineering'))).toEqual([
      ['policy/pool-without-account', 'p2, root, product:codex, pool:engineering, 10'],
    ]);
    expect(fixes([line('product:codex')], pools('enginering'))).toEqual([]);
  });

  test('a group that no token has shown is told, and a subject where nearly its name was', () => {
    const lines = ['g, group:interns, role:root', 'g, carlo, role:root', 'g, zoe, role:root'];
    expect(fixes(lines, seen(['intern'], ['carol', 'carla', 'root']))).toEqual([
      ['policy/unseen-group', 'g, group:intern, role:root'],
      ['policy/unseen-subject', 'g, carla, role:root'],
    ]);
    expect(fixes(lines, seen(['interns'], ['carlo', 'root']))).toEqual([]);
    expect(fixes(lines, seen(null, null))).toEqual([]);
  });

  test('roles, teams and everybody are shown by no token, and are no matter', () => {
    const lines = [ALL, USE, 'g2, bob, team:x', 'p3, each team:x, product:*, any, 10, month, cap'];
    expect(told(lines, seen([], [])).filter((each) => each.includes('unseen'))).toEqual([]);
  });
});

test('what was meant keeps all other blanks and columns of the line', () => {
  const line = '  p ,\trole:m,  product:codx/gpt-5.5 ,use ,  deny  ';
  try {
    lint([line]);
    throw new Error('it was not refused');
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    expect(error.problems).toMatchObject([{ column: 16, fix: line.replace('codx', 'codex') }]);
  }
});

test('however long a line is, what is said of it is not', () => {
  try {
    lint([`p, "${'x'.repeat(900_000)}", product:codex, use, allow`]);
    throw new Error('it was not refused');
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const [told] = error.problems;
    expect([told!.message.length, told!.fix]).toEqual([1_001, null]);
  }
});

test('of thousands of doubts 1,000 are told, and those that refuse an edit always', () => {
  const doubtful = Array.from({ length: 2_000 }, (_, i) => `p, role:x${i}, product:codex, use, allow`);
  const lines = [ALL, ...doubtful, 'p, role:m, account:*, grant, allow'];
  const found = lint(lines).filter(({ severity }) => severity !== 'INFO');
  expect(found.filter(({ rule }) => rule === 'policy/role-without-members')).toHaveLength(1_000);
  expect(found.slice(-2)).toMatchObject([
    { rule: 'file/too-many-doubts', message: '1000 more doubts are not told: look at these first' },
    { rule: 'policy/everybody-may', refusesEdit: true },
  ]);
});

test('a policy of 5,000 lines that speak of one another is judged within a second or so', () => {
  const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));
  const text = [
    ...many(1_200, (i) => `g, person${i}, role:r${i % 40}`),
    ...many(600, (i) => `g, person${i}, role:s${i % 20}`),
    ...many(1_500, (i) => `p, role:r${i % 40}, account:subject:a${i}, read, allow`),
    ...many(800, (i) => `p, role:s${i % 20}, account:subject:a${i}, read, deny`),
    ...many(800, (i) => `p2, role:r${i % 40}, product:codex, pool:p${i}, ${(i % 900) + 1}`),
  ];
  const facts = {
    pools: new Set(many(1_000, (i) => `pool${i}`)),
    seen: { groups: new Set<string>(), subjects: new Set(many(8_000, (i) => `persen${i}`)) },
  };
  const from = process.cpuUsage();
  lint(text, facts);
  const { user } = process.cpuUsage(from);
  expect(user / 1_000).toBeLessThan(2_500);
});

test('every rule that warns, refuses edits or notes has a weight that its findings have', () => {
  expect(ruleIds.filter((rule) => weightOf(rule) === 'note')).toEqual(['policy/given-already', 'policy/everybody-has']);
});
