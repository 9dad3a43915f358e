/**
 * The account beside its bare id, on every object that names one: so that a client's cache keeps one account, however it
 * was reached. Whoever may not read the account gets null, and no error.
 */
import { Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import { Account } from '../books/account.js';
import type { Context } from './context.js';
import { mayDo } from './permissions.js';

/** How an object names its account: by UUID or by address; null where it names none. */
export type AccountNamed = { accountId: string | null } | { accountAddress: string | null };

/**
 * The resolver class that adds `accountObject` to a type.
 * @param type the class of the type
 * @param description what the contract says of the field, beyond that it is null without read
 */
export function withAccountObject<T extends AccountNamed>(type: () => ClassType<T>, description: string): ClassType {
  @Resolver(type)
  class AccountObjectResolver {
    @FieldResolver(() => Account, { nullable: true, description: `${description}; null where you may not read it.` })
    accountObject(@Root() named: AccountNamed, @Ctx() context: Context): Promise<Account | null> {
      return accountNamed(context, named);
    }
  }
  return AccountObjectResolver;
}

async function accountNamed(context: Context, named: AccountNamed): Promise<Account | null> {
  const { loaders } = context;
  if ('accountAddress' in named) {
    const { accountAddress: address } = named;
    return address !== null && mayDo(context, address, 'read') ? loaders.accountAt.load(address) : null;
  }
  const account = named.accountId === null ? null : await loaders.account.load(named.accountId);
  return account && mayDo(context, account.address, 'read') ? account : null;
}
