/**
 * Reading notices.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { withAccountObject } from '../api/account-object.js';
import { NOTICES_OF_ACCOUNTS, numberedPages, type ChildPages } from '../api/child-pages.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { addressOf, authorise } from '../api/permissions.js';
import { connectionOf, pageOf, pageRequest, type Connection } from '../api/connection.js';
import { listNotices, NO_KEY } from './find-notices.js';
import { Account } from '../books/account.js';
import { Lot } from '../books/lot.js';
import { Notice } from '../books/notice.js';

const NoticePage = connectionOf('Notice', () => Notice);

@Resolver(() => Notice)
export class NoticesResolver {
  @Query(() => NoticePage, {
    nullable: true,
    description:
      "An account's notices, the newest first. To miss none, subscribe to noticeGiven first and read these then.",
  })
  async notices(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Notice>> {
    const page = pageRequest(first, after, NO_KEY);
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'read');
    const owner = await context.loaders.accountAt.load(address);
    if (!owner) return pageOf([], page, () => '');
    return listNotices(context.database, { tenant: owner.tenantId, accountId: owner.uuid }, page);
  }

  @FieldResolver(() => Lot, { nullable: true, description: 'The lot, as it is now.' })
  async lot(@Root() { lotId }: Notice, @Ctx() { loaders }: Context): Promise<Lot | null> {
    return loaders.lot.load(lotId);
  }
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
