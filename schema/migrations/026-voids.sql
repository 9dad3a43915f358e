-- Usage that is undone: which events undo others, and what of repaid debt was given back for it.
-- serves_from: 026
-- An older build would settle an event that undoes another as usage: end such processes before.

-- The event that it undoes: a copy from the body, for the look-up and so that each event is undone once; the redrive of one
-- that was set aside undoes the same.
alter table usage_event add column voids uuid;
create unique index usage_event_voids on usage_event (tenant_id, voids) where voids is not null and redrives is null;
create index usage_event_voids_again on usage_event (tenant_id, voids) where voids is not null and redrives is not null;

-- The counters that were reported on a hold, the latest of which are looked for as one of them is undone. No other statement
-- can use the index (015 tells why).
create index usage_event_counters on usage_event (tenant_id, hold_id, usage_no)
  where hold_id is not null and json_typeof(body->'counters') = 'array';

-- What has repaid debt, the latest first: charges that are undone give it back.
create index balance_update_repaid on balance_update (tenant_id, account_id, seq)
  where cause in ('DEBT_REPAID', 'DEBT_FORGIVEN');

-- State: how much of a repayment, by the number of its balance update, was given back; a sum over charges.
create table debt_return (
  tenant_id text not null,
  account_id uuid not null,
  seq bigint not null,
  amount bigint not null check (amount > 0),
  primary key (tenant_id, account_id, seq)
);
call spillway_seal('debt_return');
grant select, insert, update on debt_return to spillway_api;

-- One more kind of act, beside those that there are by now.
do $$
declare
  kinds text := (
    select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'admin_action'::regclass and conname = 'admin_action_kind_check'
  );
begin
  alter table admin_action drop constraint admin_action_kind_check;
  execute 'alter table admin_action add constraint admin_action_kind_check '
    || replace(kinds, 'ARRAY[', 'ARRAY[''VOID''::text, ');
end
$$;
