/**
 * What every answer says, whether it was only estimated or decided and stored: the fields of the contract, read from
 * the document that the decision is stored as.
 */
import { DocumentColumn } from './codec.js';
import { decisionCodec, type DecisionBody } from './documents.js';
import { contractEnum } from '../contract-enum.js';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { sentence } from '../core/explain.js';
import { GATES, gatesUpTo, type GateResult as CoreGateResult } from '../core/gate-results.js';
import { REASONS, type Reason } from '../core/gates.js';
import { layerKinds, type LayerKind } from '../core/kinds.js';
import { FULL_PACE, waitUntil } from '../core/pace.js';
import type { Outcome, Remedy } from '../core/words.js';
import { Credits, DateTime } from '../scalars.js';
import { Pace } from './pace.js';
import {
  Blocker,
  Label,
  MOST_DIMENSIONS,
  MOST_GROUPS,
  MOST_SOURCES,
  PolicyCitation,
  PriceSize,
  Quantity,
} from './decision-parts.js';
import { Layer } from './draw.js';

export const AccessOutcome = { ALLOWED: 'ALLOWED', PARTIAL: 'PARTIAL', DENIED: 'DENIED' } as const;
registerEnumType(AccessOutcome, {
  name: 'AccessOutcome',
  description: 'How a check ended. Branch on `proceed`, not on this.',
  valuesConfig: {
    ALLOWED: { description: 'All that was asked for is granted.' },
    PARTIAL: { description: 'Less than was asked for is granted (mode UP_TO only).' },
    DENIED: { description: 'Nothing is granted and nothing was taken.' },
  },
});

export const AccessReason = contractEnum(
  'AccessReason',
  'Why a check ended as it did: the first gate that failed, in this order. The list may grow.',
  REASONS,
);

@ObjectType({ description: 'One gate on the way of a request, and whether it let the request pass.' })
export class GateResult implements CoreGateResult {
  @Field(() => AccessReason, { description: 'The gate, by the reason that it refuses with.' }) reason!: Reason;
  @Field(() => Boolean, { description: 'Whether it let the request pass.' }) passed!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not, as one sentence for a person.' })
  detail!: string | null;
}

export const RemedyKind: { [remedy in Remedy]: remedy } = {
  NONE: 'NONE',
  WAIT: 'WAIT',
  BUY_CREDITS: 'BUY_CREDITS',
  ASK_ADMIN: 'ASK_ADMIN',
  REQUEST_INCREASE: 'REQUEST_INCREASE',
};
registerEnumType(RemedyKind, {
  name: 'Remedy',
  description: 'What helps against a denial.',
  valuesConfig: {
    NONE: { description: 'Nothing is wrong, or nothing helps.' },
    WAIT: { description: 'Time alone helps: see `unblocksAt`.' },
    BUY_CREDITS: { description: 'The subject may buy credits that would cover it.' },
    ASK_ADMIN: { description: 'Only somebody who manages the tenant can help.' },
    REQUEST_INCREASE: { description: 'Somebody may approve more than the budgets that stand in the way let through.' },
  },
});

@ObjectType()
@Entity({ abstract: true })
export abstract class DecisionFields {
  @Field(() => ID, { description: 'The subject that asked to use the product.' })
  @Property({ type: 'text' })
  subject!: string;
  @Field(() => AccessOutcome, { description: 'How the check ended.' })
  @Property({ type: 'text' })
  outcome!: Outcome;
  @Field(() => ID, { description: 'The product asked for.' })
  @Property({ type: 'text' })
  product!: string;
  @Field(() => ID, { nullable: true, description: 'The session that the caller named.' })
  @Property({ type: 'text', nullable: true })
  session!: string | null;
  @Field(() => DateTime, { description: 'The instant of the decision.' })
  @Property({ type: 'datetime', fieldName: 'at' })
  decidedAt!: Date;
  /** The account the subject had: a UUID, or null where there was none and none was created. */
  @Property({ type: 'uuid', nullable: true }) accountId!: string | null;
  @Property({ type: new DocumentColumn(decisionCodec) }) body!: DecisionBody;

  @Field(() => AccessReason, { description: 'The first gate that failed, or ALLOWED.' })
  get reason(): Reason {
    return this.body.reason;
  }

