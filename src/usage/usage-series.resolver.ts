/**
 * Asking for usage over time. Authorises, validates and hands on.
 */
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from 'type-graphql';
import type { Instant } from '../core/words.js';
import { badInput } from '../errors.js';
import { DateTime } from '../scalars.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { addressOf, authorise, type AccountArgs } from '../api/permissions.js';
import { Account } from '../books/account.js';
import { cleanName, LONGEST } from '../text.js';
import { MOST_EVENTS, type LabelAsked } from './read-labelled.js';
import { readUsage } from './read-usage.js';
import { isTimeZone, type BucketSize } from './time-buckets.js';
import { UsageBucket, UsageGroup, UsageSeries } from './usage-series.js';
import { SLOT_MS } from '../books/usage-sums.js';

const MOST_DAYS = 400;
const DAY_MS = 24 * 3_600_000;
const MOST_MS = MOST_DAYS * DAY_MS;
/** Events are read where labels are asked for. */
const MOST_LABELLED_DAYS = 31;
const LAST_YEAR = 9998;
/** Each is read on its own. */
const MOST_ACCOUNTS = 10;

@InputType({ description: 'A label of usage.' })
export class UsageLabelInput {
  @Field(() => String, { description: 'Its name.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Its value; null only with groupBy LABEL: every value.' })
  value?: string | null;
}

@ArgsType()
export class UsageArgs {
  @Field(() => ID, { nullable: true, description: 'Only of this product.' }) product?: string | null;
  @Field(() => ID, { nullable: true, description: 'Only of this session.' }) session?: string | null;
  @Field(() => DateTime, {
    description: `At or after this instant; widened back to a quarter of an hour. 1970 to ${LAST_YEAR}.`,
  })
  from!: Date;
  @Field(() => DateTime, { description: `Before this instant, widened likewise. At most ${MOST_DAYS} days on.` })
  to!: Date;
  @Field(() => UsageBucket, { defaultValue: 'HOUR', description: 'How long each point is.' }) bucket!: BucketSize;
  @Field(() => String, { defaultValue: 'UTC', description: 'Whose hours and days: an IANA name.' }) timeZone!: string;
  @Field(() => [UsageGroup], { defaultValue: [], description: 'What to tell apart.' }) groupBy!: UsageGroup[];
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Where grouped: every group has a point in every hour or day, also without usage.',
  })
  fill!: boolean;
  @Field(() => UsageLabelInput, {
    nullable: true,
    description:
      'Only usage with this label, or with groupBy LABEL the label whose values are told apart. Events are read for ' +
      `it: at most ${MOST_LABELLED_DAYS} days, and ${MOST_EVENTS} events that have labels.`,
  })
  label?: UsageLabelInput | null;
}

@ArgsType()
class UsageOfArgs extends UsageArgs {
  @Field(() => ID, { nullable: true, description: "A subject's account." }) account?: string | null;
  @Field(() => ID, { nullable: true, description: 'A subject; default: the caller.' }) subject?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: 'All of the tenant. Takes read on account:*.' })
  everyone!: boolean;
}

/** The accounts whose usage one answer has read so far. */
const accountsRead = perOperation<Context, { count: number }>(() => ({ count: 0 }));

@Resolver(() => Account)
export class UsageSeriesResolver {
  @Query(() => UsageSeries, {
    nullable: true,
    description:
      'Usage over time, in hours or days: what was used, what it cost, and who paid. Usage counts at the instant at ' +
      'which it happened, from a moment after it was recorded; what was set aside does not count.',
  })
  async usage(@Args(() => UsageOfArgs) { everyone, ...args }: UsageOfArgs, @Ctx() context: Context) {
    return seriesOf(context, await whose(context, args, everyone), args);
  }

  @FieldResolver(() => UsageSeries, {
    name: 'usage',
    description:
      `Its usage over time, as the query \`usage\` tells it; of at most ${MOST_ACCOUNTS} accounts in one answer. For many, ` +
      'group the usage of everyone by SUBJECT.',
  })
  usageOfAccount(@Root() { address }: Account, @Args(() => UsageArgs) args: UsageArgs, @Ctx() context: Context) {
    const read = accountsRead(context);
    read.count += 1;
    if (read.count > MOST_ACCOUNTS) {
      throw badInput(`usage is told of at most ${MOST_ACCOUNTS} accounts in one answer: group everyone's by SUBJECT.`);
    }
    return seriesOf(context, address, args);
  }
}

/**
 * The usage of an address, or of everyone (null).
 * @throws SpillwayError BAD_USER_INPUT for arguments that do not go together
 */
function seriesOf(
  { database, caller: { tenant } }: Context,
  address: string | null,
  { product, session, from, to, bucket, timeZone, groupBy, fill, label }: UsageArgs,
): Promise<UsageSeries> {
  if (!isTimeZone(timeZone)) throw badInput('timeZone is no IANA time zone, such as Europe/Vienna.', 'timeZone');
  if (address === null && session == null && groupBy.includes('SESSION')) {
    throw badInput('groupBy SESSION goes with one account or one session.', 'groupBy');
  }
  const labelled = labelAsked(label, groupBy);
  if (labelled && to.getTime() - from.getTime() > MOST_LABELLED_DAYS * DAY_MS) {
    const message = `label goes with at most ${MOST_LABELLED_DAYS} days, and ${MOST_EVENTS} usage events with labels.`;
    throw badInput(message, 'label');
  }
  return readUsage(database, {
    tenant,
    address,
    product: product == null ? null : cleanName('product', product, LONGEST.name),
    session: session == null ? null : cleanName('session', session, LONGEST.key),
    ...wholeSlots(from, to),
    bucket,
    timeZone,
    groupBy,
    fill,
    label: labelled,
  });
}

/** @throws SpillwayError BAD_USER_INPUT for a label that cannot be, and where label and groupBy do not go together */
function labelAsked(label: UsageLabelInput | null | undefined, groupBy: readonly UsageGroup[]): LabelAsked | null {
  const isGrouped = groupBy.includes('LABEL');
  if (label == null) {
    if (isGrouped) throw badInput('groupBy LABEL goes with label: name the key whose values to tell apart.', 'label');
    return null;
  }
  const [key, value] = [cleanName('label.key', label.key, LONGEST.name), label.value ?? null];
  if (value === null && !isGrouped) throw badInput('label without a value goes with groupBy LABEL.', 'label.value');
  return { key, value: value === null ? null : cleanName('label.value', value, LONGEST.value) };
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
