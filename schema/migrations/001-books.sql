-- The books and the state that can be derived from them. Every key starts with tenant_id, and row-level security is
-- forced on every table that has one: a statement sees only the tenants that its transaction names in spillway.tenants.
-- Amounts are nano-credits. Instants are whole milliseconds.
-- spillway_api stands for the API's role, whatever it is called: src/database/migrate.ts puts its name there, and makes it.

-- State: one row per account, changed in place (HOT: no index on a column that a check changes, but due_at,
-- which only moves when the account's first due instant does).
create table account (
  tenant_id text not null,
  id uuid not null,
  address text not null,
  plan text,
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'SUSPENDED')),
  seq bigint not null default 0 check (seq >= 0),
  last_hash bytea not null default decode(repeat('00', 32), 'hex'),
  last_at timestamptz(3) not null,
  debt bigint not null default 0 check (debt >= 0),
  windows jsonb not null default '[]',
  guard_started_at timestamptz(3),
  guard_count integer not null default 0,
  usage_no bigint not null default 0,
  settled_no bigint not null default 0,
  due_at timestamptz(3),
  payment_method text,
  state_reason text,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, address)
) with (fillfactor = 60);
create index account_due on account (due_at) where due_at is not null;

-- State: one grant of credits. Terms never change; the five buckets do, and always add up to the amount.
create table lot (
  tenant_id text not null,
  account_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('PROMOTIONAL', 'PURCHASED', 'REFUND', 'ENTITLEMENT')),
  amount bigint not null check (amount > 0),
  priority integer not null,
  products text[],
  created_at timestamptz(3) not null,
  effective_at timestamptz(3) not null,
  expires_at timestamptz(3),
  reason text not null,
  purchase_id uuid,
  key text,
  fingerprint bytea,
  terms_hash bytea not null,
  effective boolean not null,
  closed text check (closed in ('expired', 'takenBack')),
  remaining bigint not null check (remaining >= 0),
  held bigint not null default 0 check (held >= 0),
  spent bigint not null default 0 check (spent >= 0),
  expired bigint not null default 0 check (expired >= 0),
  taken_back bigint not null default 0 check (taken_back >= 0),
  revoke_key text,
  revoke_reason text,
  open boolean not null default true,
  primary key (tenant_id, id),
  check (amount = remaining + held + spent + expired + taken_back)
) with (fillfactor = 80);
create index lot_open on lot (tenant_id, account_id) where open;
create index lot_history on lot (tenant_id, account_id, id);
create unique index lot_key on lot (tenant_id, account_id, key) where key is not null;
create unique index lot_of_purchase on lot (tenant_id, purchase_id) where purchase_id is not null;
create unique index lot_revoke_key on lot (tenant_id, account_id, revoke_key) where revoke_key is not null;

-- State: the part of a hold that lies on one account.
create table hold (
  tenant_id text not null,
  id uuid not null,
  account_id uuid not null,
  state text not null default 'HELD' check (state in ('HELD', 'SETTLED', 'RELEASED', 'EXPIRED')),
  expires_at timestamptz(3) not null,
  claims integer not null default 0 check (claims >= 0),
  draws jsonb not null,
  primary key (tenant_id, id, account_id)
) with (fillfactor = 80);
create index hold_due on hold (tenant_id, account_id, expires_at) where state = 'HELD';

-- Books: every answer to a check. A taking decision retires its key (retry is all zeros);
-- a denial does not, and is told apart by its own id.
create table decision (
  tenant_id text not null,
  id uuid not null,
  subject text not null,
  key text not null,
  retry uuid not null,
  fingerprint bytea not null,
  outcome text not null check (outcome in ('ALLOWED', 'PARTIAL', 'DENIED')),
  product text not null,
  session text,
  at timestamptz(3) not null,
  account_id uuid,
  hold_id uuid,
  body json not null,
  hash bytea not null,
  primary key (tenant_id, id)
);
create index decision_by_subject on decision (tenant_id, subject, id);
create index decision_by_hold on decision (tenant_id, hold_id, id) where hold_id is not null;
create unique index decision_key on decision (tenant_id, subject, key, retry);

-- Books: one row per event on one account, numbered without gaps and chained by hash.
create table balance_update (
  tenant_id text not null,
  account_id uuid not null,
  seq bigint not null check (seq > 0),
  at timestamptz(3) not null,
  cause text not null,
  cause_id uuid,
  delta bigint not null,
  held_delta bigint not null,
  lines json not null,
  after json not null,
  prev_hash bytea not null,
  cause_hash bytea,
  hash bytea not null,
  primary key (tenant_id, account_id, seq)
);

-- State: a purchase, from the card to the lot and back. refunded: credits taken back; returned: of these, those whose
-- price the provider has given back. unsettled: something is still to be done with the provider.
create table purchase (
  tenant_id text not null,
  id uuid not null,
  account_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  status text not null check (status in ('PENDING', 'PAID', 'DECLINED', 'REFUNDED')),
  credits bigint not null check (credits > 0),
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= credits),
  returned bigint not null default 0 check (returned >= 0 and returned <= refunded),
  unsettled boolean not null default true,
  price_amount text,
  price_currency text,
  provider text not null,
  payment_method text not null,
  provider_reference text,
  decline_reason text,
  action_url text,
  test_mode boolean not null,
  lot_id uuid,
  refund_key text,
  refund_reason text,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, key)
);
create index purchase_by_account on purchase (tenant_id, account_id, id);
create unique index purchase_refund_key on purchase (tenant_id, account_id, refund_key) where refund_key is not null;
create index purchase_unsettled on purchase (tenant_id, created_at) where unsettled;

-- State: one run of resetAllowances, resumable where it stopped.
create table allowance_reset (
  tenant_id text not null,
  id uuid not null,
  key text not null,
  fingerprint bytea not null,
  at timestamptz(3) not null,
  accounts bigint not null default 0,
  done_through text not null default '',
  finished boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);

-- Books: every policy text that was ever live, in the order it went live.
create table policy_version (
  tenant_id text not null,
  no bigint not null,
  version text not null,
  text text not null,
  activated_at timestamptz(3) not null,
  primary key (tenant_id, no)
);

-- Books: every catalog text that was served. The one table without a tenant.
create table catalog_version (
  version text primary key,
  text text not null,
  loaded_at timestamptz(3) not null
);

-- The tenants that the transaction named, and no others.
create function spillway_tenants() returns text[]
  language sql stable parallel safe
  return string_to_array(nullif(current_setting('spillway.tenants', true), ''), ',');

-- Hides the rows of every tenant but those, from the tables' owner too.
create procedure spillway_seal(variadic tables text[])
  language plpgsql
  as $$
declare
  name text;
begin
  foreach name in array tables loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant on %I using (tenant_id = any ((select spillway_tenants())::text[]))',
      name
    );
  end loop;
end
$$;
call spillway_seal(
  'account', 'lot', 'hold', 'decision', 'balance_update', 'purchase', 'allowance_reset', 'policy_version'
);

-- Books are inserted and read, never changed; state is never deleted.
do $$ begin execute format('grant usage on schema %I to spillway_api', current_schema()); end $$;
grant select, insert on decision, balance_update, policy_version, catalog_version to spillway_api;
grant select, insert, update on account, lot, hold, purchase, allowance_reset to spillway_api;
