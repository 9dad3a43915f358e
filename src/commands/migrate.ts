/**
 * `npm run migrate`: brings the database to the schema of this version, before a new version serves from it, as the owner
 * of its tables. An API that is its owner does the same at its start; this serves nothing.
 */
import { parseArgs } from 'node:util';
import { reachPostgres } from '../local/reach-postgres.js';
import { createLog } from '../log.js';
import { readDoorlessConfig } from '../processes/config.js';
import { runTool } from './run-tool.js';

const USAGE = `Usage: spillway migrate [options]
       npm run migrate -- [options]

Applies the migrations in schema/migrations that the database lacks, each in a transaction of its own, and prints their
names. It works on the database that DATABASE_URL names, as the owner of its tables (or a member of the owner), or on the
embedded one in SPILLWAY_DATA_DIR, whether or not a server runs on it. It makes the schema (SPILLWAY_SCHEMA) and the API's
role (SPILLWAY_API_ROLE) where they are missing and the login may; else it prints the SQL for an administrator. Two at
once wait for each other. A table that is in use is waited for 2 s at a time. There is no way down.

  --dry-run  applies nothing, makes nothing, and prints what would be applied

Exit code: 0 where the database has the present schema now, or with --dry-run had it already; 1 where it does not: what
failed was rolled back, and nothing after it was tried.
`;

await runTool(async () => {
  const no = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { 'dry-run': no, help: { ...no, short: 'h' } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  const { databaseUrl, dataDir, schema, apiRole: role } = readDoorlessConfig();
  const log = createLog({ logLevel: 'error' });
  const reached = databaseUrl === null ? await reachPostgres({ dataDir, log }) : null;
  try {
    const { migrate } = await import('../database/migrate.js');
    const { refuseElsewhere } = await import('../database/prepare.js');
    const { findHome } = await import('../database/home.js');
    const place = { url: reached?.url ?? databaseUrl ?? '', schema, role };
    refuseElsewhere(await findHome(place));
    const dryRun = values['dry-run'];
    const names = await migrate({ ...place, dryRun });
    const lines = names.map((name) => `${dryRun ? 'would apply' : 'applied'} ${name}\n`);
    process.stdout.write(lines.join('') || 'The database has the present schema already.\n');
    return !dryRun || names.length === 0;
  } finally {
    await reached?.leave();
  }
});
