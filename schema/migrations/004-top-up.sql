-- Automatic top-up: what was agreed to, how it stands, and the purchases that it made.

-- What calls for a top-up: fewer available credits than top_up_below, not before top_up_at (null: at any time). Null
-- while nothing does: off, waiting for a payment, or stopped. Both follow from top_up.
alter table account
  add column top_up_below bigint check (top_up_below > 0),
  add column top_up_at timestamptz(3);

-- automatic: bought by top-up, not by a call.
alter table purchase add column automatic boolean not null default false;
create index purchase_automatic on purchase (tenant_id, account_id, id) where automatic;

-- State: one account's top-up, as the last consent set it. purchase_id: the one purchase in flight; an earlier consent's
-- may still be under way while it is off. declines: how many in a row.
create table top_up (
  tenant_id text not null,
  account_id uuid not null,
  state text not null check (state in ('OFF', 'READY', 'PENDING', 'BACKING_OFF', 'CAPPED', 'STOPPED')),
  threshold bigint check (threshold > 0),
  target bigint check (target > threshold),
  monthly_cap bigint check (monthly_cap > 0),
  payment_method text,
  consented_by text,
  consented_at timestamptz(3),
  purchase_id uuid,
  declines integer not null default 0 check (declines >= 0),
  next_attempt_at timestamptz(3),
  last_decline_reason text,
  primary key (tenant_id, account_id),
  check (state = 'OFF' or num_nulls(threshold, target, monthly_cap, consented_by, consented_at) = 0),
  check (state = 'OFF' or (state = 'PENDING') = (purchase_id is not null)),
  check ((state in ('BACKING_OFF', 'CAPPED')) = (next_attempt_at is not null))
);

-- Books: who agreed to what, and who took it back, in the words that they were shown.
create table top_up_consent (
  tenant_id text not null,
  id uuid not null,
  account_id uuid not null,
  at timestamptz(3) not null,
  subject text not null,
  enabled boolean not null,
  statement text not null,
  threshold bigint,
  target bigint,
  monthly_cap bigint,
  payment_method text,
  primary key (tenant_id, id),
  check (not enabled or num_nulls(threshold, target, monthly_cap) = 0)
);
create index top_up_consent_of_account on top_up_consent (tenant_id, account_id, id);

call spillway_seal('top_up', 'top_up_consent');

grant select, insert, update on top_up to spillway_api;
grant select, insert on top_up_consent to spillway_api;
