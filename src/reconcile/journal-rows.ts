/**
 * The journal and what it leads to, read as it is stored, for whoever derives the books again. Each statement reads a
 * bounded page by key.
 */
import type { AccountState, Cause, Instant, Lot, WindowInstance } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { windowsCodec } from '../books/documents.js';
import { hashFields, isoInstant } from '../books/journal-hash.js';

/** Whose books: a tenant and the UUID of an account. */
export interface Owner {
  tenant: string;
  accountId: string;
}

/** An account as stored. */
export interface AccountRow {
  id: string;
  address: string;
  plan: string | null;
  state: AccountState;
  seq: bigint;
  lastHash: Buffer;
  lastAt: Instant;
  debt: bigint;
  windows: WindowInstance[];
  usageNo: bigint;
  settledNo: bigint;
  forgiven: bigint;
  forgivenSince: Instant | null;
}

/** A balance update as stored: both documents are texts. */
export interface UpdateRow {
  seq: bigint;
  at: Instant;
  cause: Cause;
  causeId: string | null;
  delta: bigint;
  heldDelta: bigint;
  lines: string;
  after: string;
  prevHash: Buffer;
  causeHash: Buffer | null;
  hash: Buffer;
}

/** A lot as stored, its revocation apart. */
export interface LotRow extends Lot {
  reason: string;
  purchaseId: string | null;
  key: string | null;
  fingerprint: Buffer | null;
  open: boolean;
}

const ACCOUNT = `
  select id, address, plan, state, seq, last_hash as "lastHash", last_at as "lastAt", debt, windows,
    usage_no as "usageNo", settled_no as "settledNo", forgiven, forgiven_since as "forgivenSince"
  from account where tenant_id = $1 and id = $2`;

const UPDATE = `seq, at, cause, cause_id as "causeId", delta, held_delta as "heldDelta", lines::text as lines,
  after::text as after, prev_hash as "prevHash", cause_hash as "causeHash", hash`;

const PAGE = `
  select ${UPDATE} from balance_update
  where tenant_id = $1 and account_id = $2 and seq > $3 and seq <= $4
  order by seq limit $5`;

const NEAREST = `
  select ${UPDATE} from balance_update
  where tenant_id = $1 and account_id = $2 and seq <= $3
  order by seq desc limit 1`;

const LOT = `l.id, l.kind, l.amount, l.remaining, l.held, l.spent, l.expired, l.taken_back as "takenBack", l.priority,
  l.products, l.created_at as "createdAt", l.effective_at as "effectiveAt", l.expires_at as "expiresAt", l.effective,
  l.closed, l.reason, l.purchase_id as "purchaseId", l.key, l.fingerprint, l.open`;

const LOTS = `
  select l.*
  from unnest($3::uuid[]) as k (id)
  cross join lateral (
    select ${LOT} from lot l where l.tenant_id = $1 and l.id = k.id and l.account_id = $2 limit 1
  ) l`;

const LOTS_OF_ACCOUNT = `
  select ${LOT} from lot l
  where l.tenant_id = $1 and l.account_id = $2 and l.id > $3
  order by l.id limit $4`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_SEQ = 2n ** 63n - 1n;

/** The account; undefined where there is none. */
export async function readAccount(tx: Tx, { tenant, accountId }: Owner): Promise<AccountRow | undefined> {
  const [row] = await tx.query<Omit<AccountRow, 'windows'> & { windows: unknown }>(ACCOUNT, [tenant, accountId]);
  return row && { ...row, windows: windowsCodec.read(row.windows) };
}

/** The next balance updates after `after`, up to `last` (null: however many there are). */
export function updatesAfter(tx: Tx, { tenant, accountId }: Owner, after: bigint, last: bigint | null, first: number) {
  return tx.query<UpdateRow>(PAGE, [tenant, accountId, after, last ?? LAST_SEQ, first]);
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

/** The hash that an update must have, from its columns alone. */
export function updateHash({ tenant, accountId }: Owner, row: UpdateRow): Buffer {
  return hashFields([
    tenant,
    accountId,
    row.seq.toString(),
    isoInstant(row.at),
    row.cause,
    row.causeId,
    row.delta.toString(),
    row.heldDelta.toString(),
    row.lines,
    row.after,
    row.prevHash.toString('hex'),
    row.causeHash?.toString('hex') ?? null,
  ]);
}

/** The hash that a lot's terms must have, from its columns alone. */
export function termsHash({ tenant, accountId }: Owner, row: LotRow): Buffer {
  return hashFields([
    tenant,
    accountId,
    row.id,
    row.kind,
    row.amount.toString(),
    String(row.priority),
    row.products && JSON.stringify(row.products),
    isoInstant(row.createdAt),
    isoInstant(row.effectiveAt),
    row.expiresAt === null ? null : isoInstant(row.expiresAt),
    row.reason,
    row.purchaseId,
    row.key,
    row.fingerprint?.toString('hex') ?? null,
  ]);
}
