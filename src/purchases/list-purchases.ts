/**
 * Pages of an account's purchases, the newest first. The range of time is a range of their ids; their status is looked at
 * row by row, of so many rows a page.
 */
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Account } from '../books/account.js';
import { Purchase, type PurchaseStatus } from '../books/purchase.js';
import type { Database, Tx } from '../database/database.js';
import { firstUuidAt } from '../ids.js';

/** What to list; absent or null means any. The range is `[from, to)`. */
export interface PurchaseFilter {
  status: PurchaseStatus | null | undefined;
  from: Date | null | undefined;
  to: Date | null | undefined;
  reference: string | null;
}

/** How many purchases one page looks at, where few of them have the status. */
const LOOKED_AT = 20_000;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next ones, whatever their status: tenant $1, account $2, before $3, from $4 on. */
const IN_ORDER = `
  select p.id, p.status from purchase p
  where p.tenant_id = $1 and p.account_id = $2 and p.id < $3::uuid and p.id >= $4::uuid
  order by p.id desc`;
const FITTING = `
  select k.id from (${IN_ORDER} limit ${LOOKED_AT}) k
  where $5::text is null or k.status = $5
  order by k.id desc limit $6`;
/** Those of a reference, which names one; from before it had to, several may share it. */
const OF_REFERENCE = `
  select p.id from purchase p
  where p.tenant_id = $1 and p.account_id = $2 and p.id < $3::uuid and p.id >= $4::uuid
    and ($5::text is null or p.status = $5) and p.reference = $7
  order by p.id desc limit $6`;
const LAST_LOOKED_AT = `${IN_ORDER} offset ${LOOKED_AT - 1} limit 1`;

/** One page: as many as were asked for, or fewer, with a cursor to go on from, where many had to be looked at. */
export function listPurchases(
  database: Database,
  { tenantId, uuid: accountId }: Account,
  { status, from, to, reference }: PurchaseFilter,
  page: PageRequest,
): Promise<Connection<Purchase>> {
  const end = to ? firstUuidAt(to.getTime()) : LAST_UUID;
  const before = page.after !== null && page.after < end ? page.after : end;
  const place = [tenantId, accountId, before, from ? firstUuidAt(from.getTime()) : FIRST_UUID];
  const read = async ({ em, ...tx }: Tx) => {
    const asked = [...place, status ?? null, page.first + 1];
    const found = await (reference === null
      ? tx.query<{ id: string }>(FITTING, asked)
      : tx.query<{ id: string }>(OF_REFERENCE, [...asked, reference]));
    const more = found.length > page.first;
    const passed =
      more || status == null || reference !== null ? [] : await tx.query<{ id: string }>(LAST_LOOKED_AT, place);
    const ids = found.slice(0, page.first).map(({ id }) => id);
    const rows = await em.find(Purchase, { tenantId, uuid: { $in: ids } }, { orderBy: { uuid: 'desc' } });
    const left = passed[0]?.id;
    return pageOf(rows, page, ({ uuid }) => uuid, { more: more || left !== undefined, end: left });
  };
  return database.transaction([tenantId], read, { readOnly: true });
}
