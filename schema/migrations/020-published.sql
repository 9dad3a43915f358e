-- The newest catalog in the database is the one that every process serves, so their order is kept, as that of policies is.
-- serves_from: 017

-- Books: in which order catalogs went live. One that goes live again has a row again. Of those from before nobody knows the
-- order, for one that came back left no trace: the first process that starts publishes the one in its folder.
create table catalog_activation (
  no bigint primary key,
  version text not null,
  activated_at timestamptz(3) not null
);

-- Processes ask under which number a text went live last.
create index catalog_activation_of_version on catalog_activation (version, no);

grant select, insert on catalog_activation to spillway_api;
