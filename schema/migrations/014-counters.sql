-- What reports have said of a hold so far: how much of the quotes of its decisions is used, the largest of each counter,
-- and which event was the final one. It stands on the part of the hold that lies on its subject's account. Null where
-- nothing was reported, and where an older process wrote the part.
alter table hold add column reported jsonb;

-- Holds that were reported on already were so without counters. The owner of the tables is no superuser, so for this
-- transaction row-level security lets it see them all.
alter table hold no force row level security;
alter table usage_event no force row level security;
do $$
declare
  known bigint;
  marked bigint;
begin
  select count(*) into known from (
    select distinct h.tenant_id, h.id from hold h join usage_event e on e.tenant_id = h.tenant_id and e.hold_id = h.id
  ) reported;
  update hold h set reported = '{"cumulative": false}'
  from (select distinct tenant_id, account_id, hold_id from usage_event where hold_id is not null) e
  where h.tenant_id = e.tenant_id and h.id = e.hold_id and h.account_id = e.account_id;
  get diagnostics marked = row_count;
  if marked <> known then raise exception '% of % holds that were reported on are marked', marked, known; end if;
end
$$;
alter table usage_event force row level security;
alter table hold force row level security;
