/**
 * Usage that was undone: each event once, in its order, with a charge that mirrors the one it undoes, and lines that give back
 * what that had taken and nothing else.
 */
import { countedBy, type Invariant } from './invariant.js';

/** Each charge that undoes another, beside that one. */
const PAIRS = `
  pairs as (
    select v.tenant_id, v.account_id, v.usage_no, v.id, v.at, v.amount, v.forgiven, v.debt, v.body,
      (v.body->'reverses'->>'owed')::bigint as owed, (v.body->'reverses'->>'carried')::bigint as carried,
      c.usage_no as of_no, c.id as of_id, c.at as of_at, c.amount as of_amount, c.forgiven as of_forgiven,
      c.debt as of_debt, c.body as of_body
    from charge v
    left join charge c on c.tenant_id = v.tenant_id and c.account_id = v.account_id
      and c.usage_no = (v.body->'reverses'->>'usageNo')::bigint
    where v.body->'reverses' is not null
  )`;

/** What each of them gave back of repayments. */
const REPAID = `
  repaid as (
    select p.tenant_id, p.account_id, p.usage_no, p.id, p.at, r.seq, r.amount, r.lot, r.windows
    from pairs p
    cross join lateral json_to_recordset(p.body->'reverses'->'repaid')
      as r (seq bigint, amount bigint, lot uuid, windows json)
  )`;

/** What the charges that are undone had counted in budgets, under the id of the charge that undoes them. */
const COUNTED = countedBy(`
  select v.tenant_id, v.id as cause_id, false as captured, b.budgets
  from charge v
  join charge c on c.tenant_id = v.tenant_id and c.account_id = v.account_id
    and c.usage_no = (v.body->'reverses'->>'usageNo')::bigint
  cross join lateral (
    select d.budgets from json_to_recordset(c.body->'draws') as d (budgets json) where d.budgets is not null
    union all
    select c.body->'counts' where c.body->'counts' is not null
  ) b
  where v.body->'reverses' is not null`);

