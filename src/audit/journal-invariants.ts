/**
 * The journal and the state that follows from it: lots, windows, holds, debt, and the hash chain.
 */
import { HELD, INSTANCES, LINES, type Invariant } from './invariant.js';

export const JOURNAL_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I1',
    title: 'a lot is the sum of its buckets',
    sql: `
    select id from lot where amount <> remaining + held + spent + expired + taken_back
      or least(remaining, held, spent, expired, taken_back) < 0`,
  },
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
    invariant: 'I1',
    title: 'the last after-image is the sum of the open lots',
    sql: `
    select a.id, u.after->'balance', l.*
    from account a
    join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
    cross join lateral (
      select coalesce(sum(remaining) filter (where spendable), 0) as available,
        coalesce(sum(held), 0) as held,
        coalesce(sum(remaining) filter (where spendable and kind = 'PROMOTIONAL'), 0) as promotional,
        coalesce(sum(remaining) filter (where spendable and kind = 'PURCHASED'), 0) as purchased,
        coalesce(sum(remaining) filter (where spendable and kind = 'REFUND'), 0) as refund,
        coalesce(sum(remaining) filter (where spendable and kind = 'ENTITLEMENT'), 0) as entitlement,
        a.debt
      from (select *, effective and closed is null as spendable from lot
        where tenant_id = a.tenant_id and account_id = a.id) of_account
    ) l
    where (u.after->'balance')::jsonb <> jsonb_build_object('available', l.available::text, 'held', l.held::text,
      'promotional', l.promotional::text, 'purchased', l.purchased::text, 'refund', l.refund::text,
      'entitlement', l.entitlement::text, 'debt', l.debt::text)`,
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
    title: 'each lot follows from the lines of the journal',
    sql: `
    with ${LINES}, moves as (
      select tenant_id, lot, case "to" when 'pending' then 'remaining' when 'debt' then 'spent' else "to" end as bucket,
        amount from lines where lot is not null
      union all
      select tenant_id, lot, case "from" when 'pending' then 'remaining' else "from" end, -amount
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
    title: 'each window instance follows from the lines of the journal',
    sql: `
    with ${LINES}, ${INSTANCES}, folded as (
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
    invariant: 'I2',
    title: 'no draw lifts a window above its capacity',
    sql: `
    with ${LINES}
    select u.account_id, u.seq, w.*
    from balance_update u
    cross join lateral json_to_recordset(u.after->'windows') as w ("window" text, capacity text, used text, held text)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window") = (u.tenant_id, u.account_id, u.seq, w."window")
    where u.cause = 'HOLD' and l.amount > 0 and w.used::bigint + w.held::bigint > w.capacity::bigint`,
  },
  {
    invariant: 'I1',
    title: 'debt follows from the lines of the journal',
    sql: `
    with ${LINES}, owed as (
      select tenant_id, account_id, sum(case when lot is null and "to" = 'debt' then amount else -amount end) as debt
      from lines where "window" is null and 'debt' in ("from", "to") group by 1, 2
    )
    select a.id, a.debt, o.debt from account a
    left join owed o on o.tenant_id = a.tenant_id and o.account_id = a.id
    where a.debt <> coalesce(o.debt, 0)`,
  },
  {
    invariant: 'I8',
    title: 'what open holds hold of a lot is what the lot holds',
    sql: `
    with ${HELD}, by_lot as (select tenant_id, lot, sum(nano) as nano from held group by 1, 2)
    select l.id, l.held, h.nano from lot l
    left join by_lot h on h.tenant_id = l.tenant_id and h.lot = l.id
    where l.held <> coalesce(h.nano, 0)`,
  },
  {
    invariant: 'I8',
    title: 'what open holds hold of a window is what the window holds',
    sql: `
    with ${HELD}, ${INSTANCES}, by_window as (
      select h.tenant_id, h.account_id, w.name, w."startedAt" as started_at, sum(h.nano) as nano
      from held h cross join lateral jsonb_to_recordset(h.windows) as w (name text, "startedAt" bigint) group by 1, 2, 3, 4
    )
    select i.*, h.nano from instances i
    left join by_window h using (tenant_id, account_id, name, started_at)
    where i.held <> coalesce(h.nano, 0)`,
  },
  {
    invariant: 'I8',
    title: 'a hold that has ended holds nothing, and ended once',
    sql: `
    select h.id, h.state, count(u.seq)
    from hold h
    left join balance_update u on u.tenant_id = h.tenant_id and u.account_id = h.account_id and u.cause_id = h.id
      and u.cause in ('RELEASE', 'HOLD_EXPIRED')
    group by h.tenant_id, h.id, h.account_id, h.state, h.draws
    having count(u.seq) <> (h.state in ('RELEASED', 'EXPIRED'))::int or (h.state <> 'HELD' and exists (
      select from jsonb_to_recordset(h.draws) as d (amount text, settled text, released text)
      where d.amount::bigint <> d.settled::bigint + d.released::bigint))`,
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
    where terms_hash <> pg_temp.fields(tenant_id, account_id::text, id::text, kind, amount::text, priority::text,
      array_to_json(products)::text, pg_temp.iso(created_at), pg_temp.iso(effective_at), pg_temp.iso(expires_at), reason,
      purchase_id::text, key, pg_temp.hex(fingerprint))`,
  },
  {
    invariant: 'I9',
    title: 'an update covers the hash of the decision or of the lot that caused it',
    sql: `
    select u.account_id, u.seq from balance_update u
    left join decision d on u.cause = 'HOLD' and d.tenant_id = u.tenant_id and d.id = u.cause_id
    left join lot l on u.cause in ('GRANT', 'PURCHASE') and l.tenant_id = u.tenant_id
      and u.cause_id = case u.cause when 'GRANT' then l.id else l.purchase_id end
    where u.cause in ('HOLD', 'GRANT', 'PURCHASE') and u.cause_hash is distinct from coalesce(d.hash, l.terms_hash)`,
  },
];
