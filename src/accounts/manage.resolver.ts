/**
 * What an admin sets on accounts: arguments and permission; the work is done elsewhere.
 */
import { subjectAddress } from '../core/address.js';
import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql';
import type { AccountState as CoreAccountState } from '../core/account.js';
import type { Context } from '../api/context.js';
import { actorOf, addressOf, authorise } from '../api/permissions.js';
import { Account, AccountState } from '../books/account.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { setAccountState } from './manage-account.js';
import { resetAllowances, ResetAllowancesInput, resetCall } from './reset-allowances.js';

@Resolver()
export class ManageResolver {
  @Mutation(() => Account, {
    nullable: true,
    description:
      'Suspends an account or a pool, or puts it to use again. Needs manage on the account, and read for what it has.',
  })
  async setAccountState(
    @Arg('account', () => ID, { description: 'An acc_ id, or an address such as subject:alice or pool:engineering.' })
    account: string,
    @Arg('state', () => AccountState, { description: 'What it shall be.' }) state: CoreAccountState,
    @Arg('reason', () => String, { description: 'Why.' }) reason: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Account> {
    const address = await addressOf(context, { account });
    authoriseToManage(context, address, info);
    const { tenant } = context.caller;
    return setAccountState(context, { tenant, address, actor: actorOf(context) }, state, reason);
  }

  @Mutation(() => AllowanceReset, {
    nullable: true,
    description:
      'Ends allowance windows early, exactly once per key: the next use starts new ones. A call that was cut off ' +
      'is repeated with its key and goes on where it stopped. Needs manage on the accounts, or on account:* for ' +
      "everyone; how often a tenant's admins may reset in a month is the operator's to say.",
  })
  async resetAllowances(
    @Arg('input', () => ResetAllowancesInput, { description: 'Whose windows, and which.' }) input: ResetAllowancesInput,
    @Ctx() context: Context,
  ): Promise<AllowanceReset> {
    const call = resetCall(input);
    const addresses = call.subjects?.map(subjectAddress) ?? ['*'];
    for (const address of addresses) authorise(context, address, 'manage');
    return resetAllowances(context, { tenant: context.caller.tenant, actor: actorOf(context) }, call);
  }
}

/** Before anything is done: a refusal below an account that was changed already would hide that it was. */
export function authoriseToManage(context: Context, address: string, info: GraphQLResolveInfo): void {
  authorise(context, address, 'manage');
  if (asksWhatItHas(info)) authorise(context, address, 'read');
}

/** Whether more of an account is asked for than its own fields, such as its balance or its decisions. */
function asksWhatItHas({ fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const goesDeeper = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.selectionSet !== undefined;
      return goesDeeper(
        node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value]?.selectionSet : node.selectionSet,
      );
    }) === true;
  return fieldNodes.some((node) => goesDeeper(node.selectionSet));
}
