/**
 * What a notice says to a person, in one sentence.
 */
import { formatCredits } from '../core/amounts.js';
import { NEVER } from '../core/windows.js';
import type { BudgetKey } from '../books/budget.js';
import type { BudgetRequestState } from '../books/budget-request.js';
import type { Notice } from '../books/notice.js';

const REQUESTED: Record<BudgetRequestState, (amount: string, budget: string, until: string) => string> = {
  PENDING: (amount, budget, until) => `${amount} credits beyond ${budget} are asked for: answer by ${until}.`,
  APPROVED: (amount, budget, until) => `${amount} credits beyond ${budget} are approved, until ${until}.`,
  REJECTED: (amount, budget) => `The request for ${amount} credits beyond ${budget} was rejected.`,
  WITHDRAWN: (amount, budget) => `The request for ${amount} credits beyond ${budget} was withdrawn.`,
  EXPIRED: (amount, budget) => `The request for ${amount} credits beyond ${budget} expired without an answer.`,
};

/** @param budget what it is about, where it is about one */
export function sentenceOf(notice: Notice, budget: BudgetKey | null): string {
  const { kind, percent, alert, days, expiresAt, requestState } = notice;
  const amount = formatCredits(notice.amount);
  const until = expiresAt.getTime() >= NEVER ? 'further notice' : expiresAt.toISOString();
  const of = budget ? `the budget of ${budget.who} (${budget.object}, ${budget.source}, ${budget.period})` : 'a budget';
  if (kind === 'BUDGET') {
    const reached = alert === null ? `${percent} % or more` : `the ${formatCredits(alert)} credits of an alert`;
    return `${amount} credits of ${of} are spent: ${reached}. ${ends(expiresAt)}`;
  }
  if (kind === 'BUDGET_REQUEST') return REQUESTED[requestState ?? 'PENDING'](amount, of, until);
  return `${amount} credits expire within ${days === 1 ? 'a day' : `${days} days`}, at ${until}.`;
}

function ends(expiresAt: Date): string {
  return expiresAt.getTime() >= NEVER ? 'It never begins anew.' : `It begins anew at ${expiresAt.toISOString()}.`;
}
