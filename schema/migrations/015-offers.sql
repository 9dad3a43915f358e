-- What the catalog that a tenant is shown, lists of accounts and usage by label look up. None of the columns is changed by a
-- check, so accounts still change in place. No other statement can use these indexes: without fresh statistics the planner
-- takes every index that begins with tenant_id for equally good, and would read all of a tenant to find one address. So two
-- of them have tenant_id in the collation "C", and only who asks in that collation reads them.

-- Which plans a tenant's accounts are on, one look-up per plan.
create index account_plan on account (tenant_id, plan) where plan is not null;

-- Accounts whose addresses begin alike lie together, whatever collation the database has.
create index account_in_order on account (tenant_id collate "C", address collate "C");

-- Events with labels by when the usage happened, of one account and of all: sums have no labels. Events without any cost
-- nothing here.
create index usage_event_labelled on usage_event (tenant_id, account_id, occurred_at, usage_no)
  where json_array_length(body->'labels') > 0;
create index usage_event_labelled_of_tenant on usage_event (tenant_id collate "C", occurred_at, account_id, usage_no)
  where json_array_length(body->'labels') > 0;
