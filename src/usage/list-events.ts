/**
 * Pages of an account's usage events, the newest first: as many as were asked for, or fewer where they are long, or where
 * many had to be looked at. The charge of an event counts as part of it.
 */
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { cutPage } from '../api/page-bytes.js';
import type { UsageEvent } from '../books/usage-event.js';
import type { Tx } from '../database/database.js';
import { eventsAt } from './find-usage.js';

/** What to list; absent or null means any. The range is `[from, to)`, of when the usage happened. */
export interface EventFilter {
  /** Only those that could not be settled. */
  setAside: boolean;
  /** The UUID of the decision that they were reported for. */
  decision: string | null;
  product: string | null;
  from: Date | null | undefined;
  to: Date | null | undefined;
}

/** How many events one page looks at, where a filter passes few of them. */
const LOOKED_AT = 20_000;

/** Beyond all numbers. Said here: under row-level security a comparison with `coalesce` is not asked of an index. */
const BEGINNING = '9223372036854775807';

/** The next numbers in order, whatever else is asked for: tenant $1, account $2, before $3; only of one decision $4. */
const inOrder = (rows: string, which: string) => `
  select r.tenant_id, r.account_id, r.usage_no from ${rows} r
  where r.tenant_id = $1 and r.account_id = $2 and r.usage_no < $3::bigint and ${which}
  order by r.usage_no desc`;

/**
 * Numbers of events and how long they are; the charge counts, for it has the draws. Each event is asked for in the order of
 * its numbers, as in SET_ASIDE_OF_TENANT: without statistics the planner may read all events of the account for each.
 */
const statementsFor = (rows: string, which: string) => ({
  fitting: `
    select k.usage_no, octet_length(k.body::text) + coalesce(octet_length(c.body::text), 0) as bytes
    from (
      select r.tenant_id, r.account_id, r.usage_no, e.body from (${inOrder(rows, which)} limit $5) r
      cross join lateral (
        select e.body, e.decision_id, e.product, e.occurred_at from usage_event e
        where e.tenant_id = r.tenant_id and e.account_id = r.account_id and e.usage_no >= r.usage_no
        order by e.usage_no limit 1
      ) e
      where ($4::uuid is null or e.decision_id = $4) and ($7::text is null or e.product = $7)
        and ($8::timestamptz is null or e.occurred_at >= $8) and ($9::timestamptz is null or e.occurred_at < $9)
      order by r.usage_no desc limit $6
    ) k
    left join lateral (
      select c.body from charge c
      where c.tenant_id = k.tenant_id and c.account_id = k.account_id and c.usage_no = k.usage_no
      limit 1
    ) c on true
    order by k.usage_no desc`,
  lastLookedAt: `${inOrder(rows, which)} offset ${LOOKED_AT - 1} limit 1`,
});
const ALL = statementsFor('usage_event', 'true');
const SET_ASIDE = statementsFor('set_aside', 'r.given_up');
// Read by their own index, and put in order then: walking the account's would pass by all its others.
const OF_DECISION = statementsFor(
  `(
    select e.tenant_id, e.account_id, e.usage_no from usage_event e
    where e.tenant_id = $1 and e.decision_id = $4::uuid
    offset 0
  )`,
  'true',
);

/** One page of an account's events. */
export function listEvents(
  { database, loaders, caller: { tenant: tenantId } }: Context,
  accountId: string,
  { setAside, decision, product, from, to }: EventFilter,
  page: PageRequest,
): Promise<Connection<UsageEvent>> {
  const sql = setAside ? SET_ASIDE : decision === null ? ALL : OF_DECISION;
  const place = [tenantId, accountId, page.after ?? BEGINNING];
  const wanted = [product, storable(from), storable(to)];
  const isFiltered = [decision, ...wanted].some((value) => value !== null);
  const lookedAt = sql === OF_DECISION ? [...place, decision] : place;
  const most = page.first + 1;
  const read = async (tx: Tx, left: number) => {
    const params = [...place, decision, isFiltered ? LOOKED_AT : most, most, ...wanted];
    const found = await tx.query<{ usage_no: bigint; bytes: number }>(sql.fitting, params);
    const ends = found.length === most || !isFiltered;
    const passed = ends ? [] : await tx.query<{ usage_no: bigint }>(sql.lastLookedAt, lookedAt);
    const { kept, bytes, more } = cutPage(found, page.first, left);
    const rows = await eventsAt(tx, { tenant: tenantId, accountId, numbers: kept.map(({ usage_no }) => usage_no) });
    const end = more || passed[0] === undefined ? undefined : String(passed[0].usage_no);
    const keyOf = ({ usageNo }: UsageEvent) => String(usageNo);
    return { page: pageOf(rows, page, keyOf, { more: more || end !== undefined, end }), bytes };
  };
  return loaders.bytes.spend((left) => database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }));
}

/** The nearest instant that the database can compare with; usage happened well within. */
function storable(at: Date | null | undefined): string | null {
  return at ? new Date(Math.min(Math.max(at.getTime(), 0), Date.UTC(9999, 0))).toISOString() : null;
}
