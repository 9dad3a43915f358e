/**
 * Every kind of row and every state that frozen books must have in them, as statements over the tables of migration 005:
 * one that finds nothing names a state that is missing.
 */
import type pg from 'pg';

type Ask = (sql: string, params?: unknown[]) => Promise<pg.QueryResultRow[]>;

const CAUSES = [
  ...['HOLD', 'SETTLE', 'RELEASE', 'HOLD_EXPIRED', 'PURCHASE', 'GRANT', 'REVOKE', 'REFUND', 'LOT_EFFECTIVE'],
  ...['LOT_EXPIRED', 'WINDOW_RESET', 'ALLOWANCE_RESET', 'PLAN_CHANGED', 'STATE_CHANGED', 'FORGIVEN', 'DEBT_INCURRED'],
  'DEBT_REPAID',
];
const REASONS = [
  ...['UNKNOWN_PRODUCT', 'UNKNOWN_FEATURE', 'NOT_PERMITTED', 'ACCOUNT_SUSPENDED', 'DEBT_LIMIT', 'HOLD_CLOSED'],
  ...['NOT_PRICED', 'RATE_LIMITED', 'NO_LAYER', 'OUT_OF_CAPACITY'],
];
/** Which layers a decision drew from, by the alphabet. */
const MIXES = [
  ...['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL', 'ALLOWANCE PROMOTION', 'ALLOWANCE CREDITS', 'CREDITS POOL'],
  ...['POOL PROMOTION', 'ALLOWANCE CREDITS PROMOTION', 'ALLOWANCE CREDITS POOL PROMOTION'],
];

const TABLES = [
  ...['account', 'lot', 'hold', 'decision', 'balance_update', 'purchase', 'allowance_reset', 'policy_version'],
  ...['catalog_version', 'usage_event', 'charge', 'set_aside', 'usage_bucket', 'top_up', 'top_up_consent', 'notice'],
];

/** Open holds with the accounts and draws that they lie on. $1 is the instant at which everything stopped. */
const OPEN = `
  select h.*, a.address, d.* from hold h join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
  left join lateral jsonb_to_recordset(h.draws)
    as d (layer text, lot uuid, "windows" jsonb, amount text, settled text, released text) on true
  where h.state = 'HELD'`;
const ENDED_INSTANCE = `
  exists (select from jsonb_to_recordset(o.drawn) as w (name text, "startedAt" bigint) where not exists (
    select from jsonb_to_recordset(o.running) as r (name text, "startedAt" bigint)
    where r.name = w.name and r."startedAt" = w."startedAt"))`;

