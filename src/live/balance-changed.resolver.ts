/**
 * The subscription to an account's balance. Who may watch is decided before the first message and again at each, by the
 * policy of that instant; the messages themselves come ready made.
 */
import { Args, ArgsType, Ctx, Field, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { badInput, SpillwayError } from '../errors.js';
import { accountToCreate } from '../books/account-to-create.js';
import { Uint64 } from '../scalars.js';
import { withAccountObject } from '../api/account-object.js';
import { addressOf, authorise, ownAddress } from '../api/permissions.js';
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
  balanceChanged(
    @Root() change: BalanceChange,
    @Args(() => BalanceChangedArgs) _: BalanceChangedArgs,
    @Ctx() context: LiveContext,
  ): BalanceChange {
    authorise(context, change.address, 'read');
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
  const address = await addressOf(context, args);
  authorise(context, address, 'read');
  const { account, seq } = await accountToWatch(context, address);
  return context.live.watch(account, seq, { afterSeq: afterSeq ?? null, coalesceMs });
}

/**
 * The account at the address. One's own is made where there is none yet: a newcomer's first page watches the balance
 * before it checks anything, and must see that first check.
 */
export async function accountToWatch({ live, ledger, catalog, caller }: LiveContext, address: string): Promise<Found> {
  const { tenant } = caller;
  const found = await live.find({ tenant, address });
  if (found) return found;
  if (address !== ownAddress({ caller })) throw new SpillwayError('NOT_FOUND', 'There is no such account.');
  const request = { lock: [{ tenant, address }], create: [accountToCreate(catalog, tenant, address)] };
  return ledger.work([tenant], request, (books) => {
    const { id, seq } = books.account({ tenant, address });
    return { account: { tenant, address, accountId: id }, seq };
  });
}

export const ChangeAccountResolver = withAccountObject(() => BalanceChange, 'The account as it is now');
