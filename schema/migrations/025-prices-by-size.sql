-- What is priced by size is found by its hold: the last event whose feature a catalog prices so, for what was used before it.
-- serves_from: 017

create index usage_event_sized on usage_event (tenant_id, hold_id, product, feature, usage_no)
  where json_typeof(body->'sized') = 'boolean';
