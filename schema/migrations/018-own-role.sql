-- The rows of tenants are for the API's role and for the owner of the tables, and for nobody else who is given a table by
-- mistake. The API's login, which is only a member of that role, can read which migrations are applied, and which builds
-- they serve.
-- serves_from: 017

-- Beside schema_migration: which build, by the number of its newest migration, is the oldest that may serve once a
-- migration is applied. A process that starts obeys the largest.
create table serves_from (
  migration integer primary key,
  oldest_build integer not null check (oldest_build <= migration)
);
grant select on schema_migration, serves_from to spillway_api;

do $$
declare
  sealed record;
begin
  for sealed in select tablename, tableowner from pg_policies join pg_tables using (schemaname, tablename)
    where schemaname = current_schema() and policyname = 'tenant'
  loop
    execute format('alter policy tenant on %I to spillway_api, %I', sealed.tablename, sealed.tableowner);
  end loop;
end
$$;

-- Hides the rows of every tenant but those, from the tables' owner too; all rows, from everybody else.
create or replace procedure spillway_seal(variadic tables text[])
  language plpgsql
  as $$
declare
  name text;
begin
  foreach name in array tables loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant on %I to spillway_api, %I using (tenant_id = any ((select spillway_tenants())::text[]))',
      name, current_user
    );
  end loop;
end
$$;
