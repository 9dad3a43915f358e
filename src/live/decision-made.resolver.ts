/**
 * The subscription to decisions. Who may watch is decided before the first message and again at each, by the policy of
 * that instant.
 */
import { Args, ArgsType, Ctx, Field, ID, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { subjectOf } from '../core/address.js';
import { badInput } from '../errors.js';
import { Decision } from '../books/decision.js';
import { addressOf, authorise } from '../api/permissions.js';
import { accountToWatch } from './balance-changed.resolver.js';
import { MOST_FOLLOWED } from './decision-feed.js';
import { MOST_TOLD, type DecisionWatch, type ToldDecision } from './decision-watch.js';
import type { DecisionsContext } from './live-decisions.js';

@ArgsType()
class DecisionMadeArgs {
  @Field(() => ID, { nullable: true, description: "A subject's account: acc_…, or an address such as subject:alice." })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: 'A subject; default: the caller.' }) subject?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: 'All of the tenant. Takes read on account:*.' })
  everyone!: boolean;
}

@ObjectType({ description: 'A decision that was made, or whose status changed; or how many were not told.' })
export class DecisionEvent implements Pick<ToldDecision, 'decision' | 'missed'> {
  @Field(() => Decision, {
    nullable: true,
    description:
      'The decision as it is now. Null in the first event, which says that you hear from now on, and with `missed`.',
  })
  decision!: Decision | null;
  @Field(() => Int, {
    description:
      `How many were not told since the last event with this number, because there were more than ${MOST_TOLD} in a ` +
      'second, or you read too slowly: read `decisions`. Else 0.',
  })
  missed!: number;
}

@Resolver()
export class DecisionMadeResolver {
  @Subscription(() => DecisionEvent, {
    description:
      "A subject's decisions as they are made, the caller's own unless another is named; and again when their `status` " +
      'changes, as long as their hold or their time lasts. Only live ones, each at least once, in no order, and at most ' +
      `${MOST_TOLD} a second. The status of the newest ${MOST_FOLLOWED} that run is followed. Denials that are only ` +
      'counted are not told. After a reconnect wait for the first event, then read `decisions` from a minute before the ' +
      'last `decidedAt` that you have.',
    subscribe: ({ args, context }: { args: DecisionMadeArgs; context: DecisionsContext }) =>
      watchDecisions(context, args),
  })
  decisionMade(
    @Root() { address, decision, missed }: ToldDecision,
    @Args(() => DecisionMadeArgs) _: DecisionMadeArgs,
    @Ctx() context: DecisionsContext,
  ): DecisionEvent {
    authorise(context, address, 'read');
    return { decision, missed };
  }
}

/**
 * Starts to watch, where the caller may read the account, or every account.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND
 */
async function watchDecisions(context: DecisionsContext, args: DecisionMadeArgs): Promise<DecisionWatch> {
  const { tenant } = context.caller;
  if (args.everyone) {
    if (args.account != null || args.subject != null) {
      throw badInput('everyone goes without account and subject.', 'everyone');
    }
    authorise(context, '*', 'read');
    return context.liveDecisions.watch({ tenant, accountId: null, subject: null });
  }
  const address = await addressOf(context, args);
  authorise(context, address, 'read');
  const subject = subjectOf(address);
  if (subject === null) throw badInput('Decisions are made for subjects: name one.', 'account');
  const { account } = await accountToWatch(context, address);
  return context.liveDecisions.watch({ tenant, accountId: account.accountId, subject });
}
