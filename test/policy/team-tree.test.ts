/** Teams of teams: who is in which, and what no lines may say. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mistakesInTeams } from '../../src/policy/team-mistakes.js';
import { TeamTree, type Membership } from '../../src/policy/team-tree.js';

/** `a x` puts a into x, at line 1; names of one capital letter are teams. */
const lines = (...texts: string[]): Membership[] =>
  texts.map((text, i) => {
    const [subject = '', team = ''] = text.split(' ').map((name) => (/^[A-Z]\d*$/.test(name) ? `team:${name}` : name));
    return { line: i + 1, subject, team };
  });
const mistakes = (...texts: string[]) => mistakesInTeams(lines(...texts), 100);

describe('somebody’s teams', () => {
  const tree = new TeamTree(lines('alice A', 'group:eng B', 'A C', 'B C', 'A D', 'C E', 'bob D', 'eve Z'));

  test('are those of the subject and of its groups, and what these are in, each once, in the order of the file', () => {
    expect(tree.teamsOf(['alice'])).toEqual(['team:A', 'team:C', 'team:D', 'team:E']);
    expect(tree.teamsOf(['group:eng'])).toEqual(['team:B', 'team:C', 'team:E']);
    expect(tree.teamsOf(['group:eng', 'alice'])).toEqual(['team:A', 'team:B', 'team:C', 'team:D', 'team:E']);
    expect(tree.teamsOf(['bob', 'group:x', '*'])).toEqual(['team:D']);
    expect(tree.teamsOf(['eng', 'team:A '])).toEqual([]);
  });

  test('a team tells what it is in, what is in it, and who', () => {
    expect(tree.names).toEqual(['team:A', 'team:B', 'team:C', 'team:D', 'team:E', 'team:Z']);
    expect(tree.team('team:C')).toEqual({
      name: 'team:C',
      parents: ['team:E'],
      children: ['team:A', 'team:B'],
      members: [],
    });
    expect(tree.team('team:D')).toMatchObject({ parents: [], children: ['team:A'], members: ['bob'] });
    expect(tree.team('team:F')).toBeNull();
  });

  test('are found by walking their own lines alone, also through a circle', () => {
    expect(new TeamTree(lines('alice A', 'A B', 'B A')).teamsOf(['alice'])).toEqual(['team:A', 'team:B']);
  });
});

describe('a circle is told with its last line', () => {
  test.each([
    [['A A'], [{ line: 1, message: 'team:A cannot be in itself' }]],
    [['A B', 'B A'], [{ line: 2, message: 'team:A would be in itself: team:A is in team:B (line 1)' }]],
    [
      ['C A', 'alice A', 'A B', 'B C', 'D A'],
      [{ line: 4, message: 'team:C would be in itself: team:C is in team:A (line 1), team:A is in team:B (line 3)' }],
    ],
    [
      ['A B', 'B A', 'C D', 'D C'],
      [
        { line: 2, message: 'team:A would be in itself: team:A is in team:B (line 1)' },
        { line: 4, message: 'team:C would be in itself: team:C is in team:D (line 3)' },
      ],
    ],
  ])('%j', (texts, expected) => {
    expect(mistakes(...texts)).toMatchObject(expected);
  });

  test('a long one names six of its lines', () => {
    expect(mistakes(...Array.from({ length: 9 }, (_, i) => `T${i} T${(i + 1) % 9}`))).toMatchObject([
      {
        line: 9,
        message:
          'team:T0 would be in itself: team:T0 is in team:T1 (line 1), team:T1 is in team:T2 (line 2), ' +
          'team:T2 is in team:T3 (line 3), team:T3 is in team:T4 (line 4), team:T4 is in team:T5 (line 5), ' +
          'team:T5 is in team:T6 (line 6), …',
      },
    ]);
  });
});

describe('teams nest 5 deep and no deeper', () => {
  test('the sixth is told with the way to the outermost', () => {
    expect(mistakes('B A', 'C B', 'D C', 'E D')).toEqual([]);
    const message = 'teams are nested at most 5 deep: team:F is in team:E, in team:D, in team:C, in team:B, in team:A';
    expect(mistakes('B A', 'C B', 'D C', 'E D', 'F E')).toMatchObject([{ line: 5, message }]);
    expect(mistakes('F E', 'E D', 'D C', 'C B', 'B A')).toMatchObject([{ line: 1, message }]);
  });

  test('by the longest way, each team once, and what lies in it not again', () => {
    const message = 'teams are nested at most 5 deep: team:F is in team:E, in team:D, in team:C, in team:B, in team:A';
    expect(mistakes('F A', 'B A', 'C B', 'D C', 'E D', 'F E', 'G F', 'H G')).toMatchObject([{ line: 6, message }]);
  });
});

test('lines are told as a walk over all of them would: random teams', () => {
  const name = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G');
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, name), { maxLength: 9, selector: String }), (pairs) => {
      const parents = (team: string) => pairs.filter(([inner]) => inner === team).map(([, outer]) => outer);
      /** How deep a team lies, itself counted; more than there are teams: in a circle. */
      const depth = (team: string, walked = 1): number =>
        walked > 8 ? walked : Math.max(1, ...parents(team).map((outer) => 1 + depth(outer, walked + 1)));
      const deepest = Math.max(0, ...pairs.flat().map((team) => depth(team)));
      const found = mistakes(...pairs.map((pair) => pair.join(' ')));
      expect(found.length > 0).toBe(deepest > 5);
      expect(found.some(({ message }) => message.includes('itself'))).toBe(deepest > 7);
    }),
    { numRuns: 500 },
  );
});

test('rule 33: each line is looked at a few times, in circles, chains and layers, and 100 mistakes are told', () => {
  let looks = 0;
  const watched = (all: Membership[]) =>
    all.map((each) => new Proxy(each, { get: (of, field) => ((looks += 1), Reflect.get(of, field) as unknown) }));
  const many = (line: (i: number) => string) => lines(...Array.from({ length: 5_000 }, (_, i) => line(i)));
  const shapes: [string, Membership[], number][] = [
    ['one circle', many((i) => `T${i} T${(i + 1) % 5_000}`), 1],
    ['circles of two', many((i) => `T${i} T${i ^ 1}`), 100],
    ['one chain', many((i) => `T${i} T${i + 1}`), 1],
    ['every team in many', many((i) => `T${i % 70} T${70 + Math.floor(i / 70)}`), 0],
    ['teams in themselves', many((i) => `T${i} T${i}`), 100],
  ];
  for (const [shape, all, told] of shapes) {
    looks = 0;
    const found = mistakesInTeams(watched(all), 100);
    expect([shape, found.length]).toEqual([shape, told]);
    expect([shape, looks < 100 * all.length]).toEqual([shape, true]);
  }
});
