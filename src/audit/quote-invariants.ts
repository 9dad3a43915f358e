/**
 * Quotes and counters: by which cards usage is priced, how much of each quote is used, and what holds remember of the
 * reports on them.
 */
import type { Invariant } from './invariant.js';

/** The units of each event that each card prices, by whose quote; redrives use up nothing anew, nor does what undoes. */
const SHARES = `
  shares as (
    select e.tenant_id, e.account_id, e.usage_no, e.hold_id, e.product, e.feature, e.redrives, s.quote, s.catalog, s.card,
      u.dimension, u.quantity
    from usage_event e
    cross join lateral json_to_recordset(e.body->'shares') as s (quote uuid, catalog text, card text, usage json)
    cross join lateral json_to_recordset(s.usage) as u (dimension text, quantity numeric)
    where e.body->'shares' is not null and e.body->'voids' is null
  )`;

/** Units less those of the dimension that they include. */
const exclusive = (usage: string, inclusive: string) => `
  select u.dimension, u.quantity - coalesce((
      select i.quantity from json_to_recordset(${usage}) as i (dimension text, quantity numeric)
      where i.dimension = ${inclusive}->>u.dimension), 0) as quantity
  from json_to_recordset(${usage}) as u (dimension text, quantity numeric)`;

/** What holds remember of one kind, by feature and dimension. */
const kept = (what: 'quoted' | 'counters') => `
  kept as (
    select h.tenant_id, h.id as hold_id, o.product, o.feature, q.dimension, q.quantity
    from hold h
    cross join lateral jsonb_to_recordset(h.reported->'of') as o (product text, feature text, ${what} jsonb)
    cross join lateral jsonb_to_recordset(o.${what}) as q (dimension text, quantity numeric)
  )`;

