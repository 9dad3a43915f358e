/**
 * What a storm asks of periods and increases, of the books alone: what counts in a period of a budget or a window is just
 * what was drawn in it, each period ends at its instant, each approval raised its budget once, and each day of a grant was
 * issued once. PostgreSQL's own calendar works the periods out. It holds for the windows and grants of a storm.
 */
import type { Invariant } from '../../src/audit/invariant.js';
import { DAILY_GRANT, DAILY_PLANS, POOL_GRANT } from './storm-world.js';

/** What increases gave of a count. */
const BEYOND = (increases: string) =>
  `coalesce((select sum((i->>'amount')::bigint) from json_array_elements(${increases}) i), 0)`;

/** What charges drew beyond their holds, and what no layer covered: what that counts in budgets. */
const COUNTED_BY_CHARGES = `
  from charge c
  cross join lateral (
    select captured, budgets from json_to_recordset(c.body->'draws') as d (captured boolean, budgets json)
    union all
    select false, c.body->'counts'
  ) x
  cross join lateral json_to_recordset(x.budgets) as b (account text, "window" json, amount bigint, increases json)`;

/**
 * Every draw as it counts in a period, with the instant of the update that counted it: of a budget, by decisions and by
 * charges; and of a plan's window.
 */
const COUNTED = `
  drawn as (
    select d.tenant_id, (d.body->'budgets'->(c->>0)::int->>'id')::uuid as account_id, 'period' as "window",
      'HOLD' as cause, d.id as cause_id, (c->>1)::bigint as started, w.amount - ${BEYOND('c->2')} as nano
    from decision d
    cross join lateral json_to_recordset(d.body->'draws') as w (amount bigint, counts json)
    cross join lateral json_array_elements(w.counts) as c
    union all
    select c.tenant_id, a.id, 'period', 'SETTLE', c.id, (b."window"->>'startedAt')::bigint,
      b.amount - ${BEYOND('b.increases')}
    ${COUNTED_BY_CHARGES}
    join account a on a.tenant_id = c.tenant_id and a.address = b.account
    where not x.captured and c.body->'reverses' is null
    union all
    select d.tenant_id, w."accountId", n.name, 'HOLD', d.id, n."startedAt", w.amount
    from decision d
    cross join lateral json_to_recordset(d.body->'draws') as w ("accountId" uuid, windows json, amount bigint)
    cross join lateral json_to_recordset(w.windows) as n (name text, "startedAt" bigint)
    union all
    select c.tenant_id, w."accountId", n.name, 'SETTLE', c.id, n."startedAt", w.amount
    from charge c
    cross join lateral json_to_recordset(c.body->'draws')
      as w (captured boolean, "accountId" uuid, windows json, amount bigint)
    cross join lateral json_to_recordset(w.windows) as n (name text, "startedAt" bigint)
    where not w.captured and c.body->'reverses' is null
  ), counted as (
    select x.tenant_id, x.account_id, x."window", x.nano, x.cause_id, to_timestamp(x.started / 1000.0) as since, u.at, u.seq
    from drawn x
    join balance_update u on (u.tenant_id, u.account_id, u.cause, u.cause_id) = (x.tenant_id, x.account_id, x.cause, x.cause_id)
    where x.nano > 0
  )`;

/** How long the windows of a storm's plans last; those of others are not asked for. */
const LASTS = `values ('short', '60 s'), ('long', '3600 s'), ('today', 'day')`;

/** Of each account that counts: what its periods are called, and in which zone; a length begins with the first draw. */
const PERIODS = `
  periods as (
    select tenant_id, account_id, 'period' as "window", split_part(period, ' ', 1) as lasts,
      coalesce(nullif(split_part(period, ' ', 2), ''), 'UTC') as zone
    from budget
    union all
    select a.tenant_id, a.id, w."window", w.lasts, 'UTC' from account a cross join (${LASTS}) as w ("window", lasts)
    where a.address not like 'budget:%'
  )`;
const isCalendar = `p.lasts in ('day', 'week', 'month')`;
const calendarOf = (at: string) => `date_trunc(p.lasts, ${at} at time zone p.zone)`;
/** When a period that began at an instant ends. */
const endOf = (since: string) => `case
  when p.lasts = 'once' then 'infinity'
  when ${isCalendar} then (${calendarOf(since)} + ('1 ' || p.lasts)::interval) at time zone p.zone
  else ${since} + p.lasts::interval end`;

