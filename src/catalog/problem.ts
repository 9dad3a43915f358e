/**
 * What is wrong with a file that a person wrote, said so that they can repair it: which file, which line, what.
 * It judges nothing; the parsers do.
 */

/** One mistake; `line` counts from 1. */
export interface Problem {
  file: string;
  line: number;
  message: string;
  /** Of whom it speaks, and of nobody else; absent where it may speak of anybody. */
  tenant?: string;
}

/** A file that cannot go live, with every mistake found in it. */
export class FileRefused extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'FileRefused';
  }
}

/** `policies/acme/policy.csv:12: what is wrong` */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}
