/**
 * Resets in store: they come and go as acts and the time say, and each that is used ends a window.
 */
import type { Invariant } from './invariant.js';

/** How many resets each update leaves in store, and how many the one before it left. */
const STORE = `
  store as (
    select u.tenant_id, u.account_id, u.seq, u.at, u.cause, u.cause_hash, u.after, n.count,
      lag(n.count, 1, 0) over (partition by u.tenant_id, u.account_id order by u.seq) as before
    from balance_update u
    cross join lateral (
      select coalesce(sum(count), 0)::int as count from json_to_recordset(u.after->'resets') as r (count int)
    ) n
  )`;

export const RESET_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'an account has the resets in store that its last update shows',
    atAnyTime: true,
    sql: `
    select a.id, a.resets, u.after->'resets'
    from account a
    left join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
    where a.resets <> coalesce((u.after->'resets')::jsonb, '[]')`,
  },
  {
    invariant: 'I1',
    title: 'resets in store come and go as acts and the time say, one at a use',
    sql: `
    with ${STORE}
    select s.account_id, s.seq, s.cause, s.before, s.count
    from store s
    left join admin_action a on a.tenant_id = s.tenant_id and a.hash = s.cause_hash and a.kind = 'RESETS_GRANTED'
    where case s.cause
      when 'RESETS_GRANTED' then s.count - s.before <> coalesce(split_part(a.body->>'after', ' ', 1)::int, -1)
      when 'RESET_BANKED' then s.count - s.before not in (0, 1)
      when 'RESET_REDEEMED' then s.count - s.before <> -1
      when 'RESETS_EXPIRED' then s.count >= s.before
      else s.count <> s.before end`,
  },
  {
    invariant: 'I7',
    title: 'no reset is in store at or after its end',
    sql: `
    select u.account_id, u.seq, r.until from balance_update u
    cross join lateral json_to_recordset(u.after->'resets') as r (until timestamptz)
    where r.until <= u.at`,
  },
  {
    invariant: 'I3',
    title: 'a reset that is used ends the window that its act names, of which something was used',
    sql: `
    select u.account_id, u.seq, a.body from balance_update u
    left join admin_action a on a.tenant_id = u.tenant_id and a.hash = u.cause_hash
    where u.cause = 'RESET_REDEEMED' and not exists (
      select from lines l
      where (l.tenant_id, l.account_id, l.seq) = (u.tenant_id, u.account_id, u.seq)
        and l."window" = a.body->>'after' and l."to" = 'ended'
      group by l."window" having sum(l.amount) > 0)`,
  },
  {
    invariant: 'I3',
    title: 'each act on resets in store has its call, and each call its act',
    sql: `
    select coalesce(a.account_id, c.account_id), a.id, c.key
    from (select * from admin_action where kind in ('RESETS_GRANTED', 'RESET_REDEEMED')) a
    full join reset_call c on c.tenant_id = a.tenant_id and c.action_id = a.id
    where a.id is null or c.key is null or a.account_id <> c.account_id
      or (a.kind = 'RESETS_GRANTED') <> (c.operation = 'GRANT')`,
  },
];
