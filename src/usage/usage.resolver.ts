/**
 * Reporting usage. Authorises and hands on; what became of a report is read from its charge.
 */
import { subjectAddress } from '../core/address.js';
import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import { findFeature, type Catalog } from '../catalog/catalog.js';
import { MAX_NANO } from '../core/amounts.js';
import { highestCost } from '../core/price.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import type { Decision } from '../books/decision.js';
import { UsageEvent } from '../books/usage-event.js';
import type { Context } from '../api/context.js';
import { authorise, groupsToActWith } from '../api/permissions.js';
import { cleanName } from '../text.js';
import type { Report, UsageContext } from './record-usage.js';
import { redriveOf } from './redrive-usage.js';
import { RecordUsageInput, usageCall, type UsageCall } from './usage-call.js';

const MANY = 500;

@Resolver()
export class UsageResolver {
  @Mutation(() => UsageEvent, {
    nullable: true,
    description:
      'Records what was really used and returns at once; a moment later it is priced, captured from the hold, and ' +
      'what is left goes back. What has happened is never refused for lack of credits.',
  })
  async recordUsage(
    @Arg('input', () => RecordUsageInput, { description: 'What was used.' }) input: RecordUsageInput,
    @Ctx() context: UsageContext,
  ): Promise<UsageEvent> {
    return context.recorder.record(await reportOf(context, input));
  }

  @Extensions({ rows: MANY })
  @Mutation(() => [UsageEvent], {
    nullable: 'items',
    description: '1 to 500 reports, each recorded on its own, in order. A refused one is null, with its error there.',
  })
  async recordUsageMany(
    @Arg('inputs', () => [RecordUsageInput], { description: 'What was used, in order.' }) inputs: RecordUsageInput[],
    @Ctx() context: UsageContext,
  ): Promise<(UsageEvent | Error)[]> {
    if (inputs.length < 1 || inputs.length > MANY) {
      throw new SpillwayError('BAD_USER_INPUT', `inputs are 1 to ${MANY}.`);
    }
    // A refusal becomes a value, so that it nulls its own place only. All is looked up before the first is recorded,
    // so that they are numbered in order.
    const value = <T>(answer: Promise<T>) =>
      answer.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const reports = await Promise.all(inputs.map((input) => value(reportOf(context, input))));
    return Promise.all(
      reports.map(async (report) => (report instanceof Error ? report : value(context.recorder.record(report)))),
    );
  }

  @Mutation(() => UsageEvent, {
    nullable: true,
    description:
      'Records an event that was set aside anew, as it was, to be settled by what is in force now. Takes manage on its ' +
      'account. Each event is driven again once; if that is set aside too, drive that one.',
  })
  async redriveUsage(
    @Arg('usageEventId', () => ID, { description: 'use_… of an event that was set aside.' }) usageEventId: string,
    @Arg('idempotencyKey', () => String, { description: '1 to 200 characters, once per account.' })
    idempotencyKey: string,
    @Ctx() context: UsageContext,
  ): Promise<UsageEvent> {
    const key = cleanName('idempotencyKey', idempotencyKey, 200);
    const uuid = uuidOf('use', usageEventId);
    const event = uuid && (await context.loaders.usageEvent.load(uuid));
    const owner = event && (await context.loaders.account.load(event.accountId));
    if (!event || !owner) throw new SpillwayError('NOT_FOUND', 'There is no usage event with this id.');
    authorise(context, owner.address, 'manage');
    const charge = await context.loaders.charge.load(event);
    if (!charge?.body.setAside) throw new SpillwayError('CONFLICT', 'This usage event was not set aside.');
    return context.recorder.record(redriveOf(event, owner.address, key, context.catalog));
  }
}

async function reportOf(context: Context, input: RecordUsageInput): Promise<Report> {
  const call = usageCall(context.caller.tenant, input);
  const report =
    call.decision === null ? withoutDecision(context, call) : await ofDecision(context, call, call.decision);
  assertKnown(report, context.catalog);
  return report;
}

function withoutDecision(context: Context, call: UsageCall): Report {
  const { policy, catalog, caller } = context;
  const { product, feature, session } = call;
  const subject = call.subject ?? caller.subject;
  const groups = groupsToActWith(context, { subject, groups: call.groups });
  if (product === null || feature === null) throw new Error('usage without a decision names product and feature');
  if (!findFeature(catalog, product, feature)) {
    throw new SpillwayError('BAD_USER_INPUT', `The catalog has no ${product}/${feature}.`);
  }
  const layers = policy.layering.layersFor({ subject, groups }, product, feature);
  const none = { holdId: null, quoted: null, redrives: null };
  return { call, subject, product, feature, session, groups, layers, catalog, ...none };
}

async function ofDecision(context: Context, call: UsageCall, uuid: string): Promise<Report> {
  const decision = await context.loaders.decision.load(uuid);
  if (!decision) throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.');
  authorise(context, subjectAddress(decision.subject), 'act_for');
  assertAgrees(call, decision);
  const { subject, product, holdId, session, body } = decision;
  const { feature, groups, layers, plan, catalog, card } = body;
  const about = { call, subject, product, feature, groups, layers, holdId, session: call.session ?? session };
  // What a denied check was never quoted is priced as usage without a decision is.
  const quoted = card === null ? null : { plan, catalog, card };
  return { ...about, quoted, catalog: context.catalog, redrives: null };
}

function assertAgrees(call: UsageCall, { subject, product, body }: Decision): void {
  const agrees = (given: string | null, decided: string) => given === null || given === decided;
  if (agrees(call.subject, subject) && agrees(call.product, product) && agrees(call.feature, body.feature)) return;
  throw new SpillwayError('BAD_USER_INPUT', 'subject, product and feature are those of the decision: leave them out.');
}

/** @throws SpillwayError BAD_USER_INPUT for dimensions that the feature does not have, or a price beyond all bounds */
function assertKnown({ call: { usage }, product, feature, quoted }: Report, catalog: Catalog): void {
  // What was quoted by another version of the catalog is judged when it is settled.
  const known = quoted && quoted.catalog !== catalog.version ? undefined : findFeature(catalog, product, feature);
  const unknown = usage.find(({ dimension }) => known && !known.dimensions.includes(dimension));
  if (unknown) throw new SpillwayError('BAD_USER_INPUT', `${product}/${feature} has no ${unknown.dimension}.`);
  if (highestCost(catalog.rateCards, product, feature, usage) <= MAX_NANO) return;
  throw new SpillwayError('BAD_USER_INPUT', 'The price of this usage is beyond all bounds.');
}
