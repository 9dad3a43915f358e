/** Judges one answer: classified, silent about what happens inside, and exactly what the case expects. */
import { ERROR_CODES } from '../../src/errors.js';
import type { Expected } from './hostile-case.js';

/** What came back, by whatever way. */
export interface Outcome {
  /** Over HTTP. */
  status: number | null;
  /** Where a socket was closed. */
  closed: number | null;
  text: string;
  milliseconds: number;
}

interface ReceivedError {
  message?: unknown;
  extensions?: { code?: unknown; requestId?: unknown; retryable?: unknown };
}

/** Generous: a busy machine is no fault, a document that takes a minute is. */
const PATIENCE_MS = 10_000;
const RETRYABLE = ['RATE_LIMITED', 'OVERLOADED', 'INTERNAL'];
/** How exceptions, stacks, the database and its driver speak. */
const LEAK =
  /\n\s+at |\bat \w+ \(|\.[jt]s:\d|node_modules|node:internal|TypeError|RangeError|SyntaxError|Cannot read prop|is not (?:a function|iterable)|Cannot convert|Unexpected (?:token|end|non-white)|in JSON at|call stack|Invalid time|invalid (?:byte|input syntax)|syntax error at|violates|out of range for|duplicate key|relation "|column "|\bECONN|SQLSTATE|stacktrace|exception|\/dist\/|\/src\//i;

/** The errors of an answer, wherever they stand in it. */
export function errorsOf(text: string): ReceivedError[] | null {
  try {
    const answer = JSON.parse(text) as { errors?: ReceivedError[] } | ReceivedError[];
    return Array.isArray(answer) ? answer : (answer.errors ?? []);
  } catch {
    return null;
  }
}

/** What is wrong with any answer to any input. */
export function complaintsAbout({ status, closed, text, milliseconds }: Outcome): string[] {
  const complaints: string[] = [];
  if (milliseconds > PATIENCE_MS) complaints.push(`took ${Math.round(milliseconds)} ms`);
  if (status !== null && status >= 500) complaints.push(`HTTP ${status}`);
  if (closed !== null)
    return closed === 4500 || closed === 1011 ? [...complaints, `closed with ${closed}`] : complaints;
  const errors = errorsOf(text);
  if (!errors) return [...complaints, `no JSON: ${text.slice(0, 100)}`];
  for (const { message, extensions: { code, requestId, retryable } = {} } of errors) {
    if (typeof code !== 'string' || !(code in ERROR_CODES)) complaints.push(`unclassified: ${String(code)}`);
    if (code === 'INTERNAL' || code === 'OVERLOADED') complaints.push(code);
    if (typeof requestId !== 'string' || requestId === '') complaints.push('no requestId');
    if (retryable !== RETRYABLE.includes(String(code))) complaints.push(`retryable: ${String(retryable)}`);
    if (typeof message !== 'string' || message === '' || message.length > 1100) complaints.push('no fit message');
    if (LEAK.test(String(message))) complaints.push(`tells too much: ${String(message).slice(0, 200)}`);
  }
  return complaints;
}

/** The same, and what differs from what a case expects. */
export function complaintsAboutCase(
  { status, code, closes }: { status: number; code: Expected; closes?: number },
  outcome: Outcome,
): string[] {
  const complaints = complaintsAbout(outcome);
  if (outcome.status !== null && outcome.status !== status) complaints.push(`HTTP ${outcome.status}, not ${status}`);
  if (outcome.status === null && (outcome.closed ?? undefined) !== closes) {
    complaints.push(`closed with ${outcome.closed}, not ${closes}`);
  }
  if (outcome.closed !== null) return complaints;
  const errors = errorsOf(outcome.text) ?? [];
  const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].join() || 'ANSWERED';
  if (codes !== code) complaints.push(`${codes}, not ${code}: ${outcome.text.slice(0, 200)}`);
  if (errors.length && hasData(outcome.text)) complaints.push(`an error with data: ${outcome.text.slice(0, 200)}`);
  return complaints;
}

/** Whether something of what was asked was answered, beside what was refused. */
export function hasData(text: string): boolean {
  const { data } = JSON.parse(text) as { data?: Record<string, unknown> | null };
  const values = Object.values(data ?? {}).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return values.some((value) => value != null);
}
