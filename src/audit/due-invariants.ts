/**
 * What time does to an account: nothing that falls due is missed, written late or used after its instant.
 */
import { INSTANCES, type Invariant } from './invariant.js';

/** What is to happen on each account, and when. Only a hold may be past its instant: one whose claim was lifted late. */
const DUE = `
  ${INSTANCES}, due as (
    select tenant_id, account_id, 'hold' as what, expires_at as at from hold where state = 'HELD' and claims = 0
    union all
    select tenant_id, account_id, 'lot', case when effective then expires_at else effective_at end
    from lot where open and closed is null
    union all
    select tenant_id, account_id, 'window', resets_at from instances where resets_at < timestamptz '9999-12-31Z'
    union all
    select tenant_id, id, 'plan', next_plan_at from account where next_plan_at is not null
    union all
    select a.tenant_id, a.id, 'grant', (had->>'end')::timestamptz
    from account a
    cross join lateral jsonb_array_elements(a.granted) as had
    cross join lateral (select grants from catalog_activation order by no desc limit 1) newest
    cross join lateral json_to_recordset(case when a.address like 'pool:%'
      then newest.grants->'pools'->a.tenant_id->a.address else newest.grants->'plans'->a.plan end) as g (id text)
    where g.id = had->>'grant'
  )`;

export const DUE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I8',
    title: 'nothing falls due on an account before it says so',
    atAnyTime: true,
    sql: `
    with ${DUE}
    select d.*, a.due_at from due d left join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
    where d.at < coalesce(a.due_at, 'infinity')`,
  },
  {
    invariant: 'I7',
    title: 'what falls due on a lot or a window is written before anything later',
    atAnyTime: true,
    sql: `
    with ${DUE}
    select d.*, a.last_at from due d join account a on a.tenant_id = d.tenant_id and a.id = d.account_id
    where d.what <> 'hold' and d.at <= a.last_at`,
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
    -- Of one that was used up nothing expires then: what comes back later is the first that does.
    with told as (
      select tenant_id, account_id, cause_id as id, count(*) as times, min(at) as at
      from balance_update where cause = 'LOT_EXPIRED' group by 1, 2, 3
    ), back as (
      select l.tenant_id, l.account_id, l.lot as id, min(u.at) as at
      from lines l join balance_update u on (u.tenant_id, u.account_id, u.seq) = (l.tenant_id, l.account_id, l.seq)
      where l.cause = 'VOIDED' and l."to" = 'expired' group by 1, 2, 3
    )
    select id, l.expires_at, l.closed, t.times, t.at, b.at as back_at
    from lot l full join told t using (tenant_id, account_id, id) left join back b using (tenant_id, account_id, id)
    where case when t.id is not null then t.times <> 1 or l.closed is distinct from 'expired' or t.at is distinct from l.expires_at
      else (l.closed is not distinct from 'expired') <> (b.id is not null) end
      or b.at < coalesce(l.expires_at, 'infinity')`,
  },
  {
    invariant: 'I9',
    title: 'notices are numbered without gaps, and each says of its lot what the terms say',
    sql: `
    select n.account_id, n.no, n.lot_id from (
      select *, row_number() over (partition by tenant_id, account_id order by no) as place from notice) n
    left join lot l on l.tenant_id = n.tenant_id and l.account_id = n.account_id and l.id = n.lot_id
    where n.no <> n.place or (n.kind = 'LOT_EXPIRES' and (l.id is null or n.expires_at is distinct from l.expires_at
      or n.amount > l.amount or n.due_at <> n.expires_at - n.days * interval '24 hours'))`,
  },
];
