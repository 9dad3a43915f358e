/**
 * Builders for tests of budgets: their terms, the accounts that they count on, and facts in which they count a check.
 */
import { layersThrough } from '../../src/core/budgets.js';
import { formatCredits } from '../../src/core/amounts.js';
import { account, credits, DAY, facts, lot, NOW } from './build.js';
import type { Account, Lot, WindowInstance } from '../../src/core/account.js';
import type { BudgetCount, Facts } from '../../src/core/facts.js';
import type { BudgetTerms, Instant, WindowTerms } from '../../src/core/words.js';

/** When the UTC month of {@link NOW} ends. */
export const MONTH_END: Instant = Date.UTC(2026, 1, 1);

/** A monthly cap of so many credits, on a policy line of its own; null: alerts only. */
export function budget(name: string, limit: number | null, more: Partial<BudgetTerms> = {}): BudgetTerms {
  const window: WindowTerms = { name: 'period', capacity: credits(limit ?? 0), kind: 'calendar', period: 'month' };
  const cap = limit === null ? null : { limit: credits(limit), line: 10 + name.length };
  const about = { who: `team:${name}`, object: 'product:*', source: 'any', period: 'month' };
  const shared = { subject: null, session: null };
  return { address: `budget:${name}`, ...about, ...shared, window, paced: null, cap, alerts: [], ...more };
}

/** What a budget's period has counted since an hour ago. */
export function counted(used: number, held = 0, more: Partial<WindowInstance> = {}): WindowInstance[] {
  const since = { name: 'period', startedAt: NOW - DAY, resetsAt: MONTH_END };
  return [{ ...since, used: credits(used), held: credits(held), ...more }];
}

/** Approved credits. */
export function increase(id: string, amount: number, more: Partial<Lot> = {}): Lot {
  return lot(id, amount, { kind: 'INCREASE', expiresAt: MONTH_END, ...more });
}

/** The account of a budget. */
export function budgetOn(terms: BudgetTerms, windows: WindowInstance[] = [], more: Partial<Account> = {}): Account {
  const { address } = terms;
  return account({ id: `acc_${address}`, address, plan: null, windowTerms: [terms.window], windows, ...more });
}

/** Facts in which these budgets count the check, each with its account; one that is not given is empty. */
export function counting(
  more: Partial<Facts>,
  budgets: BudgetTerms[],
  given: Account[] = [],
  others: Account[] = [],
): Facts {
  const made = budgets.map((terms) => given.find(({ address }) => address === terms.address) ?? budgetOn(terms));
  const own = facts(more, others);
  const through = layersThrough(own.layers, budgets);
  const all = new Map([...own.others.values(), ...made].map((each) => [each.address, each]));
  return { ...own, budgets, layers: through, others: all };
}

/** How a draw counted, in words: `search 5+2 a:1`, the period's share and the increases with their lots. */
export function told(counts: readonly BudgetCount[] = []): string[] {
  return counts.map(({ account: on, amount, increases }) => {
    const more = increases.map((each) => ` ${each.lot}:${formatCredits(each.amount)}`).join('');
    return `${on.replace('budget:', '')} ${formatCredits(amount)}${more}`;
  });
}

/** What a budget's period has counted, as `used/held`; empty where none runs. */
export function standing({ windows }: Account): string[] {
  return windows.map(({ used, held }) => `${formatCredits(used)}/${formatCredits(held)}`);
}
