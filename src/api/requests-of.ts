/**
 * Requests for more of budgets as a caller may see them: whoever has asked, for whom it was asked, and who could answer.
 */
import type { BudgetRequest } from '../books/budget-request.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import type { Context } from './context.js';
import { mayApprove, needsNoLine } from './permissions.js';

/** The request with this id. @throws SpillwayError NOT_FOUND, also where the caller may not see it */
export async function findRequest(context: Context, id: string): Promise<BudgetRequest> {
  const uuid = uuidOf('brq', id);
  const request = uuid === null ? null : await context.loaders.budgetRequest.load(uuid);
  if (request && maySee(context, request)) return request;
  throw new SpillwayError('NOT_FOUND', 'There is no request with this id.');
}

/** Whether the caller has asked, or could answer. */
export function maySee(context: Pick<Context, 'caller' | 'policy'>, request: BudgetRequest): boolean {
  return (needsNoLine(context) && isOwn(context, request)) || mayApprove(context, request.who);
}

/** Whether the caller has asked, or it was asked for the caller. */
export function isOwn(
  { caller }: Pick<Context, 'caller'>,
  { subject, askedBy }: Pick<BudgetRequest, 'subject' | 'askedBy'>,
) {
  return subject === caller.subject || askedBy === caller.subject;
}
