/**
 * The waterfall, re-derived from the journal for every decision of a storm: no later layer gave while an earlier one had
 * something left, and nobody was refused what was there (promises I5 and I6). It holds where every lot is for every
 * product and the catalog stays the same, as in a storm.
 */
import type { Invariant } from '../audit/invariant.js';

/** What each layer of each decision had, by the after-images that the decision names, and what it gave. */
const LAYERS = `
  layers as (
    select d.tenant_id, d.id, d.outcome, d.body->>'mode' as mode, l.no, l.layer, l.source,
      (d.body->>'requested')::numeric as requested, (d.body->>'granted')::numeric as granted,
      coalesce(case l.layer
        when 'ALLOWANCE' then images.allowance
        when 'PROMOTION' then images.promotion
        when 'CREDITS' then images.credits
        else (images.pools->>l.source)::numeric
      end, 0) as had,
      coalesce((select sum(g.amount) from json_to_recordset(d.body->'draws') as g (source text, amount numeric)
        where g.source = l.source), 0) as gave
    from decision d
    cross join lateral (
      select count(*) filter (where own) as found, max(promotional) filter (where own) as promotion,
        max(purchased + refund + entitlement) filter (where own) as credits,
        max((select greatest(0, min(w.capacity - w.used - w.held))
          from json_to_recordset(after->'windows') as w (capacity numeric, used numeric, held numeric)))
          filter (where own) as allowance,
        json_object_agg(address, case when after->>'state' = 'SUSPENDED' then 0 else available end) as pools
      from (
        select a.address, a.address like 'subject:%' as own, u.after, b.*
        from json_to_recordset(d.body->'accounts') as a (address text, id uuid, seq bigint)
        join balance_update u on u.tenant_id = d.tenant_id and u.account_id = a.id and u.seq = a.seq
        cross join lateral json_to_record(u.after->'balance')
          as b (available numeric, promotional numeric, purchased numeric, refund numeric, entitlement numeric)
      ) named
    ) images
    cross join lateral rows from (json_to_recordset(d.body->'layers') as (layer text, source text)) with ordinality
      as l (layer, source, no)
    where d.body->>'reason' in ('ALLOWED', 'OUT_OF_CAPACITY') and images.found > 0
  )`;

export const WATERFALL_CHECKS: readonly Invariant[] = [
  {
    invariant: 'I5',
    title:
      'no layer gives more than it has, nor while an earlier one has something left; nobody is refused what is there',
    sql: `
    with ${LAYERS}, ordered as (
      select *, coalesce(sum(gave) over (decided order by no rows between 1 following and unbounded following), 0) as later,
        sum(had) over (decided) as capacity
      from layers window decided as (partition by tenant_id, id)
    )
    select * from ordered
    where gave > had or (later > 0 and gave < had)
      or (outcome = 'ALLOWED' and requested > capacity)
      or (outcome = 'DENIED' and mode = 'ALL_OR_NOTHING' and requested <= capacity)
      or (outcome = 'PARTIAL' and (requested <= capacity or capacity - granted >= 1000000000))`,
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
