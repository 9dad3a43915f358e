/**
 * Lots, debt and balances: each follows from the lines of the journal, in every image of it.
 */
import type { Invariant } from './invariant.js';

export const BALANCE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'a lot is the sum of its buckets',
    atAnyTime: true,
    sql: `
    select id from lot where amount <> remaining + held + spent + expired + taken_back
      or least(remaining, held, spent, expired, taken_back) < 0`,
  },
  {
    invariant: 'I1',
    title: 'each lot follows from the lines of the journal',
    sql: `
    with moves as (
      select tenant_id, lot, case "to" when 'pending' then 'remaining' when 'debt' then 'spent' else "to" end as bucket,
        amount from lines where lot is not null
      union all
      select tenant_id, lot, case "from" when 'pending' then 'remaining' when 'debt' then 'spent' else "from" end, -amount
      from lines where lot is not null
    ), folded as (
      select tenant_id, lot, coalesce(sum(amount) filter (where bucket = 'remaining'), 0) as remaining,
        coalesce(sum(amount) filter (where bucket = 'held'), 0) as held,
        coalesce(sum(amount) filter (where bucket = 'spent'), 0) as spent,
        coalesce(sum(amount) filter (where bucket = 'expired'), 0) as expired,
        coalesce(sum(amount) filter (where bucket = 'takenBack'), 0) as taken_back
      from moves group by tenant_id, lot
    )
    select l.id, f.* from lot l full join folded f on f.tenant_id = l.tenant_id and f.lot = l.id
    where (l.remaining, l.held, l.spent, l.expired, l.taken_back)
      is distinct from (f.remaining, f.held, f.spent, f.expired, f.taken_back)`,
  },
  {
    invariant: 'I1',
    title: 'debt follows from the lines of the journal',
    sql: `
    with owed as (
      select tenant_id, account_id, sum(case when lot is null and "to" = 'debt' then amount else -amount end) as debt
      from lines where "window" is null and 'debt' in ("from", "to") and (lot is null or "to" = 'debt') group by 1, 2
    )
    select a.id, a.debt, o.debt from account a
    left join owed o on o.tenant_id = a.tenant_id and o.account_id = a.id
    where a.debt <> coalesce(o.debt, 0)`,
  },
  {
    invariant: 'I1',
    title: 'the last after-image is the sum of the open lots',
    atAnyTime: true,
    sql: `
    select a.id, u.after->'balance', l.balance
    from account a
    join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
    cross join lateral (
      select coalesce(jsonb_object_agg(field, nano::text) filter (where nano <> 0 and field <> 'increase'), '{}') as balance
      from (
        select coalesce(lower(kind), 'available') as field, sum(remaining) as nano from lot
        where tenant_id = a.tenant_id and account_id = a.id and effective and closed is null
        group by rollup (kind)
        union all select 'held', sum(held) from lot where tenant_id = a.tenant_id and account_id = a.id
        union all select 'debt', a.debt
      ) fields
    ) l
    where (
      select coalesce(jsonb_object_agg(key, value) filter (where value <> '0'), '{}')
      from jsonb_each_text((u.after->'balance')::jsonb)
    ) <> l.balance`,
  },
  {
    invariant: 'I1',
    title: 'delta and heldDelta lead from one after-image to the next',
    sql: `
    select account_id, seq from (
      select account_id, seq, delta, held_delta, (after->'balance'->>'available')::bigint as available,
        (after->'balance'->>'held')::bigint as held, lag(after) over (partition by tenant_id, account_id order by seq) as b
      from balance_update) u
    where delta <> available - coalesce((b->'balance'->>'available')::bigint, 0)
      or held_delta <> held - coalesce((b->'balance'->>'held')::bigint, 0)`,
  },
  {
    invariant: 'I1',
    title: 'delta and heldDelta are what the lines move',
    sql: `
    with moved as (
      select tenant_id, account_id, seq,
        sum(case 'remaining' when "to" then amount when "from" then -amount else 0 end) as available,
        sum(case 'held' when "to" then amount when "from" then -amount else 0 end) as held
      from lines where lot is not null group by 1, 2, 3
    )
    select u.account_id, u.seq, u.delta, u.held_delta, m.available, m.held
    from balance_update u left join moved m using (tenant_id, account_id, seq)
    where (u.delta, u.held_delta) <> (coalesce(m.available, 0), coalesce(m.held, 0))`,
  },
  {
    invariant: 'I1',
    title: 'every after-image shows the balance that the lines so far led to',
    sql: `
    with each as (
      select m.tenant_id, m.account_id, m.seq, l.kind,
        case 'remaining' when m."to" then m.amount when m."from" then -m.amount end as free,
        case 'held' when m."to" then m.amount when m."from" then -m.amount end as held,
        case when m.lot is null and m."to" = 'debt' then m.amount when m.lot is not null and m."from" = 'debt' then 0
          when 'debt' in (m."from", m."to") then -m.amount end as debt
      from lines m left join lot l on l.tenant_id = m.tenant_id and l.id = m.lot
      where m."window" is null
    ), moved as (
      select tenant_id, account_id, seq, field, amount
      from each cross join lateral (values ('available', free), (nullif(lower(kind), 'increase'), free), ('held', held), ('debt', debt))
        as v (field, amount)
      where amount is not null and field is not null
    ), fields as (
      select tenant_id, account_id, field from moved
      union
      select u.tenant_id, u.account_id, shown.key
      from balance_update u cross join lateral json_each_text(u.after->'balance') shown where shown.value <> '0'
    ), told as (
      -- Stacked, not joined: a join of what moved with what was shown takes the square of an account's updates.
      select tenant_id, account_id, seq, field, amount, null as shown from moved
      union all
      select u.tenant_id, u.account_id, u.seq, f.field, 0, coalesce(u.after->'balance'->>f.field, '0')
      from balance_update u join fields f using (tenant_id, account_id)
    ), folded as (
      select account_id, seq, field, max(shown) as shown,
        (sum(sum(amount)) over (partition by tenant_id, account_id, field order by seq))::text as amount
      from told group by tenant_id, account_id, seq, field
    )
    select account_id, seq, field, shown, amount from folded where shown <> amount`,
  },
];
