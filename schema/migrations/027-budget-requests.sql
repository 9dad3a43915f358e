-- Who asked for more of a budget than its limit, and what became of it; and what budgets tell those whose they are.
-- An older process cannot show an increase, nor a notice of these kinds: let all run this build before anybody asks.
-- serves_from: 022

-- State: a request for more of a budget. Up to `hash`, which covers them, the columns say what was asked, and never change;
-- the act of an answer covers the hash. subject: for whom; asked_by: by whose call. Those behind it say what became of it.
-- approved, approved_until: what was decided; lot_id: the increase. changed_at: by the clock of whoever wrote the row last.
create table budget_request (
  tenant_id text not null,
  id uuid not null,
  account_id uuid not null,
  subject text not null,
  asked_by text not null,
  key text not null,
  fingerprint bytea not null,
  credits bigint not null check (credits > 0),
  until timestamptz(3),
  reason text not null,
  at timestamptz(3) not null,
  expires_at timestamptz(3) not null check (expires_at > at),
  hash bytea not null,
  who text not null,
  state text not null check (state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED')),
  decided_by text,
  decided_at timestamptz(3),
  note text,
  approved bigint check (approved between 1 and credits),
  approved_until timestamptz(3),
  decide_key text,
  decide_fingerprint bytea,
  lot_id uuid,
  version integer not null check (version > 0),
  changed_at timestamptz(3) not null,
  primary key (tenant_id, id),
  check ((state = 'APPROVED') = (lot_id is not null) and (lot_id is null) = (approved is null)),
  check ((state in ('APPROVED', 'REJECTED')) = (decided_by is not null)),
  check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (decide_key is null)),
  constraint budget_request_answer check (decided_by not in (subject, asked_by) and decided_at < expires_at)
);
create unique index budget_request_of_key on budget_request (tenant_id, account_id, asked_by, key);
create unique index budget_request_of_decision on budget_request (tenant_id, account_id, decide_key)
  where decide_key is not null;
create unique index budget_request_of_lot on budget_request (tenant_id, lot_id) where lot_id is not null;
create index budget_request_of_who on budget_request (tenant_id, who, id);
create index budget_request_of_asker on budget_request (tenant_id, asked_by, id);
create index budget_request_of_subject on budget_request (tenant_id, subject, id);
create index budget_request_changed on budget_request (tenant_id, changed_at, id);
create index budget_request_pending on budget_request (tenant_id, account_id) where state = 'PENDING';
create index budget_request_pending_of on budget_request (tenant_id, asked_by) where state = 'PENDING';
create index budget_request_expiring on budget_request (expires_at, id) where state = 'PENDING';

call spillway_seal('budget_request');
grant select, insert, update on budget_request to spillway_api;

-- Each answer is an act: more kinds, beside those that there are by now.
do $$
declare
  kinds text := (
    select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'admin_action'::regclass and conname = 'admin_action_kind_check'
  );
begin
  alter table admin_action drop constraint admin_action_kind_check;
  execute 'alter table admin_action add constraint admin_action_kind_check '
    || replace(kinds, 'ARRAY[', 'ARRAY[''BUDGET_RAISED''::text, ''BUDGET_REFUSED''::text, ');
end
$$;

-- Notices of budgets and of requests. budget_id: the budget's account. percent: of what; alert: of this amount, 0: of the
-- limit with what was approved. period_started_at: in which instance. request_id, request_state: what became of a request.
alter table notice drop constraint notice_kind_check;
alter table notice drop constraint notice_days_check;
alter table notice drop constraint notice_check;
alter table notice alter column lot_id drop not null;
alter table notice add column budget_id uuid;
alter table notice add column percent integer;
alter table notice add column alert bigint;
alter table notice add column period_started_at timestamptz(3);
alter table notice add column request_id uuid;
alter table notice add column request_state text;
alter table notice add constraint notice_kind_check check (case kind
  when 'LOT_EXPIRES' then lot_id is not null and days in (30, 7, 1) and at < expires_at and budget_id is null
  when 'BUDGET' then percent in (50, 80, 100) and alert >= 0 and budget_id is not null and period_started_at is not null
  when 'BUDGET_REQUEST' then request_id is not null and budget_id is not null
    and request_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED')
  else false end) not valid;
alter table notice add constraint notice_due_check check (due_at <= at) not valid;
-- Once a period for each stage, and once for each state of a request, on each account that is told.
create unique index notice_of_budget on notice (tenant_id, account_id, budget_id, percent, alert, period_started_at)
  where kind = 'BUDGET';
create unique index notice_of_request on notice (tenant_id, account_id, request_id, request_state)
  where kind = 'BUDGET_REQUEST';

-- What the table will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into budget_request (tenant_id, id, account_id, subject, asked_by, key, fingerprint, credits, reason, at, expires_at,
  hash, who, state, version, changed_at)
select 'sample-' || n % 4, gen_random_uuid(), md5((n % 50)::text)::uuid, 'sample ' || n % 100, 'sample ' || n % 100,
  'sample ' || n, sha256('sample'), 1, 'sample', now(), now() + interval '14 days', sha256(n::text::bytea),
  'team:' || n % 20, case n % 5 when 0 then 'PENDING' else 'WITHDRAWN' end, 1, now()
from generate_series(1, 2000) n;
analyze budget_request;
truncate budget_request;
