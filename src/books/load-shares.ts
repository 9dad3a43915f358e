/**
 * Reads what subjects hold of pools that are being locked: of those that a check may draw on, and of those that parts of
 * loaded holds lie on. One row each, however many holds there are.
 */
import type { Tx } from '../database/database.js';
import { keyOf, type AccountKey, type Books } from './books.js';
import { selectList } from './columns.js';
import type { ShareKey } from './hold-counts.js';
import { POOL_SHARE, type PoolShareRow } from './tables.js';

/** A subject's account and the pools that may give to it; all of them are among the locks. */
export interface ShareRequest {
  subject: AccountKey;
  pools: readonly string[];
}

const SHARES = `
  select s.*
  from unnest($1::text[], $2::uuid[], $3::uuid[]) as k (tenant_id, pool_id, subject_id)
  cross join lateral (
    select ${selectList(POOL_SHARE, 's')} from pool_share s
    where s.tenant_id = k.tenant_id and s.pool_id = k.pool_id and s.subject_id = k.subject_id
    limit 1
  ) s`;

/** Gives the pools in the books their shares. Accounts that are not there have none. */
export async function loadShares(tx: Tx, requests: readonly ShareRequest[], books: Books): Promise<void> {
  const asked = requests.flatMap(({ subject, pools }): ShareKey[] => {
    const { tenant } = subject;
    const subjectId = books.find(subject)?.account.id;
    if (subjectId === undefined) return [];
    const found = [...books.found(tenant, pools).values()];
    return found.map(({ id: poolId }) => ({ tenant, poolId, subjectId }));
  });
  const wanted = [...asked, ...books.counts.shares.filter(({ tenant, poolId }) => books.holds(tenant, poolId))];
  const keys = [...new Map(wanted.map((key) => [keyOf(key.tenant, key.poolId, key.subjectId), key])).values()];
  if (!keys.length) return;
  const params = [keys.map((k) => k.tenant), keys.map((k) => k.poolId), keys.map((k) => k.subjectId)];
  const rows = await tx.query<PoolShareRow>(SHARES, params);
  const stored = new Map(rows.map((row) => [keyOf(row.tenantId, row.poolId, row.subjectId), row]));
  for (const { tenant, poolId, subjectId } of keys) {
    const { holds = 0, amount = 0n } = stored.get(keyOf(tenant, poolId, subjectId)) ?? {};
    books.accountById(tenant, poolId).shares.set(subjectId, { holds, amount });
  }
}
