/**
 * Resets of allowances in a period: whose windows they ended, and which. What was asked is not stored: that a reset was of
 * everybody follows from how many accounts it went through, and which windows it was of from those that it ended anywhere.
 */
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import type { Range } from './load-history.js';

const MOST_RESETS = 1_000;
const MOST_UPDATES = 10_000;

const RESETS = `
  select r.id, r.at, r.finished and r.accounts >= (
    select count(*) from account a
    where a.tenant_id collate "C" = $1 and a.address collate "C" >= 'subject:' and a.address collate "C" < 'subject;'
      and a.created_at < r.at) as "isWhole"
  from allowance_reset r
  where r.tenant_id = $1 and r.id >= $2::uuid and r.id < $3::uuid
  order by r.id limit ${MOST_RESETS}`;

const ENDED = `
  select u.* from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select u.cause_id as reset, u.account_id as "accountId", l.line->>'window' as window from balance_update u
    cross join lateral json_array_elements(u.lines) as l (line)
    where u.tenant_id = $1 and u.cause_id = k.id and u.cause <> 'HOLD' and u.cause = 'ALLOWANCE_RESET'
    limit ${MOST_UPDATES}
  ) u`;

/** A reset of allowances. */
export interface PastReset {
  id: string;
  at: Instant;
  /** It was of everybody. */
  isWhole: boolean;
  /** The windows that it ended; null: it found none to end, so nobody knows whether it was of some alone. */
  names: ReadonlySet<string> | null;
  /** The accounts of which it ended some. */
  accounts: ReadonlySet<string>;
}

/** The resets in a range of ids, in their order. */
export async function loadResets(tx: Tx, tenant: string, [from, to]: Range): Promise<PastReset[]> {
  const resets = await tx.query<Pick<PastReset, 'id' | 'at' | 'isWhole'>>(RESETS, [tenant, from, to]);
  if (resets.length === 0) return [];
  type Row = { reset: string; accountId: string; window: string };
  const rows = await tx.query<Row>(ENDED, [tenant, resets.map(({ id }) => id)]);
  const ended = Map.groupBy(rows, ({ reset }) => reset);
  return resets.map((reset) => {
    const own = ended.get(reset.id) ?? [];
    const names = own.length > 0 ? new Set(own.map(({ window }) => window)) : null;
    return { ...reset, names, accounts: new Set(own.map(({ accountId }) => accountId)) };
  });
}
