/**
 * Who may ask for more of a budget, and who may answer. Whoever asks never answers.
 */
import { subjectAddress } from '../core/address.js';
import type { BudgetRequest } from '../books/budget-request.js';
import type { BudgetKey } from '../books/budget.js';
import { findBudget } from '../api/budgets-of.js';
import type { Context } from '../api/context.js';
import { mayActFor, mayApprove, needsNoLine } from '../api/permissions.js';
import { isOwn } from '../api/requests-of.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { budgetAddress } from '../policy/budget-address.js';

/** A budget of which more is asked for, and for whom. */
export interface AskedOf {
  key: BudgetKey;
  address: string;
  subject: string;
}

/**
 * The budget with this id, and for whom the caller may ask for more of it: itself, where it counts what the caller uses;
 * the subject whose it is, where the caller may act for that one.
 * @throws SpillwayError NOT_FOUND; FORBIDDEN where the caller may not see it, or not ask
 */
export async function budgetToAskFor(context: Context, id: string): Promise<AskedOf> {
  const { caller, policy } = context;
  const key = await findKey(context, id);
  const address = budgetAddress(key, key.subject, key.session);
  const counts = policy.budgets.budgetsOf(caller, key.session).some((terms) => terms.address === address);
  if (needsNoLine(context) && (counts || key.subject === caller.subject)) {
    return { key, address, subject: caller.subject };
  }
  if (mayActFor(context, key.subject === null ? '*' : subjectAddress(key.subject))) {
    return { key, address, subject: key.subject ?? caller.subject };
  }
  throw new SpillwayError('FORBIDDEN', 'Whom a budget counts asks for more of it, or who may act for them.');
}

/** Whoever may act for its subject may name it, too. */
async function findKey(context: Context, id: string): Promise<BudgetKey> {
  const uuid = uuidOf('bud', id);
  const row = uuid === null ? null : await context.loaders.budget.load(uuid);
  if (row && row.subject !== null && mayActFor(context, subjectAddress(row.subject))) return row;
  return (await findBudget(context, id)).key;
}

/** @throws SpillwayError FORBIDDEN for a scoped token: none of its words lets it ask or answer */
export function assertUnscoped(context: Context): void {
  if (needsNoLine(context)) return;
  throw new SpillwayError('FORBIDDEN', "Your token's scope does not let you ask for more of a budget, or answer.");
}

/** @throws SpillwayError FORBIDDEN unless the caller may answer it */
export function authoriseAnswer(context: Context, request: BudgetRequest): void {
  if (!mayApprove(context, request.who)) {
    throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you approve more of this budget.");
  }
  if (isOwn(context, request)) throw new SpillwayError('FORBIDDEN', 'Whoever asks for more of a budget never answers.');
}

/** @throws SpillwayError FORBIDDEN unless the caller may take it back */
export function authoriseWithdrawal(context: Context, request: BudgetRequest): void {
  if (needsNoLine(context) && isOwn(context, request)) return;
  if (mayActFor(context, subjectAddress(request.subject))) return;
  throw new SpillwayError('FORBIDDEN', 'Only who has asked withdraws a request, or who may act for its subject.');
}
