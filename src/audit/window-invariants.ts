/**
 * Allowance windows: what they count follows from the lines of the journal, in every image of them.
 */
import { INSTANCES, type Invariant } from './invariant.js';

export const WINDOW_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'each window instance follows from the lines of the journal',
    sql: `
    with ${INSTANCES}, folded as (
      select tenant_id, account_id, "window" as name, (extract(epoch from "startedAt") * 1000)::bigint as started_at,
        sum(case when "to" = 'used' then amount when "from" = 'used' then -amount else 0 end) as used,
        sum(case when "to" = 'held' then amount when "from" = 'held' then -amount else 0 end) as held
      from lines where "window" is not null group by 1, 2, 3, 4
    )
    select coalesce(i.account_id, f.account_id), i.*, f.*
    from instances i full join folded f
      on (f.tenant_id, f.account_id, f.name, f.started_at) = (i.tenant_id, i.account_id, i.name, i.started_at)
    where coalesce(i.used, 0) <> coalesce(f.used, 0) or coalesce(i.held, 0) <> coalesce(f.held, 0)`,
  },
  {
    invariant: 'I1',
    title: 'the last after-image shows the running windows',
    atAnyTime: true,
    sql: `
    with ${INSTANCES}
    select a.id, w.*, i.*
    from account a
    join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
    cross join lateral json_to_recordset(u.after->'windows') as w ("window" text, used text, held text)
    left join instances i on (i.tenant_id, i.account_id, i.name) = (a.tenant_id, a.id, w."window")
    where w.used::bigint <> coalesce(i.used, 0) or w.held::bigint <> coalesce(i.held, 0)`,
  },
  {
    invariant: 'I1',
    title: 'every after-image shows the windows that the lines so far led to',
    // Of one name one instance runs at a time, and one that ends takes all it has: a sum by name is the running one's.
    sql: `
    with told as (
      select tenant_id, account_id, seq, "window", "startedAt", false as shown,
        case 'used' when "to" then amount when "from" then -amount else 0 end as used,
        case 'held' when "to" then amount when "from" then -amount else 0 end as held
      from lines where "window" is not null and "from" <> 'ended'
      union all
      select u.tenant_id, u.account_id, u.seq, w."window", w."startedAt", true, w.used, w.held
      from balance_update u
      cross join lateral json_to_recordset(u.after->'windows')
        as w ("window" text, "startedAt" timestamptz, used bigint, held bigint)
    ), folded as (
      select *, coalesce(sum(used) filter (where not shown) over so_far, 0) as used_by_lines,
        coalesce(sum(held) filter (where not shown) over so_far, 0) as held_by_lines,
        max("startedAt") filter (where not shown) over so_far as since
      from told window so_far as (partition by tenant_id, account_id, "window" order by seq)
    )
    select account_id, seq, "window", "startedAt", used, held, since, used_by_lines, held_by_lines from folded
    where shown and (used, held, coalesce("startedAt", since)) is distinct from (used_by_lines, held_by_lines, since)`,
  },
  {
    invariant: 'I2',
    title: 'no draw lifts a window above its capacity, unless it yields',
    sql: `
    select u.account_id, u.seq, w.*
    from balance_update u
    cross join lateral json_to_recordset(u.after->'windows')
      as w ("window" text, capacity text, used text, held text, yields boolean)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window") = (u.tenant_id, u.account_id, u.seq, w."window")
    join account a on a.tenant_id = u.tenant_id and a.id = u.account_id and a.address not like 'budget:%'
    where l."from" = 'remaining' and l.amount > 0 and w.used::bigint + w.held::bigint > w.capacity::bigint
      and w.yields is not true`,
  },
  {
    invariant: 'I2',
    title: 'a window that yields does so to another, in which all counts that counts in it, and which ends no later',
    sql: `
    select u.account_id, u.seq, w.*
    from balance_update u
    cross join lateral json_to_recordset(u.after->'windows')
      as w ("window" text, "resetsAt" timestamptz, yields boolean)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window") = (u.tenant_id, u.account_id, u.seq, w."window")
    where w.yields and l."from" = 'remaining' and l.amount > 0 and not exists (
      select from json_to_recordset(u.after->'windows') as o ("window" text, "resetsAt" timestamptz, yields boolean)
      join lines m on (m.tenant_id, m.account_id, m.seq, m."window") = (u.tenant_id, u.account_id, u.seq, o."window")
      where o."window" <> w."window" and o.yields is not true and o."resetsAt" <= w."resetsAt"
        and (m."from", m."to", m.amount) = (l."from", l."to", l.amount)
    )`,
  },
  {
    invariant: 'I1',
    title: 'no window is shown that its own update has ended',
    sql: `
    select u.account_id, u.seq, w.*
    from balance_update u
    cross join lateral json_to_recordset(u.after->'windows') as w ("window" text, "startedAt" timestamptz)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window", l."startedAt")
      = (u.tenant_id, u.account_id, u.seq, w."window", w."startedAt")
    where l."from" = 'used' and l."to" = 'ended'`,
  },
  {
    invariant: 'I1',
    title: 'a window that gave all back is withdrawn, as soon as one was withdrawn on its account',
    // Books that are older than this rule keep such windows until their reset.
    sql: `
    with withdrawing as (
      select tenant_id, account_id, min(seq) as since from lines
      where "from" = 'used' and "to" = 'ended' and amount = 0 and cause not in ('WINDOW_RESET', 'ALLOWANCE_RESET', 'RESET_REDEEMED')
      group by 1, 2
    )
    select u.account_id, u.seq, w.*
    from balance_update u
    join withdrawing on (withdrawing.tenant_id, withdrawing.account_id) = (u.tenant_id, u.account_id)
      and u.seq > withdrawing.since
    cross join lateral json_to_recordset(u.after->'windows')
      as w ("window" text, "startedAt" timestamptz, used bigint, held bigint)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window", l."startedAt")
      = (u.tenant_id, u.account_id, u.seq, w."window", w."startedAt")
    where w.used = 0 and w.held = 0`,
  },
];
