/**
 * What is left for a subject, asked for one or for each account of a page: however many, the books are read once.
 */
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { subjectOf } from '../core/address.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { Product } from '../api/catalog-view.js';
import { addressOf, authorise, mayDo, ownAddress } from '../api/permissions.js';
import { Account } from '../books/account.js';
import type { Books } from '../books/books.js';
import { badInput } from '../errors.js';
import { cleanName, LONGEST } from '../text.js';
import { Availability, availabilityOf } from './availability.js';
import { termsOf } from '../policy/request-terms.js';
import { accountsToLock, factsFor, sharesToRead } from './gather-facts.js';

interface Asked {
  subject: string;
  product: string;
  feature: string | null;
}

const availabilities = perOperation<Context, DataLoader<Asked, Availability>>((context) => {
  const { tenant, subject: caller, groups } = context.caller;
  const read = (asked: readonly Asked[]): Promise<Availability[]> => {
    const questions = asked.map((each) => {
      const own = each.subject === caller ? [...groups] : [];
      const question = { tenant, groups: own, session: null, ...each };
      return { question, terms: termsOf(question, context) };
    });
    const accounts = questions.flatMap(accountsToLock);
    const shares = questions.map(sharesToRead);
    const look = (books: Books) =>
      questions.map(({ question, terms }) => {
        const { facts, now } = factsFor(question, terms, books);
        return availabilityOf(question, facts, now);
      });
    return context.ledger.read(tenant, accounts, look, shares);
  };
  return new DataLoader(read, { cache: false });
});

function askedOf(subject: string, product: string, feature: string | null | undefined): Asked {
  return {
    subject,
    product: cleanName('product', product, LONGEST.name),
    feature: feature == null ? null : cleanName('feature', feature, LONGEST.name),
  };
}

@Resolver(() => Account)
export class AvailabilityResolver {
  @Query(() => Availability, {
    nullable: true,
    description: 'What is left for a subject and a product, layer by layer, without asking for an amount.',
  })
  async availability(
    @Arg('account', () => ID, { nullable: true, description: "The subject's account." }) account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'The subject; default: the caller.' })
    subject: string | null,
    @Arg('product', () => ID, { description: 'The product.' }) product: string,
    @Arg('feature', () => ID, { nullable: true, description: 'The feature; default: the product as a whole.' })
    feature: string | null,
    @Ctx() context: Context,
  ): Promise<Availability> {
    const address = await addressOf(context, { account, subject });
    const who = subjectOf(address);
    if (who === null) {
      throw badInput("Availability is a subject's: a pool gives only where a policy shares it.", 'account');
    }
    authorise(context, address, 'read');
    return availabilities(context).load(askedOf(who, product, feature));
  }

  @FieldResolver(() => Availability, {
    name: 'availability',
    nullable: true,
    description:
      "What is left for its subject and a product, layer by layer; null for pools. Of another than the caller's own: as " +
      'for a subject in no group.',
  })
  async availabilityOfAccount(
    @Root() { subject }: Account,
    @Arg('product', () => ID, { description: 'The product.' }) product: string,
    @Arg('feature', () => ID, { nullable: true, description: 'The feature; default: the product as a whole.' })
    feature: string | null,
    @Ctx() context: Context,
  ): Promise<Availability | null> {
    return subject === null ? null : availabilities(context).load(askedOf(subject, product, feature));
  }
}

@Resolver(() => Product)
export class ProductAvailabilityResolver {
  @FieldResolver(() => Availability, {
    nullable: true,
    description: "What is left of it for the caller, layer by layer; null where the token's scope has no read.",
  })
  async availability(@Root() { id }: Product, @Ctx() context: Context): Promise<Availability | null> {
    if (!mayDo(context, ownAddress(context), 'read')) return null;
    return availabilities(context).load(askedOf(context.caller.subject, id, null));
  }
}
