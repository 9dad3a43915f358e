/**
 * What leads to an account is shown to those who may read it: buying for one does not include that.
 */
import type { Context } from './context.js';
import { mayDo } from './permissions.js';

/** Whether the caller may read the account with this UUID. */
export async function mayRead(context: Context, accountId: string): Promise<boolean> {
  const account = await context.loaders.account.load(accountId);
  return account !== null && mayDo(context, account.address, 'read');
}
