/**
 * How much usage of a tenant waits to be settled, and since when. Looks at a bounded number of accounts, however many the
 * tenant has: those that have nothing to settle are not looked at.
 */
import type { Instant } from '../core/words.js';
import type { Database } from '../database/database.js';

/** Counts end here; so many accounts are looked at, for each of them has something that waits. */
export const MOST_PENDING = 10_000;

// The next event of an account is its oldest one that waits: events are settled in the order in which they were recorded.
export const BACKLOG = `
  select least(coalesce(sum(a.waiting), 0), ${MOST_PENDING})::int as pending, min(e.recorded_at) as oldest
  from (
    select a.id, a.settled_no, a.usage_no - a.settled_no as waiting from account a
    where a.tenant_id = $1 and a.settled_no < a.usage_no
    limit ${MOST_PENDING}
  ) a
  cross join lateral (
    select e.recorded_at from usage_event e
    where e.tenant_id = $1 and e.account_id = a.id and e.usage_no > a.settled_no
    order by e.usage_no limit 1
  ) e`;

/** What waits: how many events, at most {@link MOST_PENDING}, and when the oldest of them was recorded. */
export interface Backlog {
  pending: number;
  oldest: Instant | null;
}

/** Reads what waits to be settled for a tenant. */
export async function readBacklog(database: Database, tenant: string): Promise<Backlog> {
  const [found] = await database.transaction([tenant], (tx) => tx.query<Backlog>(BACKLOG, [tenant]), {
    readOnly: true,
  });
  return found!;
}
