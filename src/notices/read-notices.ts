/**
 * Reads the notices of watched accounts from the books: which was the last, and what follows on one.
 */
import type { Database } from '../database/database.js';
import { keyOf } from '../books/books.js';
import { Notice } from '../books/notice.js';
import { PAGE, type EventReader, type Numbered, type WatchedAccount } from '../live/feed.js';

/** A notice for a subscriber, and the address by which the policy is asked who may read it. */
export interface GivenNotice extends Numbered {
  address: string;
  notice: Notice;
}

const LAST = `
  select k.tenant_id, k.id, n.no
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select n.no from notice n
    where n.tenant_id = k.tenant_id and n.account_id = k.id
    order by n.no desc limit 1
  ) n`;

export class NoticeReader implements EventReader<GivenNotice> {
  constructor(private readonly database: Database) {}

  /** The number of the account's last notice; 0 where it has none. */
  async head(account: WatchedAccount): Promise<bigint> {
    const [last] = (await this.heads([account])).values();
    return last ?? 0n;
  }

  /** The number of each account's last notice, by tenant and UUID; accounts without one are left out. */
  async heads(accounts: readonly WatchedAccount[]): Promise<Map<string, bigint>> {
    const tenants = accounts.map(({ tenant }) => tenant);
    const ids = accounts.map(({ accountId }) => accountId);
    const rows = await this.database.transaction(
      [...new Set(tenants)],
      (tx) => tx.query<{ tenant_id: string; id: string; no: bigint }>(LAST, [tenants, ids]),
      { readOnly: true },
    );
    return new Map(rows.map(({ tenant_id, id, no }) => [keyOf(tenant_id, id), no]));
  }

  /** The notices after number `no`, in the order given; at most {@link PAGE}. */
  async after({ tenant, address, accountId }: WatchedAccount, no: bigint): Promise<GivenNotice[]> {
    const where = { tenantId: tenant, accountId, no: { $gt: no } };
    const notices = await this.database.transaction(
      [tenant],
      ({ em }) => em.find(Notice, where, { orderBy: { no: 'asc' }, limit: PAGE }),
      { readOnly: true },
    );
    return notices.map((notice) => ({ seq: notice.no, address, notice }));
  }
}
