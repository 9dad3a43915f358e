/**
 * Asking for usage over time. Authorises, validates and hands on.
 */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Instant } from '../core/words.js';
import { badInput } from '../errors.js';
import { DateTime } from '../scalars.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise, type AccountArgs } from '../api/permissions.js';
import { cleanName } from '../text.js';
import { readUsage } from './read-usage.js';
import { isTimeZone, type BucketSize } from './time-buckets.js';
import { UsageBucket, UsageGroup, UsageSeries } from './usage-series.js';
import { SLOT_MS } from '../books/usage-sums.js';

const MOST_DAYS = 400;
const MOST_MS = MOST_DAYS * 24 * 3_600_000;
const LAST_YEAR = 9998;

@Resolver()
export class UsageSeriesResolver {
  @Query(() => UsageSeries, {
    nullable: true,
    description:
      'Usage over time, in hours or days: what was used, what it cost, and who paid. Usage counts at the instant at ' +
      'which it happened, from a moment after it was recorded; what was set aside does not count.',
  })
  async usage(
    @Arg('account', () => ID, { nullable: true, description: "A subject's account." }) account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('everyone', () => Boolean, { defaultValue: false, description: 'All of the tenant. Takes read on account:*.' })
    everyone: boolean,
    @Arg('product', () => ID, { nullable: true, description: 'Only of this product.' }) product: string | null,
    @Arg('session', () => ID, { nullable: true, description: 'Only of this session.' }) session: string | null,
    @Arg('from', () => DateTime, { description: 'At or after this instant; widened back to a quarter of an hour.' })
    from: Date,
    @Arg('to', () => DateTime, { description: `Before this instant, widened likewise; at most ${MOST_DAYS} days on.` })
    to: Date,
    @Arg('bucket', () => UsageBucket, { defaultValue: 'HOUR', description: 'How long each point is.' })
    bucket: BucketSize,
    @Arg('timeZone', () => String, { defaultValue: 'UTC', description: 'Whose hours and days: an IANA name.' })
    timeZone: string,
    @Arg('groupBy', () => [UsageGroup], { defaultValue: [], description: 'What to tell apart.' })
    groupBy: UsageGroup[],
    @Ctx() context: Context,
  ): Promise<UsageSeries> {
    const address = await whose(context, { account, subject }, everyone);
    if (!isTimeZone(timeZone)) throw badInput('timeZone is no IANA time zone, such as Europe/Vienna.', 'timeZone');
    if (address === null && session == null && groupBy.includes('SESSION')) {
      throw badInput('groupBy SESSION goes with one account or one session.', 'groupBy');
    }
    return readUsage(context.database, {
      tenant: context.caller.tenant,
      address,
      product: product == null ? null : cleanName('product', product, 100),
      session: session == null ? null : cleanName('session', session, 200),
      ...wholeSlots(from, to),
      bucket,
      timeZone,
      groupBy,
    });
  }
}

/** The address whose usage is asked for; null for everyone's. */
async function whose(context: Context, args: AccountArgs, everyone: boolean): Promise<string | null> {
  if (!everyone) {
    const address = await addressOf(context, args);
    authorise(context, address, 'read');
    return address;
  }
  if (args.account != null || args.subject != null)
    throw badInput('everyone goes without account and subject.', 'everyone');
  authorise(context, '*', 'read');
  return null;
}

function wholeSlots(from: Date, to: Date): { from: Instant; to: Instant } {
  const [first, last] = [from.getTime(), to.getTime()];
  if (first >= last) throw badInput('from lies before to.', 'from');
  if (last - first > MOST_MS) throw badInput(`from and to are at most ${MOST_DAYS} days apart.`, 'from');
  if (first < 0 || to.getUTCFullYear() > LAST_YEAR) throw badInput(`from and to lie between 1970 and ${LAST_YEAR}.`);
  return { from: Math.floor(first / SLOT_MS) * SLOT_MS, to: Math.ceil(last / SLOT_MS) * SLOT_MS };
}