export const QUOTE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'every unit of an event that quotes price has one card, and no other has any',
    sql: `
    with ${SHARES}, priced as (
      select tenant_id, account_id, usage_no, dimension, sum(quantity) as quantity from shares group by 1, 2, 3, 4
    ), used as (
      select e.tenant_id, e.account_id, e.usage_no, u.dimension, u.quantity
      from usage_event e cross join lateral (${exclusive(`e.body->'usage'`, `(e.body->'inclusive')`)}) u
      where e.body->'shares' is not null and e.body->'voids' is null
    )
    select * from priced full join used using (tenant_id, account_id, usage_no, dimension)
    where coalesce(priced.quantity, 0) <> coalesce(used.quantity, 0)`,
  },
  {
    invariant: 'I1',
    title: 'the cards of a charge add up to it, each with what its event says it prices',
    sql: `
    with ${SHARES}, cards as (
      select c.tenant_id, c.account_id, c.usage_no, n.no, n.each->>'catalog' as catalog, n.each->>'card' as card,
        (n.each->>'amount')::numeric as amount, n.each->'usage' as usage
      from charge c cross join lateral json_array_elements(c.body->'cards') with ordinality as n (each, no)
      where c.body->'cards' is not null
    ), told as (
      select k.tenant_id, k.account_id, k.usage_no, k.catalog, k.card, u.dimension, sum(u.quantity) as quantity
      from cards k cross join lateral json_to_recordset(k.usage) as u (dimension text, quantity numeric)
      group by 1, 2, 3, 4, 5, 6
    ), priced as (
      select tenant_id, account_id, usage_no, catalog, card, dimension, quantity from shares
      union all
      select e.tenant_id, e.account_id, e.usage_no, e.body->>'catalog', e.body->>'card', u.dimension, u.quantity
      from usage_event e cross join lateral (${exclusive(`e.body->'usage'`, `(e.body->'inclusive')`)}) u
      where e.body->'shares' is null and u.quantity > 0
    ), said as (
      select tenant_id, account_id, usage_no, catalog, card, dimension, sum(quantity) as quantity
      from priced where (tenant_id, account_id, usage_no) in (select tenant_id, account_id, usage_no from cards)
      group by 1, 2, 3, 4, 5, 6
    )
    select c.account_id, c.usage_no, c.body->>'card' as card from charge c
    join (
      select tenant_id, account_id, usage_no, sum(amount) as amount, min(card) filter (where no = 1) as card
      from cards group by 1, 2, 3
    ) k using (tenant_id, account_id, usage_no)
    where k.amount <> c.amount or k.card is distinct from c.body->>'card'
    union all
    select account_id, usage_no, card
    from told full join said using (tenant_id, account_id, usage_no, catalog, card, dimension)
    where told.quantity is distinct from said.quantity`,
  },
  {
    invariant: 'I1',
    title: 'of a quote no more is used than its decision granted, at its own card, on its own hold',
    sql: `
    with ${SHARES}, used as (
      select tenant_id, hold_id, product, feature, quote, catalog, card, dimension, sum(quantity) as quantity
      from shares where quote is not null and redrives is null and hold_id is not null group by 1, 2, 3, 4, 5, 6, 7, 8
    )
    select u.* from used u
    left join decision d on d.tenant_id = u.tenant_id and d.id = u.quote and d.hold_id = u.hold_id
      and d.product = u.product and d.body->>'feature' = u.feature
    where d.id is null or (d.body->>'catalog', d.body->>'card') is distinct from (u.catalog, u.card)
      or u.quantity > coalesce((
        select g.quantity from (${exclusive(`d.body->'grantedUsage'`, `(d.body->'inclusive')`)}) g
        where g.dimension = u.dimension), 0)`,
  },
  {
    invariant: 'I1',
    title: 'a hold knows how much of its quotes is used',
    sql: `
    with ${SHARES}, used as (
      select tenant_id, hold_id, product, feature, dimension, sum(quantity) as quantity
      from shares where quote is not null and redrives is null and hold_id is not null group by 1, 2, 3, 4, 5
    ), ${kept('quoted')}
    select * from used full join kept using (tenant_id, hold_id, product, feature, dimension)
    where used.quantity is distinct from kept.quantity`,
  },
  {
    invariant: 'I3',
    title:
      'the counters of a hold are the largest that stand, and each event counts what exceeds those that stood then',
    // An event no longer stands from when the one was recorded that undoes it.
    sql: `
    with told as (
      select e.tenant_id, e.account_id, e.hold_id, e.usage_no, e.product, e.feature, c.dimension, c.quantity,
        (select sum(u.quantity) from json_to_recordset(e.body->'usage') as u (dimension text, quantity numeric)
          where u.dimension = c.dimension) as counted,
        (select v.usage_no from usage_event v where v.tenant_id = e.tenant_id and v.account_id = e.account_id
          and v.voids = e.id and v.redrives is null) as undone
      from usage_event e cross join lateral json_to_recordset(e.body->'counters') as c (dimension text, quantity numeric)
      where e.body->'counters' is not null and e.redrives is null
    ), standing as (
      select tenant_id, hold_id, product, feature, dimension, max(quantity) as quantity
      from told where undone is null group by 1, 2, 3, 4, 5
    ), ${kept('counters')}
    select hold_id, product, feature, dimension, standing.quantity, kept.quantity as kept, null::bigint as usage_no
    from standing full join kept using (tenant_id, hold_id, product, feature, dimension)
    where standing.quantity is distinct from kept.quantity
    union all
    select t.hold_id, t.product, t.feature, t.dimension, t.counted, b.largest, t.usage_no
    from (
      select *, bool_or(undone is not null) over of_hold as any_undone,
        max(quantity) over (of_hold order by usage_no rows between unbounded preceding and 1 preceding) as so_far
      from told window of_hold as (partition by tenant_id, hold_id, product, feature, dimension)
    ) t
    left join lateral (
      select max(b.quantity) as largest from told b
      where t.any_undone
        and (b.tenant_id, b.hold_id, b.product, b.feature, b.dimension)
          = (t.tenant_id, t.hold_id, t.product, t.feature, t.dimension)
        and b.usage_no < t.usage_no and (b.undone is null or b.undone > t.usage_no)
    ) b on true
    where t.counted is distinct from t.quantity - coalesce(case when t.any_undone then b.largest else t.so_far end, 0)`,
  },
  {
    invariant: 'I3',
    title: 'a hold has one final report: it was not set aside or undone, and what ends it again says that it is late',
    sql: `
    with finals as (
      select h.tenant_id, h.id, (h.reported->>'final')::uuid as final from hold h where h.reported->>'final' is not null
    )
    select f.id, f.final, e.usage_no from finals f
    left join usage_event e on e.tenant_id = f.tenant_id and e.id = f.final and e.hold_id = f.id and e.final
    left join charge c on c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no
    where e.id is null or (c.body->>'setAside')::boolean
      or exists (select from usage_event v where v.tenant_id = e.tenant_id and v.voids = e.id)
    union all
    select f.id, f.final, o.usage_no from finals f
    join usage_event e on e.tenant_id = f.tenant_id and e.id = f.final
    join usage_event o on o.tenant_id = e.tenant_id and o.account_id = e.account_id and o.usage_no > e.usage_no
    where o.hold_id = f.id and o.final and o.redrives is null and (o.body->>'late')::boolean is not true`,
  },
];
