/**
 * Fields that lead from another object to an account are shown only to callers who may read that account. The right to
 * buy for an account does not include the right to read it.
 */
import type { Context } from './context.js';
import { mayDo } from './permissions.js';

/** Whether the caller may read the account with this UUID. */
export async function mayRead(context: Context, accountId: string): Promise<boolean> {
  const account = await context.loaders.account.load(accountId);
  return account !== null && mayDo(context, account.address, 'read');
}
