/**
 * One build of Spillway under load: its API as a process of its own, on a database of its own, and its own tools to
 * close the books with. This checkout's build, or that of another one, which may be older.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { SHORT_ENVIRONMENT } from '../../src/local/postgres-cluster.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from '../support/api-client.js';
import { endServer, listening } from '../support/scratch-server.js';
import { keepLog, spawnBuilt } from '../support/spawn-built.js';
import type { BenchPlace } from './bench-place.js';

/** Where a build has its programs, below dist: the present tree first, then that of earlier versions. */
const LAYOUTS = [
  { server: 'src/main.js', audit: 'src/commands/audit.js', reconcile: 'src/commands/reconcile.js' },
  { server: 'main.js', audit: 'tools/audit.js', reconcile: 'tools/reconcile.js' },
];

export const TENANT = 'acme';
/** Linux counts the time of processes in hundredths of a second. */
const TICK_MS = 10;

export class ApiBuild {
  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    /** To the build's own database. */
    readonly owner: pg.Client,
    private readonly server: ChildProcess,
    private readonly project: URL,
    private readonly layout: (typeof LAYOUTS)[number],
    private readonly settings: Record<string, string> & { SPILLWAY_JWT_SECRET: string },
    private readonly stopped: AbortSignal,
  ) {}

  /**
   * Builds the checkout, where something has changed, and starts its API.
   * @param project the folder of its package.json, as a URL that ends in a slash
   * @param name of the database
   * @param policyDir the policies that serve; the checkout's own by default
   * @throws Error where it cannot be built, or does not start
   */
  static async open(
    place: BenchPlace,
    project: URL,
    name: string,
    stopped: AbortSignal,
    policyDir = fileURLToPath(new URL('policies', project)),
  ): Promise<ApiBuild> {
    const cwd = fileURLToPath(project);
    if (!existsSync(new URL('scripts/build.js', project))) throw new Error(`${cwd} is no checkout of Spillway.`);
    const built = spawnSync(process.execPath, ['scripts/build.js'], { cwd, encoding: 'utf8' });
    const layout = LAYOUTS.find(({ server }) => existsSync(new URL(`dist/${server}`, project)));
    if (built.status !== 0 || !layout) throw new Error(`${cwd} cannot be built: ${built.stderr}`);

    const databaseUrl = await place.makeDatabase(name);
    const settings = {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      SPILLWAY_JWT_SECRET: randomBytes(32).toString('hex'),
      SPILLWAY_POLICY_DIR: policyDir,
      SPILLWAY_REQUESTS_PER_MINUTE: '0',
      SPILLWAY_GATEWAY_CALLS_PER_MINUTE: '0',
      LOG_LEVEL: 'error',
    };
    const server = spawnBuilt(layout.server, settings, { project });
    try {
      const url = await listening(server, keepLog(server), stopped);
      const owner = new pg.Client({ connectionString: databaseUrl });
      await owner.connect();
      return new ApiBuild(url, databaseUrl, owner, server, project, layout, settings, stopped);
    } catch (error) {
      await endServer(server);
      throw error;
    }
  }

  /** A token of a subject that holds for the whole run. */
  token(subject: string): Promise<string> {
    const secret = this.settings.SPILLWAY_JWT_SECRET;
    const claims = { tenant: TENANT, subject, secret, issuer: 'spillway', audience: 'spillway' };
    return signToken({ ...claims, expiresInSeconds: 86_400 });
  }

  async client(subject: string): Promise<ApiClient> {
    return new ApiClient(this.url, await this.token(subject), this.stopped);
  }

  /** Milliseconds of CPU that the API has taken so far; null where the system does not say. */
  cpuMs(): number | null {
    if (process.platform !== 'linux') return null;
    const stat = readFileSync(`/proc/${this.server.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  /**
   * Runs the build's own auditor or reconciliation on its database.
   * @returns the last line that it prints
   * @throws Error with what it prints, where it does not end with 0
   */
  async tool(name: 'audit' | 'reconcile', args: string[] = []): Promise<string> {
    const script = fileURLToPath(new URL(`dist/${this.layout[name]}`, this.project));
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...SHORT_ENVIRONMENT, ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: this.stopped,
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${name} ends with ${code}:\n${said.trim().slice(-2_000)}`);
    return said.trim().split('\n').at(-1) ?? '';
  }

  async close(): Promise<void> {
    await this.owner.end();
    await endServer(this.server);
  }
}
