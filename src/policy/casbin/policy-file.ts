/**
 * Reads a tenant's policy.csv as a whole: every line understood, or every mistake with its line and nothing else. What
 * Casbin would silently drop, guess or grant is a mistake here. It opens no file and builds no engine.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { isWhole, NO_END } from '../../catalog/end-line.js';
import { byPlace, FileRefused, problemOf } from '../../catalog/problem.js';
import { weightOf, type RuleId } from '../../catalog/lint-rules.js';
import type { Warning } from '../policy-version.js';
import { mistakesInTeams } from '../team-mistakes.js';
import { mistakesInBudgets } from './named-budgets.js';
import { lintBudgets } from './lint-budgets.js';
import { lintPolicy, policyWriterMissing } from './lint-policy.js';
import { located, type Finding } from './finding.js';
import { parseLine } from './policy-line.js';
import type { Reading } from './line-checks.js';
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
/** How UTF-16 looks where it is read as UTF-8: every other byte of plain letters is NUL. */
const UTF_16 = /^\uFFFD{0,2}(?:\0[^\0]){3}|^\uFFFD{0,2}(?:[^\0]\0){3}/;
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
  const problems: Finding[] = [];
  const report = (finding: Finding): void => void problems.push(finding);
  const lines = splitLines(text, report);
  const refuseIfAny = (): void => {
    if (problems.length > 0) throw new FileRefused(problems.map((each) => located(file, lines, each)).sort(byPlace));
  };
  refuseIfAny();

  const found: Finding[] = [];
  const doubt = (finding: Finding): void => {
    if (found.length < MOST_PROBLEMS) found.push(finding);
  };
  const reading = { catalog, report, doubt, isEnough: () => problems.length >= MOST_PROBLEMS };
  const rules = byKind(parseRules(lines, reading));
  const missing = problems.length === 0 ? policyWriterMissing(rules.permits, rules.grants) : null;
  const left = Math.max(0, MOST_PROBLEMS - problems.length);
  problems.push(...[...mistakesInTeams(rules.teams, left), ...mistakesInBudgets(rules.budgets)].slice(0, left));
  if (missing) report({ rule: 'policy/no-writer', line: missing.line ?? lines.length, message: missing.message });
  refuseIfAny();

  found.push(...lintPolicy(rules), ...lintBudgets(rules));
  const warnings = found.map((each) => warningOf(file, lines, each)).sort((a, b) => a.line - b.line);
  if (!text.endsWith('\n')) {
    const message = 'the last line does not end; is the file complete?';
    warnings.push(located(file, lines, { line: lines.length, rule: 'file/no-line-end', message }));
  }
  return { ...rules, warnings: firstOf(warnings, file) };
}

/** How many doubts are told: what refuses an edit always is. */
const MOST_WARNINGS = 1_000;

/** The first of many doubts, with a word that there are more. */
export function firstOf(warnings: readonly Warning[], file: string): Warning[] {
  let left = MOST_WARNINGS;
  const kept = warnings.filter(({ refusesEdit }) => refusesEdit || left-- > 0);
  if (kept.length === warnings.length) return kept;
  const message = `${warnings.length - kept.length} more doubts are not told: look at these first`;
  return [...kept, problemOf('file/too-many-doubts', { file, line: kept.at(-1)!.line }, message)];
}

function warningOf(file: string, lines: readonly string[], found: Finding): Warning {
  const { id = '', ...finding } = found;
  const warning = located(file, lines, finding);
  const weight = weightOf(found.rule);
  if (weight === 'guard') return { ...warning, refusesEdit: true, id: `${found.rule.slice('policy/'.length)}:${id}` };
  return weight === 'edit' ? { ...warning, refusesEdit: true } : warning;
}

/** By its first line; a file of format 2 ends with a line that says so. */
export function formatOf(text: string): 1 | 2 {
  return /^# spillway-policy: 2[ \t]*(?:\r?\n|$)/.test(text) ? 2 : 1;
}

/** The file's lines; reports what makes the file as a whole unreadable. */
function splitLines(text: string, told: (finding: Finding) => void): string[] {
  const report = (rule: RuleId, line: number, message: string): void => told({ rule, line, message });
  const lines = text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  if (text.length > LONGEST_TEXT) {
    report('file/too-large', 1, 'the file is larger than 1 MiB');
  } else if (text.trim() === '') {
    report('file/empty', 1, `the file is empty; it starts with the line "${HEADER}"`);
  } else if (UTF_16.test(text)) {
    report('file/encoding', 1, 'the file was saved as UTF-16; save it as plain UTF-8');
    return lines;
  } else if (!HEADERS.includes(lines[0]!.trimEnd()) && !text.startsWith('\uFEFF')) {
    const version = /^# *spillway-policy: *(\S+)/.exec(lines[0]!)?.[1];
    if (version === undefined || version === '1') {
      report('policy/header', 1, `the first line is exactly "${HEADER}"`);
    } else {
      report('policy/format', 1, `format ${version} is unknown; this version reads "${HEADERS.join('" and "')}"`);
    }
  } else if (formatOf(text) === 2 && !isWhole(text)) {
    report('file/cut-off', lines.length, NO_END);
  }
  let found = 0;
  for (const [index, line] of lines.entries()) {
    const bad = BAD_CHARACTERS.find(([pattern]) => pattern.test(line));
    if (!bad) continue;
    found += 1;
    if (found > MOST_PROBLEMS) {
      report('file/too-many-mistakes', index + 1, NOT_READ);
      break;
    }
    const place = line.slice(0, bad[0].exec(line)!.index).split(',').length - 1;
    told({ rule: 'file/bad-character', line: index + 1, place, message: `the line holds ${bad[1]}` });
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
  report: (finding: Finding) => void;
  doubt: (finding: Finding) => void;
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
      report({ rule: 'file/too-many-mistakes', line: index + 1, message: NOT_READ });
      break;
    }
    if (rules.length >= MOST_RULES) {
      const message = `the file has more than ${MOST_RULES} rules; give roles to groups rather than to subjects`;
      report({ rule: 'policy/too-many-rules', line: index + 1, message });
      break;
    }
    const rule = parseLine(
      text,
      index + 1,
      catalog,
      (mistake) => report({ line: index + 1, ...mistake }),
      ({ word, ...each }) => doubt({ line: index + 1, ...each, id: word }),
    );
    if (!rule) continue;
    if (rule.kind === 'p3') budgets += 1;
    if (budgets > MOST_BUDGET_LINES) {
      const message = `the file has more than ${MOST_BUDGET_LINES} p3 lines; one of each team:… is for all of its members`;
      report({ rule: 'policy/too-many-budgets', line: index + 1, message });
      break;
    }
    const earlier = firstSeen.get(rule.rule);
    if (earlier !== undefined) {
      const message = `the same rule stands in line ${earlier} already`;
      report({ rule: 'policy/duplicate-rule', line: rule.line, message });
    } else firstSeen.set(rule.rule, rule.line);
    rules.push(rule);
  }
  return rules;
}
