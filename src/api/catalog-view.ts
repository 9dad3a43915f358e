/**
 * What is sold, as one tenant can meet it: products that its policy lets somebody use, plans that its accounts are on or
 * may be put on, the cards that price these, and its own terms. What the operator keeps for other tenants is left out.
 */
import { Extensions, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type {
  Catalog as FullCatalog,
  Feature as FullFeature,
  Overshoot as OvershootTerms,
} from '../catalog/catalog.js';
import type { Plan as FullPlan, RateCard as FullCard } from '../core/words.js';
import type { GrantTerms } from '../core/grant-terms.js';
import { Credits, DateTime, Uint64 } from '../scalars.js';
import { GRANTS_BOUND, grantsView, PlanResets, RecurringGrant } from './grant-view.js';
import { MOST_ENTRIES, PlanWindow, windowView } from './window-view.js';

export const OvershootPolicy = { FORGIVE: 'FORGIVE', DEBT: 'DEBT' } as const;
registerEnumType(OvershootPolicy, {
  name: 'OvershootPolicy',
  description: 'What happens to usage that no layer covers.',
  valuesConfig: {
    FORGIVE: { description: 'The tenant carries it, up to forgivePerMonth; the rest becomes debt.' },
    DEBT: { description: 'It becomes debt; above maxDebt new checks are denied.' },
  },
});

@ObjectType({ description: 'What happens to usage that no layer covers.' })
export class Overshoot {
  @Field(() => OvershootPolicy, { description: 'What happens to it.' }) policy!: OvershootTerms['policy'];
  @Field(() => Credits, { nullable: true, description: 'FORGIVE: the most per account and month (UTC).' })
  forgivePerMonth!: bigint | null;
  @Field(() => Credits, { nullable: true, description: 'DEBT: above so much debt new checks are denied.' })
  maxDebt!: bigint | null;
}

@ObjectType({ description: 'A dimension whose counter includes that of another.' })
export class InclusiveDimension {
  @Field(() => ID, { description: 'The dimension, such as input_tokens.' }) dimension!: string;
  @Field(() => ID, { description: 'What its counter includes, such as cached_input_tokens.' }) includes!: string;
}

@ObjectType({ description: 'What one unit of a dimension costs.' })
export class UnitPrice {
  @Field(() => ID, { description: 'The feature.' }) feature!: string;
  @Field(() => ID, { description: 'The dimension.' }) dimension!: string;
  @Field(() => Credits, { description: 'Of one unit, exact: quantity times price is what is asked for.' })
  price!: bigint;
}

@ObjectType({ description: 'What a feature costs beyond a size: all that a hold uses of it, not only what is above.' })
export class SizePrices {
  @Field(() => ID, { description: 'The feature.' }) feature!: string;
  @Field(() => ID, { description: 'The dimension that the limit is told of.' }) dimension!: string;
  @Field(() => Uint64, {
    description: 'Beyond so many units these prices apply; at the limit the usual ones still do.',
  })
  limit!: bigint;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [ID], { description: 'The dimensions whose units count together, as they are priced.' })
  counting!: readonly string[];
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [UnitPrice], { description: 'The prices, per dimension; none is below the usual one.' })
  prices!: UnitPrice[];
}

@ObjectType({ description: 'A feature of a product: what a check may ask for.' })
export class Feature {
  @Field(() => ID, { description: 'Its name within the product.' }) id!: string;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [ID], { description: 'What is counted for it.' })
  dimensions!: readonly string[];
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [InclusiveDimension], { description: 'Which counters include which; none are all exclusive.' })
  inclusive!: InclusiveDimension[];
  @Field(() => ID, {
    nullable: true,
    description: 'The card by which your own plan is priced at the instant; null where there is none.',
  })
  rateCard!: string | null;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [UnitPrice], {
    description: 'The prices for your own plan at the instant, per dimension; none where nothing prices it.',
  })
  prices!: UnitPrice[];
  @Field(() => SizePrices, {
    nullable: true,
    description: 'The prices beyond a size, for your own plan at the instant; null where all sizes cost the same.',
  })
  above!: SizePrices | null;
}

@ObjectType({ description: 'A product.' })
export class Product {
  @Field(() => ID, { description: 'Its name.' }) id!: string;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [Feature], { description: 'The features that the policy lets somebody of the tenant use.' })
  features!: Feature[];
}

