/**
 * Reads parts of holds for accounts that are being locked: those that fell due, and whole holds that a call asks for.
 */
import type { HoldPart } from '../core/account.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { instantOfUuid } from '../ids.js';
import { rowReader, selectList } from './columns.js';
import { HOLD, type HoldRow } from './tables.js';
import { keyOf, MOST_DUE_LINES, type Books, type LockedAccount } from './books.js';

const COLUMNS = selectList(HOLD, 'h');
const readHold = rowReader(HOLD);

/** The open holds that expire first: of an account on which something is due as many as it has lines for, and one more. */
const FIRST_HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[], $3::int[]) as k (tenant_id, id, first)
  cross join lateral (
    select ${COLUMNS} from hold h
    where h.tenant_id = k.tenant_id and h.account_id = k.id and h.state = 'HELD' and h.claims = 0
    order by h.expires_at, h.id
    limit k.first
  ) h`;

const HOLDS = `
  select h.*
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${COLUMNS} from hold h where h.tenant_id = k.tenant_id and h.id = k.id offset 0
  ) h`;

/**
 * Gives the accounts their holds that fell due, as many as they may end now, and tells when the next one will; of accounts
 * that are near their bound of open holds, also where none fell due.
 */
export async function loadDueHolds(tx: Tx, locked: LockedAccount[], clock: Instant): Promise<void> {
  const horizon = locked.reduce((latest, { account }) => Math.max(latest, account.lastAt), clock);
  const isDue = ({ dueAt }: LockedAccount) => dueAt !== null && dueAt <= horizon;
  const asked = locked.filter((each) => isDue(each) || each.isNearMostHolds);
  if (!asked.length) return;
  const share = Math.max(1, Math.floor(MOST_DUE_LINES / Math.max(1, locked.filter(isDue).length)));
  const first = asked.map((each) => (isDue(each) ? share + 1 : 1));
  const params = [asked.map((l) => l.account.tenant), asked.map((l) => l.account.id), first];
  const rows = await tx.query<HoldRow>(FIRST_HOLDS, params);
  const found = Map.groupBy(rows, ({ tenantId, accountId }) => keyOf(tenantId, accountId));
  for (const each of asked) {
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

function partOf({ id, caller, openedAt, subject, expiresAt, claims, ending, draws, counts }: HoldRow): HoldPart {
  const since = openedAt ?? instantOfUuid(id);
  return { id, caller, openedAt: since, subject, expiresAt, claims, ending, draws, ...(counts && { counts }) };
}
