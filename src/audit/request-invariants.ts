/**
 * Requests for more of budgets: what was asked stays, each approval is one act and one increase of just that much, and
 * nobody answers themselves.
 */
import type { Invariant } from './invariant.js';

export const REQUEST_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I9',
    title: 'every request for more of a budget has the hash of what was asked',
    sql: `
    select r.id from budget_request r
    left join budget b on b.tenant_id = r.tenant_id and b.account_id = r.account_id
    where b.who is distinct from r.who or r.hash <> pg_temp.fields(r.tenant_id, r.id::text, r.account_id::text, r.subject,
      r.asked_by, r.key, pg_temp.hex(r.fingerprint), r.credits::text, pg_temp.iso(r.until), r.reason, pg_temp.iso(r.at),
      pg_temp.iso(r.expires_at))`,
  },
  {
    invariant: 'I3',
    title: 'an approved request has one increase of just what was approved, and there is none without a request',
    sql: `
    select r.id, l.id as lot, r.approved, l.amount
    from (select * from budget_request where state = 'APPROVED') r
    full join (select * from lot where kind = 'INCREASE') l on l.tenant_id = r.tenant_id and l.id = r.lot_id
    where r.id is null or l.id is null or (l.account_id, l.amount, l.created_at, l.effective_at)
        is distinct from (r.account_id, r.approved, r.decided_at, r.decided_at)
      or l.expires_at is distinct from r.approved_until or r.approved > r.credits or r.approved_until > r.until
    union all
    select l.id, a.id, l.amount, null from lot l
    join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
    where (l.kind = 'INCREASE') <> (a.address like 'budget:%')
    union all
    select u.cause_id, u.account_id, count(*), null from balance_update u where u.cause = 'BUDGET_RAISED'
    group by u.tenant_id, u.cause_id, u.account_id having count(*) > 1`,
  },
  {
    invariant: 'I9',
    title: 'each answer to a request is one act, of who decided it, that covers what was asked and what was issued',
    sql: `
    select r.id, a.id as act from (
      select r.*, case state when 'APPROVED' then 'BUDGET_RAISED' when 'REJECTED' then 'BUDGET_REFUSED' end as kind,
        coalesce(lot_id, id) as target
      from budget_request r where state in ('APPROVED', 'REJECTED')) r
    full join (select * from admin_action where kind in ('BUDGET_RAISED', 'BUDGET_REFUSED')) a
      on a.tenant_id = r.tenant_id and a.target_id = r.target
    left join lot l on l.tenant_id = r.tenant_id and l.id = r.lot_id
    where r.id is null or a.id is null
      or (a.kind, a.account_id, a.at, a.actor) is distinct from (r.kind, r.account_id, r.decided_at, r.decided_by)
      or r.decided_by in (r.subject, r.asked_by)
      or a.body->'answers'->>'request' is distinct from pg_temp.hex(r.hash)
      or a.body->'answers'->>'lot' is distinct from pg_temp.hex(l.terms_hash)`,
  },
  {
    invariant: 'I3',
    title:
      'a stage of a budget is told once a period, and what became of a request once, on budgets and whose they are',
    sql: `
    select n.account_id, n.no from (
      select *, count(*) over (
          partition by tenant_id, account_id, budget_id, period_started_at, percent, alert, request_id, request_state
        ) as times,
        lag(expires_at) over (partition by tenant_id, account_id, budget_id, percent, alert, kind order by no) as lasts
      from notice where kind in ('BUDGET', 'BUDGET_REQUEST')) n
    left join budget b on b.tenant_id = n.tenant_id and b.account_id = n.budget_id
    left join account a on a.tenant_id = n.tenant_id and a.id = n.account_id
    left join budget_request r on r.tenant_id = n.tenant_id and r.id = n.request_id and r.account_id = n.budget_id
    where n.times > 1 or (n.kind = 'BUDGET' and n.lasts > n.at) or b.account_id is null or a.id is null
      or (n.kind = 'BUDGET' and n.account_id <> n.budget_id and a.address is distinct from 'subject:' || b.subject)
      or (n.kind = 'BUDGET_REQUEST' and (r.id is null or n.amount > r.credits))`,
  },
];
