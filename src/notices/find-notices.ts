/**
 * Finds notices in the books: one by its id, and the newest of an account, page by page.
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
