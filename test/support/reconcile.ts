/**
 * The books against themselves and against the state that follows from them, in SQL that shares no code with the
 * engine. Each statement lists what contradicts its title; sound books list nothing.
 */
import { expect } from '@jest/globals';
import type pg from 'pg';
import { settlementContradictions } from './reconcile-settlement.js';

/** Length-prefixed fields and instants as text, as the hashes cover them. */
const FUNCTIONS = `
  create or replace function pg_temp.fields(variadic text[]) returns bytea language sql immutable as $$
    select sha256(convert_to(string_agg(coalesce(octet_length(f) || ':' || f, '-'), '' order by no), 'UTF8'))
    from unnest($1) with ordinality as u (f, no) $$;
  create or replace function pg_temp.iso(timestamptz) returns text language sql immutable as $$
    select to_char($1 at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
  create or replace function pg_temp.hex(bytea) returns text language sql immutable as $$
    select encode($1, 'hex') $$`;

/** Every line of the journal: which lot or window instance, how much, from where to where. */
const LINES = `
  lines as (
    select u.tenant_id, u.account_id, u.seq, u.cause, u.cause_id, l.*
    from balance_update u
    cross join lateral json_to_recordset(u.lines)
      as l (lot uuid, "window" text, "startedAt" timestamptz, amount bigint, "from" text, "to" text)
  )`;

/** Every open hold's draws, as far as they are neither settled nor released. */
const HELD = `
  held as (
    select h.tenant_id, h.account_id, d.lot, d.windows,
      d.amount::bigint - d.settled::bigint - d.released::bigint as nano
    from hold h
    cross join lateral jsonb_to_recordset(h.draws)
      as d (lot uuid, windows jsonb, amount text, settled text, released text)
    where h.state = 'HELD'
  )`;

const INSTANCES = `
  instances as (
    select a.tenant_id, a.id as account_id, w.name, w."startedAt" as started_at, w.used::bigint, w.held::bigint
    from account a
    cross join lateral jsonb_to_recordset(a.windows)
      as w (name text, "startedAt" bigint, used text, held text)
  )`;

