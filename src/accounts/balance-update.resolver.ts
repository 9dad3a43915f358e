/**
 * The journal of an account as a list, and what its updates lead to. Reads only; what fell due is written before.
 */
import { subjectAddress } from '../core/address.js';
import { Arg, Ctx, FieldResolver, ID, Int, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import { badInput } from '../errors.js';
import { uuidOf } from '../ids.js';
import { Uint64 } from '../scalars.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise, mayDo } from '../api/permissions.js';
import { BalanceLine, BalanceUpdate } from '../books/balance-update.js';
import { Charge } from '../books/charge.js';
import { connectionOf, pageOf, pageRequest, type Connection, type PageRequest } from '../api/connection.js';
import { cutPage } from '../api/page-bytes.js';
import type { Tx } from '../database/database.js';
import { Decision } from '../books/decision.js';
import { Lot } from '../books/lot.js';
import { Purchase } from '../books/purchase.js';
import { UsageEvent } from '../books/usage-event.js';

const SeqOrder = { OLDEST_FIRST: 'OLDEST_FIRST', NEWEST_FIRST: 'NEWEST_FIRST' } as const;
type SeqOrder = keyof typeof SeqOrder;
registerEnumType(SeqOrder, {
  name: 'SeqOrder',
  description: "In which direction to walk an account's numbered updates.",
  valuesConfig: {
    OLDEST_FIRST: { description: 'Rising `seq`.' },
    NEWEST_FIRST: { description: 'Falling `seq`.' },
  },
});

export const UpdatePage = connectionOf('BalanceUpdate', () => BalanceUpdate);
/** The form of a key that is a seq. */
export const SEQ_KEY = /^[1-9][0-9]{0,18}$/;
const MAX_SEQ = 2n ** 63n - 1n;

const sizesOf = (order: 'asc' | 'desc') => `
  select u.seq, octet_length(u.lines::text) + octet_length(u.after::text) as bytes
  from (
    select seq, lines, after from balance_update
    where tenant_id = $1 and account_id = $2 and seq > $3::bigint and seq < $4::bigint
    order by seq ${order} limit $5
  ) u
  order by u.seq ${order}`;
const SIZES = { asc: sizesOf('asc'), desc: sizesOf('desc') };

@Resolver(() => BalanceUpdate)
export class BalanceUpdateResolver {
  @Query(() => UpdatePage, {
    nullable: true,
    description: "The balance updates of an account, the caller's own unless another is named; those between two seqs.",
  })
  async balanceUpdates(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('afterSeq', () => Uint64, { nullable: true, description: 'Only updates above this seq.' })
    afterSeq: bigint | null,
    @Arg('beforeSeq', () => Uint64, { nullable: true, description: 'Only updates below this seq.' })
    beforeSeq: bigint | null,
    @Arg('order', () => SeqOrder, { defaultValue: 'OLDEST_FIRST', description: 'Which end comes first.' })
    order: SeqOrder,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BalanceUpdate>> {
    const page = pageRequest(first, after, SEQ_KEY);
    const cursor = page.after === null ? null : BigInt(page.after);
    if (cursor !== null && cursor > MAX_SEQ) {
      throw badInput('after is no cursor of this list: take it from pageInfo or edges.', 'after');
    }
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'read');
    const found = await context.loaders.accountAt.load(address);
    const rising = order === 'OLDEST_FIRST';
    const bounds = {
      above: [afterSeq, rising ? cursor : null].filter((seq) => seq != null),
      below: [beforeSeq, rising ? null : cursor].filter((seq) => seq != null),
    };
    return found ? readUpdates(context, found.uuid, bounds, rising, page) : pageOf([], page, String);
  }

  @FieldResolver(() => Decision, {
    nullable: true,
    description:
      'The decision that took; for a hold that went back, the one that opened it. Null for other causes, and for ' +
      "those who may not read its subject's account (a pool's updates are caused by many).",
  })
  async decision(@Root() update: BalanceUpdate, @Ctx() context: Context): Promise<Decision | null> {
    const decision = await causeOf(update, context);
    return decision && mayDo(context, subjectAddress(decision.subject), 'read') ? decision : null;
  }

  @FieldResolver(() => Purchase, {
    nullable: true,
    description: 'The purchase that was paid or refunded, as it is now.',
  })
  async purchase(@Root() { causeId }: BalanceUpdate, @Ctx() { loaders }: Context): Promise<Purchase | null> {
    const uuid = causeId === null ? null : uuidOf('pur', causeId);
    return uuid === null ? null : loaders.purchase.load(uuid);
  }

  @FieldResolver(() => UsageEvent, {
    nullable: true,
    description: "The usage that was settled; null for other causes, and without read on its subject's account.",
  })
  usageEvent(@Root() update: BalanceUpdate, @Ctx() context: Context): Promise<UsageEvent | null> {
    return settledUsage(update, context);
  }

  @FieldResolver(() => Charge, { nullable: true, description: 'What that usage costs; null as usageEvent is.' })
  async charge(@Root() update: BalanceUpdate, @Ctx() context: Context): Promise<Charge | null> {
    const event = await settledUsage(update, context);
    return event && context.loaders.charge.load(event);
  }
}

@Resolver(() => BalanceLine)
export class BalanceLineResolver {
  @FieldResolver(() => Lot, { nullable: true, description: 'The lot, as it is now; null for windows.' })
  async lot(@Root() { lotUuid }: BalanceLine, @Ctx() { loaders }: Context): Promise<Lot | null> {
    return lotUuid === null ? null : loaders.lot.load(lotUuid);
  }
}

async function settledUsage({ causeId }: BalanceUpdate, context: Context): Promise<UsageEvent | null> {
  const uuid = causeId === null ? null : uuidOf('chg', causeId);
  const event = uuid === null ? null : await context.loaders.usageEvent.load(uuid);
  const owner = event && (await context.loaders.account.load(event.accountId));
  return owner && mayDo(context, owner.address, 'read') ? event : null;
}

async function causeOf({ cause, causeUuid }: BalanceUpdate, { loaders }: Context): Promise<Decision | null> {
  if (causeUuid === null) return null;
  if (cause === 'HOLD') return loaders.decision.load(causeUuid);
  if (cause !== 'RELEASE' && cause !== 'HOLD_EXPIRED' && cause !== 'HOLD_TRIMMED') return null;
  const { nodes } = await loaders.holdDecisionPages.load({ parent: causeUuid, first: 1, after: null });
  return nodes[0] ?? null;
}

/** One page of an account's updates; fewer than were asked for where they are long. */
function readUpdates(
  { database, loaders, caller: { tenant: tenantId } }: Context,
  accountId: string,
  { above, below }: { above: bigint[]; below: bigint[] },
  rising: boolean,
  page: PageRequest,
): Promise<Connection<BalanceUpdate>> {
  const order = rising ? ('asc' as const) : ('desc' as const);
  const least = above.reduce((a, b) => (a > b ? a : b), 0n);
  const most = below.reduce((a, b) => (a < b ? a : b), MAX_SEQ);
  const params = [tenantId, accountId, least, most, page.first + 1];
  const read = async ({ em, ...tx }: Tx, left: number) => {
    const found = await tx.query<{ seq: bigint; bytes: number }>(SIZES[order], params);
    const { kept, bytes, more } = cutPage(found, page.first, left);
    const where = { tenantId, accountId, seq: { $in: kept.map(({ seq }) => seq) } };
    const rows = await em.find(BalanceUpdate, where, { orderBy: { seq: order } });
    return { page: pageOf(rows, page, ({ seq }) => String(seq), { more }), bytes };
  };
  return loaders.bytes.spend((left) => database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }));
}
