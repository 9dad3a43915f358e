/**
 * Settlement: usage events, charges, the updates they caused, and the sums that usage series are read from.
 */
import { countedBy, type Invariant } from './invariant.js';

/** What charges counted in budgets: by their draws, and what no layer covered. Those that undo others count nothing. */
const COUNTED = countedBy(`
  select c.tenant_id, c.id as cause_id, d.captured, d.budgets
  from charge c cross join lateral json_to_recordset(c.body->'draws') as d (captured boolean, budgets json)
  where c.body->'reverses' is null
  union all
  select c.tenant_id, c.id, false, c.body->'counts' from charge c
  where c.body->'counts' is not null and c.body->'reverses' is null`);

/** What each charge adds to the sums; one that undoes another takes as much off. */
const MEASURES = `
  measures as (
    select e.tenant_id, e.account_id, e.session, e.product, e.feature, m.measure,
      case when c.body->'reverses' is null then m.amount else -m.amount end as amount,
      to_timestamp(floor(extract(epoch from e.occurred_at) / 900) * 900) as slot
    from usage_event e
    join charge c on c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no
    cross join lateral (
      values ('events', 1::numeric), ('charged', c.amount), ('paid:FORGIVEN', c.forgiven), ('paid:DEBT', c.debt)
      union all
      select 'used:' || u.dimension, u.quantity
      from json_to_recordset(e.body->'usage') as u (dimension text, quantity numeric)
      union all
      select 'paid:' || d.layer, d.amount from json_to_recordset(c.body->'draws') as d (layer text, amount numeric)
    ) m (measure, amount)
    where not (c.body->>'setAside')::boolean and m.amount > 0
  )`;

