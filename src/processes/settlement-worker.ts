/**
 * A settlement worker by itself: the streaming processor without a door, beside any number of API processes and other
 * workers on the same database. It needs the catalog and no policy.
 */
import { Ledger } from '../books/unit-of-work.js';
import { BALANCE_CHANNEL, WakeUps } from '../live/wake-ups.js';
import { CatalogVersions } from '../usage/catalog-versions.js';
import { SettlementProcessor } from '../usage/settlement-processor.js';
import { UsageSignal } from '../usage/usage-signal.js';
import type { Config } from './config.js';
import type { Log } from '../log.js';
import { openBase } from './open-base.js';

export interface WorkerOptions {
  config: Pick<Config, 'policyDir'>;
  /** A database whose owner the URL names; migrated here. */
  databaseUrl: string;
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
export async function openSettlementWorker({ config, databaseUrl, log }: WorkerOptions): Promise<SettlementWorker> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const { policyDir } = config;
    const { database, catalog, tenants } = await openBase({ databaseUrl, policyDir, log }, closing);
    const wakeUps = new WakeUps(database, log, BALANCE_CHANNEL);
    closing.push(() => wakeUps.close());
    const ledger = new Ledger({ database, catalog, clockOffset: () => 0, onCommit: (moved) => wakeUps.tell(moved) });
    const signal = new UsageSignal(database, log);
    const catalogs = new CatalogVersions(catalog);
    const processor = new SettlementProcessor({ ledger, catalogs, signal, log, tenants });
    await processor.start();
    closing.push(() => processor.close());
    return {
      get settled() {
        return processor.settled;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
