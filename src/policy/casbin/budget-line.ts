/**
 * The lines of teams and budgets, strictly: `g2`, who is in which team, and `p3`, the most that may be spent. Each
 * knows itself and the catalog; what lines say of one another, and teams of teams, is for others.
 */
import { suggest } from '../../catalog/nearest-name.js';
import { formatCredits, MAX_NANO, parseCredits } from '../../core/amounts.js';
import { parsePeriod, type Period } from '../budget-period.js';
import { parseObject } from '../policy-object.js';
import type { BudgetName } from '../budget-terms.js';
import {
  checkGroup,
  checkNameOfWho,
  checkObject,
  checkSubject,
  checkTeam,
  LAYER_WORDS,
  layerOf,
  type Reading,
  type Report,
} from './line-checks.js';

/** `g2`: a subject, a `group:<name>` or a `team:<name>` is in a team. `rule` is the line as citations show it. */
export interface TeamLine {
  kind: 'g2';
  line: number;
  rule: string;
  subject: string;
  team: string;
}

/** Whom a budget speaks of, and whether each of them, or each of their sessions, has one of their own. */
export interface Reach {
  /** Who is reached: `team:x`, `role:x`, `group:x`, or `*` for everybody. */
  subject: string;
  per: 'all' | 'subject' | 'session';
}

/** `p3`: the most that may be spent, or from which amount on somebody is told. */
export interface BudgetLine extends BudgetName, Reach, Pick<Period, 'lasts' | 'paced'> {
  kind: 'p3';
  line: number;
  rule: string;
  amount: bigint;
  effect: 'cap' | 'alert';
}

/** What a line says beside where it stands. */
type Said = { line: number; rule: string; columns: readonly string[] };

/** Reads the columns of a `g2` line; what it reports makes the line worth nothing. */
export function teamLine({ line, rule, columns }: Said, report: Report): TeamLine {
  const [subject = '', team = ''] = columns;
  if (subject.startsWith('team:')) checkTeam(subject, report);
  else if (subject.startsWith('group:')) checkGroup(subject, report, 'name one group');
  else if (subject === '*') report('* is in no team; a budget of everybody is one of tenant, or of each tenant');
  else checkSubject(subject, report);
  checkTeam(team, report);
  return { kind: 'g2', line, rule, subject, team };
}

/** Reads the columns of a `p3` line; what it reports makes the line worth nothing. */
export function budgetLine({ line, rule, columns }: Said, reading: Reading, report: Report): BudgetLine {
  const [who = '', object = '', source = '', credits = '', periodText = '', effect = ''] = columns;
  const reach = checkWho(who, report);
  const parsed = parseObject(object);
  if (parsed && parsed.kind !== 'product') report(`p3 speaks of products, not of "${object}"`);
  else checkObject(object, reading, report);
  checkSource(source, report);
  const amount = checkAmount(credits, effect, report);
  const period = parsePeriod(periodText);
  if (typeof period === 'string') report(period);
  if (effect !== 'cap' && effect !== 'alert') {
    report(`"${effect}" is neither cap nor alert (exactly so, in lower case)`);
  } else if (effect === 'alert' && typeof period !== 'string' && period.paced !== null) {
    report(`an alert tells when so much is spent, at whatever pace; leave out "paced ${period.paced}"`);
  }
  const terms: Period = typeof period === 'string' ? { period: '', lasts: { kind: 'once' }, paced: null } : period;
  const kind = effect === 'alert' ? 'alert' : 'cap';
  return { kind: 'p3', line, rule, who, ...reach, object, source, amount, ...terms, effect: kind };
}

const WHOS = 'tenant, team:<name>, role:<name>, group:<name>, each before any of these, or each session';

function checkWho(who: string, report: Report): Reach {
  const each = who.startsWith('each ');
  const whom = each ? who.slice('each '.length) : who;
  const per = each ? 'subject' : 'all';
  if (whom === 'session') {
    if (!each) report('a budget of sessions is one of each session');
    return { subject: '*', per: 'session' };
  }
  if (whom === 'tenant') return { subject: '*', per };
  if (/^(?:team|role|group):/.test(whom)) checkNameOfWho(whom, report);
  else report(`"${who}" has no budgets; write ${WHOS}${suggest(whom, ['tenant', 'session'])}`);
  return { subject: whom, per };
}

function checkSource(source: string, report: Report): void {
  if (source === 'any' || source === 'paid' || layerOf(source) !== null) return;
  const words = ['any', 'paid', ...LAYER_WORDS];
  const whole = words.filter((word) => !word.includes('<'));
  report(`unknown source "${source}"; sources are ${words.join(', ')}${suggest(source, whole)}`);
}

function checkAmount(credits: string, effect: string, report: Report): bigint {
  const amount = parseCredits(credits);
  if (amount === null) {
    const most = formatCredits(MAX_NANO);
    report(`"${credits}" is no amount: digits, like 5000 or 12.5, at most 9 behind the point, at most ${most}`);
  } else if (amount === 0n && effect === 'alert') report('an alert tells at an amount above 0');
  return amount ?? 0n;
}
