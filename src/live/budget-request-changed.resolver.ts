/**
 * The subscription to requests for more of budgets. Who may watch is decided before the first and again at each, by the
 * policy of that instant.
 */
import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import { BudgetRequest } from '../books/budget-request.js';
import { mayAnswerAny, needsNoLine } from '../api/permissions.js';
import { SpillwayError } from '../errors.js';
import type { RequestsContext } from './live-requests.js';
import { MOST_WAITING, type RequestWatch } from './request-watch.js';

@Resolver()
export class BudgetRequestChangedResolver {
  @Subscription(() => BudgetRequest, {
    description:
      `Requests for more of budgets: first the newest ${MOST_WAITING} as they are now, also after a reconnect, the oldest of ` +
      'them first; then each that is made, answered, withdrawn or expired, as it is by then. Each change is told at least ' +
      'once, or by a later one of the same request.',
    subscribe: ({ args, context }: { args: { everyone: boolean }; context: RequestsContext }) =>
      watchRequests(context, args.everyone),
  })
  budgetRequestChanged(
    @Root() request: BudgetRequest,
    @Arg('everyone', () => Boolean, {
      defaultValue: false,
      description: 'Those that you could answer, too. Takes approve on some budget.',
    })
    _: boolean,
  ): BudgetRequest {
    return request;
  }
}

/** @throws SpillwayError FORBIDDEN */
function watchRequests(context: RequestsContext, everyone: boolean): RequestWatch {
  if (everyone && !mayAnswerAny(context)) {
    throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you approve more of any budget.");
  }
  if (!everyone && !needsNoLine(context)) {
    throw new SpillwayError('FORBIDDEN', "Your token's scope does not let you watch requests.");
  }
  return context.liveRequests.watch(context, everyone);
}
