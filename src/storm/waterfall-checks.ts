/**
 * The waterfall, re-derived from the journal for every decision of a storm: no later layer gave while an earlier one had
 * something left, and nobody was refused what was there (promises I5 and I6). It holds where every lot is for every
 * product and the catalog stays the same, as in a storm.
 */
import type { Invariant } from '../audit/invariant.js';

/** What each layer of each decision had, by the after-images that the decision names, and what it gave. */
const LAYERS = `
  weighed as materialized (
    select tenant_id, id, outcome, body from decision where body->>'reason' in ('ALLOWED', 'OUT_OF_CAPACITY')
  ), images as materialized (
    select d.tenant_id, d.id, a.address, u.after->'balance' as balance, u.after->>'state' as state, (
        select greatest(0, min(w.capacity - w.used - w.held))
        from json_to_recordset(u.after->'windows') as w (capacity numeric, used numeric, held numeric)) as allowance
    from weighed d
    cross join lateral json_to_recordset(d.body->'accounts') as a (address text, id uuid, seq bigint)
    join balance_update u on u.tenant_id = d.tenant_id and u.account_id = a.id and u.seq = a.seq
  ), layers as materialized (
    select d.tenant_id, d.id, d.outcome, d.body->>'mode' as mode, l.no, l.layer, l.source,
      (d.body->>'requested')::numeric as requested, (d.body->>'granted')::numeric as granted,
      coalesce(case l.layer
        when 'ALLOWANCE' then own.allowance
        when 'PROMOTION' then (own.balance->>'promotional')::numeric
        when 'CREDITS' then (own.balance->>'purchased')::numeric + (own.balance->>'refund')::numeric
          + (own.balance->>'entitlement')::numeric
        else case when pool.state <> 'SUSPENDED' then (pool.balance->>'available')::numeric end
      end, 0) as had,
      coalesce((select sum(g.amount) from json_to_recordset(d.body->'draws') as g (source text, amount numeric)
        where g.source = l.source), 0) as gave
    from weighed d
    cross join lateral rows from (json_to_recordset(d.body->'layers') as (layer text, source text)) with ordinality
      as l (layer, source, no)
    join images own on own.tenant_id = d.tenant_id and own.id = d.id and own.address like 'subject:%'
    left join images pool on pool.tenant_id = d.tenant_id and pool.id = d.id and pool.address = l.source
  )`;

export const WATERFALL_CHECKS: readonly Invariant[] = [
  {
    invariant: 'I5',
    title: 'no layer gives more than it has, nor while an earlier one has something left',
    sql: `
    with ${LAYERS}, ordered as (
      select *, coalesce(sum(gave) over (partition by tenant_id, id order by no
        rows between 1 following and unbounded following), 0) as later from layers
    )
    select * from ordered where gave > had or (later > 0 and gave < had)`,
  },
  {
    invariant: 'I6',
    title: 'nobody is refused what is there',
    sql: `
    with ${LAYERS}
    select tenant_id, id, outcome, mode, max(requested) as requested, max(granted) as granted, sum(had) as had
    from layers group by tenant_id, id, outcome, mode
    having (outcome = 'ALLOWED' and max(requested) > sum(had))
      or (outcome = 'DENIED' and mode = 'ALL_OR_NOTHING' and max(requested) <= sum(had))
      or (outcome = 'PARTIAL' and (max(requested) <= sum(had) or sum(had) - max(granted) >= 1000000000))`,
  },
  {
    invariant: 'I7',
    title: 'nothing is drawn from a lot at or after its expiry, nor before it is effective',
    sql: `
    select u.account_id, u.seq, l.id, u.at, l.effective_at, l.expires_at
    from balance_update u
    cross join lateral json_to_recordset(u.lines) as m (lot uuid, "from" text, "to" text)
    join lot l on l.tenant_id = u.tenant_id and l.id = m.lot
    where m."from" = 'remaining' and m."to" in ('held', 'spent', 'debt')
      and (u.at >= l.expires_at or u.at < l.effective_at)`,
  },
  {
    invariant: 'I7',
    title: 'a lot expires once, at its instant',
    sql: `
    select l.id, l.expires_at, count(u.seq), min(u.at)
    from lot l
    left join balance_update u on u.tenant_id = l.tenant_id and u.account_id = l.account_id and u.cause = 'LOT_EXPIRED'
      and u.cause_id = l.id
    where l.expires_at is not null
    group by l.tenant_id, l.id, l.expires_at, l.closed
    having count(u.seq) <> (l.closed is not distinct from 'expired')::int or min(u.at) <> l.expires_at`,
  },
];
