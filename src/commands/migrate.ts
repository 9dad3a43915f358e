/**
 * `npm run migrate`: brings the database to the schema of this version, before a new version serves from it. Starting the
 * API does the same; this says what was missing and serves nothing.
 */
import { parseArgs } from 'node:util';
import { reachPostgres } from '../local/reach-postgres.js';
import { createLog } from '../log.js';
import { readDoorlessConfig } from '../processes/config.js';
import { runTool } from './run-tool.js';

const USAGE = `Usage: spillway migrate
       npm run migrate

Applies the migrations in schema/migrations that the database lacks, each in a transaction of its own, and prints their
names. It works on the database that DATABASE_URL names, as its owner, or on the embedded one in SPILLWAY_DATA_DIR,
whether or not a server runs on it. Two at once wait for each other. There is no way down.

It has no options. Exit code: 0 where the database has the present schema now; 1 where it does not: what failed was
rolled back, and nothing after it was tried.
`;

await runTool(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  const config = readDoorlessConfig();
  const log = createLog({ logLevel: 'error' });
  const reached = config.databaseUrl === null ? await reachPostgres({ dataDir: config.dataDir, log }) : null;
  try {
    const { migrate } = await import('../database/migrate.js');
    const applied = await migrate({ url: reached?.url ?? config.databaseUrl ?? '' });
    const lines = applied.map((name) => `applied ${name}\n`);
    process.stdout.write(lines.join('') || 'The database has the present schema already.\n');
    return true;
  } finally {
    await reached?.leave();
  }
});
