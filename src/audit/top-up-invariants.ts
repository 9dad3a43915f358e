/**
 * Automatic top-ups against what was agreed to.
 */
import type { Invariant } from './invariant.js';

/** Each consent, and until when it was the last. */
const CONSENT = `
    consent as (
      select *, lead(at, 1, 'infinity') over (partition by tenant_id, account_id order by id) as until
      from top_up_consent
    )`;

export const TOP_UP_INVARIANTS: readonly Invariant[] = [
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
    title: 'every automatic purchase was agreed to: at most the target and what was ever owed, within the month’s cap',
    // Which balance it was worked out from is not stored: only what bounds the amount is.
    sql: `
    with ${CONSENT}, owed as (
      select tenant_id, account_id, sum(debt) as debt from charge where body->'reverses' is null group by 1, 2
    ), bought as (
      select *, coalesce(sum(credits) filter (where status in ('PAID', 'REFUNDED')) over earlier, 0) as before
      from purchase where automatic
      window earlier as (partition by tenant_id, account_id, date_trunc('month', created_at, 'UTC') order by id
        rows between unbounded preceding and 1 preceding)
    )
    select b.id, b.credits, b.before, o.debt from bought b
    left join owed o on o.tenant_id = b.tenant_id and o.account_id = b.account_id
    where not exists (
      select from consent c
      where c.tenant_id = b.tenant_id and c.account_id = b.account_id and b.created_at between c.at and c.until
        and c.enabled and b.credits <= c.target + coalesce(o.debt, 0) and b.before + b.credits <= c.monthly_cap)`,
  },
  {
    invariant: 'I3',
    title: 'a hold never buys: a top-up buys only where less than its threshold was left, available or held',
    // Which update it followed is not stored: of those at its instant, and the last before, one must show so little.
    // A consent without groups is from a time when holds did buy.
    sql: `
    with ${CONSENT}
    select p.id, p.created_at, last.seq from purchase p
    cross join lateral (
      select spillway_seq_at(p.tenant_id, p.account_id, p.created_at - interval '1 millisecond') as seq
    ) last
    where p.automatic and last.seq > 0 and not exists (
      select from consent c
      where c.tenant_id = p.tenant_id and c.account_id = p.account_id and p.created_at between c.at and c.until
        and c.enabled and (c.groups is null or exists (
          select from balance_update u
          where u.tenant_id = p.tenant_id and u.account_id = p.account_id and u.seq >= last.seq
            and u.at <= p.created_at
            and (u.after->'balance'->>'available')::bigint + (u.after->'balance'->>'held')::bigint < c.threshold)))`,
  },
];
