-- Tells the planner what the tables will look like before they hold anything. Until the first ANALYZE (a minute of
-- autovacuum at best) it takes every index that starts with tenant_id for equally good, and a look-up by key may read all
-- that a tenant has. Sample rows are inserted, analysed and truncated within this transaction: only their statistics
-- stay, and the real ones replace them.

select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 19) n), true);

insert into account (tenant_id, id, address, last_at, created_at)
select 'sample-' || n % 20, gen_random_uuid(), 'subject:' || n, now(), now() from generate_series(1, 600) n;

insert into lot (tenant_id, account_id, id, kind, amount, priority, created_at, effective_at, reason, key, terms_hash,
  effective, remaining, open)
select a.tenant_id, a.id, gen_random_uuid(), 'PURCHASED', 1, 100, now(), now(), 'sample', n::text, '', true, 1, n = 1
from account a, generate_series(1, 3) n;

insert into hold (tenant_id, id, account_id, state, expires_at, draws)
select a.tenant_id, gen_random_uuid(), a.id, case n when 1 then 'HELD' else 'SETTLED' end, now() + n * interval '1 s', '[]'
from account a, generate_series(1, 3) n;

-- Few subjects with many decisions: a key must be looked up as a whole, not among all that its subject has.
insert into decision (tenant_id, id, subject, key, retry, fingerprint, outcome, product, at, account_id, body, hash)
select 'sample-' || n % 4, gen_random_uuid(), 'subject-' || n % 8, gen_random_uuid()::text,
  '00000000-0000-0000-0000-000000000000', '', 'ALLOWED', 'sample', now(), null, '{}', ''
from generate_series(1, 4000) n;

insert into balance_update (tenant_id, account_id, seq, at, cause, delta, held_delta, lines, after, prev_hash, hash)
select a.tenant_id, a.id, n, now(), 'HOLD', 0, 0, '[]', '{}', '', ''
from account a, generate_series(1, 5) n;

analyze account, lot, hold, decision, balance_update;
truncate account, lot, hold, decision, balance_update;
