/**
 * The subscription to an account's balance. Who may watch is decided before the first message and again at each, by the
 * policy of that instant; the messages themselves come ready made.
 */
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { badInput, SpillwayError } from '../errors.js';
import { accountToCreate } from '../books/account-to-create.js';
import { Uint64 } from '../scalars.js';
import { withAccountObject } from '../api/account-object.js';
import { authoriseReading, budgetAt, findBudget } from '../api/budgets-of.js';
import { addressOf, authorise, ownAddress, type AccountArgs } from '../api/permissions.js';
import { Budget } from '../books/budget.js';
import type { AccountToCreate } from '../books/lock-accounts.js';
import { BalanceChange } from './balance-change.js';
import type { LiveContext } from './live-balances.js';
import type { Found } from './read-changes.js';
import type { Watch } from './watch.js';

/** The longest time over which changes come as one. */
export const MAX_COALESCE_MS = 60_000;

@ArgsType()
class BalanceChangedArgs {
  @Field(() => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: "A subject's account." }) subject?: string | null;
  @Field(() => ID, { nullable: true, description: 'A pool.' }) pool?: string | null;
  @Field(() => ID, { nullable: true, description: 'A budget: bud_…' }) budget?: string | null;
  @Field(() => Uint64, {
    nullable: true,
    description: 'The last seq you know: every change after it comes first. Without it a snapshot does.',
  })
  afterSeq?: bigint | null;
  @Field(() => Int, {
    defaultValue: 0,
    description: `Changes within so many milliseconds come as one; 0: each on its own. 0 to ${MAX_COALESCE_MS}.`,
  })
  coalesceMs!: number;
}

@Resolver()
export class BalanceChangedResolver {
  @Subscription(() => BalanceChange, {
    description:
      "An account's changes as they are committed, the caller's own unless another is named: in order, each seq " +
      'once. Who is more than 10,000 behind, or asks beyond the head, gets a fresh snapshot instead.',
    subscribe: ({ args, context }: { args: BalanceChangedArgs; context: LiveContext }) => watchBalance(context, args),
  })
  async balanceChanged(
    @Root() change: BalanceChange,
    @Args(() => BalanceChangedArgs) _: BalanceChangedArgs,
    @Ctx() context: LiveContext,
  ): Promise<BalanceChange> {
    await authoriseReading(context, change.address);
    return change;
  }
}

/**
 * Starts to watch, where the caller may read the account.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND
 */
export async function watchBalance(context: LiveContext, args: BalanceChangedArgs): Promise<Watch<BalanceChange>> {
  const { coalesceMs, afterSeq } = args;
  if (coalesceMs < 0 || coalesceMs > MAX_COALESCE_MS) {
    throw badInput(`coalesceMs is 0 to ${MAX_COALESCE_MS}.`, 'coalesceMs');
  }
  const { account, seq } = await accountNamed(context, args);
  return context.live.watch(account, seq, { afterSeq: afterSeq ?? null, coalesceMs });
}

/** What a watcher names: an account, or a budget. */
type Watched = AccountArgs & { budget?: string | null };

/**
 * The account, or that of the budget, which arguments name.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND
 */
export async function accountNamed(context: LiveContext, args: Watched): Promise<Found> {
  if (args.budget != null) return budgetToWatch(context, args, args.budget);
  const address = await addressOf(context, args);
  authorise(context, address, 'read');
  return accountToWatch(context, address);
}

/**
 * The account at the address. One's own, and that of a budget, is made where there is none yet: a newcomer's first page
 * watches the balance before it checks anything, and must see that first check.
 */
export async function accountToWatch(context: LiveContext, address: string): Promise<Found> {
  const { live, caller, catalog } = context;
  const { tenant } = caller;
  const found = await live.find({ tenant, address });
  if (found) return found;
  if (address !== ownAddress({ caller })) throw new SpillwayError('NOT_FOUND', 'There is no such account.');
  return made(context, accountToCreate(catalog, tenant, address));
}

async function budgetToWatch(context: LiveContext, args: AccountArgs, id: string): Promise<Found> {
  const { tenant } = context.caller;
  if ([args.account, args.subject, args.pool].some((other) => other != null)) {
    throw badInput('Name one: account, subject, pool or budget.', 'budget');
  }
  const { address, key } = await findBudget(context, id);
  const found = await context.live.find({ tenant, address });
  if (found) return found;
  const budget = context.policy.budgets.termsOf(key, key.subject, key.session);
  if (!budget) throw new SpillwayError('NOT_FOUND', 'There is no budget with this id.');
  return made(context, { tenant, address, plan: null, budget });
}

function made({ ledger }: LiveContext, account: AccountToCreate): Promise<Found> {
  const { tenant, address } = account;
  return ledger.work([tenant], { lock: [{ tenant, address }], create: [account] }, (books) => {
    const { id, seq } = books.account({ tenant, address });
    return { account: { tenant, address, accountId: id }, seq };
  });
}

@Resolver(() => BalanceChange)
export class ChangeBudgetResolver {
  @FieldResolver(() => Budget, { nullable: true, description: 'The budget, as it is now; null for other accounts.' })
  budget(@Root() { address }: BalanceChange, @Ctx() context: LiveContext): Promise<Budget | null> {
    return budgetAt(context, address);
  }
}

export const ChangeAccountResolver = withAccountObject(() => BalanceChange, 'The account as it is now');
