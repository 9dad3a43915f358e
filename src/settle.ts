/**
 * `npm run settle`: one settlement worker in a process of its own.
 */
import { parseArgs } from 'node:util';
import { readConfig } from './server/config.js';
import { createLog } from './log.js';
import { openSettlementWorker } from './settlement-worker.js';

const USAGE = `npm run settle

Settles recorded usage as it comes in, beside any number of API processes and other workers, until it is stopped
(Ctrl-C, SIGTERM): then it finishes its batch. It works on the database that DATABASE_URL names, by the catalog in
SPILLWAY_POLICY_DIR. API processes settle too, unless they run with SPILLWAY_SETTLEMENT=off.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return void process.stdout.write(USAGE);
  const config = readConfig();
  if (config.databaseUrl === null) {
    throw new Error(`Name the database in DATABASE_URL: a worker shares it with the API.\n\n${USAGE}`);
  }
  const log = createLog(config);
  const opening = openSettlementWorker({ config, log, databaseUrl: config.databaseUrl });
  const stop = async (signal: string) => {
    const worker = await opening;
    log.info({ signal, settled: worker.settled }, 'draining');
    await worker.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () =>
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not drain');
          process.exit(1);
        },
      ),
    );
  }
  await opening;
  log.info('settling usage');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
