/**
 * The journal and what it covers: numbered, in time, chained, and every row with the hash of what is stored.
 */
import type { Invariant } from './invariant.js';

export const JOURNAL_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I9',
    title: 'seq runs from 1 without gaps up to the account',
    sql: `
    select a.id, a.seq, count(u.seq), min(u.seq), max(u.seq)
    from account a left join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id
    group by a.tenant_id, a.id, a.seq
    having count(u.seq) <> a.seq or coalesce(max(u.seq), 0) <> a.seq or coalesce(min(u.seq), 1) <> 1`,
  },
  {
    invariant: 'I9',
    title: 'time never falls along seq',
    sql: `
    select account_id, seq from (
      select account_id, seq, at, lag(at) over (partition by tenant_id, account_id order by seq) as before
      from balance_update) u where at < before`,
  },
  {
    invariant: 'I9',
    title: 'the hash chain is whole',
    sql: `
    select account_id, seq from (
      select u.account_id, u.seq, u.prev_hash, a.seq as last, u.hash, a.last_hash,
        lag(u.hash, 1, decode(repeat('00', 32), 'hex')) over (partition by u.tenant_id, u.account_id order by u.seq) as before
      from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id) chain
    where prev_hash <> before or (seq = last and hash <> last_hash)`,
  },
  {
    invariant: 'I9',
    title: 'every balance update has the hash of what is stored',
    sql: `
    select account_id, seq from balance_update
    where hash <> pg_temp.fields(tenant_id, account_id::text, seq::text, pg_temp.iso(at), cause, cause_id::text,
      delta::text, held_delta::text, lines::text, after::text, pg_temp.hex(prev_hash), pg_temp.hex(cause_hash))`,
  },
  {
    invariant: 'I9',
    title: 'every decision has the hash of what is stored',
    sql: `
    select id from decision
    where hash <> pg_temp.fields(tenant_id, id::text, subject, key, retry::text, pg_temp.hex(fingerprint), outcome,
      product, session, pg_temp.iso(at), account_id::text, hold_id::text, body::text)`,
  },
  {
    invariant: 'I9',
    title: 'every lot has the hash of its terms',
    sql: `
    select id from lot
    where terms_hash <> pg_temp.fields(variadic array[tenant_id, account_id::text, id::text, kind, amount::text,
      priority::text, array_to_json(products)::text, pg_temp.iso(created_at), pg_temp.iso(effective_at),
      pg_temp.iso(expires_at), reason, purchase_id::text, key, pg_temp.hex(fingerprint)]
      || case when recurs is null then '{}'::text[] else array[recurs::text] end)`,
  },
  {
    invariant: 'I9',
    title: 'an update covers the hash of the decision or of the lot that caused it',
    sql: `
    select u.account_id, u.seq from balance_update u
    left join decision d on u.cause = 'HOLD' and d.tenant_id = u.tenant_id and d.id = u.cause_id
    left join lot l on l.tenant_id = u.tenant_id and coalesce(l.purchase_id, l.id) = u.cause_id
      and case when l.purchase_id is null then 'GRANT' else 'PURCHASE' end = u.cause
    where u.cause in ('HOLD', 'GRANT', 'PURCHASE')
      and (coalesce(d.hash, l.terms_hash) is null or u.cause_hash is distinct from coalesce(d.hash, l.terms_hash))`,
  },
  {
    invariant: 'I9',
    title: 'an account keeps the instant of its first update with a plan, in every image that tells it',
    sql: `
    with first as (
      select distinct on (tenant_id, account_id) tenant_id, account_id, at from balance_update
      where after->>'plan' is not null order by tenant_id, account_id, seq
    ), told as (
      select tenant_id, account_id, seq, (after->>'subscribedAt')::timestamptz as told from balance_update
      where after->>'subscribedAt' is not null
      union all
      select tenant_id, id, null, subscribed_at from account where subscribed_at is not null
      union all
      -- A row that says nothing was written by an older process: then so was its last update.
      select a.tenant_id, a.id, null, null from account a
      join balance_update u on (u.tenant_id, u.account_id, u.seq) = (a.tenant_id, a.id, a.seq)
      where a.subscribed_at is null and u.after->>'subscribedAt' is not null
    )
    select t.account_id, t.seq, t.told, f.at from told t
    left join first f on (f.tenant_id, f.account_id) = (t.tenant_id, t.account_id)
    where t.told is distinct from f.at`,
  },
  {
    invariant: 'I9',
    title: 'every policy and catalog text is the one that its version names',
    sql: `
    select tenant_id, version from (
      select tenant_id, version, text from policy_version union all select null, version, text from catalog_version) each
    where version <> left(encode(sha256(convert_to(text, 'UTF8')), 'hex'), 12)`,
  },
];
