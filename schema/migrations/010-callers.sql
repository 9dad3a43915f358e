-- Who opened each hold: that caller alone may extend, report and release it without a right of its own. Null where an
-- older process wrote the hold, and for all holds from before: those belong to their subject.
alter table hold add column caller text;

-- Whose keys: an account has two spaces of them, so that nobody takes up another's. The space follows from the caller
-- that the body names. Null in rows of older processes, and from before: their keys stand in both.
alter table decision add column space text check (space in ('OWN', 'OTHERS'));
alter table usage_event add column space text check (space in ('OWN', 'OTHERS'));
create unique index decision_key_in_space on decision (tenant_id, subject, key, retry, space) nulls not distinct;
create unique index usage_event_key_in_space on usage_event (tenant_id, account_id, key, space) nulls not distinct;
drop index decision_key, usage_event_key;
