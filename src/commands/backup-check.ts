/**
 * `spillway backup-check`: whether a restored copy could serve in place of the original: it has rows, the rights that a
 * server needs, every invariant of the books, and books that can be derived again. It writes nothing.
 */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { auditBooks, INVARIANTS, type Audited } from '../audit/audit-books.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { assertSafeDatabase } from '../database/assert-safe-database.js';
import { openDatabase, type Database } from '../database/database.js';
import { openSession } from '../database/open-session.js';
import { reachPostgres } from '../local/reach-postgres.js';
import { createLog } from '../log.js';
import { readDoorlessConfig } from '../processes/config.js';
import { countAccounts, reconcile, type Totals } from '../reconcile/reconcile.js';
import { ProgressLine } from './progress-line.js';
import { runTool } from './run-tool.js';
import { style } from './terminal.js';

const USAGE = `Usage: spillway backup-check [options]

Says whether a restored copy could serve: that it has rows, and how new they are; that tables are sealed and the API's role
has its rights; that every invariant of the books holds (as spillway audit), and that the books of every tenant can be
derived again (as spillway reconcile). It writes nothing, and looks into the database that DATABASE_URL names: the copy, as
the API's login or as a superuser. Tenants are those of every catalog that ever served there.

  --newest-within HOURS  the newest balance update is no older than so many hours, 0.01 to 87600 (default: any age)

Exit code: 0 where the copy could serve, 1 where it could not, or where it cannot be said.
`;

const HOUR_MS = 3_600_000;
const CATALOGS_AT_ONCE = 100;

const CATALOGS = `
  select version, text from catalog_version where version > $1 order by version limit ${CATALOGS_AT_ONCE}`;

/** What there is, and when the last of it happened. */
const ROWS = `
  select (select count(*) from account)::text as accounts, (select count(*) from decision)::text as decisions,
    (select count(*) from usage_event)::text as "usageEvents",
    (select count(*) from balance_update)::text as "balanceUpdates",
    (select max(at) from balance_update) as newest, clock_timestamp() as now`;

interface Rows {
  accounts: string;
  decisions: string;
  usageEvents: string;
  balanceUpdates: string;
  newest: number | null;
  now: number;
}

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));
const good = (what: string, words: string) => say(`  ${style('green', 'ok')}    ${what.padEnd(10)} ${words}`);
const bad = (what: string, words: string) => say(`  ${style('red', 'FAILS')} ${what.padEnd(10)} ${words}`);

