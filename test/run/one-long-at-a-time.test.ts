/** The order of test files: none is lost, and none of the long ones waits for the end. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

interface Planned {
  path: string;
  context: { config: { rootDir: string; cache: boolean }; hasteFS: { getSize(path: string): number } };
}
const { SECONDS, default: Sequencer } = (await import(new URL('one-long-at-a-time.js', import.meta.url).href)) as {
  SECONDS: Record<string, number>;
  default: new (options: object) => { sort(tests: Planned[]): Planned[] };
};

test('every file that is said to be long is there', () => {
  expect(Object.keys(SECONDS).filter((file) => !existsSync(file))).toEqual([]);
});

test('each file runs once: the longest begins first, and short ones beside it', () => {
  const rootDir = resolve('.');
  const context = { config: { rootDir, cache: false }, hasteFS: { getSize: () => 1 } };
  const [longest, second] = Object.keys(SECONDS);
  const short = ['a', 'b', 'c'].map((name) => `test/${name}.test.ts`);
  const files = [...short, second!, longest!];
  const ordered = new Sequencer({}).sort(files.map((file) => ({ path: resolve(file), context })));
  const order = ordered.map(({ path }) => path.slice(rootDir.length + 1));
  expect([...order].sort()).toEqual([...files].sort());
  expect(order[0]).toBe(longest);
  expect(short).toContain(order[1]);
  expect(order.at(-1)).toBe(second);
});
