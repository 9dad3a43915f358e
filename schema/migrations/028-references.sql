-- A reference names one grant or one purchase of a tenant: whoever gives one looks for the first that has it. Purchases from
-- before may share one.
-- serves_from: 017

create index purchase_of_reference on purchase (tenant_id, reference) where reference is not null;
