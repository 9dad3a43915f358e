/**
 * Reads a policy.test.yaml as a whole: every case understood, or every mistake with its line. It knows neither policy nor
 * catalog, and runs nothing.
 */
import { FileRefused, problemOf, type Problem } from '../../catalog/problem.js';
import { LONGEST } from '../../text.js';
import { checkShape, fileShape, permissionShape, type CheckTerms, type PermissionTerms } from './case-shape.js';
import { readShape, readYaml, type YamlFile } from './read-yaml.js';

/** One case, and where its name stands in the file. */
export type Case = { place: number } & (({ kind: 'permission' } & PermissionTerms) | ({ kind: 'check' } & CheckTerms));

/** How large a file of cases may be: they are read and run in one go, beside the edit that waits for them. */
export const LONGEST_TESTS = LONGEST.tests;
export const MOST_CASES = 1_000;
const MOST_TOLD = 100;

/**
 * @param text the whole file
 * @param file its name, as messages shall call it
 * @throws FileRefused with every mistake found (at most 100), in the file's order
 */
export function parseCases(text: string, file: string): Case[] {
  const problems: Problem[] = [];
  const report = (line: number, message: string): void =>
    void problems.push(problemOf('policy/tests-unread', { file, line }, message));
  const refuse = (): FileRefused => new FileRefused(problems.sort((a, b) => a.line - b.line).slice(0, MOST_TOLD));
  if (Buffer.byteLength(text) > LONGEST_TESTS) {
    report(1, `the file is larger than ${LONGEST_TESTS / 1024} KiB`);
    throw refuse();
  }
  const yaml = readYaml(text, report);
  const whole = yaml && readShape(fileShape, yaml.value, yaml, [], report);
  if (!yaml || !whole) throw refuse();
  if (whole.cases.length > MOST_CASES) {
    report(yaml.lineOf(['cases', MOST_CASES]), `the file has more than ${MOST_CASES} cases`);
    throw refuse();
  }
  const cases = whole.cases.flatMap((each, index) => caseOf(each, ['cases', index], yaml, report) ?? []);
  if (whole.cases.length === 0) report(yaml.lineOf(['cases']), 'there is no case: a file without any tests nothing');
  reportRepeated(cases, report);
  if (problems.length > 0) throw refuse();
  return cases;
}

type Report = (line: number, message: string) => void;

/** Which of the two forms a case has is told by its keys, so that its mistakes are those of the form that was meant. */
function caseOf(given: unknown, at: readonly PropertyKey[], yaml: YamlFile, report: Report): Case | null {
  const isCheck = typeof given === 'object' && given !== null && ('check' in given || 'given' in given);
  const place = yaml.lineOf([...at, 'name']);
  if (isCheck) {
    const terms = readShape(checkShape, given, yaml, at, report);
    return terms && { kind: 'check', place, ...terms };
  }
  const terms = readShape(permissionShape, given, yaml, at, report);
  return terms && { kind: 'permission', place, ...terms };
}

function reportRepeated(cases: readonly Case[], report: Report): void {
  const first = new Map<string, number>();
  for (const { name, place } of cases) {
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, place);
    else report(place, `a case "${name}" stands in line ${earlier} already`);
  }
}
