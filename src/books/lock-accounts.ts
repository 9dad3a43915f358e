/**
 * Makes account rows exist, locks them in key order, and reads what the core needs to know of them. Judges nothing.
 */
import { newUuid } from '../ids.js';
import { loadDueHolds, loadHolds } from './load-holds.js';
import { windowsCodec } from './documents.js';
import { Books, keyOf, type AccountKey, type LockedAccount } from './books.js';
import type { Tx } from '../database/database.js';
import type { LotKind } from '../core/kinds.js';
import type { Account, AccountState, Instant, Lot, WindowTerms } from '../core/words.js';

/** What a unit of work wants locked. */
export interface LockRequest {
  lock: AccountKey[];
  /** Of these, the ones to create with this plan where they are missing (null for pools). */
  create: (AccountKey & { plan: string | null })[];
  /** Holds to load with all their parts; their accounts must be among the locks. */
  holds?: { tenant: string; holdId: string }[];
  /** Read the accounts without locking them: for answers that write nothing. */
  unlocked?: boolean;
}

const CREATE = `
  insert into account (tenant_id, id, address, plan, last_at, created_at)
  select k.tenant_id, k.id, k.address, k.plan, now.at, now.at
  from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as k (tenant_id, id, address, plan),
    (select date_trunc('milliseconds', clock_timestamp()) as at) as now
  order by k.tenant_id, k.address
  on conflict (tenant_id, address) do nothing`;

// Each look-up by array is a lateral one, fenced off by `limit` or `offset 0`: one probe of the key's index per element,
// whatever the planner knows of the table. Without statistics it would rather read all that the tenant has.
const accountsByKey = (locking: string) => `
  select a.*
  from unnest($1::text[], $2::text[]) as k (tenant_id, address)
  cross join lateral (
    select a.tenant_id, a.id, a.address, a.plan, a.state, a.seq, a.last_hash, a.last_at, a.debt, a.windows,
      a.guard_started_at, a.guard_count, a.due_at, a.payment_method, a.usage_no, a.settled_no, a.forgiven,
      a.forgiven_since, a.top_up_below, a.top_up_at
    from account a
    where a.tenant_id = k.tenant_id and a.address = k.address
    limit 1 ${locking}
  ) a`;

const READ = accountsByKey('');

/** Locks row by row, in the order of the arrays. */
const LOCK = accountsByKey('for update');

const CLOCK_AND_LOTS = `
  select date_trunc('milliseconds', clock_timestamp()) as clock, l.*
  from (select 1) as always
  left join (
    select l.*
    from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
    cross join lateral (
      select l.tenant_id, l.account_id, l.id, l.kind, l.priority, l.products, l.created_at, l.effective_at,
        l.expires_at, l.effective, l.closed, l.amount, l.remaining, l.held, l.spent, l.expired, l.taken_back
      from lot l
      where l.tenant_id = k.tenant_id and l.account_id = k.id and l.open
      offset 0
    ) l
  ) l on true`;

interface AccountRow {
  tenant_id: string;
  id: string;
  address: string;
  plan: string | null;
  state: AccountState;
  seq: bigint;
  last_hash: Buffer;
  last_at: Instant;
  debt: bigint;
  windows: unknown;
  guard_started_at: Instant | null;
  guard_count: number;
  due_at: Instant | null;
  payment_method: string | null;
  usage_no: bigint;
  settled_no: bigint;
  forgiven: bigint;
  forgiven_since: Instant | null;
  top_up_below: bigint | null;
  top_up_at: Instant | null;
}

interface LotRow {
  clock: Instant;
  tenant_id: string | null;
  account_id: string;
  id: string;
  kind: LotKind;
  priority: number;
  products: string[] | null;
  created_at: Instant;
  effective_at: Instant;
  expires_at: Instant | null;
  effective: boolean;
  closed: 'expired' | 'takenBack' | null;
  amount: bigint;
  remaining: bigint;
  held: bigint;
  spent: bigint;
  expired: bigint;
  taken_back: bigint;
}

