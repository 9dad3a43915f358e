/**
 * Reads notices from the books: one by its id, the newest of an account, and those that follow on one.
 */
import type { Database } from '../database/database.js';
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import { Notice } from '../books/notice.js';

/** Whose notices. */
export interface NoticeOwner {
  tenant: string;
  accountId: string;
}

/** The form of a key that is a number. */
export const NO_KEY = /^[1-9][0-9]{0,17}$/;

/** The notice with this UUID, null where the tenant has none. */
export function findNotice(database: Database, tenantId: string, uuid: string): Promise<Notice | null> {
  return database.transaction([tenantId], ({ em }) => em.findOne(Notice, { tenantId, uuid }), { readOnly: true });
}

/** One page of an account's notices, the newest first. */
export async function listNotices(
  database: Database,
  { tenant: tenantId, accountId }: NoticeOwner,
  page: PageRequest,
): Promise<Connection<Notice>> {
  const where = { tenantId, accountId, ...(page.after !== null && { no: { $lt: BigInt(page.after) } }) };
  const rows = await database.transaction(
    [tenantId],
    ({ em }) => em.find(Notice, where, { orderBy: { no: 'desc' }, limit: page.first + 1 }),
    { readOnly: true },
  );
  return pageOf(rows, page, ({ no }) => String(no));
}

/** The notices after number `no`, in the order given; at most `limit`. */
export function noticesAfter(
  database: Database,
  { tenant: tenantId, accountId }: NoticeOwner,
  no: bigint,
  limit: number,
): Promise<Notice[]> {
  return database.transaction(
    [tenantId],
    ({ em }) => em.find(Notice, { tenantId, accountId, no: { $gt: no } }, { orderBy: { no: 'asc' }, limit }),
    { readOnly: true },
  );
}

const LAST = `
  select k.tenant_id as tenant, k.id as "accountId", n.no
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select n.no from notice n
    where n.tenant_id = k.tenant_id and n.account_id = k.id
    order by n.no desc limit 1
  ) n`;

/** The number of each account's last notice; accounts without one are left out. */
export function lastNotices(
  database: Database,
  owners: readonly NoticeOwner[],
): Promise<(NoticeOwner & { no: bigint })[]> {
  const tenants = owners.map(({ tenant }) => tenant);
  const ids = owners.map(({ accountId }) => accountId);
  return database.transaction([...new Set(tenants)], (tx) => tx.query(LAST, [tenants, ids]), { readOnly: true });
}
