/** A ledger over a database of its own, with the shipped catalog or another, and a clock that tests move. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Catalog } from '../../src/catalog/catalog.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { Account } from '../../src/books/account.js';
import { AdminAction } from '../../src/books/admin-action.js';
import { AllowanceReset } from '../../src/books/allowance-reset.js';
import { Decision } from '../../src/books/decision.js';
import { HoldPartRow } from '../../src/books/hold.js';
import { Lot } from '../../src/books/lot.js';
import { Purchase } from '../../src/books/purchase.js';
import { Ledger } from '../../src/books/unit-of-work.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { createTestDatabase } from './database.js';

export interface TestLedger {
  ledger: Ledger;
  database: Database;
  catalog: Catalog;
  /** Milliseconds that the ledger's clock is ahead of the database's. */
  clock: { ahead: number };
  /** As the owner, outside row-level security; rows as the bare driver reads them. */
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  databaseUrl: string;
  close(): Promise<void>;
}

export async function openTestLedger(catalogText = readFileSync('policies/catalog.yaml', 'utf8')): Promise<TestLedger> {
  const store = await createTestDatabase();
  const entities = [Account, AdminAction, Lot, HoldPartRow, Decision, Purchase, AllowanceReset];
  const database = await openDatabase({ url: store.url, entities, log: createLog({ logLevel: 'silent' }) });
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const catalog = parseCatalog(catalogText, 'policies/catalog.yaml');
  const clock = { ahead: 0 };
  const ledger = new Ledger({ database, catalog: () => catalog, onCommit: () => {}, clockOffset: () => clock.ahead });
  return {
    ledger,
    database,
    catalog,
    clock,
    databaseUrl: store.url,
    asOwner: async <R extends pg.QueryResultRow>(sql: string, params?: unknown[]) =>
      (await owner.query<R>(sql, params)).rows,
    async close() {
      await owner.end();
      await database.close();
      await store.drop();
    },
  };
}
