/** A file of cases is understood whole, or refused with the line of every mistake. */
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../../src/catalog/problem.js';
import { LONGEST_TESTS, MOST_CASES, parseCases } from '../../../src/policy/cases/parse-cases.js';
import { casesFile, useCase } from './cases.js';

function mistakesIn(text: string): string[] {
  try {
    parseCases(text, 'policy.test.yaml');
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.problems.map(({ line, message }) => `${line}: ${message}`);
    throw error;
  }
}

const CHECK = `name: a
subject: alice
check: { product: codex, feature: gpt-5.5, usage: { input_tokens: 1 } }
given: { at: 2026-06-01T12:00:00Z }
expect: { outcome: ALLOWED }`;

test('each case stands at the line of its name', () => {
  const parsed = parseCases(casesFile(useCase('one', 'allow'), CHECK), 'policy.test.yaml');
  expect(parsed.map(({ name, kind, place }) => [name, kind, place])).toEqual([
    ['one', 'permission', 3],
    ['a', 'check', 9],
  ]);
});

describe('is refused with its line:', () => {
  test.each<[what: string, text: string, told: string[]]>([
    ['no case at all', 'format: 1\ncases: []\n', ['2: there is no case: a file without any tests nothing']],
    ['another format', 'format: 2\ncases: []\n', ['1: format: 2 stands here; it must be 1']],
    ['broken YAML', 'format: 1\ncases: [\n', [expect.stringMatching(/^\d: Flow sequence/) as unknown as string]],
    ['an alias', 'format: 1\ncases: &a [*a]\n', ['2: aliases are not used in this file; write the value out']],
    [
      'a key that is unknown',
      casesFile(`${useCase('a', 'allow')}\nexspect: allow`),
      ['9: unknown key "exspect" in this case'],
    ],
    [
      'an effect that is none',
      casesFile(useCase('a', 'allow').replace('expect: allow', 'expect: yes')),
      ['8: expect: "yes" stands here; it must be allow or deny'],
    ],
    [
      'a group with its prefix',
      casesFile(useCase('a', 'allow', '"group:x"')),
      ['5: groups.0: a group stands without "group:"'],
    ],
    [
      'a subject with one',
      casesFile(useCase('a', 'allow').replace('alice', '"role:x"')),
      ['4: subject: a subject stands bare, like alice'],
    ],
    [
      'an amount without quotes',
      casesFile(CHECK.replace('{ at:', '{ debt: 5, at:')),
      [expect.stringMatching(/^6: given.debt: an amount is a decimal number in quotes/) as unknown as string],
    ],
    [
      'a count that is none',
      casesFile(CHECK.replace('input_tokens: 1', 'input_tokens: 1.5')),
      ['5: check.usage.input_tokens: a count is a whole number from 0 to 10^18'],
    ],
    [
      'no instant',
      casesFile(CHECK.replace('at: 2026-06-01T12:00:00Z', 'plan: plus')),
      ['6: given.at: an instant looks like 2026-04-01T00:00:00Z'],
    ],
    [
      'a reason that is none',
      casesFile(CHECK.replace('outcome: ALLOWED', 'outcome: DENIED, reason: NO_MONEY')),
      [expect.stringMatching(/^7: expect.reason: "NO_MONEY" stands here/) as unknown as string],
    ],
    [
      'a name that stands twice',
      casesFile(useCase('a', 'allow'), useCase('a', 'deny')),
      ['9: a case "a" stands in line 3 already'],
    ],
    [
      'a list where a case is meant',
      'format: 1\ncases:\n  - [a]\n',
      ['3: this case: a list stands here; it must be a group of keys, each on a line of its own'],
    ],
  ])('%s', (_, text, told) => {
    expect(mistakesIn(text)).toEqual(told);
  });
});

test(`has at most ${MOST_CASES} cases and ${LONGEST_TESTS / 1024} KiB`, () => {
  const many = (count: number) =>
    [
      'format: 1',
      'cases:',
      ...Array.from(
        { length: count },
        (_, i) => `- { name: n${i}, subject: a, object: policy, action: read, expect: deny }`,
      ),
    ].join('\n');
  expect(mistakesIn(many(MOST_CASES))).toEqual([]);
  expect(mistakesIn(many(MOST_CASES + 1))).toEqual([`${MOST_CASES + 3}: the file has more than ${MOST_CASES} cases`]);
  const whole = casesFile(useCase('a', 'allow'));
  const full = `${whole}#${'x'.repeat(LONGEST_TESTS - whole.length - 1)}`;
  expect(mistakesIn(full)).toEqual([]);
  expect(mistakesIn(`${full}x`)).toEqual(['1: the file is larger than 256 KiB']);
});
