-- What a candidate policy or catalog would have changed of a period: previews that somebody asked for.
-- serves_from: 028

-- State: a preview and how far it has come. text_version: of the text that is tried, which is not kept. lease_until: a run
-- that has not been heard of by then has ended with its process. result: the sums, once it is done. Rows go when newer ones
-- come: no book is made of them.
create table policy_preview (
  tenant_id text not null,
  id uuid not null,
  key text not null,
  fingerprint bytea not null,
  what text not null check (what in ('POLICY', 'CATALOG')),
  text_version text not null,
  asked_by text not null,
  from_at timestamptz(3) not null,
  to_at timestamptz(3) not null check (to_at > from_at),
  state text not null check (state in ('RUNNING', 'DONE', 'FAILED')),
  done integer not null default 0 check (done >= 0),
  total integer not null check (total >= done),
  message text,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  lease_until timestamptz(3) not null,
  result jsonb,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  check ((state = 'RUNNING') = (ended_at is null)),
  check ((state = 'DONE') = (result is not null)),
  check ((state = 'FAILED') = (message is not null))
) with (fillfactor = 50);

-- State: one decision whose answer would be another, in the order of the period. change: both answers.
create table policy_preview_change (
  tenant_id text not null,
  preview_id uuid not null,
  no integer not null check (no > 0),
  change jsonb not null,
  primary key (tenant_id, preview_id, no)
);

call spillway_seal('policy_preview', 'policy_preview_change');

grant select, insert, update, delete on policy_preview to spillway_api;
grant select, insert, update, delete on policy_preview_change to spillway_api;

-- What the tables will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into policy_preview (tenant_id, id, key, fingerprint, what, text_version, asked_by, from_at, to_at, state, total,
  started_at, lease_until)
select 'sample-' || n % 4, md5(n::text)::uuid, n::text, '', 'POLICY', 'sample', 'sample', now() - interval '1 day', now(),
  'RUNNING', 0, now(), now()
from generate_series(1, 400) n;
insert into policy_preview_change (tenant_id, preview_id, no, change)
select 'sample-' || n % 4, md5(n::text)::uuid, no, '{}' from generate_series(1, 400) n, generate_series(1, 5) no;
analyze policy_preview;
analyze policy_preview_change;
truncate policy_preview, policy_preview_change;
