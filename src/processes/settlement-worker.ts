/**
 * A settlement worker by itself: the streaming processor without a door, beside any number of API processes and other
 * workers on the same database. It needs the catalog and no policy.
 */
import { cellsOf, type FurtherCell } from '../database/cell.js';
import { Ledger } from '../books/unit-of-work.js';
import { BALANCE_CHANNEL, WakeUps } from '../live/wake-ups.js';
import { CatalogVersions } from '../catalog/catalog-versions.js';
import { SettlementProcessor } from '../usage/settlement-processor.js';
import { UsageSignal } from '../usage/usage-signal.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Config } from './config.js';
import type { Log } from '../log.js';
import { openBase, type BaseSettings, type OpenCell } from './open-base.js';

export interface WorkerOptions {
  config: BaseSettings & Pick<Config, 'schema'>;
  /** A database, as a login that may serve; migrated here where that owns it. */
  databaseUrl: string;
  /** Cells beside the default one, which is that database. */
  furtherCells?: readonly FurtherCell[];
  log: Log;
}

export interface SettlementWorker {
  /** How many events it has settled so far. */
  readonly settled: number;
  /** Finishes the batch under way and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Starts a worker.
 * @throws Error that says what to do, when the database is not safe or the catalog is broken
 */
export async function openSettlementWorker(options: WorkerOptions): Promise<SettlementWorker> {
  const { config, databaseUrl, furtherCells, log } = options;
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const settings = { cells: cellsOf(databaseUrl, furtherCells, config.schema), config, log, kind: 'settle' as const };
    const { cells, catalog } = await openBase(settings, closing);
    const processors: SettlementProcessor[] = [];
    for (const cell of cells) processors.push(await settleIn(cell, catalog, closing));
    return {
      get settled() {
        return processors.reduce((sum, { settled }) => sum + settled, 0);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settleIn(
  { database, log, tenants }: OpenCell,
  catalog: () => Catalog,
  closing: (() => Promise<void>)[],
): Promise<SettlementProcessor> {
  const wakeUps = new WakeUps(database, log, BALANCE_CHANNEL);
  closing.push(() => wakeUps.close());
  const ledger = new Ledger({ database, catalog, clockOffset: () => 0, onCommit: (moved) => wakeUps.tell(moved) });
  const signal = new UsageSignal(database, log);
  const processor = new SettlementProcessor({ ledger, catalogs: new CatalogVersions(catalog), signal, log, tenants });
  await processor.start();
  closing.push(() => processor.close());
  return processor;
}
