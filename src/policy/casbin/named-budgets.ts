/**
 * The budgets that `p3` lines name: lines with one who, object, source and period are one, with one cap at most and
 * any number of alerts. How it is paced is said by the cap, and is no part of the name.
 */
import type { BudgetTerms } from '../../core/words.js';
import { keyOfBudget } from '../budget-address.js';
import { PERIOD_WINDOW } from '../budget-period.js';
import type { BudgetName } from '../budget-terms.js';
import type { BudgetLine, Reach } from './budget-line.js';
import type { Finding } from './finding.js';

export interface NamedBudget extends BudgetName, Reach {
  /** The first of its lines: its place among the others. */
  line: number;
  terms: Omit<BudgetTerms, 'address' | 'subject' | 'session'>;
}

/** @param lines of a sound file, in its order */
export function namedBudgets(lines: readonly BudgetLine[]): NamedBudget[] {
  return [...Map.groupBy(lines, keyOfBudget).values()].map((own) => {
    const [{ line, who, object, source, period, subject, per, lasts }] = own as [BudgetLine];
    const cap = own.find(({ effect }) => effect === 'cap');
    const alerts = own
      .filter(({ effect }) => effect === 'alert')
      .map((alert) => ({ at: alert.amount, line: alert.line }))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const name = { who, object, source, period };
    const window = { name: PERIOD_WINDOW, capacity: cap?.amount ?? 0n, ...lasts };
    const limit = cap ? { limit: cap.amount, line: cap.line } : null;
    return { ...name, subject, per, line, terms: { ...name, window, paced: cap?.paced ?? null, cap: limit, alerts } };
  });
}

/** What lines of one name may not say of one another, each with its line; rules that stand twice are told elsewhere. */
export function mistakesInBudgets(lines: readonly BudgetLine[]): Finding[] {
  const first = new Map<string, BudgetLine>();
  const rules = new Set<string>();
  return lines.flatMap((each) => {
    if (rules.has(each.rule)) return [];
    rules.add(each.rule);
    const { effect, amount, line } = each;
    const key = `${keyOfBudget(each)},${effect === 'cap' ? 'cap' : amount}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, each);
      return [];
    }
    const named = `${each.who}, ${each.object}, ${each.source}, ${each.period}`;
    const has = effect === 'cap' ? 'its cap' : 'an alert at that amount';
    const message = `the budget ${named} has ${has} in line ${earlier.line} already`;
    return [{ rule: 'policy/budget-twice', line, message }];
  });
}
