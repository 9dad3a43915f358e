/**
 * Reading purchases.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { uuidOf } from '../ids.js';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise } from '../api/permissions.js';
import { connectionOf, pageOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { Account } from '../books/account.js';
import { Lot } from '../books/lot.js';
import { mayRead } from '../api/may-read.js';
import { Purchase, PurchaseStatus } from '../books/purchase.js';
import { DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import { listPurchases } from './list-purchases.js';

export const PurchasePage = connectionOf('Purchase', () => Purchase);

@Resolver(() => Purchase)
export class PurchasesResolver {
  @Query(() => Purchase, { nullable: true, description: 'A purchase, by its id.' })
  async purchase(
    @Arg('id', () => ID, { description: 'pur_…' }) id: string,
    @Ctx() context: Context,
  ): Promise<Purchase | null> {
    const uuid = uuidOf('pur', id);
    const purchase = uuid === null ? null : await context.loaders.purchase.load(uuid);
    const account = purchase && (await context.loaders.account.load(purchase.accountId));
    if (!account) return null;
    authorise(context, account.address, 'read');
    return purchase;
  }

  @Query(() => PurchasePage, {
    nullable: true,
    description:
      "An account's purchases, the newest first. Where few fit what is asked for, a page may have fewer than `first`, " +
      'even none: go on after endCursor while hasNextPage says so.',
  })
  async purchases(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('status', () => PurchaseStatus, { nullable: true, description: 'Only these.' }) status: PurchaseStatus | null,
    @Arg('reference', () => String, { nullable: true, description: 'Only the one that is called so elsewhere.' })
    reference: string | null,
    @Arg('from', () => DateTime, { nullable: true, description: 'Asked for at or after this instant.' })
    from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Asked for before this instant.' }) to: Date | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Purchase>> {
    const page = pageRequest(first, after, UUID_KEY);
    const named = reference == null ? null : cleanName('reference', reference, LONGEST.key);
    const address = await addressOf(context, { account, subject });
    authorise(context, address, 'read');
    const owner = await context.loaders.accountAt.load(address);
    if (!owner) return pageOf([], page, () => '');
    return listPurchases(context.database, owner, { status, from, to, reference: named }, page);
  }

  @FieldResolver(() => Lot, {
    nullable: true,
    description: 'The credits, as they are now; null until they are paid, and where you may not read the account.',
  })
  async lot(@Root() { accountId, lotId }: Purchase, @Ctx() context: Context): Promise<Lot | null> {
    return lotId === null || !(await mayRead(context, accountId)) ? null : context.loaders.lot.load(lotId);
  }
}

@Resolver(() => Account)
export class AccountPurchasesResolver {
  @FieldResolver(() => PurchasePage, { description: 'What was bought for it, the newest first.' })
  purchases(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Purchase>> {
    return loaders.purchasePages.load({ parent, ...pageRequest(first, after, UUID_KEY) });
  }
}

export const PurchaseAccountResolver = withAccountObject(() => Purchase, 'The account that gets the credits');
