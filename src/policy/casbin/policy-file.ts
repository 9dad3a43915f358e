/**
 * Reads a tenant's policy.csv as a whole: every line understood, or every mistake with its line and nothing else. What
 * Casbin would silently drop, guess or grant is a mistake here. It opens no file and builds no engine.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { isWhole, NO_END } from '../../catalog/end-line.js';
import { FileRefused } from '../../catalog/problem.js';
import type { Problem } from '../../catalog/problem.js';
import type { Warning } from '../policy-version.js';
import { mistakesInTeams } from '../team-mistakes.js';
import { mistakesInBudgets } from './named-budgets.js';
import { lintBudgets } from './lint-budgets.js';
import { lintPolicy, policyWriterMissing } from './lint-policy.js';
import { parseLine } from './policy-line.js';
import type { Reading } from './line-checks.js';
import type { Doubt } from './name-doubts.js';
import type { PolicyLine, PolicyLines } from './policy-line.js';

/** What every policy.csv that was ever sound begins with, and no other format's text. */
export const FORMAT_MARK = '# spillway-policy:';

const HEADER = `${FORMAT_MARK} 1`;
const HEADERS = [HEADER, `${FORMAT_MARK} 2`];
const LONGEST_TEXT = 1_048_576;
/** A policy is read, checked and indexed in one go, and kept whole: this bounds the time and the memory of it. */
const MOST_RULES = 5_000;
/** A check looks for all that count it: this bounds what one person's check can meet. */
const MOST_BUDGET_LINES = 1_000;
const MOST_PROBLEMS = 100;
const NOT_READ = 'too many mistakes; the rest of the file was not read';
const BAD_CHARACTERS: readonly (readonly [RegExp, string])[] = [
  [/\uFEFF/, 'a byte order mark; save the file as plain UTF-8 without one'],
  [/\0/, 'a NUL byte; the file is damaged or not text'],
  [/[\u0001-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/, 'an invisible control character'],
  [/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/, 'a bidirectional control, which makes a line read as another'],
  [/\p{Cs}/u, 'half a character (a lone surrogate)'],
  [/\uFFFD/, 'a replacement character; the file was saved with another encoding than UTF-8'],
];

/**
 * @param text the whole file, LF or CRLF
 * @param file its name, as messages and citations shall call it
 * @param catalog the products and features that lines may name
 * @returns every line understood, and warnings of what is lawful but probably not what was meant, or what no new text may have
 * @throws FileRefused with every mistake (at most 100), in the file's order
 */
export function parsePolicy(
  text: string,
  file: string,
  catalog: Catalog,
): PolicyLines & { warnings: readonly Warning[] } {
  const problems: Problem[] = [];
  const report = (line: number, message: string): void => void problems.push({ file, line, message });
  const lines = splitLines(text, report);
  if (problems.length > 0) throw new FileRefused(problems);

  const warnings: Warning[] = [];
  const doubt = (line: number, { message, refuses }: Doubt): void => {
    const isFull = warnings.length >= MOST_PROBLEMS;
    if (!isFull) warnings.push({ file, line, message, ...(refuses && { refusesEdit: true }) });
  };
  const reading = { catalog, report, doubt, isEnough: () => problems.length >= MOST_PROBLEMS };
  const rules = byKind(parseRules(lines, reading));
  const missing = problems.length === 0 ? policyWriterMissing(rules.permits, rules.grants) : null;
  const left = Math.max(0, MOST_PROBLEMS - problems.length);
  const together = [...mistakesInTeams(rules.teams, left), ...mistakesInBudgets(rules.budgets)].slice(0, left);
  for (const { line, message } of together) report(line, message);
  if (missing) report(missing.line ?? lines.length, missing.message);
  if (problems.length > 0) throw new FileRefused(problems.sort((a, b) => a.line - b.line));

  const lint = [...lintPolicy(rules), ...lintBudgets(rules)];
  warnings.push(...lint.map((warning) => ({ file, ...warning })));
  warnings.sort((a, b) => a.line - b.line);
  if (!text.endsWith('\n')) {
    warnings.push({ file, line: lines.length, message: 'the last line does not end; is the file complete?' });
  }
  return { ...rules, warnings };
}

/** By its first line; a file of format 2 ends with a line that says so. */
export function formatOf(text: string): 1 | 2 {
  return /^# spillway-policy: 2[ \t]*(?:\r?\n|$)/.test(text) ? 2 : 1;
}

/** The file's lines; reports what makes the file as a whole unreadable. */
function splitLines(text: string, report: (line: number, message: string) => void): string[] {
  const lines = text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  if (text.length > LONGEST_TEXT) {
    report(1, 'the file is larger than 1 MiB');
  } else if (text.trim() === '') {
    report(1, `the file is empty; it starts with the line "${HEADER}"`);
  } else if (!HEADERS.includes(lines[0]!.trimEnd()) && !text.startsWith('\uFEFF')) {
    const version = /^# *spillway-policy: *(\S+)/.exec(lines[0]!)?.[1];
    if (version === undefined || version === '1') report(1, `the first line is exactly "${HEADER}"`);
    else report(1, `format ${version} is unknown; this version reads "${HEADERS.join('" and "')}"`);
  } else if (formatOf(text) === 2 && !isWhole(text)) {
    report(lines.length, NO_END);
  }
  let found = 0;
  for (const [index, line] of lines.entries()) {
    const bad = BAD_CHARACTERS.find(([pattern]) => pattern.test(line));
    if (!bad) continue;
    found += 1;
    report(index + 1, found > MOST_PROBLEMS ? NOT_READ : `the line holds ${bad[1]}`);
    if (found > MOST_PROBLEMS) break;
  }
  return lines;
}

function byKind(rules: readonly PolicyLine[]): PolicyLines {
  return {
    permits: rules.filter((rule) => rule.kind === 'p'),
    grants: rules.filter((rule) => rule.kind === 'g'),
    layers: rules.filter((rule) => rule.kind === 'p2'),
    teams: rules.filter((rule) => rule.kind === 'g2'),
    budgets: rules.filter((rule) => rule.kind === 'p3'),
  };
}

interface RulesReading extends Reading {
  report: (line: number, message: string) => void;
  doubt: (line: number, doubt: Doubt) => void;
  isEnough: () => boolean;
}

function parseRules(lines: readonly string[], reading: RulesReading): PolicyLine[] {
  const { catalog, report, doubt, isEnough } = reading;
  const rules: PolicyLine[] = [];
  let budgets = 0;
  const firstSeen = new Map<string, number>();
  for (const [index, text] of lines.entries()) {
    if (/^[ \t]*(#|$)/.test(text)) continue;
    if (isEnough()) {
      report(index + 1, NOT_READ);
      break;
    }
    if (rules.length >= MOST_RULES) {
      report(index + 1, `the file has more than ${MOST_RULES} rules; give roles to groups rather than to subjects`);
      break;
    }
    const rule = parseLine(
      text,
      index + 1,
      catalog,
      (message) => report(index + 1, message),
      (each) => doubt(index + 1, each),
    );
    if (!rule) continue;
    if (rule.kind === 'p3') budgets += 1;
    if (budgets > MOST_BUDGET_LINES) {
      report(
        index + 1,
        `the file has more than ${MOST_BUDGET_LINES} p3 lines; one of each team:… is for all of its members`,
      );
      break;
    }
    const earlier = firstSeen.get(rule.rule);
    if (earlier !== undefined) report(rule.line, `the same rule stands in line ${earlier} already`);
    else firstSeen.set(rule.rule, rule.line);
    rules.push(rule);
  }
  return rules;
}
