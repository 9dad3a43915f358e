/**
 * Resets of the allowances of all subjects in a period: whose windows they ended, and which. A reset of some subjects leaves no
 * other trace than the windows that it ended.
 */
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import type { Range } from './load-history.js';

const MOST_RESETS = 1_000;
const MOST_UPDATES = 10_000;

const RESETS = `
  select r.id, r.at from allowance_reset r
  where r.tenant_id = $1 and r.id >= $2::uuid and r.id < $3::uuid and r.finished and r.accounts >= (
    select count(*) from account a
    where a.tenant_id collate "C" = $1 and a.address collate "C" >= 'subject:' and a.address collate "C" < 'subject;'
      and a.created_at < r.at)
  order by r.id limit ${MOST_RESETS}`;

const ENDED = `
  select u.* from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select u.cause_id as reset, u.account_id as "accountId", l.line->>'window' as window from balance_update u
    cross join lateral json_array_elements(u.lines) as l (line)
    where u.tenant_id = $1 and u.cause_id = k.id and u.cause <> 'HOLD' and u.cause = 'ALLOWANCE_RESET'
    limit ${MOST_UPDATES}
  ) u`;

/** A reset of everybody. */
export interface WholeReset {
  at: Instant;
  /** The windows that it ended; null: it found none to end, so nobody knows whether it was of some alone. */
  names: ReadonlySet<string> | null;
  /** The accounts of which it ended some. */
  accounts: ReadonlySet<string>;
}

/** The resets of everybody in a range of ids, in their order. */
export async function loadWholeResets(tx: Tx, tenant: string, [from, to]: Range): Promise<WholeReset[]> {
  const resets = await tx.query<{ id: string; at: Instant }>(RESETS, [tenant, from, to]);
  if (resets.length === 0) return [];
  type Row = { reset: string; accountId: string; window: string };
  const rows = await tx.query<Row>(ENDED, [tenant, resets.map(({ id }) => id)]);
  const ended = Map.groupBy(rows, ({ reset }) => reset);
  return resets.map(({ id, at }) => {
    const own = ended.get(id) ?? [];
    const names = own.length > 0 ? new Set(own.map(({ window }) => window)) : null;
    return { at, names, accounts: new Set(own.map(({ accountId }) => accountId)) };
  });
}
