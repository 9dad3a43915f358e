/**
 * Finds the name that a person probably meant. Only for messages about files: what API callers sent is never answered
 * with a suggestion, that would tell them what exists.
 */

/** `; did you mean "codex"?`, or nothing where no candidate is close. */
export function suggest(name: string, candidates: Iterable<string>): string {
  return asking(nearestOf(name, candidates));
}

/** The same of a name that was found to be the nearest. */
export function asking(nearest: string | null): string {
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}

/** The candidate that is closest; null where none is close. */
export function nearestOf(name: string, candidates: Iterable<string>): string | null {
  let nearest: string | null = null;
  let smallest = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase(), smallest);
    if (edits < smallest) [nearest, smallest] = [candidate, edits];
  }
  return nearest;
}

/** How many names of one list are compared with all that may be meant: a list may have thousands of both. */
const MOST_COMPARED = 20;

/** Finds the nearest as `nearestOf` does, for the first names that it is asked for, and nothing for all others. */
export function nearestOfFew(candidates: Iterable<string>): (name: string) => string | null {
  const all = [...candidates];
  let left = MOST_COMPARED;
  return (name) => (left-- > 0 ? nearestOf(name, all) : null);
}

/** Levenshtein's distance, or `limit` as soon as it cannot be below that. */
function editsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let [previous, current] = [[0], [0]];
  for (let column = 1; column <= b.length; column++) previous[column] = column;
  for (let row = 1; row <= a.length; row++) {
    let least = row;
    current[0] = row;
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const edits = Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1);
      current[column] = edits;
      if (edits < least) least = edits;
    }
    if (least >= limit) return limit;
    [previous, current] = [current, previous];
  }
  return previous[b.length]!;
}
