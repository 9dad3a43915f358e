/**
 * Holds: what the open ones hold is there, and each ends once, as a whole.
 */
import { HELD, INSTANCES, type Invariant } from './invariant.js';

export const HOLD_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I8',
    title: 'what open holds hold of a lot is what the lot holds',
    atAnyTime: true,
    sql: `
    with ${HELD}, by_lot as (select tenant_id, lot, sum(nano) as nano from held group by 1, 2)
    select l.id, l.held, h.nano from lot l
    left join by_lot h on h.tenant_id = l.tenant_id and h.lot = l.id
    where l.held <> coalesce(h.nano, 0)`,
  },
  {
    invariant: 'I8',
    title: 'what open holds hold of a window is what the window holds',
    atAnyTime: true,
    sql: `
    with ${HELD}, ${INSTANCES}, by_window as (
      select h.tenant_id, h.account_id, w.name, w."startedAt" as started_at, sum(h.nano) as nano
      from held h cross join lateral jsonb_to_recordset(h.windows) as w (name text, "startedAt" bigint) group by 1, 2, 3, 4
    )
    select i.*, h.nano from instances i
    left join by_window h using (tenant_id, account_id, name, started_at)
    where i.held <> coalesce(h.nano, 0)`,
  },
  {
    invariant: 'I8',
    title: 'of a held draw at most what was held is captured and given back',
    atAnyTime: true,
    sql: `
    select h.id, h.account_id, d.* from hold h
    cross join lateral (
      select no, amount, settled, released
      from jsonb_to_recordset(h.draws) as d (no int, amount bigint, settled bigint, released bigint)
      union all
      select no, amount, settled, released
      from jsonb_to_recordset(h.counts) as c (no int, amount bigint, settled bigint, released bigint)
    ) d
    where (d.settled >= 0 and d.released >= 0 and d.settled + d.released <= d.amount) is not true`,
  },
  {
    invariant: 'I8',
    title: 'a hold that has ended holds nothing, and ended once, as its state says',
    sql: `
    select h.id, h.account_id, h.state, array_agg(u.cause)
    from hold h
    left join balance_update u on u.tenant_id = h.tenant_id and u.account_id = h.account_id and u.cause_id = h.id
      and u.cause in ('RELEASE', 'HOLD_EXPIRED')
    group by h.tenant_id, h.id, h.account_id, h.state, h.draws, h.counts
    having coalesce(string_agg(u.cause, ' '), '') <>
        case h.state when 'RELEASED' then 'RELEASE' when 'EXPIRED' then 'HOLD_EXPIRED' else '' end
      or (h.state <> 'HELD' and exists (
        select from jsonb_to_recordset(h.draws) as d (amount text, settled text, released text)
        where d.amount::bigint is distinct from d.settled::bigint + d.released::bigint
        union all
        select from jsonb_to_recordset(h.counts) as c (amount text, settled text, released text)
        where c.amount::bigint is distinct from c.settled::bigint + c.released::bigint))`,
  },
  {
    invariant: 'I8',
    title: 'the parts of a hold last equally long and end alike',
    sql: `
    select tenant_id, id, array_agg(state), array_agg(expires_at) from hold group by 1, 2
    having count(distinct expires_at) > 1
      or (count(distinct state) > 1 and bool_or(state in ('SETTLED', 'RELEASED')))`,
  },
  {
    invariant: 'I8',
    title: 'a hold belongs to the caller of its first decision',
    sql: `
    select h.id, h.account_id, h.caller, d.body->>'caller' from hold h
    join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id and d.body->>'extends' is null
    where h.caller is distinct from d.body->>'caller'`,
  },
  {
    invariant: 'I8',
    title: 'a hold was opened by its first decision, and while it is open it lasts a day from then at most',
    sql: `
    select h.id, h.account_id, h.opened_at, h.expires_at, d.at from hold h
    join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id and d.body->>'extends' is null
    where h.opened_at <> d.at or (h.state = 'HELD' and h.expires_at > d.at + interval '24 hours')`,
  },
  {
    invariant: 'I8',
    title: 'what an extension gave back lay on a closed lot or an ended window, and it took more at that instant',
    sql: `
    select u.account_id, u.seq, u.cause_id, l.* from balance_update u
    join account a on a.tenant_id = u.tenant_id and a.id = u.account_id and a.address not like 'budget:%'
    left join lines l on (l.tenant_id, l.account_id, l.seq) = (u.tenant_id, u.account_id, u.seq)
    where u.cause = 'HOLD_TRIMMED' and (l.seq is null
      or (l.lot is not null and l."to" not in ('expired', 'takenBack'))
      or (l."from" = 'held' and l."window" is not null and not exists (
        select from lines e where (e.tenant_id, e.account_id, e.seq) = (u.tenant_id, u.account_id, u.seq)
          and e."from" = 'ended' and e.amount = l.amount))
      or not exists (
        select from decision d
        where d.tenant_id = u.tenant_id and d.hold_id = u.cause_id and d.body->>'extends' is not null
          and (d.at = u.at or (d.at < u.at and d.account_id <> u.account_id))))`,
  },
  {
    invariant: 'I8',
    title: 'each part of an open hold names the account of the subject that its first decision was made for',
    sql: `
    select h.id, h.account_id, h.subject_id, d.account_id as decided_for from hold h
    join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id and d.body->>'extends' is null
    where h.state = 'HELD' and h.subject_id is distinct from d.account_id`,
  },
  {
    invariant: 'I8',
    title: 'a subject has as many open holds as its account says, and a pool has none',
    atAnyTime: true,
    sql: `
    select a.id, a.open_holds, h.holds from account a
    left join (
      select tenant_id, account_id, count(*) as holds from hold where state = 'HELD' group by 1, 2
    ) h on h.tenant_id = a.tenant_id and h.account_id = a.id and a.address like 'subject:%'
    where a.open_holds <> coalesce(h.holds, 0)`,
  },
  {
    invariant: 'I8',
    title: 'what a subject holds of a pool is what its open holds hold there, and so many they are',
    atAnyTime: true,
    sql: `
    with by_subject as (
      select h.tenant_id, h.account_id as pool_id, h.subject_id, count(*) as holds, sum(d.nano) as amount
      from hold h
      cross join lateral (
        select coalesce(sum(amount::bigint - settled::bigint - released::bigint), 0) as nano
        from jsonb_to_recordset(h.draws) as x (amount text, settled text, released text)
      ) d
      where h.state = 'HELD' and h.account_id <> h.subject_id and h.counts is null group by 1, 2, 3
    )
    select s.*, h.holds as open, h.amount as held from pool_share s
    full join by_subject h using (tenant_id, pool_id, subject_id)
    where coalesce(s.holds, 0) <> coalesce(h.holds, 0) or coalesce(s.amount, 0) <> coalesce(h.amount, 0)`,
  },
  {
    invariant: 'I8',
    title: 'an open hold is claimed by the events that are still to be settled, and by no others',
    sql: `
    select h.id, h.account_id, h.claims, e.claims from hold h
    full join (
      select e.tenant_id, e.hold_id, count(*) as claims
      from usage_event e join account a on a.tenant_id = e.tenant_id and a.id = e.account_id
      where e.claimed and e.usage_no > a.settled_no group by 1, 2
    ) e on e.tenant_id = h.tenant_id and e.hold_id = h.id
    where coalesce(e.claims, 0) is distinct from h.claims or (h.claims > 0 and h.state <> 'HELD')`,
  },
  {
    invariant: 'I8',
    title: 'a hold that is settled had its final event, and a final event that claimed its hold settled it',
    sql: `
    with ended as (
      select e.tenant_id, e.hold_id, bool_or(e.claimed) as claimed
      from usage_event e
      join charge c on c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no
      where e.final and e.hold_id is not null and not (c.body->>'setAside')::boolean group by 1, 2
    )
    select coalesce(h.id, e.hold_id) as id, h.account_id, h.state from hold h
    full join ended e on e.tenant_id = h.tenant_id and e.hold_id = h.id
    where case when h.state = 'SETTLED' then e.hold_id is null else e.claimed end`,
  },
];
