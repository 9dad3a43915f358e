-- A hold ends a day after its first decision at the latest, whatever extends it (docs/rules.md, 29).

-- Rows change here, and an owner that is no superuser sees none while row-level security is forced on it. Accounts are
-- locked before holds, as in every unit of work.
alter table account no force row level security;
alter table hold no force row level security;

-- opened_at: the instant of the first decision, which stands in the hold's id, a UUIDv7. Null where an older process
-- wrote the hold, and for holds that had ended before.
alter table hold add column opened_at timestamptz(3);

do $$
declare
  wanted bigint;
  changed bigint;
begin
  if row_security_active('account') or row_security_active('hold') then
    raise exception 'row-level security hides rows from %', current_user;
  end if;

  select count(*) into wanted from hold where state = 'HELD';
  update hold h set opened_at = o.at, expires_at = least(h.expires_at, o.at + interval '24 hours')
  from (
    select tenant_id, id, account_id,
      to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) as at
    from hold where state = 'HELD'
  ) o
  where (h.tenant_id, h.id, h.account_id) = (o.tenant_id, o.id, o.account_id);
  get diagnostics changed = row_count;
  if changed <> wanted then raise exception 'only % of % open holds know their beginning', changed, wanted; end if;

  -- Nothing may fall due on an account before its due_at.
  with late as (
    select a.tenant_id, a.id, h.at from account a
    join (select tenant_id, account_id, min(expires_at) as at from hold where state = 'HELD' group by 1, 2) h
      on (h.tenant_id, h.account_id) = (a.tenant_id, a.id)
    where a.due_at is null or a.due_at > h.at
  ), woken as (
    update account a set due_at = late.at from late where (a.tenant_id, a.id) = (late.tenant_id, late.id) returning 1
  )
  select (select count(*) from late), (select count(*) from woken) into wanted, changed;
  if changed <> wanted then raise exception 'only % of % accounts wake in time', changed, wanted; end if;
end $$;

alter table hold force row level security;
alter table account force row level security;
