/**
 * What somebody is asked to agree to before they do: the price of a purchase, the words of a consent. Takes the same
 * permission as the act, and changes nothing.
 */
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { Catalog } from '../api/catalog.resolver.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise, mayDo } from '../api/permissions.js';
import { Credits } from '../scalars.js';
import type { PurchaseContext } from './purchase-credits.js';
import { PurchaseQuote, quotePurchase } from './quote-purchase.js';
import { offerTopUp } from './set-auto-top-up.js';

@ObjectType({ description: 'What one agrees to who switches automatic top-up on.' })
export class AutoTopUpTerms {
  @Field(() => String, {
    description: 'To be shown before consent is given: it is kept with it, word for word. Give it to setAutoTopUp.',
  })
  statement!: string;
}

@Resolver(() => Catalog)
export class OffersResolver {
  @FieldResolver(() => Boolean, {
    description: 'Whether credits can be bought: false where the installation has no payment provider.',
  })
  sellsCredits(@Ctx() context: Context): boolean {
    return context.sellsCredits;
  }

  @Query(() => PurchaseQuote, {
    nullable: true,
    description:
      'What so many credits cost now, and how they may be paid for. Where purchaseCredits would refuse them, so does ' +
      'this. Needs purchase on the account.',
  })
  async purchaseQuote(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('credits', () => Credits, { description: "How many; at least what the provider's smallest payment buys." })
    credits: bigint,
    @Ctx() context: PurchaseContext,
  ): Promise<PurchaseQuote> {
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'purchase');
    const filled = mayDo(context, address, 'read') ? await context.loaders.accountAt.load(address) : null;
    return quotePurchase(context, { tenant: context.caller.tenant, address }, filled, credits);
  }

  @Query(() => AutoTopUpTerms, {
    nullable: true,
    description:
      'What one agrees to who switches automatic top-up on with these terms; terms that setAutoTopUp refuses, this ' +
      'refuses. Needs purchase on the account.',
  })
  async autoTopUpTerms(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('threshold', () => Credits, { description: 'Buy when fewer credits than this are left; above zero.' })
    threshold: bigint,
    @Arg('target', () => Credits, { description: 'Buy what is missing to so many credits; above the threshold.' })
    target: bigint,
    @Arg('monthlyCap', () => Credits, { description: 'At most so many credits per calendar month (UTC); above zero.' })
    monthlyCap: bigint,
    @Arg('paymentMethod', () => ID, { nullable: true, description: 'How to pay; null: the default.' })
    paymentMethod: string | null,
    @Ctx() context: PurchaseContext,
  ): Promise<AutoTopUpTerms> {
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'purchase');
    const { statement } = offerTopUp(context.payments, address, { threshold, target, monthlyCap, paymentMethod });
    return { statement };
  }
}
