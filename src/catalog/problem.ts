/**
 * What is wrong with a file that a person wrote, said so that they can repair it: which file, which line, what.
 * It judges nothing; the parsers do.
 */

/** One mistake; `line` counts from 1. */
export interface Problem {
  file: string;
  line: number;
  message: string;
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

/** `policies/acme/policy.csv:12: what is wrong` */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** Whether a tenant may be told of a problem: it is in their own file, or concerns them and names nobody else. */
export function concerns(problem: Problem, tenant: string, ownFile: string | undefined): boolean {
  return problem.file === ownFile || problem.concerns === 'all' || problem.concerns?.includes(tenant) === true;
}
