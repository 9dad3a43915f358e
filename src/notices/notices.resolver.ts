/**
 * Reading notices.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { withAccountObject } from '../api/account-object.js';
import { NOTICES_OF_ACCOUNTS, numberedPages, type ChildPages } from '../api/child-pages.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { authoriseReading, budgetAt, findBudget, mayReadBudget } from '../api/budgets-of.js';
import { addressOf, type AccountArgs } from '../api/permissions.js';
import { maySee } from '../api/requests-of.js';
import { connectionOf, pageOf, pageRequest, type Connection } from '../api/connection.js';
import { listNotices, NO_KEY } from './find-notices.js';
import { sentenceOf } from './notice-sentence.js';
import { badInput } from '../errors.js';
import { budgetUuid } from '../ids.js';
import { Account } from '../books/account.js';
import { Budget } from '../books/budget.js';
import { BudgetRequest } from '../books/budget-request.js';
import { Lot } from '../books/lot.js';
import { Notice } from '../books/notice.js';

const NoticePage = connectionOf('Notice', () => Notice);

@Resolver(() => Notice)
export class NoticesResolver {
  @Query(() => NoticePage, {
    nullable: true,
    description:
      'The notices of an account or a budget, the newest first. To miss none, subscribe to noticeGiven first and read these then.',
  })
  async notices(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('budget', () => ID, { nullable: true, description: 'A budget, bud_…: how much of it was spent when.' })
    budget: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Notice>> {
    const page = pageRequest(first, after, NO_KEY);
    const address = await addressToRead(context, { account, subject, pool, budget });
    const owner = await context.loaders.accountAt.load(address);
    if (!owner) return pageOf([], page, () => '');
    return listNotices(context.database, { tenant: owner.tenantId, accountId: owner.uuid }, page);
  }

  @FieldResolver(() => Lot, { nullable: true, description: 'The lot, as it is now.' })
  async lot(@Root() { lotId }: Notice, @Ctx() { loaders }: Context): Promise<Lot | null> {
    return lotId === null ? null : loaders.lot.load(lotId);
  }

  @FieldResolver(() => Budget, {
    nullable: true,
    description: 'The budget, as it stands now; null for notices of lots, and where you may not see it.',
  })
  async budget(@Root() { budgetId }: Notice, @Ctx() context: Context): Promise<Budget | null> {
    const account = budgetId === null ? null : await context.loaders.account.load(budgetId);
    const budget = account && (await budgetAt(context, account.address));
    return budget && mayReadBudget(context, budget.key) ? budget : null;
  }

  @FieldResolver(() => BudgetRequest, {
    nullable: true,
    description: 'The request, as it is now; null for other notices, and where you may not see it.',
  })
  async request(@Root() { requestId }: Notice, @Ctx() context: Context): Promise<BudgetRequest | null> {
    const request = requestId === null ? null : await context.loaders.budgetRequest.load(requestId);
    return request && maySee(context, request) ? request : null;
  }

  @FieldResolver(() => String, { description: 'One sentence for a person.' })
  async message(@Root() notice: Notice, @Ctx() { loaders }: Context): Promise<string> {
    const account = notice.budgetId === null ? null : await loaders.account.load(notice.budgetId);
    return sentenceOf(notice, account && (await loaders.budget.load(budgetUuid(account.address))));
  }
}

/**
 * The address of the account whose notices are asked for: at most one is named.
 * @throws SpillwayError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN where the caller may not read it
 */
async function addressToRead(
  context: Context,
  { budget, ...args }: AccountArgs & { budget: string | null },
): Promise<string> {
  if (budget == null) {
    const address = await addressOf(context, args);
    await authoriseReading(context, address);
    return address;
  }
  if (Object.values(args).some((name) => name != null)) {
    throw badInput('Name one: an account, a subject, a pool or a budget.', 'budget');
  }
  return (await findBudget(context, budget)).address;
}

const noticesOfAccounts = perOperation<Context, ChildPages<Notice>>(
  ({ database, loaders: { bytes }, caller: { tenant: tenantId } }) =>
    numberedPages(
      { database, bytes, tenantId },
      NOTICES_OF_ACCOUNTS,
      (em, of) =>
        em.find(Notice, { tenantId, $or: of.map(({ accountId, numbers }) => ({ accountId, no: { $in: numbers } })) }),
      ({ no }) => no,
    ),
);

@Resolver(() => Account)
export class AccountNoticesResolver {
  @FieldResolver(() => NoticePage, { description: 'Its notices, the newest first.' })
  notices(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Notice>> {
    return noticesOfAccounts(context).load({ parent, ...pageRequest(first, after, NO_KEY) });
  }
}

export const NoticeAccountResolver = withAccountObject(() => Notice, 'The account that it is about');
