/**
 * `npm run settle`: one settlement worker in a process of its own, on the database that DATABASE_URL names or on the one
 * of the data directory, also while `npm start` runs there.
 */
import { parseArgs } from 'node:util';
import { readDoorlessConfig, type Config } from './processes/config.js';
import { warnOfExceptions } from './processes/exceptions.js';
import { createLog, type Log } from './log.js';
import { reachPostgres } from './local/reach-postgres.js';
import { openSettlementWorker } from './processes/settlement-worker.js';

const USAGE = `Usage: spillway settle
       npm run settle

Settles recorded usage as it comes in, beside any number of API processes and other workers, until it is stopped
(Ctrl-C, SIGTERM): then it finishes its batch. It works on the database that DATABASE_URL names, or on the embedded one
in SPILLWAY_DATA_DIR, by the catalog in SPILLWAY_POLICY_DIR. API processes settle too, unless they run with
SPILLWAY_SETTLEMENT=off.

It has no options; the settings are in docs/operations.md. Exit code: 0 once it is stopped, 1 where it cannot start or drain.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return void process.stdout.write(USAGE);
  const config = readDoorlessConfig();
  const log = createLog(config);
  warnOfExceptions(log, config.exceptionsInForce);
  // A signal is listened for before anything is begun that must be ended in order.
  const opening = Promise.resolve().then(() => open(config, log));

  const stop = async (signal: string): Promise<void> => {
    try {
      const { worker, reached } = await opening;
      log.info({ signal, settled: worker.settled }, 'draining');
      await worker.close();
      await reached?.leave();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'did not drain');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop(signal));
  await opening;
  log.info('settling usage');
}

async function open(config: Config, log: Log) {
  const reached = config.databaseUrl === null ? await reachPostgres({ dataDir: config.dataDir, log }) : null;
  try {
    const databaseUrl = reached?.url ?? config.databaseUrl ?? '';
    return { worker: await openSettlementWorker({ config, log, databaseUrl }), reached };
  } catch (error) {
    await reached?.leave();
    throw error;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