const STATES: Record<string, string> = {
  'an open hold on one’s own account': `${OPEN} and h.expires_at > $1 and a.address like 'subject:%' and d.lot is not null`,
  'an open hold on a pool': `${OPEN} and h.expires_at > $1 and a.address like 'pool:%'`,
  'an open hold on the pool alone': `
    select from hold h where h.state = 'HELD' and h.expires_at > $1 and jsonb_array_length(h.draws) = 0 and exists (
      select from hold p where p.tenant_id = h.tenant_id and p.id = h.id and jsonb_array_length(p.draws) > 0)`,
  'a claimed hold': `select from hold where state = 'HELD' and claims > 0 and not ending and expires_at > $1`,
  'an ending hold': `select from hold where state = 'HELD' and claims > 0 and ending and expires_at > $1`,
  'a claim that has outlived its hold': `select from hold where state = 'HELD' and claims > 0 and expires_at < $1`,
  'an open hold more than a day old': `
    select from hold h join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id
    where h.state = 'HELD' and h.expires_at > $1 and d.at < $1::timestamptz - interval '24 hours'`,
  'an open hold on a lot that has expired': `
    select from (${OPEN}) o join lot l on l.tenant_id = o.tenant_id and l.id = o.lot where l.closed = 'expired'`,
  'an open hold on a lot that was taken back': `
    select from (${OPEN}) o join lot l on l.tenant_id = o.tenant_id and l.id = o.lot
    where l.closed = 'takenBack' and l.purchase_id is null`,
  'an open hold on a lot that was refunded': `
    select from (${OPEN}) o join lot l on l.tenant_id = o.tenant_id and l.id = o.lot
    where l.closed = 'takenBack' and l.purchase_id is not null`,
  'an open hold on a window instance that has ended': `
    select from (
      select d.windows as drawn, a.windows as running from hold h
      join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
      cross join lateral jsonb_to_recordset(h.draws) as d (windows jsonb)
      where h.state = 'HELD' and h.expires_at > $1) o
    where ${ENDED_INSTANCE}`,
  'an open hold that costs nothing': `
    select from hold h join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id
    where h.state = 'HELD' and d.body->>'requested' = '0' and d.outcome = 'ALLOWED' and h.draws = '[]'`,
  'an open hold of several decisions, partly settled': `
    select from hold h where h.state = 'HELD' and h.claims = 0
      and exists (select from jsonb_to_recordset(h.draws) as d (settled text) where d.settled <> '0')
      and (select count(*) from decision d where d.tenant_id = h.tenant_id and d.hold_id = h.id) > 1`,
  'an open hold of more than 200 decisions': `
    select from hold h join decision d on d.tenant_id = h.tenant_id and d.hold_id = h.id
    where h.state = 'HELD' group by h.tenant_id, h.id having count(*) > 200`,
  'an open hold on more than 100 lots': `
    select from (${OPEN}) o group by o.tenant_id, o.id, o.account_id having count(distinct o.lot) > 100`,
  'holds that were settled, released and have expired': `
    select from hold having count(distinct state) = 4`,
  'a window that is open and empty': `
    select from account a cross join lateral jsonb_to_recordset(a.windows) as w (used text, held text, "resetsAt" bigint)
    where w.used = '0' and w.held = '0' and to_timestamp(w."resetsAt" / 1000) > $1`,
  'a window out of sight of its plan': `
    select from account where plan = 'enterprise' and windows::text like '%"weekly"%'`,
  'debt below its limit, and beyond it': `
    select from account where tenant_id = 'harbor' and debt > 0 having bool_or(debt > 5e9) and bool_or(debt <= 5e9)`,
  'debt where some was forgiven': `select from account where tenant_id = 'meadow' and debt > 0 and forgiven > 0`,
  'usage that is not settled': `select from account where settled_no < usage_no`,
  'usage that was tried, and is to be tried again': `select from set_aside where not given_up`,
  'usage that was set aside and waits': `
    select from set_aside s join usage_event e using (tenant_id, account_id, usage_no)
    where given_up and not exists (select from usage_event r where r.tenant_id = e.tenant_id and r.redrives = e.id)`,
  'usage that was driven again and is settled': `
    select from usage_event e join charge c using (tenant_id, account_id, usage_no)
    where redrives is not null and c.amount > 0`,
  'usage that was driven again and set aside once more': `
    select from usage_event e join charge c using (tenant_id, account_id, usage_no)
    where redrives is not null and (c.body->>'setAside')::boolean`,
  'usage that was driven again and is not settled': `
    select from usage_event e join account a on a.tenant_id = e.tenant_id and a.id = e.account_id
    where redrives is not null and e.usage_no > a.settled_no`,
  'usage without a decision, of the past, failed, cancelled, of nothing': `
    select from usage_event having bool_or(decision_id is null) and bool_or(occurred_at < recorded_at)
      and bool_or(status = 'FAILED') and bool_or(status = 'CANCELLED') and bool_or(body->>'usage' = '[]')`,
  'usage beyond its hold': `select from charge where body::text like '%"captured":true%' and body::text like '%"captured":false%'`,
  'purchases in every state': `select from purchase having count(distinct status) = 4`,
  'a pending purchase that the provider was never asked about': `
    select from purchase where status = 'PENDING' and provider_reference is null`,
  'a pending purchase that its payer has to confirm': `
    select from purchase where status = 'PENDING' and action_url is not null and not automatic`,
  'a refund whose money is still to go back': `
    select from purchase where status = 'REFUNDED' and returned < refunded`,
  'a refund that waits for a hold': `
    select from purchase p join lot l on l.tenant_id = p.tenant_id and l.id = p.lot_id
    where p.status = 'REFUNDED' and p.unsettled and l.held > 0`,
  'top-ups in every state': `select from top_up having count(distinct state) = 6`,
  'an automatic purchase that was paid': `select from purchase where automatic and status = 'PAID'`,
  'consents of another subject, and one that was taken back': `
    select from top_up_consent c join account a on a.tenant_id = c.tenant_id and a.id = c.account_id
    having bool_or(a.address <> 'subject:' || c.subject) and bool_or(not c.enabled)`,
  'lots of every kind, with and without scope, of many priorities': `
    select from lot having count(distinct kind) = 4 and bool_or(products is not null) and count(distinct priority) > 4`,
  'a lot that is pending, one that is due to begin, and one that has begun': `
    select from lot having bool_or(not effective and effective_at > $1 and closed is null)
      and bool_or(not effective and effective_at <= $1) and bool_or(effective and effective_at > created_at)`,
  'a lot that was taken back before it began': `select from lot where closed = 'takenBack' and not effective`,
  'lots of the largest and of the smallest amount': `
    select from lot having max(amount) > 8999999999000000000 and min(amount) = 1`,
  'a price of less than a cent, and of parts of one that are to be given back': `
    select from purchase having bool_or(price_amount::numeric < 0.01)
      and bool_or(status = 'REFUNDED' and price_amount::numeric % 0.01 <> 0)`,
  'two lots that change at one instant, which nobody has written': `
    select from lot a join lot b on b.tenant_id = a.tenant_id and b.account_id = a.account_id
    where a.expires_at = b.effective_at and a.closed is null and not b.effective and b.effective_at <= $1`,
  'due work that nobody has written: a hold, a lot, a window': `
    select from account a where a.due_at <= $1 and exists (
      select from hold h where h.tenant_id = a.tenant_id and h.account_id = a.id and state = 'HELD' and claims = 0
        and expires_at <= $1) and exists (
      select from lot l where l.tenant_id = a.tenant_id and l.account_id = a.id and l.closed is null and expires_at <= $1)
      and exists (
      select from account b cross join lateral jsonb_to_recordset(b.windows) as w ("resetsAt" bigint)
      where to_timestamp(w."resetsAt" / 1000.0) <= $1)`,
  'a reset that came to its 500th account': `
    select from allowance_reset r where not finished and accounts = 500 and exists (
      select from account a where a.tenant_id = r.tenant_id and a.address > r.done_through and a.windows <> '[]'
        and a.address like 'subject:%')`,
  'a reset that had only begun': `select from allowance_reset where not finished and accounts = 0`,
  'notices of every stage': `select from notice having count(distinct days) = 3`,
  'a suspended account': `select from account where state = 'SUSPENDED' and state_reason is not null`,
  'a guard that runs': `
    select from account where guard_started_at > $1::timestamptz - interval '1 minute' and guard_count > 1`,
  'policies that were edited, in every tenant': `
    select from (select tenant_id from policy_version group by 1 having count(*) > 1) t having count(*) = 2`,
  'catalogs that were edited': `select from catalog_version having count(*) > 2`,
  'decisions by several policies and catalogs': `
    select from decision having count(distinct body->'policy'->>'version') > 3 and count(distinct body->>'catalog') > 2`,
  'one key on three accounts': `
    select from decision where key = 'same-key' having count(distinct tenant_id || ' ' || subject) = 3`,
  'usage sums of sessions': `select from usage_bucket where session <> ''`,
  'names of many kinds': `
    select from account having bool_or(address like '%\\\\%') and bool_or(address like '%"%') and bool_or(address ~ '山')`,
};