async function main(stopped: AbortSignal): Promise<boolean> {
  const { values } = parseArgs({
    options: { 'newest-within': { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    say(USAGE.trimEnd());
    return true;
  }
  const within = hoursOf(values['newest-within']);
  const { databaseUrl, dataDir, schema, apiRole: role } = readDoorlessConfig();
  const log = createLog({ logLevel: 'error' });
  const reached = databaseUrl === null ? await reachPostgres({ dataDir, log }) : null;
  try {
    const where = { url: reached?.url ?? databaseUrl ?? '', schema, role };
    const database = await openDatabase({ ...where, entities: [], log, poolSize: 1, statementTimeoutMs: 0 });
    try {
      const sound = await checkAll(database, () => openSession(where), { within, stopped });
      const verdict = sound ? style('green', 'This copy could serve.') : style('red', 'THIS COPY COULD NOT SERVE.');
      say('', verdict);
      return sound;
    } finally {
      await database.close();
    }
  } finally {
    await reached?.leave();
  }
}

function hoursOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const hours = /^\d{1,5}(\.\d{1,2})?$/.test(text) ? Number(text) : NaN;
  if (!(hours >= 0.01 && hours <= 87_600)) throw new Error('--newest-within is a number of hours, 0.01 to 87600.');
  return hours;
}

/** Every check, also after one that fails: whoever restores wants to know all. */
async function checkAll(
  database: Database,
  openOwner: () => ReturnType<typeof openSession>,
  { within, stopped }: { within: number | null; stopped: AbortSignal },
): Promise<boolean> {
  const tenants = await tenantsOf(database);
  if (tenants.length === 0) {
    bad('rows', 'no catalog ever served here, so this is no copy of anything that did');
    return false;
  }
  const results = [await checkRows(database, tenants, within), await checkRights(database)];
  stopped.throwIfAborted();
  results.push(await checkInvariants(openOwner, tenants, stopped));
  for (const tenant of tenants) results.push(await checkTenant(database, tenant, stopped));
  return results.every(Boolean);
}

/** All tenants that any catalog ever named, sorted; catalogs are nobody's in particular, so that no right hides them. */
async function tenantsOf(database: Database): Promise<string[]> {
  const found = new Set<string>();
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await database.transaction(
      [],
      (tx) => tx.query<{ version: string; text: string }>(CATALOGS, [after]),
      { readOnly: true },
    );
    for (const { version, text } of page) {
      for (const tenant of parseCatalog(text, `catalog ${version}`).tenants.keys()) found.add(tenant);
    }
    after = page.length === CATALOGS_AT_ONCE ? page.at(-1)?.version : undefined;
  }
  return [...found].sort();
}

async function checkRows(database: Database, tenants: string[], within: number | null): Promise<boolean> {
  const [rows] = await database.transaction(tenants, (tx) => tx.query<Rows>(ROWS, []), { readOnly: true });
  if (!rows || rows.newest === null) {
    bad('rows', `no account of ${tenants.join(', ')} has a balance update: a dump by who may see no row has none`);
    return false;
  }
  const { accounts, decisions, usageEvents, balanceUpdates, newest, now } = rows;
  const age = (now - newest) / HOUR_MS;
  const words =
    `accounts ${accounts}, decisions ${decisions}, usage events ${usageEvents}, balance updates ${balanceUpdates}; ` +
    `the newest is of ${new Date(newest).toISOString()}, ${age.toFixed(2)} h ago`;
  const isNew = within === null || age <= within;
  if (isNew) good('rows', words);
  else bad('rows', `${words}, and not within ${within} h`);
  return isNew;
}

async function checkRights(database: Database): Promise<boolean> {
  try {
    await assertSafeDatabase(database);
  } catch (error) {
    bad('rights', error instanceof Error ? error.message : String(error));
    return false;
  }
  good('rights', 'tables are sealed, and the API’s role may do what it needs and no more');
  return true;
}

async function checkInvariants(
  openOwner: () => ReturnType<typeof openSession>,
  tenants: string[],
  stopped: AbortSignal,
): Promise<boolean> {
  const owner = await openOwner();
  let done = 0;
  const line = new ProgressLine(() => ({ done, total: INVARIANTS.length, text: 'invariants' }));
  let results: Audited[];
  try {
    const audited = () => {
      done += 1;
      stopped.throwIfAborted();
    };
    results = await auditBooks(owner, tenants, { most: 3, audited });
  } finally {
    line.end();
    await owner.end();
  }
  const broken = results.filter(({ count }) => count > 0);
  for (const { invariant, title, count, violations } of broken) {
    bad('audit', `${invariant} ${title}: violated ${count} times, as by ${JSON.stringify(violations[0])}`);
  }
  if (broken.length === 0) good('audit', `all ${results.length} invariants hold`);
  return broken.length === 0;
}

async function checkTenant(database: Database, tenant: string, stopped: AbortSignal): Promise<boolean> {
  const total = await countAccounts(database, tenant);
  let sofar: Totals | null = null;
  const line = new ProgressLine(() => ({ done: Number(sofar?.accounts ?? 0n), total, text: tenant }));
  const progress = (totals: Totals) => {
    stopped.throwIfAborted();
    sofar = totals;
  };
  const period = { from: null, to: null };
  const totals = await reconcile({ database, tenant, address: null, period, progress }).finally(() => line.end());
  const { accounts, updates, events, differences, listed } = totals;
  const words = `${tenant}: ${differences} differences in ${accounts} accounts, ${updates} balance updates, ${events} usage events`;
  if (differences === 0n) good('reconcile', words);
  else bad('reconcile', `${words}; the first: ${listed[0]?.message}`);
  return differences === 0n;
}

await runTool(main);
