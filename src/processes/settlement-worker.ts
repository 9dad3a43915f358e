/**
 * A settlement worker by itself: the streaming processor without a door, beside any number of API processes and other
 * workers on the same database. It needs the catalog and no policy.
 */
import { cellsOf, type FurtherCell } from '../database/cell.js';
import { Ledger, type Moved } from '../books/unit-of-work.js';
import { BALANCE_CHANNEL, WakeUps } from '../live/wake-ups.js';
import { CatalogVersions } from '../catalog/catalog-versions.js';
import { SettlementProcessor } from '../usage/settlement-processor.js';
import { UsageSignal } from '../usage/usage-signal.js';
import type { Config } from './config.js';
import type { Log } from '../log.js';
import { openBase, type Base, type BaseSettings, type OpenCell } from './open-base.js';
import type { Meter } from '../meter.js';
import { openTelemetry } from '../telemetry/telemetry.js';
import { policyReading } from './policy-reading.js';
import { buildVersion } from './version.js';

export interface WorkerOptions {
  config: BaseSettings & Pick<Config, 'schema' | 'seen'>;
  /** A database, as a login that may serve; migrated here where that owns it. */
  databaseUrl: string;
  /** Cells beside the default one, which is that database. */
  furtherCells?: readonly FurtherCell[];
  log: Log;
}

export interface SettlementWorker {
  /** How many events it has settled so far. */
  readonly settled: number;
  /** Where metrics are; null: nowhere. */
  metricsUrl: string | null;
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
    const telemetry = await openTelemetry({ settings: config.seen, role: 'worker', version: buildVersion(), log });
    closing.push(() => telemetry.close());
    const settings = { cells: cellsOf(databaseUrl, furtherCells, config.schema), config, log, kind: 'settle' as const };
    const { cells, catalog, servedGrants, policies, peers } = await openBase(settings, closing);
    const processors: SettlementProcessor[] = [];
    const { meter } = telemetry;
    for (const cell of cells) processors.push(await settleIn(cell, { catalog, servedGrants, meter }, closing));
    let isEnding = false;
    const unwatch = telemetry.watch({
      cells,
      clockOffset: () => 0,
      // What waits is counted in the same databases: had one not answered, it would not be ready.
      ready: async () => true,
      isEnding: () => isEnding,
      pools: () => cells.map(({ database }) => database.poolUse()),
      policies: () => policyReading(policies, peers),
    });
    closing.push(unwatch);
    return {
      get settled() {
        return processors.reduce((sum, { settled }) => sum + settled, 0);
      },
      metricsUrl: telemetry.metricsUrl,
      close() {
        isEnding = true;
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settleIn(
  { database, log, tenants }: OpenCell,
  { catalog, servedGrants, meter }: Pick<Base, 'catalog' | 'servedGrants'> & { meter: Meter | undefined },
  closing: (() => Promise<void>)[],
): Promise<SettlementProcessor> {
  const wakeUps = new WakeUps(database, log, BALANCE_CHANNEL);
  closing.push(() => wakeUps.close());
  const onCommit = (moved: Moved[]) => wakeUps.tell(moved);
  const ledger = new Ledger({ database, catalog, servedGrants, clockOffset: () => 0, onCommit });
  const signal = new UsageSignal(database, log);
  const processor = new SettlementProcessor({
    ledger,
    catalogs: new CatalogVersions(catalog),
    signal,
    log,
    tenants,
    meter,
  });
  await processor.start();
  closing.push(() => processor.close());
  return processor;
}
