/**
 * What every process of the product stands on: a migrated database that is safe to use, and the policies that serve.
 */
import type { Catalog } from '../catalog/catalog.js';
import { assertSafeDatabase } from '../database/assert-safe-database.js';
import { openDatabase, type Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { Account } from '../books/account.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { BalanceUpdate } from '../books/balance-update.js';
import { Charge } from '../books/charge.js';
import { Decision } from '../books/decision.js';
import { HoldPartRow } from '../books/hold.js';
import { Lot } from '../books/lot.js';
import { Notice } from '../books/notice.js';
import { Purchase } from '../books/purchase.js';
import { policyHistory, storeCatalog, storePolicy } from '../books/stored-versions.js';
import { TopUp } from '../books/top-up.js';
import { TopUpConsent } from '../books/top-up-consent.js';
import { UsageEvent } from '../books/usage-event.js';
import type { Log } from '../log.js';
import { openPolicies, type PolicyStore } from '../policy/policy-store.js';

export interface Base {
  database: Database;
  policies: PolicyStore;
  /** The catalog that serves now. */
  catalog: () => Catalog;
  /** All tenants that are served now. */
  tenants: () => string[];
}

const ENTITIES = [
  Account,
  AllowanceReset,
  BalanceUpdate,
  Charge,
  Decision,
  HoldPartRow,
  Lot,
  Notice,
  Purchase,
  TopUp,
  TopUpConsent,
  UsageEvent,
];

/**
 * Opens them; `closing` gets what ends them again, to be called last in first out.
 * @throws Error that says what to do, when the database is not safe or the catalog is broken
 */
export async function openBase(
  { databaseUrl, policyDir, log }: { databaseUrl: string; policyDir: string; log: Log },
  closing: (() => Promise<void>)[],
): Promise<Base> {
  await migrate({ url: databaseUrl });
  const database = await openDatabase({ url: databaseUrl, entities: ENTITIES, log });
  closing.push(() => database.close());
  await assertSafeDatabase(database);
  const policies = await openPolicies({
    dir: policyDir,
    log,
    onActivated: (tenant, policy) => storePolicy(database, tenant, policy),
    lastServed: async (tenant) => (await policyHistory(database, tenant, 1))[0]?.text ?? null,
    onCatalog: (catalog, tenants) => storeCatalog(database, catalog, tenants),
  });
  closing.push(() => policies.close());
  return { database, policies, catalog: () => policies.catalog(), tenants: () => policies.tenants() };
}
