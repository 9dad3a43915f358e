/**
 * Pages of stored decisions, the newest first.
 */
import type { Outcome } from '../core/words.js';
import type { Context } from '../api/context.js';
import { Decision } from '../books/decision.js';
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';

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

/** One page of the tenant's decisions. */
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
  const rows = await context.database.transaction(
    [tenantId],
    ({ em }) => em.find(Decision, where, { orderBy: { uuid: 'desc' }, limit: page.first + 1 }),
    { readOnly: true },
  );
  return pageOf(rows, page, ({ uuid }) => uuid);
}
