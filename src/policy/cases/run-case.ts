/**
 * Runs one case on a policy: by the very permissions, layers and budgets that serve, and the `decide` that answers checks.
 * Pure: no clock, no database; what it finds is told beside what was expected.
 */
import { suggest } from '../../catalog/nearest-name.js';
import { formatCredits } from '../../core/amounts.js';
import { decide, type Verdict } from '../../core/decide.js';
import type { Citation, Nano } from '../../core/words.js';
import { mayByPolicy } from '../own-account.js';
import { ACTIONS, parseObject } from '../policy-object.js';
import { CannotBe, factsOfCase, type Under } from './case-facts.js';
import type { CheckTerms, PermissionTerms } from './case-shape.js';
import type { Case } from './parse-cases.js';

/** How a case ended. */
export interface CaseResult {
  name: string;
  /** Where it stands in the file. */
  line: number;
  ok: boolean;
  expected: string;
  /** What came, or why it could not be asked. */
  found: string;
}

export function runCase(each: Case, under: Under): CaseResult {
  const { name, place: line } = each;
  try {
    const ran = each.kind === 'permission' ? runPermission(each, under) : runCheck(each, under);
    return { name, line, ...ran };
  } catch (error) {
    if (!(error instanceof CannotBe)) throw error;
    return { name, line, ok: false, expected: expectedOf(each), found: `this cannot be: ${error.message}` };
  }
}

/** What a case expects, in words. */
export function expectedOf(each: Case): string {
  return each.kind === 'permission' ? permissionExpected(each) : checkExpected(each);
}

type Ran = Pick<CaseResult, 'ok' | 'expected' | 'found'>;

function runPermission(each: PermissionTerms, { policy }: Under): Ran {
  const { subject, groups, object, action } = each;
  assertAsked(object, action);
  const { permitted, citation } = mayByPolicy(policy.permissions, { subject, groups }, object, action);
  const answer = permitted ? 'allow' : 'deny';
  const ok = answer === each.expect && isCited(each, citation);
  return { ok, expected: permissionExpected(each), found: `${answer}, by ${citedWords(citation)}` };
}

function assertAsked(object: string, action: string): void {
  const parsed = parseObject(object);
  if (!parsed) throw new CannotBe(`"${object}" is no object of a policy`);
  const actions: readonly string[] = ACTIONS[parsed.kind];
  if (actions.includes(action)) return;
  throw new CannotBe(`${object} has no action "${action}"${suggest(action, actions)}`);
}

function runCheck(each: CheckTerms, under: Under): Ran {
  const { request, facts, now } = factsOfCase(each, under);
  const verdict = decide(request, facts, now);
  const { outcome, reason, granted, draws } = each.expect;
  const gave = drawsByLayer(verdict);
  const ok =
    verdict.outcome === outcome &&
    (reason === undefined || verdict.reason === reason) &&
    (granted === undefined || verdict.granted === granted) &&
    (draws === undefined || sameDraws(gave, new Map(Object.entries(draws)))) &&
    isCited(each.expect, facts.permission.citation);
  const told = { outcome: verdict.outcome, reason: verdict.reason, granted: verdict.granted, draws: gave };
  const found = `${checkWords(told)}, by ${citedWords(facts.permission.citation)}`;
  return { ok, expected: checkExpected(each), found };
}

/** What each layer gave, in their order; those that gave nothing are left out. */
function drawsByLayer({ draws }: Verdict): Map<string, Nano> {
  const gave = new Map<string, Nano>();
  for (const { source, amount } of draws) gave.set(source, (gave.get(source) ?? 0n) + amount);
  return gave;
}

/** What is expected of nothing may be left out, or said. */
function sameDraws(gave: ReadonlyMap<string, Nano>, expected: ReadonlyMap<string, Nano>): boolean {
  const sources = new Set([...gave.keys(), ...expected.keys()]);
  return [...sources].every((source) => (gave.get(source) ?? 0n) === (expected.get(source) ?? 0n));
}

/** The line and the words of a rule that a case expects. */
type Why = Pick<PermissionTerms, 'line' | 'rule'>;

function isCited({ line, rule }: Why, citation: Citation): boolean {
  return (line === undefined || citation.line === line) && (rule === undefined || citation.rule === ruleWords(rule));
}

/** A rule as citations show it, however it is spaced in the case. */
function ruleWords(rule: string): string {
  const columns = rule.trim().split(/[ \t]*,[ \t]*/);
  return columns.map((column) => column.replace(/[ \t]+/g, ' ')).join(', ');
}

function citedWords({ line, rule }: Citation): string {
  return line === null ? rule : `line ${line}: ${rule}`;
}

function whyWords({ line, rule }: Why): string {
  const parts = [...(line === undefined ? [] : [`line ${line}`]), ...(rule === undefined ? [] : [ruleWords(rule)])];
  return parts.length ? `, by ${parts.join(': ')}` : '';
}

function permissionExpected(each: PermissionTerms): string {
  return `${each.expect}${whyWords(each)}`;
}

function checkExpected({ expect }: CheckTerms): string {
  const { draws, ...told } = expect;
  return `${checkWords({ ...told, draws: draws && new Map(Object.entries(draws)) })}${whyWords(expect)}`;
}

interface CheckWords {
  outcome: string;
  reason?: string | undefined;
  granted?: Nano | undefined;
  draws?: ReadonlyMap<string, Nano> | undefined;
}

function checkWords({ outcome, reason, granted, draws }: CheckWords): string {
  const parts = [outcome];
  if (reason !== undefined && reason !== outcome) parts.push(reason);
  if (granted !== undefined) parts.push(`granted ${formatCredits(granted)}`);
  if (draws !== undefined) {
    const each = [...draws].map(([source, amount]) => `${source} ${formatCredits(amount)}`);
    parts.push(each.length ? `draws ${each.join(' + ')}` : 'no draws');
  }
  return parts.join(', ');
}
