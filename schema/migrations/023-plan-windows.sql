-- When an account got its first plan: subscription months are counted from that day and time.
-- serves_from: 017

-- A copy of what the after-images say from now on: the instant of the account's first update with a plan. Null on pools,
-- before that update, and where an older process wrote the account: the next unit of work looks it up in the journal.
alter table account add column subscribed_at timestamptz(3);

-- The owner of the tables is bound by row-level security too: without this it sees no row.
alter table account no force row level security;
alter table balance_update no force row level security;

do $$
declare
  wanted bigint;
  changed bigint;
begin
  if row_security_active('account') or row_security_active('balance_update') then
    raise exception 'row-level security hides rows from %', current_user;
  end if;

  -- Accounts with a plan have it from the beginning, so the first update is the first with a plan.
  select count(*) into wanted from account where plan is not null and seq > 0;
  update account a set subscribed_at = f.at
  from (
    select p.tenant_id, p.id, u.at from account p cross join lateral (
      select b.at from balance_update b where b.tenant_id = p.tenant_id and b.account_id = p.id order by b.seq limit 1
    ) u
    where p.plan is not null
  ) f
  where (a.tenant_id, a.id) = (f.tenant_id, f.id);
  get diagnostics changed = row_count;
  if changed <> wanted then raise exception 'only % of % accounts know their first plan', changed, wanted; end if;
end $$;

alter table balance_update force row level security;
alter table account force row level security;
