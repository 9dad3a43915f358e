/** What a run of policy tests came to. */
import { problemOf, type Problem } from '../../catalog/problem.js';
import type { TestCounts } from '../published.js';
import type { CaseResult } from './run-case.js';

/** The texts of one run. */
export interface TestedTexts {
  tenant: string;
  /** The policy, as it is stored. */
  text: string;
  /** The file of cases. */
  tests: string;
  /** What the cases are decided by. */
  catalog: { text: string };
  /** The policy folder, as messages and citations call it. */
  folder?: string;
}

export interface TestRun {
  /** Why no case could be run: mistakes in the file of cases, or in the policy. */
  problems: readonly Problem[];
  /** Each case, in the order of the file. */
  cases: readonly CaseResult[];
  passed: number;
  failed: number;
  total: number;
  /** How long it took, waiting apart. */
  durationMs: number;
  /** False where it was broken off: then cases that were not run are failed ones. */
  isWhole: boolean;
}

/** How many failed cases are named. */
export const MOST_NAMES = 100;

export function testRun(
  cases: readonly CaseResult[],
  problems: readonly Problem[],
  durationMs: number,
  isWhole = true,
): TestRun {
  const passed = cases.filter(({ ok }) => ok).length;
  return { problems, cases, passed, failed: cases.length - passed, total: cases.length, durationMs, isWhole };
}

/** Whether all cases were run, and passed. */
export function isGreen({ problems, failed }: Pick<TestRun, 'problems' | 'failed'>): boolean {
  return problems.length === 0 && failed === 0;
}

/** What is kept of a run with the version that it was about. */
export function countsOf({ cases, passed, failed }: TestRun): TestCounts {
  const names = cases.flatMap(({ name, ok }) => (ok ? [] : [name]));
  return { passed, failed, ...(names.length > 0 && { failedNames: names.slice(0, MOST_NAMES) }) };
}

/** Everything that is red, as mistakes in the file of cases: at most 100, and how many there are beside them. */
export function problemsOfRun({ problems, cases }: TestRun, file: string): Problem[] {
  const failed = cases.filter(({ ok }) => !ok);
  const told = failed.slice(0, MOST_NAMES).map(({ name, line, expected, found }) => {
    const message = `the test "${name}" fails: expected ${expected}; found ${found}`;
    return problemOf('policy/tests-failed', { file, line }, message);
  });
  const rest = failed.length - told.length;
  const more = rest > 0 ? [problemOf('policy/tests-failed', { file, line: 1 }, `${rest} more tests fail`)] : [];
  return [...problems, ...told, ...more];
}
