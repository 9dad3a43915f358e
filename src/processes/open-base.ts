/**
 * What every process of the product stands on: cells whose databases are migrated and safe to use, and the policies that
 * serve, which are the newest that are stored in the tenants' cells. Each process tells there what it serves.
 */
import type { Catalog } from '../catalog/catalog.js';
import { assertSafeDatabase } from '../database/assert-safe-database.js';
import type { Cell } from '../database/cell.js';
import { openDatabase, type Database } from '../database/database.js';
import { prepareCell, type LoginTerms } from '../database/prepare.js';
import { Account } from '../books/account.js';
import { AdminAction } from '../books/admin-action.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { BalanceUpdate } from '../books/balance-update.js';
import { BudgetRequest } from '../books/budget-request.js';
import { BudgetRow } from '../books/budget.js';
import { Charge } from '../books/charge.js';
import { Decision } from '../books/decision.js';
import { HoldPartRow } from '../books/hold.js';
import { KnownGrants } from '../books/known-grants.js';
import { Lot } from '../books/lot.js';
import { Notice } from '../books/notice.js';
import { PolicyPreview } from '../books/policy-preview.js';
import type { ProcessKind } from '../books/process-rows.js';
import { Purchase } from '../books/purchase.js';
import type { ServedGrants } from '../books/served-grants.js';
import { TopUp } from '../books/top-up.js';

import { TopUpConsent } from '../books/top-up-consent.js';
import { UsageEvent } from '../books/usage-event.js';
import type { Log } from '../log.js';
import type { PolicyChanges } from '../policy/policy-drafts.js';
import { openPolicies, type PolicyStore } from '../policy/policy-store.js';
import { Peers } from './peers.js';
import { publishInCells } from './publish-in-cells.js';

/** A cell that can be worked in. */
export interface OpenCell extends Cell {
  database: Database;
  /** Says which cell, where there are several. */
  log: Log;
  /** All tenants that live here and are served now. */
  tenants: () => string[];
}

export interface Base {
  /** The default one first. */
  cells: readonly OpenCell[];
  policies: PolicyStore;
  /** This process and all others. */
  peers: Peers;
  /** The catalog that serves now. */
  catalog: () => Catalog;
  /** What came again by all that served. */
  servedGrants: () => ServedGrants;
}

/** What it goes by. */
export interface BaseSettings extends LoginTerms {
  policyDir: string;
  policyChanges: PolicyChanges;
  /** Connections of one cell at most, beside the one that listens. */
  poolSize: number;
}

const ENTITIES = [
  Account,
  AdminAction,
  AllowanceReset,
  BalanceUpdate,
  BudgetRequest,
  BudgetRow,
  Charge,
  Decision,
  HoldPartRow,
  Lot,
  Notice,
  PolicyPreview,
  Purchase,
  TopUp,
  TopUpConsent,
  UsageEvent,
];

/**
 * Opens them; `closing` gets what ends them again, to be called last in first out.
 * @throws Error that says what to do, when a database is not safe or the catalog is broken
 */
export async function openBase(
  { cells, config, log, kind }: { cells: readonly Cell[]; config: BaseSettings; log: Log; kind: ProcessKind },
  closing: (() => Promise<void>)[],
): Promise<Base> {
  const opened: OpenCell[] = [];
  for (const cell of cells) {
    const own = cells.length > 1 ? log.child({ cell: cell.name }) : log;
    const home = await prepareCell(cell, config, own);
    const { apiRole: role, poolSize } = config;
    const database = await openDatabase({ ...cell, role, home, poolSize, entities: ENTITIES, log: own });
    closing.push(() => database.close());
    await assertSafeDatabase(database);
    opened.push({ ...cell, database, log: own, tenants: () => policies.tenants().filter(cell.holds) });
  }
  const grants = new KnownGrants(() => opened[0]!.database);
  const published = publishInCells(opened, grants);
  const told: { peers?: Peers } = {};
  const onSwitch = () => told.peers?.tell();
  const policies: PolicyStore = await openPolicies({
    dir: config.policyDir,
    changes: config.policyChanges,
    log,
    published,
    onSwitch,
  });
  closing.push(() => policies.close());
  const peers = new Peers({ database: opened[0]!.database, policies, kind, log });
  told.peers = peers;
  closing.push(() => peers.close());
  return { cells: opened, policies, peers, catalog: () => policies.catalog(), servedGrants: () => grants.now };
}
