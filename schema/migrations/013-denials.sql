-- Denials must not fill the disk: those beyond a caller's share of a minute are not stored, only counted.

-- The last denials of an account by caller: a repeated one is found here, and how many were stored in the last minute.
create index decision_denied on decision (tenant_id, subject, (body->>'caller'), id) where outcome = 'DENIED';

-- State: denials that were not stored, by what was denied to whom in which hour. groups: in the order of their names;
-- groups_hash: SHA-256 of them, for a key cannot hold them all. product, feature: '' where the catalog does not know
-- them. reason: '' in the one row for what goes beyond the most rows of a subject and an hour. last_request: what was
-- asked last. Rows go when they are old: they are counts, and no book is made of them.
create table denial_count (
  tenant_id text not null,
  subject text not null,
  hour timestamptz(3) not null,
  product text not null,
  feature text not null,
  reason text not null,
  groups_hash bytea not null,
  groups text[] not null,
  count bigint not null check (count > 0),
  last_at timestamptz(3) not null,
  last_request jsonb not null,
  primary key (tenant_id, subject, hour, product, feature, reason, groups_hash)
) with (fillfactor = 70);
create index denial_count_age on denial_count (hour);

call spillway_seal('denial_count');

grant select, insert, update, delete on denial_count to spillway_api;

-- What the table will look like, for the planner (as 002 does for others): rows are looked up by their whole keys.
select set_config('spillway.tenants', (select string_agg('sample-' || n, ',') from generate_series(0, 3) n), true);
insert into denial_count
select 'sample-' || n % 4, 'subject-' || n % 8, now() - n % 50 * interval '1 hour', 'product-' || n, 'sample', 'sample', '',
  '{}', 1, now(), '{}'
from generate_series(1, 2000) n;
analyze denial_count;
truncate denial_count;
