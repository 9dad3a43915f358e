-- Holds in the order in which they expire: due work is done in bounded steps, each of which reads the first of them.
create index hold_expiry on hold (tenant_id, account_id, expires_at, id) where state = 'HELD' and claims = 0;
drop index hold_due;
