/**
 * The account beside its bare id, on every object that names one: so that a client's cache keeps one account, however it
 * was reached. Whoever may not read the account gets null, and no error.
 */
import { Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import { Account } from '../books/account.js';
import { uuidOf } from '../ids.js';
import type { Context } from './context.js';
import { mayDo } from './permissions.js';

/** What names an account by its wire id; null, or an address, where there is none yet. */
export interface NamesAccount {
  account: string | null;
}

/**
 * The resolver class that adds `accountObject` to a type.
 * @param type the class of the type
 * @param description what the contract says of the field, beyond that it is null without read
 */
export function withAccountObject<T extends NamesAccount>(type: () => ClassType<T>, description: string): ClassType {
  @Resolver(type)
  class AccountObjectResolver {
    @FieldResolver(() => Account, { nullable: true, description: `${description}; null where you may not read it.` })
    async accountObject(@Root() { account: id }: NamesAccount, @Ctx() context: Context): Promise<Account | null> {
      const uuid = id === null ? null : uuidOf('acc', id);
      const account = uuid === null ? null : await context.loaders.account.load(uuid);
      return account && mayDo(context, account.address, 'read') ? account : null;
    }
  }
  return AccountObjectResolver;
}
