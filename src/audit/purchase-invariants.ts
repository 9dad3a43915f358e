/**
 * Purchases against the lots that were paid for, and against the money that goes back.
 */
import type { Invariant } from './invariant.js';

export const PURCHASE_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a purchase that was paid has exactly its lot, any other has none',
    sql: `
    select coalesce(p.id, l.purchase_id) as id, p.status, p.lot_id, l.id as lot from purchase p
    full join (select * from lot where purchase_id is not null) l on l.tenant_id = p.tenant_id and l.purchase_id = p.id
    where (p.status in ('PAID', 'REFUNDED')) is distinct from (l.id is not null)
      or p.lot_id is distinct from l.id or p.account_id <> l.account_id or p.credits <> l.amount`,
  },
  {
    invariant: 'I3',
    title:
      'a purchase is refunded exactly where its lot was taken back, and at rest once all that came back is returned',
    sql: `
    select p.id, p.status, p.unsettled, p.refunded, p.returned, l.taken_back, l.open from purchase p
    left join lot l on l.tenant_id = p.tenant_id and l.id = p.lot_id
    where (p.status = 'REFUNDED') <> (l.closed is not distinct from 'takenBack')
      or p.refunded > coalesce(l.taken_back, 0) or p.returned > p.refunded
      or case p.status when 'REFUNDED' then not p.unsettled and (l.open or p.returned < l.taken_back)
        else p.unsettled <> (p.status = 'PENDING') end`,
  },
];
