/** Long work takes turns: no tenant keeps the others from theirs, whatever it asks for. */
import { expect, test } from '@jest/globals';
import { Turns } from '../src/turns.js';

/** Asks for a run of each tenant at the same time; returns who ran, in order, and the most that ran together. */
async function play(turns: Turns, tenants: string[]) {
  const ran: string[] = [];
  const running: string[] = [];
  const together: string[][] = [];
  const outcomes = await Promise.allSettled(
    tenants.map((tenant) =>
      turns.take(tenant, async () => {
        ran.push(tenant);
        running.push(tenant);
        together.push([...running].sort());
        await new Promise(setImmediate);
        running.splice(running.indexOf(tenant), 1);
      }),
    ),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  return { ran, together, refused };
}

test('two run at once, and never two of one tenant', async () => {
  const { ran, together } = await play(new Turns({ atOnce: 2, waiting: 20 }), ['a', 'a', 'a', 'b', 'b', 'c']);
  expect(ran.sort()).toEqual(['a', 'a', 'a', 'b', 'b', 'c']);
  const groups = new Set(together.map((group) => group.join('')));
  expect([...groups].filter((group) => !['a', 'b', 'c', 'ab', 'ac', 'bc'].includes(group))).toEqual([]);
  expect(groups).toContain('ab');
});

test('who asks once waits for one run of each other tenant, however many they ask for', async () => {
  const { ran } = await play(new Turns({ atOnce: 1, waiting: 20 }), ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'c']);
  expect(ran).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a', 'b']);
});

test('what waits is bounded per tenant, and what fails makes room', async () => {
  const turns = new Turns({ atOnce: 2, waiting: 3 });
  const { ran, refused } = await play(turns, [...Array<string>(9).fill('a'), 'b', 'b']);
  expect(ran.sort()).toEqual(['a', 'a', 'a', 'a', 'b', 'b']);
  expect(refused).toEqual(Array(5).fill(expect.objectContaining({ code: 'OVERLOADED' })));
  for (let i = 0; i < 3; i++) {
    await expect(turns.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  }
  expect(await turns.take('a', () => Promise.resolve('done'))).toBe('done');
});
