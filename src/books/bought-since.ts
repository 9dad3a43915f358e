/**
 * What automatic top-ups have bought, derived from their purchases: no counter to keep, none to drift.
 */
import type { Instant, Nano } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { isoInstant } from './journal-hash.js';

const BOUGHT = `
  select b.nano
  from unnest($2::uuid[]) with ordinality as k (id, no)
  cross join lateral (
    select coalesce(sum(p.credits), 0)::bigint as nano
    from purchase p
    where p.tenant_id = $1 and p.account_id = k.id and p.automatic and p.status in ('PAID', 'REFUNDED')
      and p.created_at >= $3
  ) b
  order by k.no`;

/** Credits that top-ups begun since `since` have bought for each of these accounts; refunded ones count. */
export async function boughtSince(
  tx: Tx,
  tenant: string,
  accountIds: readonly string[],
  since: Instant,
): Promise<Nano[]> {
  const rows = await tx.query<{ nano: Nano }>(BOUGHT, [tenant, accountIds, isoInstant(since)]);
  return rows.map(({ nano }) => nano);
}
