/**
 * Names of groups and subjects that are one letter apart, of which one is probably mistyped. Numbers count things, and a
 * letter that stands alone does too: alice1 and alice2, team-a and team-b are apart.
 */

/** Shorter names are near each other by chance, and longer ones cost much to look up. */
const SHORTEST = 5;
const LONGEST = 40;
/** How many pairs are told, and how many names with a part in common are compared. */
const MOST_PAIRS = 20;
const MOST_COMPARED = 8;

/** Pairs of these names that are one letter apart, each once, in their order: the first few. */
export function nearPairs(names: Iterable<string>): [string, string][] {
  const pairs: [string, string][] = [];
  const byDeletion = new Map<string, string[]>();
  for (const name of new Set(names)) {
    if (name.length > LONGEST) continue;
    if (pairs.length >= MOST_PAIRS) break;
    const found = new Set<string>();
    for (const key of deletions(name)) {
      const others = byDeletion.get(key);
      for (const other of others ?? []) if (isNear(other, name)) found.add(other);
      if (!others) byDeletion.set(key, [name]);
      else if (others.length < MOST_COMPARED) others.push(name);
    }
    for (const other of found) pairs.push([other, name]);
  }
  return pairs;
}

/** The name, and all that are left of it without one letter: two names one letter apart have one of these in common. */
function deletions(name: string): Set<string> {
  const keys = new Set([name]);
  for (const { 0: letter, index } of name.matchAll(/\p{L}/gu)) {
    keys.add(name.slice(0, index) + name.slice(index + letter.length));
  }
  return keys;
}

/** Whether two different names differ by one letter, added, left out or another one. */
export function isNear(a: string, b: string): boolean {
  if (a === b || Math.min(a.length, b.length) < SHORTEST || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length > 1 || right.length > 1 || !/^\p{L}?$/u.test(left) || !/^\p{L}?$/u.test(right)) return false;
  const isAlone = (name: string, at: string) =>
    at !== '' && /^(?:^|.*[^\p{L}])$/u.test(name.slice(0, start)) && !/^\p{L}/u.test(name.slice(start + 1));
  return !isAlone(a, left) && !isAlone(b, right);
}
