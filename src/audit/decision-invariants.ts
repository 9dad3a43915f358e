/**
 * Decisions against what they took.
 */
import { COUNTED_BY_DECISIONS, type Invariant } from './invariant.js';

export const DECISION_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a key has at most one taking decision',
    // A key without a space stands in both.
    sql: `
    select tenant_id, subject, key, in_space from decision
    cross join lateral unnest(case when space is null then array['OWN', 'OTHERS'] else array[space] end) as in_space
    where outcome <> 'DENIED'
    group by 1, 2, 3, 4 having count(*) > 1`,
  },
  {
    invariant: 'I3',
    title: 'the key of a decision or usage event stands in the space of its caller',
    sql: `
    with each as (
      select tenant_id, id, space, body->>'caller' as caller, subject from decision
      union all
      select e.tenant_id, e.id, e.space, case when e.redrives is null and e.voids is null then e.body->>'caller' end,
        substr(a.address, length('subject:') + 1)
      from usage_event e join account a on a.tenant_id = e.tenant_id and a.id = e.account_id
    )
    select * from each
    where space is distinct from case when caller = subject then 'OWN' when caller is not null then 'OTHERS' end`,
  },
  {
    invariant: 'I5',
    title: 'a decision is what its draws say, and a denial took nothing',
    sql: `
    with noted as (
      select tenant_id, cause_id, count(*) as updates from balance_update where cause = 'HOLD' group by 1, 2
    )
    select d.id, d.outcome, b.requested, b.granted, b.shortfall, drawn.total, n.updates
    from decision d
    cross join lateral json_to_record(d.body) as b (requested numeric, granted numeric, shortfall numeric, draws json)
    cross join lateral (
      select coalesce(sum(amount), 0) as total from json_to_recordset(b.draws) as x (amount numeric)) drawn
    left join noted n on n.tenant_id = d.tenant_id and n.cause_id = d.id
    where b.granted <> drawn.total or (d.outcome <> 'DENIED' and b.granted + b.shortfall <> b.requested)
      or (d.outcome = 'ALLOWED' and b.shortfall <> 0) or (d.outcome = 'DENIED') <> (n.updates is null)
      or (d.outcome = 'DENIED' and b.granted <> 0)`,
  },
  {
    invariant: 'I5',
    title: 'what a decision drew from a lot or a window, or counted in a budget, is what is held there for it',
    sql: `
    with each as (
      select tenant_id, cause_id as decision, account_id, lot, "window", "startedAt",
        case "to" when 'held' then amount else 0 end as held, 0 as drawn
      from lines where cause = 'HOLD'
      union all
      select d.tenant_id, d.id, x."accountId", x.lot, w.name, to_timestamp(w."startedAt" / 1000.0), 0, x.amount
      from decision d
      cross join lateral json_to_recordset(d.body->'draws')
        as x ("accountId" uuid, lot uuid, windows json, amount bigint)
      left join lateral json_to_recordset(x.windows) as w (name text, "startedAt" bigint) on true
      union all
      select c.tenant_id, c.cause_id, c.account_id, c.lot, c."window", c.started_at, 0, c.amount
      from ${COUNTED_BY_DECISIONS} c
    )
    select decision, account_id, lot, "window", "startedAt", sum(held) as held, sum(drawn) as drawn
    from each group by tenant_id, 1, 2, 3, 4, 5 having sum(held) <> sum(drawn)`,
  },
  {
    invariant: 'I9',
    title: 'what a decision took is written at its instant; on a pool also later, where that had come further',
    sql: `
    select u.account_id, u.seq, u.at, d.at as decided from balance_update u
    join decision d on d.tenant_id = u.tenant_id and d.id = u.cause_id
    where u.cause = 'HOLD' and (u.at < d.at or (u.account_id = d.account_id and u.at <> d.at))`,
  },
];
