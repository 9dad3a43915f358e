/**
 * Buying credits and undoing it: arguments and permission; the work is done elsewhere.
 */
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { actorOf, addressOf, authorise } from '../api/permissions.js';
import { Purchase } from '../books/purchase.js';
import { purchaseCredits, PurchaseCreditsInput, type PurchaseContext } from './purchase-credits.js';
import { findPurchase, refundPurchase, RefundPurchaseInput } from './refund-purchase.js';

@Resolver()
export class PurchaseResolver {
  @Mutation(() => Purchase, {
    nullable: true,
    description:
      'Buys credits, exactly once per key. They appear with the settled payment and live 12 calendar months. ' +
      'A declined payment is an answer, not an error. Needs purchase on the account.',
  })
  async purchaseCredits(
    @Arg('input', () => PurchaseCreditsInput, { description: 'What to buy, for whom, and how to pay.' })
    input: PurchaseCreditsInput,
    @Ctx() context: PurchaseContext,
  ): Promise<Purchase> {
    const address = await addressOf(context, input);
    authorise(context, address, 'purchase');
    return purchaseCredits(context, context.catalog, { tenant: context.caller.tenant, address }, input);
  }

  @Mutation(() => Purchase, {
    nullable: true,
    description:
      'Takes back what is left of a paid purchase and gives back that share of its price; what was used stays used. ' +
      'What is held at that moment follows if it is given back. Needs grant on the account.',
  })
  async refundPurchase(
    @Arg('input', () => RefundPurchaseInput, { description: 'Which purchase, and why.' }) input: RefundPurchaseInput,
    @Ctx() context: PurchaseContext,
  ): Promise<Purchase> {
    const { tenant } = context.caller;
    const found = await findPurchase(context.loaders, input.purchaseId);
    authorise(context, found.address, 'grant');
    return refundPurchase(context, { tenant, ...found, actor: actorOf(context) }, input);
  }
}
