/**
 * How much waits in a database, of all its tenants: usage to settle, usage set aside, what fell due, purchases. One
 * statement that looks at a bounded number of rows, for metrics; it names no tenant.
 */
import type { Instant } from '../core/words.js';
import type { Database } from '../database/database.js';

/** Counts end here. */
export const MOST_COUNTED = 10_000;

// Each tenant is a probe of an index; the limits outside bound all tenants together. Set aside is asked for in the order of
// its index, and what is due has a limit that the planner does not know: without statistics it may else gather all that
// there is before it counts to the limit.
export const BACKLOG_OF_ALL = `
  with waiting as (
    select w.*
    from unnest($1::text[]) as t (tenant_id)
    cross join lateral (
      select a.tenant_id, a.id, a.settled_no, a.usage_no - a.settled_no as events from account a
      where a.tenant_id = t.tenant_id and a.settled_no < a.usage_no
      limit ${MOST_COUNTED}
    ) w
    limit ${MOST_COUNTED}
  ), oldest as (
    select min(e.recorded_at) as at
    from waiting w
    cross join lateral (
      select e.recorded_at from usage_event e
      where e.tenant_id = w.tenant_id and e.account_id = w.id and e.usage_no > w.settled_no
      order by e.usage_no limit 1
    ) e
  ), aside as (
    select 1
    from unnest($1::text[]) as t (tenant_id)
    cross join lateral (
      select 1 from set_aside r
      where r.tenant_id collate "C" = t.tenant_id and r.given_up and r.failed_at <= statement_timestamp()
      order by r.failed_at desc, r.account_id desc, r.usage_no desc
      limit ${MOST_COUNTED}
    ) r
    limit ${MOST_COUNTED}
  ), due as (
    select a.due_at from account a
    where a.due_at <= statement_timestamp() + $2::float8 * interval '1 millisecond'
    order by a.due_at
    limit $3
  ), unsettled as (
    select 1
    from unnest($1::text[]) as t (tenant_id)
    cross join lateral (
      select 1 from purchase p where p.tenant_id = t.tenant_id and p.unsettled limit ${MOST_COUNTED}
    ) p
    limit ${MOST_COUNTED}
  )
  select statement_timestamp() as now,
    (select least(coalesce(sum(events), 0), ${MOST_COUNTED})::int from waiting) as pending,
    (select at from oldest) as oldest,
    (select count(*)::int from aside) as aside,
    (select count(*)::int from due) as due,
    (select min(due_at) from due) as first_due,
    (select count(*)::int from unsettled) as unsettled`;

interface Row {
  now: Instant;
  pending: number;
  oldest: Instant | null;
  aside: number;
  due: number;
  first_due: Instant | null;
  unsettled: number;
}

/** Counts, and ages in seconds by the database's clock. */
export interface BacklogOfAll {
  pending: number;
  lagSeconds: number;
  setAside: number;
  due: number;
  dueLagSeconds: number;
  unsettled: number;
}

/** Reads it for one database. @param clockOffset milliseconds that the ledger's clock runs ahead of the database's */
export async function readBacklogOfAll(
  database: Database,
  tenants: readonly string[],
  clockOffset: number,
): Promise<BacklogOfAll> {
  const [found] = await database.transaction(
    tenants,
    (tx) => tx.query<Row>(BACKLOG_OF_ALL, [tenants, clockOffset, MOST_COUNTED]),
    {
      readOnly: true,
    },
  );
  const { now, pending, oldest, aside, due, first_due: firstDue, unsettled } = found!;
  const age = (at: Instant | null) => (at === null ? 0 : Math.max(0, (now + clockOffset - at) / 1000));
  return { pending, lagSeconds: age(oldest), setAside: aside, due, dueLagSeconds: age(firstDue), unsettled };
}

/** What several databases have together; ages are of the oldest. */
export function together(all: readonly BacklogOfAll[]): BacklogOfAll {
  const sum = (of: (each: BacklogOfAll) => number) => all.reduce((total, each) => total + of(each), 0);
  const most = (of: (each: BacklogOfAll) => number) => Math.max(0, ...all.map(of));
  return {
    pending: sum(({ pending }) => pending),
    lagSeconds: most(({ lagSeconds }) => lagSeconds),
    setAside: sum(({ setAside }) => setAside),
    due: sum(({ due }) => due),
    dueLagSeconds: most(({ dueLagSeconds }) => dueLagSeconds),
    unsettled: sum(({ unsettled }) => unsettled),
  };
}
