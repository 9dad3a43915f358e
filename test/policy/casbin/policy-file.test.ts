/** A policy file is understood to the last character or refused with its line: what Casbin lets pass silently is here. */
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../../src/policy/casbin/policy-file.js';
import { catalog, mistakesIn, policyText, shipped } from '../policies.js';

const NO_WRITER = 'no subject or group may write this policy';

describe('a mistake in a line is refused with its line', () => {
  test.each<[string, string, string]>([
    ['an effect with a capital', 'p, role:m, product:codex, use, Deny', 'effect "Deny" is neither allow nor deny'],
    ['an effect cut off', 'p, role:m, product:codex, use, al', 'effect "al" is neither allow nor deny'],
    ['a missing effect', 'p, role:m, product:codex, use', 'p needs 5 columns, this line has 4: p, role or subject'],
    ['an empty effect', 'p, role:m, product:codex, use,', 'the column "allow or deny" is empty'],
    ['a column too many', 'p, role:m, product:codex, use, allow, 10', 'p needs 5 columns, this line has 6'],
    ['a missing role', 'g, alice', 'g needs 3 columns, this line has 2'],
    ['an unknown kind', 'P, role:m, product:codex, use, allow', 'unknown kind of line "P"'],
    ['a kind casbin would drop', 'policy, role:m, product:codex, use, allow', 'unknown kind of line "policy"'],
    ['a budget that lacks columns', 'p3, role:m, product:codex, 100', 'p3 needs 7 columns, this line has 4'],
    ['an inline comment', 'p, role:m, product:codex, use, allow # for all', 'a comment stands on a line of its own'],
    ['a commented column', 'g, alice, role:m, # boss', 'a comment stands on a line of its own'],
    ['quotes', 'g, "alice", role:m', 'no quotes are needed or allowed: "alice"'],
    ['a space inside a name', 'g, alice smith, role:m', 'no spaces or invisible characters inside a column'],
    ['a no-break space', 'g,\u00A0alice, role:m', 'no spaces or invisible characters inside a column'],
    ['a zero-width space', 'g, al\u200Bice, role:m', 'no spaces or invisible characters inside a column'],
    ['an unknown action', 'p, role:m, product:codex, sue, allow', 'unknown action "sue"; product: objects take use'],
    ['an action of another object', 'p, role:m, policy, purchase, allow', 'policy objects take read, write'],
    ['using an account', 'p, role:m, account:*, use, allow', 'unknown action "use"; account: objects take read'],
    ['an unknown product', 'p, role:m, product:codx, use, allow', 'unknown product "codx"; did you mean "codex"?'],
    [
      'an unknown feature',
      'p, role:m, product:codex/gpt-5.6, use, deny',
      'unknown feature "gpt-5.6" of codex; did you',
    ],
    ['a pattern as a feature', 'p, role:m, product:codex/*, use, allow', '"product:codex/*" is no object'],
    ['an object without kind', 'p, role:m, codex, use, allow', '"codex" is no object; write product:*'],
    ['an account of nobody', 'p, role:m, account:bob, read, allow', '"account:bob" is no object'],
    ['an account of a role', 'p, role:m, account:subject:role:m, read, allow', '"role:" is reserved'],
    ['a pool with a slash', 'p, role:m, account:pool:a/b, read, allow', '"a/b" is no pool\'s name'],
    ['a role as a subject', 'g, role:m, role:root', '"role:" is reserved and cannot start a subject'],
    ['a role in other case', 'g, Role:m, role:root', '"Role:" is reserved and cannot start a subject'],
    ['a team as a subject', 'g, team:core, role:root', '"team:" is reserved'],
    ['an address as a subject', 'g, subject:alice, role:root', '"subject:" is reserved'],
    ['a pool as a subject', 'g, pool:core, role:root', '"pool:" is reserved'],
    ['an account as a subject', 'g, Account:self, role:root', '"Account:" is reserved'],
    ['a pool with a name too long', `p2, role:m, product:codex, pool:${'x'.repeat(101)}, 10`, 'unknown layer "pool:x'],
    ['a group without a name', 'g, group:, role:root', 'group: needs a name'],
    ['all groups', 'g, group:*, role:root', 'no patterns: "group:*"'],
    ['a pattern as a subject', 'g, al*, role:root', 'no patterns: "al*"'],
    ['a role without prefix', 'g, alice, root', '"root" is no role; a role is role:<name>'],
    ['everybody in a p line', 'p, *, product:codex, use, allow', '* is no role; grant everybody one'],
    ['a group in a p line', 'p, group:eng, product:codex, use, allow', 'give the group a role (g, group:eng, role:…)'],
    ['rank 0', 'p2, role:m, product:codex, credits, 0', 'rank "0" is neither a whole number from 1 to 999 nor never'],
    ['rank 1000', 'p2, role:m, product:codex, credits, 1000', 'rank "1000" is neither'],
    ['rank 1.5', 'p2, role:m, product:codex, credits, 1.5', 'rank "1.5" is neither'],
    ['rank 010', 'p2, role:m, product:codex, credits, 010', 'rank "010" is neither'],
    ['rank Never', 'p2, role:m, product:codex, credits, Never', 'rank "Never" is neither'],
    [
      'an unknown layer',
      'p2, role:m, product:codex, credit, 10',
      'unknown layer "credit"; layers are allowance, promotion',
    ],
    ['a pool without a name', 'p2, role:m, product:codex, pool:, 10', 'unknown layer "pool:"'],
    ['layers of an account', 'p2, role:m, account:self, credits, 10', 'p2 speaks of products, not of "account:self"'],
    ['layers of an unknown product', 'p2, role:m, product:sorra, credits, 10', 'unknown product "sorra"; did you mean'],
    ['a NUL', 'g, al\0ice, role:m', 'a NUL byte'],
    ['a control character', 'g, alice, role:m\u0007', 'an invisible control character'],
    ['a lone carriage return', 'g, alice, role:m\rg, bob, role:root', 'an invisible control character'],
    ['a bidi control', 'g, alice\u202E, role:m', 'a bidirectional control'],
    ['a bidi control in a comment', '# \u2066 harmless', 'a bidirectional control'],
    ['a lone surrogate', 'g, al\uD800ice, role:m', 'half a character'],
    ['a broken encoding', 'g, al\uFFFDice, role:m', 'a replacement character'],
    ['a line of casbin that grants all', '*, *, *, *, allow', 'unknown kind of line "*"'],
  ])('%s', (_, line, message) => {
    expect(mistakesIn(policyText('# first', line))).toEqual([{ line: 5, message: expect.stringContaining(message) }]);
  });

  test('a rule that stands there already', () => {
    const text = policyText('g, *, role:member', 'g,*,role:member');
    expect(mistakesIn(text)).toEqual([{ line: 5, message: 'the same rule stands in line 4 already' }]);
  });

  test('every mistake of the file at once, and no more than 100', () => {
    expect(mistakesIn(policyText('q', 'g, *, role:member', 'g, x')).map(({ line }) => line)).toEqual([4, 6]);
    const many = mistakesIn(policyText(...Array.from({ length: 5_000 }, (_, index) => `x${index}`)));
    expect(many).toHaveLength(101);
    expect(many.at(-1)).toEqual({ line: 104, message: 'too many mistakes; the rest of the file was not read' });
    const damaged = mistakesIn(policyText(...Array.from({ length: 100_000 }, () => '\0')));
    expect(damaged).toHaveLength(101);
    expect(damaged.at(-1)).toEqual({ line: 104, message: 'too many mistakes; the rest of the file was not read' });
  });
});

