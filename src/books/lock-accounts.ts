/**
 * Makes account rows exist, locks them in key order, and reads what the core needs to know of them. Judges nothing.
 */
import { budgetUuid, newUuid } from '../ids.js';
import { loadDueHolds, loadHolds } from './load-holds.js';
import { LOT_FACTS } from './load-lots.js';
import { lockedAccount, type CatalogTerms } from './account-row.js';
import { Books, keyOf, type AccountKey, type LockedAccount } from './books.js';
import { rowReader, selectList } from './columns.js';
import { lotPeriodCodec } from './grant-documents.js';
import { loadShares, type ShareRequest } from './load-shares.js';
import { ACCOUNT, LOT, type AccountRow } from './tables.js';
import type { Tx } from '../database/database.js';
import type { Lot } from '../core/account.js';
import type { BudgetTerms, Instant } from '../core/words.js';

/** An account as it is to be made: with its plan (null for all but subjects'), and what it counts where it is a budget's. */
export type AccountToCreate = AccountKey & { plan: string | null; budget?: BudgetTerms | undefined };

/** What a unit of work wants locked. */
export interface LockRequest {
  lock: AccountKey[];
  /** Of these, the ones to create where they are missing. */
  create: AccountToCreate[];
  /** Holds to load with all their parts; their accounts must be among the locks. */
  holds?: { tenant: string; holdId: string }[];
  /** Whose shares of which pools are wanted. */
  shares?: readonly ShareRequest[];
  /**
   * How to lock: `skip` leaves out accounts that others have locked; `none` reads without locking, for answers that
   * write nothing. By default it is waited for each lock.
   */
  locking?: 'skip' | 'none';
  /** Asks for more that is to be read under the locks, in the same go. */
  beside?: (tx: Tx) => void;
}

const CREATE = `
  insert into account (tenant_id, id, address, plan, last_at, created_at)
  select k.tenant_id, k.id, k.address, k.plan, now.at, now.at
  from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as k (tenant_id, id, address, plan),
    (select date_trunc('milliseconds', clock_timestamp() + $5::float8 * interval '1 millisecond') as at) as now
  order by k.tenant_id, k.address
  on conflict (tenant_id, address) do nothing`;

// An address cannot be read back: what a budget counts, and whose it is, is kept beside its account.
const CREATE_BUDGETS = `
  with made as (${CREATE} returning tenant_id, id, address, created_at)
  insert into budget (tenant_id, account_id, id, who, object, source, period, subject, session, created_at)
  select made.tenant_id, made.id, k.id, k.who, k.object, k.source, k.period, k.subject, k.session, made.created_at
  from made
  join unnest($1::text[], $3::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
    $12::uuid[])
    as k (tenant_id, address, who, object, source, period, subject, session, id) using (tenant_id, address)`;

// Each look-up by array is a lateral one, fenced off by `limit` or `offset 0`: one probe of the key's index per element,
// whatever the planner knows of the table. Without statistics it would rather read all that the tenant has.
const accountsByKey = (locking: string) => `
  select a.*
  from unnest($1::text[], $2::text[]) as k (tenant_id, address)
  cross join lateral (
    select ${selectList(ACCOUNT, 'a')} from account a
    where a.tenant_id = k.tenant_id and a.address = k.address
    limit 1 ${locking}
  ) a`;

/** Statements that lock row by row, in the order of the arrays, and the one that does not lock. */
const FIND = {
  wait: accountsByKey('for update'),
  skip: accountsByKey('for update skip locked'),
  none: accountsByKey(''),
};

const FIRST_UPDATES = `
  select k.tenant_id as tenant, k.id, u.at
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select u.at from balance_update u where u.tenant_id = k.tenant_id and u.account_id = k.id order by u.seq limit 1
  ) u`;

/** A lot beside the clock; only the clock where the accounts have none. */
type FoundLot = Lot & { clock: Instant; tenantId: string | null; accountId: string };

const readAccount = rowReader(ACCOUNT);

const CLOCK_AND_LOTS = `
  select date_trunc('milliseconds', clock_timestamp()) as clock, l.*
  from (select 1) as always
  left join (
    select l.*
    from unnest($1::text[], $2::text[]) as k (tenant_id, address)
    cross join lateral (
      select a.tenant_id, a.id from account a where a.tenant_id = k.tenant_id and a.address = k.address limit 1
    ) a
    cross join lateral (
      select ${selectList(LOT, 'l', LOT_FACTS)} from lot l
      where l.tenant_id = a.tenant_id and l.account_id = a.id and l.open
      offset 0
    ) l
  ) l on true`;

/** Thrown where an account that was known is not there any more; it is forgotten, so the same again creates it. */
export class AccountLost extends Error {}

/**
 * Addresses that this process has seen committed. Accounts are never deleted, so creating them again can be skipped; only
 * a database that was restored, or a failover that lost a moment, may not have them any more.
 */
export class KnownAccounts {
  private readonly known = new Set<string>();

  forget(keys: readonly AccountKey[]): void {
    for (const { tenant, address } of keys) this.known.delete(keyOf(tenant, address));
  }

