/**
 * What is doubtful in an edit, parted into what refuses it and what is told. What an edit may not have, somebody may allow in
 * so many words: by a line of the file (`# allow: <id> because …`), or by naming it as they apply it.
 */
import { allowedIn, howToAllow, isAllowed } from '../catalog/allowed.js';
import type { Problem } from '../catalog/problem.js';
import type { Warning } from './policy-version.js';

/** Why an edit is refused, and what is doubtful in it. */
export interface JudgedEdit {
  problems: readonly Problem[];
  warnings: readonly Warning[];
}

/**
 * @param doubts of the edit by itself, and beside the version that it takes the place of
 * @param text the edit's own, whose lines may allow what stands in it for as long as they stand there
 * @param allow ids that are allowed beside: of rules, or of single findings
 */
export function judgeEdit(doubts: readonly Warning[], text: string, allow: Iterable<string> = []): JudgedEdit {
  const allowed = new Set([...allowedIn(text, ''), ...allow]);
  const refuses = (each: Warning) => each.refusesEdit === true && (each.id === undefined || !isAllowed(each, allowed));
  return {
    problems: doubts.filter(refuses).map(asProblem),
    warnings: doubts.filter((each) => !refuses(each)),
  };
}

function asProblem({ refusesEdit: _, isLoud: __, id, ...warning }: Warning): Problem {
  const message = id === undefined ? warning.message : `${warning.message}${howToAllow(id)}`;
  return { ...warning, severity: 'ERROR', message };
}
