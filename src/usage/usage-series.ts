/**
 * Usage over time, as the contract shows it: quantities per dimension and credits per payer, in hours or days of a time
 * zone. How it is read from the sums stands in read-usage.ts.
 */
import { contractEnum } from '../contract-enum.js';
import { LAYER_KINDS, layerKinds, type LayerKind } from '../core/kinds.js';
import { Extensions, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Credits, DateTime, Uint64 } from '../scalars.js';
import { Label, MOST_DIMENSIONS, Quantity } from '../books/decision-parts.js';
import type { BucketSize } from './time-buckets.js';

export const UsageBucket: { [size in BucketSize]: size } = { HOUR: 'HOUR', DAY: 'DAY' };
registerEnumType(UsageBucket, {
  name: 'UsageBucket',
  description: 'How long each point of a usage series is.',
  valuesConfig: {
    HOUR: { description: 'Hours of the local clock; one that occurs twice is two points.' },
    DAY: { description: 'Local days, from midnight to midnight: 23 or 25 hours where the clock changes.' },
  },
});

export const UsageGroup = {
  PRODUCT: 'PRODUCT',
  FEATURE: 'FEATURE',
  SUBJECT: 'SUBJECT',
  SESSION: 'SESSION',
  LABEL: 'LABEL',
} as const;
export type UsageGroup = keyof typeof UsageGroup;
registerEnumType(UsageGroup, {
  name: 'UsageGroup',
  description: 'What a usage series is told apart by. The list may grow.',
  valuesConfig: {
    PRODUCT: { description: 'The product.' },
    FEATURE: { description: 'The feature; name PRODUCT too where products share names of features.' },
    SUBJECT: { description: 'Who used it.' },
    SESSION: { description: "The caller's session; null for usage outside any. Only of one account or one session." },
    LABEL: { description: 'The value of one label, which `label` names; null for usage without it.' },
  },
});

/** In the order of the waterfall; then what no layer covered. */
export const Payer = contractEnum('Payer', 'Who paid for usage.', {
  ...(Object.fromEntries(layerKinds.map((kind) => [kind, { description: LAYER_KINDS[kind].pays }])) as Record<
    LayerKind,
    { description: string }
  >),
  FORGIVEN: { description: 'The tenant: no layer covered it.' },
  DEBT: { description: 'Nobody yet: no layer covered it, and it became debt.' },
});
export type Payer = keyof typeof Payer;

@ObjectType({ description: 'What one payer paid.' })
export class PaidBy {
  @Field(() => Payer, { description: 'Who.' }) payer!: Payer;
  @Field(() => Credits, { description: 'How much.' }) amount!: bigint;
}

@ObjectType({ description: 'Usage, summed.' })
export class UsageTotals {
  @Field(() => Uint64, { description: 'How many usage events.' }) events!: bigint;
  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], { description: 'What was used, per dimension.' })
  quantities!: Quantity[];
  @Field(() => Credits, { description: 'What it costs: the amounts in paidBy add up to it.' }) charged!: bigint;
  @Field(() => [PaidBy], { description: 'Who paid, in the order of the waterfall; only who paid something.' })
  paidBy!: PaidBy[];
}

@ObjectType({ description: 'Usage within one hour or day: of one group, where the series is grouped.' })
export class UsagePoint extends UsageTotals {
  @Field(() => DateTime, { description: 'From this instant on: of the first point, `from` of the series.' })
  start!: Date;
  @Field(() => DateTime, { description: 'Up to this instant, exclusive.' }) end!: Date;
  @Field(() => ID, { nullable: true, description: 'The product; null unless grouped by it.' }) product!: string | null;
  @Field(() => ID, { nullable: true, description: 'The feature; null unless grouped by it.' }) feature!: string | null;
  @Field(() => ID, { nullable: true, description: 'The subject; null unless grouped by it.' }) subject!: string | null;
  @Field(() => ID, { nullable: true, description: 'The session; null unless grouped by it, and outside any.' })
  session!: string | null;
  @Field(() => Label, {
    nullable: true,
    description: 'The label; null unless grouped by it, and for usage without it.',
  })
  label!: Label | null;
}

/** Points of one series. */
export const MOST_POINTS = 5_000;

@ObjectType({ description: 'Settled usage over time, by when it happened.' })
export class UsageSeries {
  @Field(() => DateTime, { description: 'What was asked for, widened to a whole quarter of an hour.' }) from!: Date;
  @Field(() => DateTime, { description: 'The end, exclusive, widened likewise.' }) to!: Date;
  @Field(() => UsageBucket, { description: 'How long each point is.' }) bucket!: BucketSize;
  @Field(() => String, { description: 'The time zone whose hours and days these are.' }) timeZone!: string;
  @Field(() => UsageTotals, { description: 'All of it.' }) total!: UsageTotals;
  // Documents are weighed by a month of hours, roughly; what there is counts when it is there.
  @Extensions({ rows: 700, longest: MOST_POINTS })
  @Field(() => [UsagePoint], {
    description:
      'By start, then group. Every hour or day, also empty ones; where grouped, only groups with usage there, or with ' +
      '`fill` every group with usage anywhere in the range.',
  })
  points!: UsagePoint[];
}
