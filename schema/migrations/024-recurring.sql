-- Grants that come again. Older builds know no catalog with grants: publish one when every process is of this build.
-- serves_from: 021

-- Books: the period of the grant that a lot comes from; null for all other lots. The hash of the terms covers it where
-- there is one. rolled: it is what was left of the period before.
alter table lot add column recurs json;

-- A period is issued once, whoever does it, and whenever.
create unique index lot_of_period
  on lot (tenant_id, account_id, (recurs->>'grant'), (recurs->>'start'), (coalesce(recurs->>'rolled', 'false')))
  where recurs is not null;

-- State: the last period of each grant that was issued on the account.
alter table account add column granted jsonb not null default '[]';

-- Books: what comes again by a catalog; null: nothing does.
alter table catalog_activation add column grants json;
