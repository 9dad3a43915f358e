/**
 * What is sold: the live catalog, as far as the caller's tenant can meet it. Reads which plans accounts are on, and
 * nothing else of them; needs no line, for whoever asks for credits must know what may be asked for. A scoped token needs
 * `read`: prices are those of the own account's plan.
 */
import { Arg, Ctx, Extensions, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { defaultPlan } from '../catalog/catalog.js';
import { poolOf } from '../core/address.js';
import { cardInForce } from '../core/price.js';
import type { Instant } from '../core/words.js';
import { badInput } from '../errors.js';
import { DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import {
  cardsMet,
  featureView,
  Overshoot,
  overshootView,
  Plan,
  planView,
  Product,
  productsMet,
  RateCard,
  type Sight,
} from './catalog-view.js';
import type { Context } from './context.js';
import { CatalogPool, grantView } from './grant-view.js';
import { MOST_ENTRIES } from './window-view.js';
import { authorise, ownAddress } from './permissions.js';

const LAST_YEAR = 9998;

@ObjectType({ description: 'What is sold, as far as your tenant can meet it.' })
export class Catalog {
  @Field(() => ID, { description: 'The version of the catalog, from the text of its file.' }) version!: string;
  @Field(() => DateTime, { description: 'The instant whose prices `products` show.' }) at!: Date;
  @Field(() => ID, { description: 'The plan that a new account starts with.' }) defaultPlan!: string;
  @Field(() => ID, { description: 'Your own plan: the default one while you have no account.' }) plan!: string;
  @Field(() => Overshoot, { description: 'What happens to usage that no layer covers.' }) overshoot!: Overshoot;

  sight!: Sight;
}

/** Those of the plans $2 that accounts of the tenant are on, each by one look-up. */
const PLANS_MET = `
  select p.plan from unnest($2::text[]) as p (plan)
  where (
    select a.plan from account a where a.tenant_id = $1 and a.plan is not null and a.plan >= p.plan
    order by a.plan limit 1
  ) = p.plan`;
const OWN_PLAN = `select plan from account where tenant_id = $1 and address = $2`;

@Resolver(() => Catalog)
export class CatalogResolver {
  @Query(() => Catalog, {
    nullable: true,
    description:
      'What is sold: the products that the policy lets somebody of your tenant use, the default plan, the plans that ' +
      'its admins may set and those that its accounts are on, and the cards that price these.',
  })
  async catalog(
    @Arg('at', () => DateTime, {
      nullable: true,
      description:
        'The instant whose prices are shown, also one to come; default: now. It is always the live catalog. ' +
        `1970 to ${LAST_YEAR}.`,
    })
    at: Date | null,
    @Ctx() context: Context,
  ): Promise<Catalog> {
    authorise(context, ownAddress(context), 'read');
    const instant = at == null ? context.ledger.wallClock() : checkedInstant(at);
    const { catalog, policy, caller } = context;
    const terms = catalog.tenants.get(caller.tenant);
    const standard = defaultPlan(catalog, caller.tenant);
    const { own, met } = await plansOf(context, [...catalog.plans.keys()]);
    const given = terms?.adminsMay ? terms.adminsMay.plans : new Set<string>();
    const { permissions } = policy;
    return {
      version: catalog.version,
      at: new Date(instant),
      defaultPlan: standard,
      plan: own ?? standard,
      overshoot: overshootView(terms!.overshoot),
      sight: {
        catalog,
        meetsFeature: (product, feature) => permissions.allowsSomebody(`product:${product}/${feature}`, 'use'),
        meetsPlan: (plan) => plan === standard || given === null || given.has(plan) || met.has(plan),
      },
    };
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [Product], { description: 'The products, with your own prices at the instant.' })
  products(
    @Root() { sight, plan, at }: Catalog,
    @Arg('product', () => ID, { nullable: true, description: 'Only this one.' }) product: string | null | undefined,
  ): Product[] {
    return productsMet(sight)
      .filter(isOf(product, ({ id }) => id))
      .map(({ id, features }) => {
        const card = cardInForce(sight.catalog.rateCards, id, plan, at.getTime());
        return { id, features: features.map((feature) => featureView(feature, card)) };
      });
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [Plan], { description: 'The plans.' })
  plans(@Root() { sight }: Catalog): Plan[] {
    const { grants } = sight.catalog;
    return [...sight.catalog.plans.values()]
      .filter(({ id }) => sight.meetsPlan(id))
      .map((plan) => planView(plan, sight, grants.plans.get(plan.id)));
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [CatalogPool], { description: 'The pools of your tenant to which credits come again.' })
  pools(@Root() { sight }: Catalog, @Ctx() { caller }: Context): CatalogPool[] {
    const pools = sight.catalog.grants.pools.get(caller.tenant) ?? new Map<string, never>();
    return [...pools].map(([address, grants]) => ({ pool: poolOf(address) ?? address, grants: grants.map(grantView) }));
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [RateCard], {
    description:
      'Every card, also those no longer in force and those to come: usage is priced by the one of its instant.',
  })
  rateCards(
    @Root() { sight }: Catalog,
    @Arg('product', () => ID, { nullable: true, description: 'Only of this product.' })
    product: string | null | undefined,
  ): RateCard[] {
    return cardsMet(sight).filter(isOf(product, (card) => card.product));
  }
}

/** @throws SpillwayError BAD_USER_INPUT for what cannot be a product's name */
function isOf<T>(product: string | null | undefined, productOf: (item: T) => string): (item: T) => boolean {
  if (product == null) return () => true;
  const name = cleanName('product', product, LONGEST.name);
  return (item) => productOf(item) === name;
}

function checkedInstant(at: Date): Instant {
  if (at.getTime() >= 0 && at.getUTCFullYear() <= LAST_YEAR) return at.getTime();
  throw badInput(`at lies between 1970 and ${LAST_YEAR}.`, 'at');
}

/** The caller's own plan, null without an account, and which of these plans the tenant's accounts are on. */
async function plansOf(
  { caller: { tenant, operator, ...caller }, database }: Context,
  plans: readonly string[],
): Promise<{ own: string | null; met: ReadonlySet<string> }> {
  type Row = { plan: string | null };
  return database.transaction(
    [tenant],
    async (tx) => {
      const met = await tx.query<Row>(PLANS_MET, [tenant, plans]);
      const address = ownAddress({ caller: { tenant, operator, ...caller } });
      const own = operator ? [] : await tx.query<Row>(OWN_PLAN, [tenant, address]);
      return { own: own[0]?.plan ?? null, met: new Set(met.flatMap(({ plan }) => plan ?? [])) };
    },
    { readOnly: true },
  );
}
