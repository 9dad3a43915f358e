/**
 * Automatic top-up: arguments and permission, and what it has bought and been told so far.
 */
import type { PurchaseContext } from './purchase-credits.js';
import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { Credits } from '../scalars.js';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { actorOf, addressOf, authorise, needsNoLine, ownAddress } from '../api/permissions.js';
import { connectionOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { mayRead } from '../api/may-read.js';
import type { Purchase } from '../books/purchase.js';
import { PurchasePage } from './read-purchases.resolver.js';
import { AutoTopUpInput, setAutoTopUp } from './set-auto-top-up.js';
import { TopUp } from '../books/top-up.js';
import { TopUpConsent } from '../books/top-up-consent.js';

const ConsentPage = connectionOf('AutoTopUpConsent', () => TopUpConsent);

/** Nobody needs a policy line to take back what they agreed to, or what takes money for their own account. */
async function maySwitchOff(context: Context, address: string): Promise<boolean> {
  if (!needsNoLine(context)) return false;
  if (address === ownAddress(context)) return true;
  const account = await context.loaders.accountAt.load(address);
  const topUp = account && (await context.loaders.topUp.load(account.uuid));
  return topUp?.consentedBy === context.caller.subject;
}

@Resolver(() => TopUp)
export class TopUpResolver {
  @Mutation(() => TopUp, {
    nullable: true,
    description:
      'Switches automatic top-up on, with explicit consent, or off. One shortfall is one purchase, and there is one at ' +
      'a time; a declined payment is tried again after 1, 6 and 24 hours, then never. ' +
      'Needs purchase on the account; switching it off needs nothing on your own account or where you agreed to it, but ' +
      'of a scoped token it needs purchase, too.',
  })
  async setAutoTopUp(
    @Arg('input', () => AutoTopUpInput, { description: 'The terms, and the consent to them.' }) input: AutoTopUpInput,
    @Ctx() context: PurchaseContext,
  ): Promise<TopUp> {
    const address = await addressOf(context, input);
    if (input.enabled || !(await maySwitchOff(context, address))) authorise(context, address, 'purchase');
    const { tenant, groups } = context.caller;
    return setAutoTopUp(context, { tenant, address, actor: actorOf(context), groups }, input);
  }

  @FieldResolver(() => Credits, { description: 'What it has bought in this calendar month (UTC); refunds count too.' })
  boughtThisMonth(@Root() { accountId }: TopUp, @Ctx() { loaders }: Context): Promise<bigint> {
    return loaders.boughtThisMonth.load(accountId);
  }

  @FieldResolver(() => PurchasePage, {
    nullable: true,
    description: 'The purchases that it made, the newest first; null where you may not read the account.',
  })
  async purchases(
    @Root() { accountId: parent }: TopUp,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Purchase> | null> {
    const page = pageRequest(first, after, UUID_KEY);
    return (await mayRead(context, parent)) ? context.loaders.topUpPurchasePages.load({ parent, ...page }) : null;
  }

  @FieldResolver(() => ConsentPage, {
    nullable: true,
    description: 'Who switched it on and off, the newest first; null where you may not read the account.',
  })
  async consents(
    @Root() { accountId: parent }: TopUp,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<TopUpConsent> | null> {
    const page = pageRequest(first, after, UUID_KEY);
    return (await mayRead(context, parent)) ? context.loaders.consentPages.load({ parent, ...page }) : null;
  }
}

export const TopUpAccountResolver = withAccountObject(() => TopUp, 'The account that is topped up');
