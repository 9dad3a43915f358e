/**
 * What changed between two texts, as people read it: the lines around each change, with their numbers.
 */
import { createTwoFilesPatch } from 'diff';

/** Lines around each change. */
const AROUND = 3;
/** A change of more lines than this, or one that takes longer to find, is another text rather than an edit. */
const MOST_CHANGED = 10_000;
const MOST_MS = 250;

/** A text and what it is called. */
export interface NamedText {
  name: string;
  text: string;
}

/** @returns the unified diff, empty where the texts are the same; null where they differ in too much */
export function diffOf(before: NamedText, after: NamedText): string | null {
  if (before.text === after.text) return '';
  const limits = { context: AROUND, maxEditLength: MOST_CHANGED, timeout: MOST_MS };
  const [from, to] = [before.text, after.text];
  return createTwoFilesPatch(before.name, after.name, from, to, undefined, undefined, limits) ?? null;
}
