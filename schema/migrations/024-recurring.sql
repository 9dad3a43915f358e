-- Grants that come again. Older builds know no catalog with grants: publish one when every process is of this build.
-- serves_from: 021

-- Books: the period of the grant that a lot comes from; null for all other lots. The hash of the terms covers it where
-- there is one. rolled: it is what was left of the period before.
alter table lot add column recurs json;

-- A period is issued once, whoever does it, and whenever.
create unique index lot_of_period
  on lot (tenant_id, account_id, (recurs->>'grant'), (recurs->>'start'), (coalesce(recurs->>'rolled', 'false')))
  where recurs is not null;

-- State: the last period of each grant that was issued on the account.
alter table account add column granted jsonb not null default '[]';

-- Books: what comes again by a catalog; null: nothing does.
alter table catalog_activation add column grants json;

-- State: the plan that a subject is to be put on, when, and the hash of the act that said so; all null where none is.
alter table account add column next_plan text, add column next_plan_at timestamptz(3), add column next_plan_hash bytea,
  add constraint account_next_plan_check
    check (num_nulls(next_plan, next_plan_at, next_plan_hash) in (0, 3));
create index account_next_plan on account (tenant_id collate "C", address collate "C") where next_plan is not null;

-- State: resets of windows that the account has in store, as its last balance update shows them.
alter table account add column resets jsonb not null default '[]';

-- Books: which key gave an account resets in store, or used one up, and the act that it was.
create table reset_call (
  tenant_id text not null,
  account_id uuid not null,
  operation text not null check (operation in ('GRANT', 'REDEEM')),
  key text not null,
  fingerprint bytea not null,
  action_id uuid not null,
  primary key (tenant_id, account_id, operation, key)
);
call spillway_seal('reset_call');
grant select, insert on reset_call to spillway_api;

-- What the table will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into reset_call (tenant_id, account_id, operation, key, fingerprint, action_id)
select 'sample-' || n % 4, md5((n % 100)::text)::uuid, 'GRANT', 'sample ' || n, '', gen_random_uuid()
from generate_series(1, 2000) n;
analyze reset_call;
truncate reset_call;

-- More kinds of acts, beside those that there are by now.
do $$
declare
  kinds text := (
    select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'admin_action'::regclass and conname = 'admin_action_kind_check'
  );
begin
  alter table admin_action drop constraint admin_action_kind_check;
  execute 'alter table admin_action add constraint admin_action_kind_check ' || replace(kinds, 'ARRAY[',
    'ARRAY[''PLAN_SCHEDULED''::text, ''PLAN_UNSCHEDULED''::text, ''RESETS_GRANTED''::text, ''RESET_REDEEMED''::text, ');
end
$$;
