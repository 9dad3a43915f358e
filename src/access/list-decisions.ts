/**
 * Pages of stored decisions, the newest first.
 */
import type { Outcome } from '../core/words.js';
import type { Context } from '../api/context.js';
import { Decision } from '../books/decision.js';
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import { cutPage } from '../api/page-bytes.js';
import type { Tx } from '../database/database.js';

/** What to list; absent or null means any. The range is `[from, to)`. */
export interface DecisionFilter {
  subject?: string | null;
  outcome?: Outcome | null;
  product?: string | null;
  session?: string | null;
  from?: Date | null;
  to?: Date | null;
}

/** The nearest instant that the database can compare with; decisions lie well within. */
function storable(at: Date): Date {
  return new Date(Math.min(Math.max(at.getTime(), 0), Date.UTC(9999, 0)));
}

/** How many decisions one page looks at, where a filter passes few of them. */
export const LOOKED_AT = 20_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next ones in the order of the key, whatever else is asked for: tenant $1, after $2, subject $3. */
const inOrder = (columns: string, whose: string) => `
  select ${columns} from decision d
  where d.tenant_id = $1 and d.id < $2::uuid and ${whose}
  order by d.id desc`;

const statementsFor = (whose: string) => ({
  // Stops at the limit that comes first.
  fitting: `
    select k.id from (${inOrder('d.id, d.outcome, d.product, d.session, d.at', whose)} limit ${LOOKED_AT}) k
    where ($4::text is null or k.outcome = $4) and ($5::text is null or k.product = $5)
      and ($6::text is null or k.session = $6)
      and ($7::timestamptz is null or k.at >= $7) and ($8::timestamptz is null or k.at < $8)
    order by k.id desc limit $9`,
  lastLookedAt: `${inOrder('d.id', whose)} offset ${LOOKED_AT - 1} limit 1`,
});
const OF_SUBJECT = statementsFor('d.subject = $3');
const OF_EVERYONE = statementsFor('$3::text is null');

const SIZES = `
  select d.id, octet_length(d.body::text) as bytes
  from unnest($2::uuid[]) as k (id)
  cross join lateral (select d.id, d.body from decision d where d.tenant_id = $1 and d.id = k.id limit 1) d
  order by d.id desc`;

/**
 * One page of the tenant's decisions: as many as were asked for, or fewer (even none, with a cursor to go on from) where
 * they are long, or where many had to be looked at.
 */
export function listDecisions(
  context: Context,
  filter: DecisionFilter,
  page: PageRequest,
): Promise<Connection<Decision>> {
  const { tenant: tenantId } = context.caller;
  const { subject = null, outcome = null, product = null, session = null } = filter;
  const [from, to] = [filter.from, filter.to].map((at) => (at ? storable(at).toISOString() : null));
  const sql = subject === null ? OF_EVERYONE : OF_SUBJECT;
  const wanted = [outcome, product, session, from, to];
  const key = [tenantId, page.after ?? LAST_UUID, subject];
  const read = async ({ em, ...tx }: Tx, left: number) => {
    const keys = await tx.query<{ id: string }>(sql.fitting, [...key, ...wanted, page.first + 1]);
    const ends = keys.length > page.first || wanted.every((value) => value === null);
    const passed = ends ? [] : await tx.query<{ id: string }>(sql.lastLookedAt, key);
    const sizes = await tx.query<{ id: string; bytes: number }>(SIZES, [tenantId, keys.map(({ id }) => id)]);
    const { kept, bytes, more } = cutPage(sizes, page.first, left);
    const where = { tenantId, uuid: { $in: kept.map(({ id }) => id) } };
    const rows = await em.find(Decision, where, { orderBy: { uuid: 'desc' } });
    const end = more ? undefined : passed[0]?.id;
    return { page: pageOf(rows, page, ({ uuid }) => uuid, { more: more || end !== undefined, end }), bytes };
  };
  return context.loaders.bytes.spend((left) =>
    context.database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }),
  );
}
