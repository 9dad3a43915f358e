/**
 * From a decision, and from an account, to the balance updates: pages through loaders. The updates of a decision are found
 * by the number that it stores and by what they name as their cause; whose account one may not read is left out.
 */
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { numberedPages, UPDATES_OF_ACCOUNTS, type ChildPages } from '../api/child-pages.js';
import { pageOf, pageRequest, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { cutPage } from '../api/page-bytes.js';
import { perOperation } from '../api/per-operation.js';
import { mayDo } from '../api/permissions.js';
import { Account } from '../books/account.js';
import { BalanceUpdate } from '../books/balance-update.js';
import { keyOf } from '../books/books.js';
import { Decision } from '../books/decision.js';
import type { Tx } from '../database/database.js';
import { SEQ_KEY, UpdatePage } from './balance-update.resolver.js';

/** A place in the list of one decision: which of its accounts, and the number on it. */
const PLACE_KEY = /^(0|[1-9][0-9]{0,3})-([1-9][0-9]{0,18})$/;

/**
 * Tenant $1; per account of a page: the decision $2, its hold $3, the account $4, the account's number when it was decided
 * $5, after which number $6, how many $7. A check's own update follows that number at once; what a charge did, and how the
 * hold ended, names the charge or the hold.
 */
export const UPDATES_OF_DECISIONS = `
  select p.no::int, k.seq, k.bytes
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::int[])
    with ordinality as p (decision, hold, account, decided_at, after, size, no)
  cross join lateral (
    select u.seq, octet_length(u.lines::text) + octet_length(u.after::text) as bytes
    from (
      select h.seq from balance_update h
      where h.tenant_id = $1 and h.account_id = p.account and h.seq = p.decided_at + 1
        and h.cause = 'HOLD' and h.cause_id = p.decision
      union all
      select s.seq
      from (
        select p.hold as id
        union all
        select e.id from usage_event e where e.tenant_id = $1 and e.decision_id = p.decision
      ) c
      cross join lateral (
        select s.seq from balance_update s
        where s.tenant_id = $1 and s.cause_id = c.id and s.cause <> 'HOLD' and s.account_id = p.account
        offset 0
      ) s
    ) found
    cross join lateral (
      select u.seq, u.lines, u.after from balance_update u
      where u.tenant_id = $1 and u.account_id = p.account and u.seq = found.seq limit 1
    ) u
    where found.seq > p.after
    order by u.seq limit p.size
  ) k
  order by p.no, k.seq`;

interface Asked extends PageRequest {
  decision: Decision;
  /** The accounts that may be read, in the order of the decision's, by their places in it. */
  accounts: { place: number; id: string; seq: bigint }[];
}

interface Row {
  no: number;
  seq: bigint;
  bytes: number;
}

const updatesOfDecisions = perOperation<Context, DataLoader<Asked, Connection<BalanceUpdate>>>(
  ({ database, loaders, caller: { tenant } }) => {
    const readAll = (pages: readonly Asked[]) =>
      loaders.bytes.spend((left) =>
        database.transaction([tenant], (tx) => readPages(tx, tenant, pages, left), { readOnly: true }),
      );
    return new DataLoader(readAll, { cache: false });
  },
);

async function readPages(tx: Tx, tenant: string, pages: readonly Asked[], left: number) {
  const parts = pages.flatMap(({ decision, accounts, first, after }, page) => {
    const [, from = 0, seq = 0n] = PLACE_KEY.exec(after ?? '') ?? [];
    return accounts
      .filter(({ place }) => place >= Number(from))
      .map((account) => {
        const isFirst = account.place === Number(from);
        return { page, account, decision, after: isFirst ? BigInt(seq) : 0n, size: first + 1 };
      });
  });
  const rows = await tx.query<Row>(UPDATES_OF_DECISIONS, [
    tenant,
    parts.map(({ decision }) => decision.uuid),
    parts.map(({ decision }) => decision.holdId),
    parts.map(({ account }) => account.id),
    parts.map(({ account }) => account.seq),
    parts.map(({ after }) => after),
    parts.map(({ size }) => size),
  ]);
  const found = Map.groupBy(
    rows.map((row) => ({ ...row, ...parts[row.no - 1]! })),
    ({ page }) => page,
  );
  let bytes = 0;
  const cuts = pages.map(({ first }, page) => {
    const cut = cutPage(found.get(page) ?? [], first, left - bytes);
    bytes += cut.bytes;
    return cut;
  });
  const kept = cuts.flatMap((cut) => cut.kept);
  const byAccount = Map.groupBy(kept, ({ account }) => account.id);
  const $or = [...byAccount].map(([accountId, own]) => ({ accountId, seq: { $in: own.map(({ seq }) => seq) } }));
  const updates = $or.length === 0 ? [] : await tx.em.find(BalanceUpdate, { tenantId: tenant, $or });
  const byPlace = new Map(updates.map((update) => [keyOf(update.accountId, String(update.seq)), update]));
  const page = pages.map((asked, i) => {
    const { kept: own, more } = cuts[i]!;
    const nodes = own.flatMap(({ account, seq }) => byPlace.get(keyOf(account.id, String(seq))) ?? []);
    const placeOf = ({ accountId, seq }: BalanceUpdate) =>
      `${asked.accounts.find(({ id }) => id === accountId)!.place}-${seq}`;
    return pageOf(nodes, asked, placeOf, { more });
  });
  return { page, bytes };
}

const updatesOfAccounts = perOperation<Context, ChildPages<BalanceUpdate>>(
  ({ database, loaders: { bytes }, caller: { tenant: tenantId } }) =>
    numberedPages(
      { database, bytes, tenantId },
      UPDATES_OF_ACCOUNTS,
      (em, of) =>
        em.find(BalanceUpdate, {
          tenantId,
          $or: of.map(({ accountId, numbers }) => ({ accountId, seq: { $in: numbers } })),
        }),
      ({ seq }) => seq,
    ),
);

@Resolver(() => Decision)
export class DecisionUpdatesResolver {
  @FieldResolver(() => UpdatePage, {
    description:
      'What it did to balances: the update of the check, those of the usage that was reported for it, and how its hold ' +
      'ended; account by account, the oldest first. Those of accounts that you may not read are left out.',
  })
  async balanceUpdates(
    @Root() decision: Decision,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BalanceUpdate>> {
    const page = pageRequest(first, after, PLACE_KEY);
    const places = decision.body.accounts.map((account, place) => ({ ...account, place }));
    const accounts = places.filter(({ address }) => mayDo(context, address, 'read'));
    // Loading an account writes what fell due on it, such as that the hold has expired.
    await Promise.all(accounts.map(({ id }) => context.loaders.account.load(id)));
    return updatesOfDecisions(context).load({ decision, accounts, ...page });
  }
}

@Resolver(() => Account)
export class AccountUpdatesResolver {
  @FieldResolver(() => UpdatePage, { description: 'Its balance updates, the newest first.' })
  balanceUpdates(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BalanceUpdate>> {
    return updatesOfAccounts(context).load({ parent, ...pageRequest(first, after, SEQ_KEY) });
  }
}
