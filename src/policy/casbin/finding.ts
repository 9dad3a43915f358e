/**
 * What was found in a policy.csv, by its line and by the place in it, and how it becomes a problem with its column and the
 * line as it was probably meant. It finds nothing.
 */
import type { RuleId } from '../../catalog/lint-rules.js';
import { problemOf } from '../../catalog/problem.js';
import type { Warning } from '../policy-version.js';

export interface Finding {
  /** From 1. */
  line: number;
  rule: RuleId;
  message: string;
  /** Which of the columns between commas is meant, the kind of the line being 0; absent: the line as a whole. */
  place?: number;
  /** What probably was to stand at the place; null where nobody knows. */
  instead?: string | null;
  /** The line as it was probably meant, where more than one place is other. */
  fix?: string;
  refusesEdit?: true;
  isLoud?: true;
  /** What tells it from others of its rule, where the rule refuses edits and a line of the file may allow it. */
  id?: string;
}

/** What somebody wrote may be as long as the file; what is said of it may not. */
const LONGEST_MESSAGE = 1_000;
const LONGEST_FIX = 500;

/** Tells findings as problems of a text. @param lines its lines, without their ends */
export function located(file: string, lines: readonly string[], found: Finding): Warning {
  const { line, rule, message, place, instead = null, fix, ...more } = found;
  const text = lines[line - 1] ?? '';
  const at = place === undefined ? null : placeIn(text, place);
  const meant = at && instead !== null ? text.slice(0, at.from) + instead + text.slice(at.to) : null;
  const told = fix ?? meant;
  const where = { file, line, column: at && at.from + 1, fix: told && told.length <= LONGEST_FIX ? told : null };
  const isLong = message.length > LONGEST_MESSAGE;
  const said = isLong ? `${message.slice(0, LONGEST_MESSAGE).replace(/[\uD800-\uDBFF]$/, '')}…` : message;
  return { ...problemOf(rule, where, said), ...more };
}

/** Where a column begins and ends without the blanks around it; null where the line has no such column. */
function placeIn(text: string, place: number): { from: number; to: number } | null {
  let from = 0;
  for (let i = 0; i < place; i++) {
    const comma = text.indexOf(',', from);
    if (comma < 0) return null;
    from = comma + 1;
  }
  const comma = text.indexOf(',', from);
  const whole = text.slice(from, comma < 0 ? text.length : comma);
  const start = from + /^[ \t]*/.exec(whole)![0].length;
  return { from: start, to: Math.max(start, from + whole.trimEnd().length) };
}