  /** What was decided, as one sentence for a person; what has become of a hold since is not in it. */
  get verdictSentence(): string {
    const { granted, requested, shortfall } = this;
    const extending = this.body.extends !== null;
    const [blocker] = this.body.blockers;
    return sentence(this.outcome, this.reason, { granted, requested, shortfall, extending, blocker });
  }

  @Extensions({ rows: MOST_GROUPS })
  @Field(() => [ID], { description: 'The groups that the subject was checked with, at most 100.' })
  get groups(): string[] {
    return this.body.groups;
  }

  @Extensions({ rows: GATES.length })
  @Field(() => [GateResult], {
    description: 'The gates that it met, in order: all of them, or those up to the one that refused.',
  })
  get gates(): GateResult[] {
    return gatesUpTo(this.reason, this.verdictSentence);
  }

  @Field(() => ID, { description: 'The feature asked for.' })
  get feature(): string {
    return this.body.feature;
  }

  @Extensions({ rows: layerKinds.length })
  @Field(() => [Layer], {
    nullable: true,
    description: 'The only layers that the request let give; null where it named none.',
  })
  get onlyLayers(): readonly LayerKind[] | null {
    return this.body.only?.layers ?? null;
  }

  @Field(() => Credits, {
    nullable: true,
    description: 'The most that the request let the layers CREDITS and POOL give together; null where it did not say.',
  })
  get maxPaid(): bigint | null {
    return this.body.only?.maxPaid ?? null;
  }

  @Field(() => [Label], { description: 'The labels that the caller gave.' })
  get labels(): Label[] {
    return this.body.labels;
  }

  @Field(() => Credits, { description: 'The price of all that was asked for; "0" where nothing prices it.' })
  get requested(): bigint {
    return this.body.requested;
  }

  @Field(() => Credits, { description: 'The credits that were taken and are held.' })
  get granted(): bigint {
    return this.body.granted;
  }

  @Field(() => Credits, { description: 'The credits that no layer could give.' })
  get shortfall(): bigint {
    return this.body.shortfall;
  }

  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], { description: 'The usage asked for, per dimension.' })
  get requestedUsage(): Quantity[] {
    return this.body.usage;
  }

  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], { description: 'The usage that is granted, per dimension.' })
  get grantedUsage(): Quantity[] {
    return this.body.grantedUsage;
  }

  @Field(() => PriceSize, {
    nullable: true,
    description:
      'Which prices its rate card asked, where it has others beyond a size; null where all sizes cost the same. It counts ' +
      'what the decisions of its hold were granted with this one, or would have been.',
  })
  get priceSize(): PriceSize | null {
    return this.body.size && PriceSize.from(this.body.size);
  }

  @Field(() => String, { nullable: true, description: 'The first blocker\'s source, such as "window:five_hour".' })
  get blockedBy(): string | null {
    return this.body.blockers[0]?.source ?? null;
  }

  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [Blocker], { description: 'Every source that stood in the way, the binding one first.' })
  get blockers(): Blocker[] {
    return this.body.blockers.map((blocker) => Blocker.from(blocker, this.body.budgets));
  }

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which the same request could pass, if time alone can help.',
  })
  get unblocksAt(): Date | null {
    return this.body.unblocksAt === null ? null : new Date(this.body.unblocksAt);
  }

  @Field(() => RemedyKind, { description: 'The first of the remedies.' })
  get remedy(): Remedy {
    return this.remedies[0] ?? 'NONE';
  }

  @Field(() => [RemedyKind], { description: 'What helps, the best first.' })
  get remedies(): Remedy[] {
    return this.body.remedies;
  }

  @Field(() => Pace, {
    description: 'How fast to go on, as it was decided: on a replay, too, it counts from the instant of the decision.',
  })
  get pace(): Pace {
    if (this.outcome === 'DENIED') return Pace.from(waitUntil(this.body.unblocksAt, this.decidedAt.getTime()));
    return Pace.from(this.body.pace ?? FULL_PACE);
  }

  @Field(() => PolicyCitation, { description: 'The policy version and the line that decided.' })
  get policy(): PolicyCitation {
    return this.body.policy;
  }
}
