/**
 * What usage events lead to: how far they are settled, their charge, their decision. Reads through loaders.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { addressOf, authorise } from '../api/permissions.js';
import { Charge } from '../books/charge.js';
import { connectionOf, pageOf, pageRequest, type Connection } from '../api/connection.js';
import { Decision } from '../books/decision.js';
import { UsageEvent } from '../books/usage-event.js';
import { uuidOf } from '../ids.js';
import { DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import { listEvents } from './list-events.js';
import { voidedBy } from './voided-by.js';

export const SettlementState = { PENDING: 'PENDING', SETTLED: 'SETTLED', SET_ASIDE: 'SET_ASIDE' } as const;
type SettlementState = keyof typeof SettlementState;
registerEnumType(SettlementState, {
  name: 'SettlementState',
  description: 'How far a usage event has come.',
  valuesConfig: {
    PENDING: { description: 'Recorded: settled in a moment.' },
    SETTLED: { description: 'Charged, or found to cost nothing.' },
    SET_ASIDE: { description: 'It could not be settled, for the reason that is told; redriveUsage tries again.' },
  },
});

export const UsageEventPage = connectionOf('UsageEvent', () => UsageEvent);
/** The form of a key that is a number. */
export const NUMBER_KEY = /^[1-9][0-9]{0,17}$/;

/** The id of no decision. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

@Resolver(() => UsageEvent)
export class UsageEventResolver {
  @Query(() => UsageEventPage, {
    nullable: true,
    description:
      "Usage events of an account, the caller's own unless another is named, the newest first. Where few fit what is " +
      'asked for, a page may have fewer than `first`, even none: go on after endCursor while hasNextPage says so.',
  })
  async usageEvents(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as subject:alice.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('setAside', () => Boolean, { defaultValue: false, description: 'Only those that could not be settled.' })
    setAside: boolean,
    @Arg('decision', () => ID, { nullable: true, description: 'Only those reported for this decision.' })
    decision: string | null,
    @Arg('product', () => ID, { nullable: true, description: 'Only of this product.' }) product: string | null,
    @Arg('from', () => DateTime, { nullable: true, description: 'Only what happened at or after this instant.' })
    from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Only what happened before this instant.' })
    to: Date | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageEvent>> {
    const page = pageRequest(first, after, NUMBER_KEY);
    const address = await addressOf(context, { account, subject });
    authorise(context, address, 'read');
    const found = await context.loaders.accountAt.load(address);
    const filter = {
      setAside,
      decision: decision == null ? null : (uuidOf('dec', decision) ?? NOBODY),
      product: product == null ? null : cleanName('product', product, LONGEST.name),
      from,
      to,
    };
    return found ? listEvents(context, found.uuid, filter, page) : pageOf([], page, String);
  }

  @FieldResolver(() => SettlementState, { description: 'How far it has come.' })
  async state(@Root() event: UsageEvent, @Ctx() { loaders }: Context): Promise<SettlementState> {
    const charge = await loaders.charge.load(event);
    if (!charge) return 'PENDING';
    return charge.body.setAside ? 'SET_ASIDE' : 'SETTLED';
  }

  @FieldResolver(() => Charge, { nullable: true, description: 'What it costs; null until it is settled.' })
  charge(@Root() event: UsageEvent, @Ctx() { loaders }: Context): Promise<Charge | null> {
    return loaders.charge.load(event);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Why nothing was charged.' })
  async unchargedReason(@Root() event: UsageEvent, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.charge.load(event))?.body.uncharged ?? null;
  }

  @FieldResolver(() => Decision, { nullable: true, description: 'The decision that it was reported for.' })
  async decision(@Root() { decisionId }: UsageEvent, @Ctx() { loaders }: Context): Promise<Decision | null> {
    return decisionId === null ? null : loaders.decision.load(decisionId);
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
    return voidedBy(context).load(uuid);
  }
}
