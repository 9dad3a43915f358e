/**
 * The journal and what it leads to, read as it is stored, for whoever derives the books again. Each statement reads a
 * bounded page by key.
 */
import type { WindowInstance } from '../core/account.js';
import type { Instant } from '../core/words.js';
import { selectList } from '../books/columns.js';
import { windowsCodec } from '../books/documents.js';
import { ACCOUNT, BALANCE_UPDATE, LOT, type AccountRow, type LotRow, type UpdateRow } from '../books/tables.js';
import type { Tx } from '../database/database.js';

/** Whose books: a tenant and the UUID of an account. */
export interface Owner {
  tenant: string;
  accountId: string;
}

const READ_ACCOUNT = `select ${selectList(ACCOUNT, 'a')} from account a where a.tenant_id = $1 and a.id = $2`;

const UPDATES = `select ${selectList(BALANCE_UPDATE, 'u')} from balance_update u`;

/** What a page of updates has at most, its first one apart: one that moves a thousand lots is long. */
const PAGE_BYTES = 16 * 1024 * 1024;

const PAGE = `
  select ${selectList(BALANCE_UPDATE, 'u')}, u.followed
  from (
    select b.*, lead(b.seq) over (order by b.seq) is not null as followed,
      sum(octet_length(b.lines::text) + octet_length(b.after::text))
        over (order by b.seq rows between unbounded preceding and 1 preceding) as bytes_before
    from (
      select * from balance_update
      where tenant_id = $1 and account_id = $2 and seq > $3 and seq <= $4
      order by seq limit $5
    ) b
  ) u
  where coalesce(u.bytes_before, 0) < ${PAGE_BYTES}
  order by u.seq`;

const NEAREST = `
  ${UPDATES}
  where u.tenant_id = $1 and u.account_id = $2 and u.seq <= $3
  order by u.seq desc limit 1`;

const LOT_COLUMNS = selectList(LOT, 'l');

const LOTS = `
  select l.*
  from unnest($3::uuid[]) as k (id)
  cross join lateral (
    select ${LOT_COLUMNS} from lot l where l.tenant_id = $1 and l.id = k.id and l.account_id = $2 limit 1
  ) l`;

const LOTS_OF_ACCOUNT = `
  select ${LOT_COLUMNS} from lot l
  where l.tenant_id = $1 and l.account_id = $2 and l.id > $3
  order by l.id limit $4`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_SEQ = 2n ** 63n - 1n;

/** An account as it is stored; `windows` null where they cannot be read, which is one difference among others. */
export interface FoundAccount extends Omit<AccountRow, 'windows'> {
  windows: WindowInstance[] | null;
}

/** The account; undefined where there is none. */
export async function readAccount(tx: Tx, { tenant, accountId }: Owner): Promise<FoundAccount | undefined> {
  const [row] = await tx.query<Omit<AccountRow, 'windows'> & { windows: unknown }>(READ_ACCOUNT, [tenant, accountId]);
  return row && { ...row, windows: windowsOf(row.windows) };
}

function windowsOf(stored: unknown): WindowInstance[] | null {
  try {
    return windowsCodec.read(stored);
  } catch {
    return null;
  }
}

/**
 * The next balance updates after `after`, up to `last` (null: however many there are): at most `first`, and fewer where
 * they are long.
 */
export async function updatesAfter(
  tx: Tx,
  { tenant, accountId }: Owner,
  after: bigint,
  last: bigint | null,
  first: number,
): Promise<{ rows: UpdateRow[]; more: boolean }> {
  const params = [tenant, accountId, after, last ?? LAST_SEQ, first];
  const rows = await tx.query<UpdateRow & { followed: boolean }>(PAGE, params);
  return { rows, more: rows.length === first || rows.at(-1)?.followed === true };
}

/**
 * The last balance update before an instant; null where there is none. Time never falls along `seq`, so the key itself
 * is searched; numbers that are missing are stepped over.
 * @param seq the account's last one
 */
export async function lastBefore(tx: Tx, owner: Owner, seq: bigint, at: Instant): Promise<UpdateRow | null> {
  let [low, high] = [0n, seq];
  let found: UpdateRow | null = null;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const [row] = await tx.query<UpdateRow>(NEAREST, [owner.tenant, owner.accountId, middle]);
    if (!row || row.seq <= low) low = middle;
    else if (row.at < at) [low, found] = [middle, row];
    else high = row.seq - 1n;
  }
  return found;
}

/** These lots of the account, by UUID; texts that are none are passed over. */
export async function lotsById(tx: Tx, { tenant, accountId }: Owner, ids: Iterable<string>) {
  const known = [...new Set(ids)].filter((id) => UUID.test(id));
  const rows = known.length ? await tx.query<LotRow>(LOTS, [tenant, accountId, known]) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

/** The next lots of the account, in the order of their UUIDs. */
export function lotsAfter(tx: Tx, { tenant, accountId }: Owner, after: string | null, first: number) {
  return tx.query<LotRow>(LOTS_OF_ACCOUNT, [tenant, accountId, after ?? FIRST_UUID, first]);
}
