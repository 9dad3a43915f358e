/**
 * What may never be, as SQL over the stored tables alone: it shares no code with the engine, so that a mistake there
 * cannot excuse itself here. `lines` and the hash functions are what the statements build on.
 */

/** A statement that lists whatever contradicts its title, with its ids; sound books list nothing. */
export interface Invariant {
  /**
   * Which promise: I1 conservation, I2 never negative, I3 exactly once, I5 the waterfall, I7 expired never used, I8 holds,
   * I9 sequence.
   */
  invariant: string;
  title: string;
  sql: string;
  /** It reads state and its newest journal rows, not all history: it is asked while the books are written, too. */
  atAnyTime?: true;
}

/** Length-prefixed fields and instants as text, as the hashes cover them. */
export const FUNCTIONS = `
  create or replace function pg_temp.fields(variadic text[]) returns bytea language sql immutable as $$
    select sha256(convert_to(string_agg(coalesce(octet_length(f) || ':' || f, '-'), '' order by no), 'UTF8'))
    from unnest($1) with ordinality as u (f, no) $$;
  create or replace function pg_temp.iso(timestamptz) returns text language sql immutable as $$
    select to_char($1 at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
  create or replace function pg_temp.hex(bytea) returns text language sql immutable as $$
    select encode($1, 'hex') $$`;

/**
 * Every line of the journal: which lot or window instance, how much, from where to where. Taken out of the updates once,
 * for most statements go through all of them.
 */
export const LINES = `
  drop table if exists pg_temp.lines;
  create temp table lines on commit drop as
    select u.tenant_id, u.account_id, u.seq, u.cause, u.cause_id, l.*
    from balance_update u
    cross join lateral json_to_recordset(u.lines)
      as l (lot uuid, "window" text, "startedAt" timestamptz, amount bigint, "from" text, "to" text);
  analyze lines`;

/** What open holds took, and what budgets count of them, as far as it is neither settled nor released. */
export const HELD = `
  held as (
    select h.tenant_id, h.account_id, d.lot, d.windows,
      d.amount::bigint - d.settled::bigint - d.released::bigint as nano
    from hold h
    cross join lateral jsonb_to_recordset(h.draws)
      as d (lot uuid, windows jsonb, amount text, settled text, released text)
    where h.state = 'HELD'
    union all
    select h.tenant_id, h.account_id, c.lot, case when c."window" is null then '[]' else jsonb_build_array(c."window") end,
      c.amount::bigint - c.settled::bigint - c.released::bigint
    from hold h
    cross join lateral jsonb_to_recordset(h.counts)
      as c (lot uuid, "window" jsonb, amount text, settled text, released text)
    where h.state = 'HELD'
  )`;

/**
 * What draws counted in budgets: in the instance of a period (window, started_at) or in increases (lot).
 * @param of counts as rows of tenant_id, cause_id, captured, account_id, since (in ms), amount and increases, a JSON array
 */
const placesOf = (of: string): string => `
  (
    select o.tenant_id, o.cause_id, o.captured, o.account_id, n.lot, n."window", n.started_at, n.amount
    from (${of}) o
    cross join lateral (
      select null::uuid as lot, case when o.since is not null then 'period' end as "window",
        to_timestamp(o.since / 1000.0) as started_at,
        o.amount - coalesce((select sum((i->>'amount')::bigint) from json_array_elements(o.increases) i), 0) as amount
      union all
      select (i->>'lot')::uuid, null, null, (i->>'amount')::bigint from json_array_elements(o.increases) i
    ) n
    where n.amount <> 0
  )`;

/**
 * The same of charges, which name each budget.
 * @param of counts as rows of tenant_id, cause_id, captured and budgets, a JSON array
 */
export const countedBy = (of: string): string =>
  placesOf(`
  select c.tenant_id, c.cause_id, c.captured, a.id as account_id, (b."window"->>'startedAt')::bigint as since, b.amount,
    b.increases
  from (${of}) c
  cross join lateral json_to_recordset(c.budgets) as b (account text, "window" json, amount bigint, increases json)
  join account a on a.tenant_id = c.tenant_id and a.address = b.account`);

/** The same of decisions, whose draws name each budget by its place among those that judged them. */
export const COUNTED_BY_DECISIONS = placesOf(`
  select d.tenant_id, d.id as cause_id, false as captured, (d.body->'budgets'->(c->>0)::int->>'id')::uuid as account_id,
    (c->>1)::bigint as since, x.amount, c->2 as increases
  from decision d
  cross join lateral json_to_recordset(d.body->'draws') as x (amount bigint, counts json)
  cross join lateral json_array_elements(x.counts) as c`);

export const INSTANCES = `
  instances as (
    select a.tenant_id, a.id as account_id, w.name, w."startedAt" as started_at,
      to_timestamp(w."resetsAt" / 1000.0) as resets_at, w.used::bigint, w.held::bigint
    from account a
    cross join lateral jsonb_to_recordset(a.windows)
      as w (name text, "startedAt" bigint, "resetsAt" bigint, used text, held text)
  )`;