  missing<K extends AccountKey>(keys: readonly K[]): K[] {
    return keys.filter(({ tenant, address }) => !this.known.has(keyOf(tenant, address)));
  }

  remember(keys: readonly AccountKey[]): void {
    if (this.known.size > 200_000) this.known.clear();
    for (const { tenant, address } of keys) this.known.add(keyOf(tenant, address));
  }
}

/**
 * Locks the accounts and returns them as books. One round trip for the locks, the clock and lots; more only where rows
 * are missing, holds are asked for, or something fell due.
 * @param termsOf what the catalog that serves says of an account
 * @param clockOffset milliseconds added to the database's clock: zero, but where a test moves the clock
 * @throws AccountLost
 */
export async function lockAccounts(
  tx: Tx,
  request: LockRequest,
  termsOf: (account: Pick<AccountRow, 'tenantId' | 'address' | 'plan'>) => CatalogTerms,
  known: KnownAccounts,
  clockOffset = 0,
): Promise<Books> {
  const missing = known.missing(request.create);
  if (missing.length) await createAccounts(tx, missing, clockOffset);
  const distinct = new Map(request.lock.map((key) => [keyOf(key.tenant, key.address), key]));
  const keys = [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  const named = [keys.map((k) => k.tenant), keys.map((k) => k.address)];
  // Sent together and done in this order: each sees what was committed before the locks were had.
  const finding = tx.query<AccountRow>(FIND[request.locking ?? 'wait'], named);
  const reading = tx.query<FoundLot>(CLOCK_AND_LOTS, named);
  request.beside?.(tx);
  const [rows, lots] = await Promise.all([finding, reading]);
  const locked = rows.map((row) => lockedAccount(readAccount(row), termsOf(row)));
  await findFirstPlans(tx, locked);
  const clock = (lots[0]?.clock ?? 0) + clockOffset;

  const erasOf = (at: Pick<AccountRow, 'tenantId' | 'address'>) => termsOf({ ...at, plan: null }).eras;
  const books = new Books(clock, request.locking === 'none', erasOf);
  const byId = new Map(locked.map((l) => [keyOf(l.account.tenant, l.account.id), l]));
  for (const row of lots) {
    // The row is the lot, with three fields more: an account may have a thousand, and a copy of each takes its time.
    if (row.tenantId !== null)
      byId.get(keyOf(row.tenantId, row.accountId))?.account.lots.push(row.recurs === null ? row : withPeriod(row));
  }
  await loadDueHolds(tx, locked, clock);
  for (const account of locked) books.add(account);
  const lost = request.create.filter((key) => books.find(key) === undefined);
  if (lost.length) {
    known.forget(lost);
    throw new AccountLost();
  }
  if (request.holds?.length) await loadHolds(tx, request.holds, byId, books);
  await loadShares(tx, request.shares ?? [], books);
  return books;
}

/** Few lots have a period: the others need no reading. */
function withPeriod(row: FoundLot): FoundLot {
  row.recurs = lotPeriodCodec.read(row.recurs);
  return row;
}

/** Where the row does not say since when an account has a plan, its journal does: an older process has written it. */
async function findFirstPlans(tx: Tx, locked: readonly LockedAccount[]): Promise<void> {
  const unsaid = locked.filter(({ account }) => {
    return account.plan !== null && account.subscribedAt === null && account.seq > 0n;
  });
  if (!unsaid.length) return;
  const named = [unsaid.map(({ account }) => account.tenant), unsaid.map(({ account }) => account.id)];
  const found = await tx.query<{ tenant: string; id: string; at: Instant }>(FIRST_UPDATES, named);
  const firsts = new Map(found.map(({ tenant, id, at }) => [keyOf(tenant, id), at]));
  for (const { account } of unsaid) account.subscribedAt = firsts.get(keyOf(account.tenant, account.id)) ?? null;
}

/** Budgets after the others, in every unit of work: two that make the same accounts wait for each other, never both. */
async function createAccounts(tx: Tx, keys: readonly AccountToCreate[], clockOffset: number): Promise<void> {
  const row = (of: readonly AccountToCreate[]) => [
    of.map((k) => k.tenant),
    of.map(() => newUuid(Date.now() + clockOffset)),
    of.map((k) => k.address),
    of.map((k) => k.plan),
    clockOffset,
  ];
  const plain = keys.filter(({ budget }) => !budget);
  if (plain.length) await tx.query(CREATE, row(plain));
  const counting = keys.flatMap((key) => (key.budget ? [{ ...key, budget: key.budget }] : []));
  if (!counting.length) return;
  const distinct = [...new Map(counting.map((key) => [keyOf(key.tenant, key.address), key])).values()];
  const of = <K extends keyof BudgetTerms>(name: K) => distinct.map(({ budget }) => budget[name]);
  const named = [of('who'), of('object'), of('source'), of('period'), of('subject'), of('session')];
  const ids = distinct.map(({ address }) => budgetUuid(address));
  await tx.query(CREATE_BUDGETS, [...row(distinct), ...named, ids]);
}
