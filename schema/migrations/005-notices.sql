-- What was told about an account before it happens, so far that a lot will expire: once per lot and stage, whoever finds
-- it due.

-- Books: numbered per account without gaps, in the order given. days: which stage; due_at: when it fell due; amount: what
-- of the lot was neither used up nor gone when it was given.
create table notice (
  tenant_id text not null,
  account_id uuid not null,
  no bigint not null check (no > 0),
  id uuid not null,
  kind text not null check (kind in ('LOT_EXPIRES')),
  lot_id uuid not null,
  days integer not null check (days in (30, 7, 1)),
  at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  amount bigint not null check (amount > 0),
  expires_at timestamptz(3) not null,
  primary key (tenant_id, account_id, no),
  check (due_at <= at and at < expires_at)
);
create unique index notice_id on notice (tenant_id, id);
create unique index notice_of_lot on notice (tenant_id, lot_id, days);

-- Open lots in the order of their expiry. It has no column that a check changes: lots are still changed in place.
create index lot_expiring on lot (expires_at, id) where open and expires_at is not null;

call spillway_seal('notice');

grant select, insert on notice to spillway_api;

-- What the table will look like, for the planner (as 002 does for others): it looks notices up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into notice (tenant_id, account_id, no, id, kind, lot_id, days, at, due_at, amount, expires_at)
select 'sample-' || a % 4, md5(a::text)::uuid, no, gen_random_uuid(), 'LOT_EXPIRES', gen_random_uuid(), 7, now(), now(), 1,
  now() + interval '7 days'
from generate_series(1, 600) a, generate_series(1, 3) no;
analyze notice;
truncate notice;
