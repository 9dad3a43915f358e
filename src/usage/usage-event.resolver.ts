/**
 * What usage events lead to: how far they are settled, their charge, their decision. Reads through loaders.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { addressOf, authorise } from '../api/permissions.js';
import { Charge } from '../books/charge.js';
import { connectionOf, pageOf, pageRequest, type Connection, type PageRequest } from '../api/connection.js';
import { cutPage } from '../api/page-bytes.js';
import type { Tx } from '../database/database.js';
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

/** Numbers of events and how long they are; the charge counts, for it has the draws. */
const sizesOf = (rows: string) => `
  select e.usage_no, octet_length(e.body::text) + coalesce(octet_length(c.body::text), 0) as bytes
  from (
    select r.tenant_id, r.account_id, r.usage_no from ${rows} r
    where r.tenant_id = $1 and r.account_id = $2 and r.usage_no < coalesce($3::bigint, 9223372036854775807)
      and ${rows === 'set_aside' ? 'r.given_up' : 'true'}
    order by r.usage_no desc limit $4
  ) k
  join usage_event e on e.tenant_id = k.tenant_id and e.account_id = k.account_id and e.usage_no = k.usage_no
  left join charge c on c.tenant_id = k.tenant_id and c.account_id = k.account_id and c.usage_no = k.usage_no
  order by k.usage_no desc`;
const ALL = sizesOf('usage_event');
const SET_ASIDE = sizesOf('set_aside');

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
    return found ? readEvents(context, found.uuid, setAside, page) : pageOf([], page, String);
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

/** One page of an account's events, the newest first; fewer than were asked for where they are long. */
function readEvents(
  { database, loaders, caller: { tenant: tenantId } }: Context,
  accountId: string,
  setAside: boolean,
  page: PageRequest,
): Promise<Connection<UsageEvent>> {
  const params = [tenantId, accountId, page.after, page.first + 1];
  const read = async ({ em, ...tx }: Tx, left: number) => {
    const found = await tx.query<{ usage_no: bigint; bytes: number }>(setAside ? SET_ASIDE : ALL, params);
    const { kept, bytes, more } = cutPage(found, page.first, left);
    const where = { tenantId, accountId, usageNo: { $in: kept.map(({ usage_no }) => usage_no) } };
    const rows = await em.find(UsageEvent, where, { orderBy: { usageNo: 'desc' } });
    return { page: pageOf(rows, page, ({ usageNo }) => String(usageNo), { more }), bytes };
  };
  return loaders.bytes.spend((left) => database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }));
}
