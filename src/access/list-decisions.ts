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

const SIZES = `
  select d.id, octet_length(d.body::text) as bytes
  from unnest($2::uuid[]) as k (id)
  cross join lateral (select d.id, d.body from decision d where d.tenant_id = $1 and d.id = k.id limit 1) d
  order by d.id desc`;

/** One page of the tenant's decisions: as many as were asked for, or fewer where they are long. */
export async function listDecisions(
  context: Context,
  filter: DecisionFilter,
  page: PageRequest,
): Promise<Connection<Decision>> {
  const { tenant: tenantId } = context.caller;
  const { subject, outcome, product, session, from, to } = filter;
  const where = {
    tenantId,
    ...(subject != null && { subject }),
    ...(outcome != null && { outcome }),
    ...(product != null && { product }),
    ...(session != null && { session }),
    ...((from ?? to) && { decidedAt: { ...(from && { $gte: storable(from) }), ...(to && { $lt: storable(to) }) } }),
    ...(page.after !== null && { uuid: { $lt: page.after } }),
  };
  const read = async ({ em, ...tx }: Tx, left: number) => {
    const orderBy = { uuid: 'desc' as const };
    const keys = await em.find(Decision, where, { orderBy, limit: page.first + 1, fields: ['uuid'] });
    // What is known by its key alone must not pass for the whole.
    em.clear();
    const sizes = await tx.query<{ id: string; bytes: number }>(SIZES, [tenantId, keys.map(({ uuid }) => uuid)]);
    const { kept, bytes, more } = cutPage(sizes, page.first, left);
    const ids = kept.map(({ id }) => id);
    const rows = await em.find(Decision, { tenantId, uuid: { $in: ids } }, { orderBy });
    return { page: pageOf(rows, page, ({ uuid }) => uuid, more), bytes };
  };
  return context.loaders.bytes.spend((left) =>
    context.database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }),
  );
}
