/**
 * Giving credits and taking them back: arguments and permission; the work is done elsewhere.
 */
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../api/context.js';
import { actorOf, addressOf, authorise } from '../api/permissions.js';
import { grantCredits, GrantCreditsInput } from './grant-credits.js';
import { Lot } from '../books/lot.js';
import { findLot, revokeCredits, RevokeCreditsInput } from './revoke-credits.js';

@Resolver()
export class LotResolver {
  @Mutation(() => Lot, {
    nullable: true,
    description:
      'Gives credits without a payment, exactly once per key. Needs grant on the account; how much of each kind ' +
      "a tenant's admins may give in a month is the operator's to say.",
  })
  async grantCredits(
    @Arg('input', () => GrantCreditsInput, { description: 'What to give, to whom, and why.' }) input: GrantCreditsInput,
    @Ctx() context: Context,
  ): Promise<Lot> {
    const address = await addressOf(context, input);
    authorise(context, address, 'grant');
    return grantCredits(context, { tenant: context.caller.tenant, address, actor: actorOf(context) }, input);
  }

  @Mutation(() => Lot, {
    nullable: true,
    description: 'Takes back what is left of a granted lot; what was used stays used. Needs grant on the account.',
  })
  async revokeCredits(
    @Arg('input', () => RevokeCreditsInput, { description: 'Which lot, and why.' }) input: RevokeCreditsInput,
    @Ctx() context: Context,
  ): Promise<Lot> {
    const { tenant } = context.caller;
    const found = await findLot(context.loaders, input.lotId);
    authorise(context, found.address, 'grant');
    return revokeCredits(context, { tenant, ...found, actor: actorOf(context) }, input);
  }
}
