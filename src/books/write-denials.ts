/**
 * Counts the denials that are not stored, by what was denied to whom in which hour (docs/rules.md, 34). However many a
 * unit of work has, and whatever their callers name, it writes few rows: all of a kind are one, and a subject has a
 * bounded number of kinds an hour. Which denials are stored is for the checks to say.
 */
import type { Tx } from '../database/database.js';
import { keyOf, type CountedDenial } from './books.js';
import { insertInto } from './columns.js';
import { hashFields } from './journal-hash.js';
import { DENIAL_COUNT, type DenialCountRow } from './tables.js';

/** How many rows a subject has for an hour, one more for all the rest apart. */
export const MOST_COUNTS = 1_000;
const HOUR_MS = 3_600_000;
const NO_GROUPS = Buffer.alloc(0);

const KEY = ['tenant_id', 'subject', 'hour', 'product', 'feature', 'reason', 'groups_hash'];
const sameRow = KEY.map((column) => `d.${column} = n.${column}`).join(' and ');
const restOf = (column: string, rest: string) => `case when fits then ${column} else ${rest} end as ${column}`;

// A row that is there already is counted in place. A new one needs room; where there is none, it goes to the rest.
const COUNTED = insertInto(DENIAL_COUNT, {
  of: (rows) => `
    with asked as materialized (
      select n.*, exists (select from denial_count d where ${sameRow}) as known from ${rows}
    ), room as materialized (
      select k.*, (
        select count(*) from (
          select from denial_count d
          where d.tenant_id = k.tenant_id and d.subject = k.subject and d.hour = k.hour and d.reason <> ''
          limit ${MOST_COUNTS}
        ) there
      ) as taken
      from (select distinct tenant_id, subject, hour from asked where not known) k
    ), placed as (
      select a.*, known or r.taken + row_number() over (
        partition by a.tenant_id, a.subject, a.hour, known order by a.product, a.feature, a.reason, a.groups
      ) <= ${MOST_COUNTS} as fits
      from asked a left join room r using (tenant_id, subject, hour)
    )
    select tenant_id, subject, hour, product, feature, reason, groups_hash, groups, sum(count) as count,
      max(last_at) as last_at, (array_agg(last_request order by last_at desc))[1] as last_request
    from (
      select tenant_id, subject, hour, ${restOf('product', `''`)}, ${restOf('feature', `''`)}, ${restOf('reason', `''`)},
        ${restOf('groups_hash', `''::bytea`)}, ${restOf('groups', `'[]'`)}, count, last_at, last_request
      from placed
    ) each
    group by tenant_id, subject, hour, product, feature, reason, groups_hash, groups
    order by tenant_id, subject, hour, product, feature, reason, groups_hash`,
  conflict: `on conflict (${KEY.join(', ')}) do update
    set count = denial_count.count + excluded.count, last_at = excluded.last_at, last_request = excluded.last_request`,
});
const COUNT = COUNTED.sql(1);

/** Adds to the counts; the subjects must be locked. */
export function writeDenials(tx: Tx, denials: readonly CountedDenial[]): void {
  if (denials.length) tx.send(COUNT, COUNTED.params(countsOf(denials)));
}

/** One row for all denials of a kind. */
function countsOf(denials: readonly CountedDenial[]): DenialCountRow[] {
  const counts = new Map<string, DenialCountRow>();
  for (const denial of denials) {
    const { tenant: tenantId, subject, product, feature, reason, at } = denial;
    const hour = at - (at % HOUR_MS);
    const groups = [...new Set(denial.groups)].sort();
    const key = keyOf(tenantId, subject, String(hour), product, feature, reason, ...groups);
    const before = counts.get(key);
    const groupsHash = groups.length ? hashFields(groups) : NO_GROUPS;
    const kind = { tenantId, subject, hour, product, feature, reason, groupsHash, groups };
    counts.set(key, { ...kind, count: (before?.count ?? 0n) + 1n, lastAt: at, lastRequest: denial.request });
  }
  return [...counts.values()];
}