test('rule 33: a file of nothing but damaged lines is told 100 times and no more, for 1,000 lines as for 10,000', () => {
  for (const lines of [1_000, 10_000]) {
    const told = mistakesIn(policyText('\u0001\n'.repeat(lines)));
    expect(told).toHaveLength(101);
    expect(told.at(-1)?.message).toBe('too many mistakes; the rest of the file was not read');
  }
});

test('a file with more rules than a policy may have is refused at the first that is too many', () => {
  const rules = Array.from({ length: 4_998 }, (_, i) => `g, s${i}, role:root`);
  expect(mistakesIn(policyText('# two stand above', ...rules))).toEqual([]);
  expect(mistakesIn(policyText(...rules, '# one more', 'g, *, role:root', 'g, bob, role:root'))).toEqual([
    { line: 5003, message: expect.stringContaining('more than 5000 rules') },
  ]);
});

describe('a file that is not whole is refused', () => {
  test.each<[string, string, number, string]>([
    ['empty', '', 1, 'the file is empty'],
    ['nothing but space', ' \n\t\n', 1, 'the file is empty'],
    ['no header', 'p, role:root, policy, write, allow\ng, root, role:root\n', 1, 'the first line is exactly'],
    ['the header cut off', '# spillway-pol', 1, 'the first line is exactly "# spillway-policy: 1"'],
    ['the header further down', `# hello\n${policyText()}`, 1, 'the first line is exactly'],
    ['another format', '# spillway-policy: 3\n', 1, 'format 3 is unknown'],
    ['a byte order mark', `\uFEFF${policyText()}`, 1, 'a byte order mark'],
    ['nothing but the header', '# spillway-policy: 1\n', 1, NO_WRITER],
    ['cut off within a line', policyText().trimEnd().slice(0, -6), 3, '"rol" is no role'],
    ['too large', policyText(`# ${'x'.repeat(1_100_000)}`), 1, 'the file is larger than 1 MiB'],
    ['UTF-16', Buffer.from(policyText(), 'utf16le').toString('utf8'), 1, 'the file was saved as UTF-16'],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${policyText()}`, 'utf16le').swap16().toString('utf8'), 1, 'UTF-16'],
  ])('%s', (_, text, line, message) => {
    expect(mistakesIn(text)[0]).toEqual({ line, message: expect.stringContaining(message) });
  });
});

describe('the right to write the policy cannot be lost', () => {
  const writer = ['p, role:admin, policy, write, allow', 'g, admin, role:admin'];
  const text = (...lines: string[]): string => ['# spillway-policy: 1', ...lines, ''].join('\n');

  test.each<[string, string[], number]>([
    ['no line allows it', ['g, admin, role:admin'], 2],
    ['the role is granted to nobody', ['p, role:admin, policy, write, allow'], 2],
    ['a deny takes it from the last holder', [...writer, 'p, role:admin, policy, write, deny'], 4],
    ['a deny takes it from everybody', [...writer, 'p, role:all, policy, write, deny', 'g, *, role:all'], 4],
    ['a deny names the last holder', [...writer, 'p, admin, policy, write, deny'], 4],
  ])('refused: %s', (_, lines, line) => {
    expect(mistakesIn(text(...lines))).toEqual([{ line, message: expect.stringContaining(NO_WRITER) }]);
  });

  test.each<[string, string[]]>([
    ['a subject has it', writer],
    ['a bare subject has it', ['p, admin, policy, write, allow']],
    ['a group has it', ['p, role:admin, policy, write, allow', 'g, group:ops, role:admin']],
    ['everybody has it', ['p, role:admin, policy, write, allow', 'g, *, role:admin']],
    ['one of two is denied', [...writer, 'p, bob, policy, write, deny', 'g, bob, role:admin']],
  ])('accepted: %s', (_, lines) => {
    expect(mistakesIn(text(...lines))).toEqual([]);
  });
});

describe('what is lawful but probably a slip is warned about', () => {
  const warningsOf = (...lines: string[]) =>
    parsePolicy(policyText(...lines), 'policy.csv', catalog).warnings.map(({ line, message }) => [line, message]);

  test.each<[string, string[], number, string]>([
    ['a role that nobody has', ['p, role:memebr, product:codex, use, allow'], 4, 'no g line grants role:memebr'],
    ['layers of a role that nobody has', ['p2, role:m, product:codex, credits, 1'], 4, 'no g line grants role:m'],
    ['a role that nothing speaks of', ['g, *, role:idle'], 4, 'role:idle has no p and no p2 line'],
    [
      'a tie in rank',
      ['g, *, role:m', 'p2, role:m, product:codex, credits, 10', 'p2, role:root, product:codex, allowance, 10'],
      6,
      "rank 10 at product:codex is also credits's (line 5): file order decides",
    ],
    [
      'a layer twice',
      ['g, *, role:m', 'p2, role:m, product:codex, credits, 10', 'p2, role:m, product:codex, credits, never'],
      6,
      'role:m has credits at product:codex in line 5 already',
    ],
    [
      'an allow that a deny outweighs',
      ['g, *, role:m', 'p, role:m, product:codex/gpt-5.5, use, allow', 'p, role:m, product:*, use, deny'],
      5,
      'never takes effect: the deny in line 6 outweighs it',
    ],
    [
      "one's own account",
      ['p, role:root, account:self, read, deny'],
      4,
      "reading one's own account needs no line, and no line takes it away",
    ],
    [
      "acting for one's own account (rule 26)",
      ['p, role:root, account:self, act_for, deny'],
      4,
      "a deny of act_for does not touch one's own account: deny check, report or release",
    ],
  ])('%s', (_, lines, line, message) => {
    expect(warningsOf(...lines)).toEqual([[line, expect.stringContaining(message)]]);
  });

  test('a last line without an end', () => {
    const { warnings } = parsePolicy(policyText().trimEnd(), 'policy.csv', catalog);
    const told = { rule: 'file/no-line-end', file: 'policy.csv', line: 3, column: null };
    expect(warnings).toMatchObject([{ ...told, message: expect.stringContaining('does not end') }]);
  });
});

test('Windows line ends, tabs, blank lines and indented comments change nothing', () => {
  const lines = policyText('', '  # note', '\tg ,\t* , role:member').replace(/\n/g, '\r\n');
  const { grants } = parsePolicy(lines, 'policy.csv', catalog);
  expect(grants).toContainEqual({ kind: 'g', line: 6, rule: 'g, *, role:member', subject: '*', role: 'role:member' });
});

test.each(['acme', 'globex'])('the policy shipped for %s is sound and without warnings', (tenant) => {
  expect(parsePolicy(shipped(`${tenant}/policy.csv`), 'policy.csv', catalog).warnings).toEqual([]);
});
