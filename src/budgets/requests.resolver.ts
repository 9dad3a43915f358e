/**
 * Asking for more of a budget, and answering: arguments and permission; the work is done elsewhere.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { connectionOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { budgetAt } from '../api/budgets-of.js';
import type { Context } from '../api/context.js';
import { Budget } from '../books/budget.js';
import { BudgetRequest, BudgetRequestState } from '../books/budget-request.js';
import { Lot } from '../books/lot.js';
import { decideRequest, MOST_PENDING, requestBudget, withdrawRequest } from './ask-for-more.js';
import { assertUnscoped } from './ask-permission.js';
import { listRequests } from './list-requests.js';
import { DecideBudgetRequestInput, RequestBudgetInput } from './request-input.js';

const RequestPage = connectionOf('BudgetRequest', () => BudgetRequest);

@Resolver(() => BudgetRequest)
export class BudgetRequestResolver {
  @Query(() => RequestPage, {
    nullable: true,
    description:
      'Requests for more of budgets, the newest first: yours, and those that you could answer, as they are now.',
  })
  budgetRequests(
    @Arg('state', () => BudgetRequestState, { nullable: true, description: 'Only in this state.' })
    state: BudgetRequestState | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BudgetRequest>> {
    return listRequests(context, { state: state ?? null }, pageRequest(first, after, UUID_KEY));
  }

  @Mutation(() => BudgetRequest, {
    nullable: true,
    description:
      'Asks for more of a budget, exactly once per key: whom it counts does, or who has act_for. Whoever has approve on ' +
      `it answers within 14 days; at most ${MOST_PENDING.ofCallerOnBudget} of yours may wait on one budget, and ` +
      `${MOST_PENDING.ofCaller} in all.`,
  })
  async requestBudget(
    @Arg('input', () => RequestBudgetInput, { description: 'Of which budget, how much, until when, and why.' })
    input: RequestBudgetInput,
    @Ctx() context: Context,
  ): Promise<BudgetRequest> {
    assertUnscoped(context);
    return requestBudget(context, input);
  }

  @Mutation(() => BudgetRequest, {
    nullable: true,
    description:
      'Answers a request, exactly once per key. Needs approve on the budget; whoever asked never answers. What is ' +
      'approved counts once what the budget has released of its limit is gone.',
  })
  async decideBudgetRequest(
    @Arg('input', () => DecideBudgetRequestInput, { description: 'Which request, and the answer.' })
    input: DecideBudgetRequestInput,
    @Ctx() context: Context,
  ): Promise<BudgetRequest> {
    assertUnscoped(context);
    return decideRequest(context, input);
  }

  @Mutation(() => BudgetRequest, {
    nullable: true,
    description:
      'Takes back a request that nobody has answered: who asked may, and who has act_for. Again, it changes nothing.',
  })
  async withdrawBudgetRequest(
    @Arg('requestId', () => ID, { description: 'The request, brq_….' }) requestId: string,
    @Ctx() context: Context,
  ): Promise<BudgetRequest> {
    assertUnscoped(context);
    return withdrawRequest(context, requestId);
  }

  @FieldResolver(() => BudgetRequestState, { description: 'What became of it by now.' })
  state(@Root() request: BudgetRequest, @Ctx() { ledger }: Context): BudgetRequestState {
    return request.stateAt(ledger.wallClock());
  }

  @FieldResolver(() => Budget, { description: 'The budget, as it stands now.' })
  async budget(@Root() { accountId }: BudgetRequest, @Ctx() context: Context): Promise<Budget> {
    const account = await context.loaders.account.load(accountId);
    const budget = account && (await budgetAt(context, account.address));
    if (!budget) throw new Error(`the account ${accountId} is no budget's`);
    return budget;
  }

  @FieldResolver(() => Lot, { nullable: true, description: 'What was approved, as it is now; null where nothing was.' })
  async increase(@Root() { lotId }: BudgetRequest, @Ctx() { loaders }: Context): Promise<Lot | null> {
    return lotId === null ? null : loaders.lot.load(lotId);
  }
}
