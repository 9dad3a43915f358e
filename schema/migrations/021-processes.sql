-- What every process serves, so that each can tell when others serve something else.
-- serves_from: 017

-- State: a run of a process, as it last said. build: of the sources. catalog: the version that it serves. policies: the
-- versions that it serves, by tenant. serves: a hash over both. A row goes when the process ends, or an hour after it last
-- said anything: no book is made of them.
create table process (
  id uuid primary key,
  kind text not null,
  host text not null,
  build text not null,
  catalog text not null,
  policies jsonb not null,
  serves text not null,
  since timestamptz(3) not null,
  at timestamptz(3) not null
) with (fillfactor = 50);

grant select, insert, update, delete on process to spillway_api;
