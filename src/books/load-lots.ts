/**
 * What units of work know of a lot, and how they come to lots of which nothing is left: accounts carry only the others.
 */
import type { Lot } from '../core/account.js';
import type { Tx } from '../database/database.js';
import type { Books } from './books.js';
import { rowReader, selectList } from './columns.js';
import { LOT } from './tables.js';

/** What decisions need of a lot, and where it lies. */
export const LOT_FACTS = [
  ...(['tenantId', 'accountId', 'id', 'kind', 'amount', 'remaining', 'held', 'spent', 'expired', 'takenBack'] as const),
  ...(['priority', 'products', 'createdAt', 'effectiveAt', 'expiresAt', 'effective', 'closed', 'recurs'] as const),
];

const readLot = rowReader(LOT);

const LOTS = `
  select l.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select ${selectList(LOT, 'l', LOT_FACTS)} from lot l where l.tenant_id = $1 and l.id = k.id limit 1
  ) l`;

/** Gives locked accounts those of these lots that they do not carry yet. What lies on other accounts is left out. */
export async function loadLots(tx: Tx, books: Books, tenant: string, ids: Iterable<string>): Promise<void> {
  const there = new Set(books.all().flatMap(({ account }) => account.lots.map(({ id }) => id)));
  const missing = [...new Set(ids)].filter((id) => !there.has(id));
  if (!missing.length) return;
  for (const row of await tx.query<Lot & { accountId: string }>(LOTS, [tenant, missing])) {
    if (books.holds(tenant, row.accountId)) books.accountById(tenant, row.accountId).lots.push(readLot(row));
  }
}
