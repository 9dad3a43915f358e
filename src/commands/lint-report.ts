/**
 * What a lint has found, for a person, for a machine, or as remarks beside the lines of a change; and whether that is a
 * failure. It finds nothing.
 */
import type { Severity } from '../catalog/lint-rules.js';
import type { Problem } from '../catalog/problem.js';
import { UsageError } from './run-verb.js';

/** One text that was judged. */
export interface LintedFile {
  file: string;
  tenant?: string;
  /** The version that it would be; null where it could not be read. */
  version: string | null;
  found: readonly Problem[];
}

const FORMATS = ['text', 'json', 'github'] as const;
export type LintFormat = (typeof FORMATS)[number];

/** How it is told, and what fails. */
export interface LintTold {
  format: LintFormat;
  /** Warnings fail, too. */
  strict: boolean;
  /** What is worth knowing is told, too. */
  notes: boolean;
}

/** The options that both lints have. */
export const LINT_OPTIONS = {
  json: { type: 'boolean', default: false },
  format: { type: 'string' },
  strict: { type: 'boolean', default: false },
  notes: { type: 'boolean', default: false },
  against: { type: 'string' },
} as const;

/** @throws UsageError for a format that there is not */
export function lintTold(values: { json: boolean; format?: string; strict: boolean; notes: boolean }): LintTold {
  const format = values.format ?? (values.json ? 'json' : 'text');
  const known = FORMATS.find((each) => each === format);
  if (known === undefined) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  return { format: known, strict: values.strict, notes: values.notes };
}

/** @returns whether nothing fails */
export function tellLint(files: readonly LintedFile[], { format, strict, notes }: LintTold): boolean {
  const told = files.map((each) => ({
    ...each,
    found: each.found.filter(({ severity }) => notes || severity !== 'INFO'),
  }));
  const count = (severity: Severity) =>
    told.flatMap(({ found }) => found.filter((each) => each.severity === severity)).length;
  const [errors, warnings] = [count('ERROR'), count('WARNING')];
  const isGood = errors === 0 && (!strict || warnings === 0);
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ ok: isGood, errors, warnings, files: told.map(asJson) }, null, 2)}\n`);
    return isGood;
  }
  for (const each of told.flatMap(({ found }) => found)) {
    process.stdout.write(format === 'github' ? asRemark(each) : asText(each));
  }
  const what = `${told.length} ${told.length === 1 ? 'file' : 'files'}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  process.stderr.write(`${what}\n`);
  return isGood;
}

function asJson({ found, ...file }: LintedFile) {
  const told = found.map(({ concerns: _, ...problem }) => problem);
  return { ...file, ok: told.every(({ severity }) => severity !== 'ERROR'), found: told };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `file:line:column: severity rule: message`, and what was probably meant on a line of its own. */
function asText({ file, line, column, severity, rule, message, fix }: Problem): string {
  const place = column === null ? `${file}:${line}` : `${file}:${line}:${column}`;
  const meant = fix === null ? '' : `    fix: ${fix}\n`;
  return `${place}: ${severity.toLowerCase()} ${rule}: ${message}\n${meant}`;
}

const COMMANDS: Readonly<Record<Severity, string>> = { ERROR: 'error', WARNING: 'warning', INFO: 'notice' };

/** A command by which GitHub shows a remark beside a line. */
function asRemark({ file, line, column, severity, rule, message }: Problem): string {
  const escaped = (text: string, isProperty: boolean) => {
    const plain = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    return isProperty ? plain.replaceAll(':', '%3A').replaceAll(',', '%2C') : plain;
  };
  const place = `file=${escaped(file, true)},line=${line}${column === null ? '' : `,col=${column}`}`;
  return `::${COMMANDS[severity]} ${place},title=${escaped(rule, true)}::${escaped(message, false)}\n`;
}
