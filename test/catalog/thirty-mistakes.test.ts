/** Every one of the thirty mistakes is refused, or guarded, or told: by which rule and where. */
import { describe, expect, test } from '@jest/globals';
import { allowedIn, isAllowed } from '../../src/catalog/allowed.js';
import { compareCatalogs, doubtsIn } from '../../src/catalog/compare-catalogs.js';
import { isRule } from '../../src/catalog/lint-rules.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused, type Problem } from '../../src/catalog/problem.js';
import { MISTAKES, OF_BOOKS, SHIPPED } from './thirty-mistakes.js';

const FILE = 'policies/catalog.yaml';
const NOW = Date.UTC(2026, 5, 1);
const live = parseCatalog(SHIPPED, FILE);

function placeOf(text: string, at: string): string {
  const found = text.lastIndexOf(at.replace('|', ''));
  expect(found).toBeGreaterThanOrEqual(0);
  const lines = text.slice(0, found + Math.max(0, at.indexOf('|'))).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

/** What the parser refuses; else what is guarded, and what is told. */
function judged(text: string): { becomes: 'refused' | 'guarded' | 'told'; found: readonly Problem[] } {
  try {
    const next = parseCatalog(text, FILE);
    const { problems, hits } = compareCatalogs(live, next, NOW);
    const guarded = [...problems, ...hits.map(({ problem }) => problem)];
    return guarded.length > 0
      ? { becomes: 'guarded', found: guarded }
      : { becomes: 'told', found: doubtsIn(next, NOW) };
  } catch (error) {
    if (error instanceof FileRefused) return { becomes: 'refused', found: error.problems };
    throw error;
  }
}

test('there are thirty', () => {
  const ids = [...MISTAKES, ...OF_BOOKS].map(({ id }) => id);
  expect(ids.toSorted()).toEqual(Array.from({ length: 30 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`));
  for (const { said } of [...MISTAKES, ...OF_BOOKS]) for (const [rule] of said) expect(isRule(rule)).toBe(true);
});

describe('saved over the catalog that serves', () => {
  test.each(MISTAKES.map((each) => [`${each.id} ${each.what}`, each] as const))(
    '%s',
    (_, { change, becomes, said }) => {
      const text = change(SHIPPED);
      const { found, ...is } = judged(text);
      expect([is.becomes, found.map(({ rule, line, column }) => `${rule} ${line}:${column}`)]).toEqual([
        becomes,
        said.map(([rule, at]) => `${rule} ${placeOf(text, at)}`),
      ]);
      for (const { severity } of found) expect(severity).toBe(becomes === 'told' ? 'WARNING' : 'ERROR');
    },
  );

  test.each(MISTAKES.filter(({ becomes }) => becomes === 'guarded').map(({ id, change }) => [id, change] as const))(
    '%s is allowed by a new line of the file, by the finding or by its rule',
    (_, change) => {
      const text = change(SHIPPED);
      for (const each of judged(text).found as (Problem & { id: string })[]) {
        for (const id of [each.id, each.rule]) {
          const allowing = `${text}# allow: ${id} because it is meant\n`;
          expect(isAllowed(each, allowedIn(allowing, SHIPPED))).toBe(true);
          expect(isAllowed(each, allowedIn(allowing, allowing))).toBe(false);
        }
      }
    },
  );
});
