/**
 * Where a storm takes place: a database, a copy of the policies, API processes and settlement workers, and tokens for
 * whoever talks to them. It knows nothing of what is done there.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { signToken } from '../../src/server/token.js';
import { PROJECT } from '../../src/project.js';
import { openSession } from '../../src/database/open-session.js';
import { httpCaller, socketCaller, type Caller } from './caller.js';
import type { Random } from './random.js';
import { StormClock } from './storm-clock.js';
import { StormProcess, type ProcessOptions } from './storm-process.js';
import { prepareStormPolicies } from './storm-world.js';

export interface TownOptions {
  /** The database of somebody else; null: one of the town's own. */
  databaseUrl: string | null;
  processes: number;
  workers: number;
  /** Between the processes and the database. Gets the database's URL and answers the one that processes use. */
  between?: (databaseUrl: string) => Promise<string>;
  preload?: readonly string[];
  heard?: (process: StormProcess, message: unknown) => void;
  /** How long a day of the town's clock lasts (storm-clock.ts); 0: its clock is the machine's. */
  dayMs: number;
}

/** The first stretch of a moved clock begins about when everything has started. */
const CLOCK_MOVES_IN_MS = 10_000;
/** Of tokens: a storm may live through many days. */
const TOKEN_SECONDS = 366 * 86_400;

export class StormTown {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly callers = new Map<StormProcess, Caller[]>();
  /** Processes that end from here on were asked to. */
  stopping = false;

  private constructor(
    private readonly dir: string,
    readonly policyDir: string,
    /** As the owner of the tables, straight to the database. */
    readonly ownerUrl: string,
    private readonly settings: Record<string, string> & { SPILLWAY_JWT_SECRET: string },
    readonly processes: readonly StormProcess[],
    private readonly postgres: EmbeddedPostgres | null,
    readonly clock: StormClock,
  ) {
    for (const process of this.apis) {
      const url = () => process.url;
      this.callers.set(process, [httpCaller(url), socketCaller(url)]);
    }
  }

  /** Opens the database and starts every process. */
  static async open(options: TownOptions): Promise<StormTown> {
    const dir = mkdtempSync(join(tmpdir(), 'spillway-storm-'));
    const policyDir = join(dir, 'policies');
    mkdirSync(policyDir);
    cpSync(new URL('policies', PROJECT), policyDir, { recursive: true });
    prepareStormPolicies(policyDir);
    const dataDir = join(dir, 'data');
    const log = createLog({ logLevel: 'fatal' });
    const postgres = options.databaseUrl === null ? await startEmbeddedPostgres({ dataDir, log }) : null;
    const ownerUrl = options.databaseUrl ?? postgres?.url ?? '';
    const clock = options.dayMs === 0 ? StormClock.still() : StormClock.moved(options.dayMs, CLOCK_MOVES_IN_MS);
    await setClock(ownerUrl, clock);
    const settings = {
      PORT: '0',
      DATABASE_URL: (await options.between?.(ownerUrl)) ?? ownerUrl,
      SPILLWAY_JWT_SECRET: randomBytes(32).toString('hex'),
      SPILLWAY_POLICY_DIR: policyDir,
      SPILLWAY_REQUESTS_PER_MINUTE: '0',
      SPILLWAY_GATEWAY_CALLS_PER_MINUTE: '0',
      LOG_LEVEL: 'error',
    };
    const make = (kind: ProcessOptions['kind']): StormProcess => {
      const { preload = [], heard } = options;
      // A worker says that it works in its log.
      const logLevel = kind === 'worker' ? 'info' : 'error';
      const process: StormProcess = new StormProcess({
        ...{ kind, settings: { ...settings, LOG_LEVEL: logLevel } },
        ...{ preload: [...clock.preload, ...preload], heard: (message) => heard?.(process, message) },
      });
      return process;
    };
    const processes = [
      ...Array.from({ length: options.processes }, () => make('api')),
      ...Array.from({ length: options.workers }, () => make('worker')),
    ];
    const town = new StormTown(dir, policyDir, ownerUrl, settings, processes, postgres, clock);
    try {
      // The first migrates the database.
      for (const process of processes) await process.start();
    } catch (error) {
      await town.close();
      throw error;
    }
    return town;
  }

  get apis(): StormProcess[] {
    return this.processes.filter(({ kind }) => kind === 'api');
  }

  /** A token of a subject that holds for the whole storm. */
  token(tenant: string, subject: string, groups: string[] = []): Promise<string> {
    const name = JSON.stringify([tenant, subject, groups]);
    const secret = this.settings.SPILLWAY_JWT_SECRET;
    const claims = { tenant, subject, groups, secret, issuer: 'spillway', audience: 'spillway' };
    const known = this.tokens.get(name) ?? signToken({ ...claims, expiresInSeconds: TOKEN_SECONDS });
    this.tokens.set(name, known);
    return known;
  }

  /** Some way to some API process that lives; over a socket one time in three. */
  anyCaller(random: Random): Caller {
    const living = this.apis.filter(({ alive }) => alive);
    const [http, socket] = this.callers.get(random.pick(living.length > 0 ? living : this.apis)) ?? [];
    if (!http || !socket) throw new Error('a process without callers');
    return random.chance(1 / 3) ? socket : http;
  }

  /** The way over HTTP to one process. */
  httpOf(process: StormProcess): Caller {
    return this.callers.get(process)?.[0] ?? httpCaller(() => process.url);
  }

  /** Talks to one more API process, with other settings, which is ended afterwards. */
  async withProcess<T>(settings: Record<string, string>, talk: (caller: Caller) => Promise<T>): Promise<T> {
    const { preload } = this.clock;
    const process = new StormProcess({ kind: 'api', settings: { ...this.settings, ...settings }, preload });
    const caller = httpCaller(() => process.url);
    try {
      await process.start();
      return await talk(caller);
    } finally {
      caller.close();
      await process.stop();
    }
  }

  /** The process id of the embedded PostgreSQL; null where the database is somebody else's. */
  postgresPid(): number | null {
    if (this.postgres === null) return null;
    return Number.parseInt(readFileSync(join(this.dir, 'data/postgres/data/postmaster.pid'), 'utf8'), 10);
  }

  /** SIGTERM to every process. Answers how each has ended. */
  async stopProcesses(): Promise<Awaited<ReturnType<StormProcess['ended']>>[]> {
    this.leave();
    return Promise.all(this.processes.map((process) => process.stop()));
  }

  /** Nobody is asked anything any more. */
  private leave(): void {
    this.stopping = true;
    for (const caller of [...this.callers.values()].flat()) caller.close();
  }

  /** Ends whatever still runs, and removes the town's folder. */
  async close(): Promise<void> {
    this.leave();
    await Promise.all(this.processes.map((process) => process.kill()));
    await this.postgres?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Has a database go by a clock. */
async function setClock(ownerUrl: string, { sql }: StormClock): Promise<void> {
  if (sql === null) return;
  const owner = await openSession({ url: ownerUrl, applicationName: 'spillway-storm' });
  try {
    await owner.query(sql);
  } finally {
    await owner.end();
  }
}
