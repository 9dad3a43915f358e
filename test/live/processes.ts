/** Several API processes on one database, as far as live balances are concerned, with one clock that tests move. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import type { Line } from '../../src/core/account.js';
import { imageOf, post } from '../../src/core/journal.js';
import { newUuid } from '../../src/ids.js';
import { Account } from '../../src/books/account.js';
import { BalanceUpdate } from '../../src/books/balance-update.js';
import type { AccountKey } from '../../src/books/books.js';
import { Decision } from '../../src/books/decision.js';
import { HoldPartRow } from '../../src/books/hold.js';
import { issueLot } from '../../src/books/issue-lot.js';
import { Lot } from '../../src/books/lot.js';
import { Purchase } from '../../src/books/purchase.js';
import { Ledger, type Moved } from '../../src/books/unit-of-work.js';
import type { BalanceChange } from '../../src/live/balance-change.js';
import { LiveBalances, type ChangesWanted } from '../../src/live/live-balances.js';
import type { Watch } from '../../src/live/watch.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { createLog, type Log } from '../../src/log.js';
import { createTestDatabase } from '../support/database.js';

export const CREDIT = 1_000_000_000n;
const HOUR_MS = 3_600_000;

export const catalog = parseCatalog(readFileSync('policies/catalog.yaml', 'utf8'), 'policies/catalog.yaml');

export interface Process {
  database: Database;
  ledger: Ledger;
  live: LiveBalances;
  log: Log;
}

export interface ProcessOptions {
  /** Messages to the other processes get lost. */
  mute?: boolean;
  /** How often all heads are looked at; never within a test, unless it says so. */
  checkMs?: number;
}

export interface Town {
  /** The database, as its owner. */
  url: string;
  clock: { ahead: number };
  open(options?: ProcessOptions): Promise<Process>;
  /** As the owner, outside row-level security. */
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

export async function openTown(): Promise<Town> {
  const store = await createTestDatabase();
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const clock = { ahead: 0 };
  const log = createLog({ logLevel: 'silent' });
  const opened: Process[] = [];
  const entities = [Account, BalanceUpdate, Decision, HoldPartRow, Lot, Purchase];

  async function open({ mute = false, checkMs = HOUR_MS }: ProcessOptions = {}): Promise<Process> {
    const database = await openDatabase({ url: store.url, entities, log, poolSize: 4 });
    const told = mute ? { ...database, notify: async () => {} } : database;
    const onCommit = (moved: Moved[]) => live.wake(moved);
    const ledger = new Ledger({ database, catalog: () => catalog, onCommit, clockOffset: () => clock.ahead });
    const live = new LiveBalances({ database: told, ledger, log, checkMs });
    await live.start();
    const process = { database, ledger, live, log };
    opened.push(process);
    return process;
  }

  return {
    url: store.url,
    clock,
    open,
    async asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]) {
      return (await owner.query<R>(sql, params)).rows;
    },
    async close() {
      for (const { live } of opened) await live.close();
      for (const { database } of opened) await database.close();
      await owner.end();
      await store.drop();
    },
  };
}

/** Makes the account, with one lot. */
export async function openAccount({ ledger }: Process, key: AccountKey, credits = 1_000n): Promise<string> {
  return ledger.work([key.tenant], { lock: [key], create: [{ ...key, plan: 'payg' }] }, (books) => {
    const account = books.account(key);
    const terms = { kind: 'PURCHASED' as const, amount: credits * CREDIT, priority: 100, products: null };
    const nothing = { effectiveAt: null, expiresAt: null, purchaseId: null, key: null, fingerprint: null };
    issueLot(books, account, { ...terms, ...nothing, reason: 'test' }, books.bringUpTo(account));
    return account.id;
  });
}

/** So many changes in one unit of work: credits go back and forth between what remains and what is held. */
export async function change({ ledger }: Process, key: AccountKey, count = 1): Promise<void> {
  await ledger.work([key.tenant], { lock: [key], create: [] }, (books) => {
    const account = books.account(key);
    const now = books.bringUpTo(account);
    const [lot] = account.lots;
    for (let i = 0; lot && i < count; i++) {
      const back = lot.held > 3n * CREDIT;
      const [from, to] = back ? (['held', 'remaining'] as const) : (['remaining', 'held'] as const);
      const line: Line = { lot: lot.id, window: null, amount: back ? 2n * CREDIT : CREDIT, from, to };
      books.record(post(account, now, back ? 'RELEASE' : 'HOLD', newUuid(now), [line]));
    }
  });
}

/** A hold on the account's lot that ends by itself. */
export async function holdFor({ ledger }: Process, key: AccountKey, seconds: number): Promise<void> {
  await ledger.work([key.tenant], { lock: [key], create: [] }, (books) => {
    const account = books.account(key);
    const now = books.bringUpTo(account);
    const id = newUuid(now);
    const [lot] = account.lots;
    if (!lot) throw new Error('the account has no lot');
    const amounts = { amount: CREDIT, settled: 0n, released: 0n };
    const from = { layer: 'CREDITS' as const, source: 'credits', windows: [], lot: lot.id };
    const draw = { no: 0, decisionId: id, at: now, ...from };
    const line: Line = { lot: lot.id, window: null, amount: CREDIT, from: 'remaining', to: 'held' };
    books.record(post(account, now, 'HOLD', id, [line]));
    const part = {
      id,
      expiresAt: now + seconds * 1000,
      caller: null,
      openedAt: now,
      subject: account.id,
      claims: 0,
      ending: false,
      draws: [{ ...draw, ...amounts }],
    };
    books.savePart(account, part, 'HELD');
  });
}

/** What a query shows: `seq` and balance as they are now. */
export async function query({ ledger }: Process, key: AccountKey) {
  return ledger.read(key.tenant, [key], (books) => {
    const account = books.account(key);
    return { seq: account.seq, balance: imageOf(account).balance };
  });
}

export async function watch(process: Process, key: AccountKey, options: Partial<ChangesWanted> = {}) {
  const [found] = await process.database.transaction([key.tenant], (tx) =>
    tx.query<{ id: string; seq: bigint }>('select id, seq from account where tenant_id = $1 and address = $2', [
      key.tenant,
      key.address,
    ]),
  );
  if (!found) throw new Error(`no account at ${key.address}`);
  return process.live.watch({ ...key, accountId: found.id }, found.seq, { afterSeq: null, coalesceMs: 0, ...options });
}

/** The next message. @throws Error where the watch has ended */
export async function next(watch: Watch<BalanceChange>): Promise<BalanceChange> {
  const { done, value } = await watch.next();
  if (done) throw new Error('the watch has ended');
  return value;
}

/** Messages up to and including the one that tells of `seq`. */
export async function until(watch: Watch<BalanceChange>, seq: bigint): Promise<BalanceChange[]> {
  const changes = [await next(watch)];
  while ((changes.at(-1)?.seq ?? 0n) < seq) changes.push(await next(watch));
  return changes;
}
