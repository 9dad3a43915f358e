/** How long a look at a file system is waited for. */
import { stat } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { Deadline, Late } from '../../src/policy/deadline.js';

test('an answer that came while this process was held up itself is no late one, and its place is looked at again', async () => {
  const deadline = new Deadline(20);
  const look = () => deadline.keep('.', () => stat('.'));
  const looking = look();
  for (const end = performance.now() + 60; performance.now() < end;);
  expect((await looking).isDirectory()).toBe(true);
  expect((await look()).isDirectory()).toBe(true);
});

test('a look that does not end is given up, and not begun again until it has ended', async () => {
  const deadline = new Deadline(20);
  let end = () => {};
  const hanging = new Promise<void>((resolve) => (end = resolve));
  await expect(deadline.keep('.', () => hanging)).rejects.toThrow(new Late('there was no answer within 0.02 s'));
  const again = () => deadline.keep('.', () => Promise.resolve('here'));
  await expect(again()).rejects.toThrow('an earlier look at it still waits for an answer');
  end();
  await hanging;
  expect(await again()).toBe('here');
});
