/**
 * What has become of a decision, and what it was made of, for whoever reads it later. Reads through loaders, so that a page
 * of receipts asks once for all of them.
 */
import { Ctx, Extensions, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { subjectAddress } from '../core/address.js';
import type { LayerKind } from '../core/kinds.js';
import type { LayerTrace as CoreLayerTrace } from '../core/layer-trace.js';
import { RECEIPT_STATUSES, receiptStatusOf, type ReceiptStatus as CoreStatus } from '../core/receipt.js';
import { mayDo } from '../api/permissions.js';
import { Decision } from '../books/decision.js';
import { MOST_SOURCES } from '../books/decision-parts.js';
import { Layer } from '../books/draw.js';
import { contractEnum } from '../contract-enum.js';
import { Credits } from '../scalars.js';
import { AccessEstimate } from './access-estimate.js';
import { holdOf } from './decision.resolver.js';
import { MOST_VERSIONS, pastPolicies, type ReceiptContext } from './past-policies.js';
import { layersOf } from './receipt-layers.js';
import { MOST_EVENTS, reportedUsage } from './reported-usage.js';

export const ReceiptStatus = contractEnum(
  'ReceiptStatus',
  'What became of a decision: of its whole hold, however many decisions that has. The list may grow.',
  RECEIPT_STATUSES,
);

@ObjectType({ description: 'One layer as a decision met it. What one hold may draw on at most is not in it.' })
export class LayerTrace implements CoreLayerTrace {
  @Field(() => Layer, { description: 'The step of the waterfall.' }) layer!: LayerKind;
  @Field(() => String, { description: 'allowance, promotion, credits or pool:<name>.' }) source!: string;
  @Field(() => Credits, { description: 'What it had for the product; a suspended pool has nothing.' }) had!: bigint;
  @Field(() => Credits, { description: 'What the decision took of it.' }) gave!: bigint;
  @Field(() => Credits, { description: 'What was left of it then.' }) left!: bigint;
}

@Resolver(() => Decision)
export class ReceiptResolver {
  @FieldResolver(() => ReceiptStatus, {
    description:
      'What became of it, in one word. What is reported after the hold has ended does not change it: see `charged`.',
  })
  async status(@Root() decision: Decision, @Ctx() context: ReceiptContext): Promise<CoreStatus> {
    const now = context.ledger.wallClock();
    const isOver = decision.freeUntil !== null && now >= decision.freeUntil;
    const [hold, reported] = await Promise.all([
      holdOf(decision, context),
      isOver ? reportedUsage(context).load(decision.uuid) : null,
    ]);
    return receiptStatusOf(decision, hold, reported !== null && reported.events > 0, now);
  }

  @FieldResolver(() => Credits, {
    description:
      'What the usage cost that was reported for this very decision, as far as it is settled, late reports included. ' +
      `One answer adds up at most ${MOST_EVENTS} usage events.`,
  })
  async charged(@Root() { uuid }: Decision, @Ctx() context: ReceiptContext): Promise<bigint> {
    return (await reportedUsage(context).load(uuid)).charged;
  }

  @Extensions({ longest: MOST_SOURCES })
  @FieldResolver(() => [ID], {
    description:
      'The roles that the policy gave the subject then, with its groups; none where that version cannot be read any ' +
      `more. One answer reads at most ${MOST_VERSIONS} versions beside the live one.`,
  })
  async roles(@Root() decision: Decision, @Ctx() context: ReceiptContext): Promise<readonly string[]> {
    const { subject, groups, body } = decision;
    const isLive = body.policy.version === context.policy.version;
    const asked = { policy: body.policy.version, catalog: body.catalog };
    const policy = isLive ? context.policy : await pastPolicies(context).load(asked);
    return policy?.permissions.rolesOf({ subject, groups }) ?? [];
  }

  @Extensions({ longest: MOST_SOURCES })
  @FieldResolver(() => [LayerTrace], {
    description:
      'The layers as it met them, in order: what each had, gave and kept, as the journal says. None where the catalog of ' +
      'that time cannot be read any more, where too many balance updates would have to be read, and where you may not ' +
      `read the account. One answer reads at most ${MOST_VERSIONS} versions of the catalog.`,
  })
  async layers(@Root() decision: Decision, @Ctx() context: ReceiptContext): Promise<CoreLayerTrace[]> {
    return mayDo(context, subjectAddress(decision.subject), 'read') ? layersOf(context).load(decision) : [];
  }
}

@Resolver(() => AccessEstimate)
export class EstimateReceiptResolver {
  @Extensions({ longest: MOST_SOURCES })
  @FieldResolver(() => [ID], { description: 'The roles that the policy gives the subject, with its groups.' })
  roles(@Root() { subject, groups }: AccessEstimate, @Ctx() { policy }: ReceiptContext): readonly string[] {
    return policy.permissions.rolesOf({ subject, groups });
  }

  @Extensions({ longest: MOST_SOURCES })
  @FieldResolver(() => [LayerTrace], {
    description: 'The layers in order: what each has, would give, and keeps. None where you may not read the account.',
  })
  layers(@Root() { trace, subject }: AccessEstimate, @Ctx() context: ReceiptContext): CoreLayerTrace[] {
    return mayDo(context, subjectAddress(subject), 'read') ? trace : [];
  }
}
