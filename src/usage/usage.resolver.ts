/**
 * Reporting usage. Authorises and hands on; what became of a report is read from its charge.
 */
import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { UsageEvent } from '../books/usage-event.js';
import { actorOf, authorise } from '../api/permissions.js';
import { cleanName, LONGEST } from '../text.js';
import type { UsageContext } from './record-usage.js';
import { voidAgain, voidTermsOf, VoidUsageInput } from './record-void.js';
import { redriveOf } from './redrive-usage.js';
import { reportOf } from './report-of.js';
import { RecordUsageInput } from './usage-call.js';

const MANY = 500;

@Resolver()
export class UsageResolver {
  @Mutation(() => UsageEvent, {
    nullable: true,
    description:
      'Records what was really used and returns at once; a moment later it is priced, captured from the hold, and ' +
      'what is left goes back. What has happened is never refused for lack of credits. Takes the caller that opened the ' +
      'hold, or report or act_for on the account.',
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
    description:
      'Many reports, each recorded on its own, in order. A refused one is null, with its error there. One that is ' +
      'wrong by its type, such as a quantity below zero, refuses the whole call: nothing of it is recorded.',
  })
  async recordUsageMany(
    @Arg('inputs', () => [RecordUsageInput], { description: `What was used, in order. 1 to ${MANY}.` })
    inputs: RecordUsageInput[],
    @Ctx() context: UsageContext,
  ): Promise<(UsageEvent | Error)[]> {
    if (inputs.length < 1 || inputs.length > MANY) {
      throw badInput(`inputs are 1 to ${MANY}.`, 'inputs');
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
    @Arg('idempotencyKey', () => String, { description: 'The key of this call, once per account.' })
    idempotencyKey: string,
    @Ctx() context: UsageContext,
  ): Promise<UsageEvent> {
    const key = cleanName('idempotencyKey', idempotencyKey, LONGEST.key);
    const uuid = uuidOf('use', usageEventId);
    const event = uuid && (await context.loaders.usageEvent.load(uuid));
    const owner = event && (await context.loaders.account.load(event.accountId));
    if (!event || !owner) throw new SpillwayError('NOT_FOUND', 'There is no usage event with this id.');
    authorise(context, owner.address, 'manage');
    const charge = await context.loaders.charge.load(event);
    if (!charge?.body.setAside) throw new SpillwayError('CONFLICT', 'This usage event was not set aside.');
    if (event.body.voids) return undoAgain(context, event, owner.address, key);
    const by = { address: owner.address, caller: context.caller.subject, key };
    return context.recorder.record(redriveOf(event, by, context.catalog));
  }

  @Mutation(() => UsageEvent, {
    nullable: true,
    description:
      'Undoes a usage event, once: an event of its own, settled in a moment by a charge of the same amount that reverses. ' +
      'What was taken goes back to the very lots and running windows; what was owed is owed no longer, or goes back to ' +
      'whoever repaid it. Takes correct on the account; how much is undone in a month is bounded by the operator. CONFLICT ' +
      'while the event is not settled or its hold is open.',
  })
  async voidUsage(
    @Arg('input', () => VoidUsageInput, { description: 'What to undo, and why.' }) input: VoidUsageInput,
    @Ctx() context: UsageContext,
  ): Promise<UsageEvent> {
    const uuid = uuidOf('use', input.usageEventId);
    const event = uuid && (await context.loaders.usageEvent.load(uuid));
    const owner = event && (await context.loaders.account.load(event.accountId));
    if (!event || !owner) throw new SpillwayError('NOT_FOUND', 'There is no usage event with this id.');
    authorise(context, owner.address, 'correct');
    return context.recorder.undo({
      account: { tenant: context.caller.tenant, address: owner.address },
      target: event,
      ...voidTermsOf(input, event),
      ...{ caller: context.caller.subject, actor: actorOf(context), catalog: context.catalog },
    });
  }
}

/** A correction that was set aside, recorded anew: the bounds have counted it already. */
async function undoAgain(context: UsageContext, aside: UsageEvent, address: string, key: string): Promise<UsageEvent> {
  const { loaders, recorder, catalog, caller } = context;
  const target = await loaders.usageEvent.load(aside.voids ?? '');
  if (!target) throw new Error(`usage: what ${aside.uuid} undoes is not there`);
  const by = { caller: caller.subject, actor: actorOf(context), catalog };
  return recorder.undo({ account: { tenant: caller.tenant, address }, target, ...voidAgain(aside, key), ...by });
}
