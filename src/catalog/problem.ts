/**
 * What is wrong with a file that a person wrote, said so that they can repair it: which file, where, by which rule, what, and
 * what would stand there instead. It judges nothing; the parsers do.
 */
import { severityOf, type RuleId, type Severity } from './lint-rules.js';

/** One mistake, or one doubt. */
export interface Problem {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units; null where the line as a whole is meant. */
  column: number | null;
  severity: Severity;
  rule: RuleId;
  message: string;
  /** The text of the line as it was probably meant; null where nobody knows. */
  fix: string | null;
  /** Whom it concerns, so that they are told: it names nobody else. Absent: it may name anybody, so the operator alone is. */
  concerns?: readonly string[] | 'all';
}

/** A file that cannot go live, with every mistake found in it. */
export class FileRefused extends Error {
  /** @param mayPass whether it may be right later as it is, so that it is worth another try */
  constructor(
    readonly problems: readonly Problem[],
    readonly mayPass = false,
  ) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'FileRefused';
  }
}

type Place = Pick<Problem, 'file' | 'line'> & Partial<Pick<Problem, 'column' | 'fix' | 'concerns'>>;

/** A finding of a rule, at its place. */
export function problemOf(
  rule: RuleId,
  { file, line, column = null, fix = null, ...more }: Place,
  message: string,
): Problem {
  return { file, line, column, severity: severityOf(rule), rule, message, fix, ...more };
}

/** `policies/acme/policy.csv:12: what is wrong` */
export function formatProblem(problem: Pick<Problem, 'file' | 'line' | 'message'>): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** By line and column; what means a whole line comes before what means a part of it. */
export function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
}

/** Whether a tenant may be told of a problem: it is in their own file, or concerns them and names nobody else. */
export function concerns(problem: Problem, tenant: string, ownFile: string | undefined): boolean {
  return problem.file === ownFile || problem.concerns === 'all' || problem.concerns?.includes(tenant) === true;
}
