/**
 * Reads parts of holds for accounts that are being locked: those that fell due, and whole holds that a call asks for.
 */
import type { HoldPart } from '../core/account.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { rowReader, selectList } from './columns.js';
import { HOLD, type HoldRow } from './tables.js';
import { keyOf, MOST_DUE_LINES, type Books, type LockedAccount } from './books.js';

const COLUMNS = selectList(HOLD, 'h');
const readHold = rowReader(HOLD);

/** The open holds that expire first, of each account as many as it has lines for due work, and one more. */
const FIRST_HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${COLUMNS} from hold h
    where h.tenant_id = k.tenant_id and h.account_id = k.id and h.state = 'HELD' and h.claims = 0
    order by h.expires_at, h.id
    limit $3
  ) h`;

const HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${COLUMNS} from hold h where h.tenant_id = k.tenant_id and h.id = k.id offset 0
  ) h`;

/** Gives the accounts their holds that fell due, as many as they may end now, and tells when the next one will. */
export async function loadDueHolds(tx: Tx, locked: LockedAccount[], clock: Instant): Promise<void> {
  const horizon = locked.reduce((latest, { account }) => Math.max(latest, account.lastAt), clock);
  const due = locked.filter(({ dueAt }) => dueAt !== null && dueAt <= horizon);
  if (!due.length) return;
  const share = Math.max(1, Math.floor(MOST_DUE_LINES / due.length));
  const params = [due.map((l) => l.account.tenant), due.map((l) => l.account.id), share + 1];
  const rows = await tx.query<HoldRow>(FIRST_HOLDS, params);
  const found = Map.groupBy(rows, ({ tenantId, accountId }) => keyOf(tenantId, accountId));
  for (const each of due) {
    const holds = found.get(keyOf(each.account.tenant, each.account.id)) ?? [];
    const expired = holds.slice(0, share).filter(({ expiresAt }) => expiresAt <= horizon);
    each.account.holds.push(...expired.map((row) => partOf(readHold(row))));
    each.nextHoldAt = holds[expired.length]?.expiresAt ?? null;
    each.dueLines = share;
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
  for (const found of rows) {
    const row = readHold(found);
    const account = byId.get(keyOf(row.tenantId, row.accountId))?.account;
    const part = account?.holds.find((hold) => hold.id === row.id) ?? partOf(row);
    books.addPart({ tenant: row.tenantId, accountId: row.accountId, part, state: row.state, reported: row.reported });
  }
}

function partOf({ id, caller, expiresAt, claims, ending, draws }: HoldRow): HoldPart {
  return { id, caller, expiresAt, claims, ending, draws };
}
