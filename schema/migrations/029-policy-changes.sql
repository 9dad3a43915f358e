-- A policy may be applied by a call: the version tells by which act, and the key of the call. The act says who, why, and what
-- its tests said. Of catalogs the operator says both.
-- serves_from: 017

alter table policy_version
  add column action_id uuid,
  add column key text,
  add column fingerprint bytea;

create unique index policy_version_of_key on policy_version (tenant_id, key) where key is not null;

alter table catalog_activation
  add column author text,
  add column message text;
