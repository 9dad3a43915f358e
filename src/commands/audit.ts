/**
 * `npm run audit`: every invariant of the books in plain SQL that shares no code with the engine, over one snapshot of
 * the whole database. It reads as the owner of the tables, or as the API's login, and changes nothing.
 */
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { auditSnapshot, inSnapshot, INVARIANTS } from '../audit/audit-books.js';
import { openSession } from '../database/open-session.js';
import { createLog } from '../log.js';
import { readDoorlessConfig } from '../processes/config.js';
import { reachPostgres } from '../local/reach-postgres.js';
import { ProgressLine } from './progress-line.js';
import { runTool } from './run-tool.js';
import { tenantFolders } from './tenant-folders.js';
import { columns, style } from './terminal.js';

const USAGE = `Usage: spillway audit [options]
       npm run audit -- [options]

Checks every invariant of the books (conservation, exactly once, holds, the hash chains, settlement, top-ups) in plain
SQL that shares no code with the engine, over one snapshot, and lists each violation with its ids. It changes nothing.
It looks into the database that DATABASE_URL names, or into the embedded one in SPILLWAY_DATA_DIR, whether or not a
server runs on it. The owner of the tables and the API's login will both do. Who is no superuser is bound by row-level
security: it sees the tenants that have a folder in SPILLWAY_POLICY_DIR. Exit code: 0 where all hold, 1 where one does not, or where it cannot be said.

  --most 20   how many violations of each invariant to list (default 20)
`;

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { most: { type: 'string', default: '20' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    say(USAGE.trimEnd());
    return true;
  }
  if (!/^[1-9][0-9]{0,5}$/.test(values.most)) throw new Error('--most is a whole number from 1.');
  const config = readDoorlessConfig();
  const log = createLog({ logLevel: 'error' });
  const postgres = config.databaseUrl === null ? await reachPostgres({ dataDir: config.dataDir, log }) : null;
  try {
    const url = postgres?.url ?? config.databaseUrl ?? '';
    const owner = await openSession({ url, schema: config.schema, role: config.apiRole, needsBooks: true });
    try {
      return await audit(owner, tenantFolders(config.policyDir), Number(values.most));
    } finally {
      await owner.end();
    }
  } finally {
    await postgres?.leave();
  }
}

async function audit(owner: pg.Client, folders: string[], most: number): Promise<boolean> {
  let done = 0;
  let now = '';
  const line = new ProgressLine(() => ({ done, total: INVARIANTS.length, text: now }));
  const audited = ({ title }: { title: string }) => {
    done += 1;
    now = title;
  };
  const { seen, results } = await inSnapshot(owner, folders, async () => ({
    seen: await lookAround(owner, folders),
    results: await auditSnapshot(owner, { most, audited }),
  })).finally(() => line.end());
  const rows = results.map(({ invariant, title, count, milliseconds }) => {
    const verdict = count === 0 ? style('green', 'holds') : style('red', `violated: ${count}`);
    return ['', invariant, title, verdict, `${milliseconds.toFixed(0)} ms`];
  });
  say(...columns(rows));
  const broken = results.filter(({ count }) => count > 0);
  for (const { title, violations, count } of broken) {
    say('', style('red', title), ...violations.map((violation) => `  ${JSON.stringify(violation)}`));
    if (count > violations.length) say(`  … and ${count - violations.length} more`);
  }
  const sound = broken.length === 0;
  const outcome = sound
    ? style('green', `All ${results.length} invariants hold.`)
    : style('red', `${broken.length} of ${results.length} invariants are broken.`);
  const { tenants, accounts, updates } = seen;
  say('', `${outcome} Audited: tenants ${tenants}, accounts ${accounts}, balance updates ${updates}.`);
  return sound;
}

/** How much there is to audit. */
type Seen = Record<'tenants' | 'accounts' | 'updates', string>;

/**
 * Counts what there is to audit.
 * @throws Error where row-level security may hide all of it: that would look sound
 */
async function lookAround(owner: pg.Client, folders: string[]): Promise<Seen> {
  const { rows } = await owner.query<Seen & { role: string; bound: boolean }>(`
    select current_user as role, row_security_active('account') as bound, count(distinct tenant_id) as tenants,
      count(*) as accounts, (select count(*) from balance_update) as updates
    from account`);
  const [seen] = rows as [(typeof rows)[0]];
  if (seen.bound && seen.accounts === '0') {
    throw new Error(
      `No account can be seen: row-level security shows the role ${seen.role} only tenants with a folder in ` +
        `SPILLWAY_POLICY_DIR (${folders.join(', ') || 'there is none'}). Name the server's, or connect as a superuser.`,
    );
  }
  return seen;
}

await runTool(main);
