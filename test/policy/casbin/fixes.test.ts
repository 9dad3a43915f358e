/** A fix is worth its name: the text with it has that finding no more, and every column lies in its line. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused, type Problem } from '../../../src/catalog/problem.js';
import { lintDraft, NO_FACTS } from '../../../src/policy/lint-draft.js';
import { catalog, shipped } from '../policies.js';

const SOUND = shipped('acme/policy.csv');
const LINES = SOUND.split('\n');
const RULES = LINES.flatMap((line, index) => (/^(p|g|p2|g2|p3),/.test(line) ? [index] : []));
const ALPHABET = ['a', 'e', 'x', 'D', ':', '*', ' ', ',', '"', '-', '5', 'е', '‑', '“', 'ｅ', '\u0301'];

/** All that is said of a text, whether it goes live or not. */
function found(text: string): readonly Problem[] {
  try {
    const { problems, warnings } = lintDraft(
      { tenant: 'acme', folder: 'acme', text },
      { catalog, facts: NO_FACTS, live: null },
    );
    return [...problems, ...warnings];
  } catch (error) {
    if (error instanceof FileRefused) return error.problems;
    throw error;
  }
}

/** A line of the policy with one letter taken out, put in, or in the place of another. */
const mistyped = fc
  .record({
    at: fc.constantFrom(...RULES),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    letter: fc.constantFrom(...ALPHABET),
    how: fc.constantFrom('out', 'in', 'other'),
  })
  .map(({ at, place, letter, how }) => {
    const line = LINES[at]!;
    const index = Math.floor(place * line.length);
    const put = how === 'out' ? '' : letter;
    const changed = line.slice(0, index) + put + line.slice(how === 'in' ? index : index + 1);
    return { at, text: LINES.with(at, changed).join('\n') };
  });

test('of any mistyped line, each fix takes its finding away, and each column lies in its line', () => {
  let fixes = 0;
  fc.assert(
    fc.property(mistyped, ({ text }) => {
      const lines = text.split('\n');
      for (const each of found(text)) {
        if (each.column !== null) expect(each.column).toBeLessThanOrEqual(lines[each.line - 1]!.length + 1);
        if (each.fix === null) continue;
        fixes += 1;
        const mended = lines.with(each.line - 1, each.fix).join('\n');
        const left = found(mended).filter(({ rule, line, column, message }) => {
          return rule === each.rule && line === each.line && column === each.column && message === each.message;
        });
        expect([each.rule, each.fix, left]).toEqual([each.rule, each.fix, []]);
      }
    }),
    { numRuns: 1_500 },
  );
  expect(fixes).toBeGreaterThan(20);
});
