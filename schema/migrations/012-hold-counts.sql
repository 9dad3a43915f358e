-- How many open holds a subject has, and what it holds of each pool: kept beside the holds, so that nothing counts them.

-- Whose hold it is: the account of its subject. Null on what ended before this, and where an older process wrote the hold:
-- nothing counts that one.
alter table hold add column subject_id uuid;

-- State: open holds of the subject whose account it is.
alter table account add column open_holds integer not null default 0 check (open_holds >= 0);

-- State: how many open holds of a subject lie on a pool, and how much they still hold there.
create table pool_share (
  tenant_id text not null,
  pool_id uuid not null,
  subject_id uuid not null,
  holds integer not null check (holds >= 0),
  amount bigint not null check (amount >= 0),
  primary key (tenant_id, pool_id, subject_id)
) with (fillfactor = 60);

-- What the table will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
insert into pool_share select 'sample-' || n % 4, md5((n % 8)::text)::uuid, gen_random_uuid(), 1, 1
from generate_series(1, 2000) n;
analyze pool_share;
truncate pool_share;

-- The owner of the tables is bound by row-level security too: without this it sees no row.
alter table account no force row level security;
alter table hold no force row level security;

do $$
declare
  open bigint;
  named bigint;
  counted bigint;
  shared bigint;
begin
  select count(*) into open from hold where state = 'HELD';

  -- Each hold has a part on its subject's account, be it without a draw, or ended before the others.
  update hold h set subject_id = s.id
  from (
    select p.tenant_id, p.id as hold_id, a.id
    from hold p join account a on a.tenant_id = p.tenant_id and a.id = p.account_id
    where a.address like 'subject:%'
  ) s
  where h.state = 'HELD' and h.tenant_id = s.tenant_id and h.id = s.hold_id;
  get diagnostics named = row_count;

  update account a set open_holds = h.holds
  from (
    select tenant_id, subject_id, count(*) as holds from hold
    where state = 'HELD' and account_id = subject_id group by 1, 2
  ) h
  where a.tenant_id = h.tenant_id and a.id = h.subject_id;
  select coalesce(sum(open_holds), 0) into counted from account;

  insert into pool_share (tenant_id, pool_id, subject_id, holds, amount)
  select h.tenant_id, h.account_id, h.subject_id, count(*), sum(d.amount)
  from hold h cross join lateral (
    select coalesce(sum(amount::bigint - settled::bigint - released::bigint), 0) as amount
    from jsonb_to_recordset(h.draws) as x (amount text, settled text, released text)
  ) d
  where h.state = 'HELD' and h.account_id <> h.subject_id group by 1, 2, 3;
  select coalesce(sum(holds), 0) into shared from pool_share;

  if named <> open or counted + shared <> open then
    raise exception 'of % open parts of holds % have a subject, and % are counted', open, named, counted + shared;
  end if;
end
$$;

alter table account force row level security;
alter table hold force row level security;
call spillway_seal('pool_share');
grant select, insert, update on pool_share to spillway_api;
