/**
 * The subscription to an account's notices. Who may read them is decided before the first and again at each, by the
 * policy of that instant.
 */
import { Args, ArgsType, Ctx, Field, ID, Resolver, Root, Subscription } from 'type-graphql';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { findNotice } from './find-notices.js';
import { Notice } from '../books/notice.js';
import { authoriseReading } from '../api/budgets-of.js';
import { accountNamed } from '../live/balance-changed.resolver.js';
import type { NoticesContext } from './live-notices.js';
import type { GivenNotice } from './read-notices.js';
import type { Watch } from '../live/watch.js';

@ArgsType()
class NoticeGivenArgs {
  @Field(() => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: "A subject's account." }) subject?: string | null;
  @Field(() => ID, { nullable: true, description: 'A pool.' }) pool?: string | null;
  @Field(() => ID, { nullable: true, description: 'A budget, bud_…: how much of it is spent.' }) budget?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The last notice you know, ntc_…: every one given after it comes first. Without it, only new ones.',
  })
  afterNotice?: string | null;
}

@Resolver()
export class NoticeGivenResolver {
  @Subscription(() => Notice, {
    description:
      "An account's or a budget's notices as they are given, the caller's own unless another is named: in order, each " +
      'once. What is to be sent by mail or chat is best taken from here, resuming after the notice that was sent last.',
    subscribe: ({ args, context }: { args: NoticeGivenArgs; context: NoticesContext }) => watchNotices(context, args),
  })
  async noticeGiven(
    @Root() { address, notice }: GivenNotice,
    @Args(() => NoticeGivenArgs) _: NoticeGivenArgs,
    @Ctx() context: NoticesContext,
  ): Promise<Notice> {
    await authoriseReading(context, address);
    return notice;
  }
}

/**
 * Starts to watch, where the caller may read the account.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND
 */
export async function watchNotices(context: NoticesContext, args: NoticeGivenArgs): Promise<Watch<GivenNotice>> {
  const { account } = await accountNamed(context, args);
  const { afterNotice } = args;
  if (afterNotice == null) return context.notices.watch(account, null);
  const uuid = uuidOf('ntc', afterNotice);
  const known = uuid && (await findNotice(context.database, account.tenant, uuid));
  if (known && known.accountId === account.accountId) return context.notices.watch(account, known.no);
  throw new SpillwayError('NOT_FOUND', 'afterNotice: this account has no such notice.');
}
