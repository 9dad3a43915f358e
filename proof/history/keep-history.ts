/**
 * Fills a data folder that has nothing yet with some days of the demo subjects' work, for `npm start` to go on with. It is
 * made aside and comes into place whole, once its books are known to be right.
 */
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../src/database/open-session.js';
import { auditBooks } from '../../src/audit/audit-books.js';
import { ProgressLine } from '../../src/commands/progress-line.js';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';
import { Random } from '../storm/random.js';
import { RECONCILE } from './documents.js';
import { DAYS, planDays } from './past-days.js';
import { PastTown } from './past-town.js';
import { Schedule } from './schedule.js';
import { DAY, HOUR, Work } from './work.js';

const SEED = 7;
/** Before the first day's work. */
const BEGIN_MS = DAYS * DAY + 12 * HOUR;

export interface KeepOptions {
  dataDir: string;
  /** Null, or the database that the server would use in place of its own. */
  databaseUrl: string | null;
  stopped: AbortSignal;
}

/** What was made. */
export interface Kept {
  decisions: number;
  usageEvents: number;
  purchases: number;
  invariants: number;
}

/** @throws Error that says how to start anew, where there are data already */
export function refuseOtherData({ dataDir, databaseUrl }: Pick<KeepOptions, 'dataDir' | 'databaseUrl'>): void {
  if (databaseUrl !== null) {
    throw new Error(
      '--keep fills the database that comes with Spillway, and DATABASE_URL names another one: unset it.',
    );
  }
  if (!existsSync(join(dataDir, 'postgres'))) return;
  throw new Error(
    `${dataDir} has data already, of a server or of an earlier demo, and --keep writes into a new folder only.\n` +
      `To start anew, stop the server and remove the folder (rm -r ${dataDir}), or set SPILLWAY_DATA_DIR to another one.`,
  );
}

/** @throws Error where the folder has data, or the books are not right; nothing is left behind then */
export async function keepHistory(options: KeepOptions): Promise<Kept> {
  refuseOtherData(options);
  const { dataDir, stopped } = options;
  mkdirSync(dataDir, { recursive: true });
  const aside = join(dataDir, 'history.new');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  ownAs(dataDir, aside);
  try {
    const kept = await makeHistory(aside, stopped);
    refuseOtherData(options);
    renameSync(join(aside, 'postgres'), join(dataDir, 'postgres'));
    return kept;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** As root in a person's folder, what is made is that person's. */
function ownAs(dataDir: string, made: string): void {
  const { uid, gid } = statSync(dataDir);
  if (process.getuid?.() === 0 && uid !== 0) chownSync(made, uid, gid);
}

async function makeHistory(dataDir: string, stopped: AbortSignal): Promise<Kept> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: createLog({ logLevel: 'error' }) });
  try {
    stopped.throwIfAborted();
    const now = Date.now();
    const town = await PastTown.open(postgres.url, now - BEGIN_MS, stopped);
    try {
      await play(town, now);
      for (const tenant of ['acme', 'globex'] as const) await mustReconcile(town, tenant);
    } finally {
      await town.close();
    }
    return await auditAndCount(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function play(town: PastTown, now: number): Promise<void> {
  const schedule = new Schedule();
  planDays({ town, schedule, now, work: new Work(town, schedule, new Random(SEED)) });
  const day = () => new Date(town.now()).toISOString().slice(0, 16).replace('T', ' ');
  const line = new ProgressLine(() => ({ ...schedule.progress, text: day() }));
  try {
    await schedule.run(town.moveTo);
    await town.present();
  } finally {
    line.end();
  }
}

async function mustReconcile(town: PastTown, tenant: 'acme' | 'globex'): Promise<void> {
  interface Answer {
    reconcile: { balances: boolean; differenceCount: string };
  }
  const { reconcile } = await town.ask<Answer>(tenant, 'admin', RECONCILE);
  if (!reconcile.balances) throw new Error(`The books of ${tenant} have ${reconcile.differenceCount} differences.`);
}

const COUNT = `
  select (select count(*)::int from decision) as decisions, (select count(*)::int from usage_event) as "usageEvents",
    (select count(*)::int from purchase) as purchases`;

/** @throws Error where an invariant is broken */
async function auditAndCount(url: string): Promise<Kept> {
  const owner = await openSession({ url });
  try {
    const results = await auditBooks(owner, ['acme', 'globex'], { most: 1 });
    const broken = results.filter(({ count }) => count > 0);
    if (broken.length > 0) throw new Error(`Broken: ${broken.map(({ title }) => title).join('; ')}.`);
    const { rows } = await owner.query<Omit<Kept, 'invariants'>>(COUNT);
    return { ...(rows[0] as Omit<Kept, 'invariants'>), invariants: results.length };
  } finally {
    await owner.end();
  }
}
