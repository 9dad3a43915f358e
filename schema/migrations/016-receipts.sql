-- What a receipt leads to. No check writes into these indexes, and no other statement can use them: each is partial, and
-- only who asks for what its condition says reads it (015 tells why).

-- The usage that was reported for a decision, in the order in which it was recorded.
create index usage_event_of_decision on usage_event (tenant_id, decision_id, id) where decision_id is not null;

-- What a charge did, and how a hold ended. What a check did itself is found by its account's number, which it stores.
create index balance_update_by_cause on balance_update (tenant_id, cause_id, account_id, seq)
  where cause <> 'HOLD' and cause_id is not null;

-- Lots that are not for every product: what a layer had for one product leaves them out.
create index lot_scoped on lot (tenant_id, account_id) where products is not null;

-- A policy that served, by its version: a tenant may go back to one, so it may stand there several times.
create index policy_version_by_version on policy_version (tenant_id, version);
