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

const UsageEventPage = connectionOf('UsageEvent', () => UsageEvent);
const NUMBER_KEY = /^[1-9][0-9]{0,17}$/;

const SET_ASIDE = `
  select e.id
  from set_aside s
  join usage_event e on e.tenant_id = s.tenant_id and e.account_id = s.account_id and e.usage_no = s.usage_no
  where s.tenant_id = $1 and s.account_id = $2 and s.given_up and ($3::bigint is null or s.usage_no < $3)
  order by s.usage_no desc
  limit $4`;

@Resolver(() => UsageEvent)
export class UsageEventResolver {
  @Query(() => UsageEventPage, {
    nullable: true,
    description: "Usage events of an account, the caller's own unless another is named, the newest first.",
  })
  async usageEvents(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as subject:alice.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('setAside', () => Boolean, { defaultValue: false, description: 'Only those that could not be settled.' })
    setAside: boolean,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageEvent>> {
    const page = pageRequest(first, after, NUMBER_KEY);
    const address = await addressOf(context, { account, subject });
    authorise(context, address, 'read');
    const found = await context.loaders.accountAt.load(address);
    const rows = found ? await readEvents(context, found.uuid, setAside, page.after, first + 1) : [];
    return pageOf(rows, page, ({ usageNo }) => String(usageNo));
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
}

function readEvents(
  { database, caller: { tenant: tenantId } }: Context,
  accountId: string,
  setAside: boolean,
  below: string | null,
  limit: number,
): Promise<UsageEvent[]> {
  return database.transaction(
    [tenantId],
    async ({ em, ...tx }) => {
      const bound = below === null ? {} : { usageNo: { $lt: BigInt(below) } };
      const options = { orderBy: { usageNo: 'desc' as const }, limit };
      if (!setAside) return em.find(UsageEvent, { tenantId, accountId, ...bound }, options);
      const rows = await tx.query<{ id: string }>(SET_ASIDE, [tenantId, accountId, below, limit]);
      return em.find(UsageEvent, { tenantId, uuid: { $in: rows.map(({ id }) => id) } }, options);
    },
    { readOnly: true },
  );
}
