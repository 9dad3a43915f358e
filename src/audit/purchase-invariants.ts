/**
 * Decisions against what they took, and purchases against what was paid and agreed to.
 */
import { LINES, type Invariant } from './invariant.js';

export const PURCHASE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a key has at most one taking decision',
    sql: `
    select tenant_id, subject, key from decision where outcome <> 'DENIED'
    group by 1, 2, 3 having count(*) > 1`,
  },
  {
    invariant: 'I5',
    title: 'a decision is what its draws say, and a denial took nothing',
    sql: `
    with ${LINES}, taken as (
      select tenant_id, cause_id, sum(amount) filter (where lot is not null) as held from lines
      where cause = 'HOLD' group by 1, 2
    ), noted as (
      select tenant_id, cause_id, count(*) as updates from balance_update where cause = 'HOLD' group by 1, 2
    ), drawn as (
      select d.tenant_id, d.id, d.outcome, (d.body->>'requested')::bigint as requested,
        (d.body->>'granted')::bigint as granted, (d.body->>'shortfall')::bigint as shortfall,
        coalesce((select sum(x.amount::bigint) from json_to_recordset(d.body->'draws') as x (amount text)), 0) as total,
        coalesce((select sum(x.amount::bigint) from json_to_recordset(d.body->'draws') as x (amount text, lot uuid)
          where x.lot is not null), 0) as of_lots,
        coalesce(t.held, 0) as held, coalesce(n.updates, 0) as updates
      from decision d
      left join taken t on t.tenant_id = d.tenant_id and t.cause_id = d.id
      left join noted n on n.tenant_id = d.tenant_id and n.cause_id = d.id
    )
    select * from drawn
    where granted <> total or of_lots <> held or (outcome <> 'DENIED' and granted + shortfall <> requested)
      or (outcome = 'ALLOWED' and shortfall <> 0) or (outcome = 'DENIED') <> (updates = 0)
      or (outcome = 'DENIED' and granted <> 0)`,
  },
  {
    invariant: 'I3',
    title: 'a purchase that was paid has exactly its lot, any other has none',
    sql: `
    select p.id, p.status, count(l.id) from purchase p
    left join lot l on l.tenant_id = p.tenant_id and l.purchase_id = p.id and l.id = p.lot_id and l.amount = p.credits
    group by p.tenant_id, p.id, p.status having count(l.id) <> (p.status in ('PAID', 'REFUNDED'))::int`,
  },
  {
    invariant: 'I3',
    title:
      'a top-up has at most one purchase in flight, and every automatic purchase in flight is the one it waits for',
    sql: `
    select p.id, t.purchase_id from (select * from purchase where automatic and status = 'PENDING') p
    full join (select * from top_up where purchase_id is not null) t
      on t.tenant_id = p.tenant_id and t.account_id = p.account_id and t.purchase_id = p.id
    where p.id is null or t.purchase_id is null`,
  },
  {
    invariant: 'I3',
    title: 'an account is watched for a top-up exactly as its top-up stands',
    sql: `
    select a.id, t.state from account a left join top_up t on t.tenant_id = a.tenant_id and t.account_id = a.id
    where (a.top_up_below, a.top_up_at) is distinct from
      (case when t.state in ('READY', 'BACKING_OFF', 'CAPPED') then t.threshold end, t.next_attempt_at)
      or a.due_at > a.top_up_at or (a.top_up_at is not null and a.due_at is null)`,
  },
  {
    invariant: 'I3',
    title: 'a top-up stands as the last consent set it',
    sql: `
    select t.account_id, t.state from top_up t
    left join lateral (select * from top_up_consent c where c.tenant_id = t.tenant_id and c.account_id = t.account_id
      order by c.id desc limit 1) last on true
    where (t.state <> 'OFF') is distinct from last.enabled or (last.enabled and
      (t.threshold, t.target, t.monthly_cap, t.payment_method, t.consented_by, t.consented_at) is distinct from
      (last.threshold, last.target, last.monthly_cap, last.payment_method, last.subject, last.at))`,
  },
  {
    invariant: 'I3',
    title: 'every automatic purchase was agreed to, in amount and within the month’s cap',
    sql: `
    select p.id, p.credits, agreed.target, agreed.monthly_cap from purchase p
    left join lateral (select * from top_up_consent c where c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.at <= p.created_at order by c.id desc limit 1) agreed on true
    where p.automatic and (agreed.enabled is not true or agreed.monthly_cap < p.credits + (
      select coalesce(sum(b.credits), 0) from purchase b
      where b.tenant_id = p.tenant_id and b.account_id = p.account_id and b.automatic and b.status in ('PAID', 'REFUNDED')
        and b.id < p.id and date_trunc('month', b.created_at, 'UTC') = date_trunc('month', p.created_at, 'UTC')))`,
  },
];