@ObjectType({ description: 'What an account has without buying anything.' })
export class Plan {
  @Field(() => ID, { description: 'Its name.' }) id!: string;
  @Field(() => Int, { nullable: true, description: 'How many checks pass in a minute; null for any number.' })
  requestsPerMinute!: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'With less than this share of a window left (0.2 is a fifth), and nothing in other layers, work is told to slow ' +
      'down: see Pace. Null: never.',
  })
  slowDownBelow!: number | null;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [PlanWindow], {
    description:
      'Its windows: a check counts in all that cover it, and these apply at once; where none does, nothing is included.',
  })
  windows!: PlanWindow[];
  @Extensions(GRANTS_BOUND)
  @Field(() => [RecurringGrant], { description: 'Credits that come again to whoever is on it.' })
  grants!: RecurringGrant[];
  @Field(() => PlanResets, { nullable: true, description: 'Resets that it puts in store; null for none.' })
  resets!: PlanResets | null;
}

@ObjectType({ description: 'The prices of a product from an instant on.' })
export class RateCard {
  @Field(() => ID, { description: 'Its name.' }) id!: string;
  @Field(() => ID, { description: 'The product.' }) product!: string;
  @Field(() => DateTime, { description: 'From when on it prices.' }) effectiveAt!: Date;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [ID], {
    nullable: true,
    description: 'The plans that it prices, before any card for all of them; null for every plan.',
  })
  plans!: string[] | null;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [UnitPrice], { description: 'Its prices, by feature and dimension.' })
  prices!: UnitPrice[];
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [SizePrices], {
    description: 'Its prices beyond a size, by feature; none where all sizes cost the same.',
  })
  above!: SizePrices[];
}

/** What a tenant can meet of a catalog. */
export interface Sight {
  catalog: FullCatalog;
  /** Whether somebody of the tenant may use the feature. */
  meetsFeature: (product: string, feature: string) => boolean;
  meetsPlan: (plan: string) => boolean;
}

/** The products that the tenant meets, each with its features, in the order of the file. */
export function productsMet({ catalog, meetsFeature }: Sight): { id: string; features: FullFeature[] }[] {
  return [...catalog.products.values()].flatMap(({ id, features }) => {
    const met = [...features.values()].filter((feature) => meetsFeature(id, feature.id));
    return met.length > 0 ? [{ id, features: met }] : [];
  });
}

/** A feature as the plan is priced by this card; null where no card prices it. */
export function featureView({ id, dimensions, inclusive }: FullFeature, card: FullCard | null): Feature {
  const prices = card === null ? [] : pricesOf(card, (feature) => feature === id);
  return {
    id,
    dimensions,
    inclusive: [...inclusive].map(([dimension, includes]) => ({ dimension, includes })),
    rateCard: prices.length > 0 ? card!.id : null,
    prices,
    above: (card && sizesOf(card, (feature) => feature === id)[0]) ?? null,
  };
}

export function planView(plan: FullPlan, sight: Sight, grants: readonly GrantTerms[] = []): Plan {
  const { id, requestsPerMinute, windows, slowDownBelow } = plan;
  const below = slowDownBelow === undefined ? null : slowDownBelow / 10_000;
  const shown = { windows: windows.map((terms) => windowView(terms, sight)), ...grantsView(grants) };
  return { id, requestsPerMinute, slowDownBelow: below, ...shown };
}

/** The cards that price something for some plan that the tenant meets, in the order of the file. */
export function cardsMet({ catalog, meetsFeature, meetsPlan }: Sight): RateCard[] {
  return catalog.rateCards.flatMap((card) => {
    const plans = card.plans && card.plans.filter(meetsPlan);
    const shown = (feature: string) => meetsFeature(card.product, feature);
    const prices = pricesOf(card, shown);
    if (plans?.length === 0 || prices.length === 0) return [];
    return [
      {
        id: card.id,
        product: card.product,
        effectiveAt: new Date(card.effectiveAt),
        plans,
        prices,
        above: sizesOf(card, shown),
      },
    ];
  });
}

function pricesOf({ prices }: FullCard, shows: (feature: string) => boolean): UnitPrice[] {
  return [...prices].flatMap(([feature, units]) =>
    shows(feature) ? [...units].map(([dimension, price]) => ({ feature, dimension, price })) : [],
  );
}

function sizesOf({ above }: FullCard, shows: (feature: string) => boolean): SizePrices[] {
  return [...(above ?? [])].flatMap(([feature, { prices, ...size }]) => {
    const unitPrices = [...prices].map(([dimension, price]) => ({ feature, dimension, price }));
    return shows(feature) ? [{ feature, ...size, prices: unitPrices }] : [];
  });
}

export function overshootView(terms: OvershootTerms): Overshoot {
  return terms.policy === 'FORGIVE'
    ? { policy: 'FORGIVE', forgivePerMonth: terms.forgivePerMonth, maxDebt: null }
    : { policy: 'DEBT', forgivePerMonth: null, maxDebt: terms.maxDebt };
}