/**
 * What of all that is not in the books.
 * @param ask as somebody who sees every tenant
 * @param instant when everything stopped
 */
export async function missingStates(ask: Ask, instant: Date): Promise<string[]> {
  const asked: Record<string, string> = {
    ...STATES,
    ...Object.fromEntries(TABLES.map((table) => [`rows of ${table}`, `select from ${table} limit 1`])),
    ...Object.fromEntries(
      CAUSES.map((cause) => [cause, `select from balance_update where cause = '${cause}' limit 1`]),
    ),
    ...Object.fromEntries(
      REASONS.map((reason) => [
        `denied for ${reason}`,
        `select from decision where outcome = 'DENIED' and body->>'reason' = '${reason}' limit 1`,
      ]),
    ),
    'granted in part': `select from decision where outcome = 'PARTIAL' limit 1`,
    ...Object.fromEntries(
      MIXES.map((mix) => [
        `drawn from ${mix}`,
        `select from (
          select string_agg(distinct x.layer, ' ' order by x.layer) as layers from decision d
          cross join lateral json_to_recordset(d.body->'draws') as x (layer text) group by d.id) m
        where layers = '${mix}' limit 1`,
      ]),
    ),
  };
  const missing: string[] = [];
  for (const [state, sql] of Object.entries(asked)) {
    const found = await ask(sql, sql.includes('$1') ? [instant.toISOString()] : []);
    if (found.length === 0) missing.push(state);
  }
  return missing;
}
