/**
 * Budgets: what their accounts count is what draws and charges count in them, and no decision counts more than it was
 * judged by.
 */
import type { Invariant } from './invariant.js';

export const BUDGET_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I5',
    title: 'each draw counted whole in the budgets over its layer, and in no others',
    sql: `
    with judged as (
      select d.tenant_id, d.id, (b.place - 1)::int as place, split_part(b.budget->>'name', ',', 3) as source
      from decision d
      cross join lateral json_array_elements(d.body->'budgets') with ordinality as b (budget, place)
    ), drawn as (
      select d.tenant_id, d.id, x.no, x.draw->>'layer' as layer, x.draw->>'source' as source, x.draw->'counts' as counts
      from decision d
      cross join lateral json_array_elements(d.body->'draws') with ordinality as x (draw, no)
    ), expected as (
      select r.tenant_id, r.id, r.no, j.place, 1 as times
      from drawn r join judged j using (tenant_id, id)
      where case j.source when 'any' then true when 'paid' then r.layer in ('CREDITS', 'POOL') else j.source = r.source end
    ), found as (
      select r.tenant_id, r.id, r.no, (c->>0)::int as place, count(*) as times
      from drawn r cross join lateral json_array_elements(r.counts) as c group by 1, 2, 3, 4
    )
    select * from expected e full join found f using (tenant_id, id, no, place)
    where e.times is distinct from f.times`,
  },
  {
    invariant: 'I5',
    title: 'a budget that judged a decision is the one that its account counts, for whom it counts there',
    sql: `
    select d.id, b.*, a.who, a.object, a.source, a.period, a.subject, a.session
    from decision d
    cross join lateral json_to_recordset(d.body->'budgets') as b (id uuid, name text, subject text, session text)
    left join budget a on a.tenant_id = d.tenant_id and a.account_id = b.id
    where b.id is not null and (b.name, b.subject, b.session) is distinct from
      (concat_ws(',', a.who, a.object, a.source, a.period), a.subject, a.session)`,
  },
  {
    invariant: 'I2',
    title: 'no decision lifts what a budget counts above the limit that it was judged by and what was approved beyond',
    // Increases are lots, which other statements bound: what counts in the period is all that is left to bound.
    sql: `
    select u.account_id, u.seq, d.id, b.cap, w.*
    from balance_update u
    join account a on a.tenant_id = u.tenant_id and a.id = u.account_id and a.address like 'budget:%'
    join decision d on d.tenant_id = u.tenant_id and d.id = u.cause_id
    cross join lateral json_to_recordset(d.body->'budgets') as b (id uuid, cap json)
    cross join lateral json_to_recordset(u.after->'windows') as w (used bigint, held bigint)
    where u.cause = 'HOLD' and b.id = u.account_id and b.cap is not null
      and w.used + w.held > (b.cap->>'limit')::bigint
      and exists (select from lines l where (l.tenant_id, l.account_id, l.seq) = (u.tenant_id, u.account_id, u.seq)
        and l."window" is not null and l."from" = 'remaining' and l.amount > 0)`,
  },
  {
    invariant: 'I1',
    title: 'each account of a budget says what it counts, and only those do',
    sql: `
    select coalesce(a.tenant_id, b.tenant_id), coalesce(a.id, b.account_id), a.address, b.who
    from (select * from account where address like 'budget:%') a
    full join budget b on b.tenant_id = a.tenant_id and b.account_id = a.id
    where a.id is null or b.account_id is null or b.created_at is null`,
  },
  {
    invariant: 'I8',
    title: 'what a budget counts of a hold is what is held, captured and given back of the draws that count in it',
    // Each account ends its part when it is looked at: until all of them have, they differ.
    sql: `
    with open as (
      select tenant_id, id from hold group by 1, 2 having bool_and(state = 'HELD')
    ), each as (
      select h.tenant_id, h.id, h.account_id, c.no, c.amount, c.settled, c.released
      from open join hold h using (tenant_id, id)
      cross join lateral jsonb_to_recordset(h.counts) as c (no int, amount bigint, settled bigint, released bigint)
      union all
      select h.tenant_id, h.id, b.account::uuid, d.no, -d.amount, -d.settled, -d.released
      from open join hold h using (tenant_id, id)
      cross join lateral jsonb_to_recordset(h.draws)
        as d (no int, amount bigint, settled bigint, released bigint, budgets jsonb)
      cross join lateral jsonb_object_keys(d.budgets) as b (account)
    )
    select id, account_id, no, sum(amount) as amount, sum(settled) as settled, sum(released) as released
    from each group by tenant_id, 1, 2, 3
    having sum(amount) <> 0 or sum(settled) <> 0 or sum(released) <> 0`,
  },
];
