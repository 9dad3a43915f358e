-- What the catalog that a tenant is shown, lists of accounts and usage by label look up. None of the columns is changed by a
-- check, so accounts still change in place.

-- Which plans a tenant's accounts are on, one look-up per plan.
create index account_plan on account (tenant_id, plan) where plan is not null;

-- Accounts whose addresses begin alike lie together, whatever collation the database has.
create index account_in_order on account (tenant_id, address collate "C");

-- Events with labels by when the usage happened, of one account and of all: sums have no labels. Events without any cost
-- nothing here.
create index usage_event_labelled on usage_event (tenant_id, account_id, occurred_at, usage_no)
  where json_array_length(body->'labels') > 0;
create index usage_event_labelled_of_tenant on usage_event (tenant_id, occurred_at, account_id, usage_no)
  where json_array_length(body->'labels') > 0;
