/**
 * The acts of admins: each with the hash of what is stored, each balance update of theirs with its act, and what was
 * counted against the bounds that the operator set.
 */
import type { Invariant } from './invariant.js';

/** The causes that are acts of admins and nothing else, and what such an act is named by. */
const ACTED = `
  acted as (
    select u.tenant_id, u.account_id, u.seq, u.cause, u.cause_hash, u.cause_id,
      lag(u.cause_hash) over (partition by u.tenant_id, u.account_id, u.cause order by u.seq) as before
    from balance_update u
    where u.cause in ('PLAN_CHANGED', 'STATE_CHANGED', 'REVOKE', 'REFUND', 'ALLOWANCE_RESET', 'BUDGET_RAISED',
      'RESETS_GRANTED', 'RESET_REDEEMED')
  )`;

export const ADMIN_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I9',
    title: 'every act of an admin has the hash of what is stored',
    sql: `
    select id from admin_action
    where hash <> pg_temp.fields(tenant_id, id::text, pg_temp.iso(at), kind, actor_kind, actor, account_id::text,
      target_id::text, reason, reference, request_id, body::text)`,
  },
  {
    invariant: 'I9',
    title: 'an update that an admin caused covers the hash of that very act',
    sql: `
    with ${ACTED}
    select u.account_id, u.seq from acted u
    left join admin_action a on a.tenant_id = u.tenant_id and a.hash = u.cause_hash
    where u.cause_hash is not null and (a.id is null
      or (a.kind <> u.cause and not (u.cause = 'PLAN_CHANGED' and a.kind = 'PLAN_SCHEDULED'))
      or a.account_id is distinct from case u.cause when 'ALLOWANCE_RESET' then null else u.account_id end
      or a.target_id is distinct from u.cause_id)`,
  },
  {
    invariant: 'I9',
    title: 'once acts are written down, no admin changes an account without one',
    sql: `
    with ${ACTED}
    select account_id, seq from acted
    where cause_hash is null and (before is not null and cause <> 'ALLOWANCE_RESET' or cause = 'BUDGET_RAISED')
    union all
    select u.account_id, u.seq from acted u
    join admin_action a on a.tenant_id = u.tenant_id and a.target_id = u.cause_id and a.kind = u.cause
    where u.cause in ('REVOKE', 'REFUND', 'ALLOWANCE_RESET', 'BUDGET_RAISED') and u.cause_hash is distinct from a.hash`,
  },
  {
    invariant: 'I9',
    title: 'every act on an account, a lot, a purchase or a reset names one that is there',
    sql: `
    select a.id from admin_action a
    left join account o on o.tenant_id = a.tenant_id and o.id = a.account_id
    left join lot l on l.tenant_id = a.tenant_id and l.id = a.target_id and l.account_id = a.account_id
    left join purchase p on p.tenant_id = a.tenant_id and p.id = a.target_id and p.account_id = a.account_id
    left join allowance_reset r on r.tenant_id = a.tenant_id and r.id = a.target_id
    left join budget_request b on b.tenant_id = a.tenant_id and b.id = a.target_id and b.account_id = a.account_id
    left join usage_event e on e.tenant_id = a.tenant_id and e.id = a.target_id and e.account_id = a.account_id
    left join usage_event v on v.tenant_id = e.tenant_id and v.voids = e.id and v.redrives is null
    where not coalesce(case a.kind
      when 'GRANT' then l.id is not null and l.purchase_id is null
      when 'REVOKE' then l.id is not null
      when 'BUDGET_RAISED' then l.kind = 'INCREASE'
      when 'BUDGET_REFUSED' then b.id is not null
      when 'REFUND' then p.id is not null
      when 'ALLOWANCE_RESET' then r.id is not null
      when 'POLICY_ACTIVATED' then a.account_id is null
      when 'VOID' then v.id is not null and v.recorded_at = a.at and v.body->'voids'->>'reason' = a.reason
      else o.id is not null end, false)`,
  },
  {
    invariant: 'I3',
    title: 'what a tenant’s admins have given in a month is counted, all of it and nothing else',
    sql: `
    with given as (
      select a.tenant_id, date_trunc('month', a.at at time zone 'UTC') at time zone 'UTC' as month,
        case a.kind when 'GRANT' then 'grant:' || l.kind when 'VOID' then 'correct' else 'resets' end as what,
        sum(case a.kind when 'GRANT' then l.amount when 'VOID' then c.amount
          when 'RESETS_GRANTED' then split_part(a.body->>'after', ' ', 1)::int else 1 end) as used
      from admin_action a
      left join lot l on l.tenant_id = a.tenant_id and l.id = a.target_id
      left join charge c on c.tenant_id = a.tenant_id and c.id = a.target_id
      where a.actor_kind = 'SUBJECT' and a.kind in ('GRANT', 'ALLOWANCE_RESET', 'RESETS_GRANTED', 'VOID')
      group by 1, 2, 3 having sum(case a.kind when 'VOID' then c.amount else 1 end) > 0
    )
    select coalesce(g.tenant_id, c.tenant_id) as tenant_id, coalesce(g.what, c.what) as what, g.used, c.used as counted
    from given g full join admin_allowance c using (tenant_id, month, what)
    where g.used is distinct from c.used`,
  },
];
