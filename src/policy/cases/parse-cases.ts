/**
 * Reads a policy.test.yaml as a whole: every case understood, or every mistake with its line. It knows neither policy nor
 * catalog, and runs nothing.
 */
import { LineCounter, parseDocument } from 'yaml';
import { inWords } from '../../catalog/issue-words.js';
import { checkSyntax, offsetOf, reportShape } from '../../catalog/parse-catalog.js';
import { FileRefused, type Problem } from '../../catalog/problem.js';
import { checkShape, fileShape, permissionShape, type CheckTerms, type PermissionTerms } from './case-shape.js';

/** One case, and where its name stands in the file. */
export type Case = { place: number } & (({ kind: 'permission' } & PermissionTerms) | ({ kind: 'check' } & CheckTerms));

/** How large a file of cases may be: they are read and run in one go, beside the edit that waits for them. */
export const LONGEST_TESTS = 262_144;
export const MOST_CASES = 1_000;
const MOST_TOLD = 100;

/**
 * @param text the whole file
 * @param file its name, as messages shall call it
 * @throws FileRefused with every mistake found (at most 100), in the file's order
 */
export function parseCases(text: string, file: string): Case[] {
  const problems: Problem[] = [];
  const refuse = (): void => {
    if (problems.length === 0) return;
    throw new FileRefused(problems.sort((a, b) => a.line - b.line).slice(0, MOST_TOLD));
  };
  if (Buffer.byteLength(text) > LONGEST_TESTS) {
    problems.push({ file, line: 1, message: `the file is larger than ${LONGEST_TESTS / 1024} KiB` });
  }
  refuse();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  checkSyntax(document, (offset, message) => void problems.push({ file, line: lineAt(offset), message }));
  refuse();

  const lineOf = (path: readonly PropertyKey[]): number => lineAt(offsetOf(document, path));
  const report = (path: readonly PropertyKey[], message: string): void =>
    void problems.push({ file, line: lineOf(path), message });
  const whole = fileShape.safeParse(document.toJS(), { error: inWords });
  if (!whole.success) reportShape(whole.error.issues, report, 'the file');
  refuse();
  const { cases: given } = whole.data!;
  if (given.length > MOST_CASES) report(['cases', MOST_CASES], `the file has more than ${MOST_CASES} cases`);
  if (given.length === 0) report(['cases'], 'cases has none: a file without any tests nothing');
  refuse();

  const cases = given.flatMap((each, index) => caseOf(each, ['cases', index], lineOf, report) ?? []);
  const first = new Map<string, number>();
  for (const { name, place: line } of cases) {
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, line);
    else problems.push({ file, line, message: `a case "${name}" stands in line ${earlier} already` });
  }
  refuse();
  return cases;
}

function caseOf(
  given: unknown,
  path: readonly PropertyKey[],
  lineOf: (path: readonly PropertyKey[]) => number,
  report: (path: readonly PropertyKey[], message: string) => void,
): Case | null {
  const isCheck = typeof given === 'object' && given !== null && ('check' in given || 'given' in given);
  const place = lineOf([...path, 'name']);
  const parsed = isCheck
    ? checkShape.safeParse(given, { error: inWords })
    : permissionShape.safeParse(given, { error: inWords });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
    reportShape(issues, report);
    return null;
  }
  return isCheck
    ? { kind: 'check', place, ...(parsed.data as CheckTerms) }
    : { kind: 'permission', place, ...(parsed.data as PermissionTerms) };
}
