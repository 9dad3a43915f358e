/**
 * The addresses of the accounts that count budgets: a part that people can read, and a digest that keeps them apart.
 * Names may be longer than an address, and hold any character; no two budgets, subjects or sessions have one address.
 */
import { hash } from 'node:crypto';
import type { BudgetName } from './budget-terms.js';

/** How much of each is shown, in characters: what is cut off, the digest still covers. */
const SHOWN = { name: 80, subject: 24, session: 16 };

/** The most characters that an address has, all of them ASCII; the digest has 43. */
export const LONGEST_BUDGET_ADDRESS = 'budget:'.length + SHOWN.name + SHOWN.subject + SHOWN.session + 3 + 43;

/** What tells budgets apart, as one text: no column of a policy holds a comma. */
export function keyOfBudget({ who, object, source, period }: BudgetName): string {
  return [who, object, source, period].join(',');
}

/**
 * The address of an account that counts a budget.
 * @param subject whose it is; null where all share it
 * @param session of that subject; null where all sessions share it
 */
export function budgetAddress(name: BudgetName, subject: string | null, session: string | null): string {
  const { who, object, source, period } = name;
  // JSON tells null from a text, and where each text ends.
  const digest = hash('sha256', JSON.stringify([who, object, source, period, subject, session]), 'base64url');
  const named = shown([who, object, source, period].join('|'), SHOWN.name);
  const whose = subject === null ? '' : `|${shown(subject, SHOWN.subject)}`;
  const ofTask = session === null ? '' : `|${shown(session, SHOWN.session)}`;
  return `budget:${named}${whose}${ofTask}#${digest}`;
}

function shown(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[^A-Za-z0-9:*|/._-]/g, '_');
}
