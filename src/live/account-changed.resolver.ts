/**
 * The subscription to all that happens to an account. Who may watch is decided before the first message and again at
 * each, by the policy of that instant.
 */
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { badInput } from '../errors.js';
import { withAccountObject } from '../api/account-object.js';
import { authoriseReading, budgetAt } from '../api/budgets-of.js';
import { Budget } from '../books/budget.js';
import { Uint64 } from '../scalars.js';
import { AccountChange } from './account-change.js';
import type { AccountWatch } from './account-watch.js';
import { accountNamed, MAX_COALESCE_MS } from './balance-changed.resolver.js';
import { SPREAD_MS, type AccountsContext } from './live-accounts.js';
import { MOST_PURCHASES } from './read-conditions.js';

const MIN_COALESCE_MS = 100;

@ArgsType()
class AccountChangedArgs {
  @Field(() => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: "A subject's account." }) subject?: string | null;
  @Field(() => ID, { nullable: true, description: 'A pool.' }) pool?: string | null;
  @Field(() => ID, { nullable: true, description: 'A budget: bud_…' }) budget?: string | null;
  @Field(() => Uint64, {
    nullable: true,
    description:
      'The last `change.seq` you know: every change of the balance after it comes, after a first message without one. ' +
      'Without it a snapshot comes first.',
  })
  afterSeq?: bigint | null;
  @Field(() => Int, {
    defaultValue: 250,
    description: `Changes within so many milliseconds come as one. ${MIN_COALESCE_MS} to ${MAX_COALESCE_MS}.`,
  })
  coalesceMs!: number;
}

@Resolver()
export class AccountChangedResolver {
  @Subscription(() => AccountChange, {
    description:
      "All that happens to an account, the caller's own unless another is named. Changes of the balance come as in " +
      '`balanceChanged`, and are resumed by `afterSeq`. All else has no `seq`: the first message, also after a reconnect, ' +
      'has `accountObject` as it is now; each later change of something else is one more message, with `reasons` and ' +
      `without \`change\`. A live policy or catalog reaches its watchers spread over ${SPREAD_MS / 1000} s. Of purchases ` +
      `the newest ${MOST_PURCHASES} are looked at.`,
    subscribe: ({ args, context }: { args: AccountChangedArgs; context: AccountsContext }) =>
      watchAccount(context, args),
  })
  async accountChanged(
    @Root() change: AccountChange,
    @Args(() => AccountChangedArgs) _: AccountChangedArgs,
    @Ctx() context: AccountsContext,
  ): Promise<AccountChange> {
    await authoriseReading(context, change.address);
    return change;
  }
}

@Resolver(() => AccountChange)
export class AccountChangeBudgetResolver {
  @FieldResolver(() => Budget, {
    nullable: true,
    description: 'The budget, as it is now, also after its line has changed; null for other accounts.',
  })
  budget(@Root() { address }: AccountChange, @Ctx() context: AccountsContext): Promise<Budget | null> {
    return budgetAt(context, address);
  }
}

export const AccountChangeAccountResolver = withAccountObject(() => AccountChange, 'The account, as it is now');

/**
 * Starts to watch, where the caller may read the account.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND
 */
async function watchAccount(context: AccountsContext, args: AccountChangedArgs): Promise<AccountWatch> {
  const { coalesceMs, afterSeq = null } = args;
  if (coalesceMs < MIN_COALESCE_MS || coalesceMs > MAX_COALESCE_MS) {
    throw badInput(`coalesceMs is ${MIN_COALESCE_MS} to ${MAX_COALESCE_MS}.`, 'coalesceMs');
  }
  return context.liveAccounts.watch(await accountNamed(context, args), { afterSeq, coalesceMs });
}
