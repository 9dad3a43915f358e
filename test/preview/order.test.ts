/** The order in which a replay takes what happened, and how two answers are told apart: without any database. */
import { describe, expect, test } from '@jest/globals';
import { changeOf, type Answer } from '../../src/preview/answer.js';
import { Heap } from '../../src/preview/heap.js';
import { inOrder, type Happened } from '../../src/preview/order.js';

const happened = (id: string, at: number, places: Record<string, number> = {}) =>
  ({ kind: 'act', at, id, places: new Map(Object.entries(places)), act: {} }) as unknown as Happened;
const idsOf = (all: readonly Happened[]) => all.map(({ id }) => id).join(' ');

describe('what happened goes', () => {
  test('by its instant, whatever the order in which it was read', () => {
    expect(idsOf(inOrder([happened('b', 2), happened('a', 3), happened('c', 1)]))).toBe('c b a');
  });

  test('at one instant as the journals number it, on every account that it touched', () => {
    const later = happened('a', 1, { pool: 7.5, ann: 3.5 });
    const first = happened('c', 1, { pool: 6 });
    const between = happened('b', 1, { pool: 7, ben: 2 });
    expect(idsOf(inOrder([later, between, first]))).toBe('c b a');
  });

  test('at one instant as ids were made, where no journal orders it', () => {
    expect(idsOf(inOrder([happened('c', 1), happened('a', 1, { ann: 2 }), happened('b', 1, { ben: 1 })]))).toBe(
      'a b c',
    );
  });

  test('all of it, also where journals seem to go round in a circle', () => {
    const all = [happened('a', 1, { x: 1, y: 2 }), happened('b', 1, { x: 2, y: 1 })];
    expect(inOrder(all)).toHaveLength(2);
  });
});

test('the earliest leaves a heap first, and of equally early ones the first that was put in', () => {
  const heap = new Heap<string>();
  for (const [at, item] of [
    [5, 'e'],
    [1, 'a'],
    [5, 'f'],
    [3, 'c'],
    [1, 'b'],
    [4, 'd'],
  ] as const)
    heap.push(at, item);
  const taken = [];
  for (let item = heap.popBy(5); item; item = heap.popBy(5)) taken.push(item);
  expect(taken.join('')).toBe('abcdef');
  heap.push(9, 'later');
  expect([heap.popBy(8), heap.firstAt]).toEqual([undefined, 9]);
});

describe('an answer', () => {
  const none = { requested: 4n, grantedUsage: [], draws: [] };
  const denied = (reason: Answer['reason']): Answer => ({ ...none, outcome: 'DENIED', reason, granted: 0n });
  const taken = (source: string, amount: bigint, budget = 0n): Answer => {
    const budgets = budget > 0n ? [{ address: 'budget:one', amount: budget }] : [];
    const draw = { layer: 'CREDITS' as const, source, account: 'subject:ann', amount, budgets };
    return { ...none, outcome: 'ALLOWED', reason: 'ALLOWED', granted: amount, draws: [draw] };
  };

  test.each([
    ['the same', taken('credits', 4n), taken('credits', 4n), null],
    ['newly denied', taken('credits', 4n), denied('NO_LAYER'), 'NEWLY_DENIED'],
    ['newly allowed', denied('NO_LAYER'), taken('credits', 4n), 'NEWLY_ALLOWED'],
    ['moved to another layer', taken('credits', 4n), taken('pool:team', 4n), 'MOVED'],
    ['moved where it counts in a budget', taken('credits', 4n), taken('credits', 4n, 4n), 'MOVED'],
    ['denied for another reason', denied('NO_LAYER'), denied('DEBT_LIMIT'), 'OTHER_REASON'],
    [
      'denied for the same reason, whatever it would cost',
      denied('NO_LAYER'),
      { ...denied('NO_LAYER'), requested: 9n },
      null,
    ],
  ])('is %s', (_, before, after, change) => {
    expect(changeOf(before, after)).toBe(change);
  });
});
