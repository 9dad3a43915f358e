-- Which groups and subjects tokens have shown, so that a policy that names others can be doubted.
-- serves_from: 017

-- State: a name that a token of the tenant had, or that was named by somebody who acts for others, with the first and the last
-- UTC day on which it was. kind: group or subject. Rows go when they are old or too many: no book is made of them, and
-- nothing is refused by them.
create table shown_name (
  tenant_id text not null,
  kind text not null check (kind in ('group', 'subject')),
  name text not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  primary key (tenant_id, kind, name)
) with (fillfactor = 70);

call spillway_seal('shown_name');

grant select, insert, update, delete on shown_name to spillway_api;

-- What the table will look like, for the planner (as 002 does for others).
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into shown_name
select 'sample-' || n % 4, 'subject', 'subject-' || n, current_date, current_date from generate_series(1, 2000) n;
analyze shown_name;
truncate shown_name;
