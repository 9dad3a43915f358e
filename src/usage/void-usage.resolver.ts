/**
 * Undoing usage: arguments and permission. What was undone, and by what, leads from one usage event to the other; reads
 * through loaders.
 */
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { actorOf, authorise } from '../api/permissions.js';
import { UsageEvent } from '../books/usage-event.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { voidTermsOf, VoidUsageInput } from './record-void.js';
import type { UsageContext } from './record-usage.js';

/** What undoes an event, by the event's UUID: of those that were set aside and recorded anew, the latest. */
const undoing = perOperation<Context, DataLoader<string, UsageEvent | null>>(
  ({ database, caller: { tenant: tenantId } }) => {
    const read = async (uuids: readonly string[]) => {
      const found = await database.transaction(
        [tenantId],
        ({ em }) =>
          em.find(UsageEvent, { tenantId, voids: { $in: [...new Set(uuids)] } }, { orderBy: { usageNo: 'asc' } }),
        { readOnly: true },
      );
      const byTarget = new Map(found.map((event) => [event.voids, event]));
      return uuids.map((uuid) => byTarget.get(uuid) ?? null);
    };
    return new DataLoader(read, { cache: false });
  },
);

@Resolver(() => UsageEvent)
export class VoidUsageResolver {
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

  @FieldResolver(() => UsageEvent, { nullable: true, description: 'The event that it undoes; null for usage.' })
  async voids(@Root() { voids }: UsageEvent, @Ctx() { loaders }: Context): Promise<UsageEvent | null> {
    return voids === null ? null : loaders.usageEvent.load(voids);
  }

  @FieldResolver(() => UsageEvent, {
    nullable: true,
    description: 'The event that undoes it; null while none does. It is settled a moment after it was recorded.',
  })
  voidedBy(@Root() { uuid }: UsageEvent, @Ctx() context: Context): Promise<UsageEvent | null> {
    return undoing(context).load(uuid);
  }
}
