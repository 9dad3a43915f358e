/**
 * How the parsers of the catalog say what is wrong: by which rule, at which path, what, and what was probably meant.
 */
import type { RuleId } from './lint-rules.js';
import { asking, nearestOf } from './nearest-name.js';
import type { Instead, Path } from './places.js';

export type Report = (rule: RuleId, path: Path, message: string, instead?: Instead | null) => void;

/**
 * Says that a name is none of those that are known.
 * @param part whether the name stands as the key at the path, or as its value
 */
export function reportUnknown(
  report: Report,
  path: Path,
  { part, kind, name }: { part: 'key' | 'value'; kind: string; name: string },
  known: Iterable<string>,
): void {
  const near = nearestOf(name, known);
  const instead = part === 'key' ? { key: near } : { value: near };
  report('catalog/unknown-name', path, `unknown ${kind} "${name}"${asking(near)}`, instead);
}
