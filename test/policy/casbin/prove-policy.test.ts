/**
 * Before a policy goes live, Casbin itself is asked: a policy on which it and the index do not agree is refused. A long policy is
 * read, and asked, in a thread, and it is the same policy.
 */
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../../src/catalog/problem.js';
import { permissionsFrom } from '../../../src/policy/casbin/casbin-permissions.js';
import { parsePolicy } from '../../../src/policy/casbin/policy-file.js';
import { compareAnswers, provePolicy, questionsOn } from '../../../src/policy/casbin/prove-policy.js';
import { readLines, readPolicy } from '../../../src/policy/casbin/read-policy.js';
import { Standings } from '../../../src/policy/casbin/standings.js';
import type { Permissions } from '../../../src/policy/policy-version.js';
import { catalog, model, policyText } from '../policies.js';

const LINES = [
  'g, alice, role:member',
  'g, group:interns, role:intern',
  'g, *, role:guest',
  'p, role:member, product:codex, use, allow',
  'p, role:intern, product:codex/gpt-5.5, use, deny',
  'p, role:guest, product:sora, use, allow',
  'p, bob, account:self, act_for, allow',
  'p, role:nobody, ops, read, allow',
];
const text = policyText(...LINES);
const file = 'policy.csv';

/** A policy of so many `p` lines, each of somebody of its own. */
function longText(count: number): string {
  return policyText(...Array.from({ length: count }, (_, i) => `p, member-number-${i}, product:codex, use, allow`));
}

function indexOf(written: string): Permissions {
  const lines = parsePolicy(written, file, catalog);
  return permissionsFrom({ version: 'v', file, lines, standings: new Standings(lines) });
}

describe('questions', () => {
  test('are made of every line of a short policy, for one who has it and for one who has the next', () => {
    const questions = questionsOn(parsePolicy(text, file, catalog));
    const asked = questions.map(({ who, object, action }) => [who.subject, ...who.groups, action, object].join(' '));
    expect(asked).toEqual(
      expect.arrayContaining([
        'alice use product:codex',
        'nobody interns use product:codex',
        'nobody interns use product:codex/gpt-5.5',
        'nobody use product:codex/gpt-5.5',
        'nobody use product:sora',
        'bob act_for account:self',
        'nobody act_for account:self',
        'nobody read ops',
      ]),
    );
  });

  test('of a long policy are spread over it, at most 100, and fewer where each looks at many lines', () => {
    const of = (count: number) => questionsOn(parsePolicy(longText(count), file, catalog));
    expect(of(40)).toHaveLength(82);
    expect(of(1_000)).toHaveLength(100);
    const few = of(4_900);
    expect(few.length).toBeLessThan(70);
    const first = few.flatMap(({ who }) => (who.subject === 'root' ? [] : Number(who.subject.split('-').at(-1))));
    expect(Math.max(...first)).toBeGreaterThan(4_700);
    expect(first.filter((at) => at < 2_450).length).toBeGreaterThan(few.length / 3);
  });
});

test('where both answer alike, nothing is said', async () => {
  expect(await provePolicy({ text, file, catalog, model })).toEqual([]);
});

test('one other answer refuses the policy, with the question and the line', async () => {
  const permissions = indexOf(text);
  const lies: Pick<Permissions, 'permits'> = {
    permits(who, object, action) {
      const answer = permissions.permits(who, object, action);
      return who.groups[0] === 'interns' ? { ...answer, permitted: !answer.permitted } : answer;
    },
  };
  const lines = parsePolicy(text, file, catalog);
  const [problem, ...more] = await compareAnswers(lines, lies, model, file);
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ rule: 'policy/engines-disagree', severity: 'ERROR', file });
  expect(problem?.message).toContain('"nobody+group:interns use product:codex');
  expect(problem?.message).toMatch(/^Casbin (allows|does not allow) /);
});

describe('a long policy', () => {
  const long = longText(3_000);

  test('is read in a thread, and its lines and doubts are those that reading it here gives', async () => {
    expect(long.length).toBeGreaterThan(100_000);
    const read = { text: long, file, catalog, model };
    expect(await readPolicy(read)).toEqual(await readLines(read));
  });

  test('is refused with all its mistakes', async () => {
    const wrong = `${long}p, alice, product:nothing, use, allow\nx, y\n`;
    const refused = await readPolicy({ text: wrong, file, catalog, model }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FileRefused);
    const rules = (refused as FileRefused).problems.map(({ rule }) => rule);
    expect(rules).toEqual(['policy/unknown-product', 'policy/unknown-kind']);
  });

  test('is proved in a thread', async () => {
    expect(await provePolicy({ text: long, file, catalog, model })).toEqual([]);
  });
});
