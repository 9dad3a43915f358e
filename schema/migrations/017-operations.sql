-- What a tenant sees of its own service, and the invoice or order that credits were bought for.

-- Events given up, the last ones first, of all accounts. In the collation "C", so that no other statement reads it (015
-- tells why).
create index set_aside_of_tenant on set_aside (tenant_id collate "C", failed_at, account_id, usage_no) where given_up;

-- What the buyer calls the purchase elsewhere. Purchases from before have none.
alter table purchase add column reference text;