/** Addresses that this process has seen committed; accounts are never deleted, so creating them again can be skipped. */
export class KnownAccounts {
  private readonly known = new Set<string>();

  missing<K extends AccountKey>(keys: readonly K[]): K[] {
    return keys.filter(({ tenant, address }) => !this.known.has(keyOf(tenant, address)));
  }

  remember(keys: readonly AccountKey[]): void {
    if (this.known.size > 200_000) this.known.clear();
    for (const { tenant, address } of keys) this.known.add(keyOf(tenant, address));
  }
}

/**
 * Locks the accounts and returns them as books. One round trip for the locks and one for clock and lots; more only
 * where rows are missing, holds are asked for, or something fell due.
 * @param termsOf the windows that stand on an account, from the catalog that serves
 * @param clockOffset milliseconds added to the database's clock: zero, but where a test moves the clock
 */
export async function lockAccounts(
  tx: Tx,
  request: LockRequest,
  termsOf: (account: Pick<Account, 'plan'>) => readonly WindowTerms[],
  known: KnownAccounts,
  clockOffset = 0,
): Promise<Books> {
  const missing = known.missing(request.create);
  if (missing.length) await createAccounts(tx, missing);
  const distinct = new Map(request.lock.map((key) => [keyOf(key.tenant, key.address), key]));
  const keys = [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  const rows = await tx.query<AccountRow>(request.unlocked ? READ : LOCK, [
    keys.map((k) => k.tenant),
    keys.map((k) => k.address),
  ]);
  const locked = rows.map((row) => lockedAccount(row, termsOf(row)));
  const scope = [locked.map((l) => l.account.tenant), locked.map((l) => l.account.id)];
  const lots = await tx.query<LotRow>(CLOCK_AND_LOTS, scope);
  const clock = (lots[0]?.clock ?? 0) + clockOffset;

  const books = new Books(clock);
  const byId = new Map(locked.map((l) => [keyOf(l.account.tenant, l.account.id), l]));
  for (const row of lots) {
    if (row.tenant_id) byId.get(keyOf(row.tenant_id, row.account_id))?.account.lots.push(lotOf(row));
  }
  for (const account of locked) books.add(account);
  await loadDueHolds(tx, locked, byId, clock);
  if (request.holds?.length) await loadHolds(tx, request.holds, byId, books);
  return books;
}

async function createAccounts(tx: Tx, keys: readonly (AccountKey & { plan: string | null })[]): Promise<void> {
  const ids = keys.map(() => newUuid(Date.now()));
  await tx.query(CREATE, [keys.map((k) => k.tenant), ids, keys.map((k) => k.address), keys.map((k) => k.plan)]);
}

function lockedAccount(row: AccountRow, windowTerms: readonly WindowTerms[]): LockedAccount {
  const account: Account = {
    tenant: row.tenant_id,
    id: row.id,
    address: row.address,
    plan: row.plan,
    state: row.state,
    seq: row.seq,
    lastAt: row.last_at,
    debt: row.debt,
    windowTerms,
    windows: windowsCodec.read(row.windows),
    guard: row.guard_started_at === null ? null : { startedAt: row.guard_started_at, count: row.guard_count },
    lots: [],
    holds: [],
  };
  return {
    account,
    lastHash: row.last_hash,
    dueAt: row.due_at,
    // Until it is known better: nothing falls due before, be it a hold that is not loaded.
    nextHoldAt: row.due_at,
    paymentMethod: row.payment_method,
    usageNo: row.usage_no,
    settledNo: row.settled_no,
    forgiven: { amount: row.forgiven, since: row.forgiven_since },
    topUp: row.top_up_below === null ? null : { below: row.top_up_below, from: row.top_up_at },
    touched: false,
  };
}

function lotOf(row: LotRow): Lot {
  return {
    id: row.id,
    kind: row.kind,
    amount: row.amount,
    remaining: row.remaining,
    held: row.held,
    spent: row.spent,
    expired: row.expired,
    takenBack: row.taken_back,
    priority: row.priority,
    products: row.products,
    createdAt: row.created_at,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
    effective: row.effective,
    closed: row.closed,
  };
}
