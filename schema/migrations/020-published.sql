-- The newest catalog in the database is the one that every process serves, so their order is kept, as that of policies is.

-- Books: in which order catalogs went live. One that goes live again has a row again.
create table catalog_activation (
  no bigint primary key,
  version text not null,
  activated_at timestamptz(3) not null
);

-- Of those from before, the last one that was new. Processes from before add no rows: what they bring is published when a
-- process of this version starts with it.
insert into catalog_activation
select row_number() over (order by loaded_at, version), version, loaded_at from catalog_version;

-- Processes ask under which number a text went live last.
create index catalog_activation_of_version on catalog_activation (version, no);

grant select, insert on catalog_activation to spillway_api;
