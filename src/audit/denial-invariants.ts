/**
 * Counts of denials that are not stored: nothing is derived from them, but there are few rows, each under its own key.
 */
import type { Invariant } from './invariant.js';

export const DENIAL_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a kind of denial is counted in one row an hour, under the hash of its groups',
    sql: `
    select tenant_id, subject, hour, product, feature, reason, groups from denial_count
    where groups_hash <> case when cardinality(groups) = 0 then '' else pg_temp.fields(variadic groups) end
      or hour <> date_trunc('hour', hour at time zone 'UTC') at time zone 'UTC'
      or last_at < hour or last_at >= hour + interval '1 hour'`,
  },
  {
    invariant: 'I3',
    title: 'the denials of a subject are counted in at most 1,000 rows an hour, and one for the rest',
    sql: `
    select tenant_id, subject, hour, count(*) as rows from denial_count
    where reason <> ''
    group by 1, 2, 3 having count(*) > 1000
    union all
    select tenant_id, subject, hour, 1 from denial_count
    where reason = '' and (product, feature, cardinality(groups)) <> ('', '', 0)`,
  },
];
