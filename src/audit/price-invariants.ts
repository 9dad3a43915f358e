/**
 * Prices by size: what charges say that their holds have used and were charged, from the events themselves; what
 * requests let the layers give; and what grants and purchases are called elsewhere.
 */
import type { Invariant } from './invariant.js';

/** Events of holds for whose feature a catalog has prices by size, with their charges; what is undone counts as less. */
const SIZED = `
  sized as (
    select e.tenant_id, e.account_id, e.usage_no, e.hold_id, e.product, e.feature, e.status, e.body, c.amount,
      case when c.body->'reverses' is null then 1 else -1 end as counts, c.body->'soFar' as so_far,
      (c.body->>'setAside')::boolean as set_aside
    from usage_event e
    join charge c on c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no
    where e.hold_id is not null and e.body->'sized' is not null
  )`;

/** The exclusive units that each card prices of those that were charged. */
const UNITS = `
  units as (
    select s.*, p.catalog, p.card, u.dimension, u.quantity
    from sized s
    cross join lateral json_to_recordset(s.body->'shares') as p (catalog text, card text, usage json)
    cross join lateral json_to_recordset(p.usage) as u (dimension text, quantity numeric)
    where s.body->'shares' is not null and s.status <> 'FAILED' and not s.set_aside
    union all
    select s.*, s.body->>'catalog', s.body->>'card', u.dimension, u.quantity - coalesce((
        select i.quantity from json_to_recordset(s.body->'usage') as i (dimension text, quantity numeric)
        where i.dimension = s.body->'inclusive'->>u.dimension), 0)
    from sized s
    cross join lateral json_to_recordset(s.body->'usage') as u (dimension text, quantity numeric)
    where s.body->'shares' is null and s.status <> 'FAILED' and not s.set_aside
  )`;

export const PRICE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'a charge by size knows what the charged events of its hold came to with it',
    sql: `
    with ${SIZED}, ran as (
      select *, sum(counts * amount) over (partition by tenant_id, hold_id, product, feature order by usage_no) as charged
      from sized
    )
    select account_id, usage_no, hold_id, charged, so_far->>'charged' as said from ran
    where case when so_far is null then charged <> 0 else (so_far->>'charged')::numeric is distinct from charged end`,
  },
  {
    invariant: 'I1',
    title: 'a hold has used by size what its charged events used, each unit at its own card',
    sql: `
    with ${SIZED}, ${UNITS}, last as (
      select distinct on (tenant_id, hold_id, product, feature) * from sized where so_far is not null
      order by tenant_id, hold_id, product, feature, usage_no desc
    ), said as (
      select l.tenant_id, l.hold_id, l.product, l.feature, p.catalog, p.card, u.dimension, u.quantity
      from last l
      cross join lateral json_to_recordset(l.so_far->'used') as p (catalog text, card text, usage json)
      cross join lateral json_to_recordset(p.usage) as u (dimension text, quantity numeric)
    ), used as (
      select u.tenant_id, u.hold_id, u.product, u.feature, u.catalog, u.card, u.dimension,
        sum(u.counts * u.quantity) as quantity
      from units u group by 1, 2, 3, 4, 5, 6, 7 having sum(u.counts * u.quantity) <> 0
    )
    select * from said full join used using (tenant_id, hold_id, product, feature, catalog, card, dimension)
    where said.quantity is distinct from used.quantity`,
  },
  {
    invariant: 'I1',
    title: 'only usage that is priced by size tells a size, and each card that asks for one counts all of the hold',
    sql: `
    select c.account_id, c.usage_no, s.* from charge c
    join usage_event e on e.tenant_id = c.tenant_id and e.account_id = c.account_id and e.usage_no = c.usage_no
    left join lateral json_to_recordset(c.body->'sizes') as s (card text, "limit" numeric, counted numeric, above boolean)
      on true
    where (e.body->'sized' is null and (c.body->'sizes' is not null or c.body->'soFar' is not null))
      or s.above is distinct from (s.counted > s."limit")`,
  },
  {
    invariant: 'I3',
    title: 'a reference names one grant or purchase, since that is asked for',
    sql: `
    with named as (
      select tenant_id, reference, target_id as id, at from admin_action where reference is not null
      union all
      select tenant_id, reference, id, created_at from purchase where reference is not null and status <> 'DECLINED'
    )
    select tenant_id, reference, array_agg(id order by at) as ids from named group by 1, 2
    having count(*) > 1 and max(at) > (select executed_at from schema_migration where name like '028-%')`,
  },
  {
    invariant: 'I5',
    title: 'a decision draws on no layer that its request does not name, and on paid ones no more than it lets',
    sql: `
    select d.id, d.subject, d.body->'only' as only from decision d
    cross join lateral (
      select coalesce(sum(x.amount) filter (where x.layer in ('CREDITS', 'POOL')), 0) as paid, array_agg(x.layer) as layers
      from json_to_recordset(d.body->'draws') as x (layer text, amount numeric)
    ) drawn
    where d.body->'only' is not null and (drawn.paid > (d.body->'only'->>'maxPaid')::numeric
      or not drawn.layers <@ (select array_agg(l) from json_array_elements_text(d.body->'only'->'layers') l))`,
  },
];
