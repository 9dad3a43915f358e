/**
 * Reads watched accounts from the books: what follows on a `seq`, where they stand, and a snapshot. Whoever asks while a
 * statement is under way goes with the next one: a thousand watchers who come at once cost a few statements each.
 */
import { Lane, type Settled } from '../books/lane.js';
import { imageOf } from '../core/journal.js';
import { wireId } from '../ids.js';
import { WindowState } from '../books/balance.js';
import { keyOf, type AccountKey, type Books } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';
import { willPass, type Database } from '../database/database.js';
import { inParts } from '../in-parts.js';
import { changeFrom, type BalanceChange, type ChangeRow } from './balance-change.js';
import { PAGE, type EventReader, type WatchedAccount } from './feed.js';

const CHANGES = `
  select k.no, u.account_id, u.seq, u.at, u.cause, u.cause_id, u.delta, u.held_delta, u.after
  from unnest($1::text[], $2::uuid[], $3::bigint[]) with ordinality as k (tenant_id, id, seq, no)
  cross join lateral (
    select b.account_id, b.seq, b.at, b.cause, b.cause_id, b.delta, b.held_delta, b.after
    from balance_update b
    where b.tenant_id = k.tenant_id and b.account_id = k.id and b.seq > k.seq
    order by b.seq limit $4
  ) u
  order by k.no, u.seq`;

const HEADS = `
  select a.tenant_id, a.id, a.seq
  from account a join unnest($1::text[], $2::uuid[]) as k (tenant_id, id) on a.tenant_id = k.tenant_id and a.id = k.id`;

const FOUND = `
  select k.no, a.id, a.seq
  from unnest($1::text[], $2::text[]) with ordinality as k (tenant_id, address, no)
  join account a on a.tenant_id = k.tenant_id and a.address = k.address`;

interface Wanted {
  account: WatchedAccount;
  afterSeq: bigint;
}

/** An account that can be watched, and how far it has come. */
export interface Found {
  account: WatchedAccount;
  seq: bigint;
}

const AT_ONCE = { batch: 50, queue: 100_000 };

export class ChangeReader implements EventReader<BalanceChange> {
  private readonly searches: Lane<AccountKey, Found | null>;
  private readonly pages: Lane<Wanted, BalanceChange[]>;
  private readonly snapshots: Lane<WatchedAccount, BalanceChange | null>;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {
    this.searches = new Lane((keys) => this.search(keys), AT_ONCE);
    this.pages = new Lane((wanted) => this.readPages(wanted), AT_ONCE);
    this.snapshots = new Lane((accounts) => this.readSnapshots(accounts), AT_ONCE);
  }

  /** The account at an address; null where there is none. */
  find(key: AccountKey): Promise<Found | null> {
    return this.searches.submit(key);
  }

  /** The updates that follow on `afterSeq`, in order; at most {@link PAGE}. */
  after(account: WatchedAccount, afterSeq: bigint): Promise<BalanceChange[]> {
    return this.pages.submit({ account, afterSeq });
  }

  /** The `seq` of each account now, by tenant and UUID. */
  async heads(accounts: readonly WatchedAccount[]): Promise<Map<string, bigint>> {
    const rows = await this.database.transaction(
      tenantsOf(accounts),
      (tx) => tx.query<{ tenant_id: string; id: string; seq: bigint }>(HEADS, columnsOf(accounts)),
      { readOnly: true },
    );
    return new Map(rows.map(({ tenant_id, id, seq }) => [keyOf(tenant_id, id), seq]));
  }

  /** The account as it is now. What fell due is written first (docs/rules.md, 1); where nothing did, nothing is locked. */
  async snapshot(account: WatchedAccount): Promise<BalanceChange> {
    const { tenant, address } = account;
    const seen = await this.snapshots.submit(account);
    if (seen) return seen;
    return this.ledger.work([tenant], { lock: [{ tenant, address }], create: [] }, (books) =>
      snapshotOf(books, account),
    );
  }

  private async search(keys: AccountKey[]): Promise<Settled<Found | null>[]> {
    const columns = [keys.map(({ tenant }) => tenant), keys.map(({ address }) => address)];
    const rows = await this.database.transaction(
      tenantsOf(keys),
      (tx) => tx.query<{ no: bigint; id: string; seq: bigint }>(FOUND, columns),
      { readOnly: true },
    );
    const found = new Map(rows.map((row) => [Number(row.no) - 1, row]));
    return keys.map(({ tenant, address }, i) => {
      const row = found.get(i);
      return { ok: true, value: row ? { account: { tenant, address, accountId: row.id }, seq: row.seq } : null };
    });
  }

  /** Null where something is due. */
  private async readSnapshots(accounts: WatchedAccount[]): Promise<Settled<BalanceChange | null>[]> {
    const seen = new Map<WatchedAccount, Settled<BalanceChange | null>>();
    for (const [tenant, own] of Map.groupBy(accounts, ({ tenant }) => tenant)) {
      await inParts(own, {
        work: (part) =>
          this.ledger.read(tenant, part, (books) => {
            for (const account of part) {
              seen.set(account, { ok: true, value: isDue(books, account) ? null : snapshotOf(books, account) });
            }
          }),
        split: (part, error) => (part.length === 1 || willPass(error) ? [] : part.map((account) => [account])),
        failed: (part, error) => part.forEach((account) => seen.set(account, { ok: false, error })),
      });
    }
    return accounts.map((account) => seen.get(account)!);
  }

  private async readPages(wanted: Wanted[]): Promise<Settled<BalanceChange[]>[]> {
    const accounts = wanted.map(({ account }) => account);
    const params = [...columnsOf(accounts), wanted.map(({ afterSeq }) => afterSeq), PAGE];
    const rows = await this.database.transaction(
      tenantsOf(accounts),
      (tx) => tx.query<ChangeRow & { no: bigint }>(CHANGES, params),
      { readOnly: true },
    );
    const pages = Map.groupBy(rows, ({ no }) => no);
    return wanted.map(({ account: { address } }, i) => {
      const page = pages.get(BigInt(i + 1)) ?? [];
      return settled(() => page.map((row) => changeFrom(address, row)));
    });
  }
}

function isDue(books: Books, key: AccountKey): boolean {
  const locked = books.find(key);
  return locked?.dueAt != null && locked.dueAt <= books.dueUntil(locked.account);
}

function snapshotOf(books: Books, key: WatchedAccount): BalanceChange {
  const account = books.account(key);
  const at = books.bringUpTo(account);
  const { balance, windows, plan } = imageOf({ ...account, lastAt: at });
  return {
    address: key.address,
    account: wireId('acc', account.id),
    firstSeq: account.seq,
    seq: account.seq,
    snapshot: true,
    cause: 'SNAPSHOT',
    causeId: null,
    delta: 0n,
    heldDelta: 0n,
    balance,
    windows: windows.map((after) => WindowState.of(account.id, after, plan)),
    at: new Date(at),
  };
}

/** What cannot be read fails for those who watch this account, and for nobody who was read with it (docs/rules.md, 25). */
function settled<R>(read: () => R): Settled<R> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, error };
  }
}

function tenantsOf(accounts: readonly AccountKey[]): string[] {
  return [...new Set(accounts.map(({ tenant }) => tenant))];
}

function columnsOf(accounts: readonly WatchedAccount[]): string[][] {
  return [accounts.map(({ tenant }) => tenant), accounts.map(({ accountId }) => accountId)];
}