export const SETTLEMENT_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I9',
    title: 'usage numbers run from 1 without gaps up to the account',
    sql: `
    select a.id, a.usage_no, count(e.usage_no), min(e.usage_no), max(e.usage_no)
    from account a left join usage_event e on e.tenant_id = a.tenant_id and e.account_id = a.id
    group by a.tenant_id, a.id, a.usage_no
    having count(e.usage_no) <> a.usage_no or coalesce(max(e.usage_no), 0) <> a.usage_no
      or coalesce(min(e.usage_no), 1) <> 1`,
  },
  {
    invariant: 'I3',
    title: 'every settled event has exactly one charge, and no other has any',
    sql: `
    select n.* from (
      select tenant_id, account_id, usage_no, id, sum(event) as events, sum(charge) as charges
      from (
        select tenant_id, account_id, usage_no, id, 1 as event, 0 as charge from usage_event
        union all select tenant_id, account_id, usage_no, id, 0, 1 from charge) each
      group by 1, 2, 3, 4) n
    left join account a on a.tenant_id = n.tenant_id and a.id = n.account_id
    where n.events <> 1 or n.charges is distinct from (n.usage_no <= a.settled_no)::int`,
  },
  {
    invariant: 'I9',
    title: 'every charge has the hash of what is stored',
    sql: `
    select account_id, usage_no from charge
    where hash <> pg_temp.fields(tenant_id, account_id::text, usage_no::text, id::text, pg_temp.iso(at), amount::text,
      forgiven::text, debt::text, body::text, pg_temp.hex(event_hash))`,
  },
  {
    invariant: 'I9',
    title: 'every charge covers the hash of its usage event',
    sql: `
    select c.account_id, c.usage_no from charge c
    left join usage_event e on e.tenant_id = c.tenant_id and e.account_id = c.account_id and e.usage_no = c.usage_no
    where c.event_hash is distinct from pg_temp.fields(e.tenant_id, e.account_id::text, e.usage_no::text, e.id::text,
      e.key, pg_temp.hex(e.fingerprint), e.decision_id::text, e.hold_id::text, e.claimed::text, e.final::text, e.status,
      e.product, e.feature, e.session, e.redrives::text, pg_temp.iso(e.recorded_at), pg_temp.iso(e.occurred_at),
      e.body::text)`,
  },
  {
    invariant: 'I1',
    title: 'draws, forgiven and debt add up to the charge, and a charge of nothing says why',
    sql: `
    select c.account_id, c.usage_no, c.amount from charge c
    where c.amount <> c.forgiven + c.debt + (
        select coalesce(sum(d.amount), 0) from json_to_recordset(c.body->'draws') as d (amount numeric))
      or (c.amount = 0) <> (c.body->>'uncharged' is not null)
      or ((c.body->>'setAside')::boolean and c.amount <> 0)`,
  },
  {
    invariant: 'I1',
    title: 'usage that may only be drawn on its own account drew nothing else beyond its hold',
    sql: `
    select c.account_id, c.usage_no, d.* from charge c
    join usage_event e on e.tenant_id = c.tenant_id and e.account_id = c.account_id and e.usage_no = c.usage_no
    cross join lateral json_to_recordset(c.body->'draws') as d (source text, "accountId" uuid, captured boolean)
    where (e.body->>'ownOnly')::boolean and not d.captured and d."accountId" <> c.account_id`,
  },
  {
    invariant: 'I3',
    title: 'every charge has exactly one SETTLE on its account, or one VOIDED where its event undoes another',
    sql: `
    select c.account_id, c.usage_no, string_agg(u.cause, ' ') from charge c
    join usage_event e on e.tenant_id = c.tenant_id and e.account_id = c.account_id and e.usage_no = c.usage_no
    left join balance_update u on u.tenant_id = c.tenant_id and u.account_id = c.account_id
      and u.cause in ('SETTLE', 'VOIDED') and u.cause_id = c.id
    group by c.tenant_id, c.account_id, c.usage_no, e.body->'voids' is null
    having coalesce(string_agg(u.cause, ' '), '') <> case when e.body->'voids' is null then 'SETTLE' else 'VOIDED' end`,
  },
  {
    invariant: 'I9',
    title: 'an update that settles covers the hash of its charge',
    sql: `
    select u.account_id, u.seq, u.cause from balance_update u
    left join charge c on c.tenant_id = u.tenant_id and c.id = u.cause_id
    where u.cause in ('SETTLE', 'VOIDED', 'DEBT_INCURRED', 'FORGIVEN')
      and (c.id is null or u.cause_hash is distinct from c.hash or u.at < c.at
        or (u.account_id = c.account_id and u.at <> c.at)
        or (u.cause not in ('SETTLE', 'VOIDED') and u.account_id <> c.account_id))`,
  },
  {
    invariant: 'I1',
    title: 'what a charge drew from lots is what they spent for it',
    sql: `
    with spent as (
      select tenant_id, cause_id, lot, sum(amount) as amount from lines
      where cause = 'SETTLE' and "to" = 'spent' group by 1, 2, 3
    ), drawn as (
      select c.tenant_id, c.id as cause_id, c.lot, sum(c.amount) as amount
      from (
        select c.tenant_id, c.id, d.lot, d.amount
        from charge c cross join lateral json_to_recordset(c.body->'draws') as d (lot uuid, amount numeric)
        where c.body->'reverses' is null
        union all
        select tenant_id, cause_id, lot, amount from ${COUNTED} counted
      ) c (tenant_id, id, lot, amount)
      where c.lot is not null group by 1, 2, 3
    )
    select * from spent full join drawn using (tenant_id, cause_id, lot)
    where spent.amount is distinct from drawn.amount`,
  },
  {
    invariant: 'I1',
    title: 'what a charge drew from a window, or counted in a budget, is what it counted there',
    // Of a window that has ended it is only told that a held amount went: captured or given back.
    sql: `
    with each as (
      select tenant_id, cause_id as charge, account_id, "window", "startedAt",
        case "to" when 'used' then amount else 0 end as used, case "to" when 'ended' then amount else 0 end as ended,
        0 as drawn
      from lines where cause = 'SETTLE' and "window" is not null
      union all
      select c.tenant_id, c.id, d."accountId", w.name, to_timestamp(w."startedAt" / 1000.0), 0, 0, d.amount
      from charge c
      cross join lateral json_to_recordset(c.body->'draws') as d ("accountId" uuid, windows json, amount bigint)
      cross join lateral json_to_recordset(d.windows) as w (name text, "startedAt" bigint)
      where c.body->'reverses' is null
      union all
      select tenant_id, cause_id, account_id, "window", started_at, 0, 0, amount from ${COUNTED} counted where lot is null
    )
    select charge, account_id, "window", "startedAt", sum(used) as used, sum(ended) as ended, sum(drawn) as drawn
    from each group by tenant_id, 1, 2, 3, 4 having sum(drawn) not between sum(used) and sum(used) + sum(ended)`,
  },
  {
    invariant: 'I1',
    title: 'overshoot is journalled as its charge says',
    sql: `
    with overshoot as (
      select tenant_id, account_id, cause_id, coalesce(sum(amount) filter (where cause = 'DEBT_INCURRED'), 0) as incurred,
        coalesce(sum(amount) filter (where cause = 'FORGIVEN'), 0) as forgiven
      from lines where cause in ('DEBT_INCURRED', 'FORGIVEN') group by 1, 2, 3
    )
    select c.account_id, c.usage_no, o.* from charge c
    full join overshoot o on o.tenant_id = c.tenant_id and o.account_id = c.account_id and o.cause_id = c.id
    where (coalesce(o.incurred, 0), coalesce(o.forgiven, 0)) is distinct from
      case when c.body->'reverses' is null then ((c.forgiven + c.debt)::numeric, c.forgiven::numeric) else (0::numeric, 0::numeric) end`,
  },
  {
    invariant: 'I1',
    title: 'debt is what charges left less what was repaid, and forgiven as months turned',
    sql: `
    with owed as (
      select tenant_id, account_id,
        sum(case when body->'reverses' is null then debt else -(body->'reverses'->>'owed')::bigint end) as debt
      from charge group by 1, 2
    ), repaid as (
      select tenant_id, account_id, sum(amount) as debt from lines
      where cause in ('DEBT_REPAID', 'DEBT_FORGIVEN') and 'debt' in ("from", "to") group by 1, 2
    )
    select a.id, a.debt, o.debt, r.debt from account a
    left join owed o on o.tenant_id = a.tenant_id and o.account_id = a.id
    left join repaid r on r.tenant_id = a.tenant_id and r.account_id = a.id
    where a.debt <> coalesce(o.debt, 0) - coalesce(r.debt, 0)`,
  },
  {
    invariant: 'I1',
    title: 'what the tenant carried this month is what its charges say, and what it forgave as months turned',
    sql: `
    with carried as (
      select tenant_id, account_id, date_trunc('month', at, 'UTC') as since, sum(forgiven) as forgiven
      from (
        select tenant_id, account_id, at, forgiven from charge where forgiven > 0 and body->'reverses' is null
        union all
        select tenant_id, account_id, at, -(body->'reverses'->>'carried')::bigint from charge
        where (body->'reverses'->>'carried')::bigint > 0
        union all
        select u.tenant_id, u.account_id, u.at, l.amount
        from balance_update u join lines l using (tenant_id, account_id, seq) where u.cause = 'DEBT_FORGIVEN'
      ) each
      group by 1, 2, 3
    ), last as (
      select distinct on (tenant_id, account_id) * from carried order by tenant_id, account_id, since desc
    )
    select a.id, a.forgiven, a.forgiven_since, l.forgiven as by_charges, l.since from account a
    left join last l on l.tenant_id = a.tenant_id and l.account_id = a.id
    where (a.forgiven, a.forgiven_since) is distinct from (coalesce(l.forgiven, 0), l.since)`,
  },
  {
    invariant: 'I1',
    title: 'usage sums are the sums over events and charges',
    sql: `
    with ${MEASURES}, derived as (
      select tenant_id, account_id, of.session, slot, product, feature, measure, sum(amount) as amount
      from measures m cross join lateral (select '' union all select m.session where m.session is not null) of (session)
      group by 1, 2, 3, 4, 5, 6, 7
    )
    select * from usage_bucket b
    full join derived d using (tenant_id, account_id, session, slot, product, feature, measure)
    where b.amount is distinct from d.amount`,
  },
  {
    invariant: 'I1',
    title:
      'what the allowance repays, every window without a scope counts and no other, and debt is forgiven only as a month turns',
    sql: `
    with paid as (
      select tenant_id, account_id, seq, count("window") as windows,
        bool_and(amount = 0 or "window" is null or "from" <> 'remaining' or "to" = 'used') as used,
        count(distinct amount) as amounts
      from lines where cause in ('DEBT_REPAID', 'DEBT_FORGIVEN') and lot is null group by 1, 2, 3
    )
    select u.account_id, u.seq, u.cause, u.at, p.* from balance_update u
    join paid p using (tenant_id, account_id, seq)
    where not p.used or p.amounts <> 1
      or p.windows <> case u.cause when 'DEBT_REPAID' then (
        select count(*) from json_to_recordset(u.after->'windows') as w (scoped boolean) where w.scoped is not true
      ) else 0 end
      or exists (
        select from lines l join json_to_recordset(u.after->'windows') as w ("window" text, scoped boolean)
          on w."window" = l."window" and w.scoped
        where (l.tenant_id, l.account_id, l.seq) = (u.tenant_id, u.account_id, u.seq)
      )
      or (u.cause = 'DEBT_FORGIVEN' and u.at <> date_trunc('month', u.at, 'UTC'))`,
  },
];
