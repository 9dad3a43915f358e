-- Budgets count what others give: each has an account of its own, and parts of holds say what they count there.
-- An older process knows no such part: let all processes run this build before a policy has its first p3 line.
-- serves_from: 021

-- What a budget counts of a hold; null on every other account.
alter table hold add column counts jsonb;

-- What was approved beyond a limit is a lot, too. Rows from before satisfy the check that it replaces.
alter table lot drop constraint lot_kind_check;
alter table lot add constraint lot_kind_check
  check (kind in ('PROMOTIONAL', 'PURCHASED', 'REFUND', 'ENTITLEMENT', 'INCREASE')) not valid;

-- Books: what each account of a budget counts, and whose it is; its address cannot be read back. id: the first half of the
-- digest that the address ends with. subject: null where all share it; session: null where all sessions of the subject do. How much may be spent is the policy's to say.
create table budget (
  tenant_id text not null,
  account_id uuid not null,
  id uuid not null,
  who text not null,
  object text not null,
  source text not null,
  period text not null,
  subject text,
  session text,
  created_at timestamptz(3) not null,
  primary key (tenant_id, account_id),
  check (session is null or subject is not null)
);
create unique index budget_id on budget (tenant_id, id);
create index budget_of_subject on budget (tenant_id, subject, session, account_id) where subject is not null;

call spillway_seal('budget');
grant select, insert on budget to spillway_api;
