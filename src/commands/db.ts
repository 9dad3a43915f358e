/**
 * `npm run db`: SQL in the database that the product uses, through psql where one is installed, else at a prompt of its
 * own. It looks as the login that it is given, and by default in transactions that cannot write: that guards against slips, not against
 * somebody who wants to.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writerUrl } from '../database/database-url.js';
import { findHome } from '../database/home.js';
import { openSession, type OpenSessionOptions } from '../database/open-session.js';
import { quoted } from '../database/session-client.js';
import { findProgram } from '../local/find-program.js';
import { reachPostgres } from '../local/reach-postgres.js';
import { createLog } from '../log.js';
import { childEnvironment, readDoorlessConfig } from '../processes/config.js';
import { runTool } from './run-tool.js';
import { prompt, runText } from './sql-prompt.js';
import { tenantFolders } from './tenant-folders.js';

const USAGE = `Usage: spillway db [options]
       npm run db -- [options]

SQL in the database that DATABASE_URL names, or in the embedded one in SPILLWAY_DATA_DIR, whether or not a server runs on
it; as the login that is given, be it the owner of the tables or the API's. Where psql is installed it runs, else a prompt: SQL ended by ";", \\d lists the tables,
\\q ends. Who is no superuser sees the tenants that have a folder in SPILLWAY_POLICY_DIR. Names are looked for in the
schema of the books.

  -c, --command SQL  runs this and ends; shows at most 200 rows and says how many more there are (default: a prompt)
  --write            allows changes (default: read-only)
  --prompt           the prompt of its own, though psql is installed

Without psql a statement may take 60 s. Exit code: 0; 1 where the database cannot be reached or the SQL fails.
`;

const STATEMENT_TIMEOUT = '60s';

/** The same URL for psql, whose sessions begin with these settings; a pooler in between refuses them. */
function psqlUrl(databaseUrl: string, settings: Record<string, string>): URL {
  const url = new URL(databaseUrl);
  const escaped = (value: string) => value.replace(/[\\ ]/g, '\\$&');
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${escaped(value)}`);
  url.searchParams.set('options', [url.searchParams.get('options') ?? '', ...ours].join(' ').trim());
  // PostgreSQL's own library takes a plus for a plus.
  url.search = url.search.replaceAll('+', '%20');
  return url;
}

/** @returns whether psql ended well */
async function runPsql(psql: string, url: URL, stopped: AbortSignal): Promise<boolean> {
  const password = decodeURIComponent(url.password);
  // Everybody on this machine can read the words of a command.
  url.password = '';
  const env = childEnvironment(password === '' ? {} : { PGPASSWORD: password });
  // In psql, Ctrl-C ends a statement and not the session.
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', () => undefined);
  const child = spawn(psql, [url.href], { stdio: 'inherit', env });
  stopped.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** Runs `sql`, or a prompt where there is none. */
async function runOwn(options: OpenSessionOptions, sql: string | undefined, stopped: AbortSignal): Promise<boolean> {
  const settings = { ...options.settings, statement_timeout: STATEMENT_TIMEOUT };
  const client = await openSession({ ...options, settings, applicationName: 'spillway-db' });
  // What is under way fails with the connection.
  stopped.addEventListener('abort', () => void client.end());
  try {
    if (sql === undefined) await prompt(client, process.stdin, process.stdout);
    else await runText(client, sql, process.stdout);
    return true;
  } finally {
    await client.end();
  }
}

async function main(stopped: AbortSignal): Promise<boolean> {
  const no = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: { command: { type: 'string', short: 'c' }, write: no, prompt: no, help: { ...no, short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  const { databaseUrl, schema, apiRole: role, dataDir, policyDir } = readDoorlessConfig();
  const log = createLog({ logLevel: 'error' });
  const reached = databaseUrl === null ? await reachPostgres({ dataDir, log }) : null;
  try {
    stopped.throwIfAborted();
    const tenants = existsSync(policyDir) ? tenantFolders(policyDir) : [];
    const url = reached?.url ?? databaseUrl ?? '';
    const settings = {
      default_transaction_read_only: values.write ? 'off' : 'on',
      'spillway.tenants': tenants.join(','),
    };
    const session = { url, schema, role, settings };
    if (values.command !== undefined) return await runOwn(session, values.command, stopped);
    process.stderr.write(values.write ? 'Changes are allowed.\n' : 'Read-only: --write allows changes.\n');
    const psql = values.prompt ? null : findProgram('psql');
    if (psql === null) return await runOwn(session, undefined, stopped);
    const { schema: found } = await findHome(session);
    return await runPsql(psql, psqlUrl(await writerUrl(url), { ...settings, search_path: quoted(found) }), stopped);
  } finally {
    await reached?.leave();
  }
}

await runTool(main);