export const VOID_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'an event is undone once, by a later one of its account, which claims no hold and is of the same usage',
    sql: `
    select v.account_id, v.usage_no, e.usage_no as of_no from usage_event v
    left join usage_event e on e.tenant_id = v.tenant_id and e.id = (v.body->'voids'->>'uuid')::uuid
    where (v.voids is not null or v.body->'voids' is not null) and (e.id is null
      or v.voids is distinct from e.id or e.account_id <> v.account_id or e.usage_no >= v.usage_no
      or e.usage_no <> (v.body->'voids'->>'usageNo')::bigint or e.body->'voids' is not null
      or v.claimed or v.final or v.hold_id is distinct from e.hold_id or v.body->>'shares' is distinct from e.body->>'shares'
      or (v.product, v.feature, v.session, v.occurred_at, v.decision_id, v.body->>'usage', v.body->>'labels')
        is distinct from (e.product, e.feature, e.session, e.occurred_at, e.decision_id, e.body->>'usage', e.body->>'labels'))
    union all
    select account_id, min(usage_no), count(*) from usage_event
    where voids is not null and redrives is null group by tenant_id, account_id, voids having count(*) > 1`,
  },
  {
    invariant: 'I3',
    title: 'an event that undoes another has the charge of that one, which counts once, and no other charge has it',
    sql: `
    with ${PAIRS}
    select p.account_id, p.usage_no, p.of_no from pairs p
    left join usage_event e on e.tenant_id = p.tenant_id and e.account_id = p.account_id and e.usage_no = p.usage_no
    where (e.body->'voids'->>'usageNo')::bigint is distinct from p.of_no
      or (p.amount, p.forgiven, p.debt, p.body->>'draws', p.body->>'counts',
        p.body->>'uncharged')
        is distinct from (p.of_amount, p.of_forgiven, p.of_debt, p.of_body->>'draws', p.of_body->>'counts',
          p.of_body->>'uncharged')
      or (p.of_body->>'setAside')::boolean or p.of_body->'reverses' is not null
    union all
    select account_id, min(usage_no), of_no from pairs group by tenant_id, account_id, of_no having count(*) > 1
    union all
    select c.account_id, c.usage_no, e.usage_no from usage_event e
    join charge c on c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no
    where e.body->'voids' is not null and c.body->'reverses' is null and not (c.body->>'setAside')::boolean`,
  },
  {
    invariant: 'I3',
    title: 'an act says of each event that is undone who did it',
    sql: `
    select v.account_id, v.usage_no from usage_event v
    left join admin_action a on a.tenant_id = v.tenant_id and a.target_id = v.voids and a.kind = 'VOID'
    where v.voids is not null and v.redrives is null
    group by v.tenant_id, v.account_id, v.usage_no having count(a.id) <> 1`,
  },
  {
    invariant: 'I1',
    title: 'what is undone gives back to each lot what its charge had spent there, to where the rest of the lot went',
    sql: `
    with ${PAIRS}, back as (
      select tenant_id, cause_id as id, account_id, lot, sum(amount) as amount,
        bool_and("to" in ('remaining', 'expired', 'takenBack')) as lands
      from lines where cause = 'VOIDED' and lot is not null and "from" = 'spent' group by 1, 2, 3, 4
    ), drawn as (
      select tenant_id, id, account_id, lot, sum(amount) as amount
      from (
        select p.tenant_id, p.id, d."accountId", d.lot, d.amount
        from pairs p
        cross join lateral json_to_recordset(p.of_body->'draws') as d ("accountId" uuid, lot uuid, amount numeric)
        union all
        select tenant_id, cause_id, account_id, lot, amount from ${COUNTED} counted
      ) each (tenant_id, id, account_id, lot, amount)
      where lot is not null group by 1, 2, 3, 4
    )
    select * from back full join drawn using (tenant_id, id, account_id, lot)
    where back.amount is distinct from drawn.amount or not back.lands`,
  },
  {
    invariant: 'I7',
    title:
      'what comes back to a lot can be spent only where the lot is open, and is told in the bucket that it closed into',
    sql: `
    select l.account_id, l.seq, l.lot, l."to", o.closed, u.at, o.expires_at from lines l
    join balance_update u on (u.tenant_id, u.account_id, u.seq) = (l.tenant_id, l.account_id, l.seq)
    join lot o on o.tenant_id = l.tenant_id and o.id = l.lot
    where l.cause = 'VOIDED' and (
      (l."to" = 'remaining' and (o.expires_at <= u.at or exists (
        select from lines c where c.tenant_id = l.tenant_id and c.account_id = l.account_id and c.lot = l.lot
          and c.seq < l.seq and c."to" in ('expired', 'takenBack'))))
      or (l."to" <> 'remaining' and o.closed is distinct from l."to"))`,
  },
  {
    invariant: 'I1',
    title: 'what is undone gives back to each window instance what its charge counted there, or ran to its end',
    sql: `
    with ${PAIRS}, ${REPAID}, each as (
      select tenant_id, cause_id as id, account_id, "window", "startedAt", sum(amount) as back, 0 as taken,
        bool_and(("from", "to") in (('used', 'remaining'), ('ended', 'ended')) or amount = 0) as lands
      from lines where cause = 'VOIDED' and "window" is not null and amount > 0 group by 1, 2, 3, 4, 5
      union all
      select p.tenant_id, p.id, d."accountId", w.name, to_timestamp(w."startedAt" / 1000.0), 0, d.amount, true
      from pairs p
      cross join lateral json_to_recordset(p.of_body->'draws') as d ("accountId" uuid, windows json, amount bigint)
      cross join lateral json_to_recordset(d.windows) as w (name text, "startedAt" bigint)
      union all
      select tenant_id, cause_id, account_id, "window", started_at, 0, amount, true from ${COUNTED} counted where lot is null
      union all
      select r.tenant_id, r.id, r.account_id, w.name, to_timestamp(w."startedAt" / 1000.0), 0, r.amount, true
      from repaid r cross join lateral json_to_recordset(r.windows) as w (name text, "startedAt" bigint)
      where r.windows is not null
    )
    select id, account_id, "window", "startedAt", sum(back) as back, sum(taken) as taken from each
    group by tenant_id, 1, 2, 3, 4 having sum(back) <> sum(taken) or not bool_and(lands)`,
  },
  {
    invariant: 'I1',
    title: 'what comes back into a window comes into the very instance that had counted it, while that runs',
    sql: `
    -- At one instant an instance may be withdrawn and begin again: what counts is which of the two came last.
    select v.account_id, v.seq, v."window", v."startedAt" from lines v
    cross join lateral (
      select max(e.seq) filter (where e."from" = 'remaining') as began,
        max(e.seq) filter (where e."from" = 'used' and e."to" = 'ended') as ended
      from lines e
      where e.tenant_id = v.tenant_id and e.account_id = v.account_id and e.seq < v.seq
        and e."window" = v."window" and e."startedAt" = v."startedAt"
    ) e
    where v.cause = 'VOIDED' and v."window" is not null and v.amount > 0
      and (v."from" = 'used') is distinct from (e.began > coalesce(e.ended, 0))`,
  },
  {
    invariant: 'I1',
    title: 'what was owed is owed no longer, or goes back to who repaid it: no more than they had, and as they had',
    sql: `
    with ${PAIRS}, ${REPAID}, paid as (
      select tenant_id, account_id, seq, cause, max(amount) filter (where "to" = 'debt' or ("from", "to") = ('debt', 'ended'))
          as amount, (array_agg(lot) filter (where lot is not null))[1] as lot
      from lines where cause in ('DEBT_REPAID', 'DEBT_FORGIVEN') group by 1, 2, 3, 4
    ), returned as (
      select tenant_id, account_id, seq, sum(amount) as amount from repaid group by 1, 2, 3
    )
    select p.account_id, p.usage_no, p.debt, p.owed, sum(r.amount) as repaid from pairs p
    left join repaid r on r.tenant_id = p.tenant_id and r.id = p.id
    group by p.tenant_id, p.account_id, p.usage_no, p.debt, p.owed having p.debt <> p.owed + coalesce(sum(r.amount), 0)
    union all
    select account_id, seq, r.amount, s.amount, p.amount from returned r
    full join debt_return s using (tenant_id, account_id, seq)
    left join paid p using (tenant_id, account_id, seq)
    where r.amount is distinct from s.amount or p.amount is null or r.amount > p.amount
    union all
    select r.account_id, r.seq, r.amount, p.amount, null from repaid r
    join paid p on (p.tenant_id, p.account_id, p.seq) = (r.tenant_id, r.account_id, r.seq)
    where r.lot is distinct from p.lot or (p.cause = 'DEBT_FORGIVEN' and r.windows is not null)`,
  },
  {
    invariant: 'I1',
    title: 'the lines of an update that undoes usage move of debt what its charge says',
    sql: `
    with ${PAIRS}, ${REPAID}, moved as (
      select tenant_id, cause_id as id,
        coalesce(sum(amount) filter (where lot is null and ("from", "to") = ('debt', 'issued')), 0) as lifted,
        coalesce(sum(amount) filter (where lot is null and ("from", "to") = ('ended', 'debt')), 0) as carried,
        coalesce(sum(amount) filter (where lot is not null and "from" = 'debt'), 0) as by_lots
      from lines where cause = 'VOIDED' group by 1, 2
    ), by_lots as (
      select tenant_id, id, sum(amount) as amount from repaid where lot is not null group by 1, 2
    )
    select p.account_id, p.usage_no, p.owed, p.carried, l.amount, m.* from pairs p
    left join moved m using (tenant_id, id) left join by_lots l using (tenant_id, id)
    where (coalesce(m.lifted, 0), coalesce(m.carried, 0), coalesce(m.by_lots, 0)) is distinct from ((p.owed + p.carried)::numeric, p.carried::numeric, coalesce(l.amount, 0))`,
  },
  {
    invariant: 'I1',
    title: 'what the tenant had forgiven counts again in its own month only',
    sql: `
    with ${PAIRS}, ${REPAID}
    select p.account_id, p.usage_no, p.carried, f.amount from pairs p
    left join lateral (
      select coalesce(sum(r.amount), 0) as amount from repaid r
      join balance_update u on (u.tenant_id, u.account_id, u.seq) = (r.tenant_id, r.account_id, r.seq)
      where r.tenant_id = p.tenant_id and r.id = p.id and u.cause = 'DEBT_FORGIVEN'
        and date_trunc('month', u.at, 'UTC') = date_trunc('month', p.at, 'UTC')
    ) f on true
    where p.carried <> f.amount
      + case when date_trunc('month', p.of_at, 'UTC') = date_trunc('month', p.at, 'UTC') then p.of_forgiven else 0 end`,
  },
];