const CONTRADICTIONS: Record<string, string> = {
  'a lot is the sum of its buckets': `
    select id from lot where amount <> remaining + held + spent + expired + taken_back
      or least(remaining, held, spent, expired, taken_back) < 0`,

  'seq runs from 1 without gaps up to the account': `
    select a.id, a.seq, count(u.seq), min(u.seq), max(u.seq)
    from account a left join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id
    group by a.tenant_id, a.id, a.seq
    having count(u.seq) <> a.seq or coalesce(max(u.seq), 0) <> a.seq or coalesce(min(u.seq), 1) <> 1`,

  'time never falls along seq': `
    select account_id, seq from (
      select account_id, seq, at, lag(at) over (partition by tenant_id, account_id order by seq) as before
      from balance_update) u where at < before`,

  'the last after-image is the sum of the open lots': `
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

  'delta and heldDelta lead from one after-image to the next': `
    select account_id, seq from (
      select account_id, seq, delta, held_delta, (after->'balance'->>'available')::bigint as available,
        (after->'balance'->>'held')::bigint as held, lag(after) over (partition by tenant_id, account_id order by seq) as b
      from balance_update) u
    where delta <> available - coalesce((b->'balance'->>'available')::bigint, 0)
      or held_delta <> held - coalesce((b->'balance'->>'held')::bigint, 0)`,

  'each lot follows from the lines of the journal': `
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

  'each window instance follows from the lines of the journal': `
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

  'the last after-image shows the running windows': `
    with ${INSTANCES}
    select a.id, w.*, i.*
    from account a
    join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
    cross join lateral json_to_recordset(u.after->'windows') as w ("window" text, used text, held text)
    left join instances i on (i.tenant_id, i.account_id, i.name) = (a.tenant_id, a.id, w."window")
    where w.used::bigint <> coalesce(i.used, 0) or w.held::bigint <> coalesce(i.held, 0)`,

  'no draw lifts a window above its capacity': `
    with ${LINES}
    select u.account_id, u.seq, w.*
    from balance_update u
    cross join lateral json_to_recordset(u.after->'windows') as w ("window" text, capacity text, used text, held text)
    join lines l on (l.tenant_id, l.account_id, l.seq, l."window") = (u.tenant_id, u.account_id, u.seq, w."window")
    where u.cause = 'HOLD' and l.amount > 0 and w.used::bigint + w.held::bigint > w.capacity::bigint`,

  'debt follows from the lines of the journal': `
    with ${LINES}
    select a.id, a.debt from account a
    where a.debt <> coalesce((
      select sum(case when l.lot is null and l."to" = 'debt' then l.amount else -l.amount end)
      from lines l where l.tenant_id = a.tenant_id and l.account_id = a.id and l."window" is null
        and 'debt' in (l."from", l."to")), 0)`,

  'what open holds hold of a lot is what the lot holds': `
    with ${HELD}
    select l.id, l.held from lot l
    where l.held <> coalesce((select sum(nano) from held h where h.tenant_id = l.tenant_id and h.lot = l.id), 0)`,

  'what open holds hold of a window is what the window holds': `
    with ${HELD}, ${INSTANCES}
    select i.* from instances i
    where i.held <> coalesce((
      select sum(h.nano) from held h cross join lateral jsonb_to_recordset(h.windows) as w (name text, "startedAt" bigint)
      where (h.tenant_id, h.account_id, w.name, w."startedAt") = (i.tenant_id, i.account_id, i.name, i.started_at)), 0)`,

  'a hold that has ended holds nothing, and ended once': `
    select h.id, h.state, count(u.seq)
    from hold h
    left join balance_update u on u.tenant_id = h.tenant_id and u.account_id = h.account_id and u.cause_id = h.id
      and u.cause in ('RELEASE', 'HOLD_EXPIRED')
    group by h.tenant_id, h.id, h.account_id, h.state, h.draws
    having count(u.seq) <> (h.state in ('RELEASED', 'EXPIRED'))::int or (h.state <> 'HELD' and exists (
      select from jsonb_to_recordset(h.draws) as d (amount text, settled text, released text)
      where d.amount::bigint <> d.settled::bigint + d.released::bigint))`,

  'the hash chain is whole': `
    select account_id, seq from (
      select u.account_id, u.seq, u.prev_hash, a.seq as last, u.hash, a.last_hash,
        lag(u.hash, 1, decode(repeat('00', 32), 'hex')) over (partition by u.tenant_id, u.account_id order by u.seq) as before
      from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id) chain
    where prev_hash <> before or (seq = last and hash <> last_hash)`,

  'every balance update has the hash of what is stored': `
    select account_id, seq from balance_update
    where hash <> pg_temp.fields(tenant_id, account_id::text, seq::text, pg_temp.iso(at), cause, cause_id::text,
      delta::text, held_delta::text, lines::text, after::text, pg_temp.hex(prev_hash), pg_temp.hex(cause_hash))`,

  'every decision has the hash of what is stored': `
    select id from decision
    where hash <> pg_temp.fields(tenant_id, id::text, subject, key, retry::text, pg_temp.hex(fingerprint), outcome,
      product, session, pg_temp.iso(at), account_id::text, hold_id::text, body::text)`,

  'every lot has the hash of its terms': `
    select id from lot
    where terms_hash <> pg_temp.fields(tenant_id, account_id::text, id::text, kind, amount::text, priority::text,
      array_to_json(products)::text, pg_temp.iso(created_at), pg_temp.iso(effective_at), pg_temp.iso(expires_at), reason,
      purchase_id::text, key, pg_temp.hex(fingerprint))`,

  'an update covers the hash of the decision or of the lot that caused it': `
    select u.account_id, u.seq from balance_update u
    left join decision d on u.cause = 'HOLD' and d.tenant_id = u.tenant_id and d.id = u.cause_id
    left join lot l on u.cause in ('GRANT', 'PURCHASE') and l.tenant_id = u.tenant_id
      and u.cause_id = case u.cause when 'GRANT' then l.id else l.purchase_id end
    where u.cause in ('HOLD', 'GRANT', 'PURCHASE') and u.cause_hash is distinct from coalesce(d.hash, l.terms_hash)`,

  'a key has at most one taking decision': `
    select tenant_id, subject, key from decision where outcome <> 'DENIED'
    group by 1, 2, 3 having count(*) > 1`,

  'a decision is what its draws say, and a denial took nothing': `
    with ${LINES}, drawn as (
      select d.tenant_id, d.id, d.outcome, (d.body->>'requested')::bigint as requested,
        (d.body->>'granted')::bigint as granted, (d.body->>'shortfall')::bigint as shortfall,
        coalesce((select sum(x.amount::bigint) from json_to_recordset(d.body->'draws') as x (amount text)), 0) as total,
        coalesce((select sum(x.amount::bigint) from json_to_recordset(d.body->'draws') as x (amount text, lot uuid)
          where x.lot is not null), 0) as of_lots,
        coalesce((select sum(l.amount) from lines l where l.tenant_id = d.tenant_id and l.cause = 'HOLD'
          and l.cause_id = d.id and l.lot is not null), 0) as held,
        (select count(*) from balance_update u where u.tenant_id = d.tenant_id and u.cause = 'HOLD'
          and u.cause_id = d.id) as updates
      from decision d
    )
    select * from drawn
    where granted <> total or of_lots <> held or (outcome <> 'DENIED' and granted + shortfall <> requested)
      or (outcome = 'ALLOWED' and shortfall <> 0) or (outcome = 'DENIED') <> (updates = 0)
      or (outcome = 'DENIED' and granted <> 0)`,

  'a purchase that was paid has exactly its lot, any other has none': `
    select p.id, p.status, count(l.id) from purchase p
    left join lot l on l.tenant_id = p.tenant_id and l.purchase_id = p.id and l.id = p.lot_id and l.amount = p.credits
    group by p.tenant_id, p.id, p.status having count(l.id) <> (p.status in ('PAID', 'REFUNDED'))::int`,

  'a top-up has at most one purchase in flight, and every automatic purchase in flight is the one it waits for': `
    select p.id, t.purchase_id from (select * from purchase where automatic and status = 'PENDING') p
    full join (select * from top_up where purchase_id is not null) t
      on t.tenant_id = p.tenant_id and t.account_id = p.account_id and t.purchase_id = p.id
    where p.id is null or t.purchase_id is null`,

  'an account is watched for a top-up exactly as its top-up stands': `
    select a.id, t.state from account a left join top_up t on t.tenant_id = a.tenant_id and t.account_id = a.id
    where (a.top_up_below, a.top_up_at) is distinct from
      (case when t.state in ('READY', 'BACKING_OFF', 'CAPPED') then t.threshold end, t.next_attempt_at)
      or a.due_at > a.top_up_at or (a.top_up_at is not null and a.due_at is null)`,

  'a top-up stands as the last consent set it': `
    select t.account_id, t.state from top_up t
    left join lateral (select * from top_up_consent c where c.tenant_id = t.tenant_id and c.account_id = t.account_id
      order by c.id desc limit 1) last on true
    where (t.state <> 'OFF') is distinct from last.enabled or (last.enabled and
      (t.threshold, t.target, t.monthly_cap, t.payment_method, t.consented_by, t.consented_at) is distinct from
      (last.threshold, last.target, last.monthly_cap, last.payment_method, last.subject, last.at))`,

  'every automatic purchase was agreed to, in amount and within the month’s cap': `
    select p.id, p.credits, agreed.target, agreed.monthly_cap from purchase p
    left join lateral (select * from top_up_consent c where c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.at <= p.created_at order by c.id desc limit 1) agreed on true
    where p.automatic and (agreed.enabled is not true or agreed.monthly_cap < p.credits + (
      select coalesce(sum(b.credits), 0) from purchase b
      where b.tenant_id = p.tenant_id and b.account_id = p.account_id and b.automatic and b.status in ('PAID', 'REFUNDED')
        and b.id < p.id and date_trunc('month', b.created_at, 'UTC') = date_trunc('month', p.created_at, 'UTC')))`,

  ...settlementContradictions(LINES),
};

/** Every contradiction that the owner's transaction sees, by the title that it breaks. */
export async function findContradictions(owner: pg.Client): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  await owner.query(FUNCTIONS);
  for (const [title, sql] of Object.entries(CONTRADICTIONS)) {
    const { rows } = await owner.query(sql);
    if (rows.length > 0) found[title] = rows.slice(0, 5) as unknown[];
  }
  return found;
}

/** Fails with whatever the books contradict, as of one snapshot. */
export async function expectBooksToReconcile(owner: pg.Client): Promise<void> {
  await owner.query('begin isolation level repeatable read');
  try {
    expect(await findContradictions(owner)).toEqual({});
  } finally {
    await owner.query('rollback');
  }
}
