-- What was really used, what it costs, and how far each account is settled. Usage events and charges are books: they are
-- inserted and read, never changed. A charge bears the UUID of its event, and is what its balance updates name as cause.

-- forgiven: what the tenant has carried for the account in the UTC month that began at forgiven_since.
alter table account
  add column forgiven bigint not null default 0 check (forgiven >= 0),
  add column forgiven_since timestamptz(3),
  add check (settled_no >= 0 and settled_no <= usage_no);
create index account_unsettled on account (tenant_id, id) where settled_no < usage_no;

-- ending: a final event has been recorded; no more usage may claim the hold.
alter table hold add column ending boolean not null default false;

-- Books: all activity, charged or not, numbered per account in the order it was recorded.
create table usage_event (
  tenant_id text not null,
  account_id uuid not null,
  usage_no bigint not null check (usage_no > 0),
  id uuid not null,
  key text not null,
  fingerprint bytea not null,
  decision_id uuid,
  hold_id uuid,
  claimed boolean not null,
  final boolean not null,
  status text not null check (status in ('COMPLETED', 'CANCELLED', 'FAILED')),
  product text not null,
  feature text not null,
  session text,
  redrives uuid,
  recorded_at timestamptz(3) not null,
  occurred_at timestamptz(3) not null,
  body json not null,
  primary key (tenant_id, account_id, usage_no)
);
create unique index usage_event_id on usage_event (tenant_id, id);
create unique index usage_event_key on usage_event (tenant_id, account_id, key);
create unique index usage_event_redrives on usage_event (tenant_id, redrives) where redrives is not null;

-- Books: what each event costs, by which version of which rate card, and who paid.
create table charge (
  tenant_id text not null,
  account_id uuid not null,
  usage_no bigint not null check (usage_no > 0),
  id uuid not null,
  at timestamptz(3) not null,
  amount bigint not null check (amount >= 0),
  forgiven bigint not null check (forgiven >= 0),
  debt bigint not null check (debt >= 0),
  body json not null,
  event_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, account_id, usage_no)
);

-- State: an event that could not be settled, how often that was tried, and why; given_up: it was set aside.
create table set_aside (
  tenant_id text not null,
  account_id uuid not null,
  usage_no bigint not null,
  tries integer not null check (tries > 0),
  reason text not null,
  failed_at timestamptz(3) not null,
  given_up boolean not null default false,
  primary key (tenant_id, account_id, usage_no)
);

-- State: usage summed per quarter of an hour, so that hours and days of any time zone add up from whole rows. session:
-- '' sums over all of them. measure: "events", "charged", a dimension as "used:<dimension>", or who paid as
-- "paid:<layer>", "paid:FORGIVEN", "paid:DEBT".
create table usage_bucket (
  tenant_id text not null,
  account_id uuid not null,
  session text not null,
  slot timestamptz(3) not null,
  product text not null,
  feature text not null,
  measure text not null,
  amount numeric not null check (amount >= 0),
  primary key (tenant_id, account_id, session, slot, product, feature, measure)
) with (fillfactor = 80);
create index usage_bucket_of_tenant on usage_bucket (tenant_id, slot) where session = '';

call spillway_seal('usage_event', 'charge', 'set_aside', 'usage_bucket');

grant select, insert on usage_event, charge to spillway_api;
grant select, insert, update on set_aside, usage_bucket to spillway_api;

-- The last update of an account at or before an instant; 0 where there is none. Time never falls along seq, so the key
-- itself is searched, and the journal needs no index on time.
create function spillway_seq_at(tenant text, owner uuid, instant timestamptz) returns bigint
  language plpgsql stable
  as $$
declare
  low bigint := 0;
  high bigint := coalesce((select a.seq from account a where a.tenant_id = tenant and a.id = owner), 0);
  middle bigint;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select u.at from balance_update u where u.tenant_id = tenant and u.account_id = owner and u.seq = middle) <= instant
    then low := middle;
    else high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;

-- What the tables will look like, for the planner, as 002 does for others: rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into usage_event (tenant_id, account_id, usage_no, id, key, fingerprint, claimed, final, status, product, feature,
  recorded_at, occurred_at, body)
select 'sample-' || a % 4, md5(a::text)::uuid, no, gen_random_uuid(), no::text, '', false, true, 'COMPLETED', 'sample',
  'sample', now(), now(), '{}'
from generate_series(1, 400) a, generate_series(1, 5) no;
insert into charge (tenant_id, account_id, usage_no, id, at, amount, forgiven, debt, body, event_hash, hash)
select tenant_id, account_id, usage_no, id, now(), 1, 0, 0, '{}', '', '' from usage_event;
insert into usage_bucket (tenant_id, account_id, session, slot, product, feature, measure, amount)
select 'sample-' || a % 4, md5(a::text)::uuid, case s when 0 then '' else 'session ' || a end,
  now() - slot * interval '15 minutes', 'sample', 'sample', 'measure ' || m, 1
from generate_series(1, 40) a, generate_series(0, 1) s, generate_series(1, 20) slot, generate_series(1, 5) m;
analyze usage_event, charge, usage_bucket;
truncate usage_event, charge, usage_bucket;
