/**
 * Requests for more of budgets as a caller may see them: whoever has asked, for whom it was asked, who acts for them, and
 * who could answer.
 */
import { subjectAddress } from '../core/address.js';
import type { BudgetRequest } from '../books/budget-request.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import type { Context } from './context.js';
import { mayActFor, mayApprove, needsNoLine } from './permissions.js';

/** The request with this id; null where there is none that the caller may see. */
export async function requestWithId(context: Context, id: string): Promise<BudgetRequest | null> {
  const uuid = uuidOf('brq', id);
  const request = uuid === null ? null : await context.loaders.budgetRequest.load(uuid);
  return request && maySee(context, request) ? request : null;
}

/** The request with this id. @throws SpillwayError NOT_FOUND, also where the caller may not see it */
export async function findRequest(context: Context, id: string): Promise<BudgetRequest> {
  const request = await requestWithId(context, id);
  if (request) return request;
  throw new SpillwayError('NOT_FOUND', 'There is no request with this id.');
}

/** Whether the caller has asked, could answer, or may act for whom it was asked. */
export function maySee(context: Pick<Context, 'caller' | 'policy'>, request: BudgetRequest): boolean {
  if (needsNoLine(context) && isOwn(context, request)) return true;
  return mayApprove(context, request.who) || mayActFor(context, subjectAddress(request.subject));
}

/** Whether the caller has asked, or it was asked for the caller. */
export function isOwn(
  { caller }: Pick<Context, 'caller'>,
  { subject, askedBy }: Pick<BudgetRequest, 'subject' | 'askedBy'>,
) {
  return subject === caller.subject || askedBy === caller.subject;
}
