-- Who did what as an admin, and how much of what the operator allows a tenant's admins they have given in a month.

-- Books: every act of an admin, an operator or the system. actor: the subject, or the operator's name with its prefix;
-- null for the system. target_id: the lot, the purchase or the reset. reference: of a payment that was made elsewhere.
-- body: what was there before and after. The hash is the cause of the balance updates that have no other.
create table admin_action (
  tenant_id text not null,
  id uuid not null,
  at timestamptz(3) not null,
  kind text not null check (kind in ('GRANT', 'REVOKE', 'REFUND', 'PLAN_CHANGED', 'STATE_CHANGED', 'ALLOWANCE_RESET',
    'TOP_UP_SET', 'POLICY_ACTIVATED')),
  actor_kind text not null check (actor_kind in ('SUBJECT', 'OPERATOR', 'SYSTEM')),
  actor text,
  account_id uuid,
  target_id uuid,
  reason text,
  reference text,
  request_id text,
  body json not null,
  hash bytea not null,
  primary key (tenant_id, id),
  check ((actor_kind = 'SYSTEM') = (actor is null))
);
create index admin_action_of_account on admin_action (tenant_id, account_id, id) where account_id is not null;
create index admin_action_of_actor on admin_action (tenant_id, actor, id) where actor is not null;
create index admin_action_of_both on admin_action (tenant_id, account_id, actor, id)
  where account_id is not null and actor is not null;
create index admin_action_of_target on admin_action (tenant_id, target_id, id) where target_id is not null;
create index admin_action_by_hash on admin_action (tenant_id, hash);
create unique index admin_action_reference on admin_action (tenant_id, reference) where reference is not null;

-- State: what a tenant's admins have given in the UTC month that began at `month`; sums of admin_action by subjects.
-- what: "resets", or "grant:<kind>" in nano-credits.
create table admin_allowance (
  tenant_id text not null,
  month timestamptz(3) not null,
  what text not null,
  used bigint not null check (used > 0),
  primary key (tenant_id, month, what)
);

call spillway_seal('admin_action', 'admin_allowance');

grant select, insert on admin_action to spillway_api;
grant select, insert, update on admin_allowance to spillway_api;

-- What the table will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into admin_action (tenant_id, id, at, kind, actor_kind, actor, account_id, target_id, body, hash)
select 'sample-' || n % 4, gen_random_uuid(), now(), 'GRANT', 'SUBJECT', 'sample ' || n % 8, md5((n % 100)::text)::uuid,
  gen_random_uuid(), '{}', sha256(n::text::bytea)
from generate_series(1, 2000) n;
analyze admin_action;
truncate admin_action;
