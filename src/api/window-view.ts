/**
 * Windows as the contract shows them: of which kind they are, by which clock, and what counts in them as far as the tenant
 * can meet it.
 */
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { Catalog } from '../catalog/catalog.js';
import type { WindowTerms } from '../core/words.js';
import { Credits } from '../scalars.js';

/** Each list of a catalog, by the length of its file; all of one answer together are counted while it is made. */
export const MOST_ENTRIES = 10_000;

export const WindowKind = contractEnum('WindowKind', 'When the periods of a window begin and end.', {
  ANCHORED: { description: 'With a use, and a fixed time later.' },
  CALENDAR: { description: 'With the days, weeks or months of the calendar, in its zone.' },
  SUBSCRIPTION: { description: "With the account's months: at the day and time of its first plan, in its zone." },
  ONCE: { description: 'With the first use, and never.' },
});
export type WindowKind = keyof typeof WindowKind;

export const CalendarPeriod = contractEnum(
  'CalendarPeriod',
  'Which period of the calendar a window or a grant follows.',
  {
    DAY: { description: 'From midnight to midnight.' },
    WEEK: { description: 'From Monday on, or from the day that `starts` says.' },
    MONTH: { description: 'From the first of the month on.' },
  },
);
export type CalendarPeriod = keyof typeof CalendarPeriod;

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
type Weekday = (typeof DAYS)[number];
export const Weekday = contractEnum(
  'Weekday',
  'A day of the week.',
  Object.fromEntries(DAYS.map((day) => [day, { description: `${day[0]}${day.slice(1).toLowerCase()}.` }])) as Record<
    Weekday,
    { description: string }
  >,
);

@ObjectType({ description: 'A window of included allowance, as a plan defines it.' })
export class PlanWindow {
  @Field(() => ID, { description: 'Its name, such as five_hour.' }) window!: string;
  @Field(() => Credits, { description: 'What it includes.' }) capacity!: bigint;
  @Field(() => WindowKind, { description: 'When its periods begin and end.' }) kind!: WindowKind;
  @Field(() => Int, { nullable: true, description: 'How long after its first use it ends; null by the calendar.' })
  seconds!: number | null;
  @Field(() => CalendarPeriod, { nullable: true, description: 'Its period; null where it is of another kind.' })
  calendar!: CalendarPeriod | null;
  @Field(() => String, {
    nullable: true,
    description: 'The time zone whose clocks it goes by; null where it starts with its first use.',
  })
  zone!: string | null;
  @Field(() => Weekday, { nullable: true, description: 'The first day of its weeks; null where it has none.' })
  starts!: Weekday | null;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [ID], {
    nullable: true,
    description: 'All of these products count in it, and the features beside; both null: everything does.',
  })
  products!: string[] | null;
  @Extensions({ longest: MOST_ENTRIES })
  @Field(() => [ID], { nullable: true, description: 'These features count in it, such as codex/gpt-5.5.' })
  features!: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The longer window that it yields to: it counts and does not limit once it would reset after that one, and ends ' +
      'with it. Null where it yields to none.',
  })
  yieldsTo!: string | null;
}

/** What a tenant can meet of what is sold. */
export interface Met {
  catalog: Catalog;
  meetsFeature: (product: string, feature: string) => boolean;
}

/** A window of a plan; of its scope only what the tenant can meet. */
export function windowView(terms: WindowTerms, { catalog, meetsFeature }: Met): PlanWindow {
  const meetsSome = (product: string) => {
    return [...(catalog.products.get(product)?.features.keys() ?? [])].some((feature) =>
      meetsFeature(product, feature),
    );
  };
  const meets = (name: string) => {
    const [product = '', feature = ''] = name.split('/');
    return meetsFeature(product, feature);
  };
  return {
    window: terms.name,
    capacity: terms.capacity,
    kind: terms.kind.toUpperCase() as WindowKind,
    seconds: terms.kind === 'anchored' ? terms.seconds : null,
    calendar: terms.kind === 'calendar' ? (terms.period.toUpperCase() as CalendarPeriod) : null,
    zone: terms.kind === 'calendar' || terms.kind === 'subscription' ? (terms.zone ?? 'UTC') : null,
    starts: terms.kind === 'calendar' && terms.period === 'week' ? (DAYS[terms.starts ?? 0] ?? null) : null,
    products: terms.scope?.products.filter(meetsSome) ?? null,
    features: terms.scope?.features.filter(meets) ?? null,
    yieldsTo: terms.yieldsTo ?? null,
  };
}
