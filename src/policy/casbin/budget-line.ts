/**
 * The lines of teams and budgets, strictly: `g2`, who is in which team, and `p3`, the most that may be spent. Each
 * knows itself and the catalog; what lines say of one another, and teams of teams, is for others.
 */
import { asking, nearestOf } from '../../catalog/nearest-name.js';
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
  type Reports,
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
export function teamLine({ line, rule, columns }: Said, at: Reports): TeamLine {
  const [subject = '', team = ''] = columns;
  if (subject.startsWith('team:')) checkTeam(subject, at(1));
  else if (subject.startsWith('group:')) checkGroup(subject, at(1), 'name one group');
  else if (subject === '*') {
    const message = '* is in no team; a budget of everybody is one of tenant, or of each tenant';
    at(1)('policy/everybody-in-team', message);
  } else checkSubject(subject, at(1));
  checkTeam(team, at(2));
  return { kind: 'g2', line, rule, subject, team };
}

/** Reads the columns of a `p3` line; what it reports makes the line worth nothing. */
export function budgetLine({ line, rule, columns }: Said, reading: Reading, at: Reports): BudgetLine {
  const [who = '', object = '', source = '', credits = '', periodText = '', effect = ''] = columns;
  const reach = checkWho(who, at(1));
  const parsed = parseObject(object);
  if (parsed && parsed.kind !== 'product') {
    at(2)('policy/budget-of-product', `p3 speaks of products, not of "${object}"`);
  } else checkObject(object, reading, at(2));
  checkSource(source, at(3));
  const amount = checkAmount(credits, effect, at(4));
  const period = parsePeriod(periodText);
  if (typeof period === 'string') at(5)('policy/period', period);
  if (effect !== 'cap' && effect !== 'alert') {
    const message = `"${effect}" is neither cap nor alert (exactly so, in lower case)`;
    at(6)('policy/budget-kind', message, nearestOf(effect, ['cap', 'alert']));
  } else if (effect === 'alert' && typeof period !== 'string' && period.paced !== null) {
    const message = `an alert tells when so much is spent, at whatever pace; leave out "paced ${period.paced}"`;
    at(5)('policy/alert-has-pace', message, periodText.replace(/ paced (daily|hourly)/, ''));
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
    if (!each) report('policy/budget-reach', 'a budget of sessions is one of each session', 'each session');
    return { subject: '*', per: 'session' };
  }
  if (whom === 'tenant') return { subject: '*', per };
  if (/^(?:team|role|group):/.test(whom)) checkNameOfWho(whom, report);
  else {
    const near = nearestOf(whom, ['tenant', 'session']);
    const instead = near && (each || near === 'session' ? `each ${near}` : near);
    report('policy/budget-reach', `"${who}" has no budgets; write ${WHOS}${asking(near)}`, instead);
  }
  return { subject: whom, per };
}

function checkSource(source: string, report: Report): void {
  if (source === 'any' || source === 'paid' || layerOf(source) !== null) return;
  const words = ['any', 'paid', ...LAYER_WORDS];
  const whole = words.filter((word) => !word.includes('<'));
  const near = nearestOf(source, whole);
  const message = `unknown source "${source}"; sources are ${words.join(', ')}${asking(near)}`;
  report('policy/unknown-source', message, near);
}

function checkAmount(credits: string, effect: string, report: Report): bigint {
  const amount = parseCredits(credits);
  if (amount === null) {
    const most = formatCredits(MAX_NANO);
    const message = `"${credits}" is no amount: digits, like 5000 or 12.5, at most 9 behind the point, at most ${most}`;
    report('policy/amount', message);
  } else if (amount === 0n && effect === 'alert') report('policy/amount', 'an alert tells at an amount above 0');
  return amount ?? 0n;
}
