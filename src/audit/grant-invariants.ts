/**
 * Grants that come again: each period once, at its instant, by the terms of a catalog that served then, and what of it
 * goes on. Periods are worked out by PostgreSQL's own calendar.
 */
import type { Invariant } from './invariant.js';

/** Every lot of a grant that comes again, with what it says of its period. */
const PERIODS = `
  periods as (
    select l.*, recurs->>'grant' as grant_id, (recurs->>'start')::timestamptz as begins, (recurs->>'end')::timestamptz as ends,
      recurs->>'every' as every, recurs->>'anchor' as anchor, coalesce(recurs->>'zone', 'UTC') as zone, (recurs->>'rollOver')::bigint as roll_over,
      recurs->>'rolled' is not null as rolled
    from lot l where recurs is not null
  )`;

/** How long a process may take to learn that another catalog serves. */
const LEARNING = `interval '5 minutes'`;

/** What a catalog gives on an account: by its plan, or as a pool. */
const givenBy = (grants: string, plan: string) => `
  case when a.address like 'pool:%' then ${grants}->'pools'->a.tenant_id->a.address else ${grants}->'plans'->${plan} end`;

export const GRANT_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a period of a grant is issued once, and begins no sooner than the one before has ended',
    sql: `
    with ${PERIODS}
    select id, grant_id, begins, before from (
      select *, lag(ends) over one as before, lag(begins) over one as previous from periods where not rolled
      window one as (partition by tenant_id, account_id, grant_id order by begins, id)) each
    where begins < before or begins = previous
    union all
    select id, grant_id, begins, null from (
      select *, count(*) over (partition by tenant_id, account_id, grant_id, begins) as times from periods where rolled) each
    where times > 1`,
  },
  {
    invariant: 'I3',
    title: 'a lot of a grant is issued in its period, and the period ends as the calendar has it',
    // Where a zone goes back past midnight, that day has two, and either may be meant.
    sql: `
    with ${PERIODS}
    select p.id, grant_id, p.created_at, begins, ends from periods p
    join account a on a.tenant_id = p.tenant_id and a.id = p.account_id
    where p.created_at < begins or p.created_at >= ends or effective_at <> p.created_at
      or (rolled and (p.created_at <> begins or expires_at is distinct from ends))
      or case when anchor is null then abs(extract(epoch from ends - (
          (date_trunc(every, p.created_at at time zone zone) + ('1 ' || every)::interval) at time zone zone))) > 3600
        -- By the month that is nearest: counted from the first one, and not from the last.
        else abs(extract(epoch from ends - ((a.subscribed_at at time zone zone + interval '1 month' * round(
          extract(epoch from ends - a.subscribed_at) / (86400 * 30.436875))::int) at time zone zone))) > 3600 end`,
  },
  {
    invariant: 'I3',
    title: 'a grant is issued as its period begins, or at once where something else has brought it',
    // In the middle of a period it comes with a new account, another plan, or another catalog: with that as soon as the
    // account comes to it, be it further than the catalog's instant already.
    sql: `
    with ${PERIODS}
    select p.id, p.grant_id, p.created_at, p.begins
    from periods p
    join account a on a.tenant_id = p.tenant_id and a.id = p.account_id
    where not p.rolled and p.created_at > p.begins and p.created_at <> a.created_at
      and not exists (
        select from balance_update u where u.tenant_id = p.tenant_id and u.account_id = p.account_id
          and u.at = p.created_at and u.cause not in ('GRANT', 'LOT_EXPIRED', 'LOT_EFFECTIVE', 'DEBT_REPAID', 'WINDOW_RESET'))
      and exists (select from catalog_activation)
      and not exists (
        select from catalog_activation c
        where p.created_at >= c.activated_at and p.created_at < c.activated_at + ${LEARNING})
      and exists (
        select from balance_update u where u.tenant_id = p.tenant_id and u.account_id = p.account_id
          and u.at < p.created_at)`,
  },
  {
    invariant: 'I3',
    title: 'a grant is issued by the terms of a catalog that served then',
    sql: `
    with ${PERIODS}, served as (
      select activated_at as since, lead(activated_at) over (order by no) as until, grants from catalog_activation
    )
    select p.id, p.grant_id, p.created_at, p.kind, p.amount
    from periods p
    join account a on a.tenant_id = p.tenant_id and a.id = p.account_id
    join balance_update u on u.tenant_id = p.tenant_id and u.account_id = p.account_id and u.cause = 'GRANT'
      and u.cause_id = p.id
    where not p.rolled and exists (select from served) and not exists (
      select from served s
      cross join lateral json_to_recordset(${givenBy('s.grants', `(u.after->>'plan')`)})
        as g (id text, kind text, amount bigint, every text, anchor text, zone text, "livesMs" bigint, "rollOver" bigint)
      where s.since <= p.created_at and (s.until is null or s.until + ${LEARNING} > p.created_at)
        and (g.id, g.kind, g.amount, g.every, coalesce(g.zone, 'UTC')) = (p.grant_id, p.kind, p.amount, p.every, p.zone)
        and g.anchor is not distinct from p.anchor and g."rollOver" is not distinct from p.roll_over
        and p.expires_at = case when g."livesMs" is null then p.ends
          else p.created_at + g."livesMs" * interval '1 millisecond' end)`,
  },
  {
    invariant: 'I3',
    title: 'an account knows the last period that it was given of each grant',
    sql: `
    with ${PERIODS}, last as (
      select distinct on (tenant_id, account_id, grant_id) tenant_id, account_id, grant_id, recurs::jsonb as period
      from periods where not rolled order by tenant_id, account_id, grant_id, begins desc
    ), known as (
      select a.tenant_id, a.id as account_id, g.period->>'grant' as grant_id, g.period
      from account a cross join lateral jsonb_array_elements(a.granted) as g (period)
      -- Resets in store are no lots.
      where g.period->>'grant' <> '(resets)'
    )
    select account_id, grant_id, l.period, k.period
    from last l full join known k using (tenant_id, account_id, grant_id)
    where l.period is distinct from k.period`,
  },
  {
    invariant: 'I9',
    title: 'what comes again has been given as far as the account has come',
    atAnyTime: true,
    sql: `
    with newest as (select activated_at, grants from catalog_activation order by no desc limit 1)
    select a.id, g.id as grant_id, a.last_at
    from account a
    cross join newest n
    cross join lateral json_to_recordset(${givenBy('n.grants', 'a.plan')}) as g (id text)
    where n.activated_at + ${LEARNING} < a.last_at and not exists (
      select from jsonb_array_elements(a.granted) as had
      where had->>'grant' = g.id and (had->>'end')::timestamptz > a.last_at)`,
  },
  {
    invariant: 'I1',
    title: 'what goes on of a period is what remained of it, at most what its terms say, and nothing that was held',
    sql: `
    with ${PERIODS}, remained as (
      select p.tenant_id, p.account_id, p.grant_id, p.expires_at as at, sum(l.amount) as nano
      from periods p
      join lines l on l.tenant_id = p.tenant_id and l.account_id = p.account_id and l.lot = p.id
        and l.cause = 'LOT_EXPIRED' and l."from" = 'remaining'
      group by 1, 2, 3, 4
    ), due as (
      select m.tenant_id, m.account_id, m.grant_id, m.ends as at, least(m.roll_over, r.nano) as nano
      from periods m join remained r on (r.tenant_id, r.account_id, r.grant_id, r.at)
        = (m.tenant_id, m.account_id, m.grant_id, m.ends)
      where not m.rolled and m.roll_over is not null and r.nano > 0
    ), rolled as (
      select tenant_id, account_id, grant_id, begins as at, amount as nano from periods where rolled
    )
    select account_id, grant_id, at, d.nano as due, r.nano as rolled
    from due d full join rolled r using (tenant_id, account_id, grant_id, at)
    where d.nano is distinct from r.nano`,
  },
];
