/**
 * Grants that come again, as a tenant is shown them: those of a plan, and those of its pools.
 */
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { LotKind } from '../books/lot.js';
import type { GrantTerms } from '../core/grant-terms.js';
import type { LotKind as CoreLotKind } from '../core/kinds.js';
import { Credits } from '../scalars.js';
import { CalendarPeriod } from './window-view.js';

/** Of a plan or a pool. */
const MOST_GRANTS = 20;

@ObjectType({ description: 'Credits that come again in every period, as a lot of their own.' })
export class RecurringGrant {
  @Field(() => ID, { description: 'Its name on the plan or the pool: each of its periods is given once.' })
  id!: string;
  @Field(() => LotKind, { description: 'The kind of its lots.' }) kind!: CoreLotKind;
  @Field(() => Credits, { description: 'How many each time.' }) credits!: bigint;
  @Field(() => CalendarPeriod, { description: 'Its period.' }) every!: CalendarPeriod;
  @Field(() => Boolean, {
    description: "True where its months are those of the account's subscription; else they are the calendar's.",
  })
  bySubscription!: boolean;
  @Field(() => String, { description: 'The time zone whose days count, such as Europe/Berlin, or UTC.' })
  zone!: string;
  @Field(() => Int, { nullable: true, description: 'How long each lot lives; null: until its period ends.' })
  livesSeconds!: number | null;
  @Field(() => Credits, {
    nullable: true,
    description:
      'How much of what is left as a period ends goes on as a lot of its own, for one more; null: nothing. What is ' +
      'held then does not.',
  })
  rollOverAtMost!: bigint | null;
}

@ObjectType({ description: 'Resets of windows that a plan puts in store.' })
export class PlanResets {
  @Field(() => CalendarPeriod, { description: 'One more in every such period.' }) every!: CalendarPeriod;
  @Field(() => Boolean, {
    description: "True where its months are those of the account's subscription; else they are the calendar's.",
  })
  bySubscription!: boolean;
  @Field(() => String, { description: 'The time zone whose days count, such as Europe/Berlin, or UTC.' })
  zone!: string;
  @Field(() => Int, { description: 'While there are fewer of its own in store than so many.' }) keep!: number;
}

@ObjectType({ description: 'What a pool is given again and again.' })
export class CatalogPool {
  @Field(() => ID, { description: 'The name of the pool.' }) pool!: string;
  @Extensions({ longest: MOST_GRANTS })
  @Field(() => [RecurringGrant], { description: 'Its grants.' })
  grants!: RecurringGrant[];
}

/** The shape of a field that lists grants. */
export const GRANTS_BOUND = { longest: MOST_GRANTS };

/** What comes again by a plan. */
export function grantsView(grants: readonly GrantTerms[]): { grants: RecurringGrant[]; resets: PlanResets | null } {
  const resets = grants.find(({ keep }) => keep !== undefined);
  const of = resets && { ...periodView(resets), keep: resets.keep ?? 0 };
  return { grants: grants.filter(({ keep }) => keep === undefined).map(grantView), resets: of ?? null };
}

function periodView({ calendar }: GrantTerms) {
  return {
    every: calendar.period.toUpperCase() as CalendarPeriod,
    bySubscription: calendar.anchor === 'subscription',
    zone: calendar.zone ?? 'UTC',
  };
}

export function grantView(terms: GrantTerms): RecurringGrant {
  const { id, kind, amount, livesMs, rollOver } = terms;
  return {
    ...{ id, kind, credits: amount },
    ...periodView(terms),
    livesSeconds: livesMs === null ? null : livesMs / 1000,
    rollOverAtMost: rollOver,
  };
}
