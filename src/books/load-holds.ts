/**
 * Reads parts of holds for accounts that are being locked: those that fell due, and whole holds that a call asks for.
 */
import type { HoldPart } from '../core/account.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { rowReader, selectList } from './columns.js';
import { HOLD, type HoldRow } from './tables.js';
import { keyOf, type Books, type LockedAccount } from './books.js';

const COLUMNS = selectList(HOLD, 'h');
const readHold = rowReader(HOLD);

const DUE_HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${COLUMNS} from hold h
    where h.tenant_id = k.tenant_id and h.account_id = k.id and h.state = 'HELD' and h.claims = 0
      and h.expires_at <= to_timestamp($3::float8 / 1000)
    offset 0
  ) h`;

const NEXT_HOLDS = `
  select k.tenant_id, k.id, (
    select min(h.expires_at) from hold h
    where h.tenant_id = k.tenant_id and h.account_id = k.id and h.state = 'HELD' and h.claims = 0
      and h.expires_at > to_timestamp($3::float8 / 1000)
  ) as next_at
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)`;

const HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${COLUMNS} from hold h where h.tenant_id = k.tenant_id and h.id = k.id offset 0
  ) h`;

/** Gives the accounts their holds that fell due, and tells when the next one will. */
export async function loadDueHolds(tx: Tx, locked: LockedAccount[], byId: Map<string, LockedAccount>, clock: Instant) {
  const horizon = locked.reduce((latest, { account }) => Math.max(latest, account.lastAt), clock);
  const due = locked.filter(({ dueAt }) => dueAt !== null && dueAt <= horizon);
  if (!due.length) return;
  const params = [due.map((l) => l.account.tenant), due.map((l) => l.account.id), horizon];
  for (const row of await tx.query<HoldRow>(DUE_HOLDS, params)) {
    byId.get(keyOf(row.tenantId, row.accountId))?.account.holds.push(partOf(row));
  }
  for (const row of await tx.query<{ tenant_id: string; id: string; next_at: Instant | null }>(NEXT_HOLDS, params)) {
    const account = byId.get(keyOf(row.tenant_id, row.id));
    if (account) account.nextHoldAt = row.next_at;
  }
}

/** Loads whole holds; a part that fell due is the very object that its account carries. */
export async function loadHolds(
  tx: Tx,
  holds: { tenant: string; holdId: string }[],
  byId: Map<string, LockedAccount>,
  books: Books,
): Promise<void> {
  const rows = await tx.query<HoldRow>(HOLDS, [holds.map((h) => h.tenant), holds.map((h) => h.holdId)]);
  for (const row of rows) {
    const account = byId.get(keyOf(row.tenantId, row.accountId))?.account;
    const part = account?.holds.find((hold) => hold.id === row.id) ?? partOf(row);
    books.addPart({ tenant: row.tenantId, accountId: row.accountId, part, state: row.state });
  }
}

function partOf(row: HoldRow): HoldPart {
  const { id, expiresAt, claims, ending, draws } = readHold(row);
  return { id, expiresAt, claims, ending, draws };
}