export const PERIOD_CHECKS: readonly Invariant[] = [
  {
    invariant: 'I2',
    title: 'what counts in a period was drawn from its beginning on, and before its end',
    sql: `
    with ${COUNTED}, ${PERIODS}
    select c.account_id, c."window", c.since, c.at, c.cause_id from counted c
    join periods p using (tenant_id, account_id, "window")
    where (c.since <= c.at and c.at < ${endOf('c.since')}) is not true`,
  },
  {
    invariant: 'I2',
    title: 'of the periods of one name one runs at a time, and what is drawn meanwhile counts in that',
    sql: `
    with ${COUNTED}, ${PERIODS}, spans as (
      select *, lead(since) over others as next, lead(first) over others as next_first from (
        select tenant_id, account_id, "window", since, min(seq) as first, max(seq) as last from counted group by 1, 2, 3, 4
      ) each
      window others as (partition by tenant_id, account_id, "window" order by since)
    )
    select s.* from spans s
    join periods p using (tenant_id, account_id, "window")
    where s.next_first <= s.last or (s.next < ${endOf('s.since')} and not exists (
      select from lines l
      where (l.tenant_id, l.account_id, l."window", l."startedAt", l."to")
          = (s.tenant_id, s.account_id, s."window", s.since, 'ended')
        and l."from" in ('used', 'held') and l.seq <= s.next_first))`,
  },
  {
    invariant: 'I1',
    title: 'what the journal counts in a day, a week or a month is the sum of what was drawn in it',
    sql: `
    with ${COUNTED}, ${PERIODS}, by_draws as (
      select c.tenant_id, c.account_id, c."window", ${calendarOf('c.at')} as period, sum(c.nano) as nano
      from counted c join periods p using (tenant_id, account_id, "window") where ${isCalendar} group by 1, 2, 3, 4
    ), by_lines as (
      select l.tenant_id, l.account_id, l."window", ${calendarOf('l."startedAt"')} as period, sum(l.amount) as nano
      from lines l join periods p using (tenant_id, account_id, "window")
      where ${isCalendar} and l.cause in ('HOLD', 'SETTLE') and l."from" = 'remaining' and l."to" in ('held', 'used')
      group by 1, 2, 3, 4
    )
    select account_id, "window", period, d.nano as drawn, l.nano as counted
    from by_draws d full join by_lines l using (tenant_id, account_id, "window", period)
    where d.nano is distinct from l.nano`,
  },
  {
    invariant: 'I9',
    title: 'a period that is over has ended: at its instant, or before that where something else has ended it',
    sql: `
    with ${COUNTED}, ${PERIODS}, spans as (
      select distinct tenant_id, account_id, "window", since from counted
    )
    select s.*, e.at, e.cause from spans s
    join periods p using (tenant_id, account_id, "window")
    join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
    left join lateral (
      select u.at, u.cause from lines l
      join balance_update u on (u.tenant_id, u.account_id, u.seq) = (l.tenant_id, l.account_id, l.seq)
      where (l.tenant_id, l.account_id, l."window", l."startedAt", l."to")
          = (s.tenant_id, s.account_id, s."window", s.since, 'ended') and l."from" in ('used', 'held')
      order by u.seq limit 1
    ) e on true
    where (${endOf('s.since')} <= a.last_at and (e.at <= ${endOf('s.since')}) is not true)
      or (e.cause = 'WINDOW_RESET' and e.at <> ${endOf('s.since')})`,
  },
  {
    invariant: 'I3',
    title: 'each approval raised its budget once, by what was approved, and nothing else raised one',
    sql: `
    with raised as (
      select l.tenant_id, l.account_id, l.lot, count(*) as times, sum(l.amount) as nano
      from lines l join budget b on b.tenant_id = l.tenant_id and b.account_id = l.account_id
      where l."from" = 'issued' group by 1, 2, 3
    ), approved as (
      select tenant_id, account_id, lot_id as lot, count(*) as times, sum(approved) as nano
      from budget_request where state = 'APPROVED' group by 1, 2, 3
    )
    select account_id, lot, a.nano as approved, r.nano as raised, r.times
    from approved a full join raised r using (tenant_id, account_id, lot)
    where a.times is distinct from 1 or r.times is distinct from 1 or a.nano is distinct from r.nano`,
  },
  {
    invariant: 'I5',
    title: 'what of an increase is held, and was spent, is what draws name of it',
    sql: `
    with named as (
      select d.tenant_id, (i->>'lot')::uuid as lot, sum((i->>'amount')::bigint) as nano
      from decision d
      cross join lateral json_to_recordset(d.body->'draws') as w (counts json)
      cross join lateral json_array_elements(w.counts) as c
      cross join lateral json_array_elements(c->2) as i
      group by 1, 2
    ), charged as (
      select c.tenant_id, (i->>'lot')::uuid as lot, sum((i->>'amount')::bigint) filter (where x.captured) as captured,
        sum((i->>'amount')::bigint) filter (where not exists (
          select from charge v where v.tenant_id = c.tenant_id and v.account_id = c.account_id
            and (v.body->'reverses'->>'usageNo')::bigint = c.usage_no)) as stands
      ${COUNTED_BY_CHARGES}
      cross join lateral json_array_elements(b.increases) as i
      where c.body->'reverses' is null group by 1, 2
    ), back as (
      select tenant_id, lot, sum(amount) as nano from lines where lot is not null and "from" = 'held' and "to" <> 'spent'
      group by 1, 2
    )
    select l.id, l.held, l.spent, n.nano as named, c.captured, c.stands, b.nano as back from lot l
    left join named n on n.tenant_id = l.tenant_id and n.lot = l.id
    left join charged c on c.tenant_id = l.tenant_id and c.lot = l.id
    left join back b on b.tenant_id = l.tenant_id and b.lot = l.id
    where l.kind = 'INCREASE' and (l.held <> coalesce(n.nano, 0) - coalesce(c.captured, 0) - coalesce(b.nano, 0)
      or l.spent <> coalesce(c.stands, 0))`,
  },
  {
    invariant: 'I5',
    title: 'an increase is drawn on only where none that ends sooner has something left',
    sql: `
    with increases as (
      select tenant_id, account_id, id as lot, coalesce(expires_at, 'infinity') as ends from lot where kind = 'INCREASE'
    ), drawn as (
      select distinct l.tenant_id, l.account_id, l.seq, l.lot, i.ends from lines l
      join increases i using (tenant_id, account_id, lot)
      where l.cause in ('HOLD', 'SETTLE') and l."from" = 'remaining'
    )
    select d.account_id, d.seq, d.lot, e.lot as sooner, rest.nano from drawn d
    join increases e on e.tenant_id = d.tenant_id and e.account_id = d.account_id and e.ends < d.ends
    cross join lateral (
      select sum(case 'remaining' when l."to" then l.amount when l."from" then -l.amount else 0 end) as nano from lines l
      where l.tenant_id = e.tenant_id and l.account_id = e.account_id and l.lot = e.lot and l.seq <= d.seq
    ) rest
    where rest.nano > 0`,
  },
  {
    invariant: 'I3',
    title: 'what comes each day was issued for every day that its account lived with it, once',
    sql: `
    with issued as (
      select tenant_id, account_id, recurs->>'grant' as of, date_trunc('day', (recurs->>'start')::timestamptz, 'UTC') as day,
        created_at
      from lot where recurs->>'rolled' is null and recurs->>'grant' in ('${DAILY_GRANT}', '${POOL_GRANT}')
    ), since as (
      select tenant_id, account_id, of, min(created_at) as at, min(day) as first, max(day) as last, count(*) as lots,
        count(distinct day) as days
      from issued group by 1, 2, 3
    )
    select s.*, a.last_at from since s
    join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
    where s.lots <> s.days or (s.days <> extract(day from s.last - s.first) + 1 or s.last <> date_trunc('day', a.last_at, 'UTC'))
      -- Whoever was on another plan meanwhile has missed some.
      and (s.of = '${POOL_GRANT}' or not exists (
        select from balance_update u where u.tenant_id = s.tenant_id and u.account_id = s.account_id and u.at >= s.at
          and u.after->>'plan' not in (${DAILY_PLANS.map((plan) => `'${plan}'`).join(', ')})))`,
  },
];
