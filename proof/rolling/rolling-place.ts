/**
 * Where a rolling replacement happens: a database with an owner and a bare login, two API processes and a worker in
 * production, and nginx in front of them with the shipped file.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort, startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';
import { PROJECT } from '../../src/project.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from '../support/api-client.js';
import { keepLog, spawnBuilt } from '../support/spawn-built.js';
import { StormProcess } from '../storm/storm-process.js';
import type { RollingOptions } from './rolling-options.js';

const HERE = fileURLToPath(PROJECT);
const START_WITHIN_MS = 20_000;
const DRAIN_SECONDS = '1';

/** A version that can be started. */
export interface Version {
  name: string;
  project: URL;
}

/** One of the processes: it keeps its place, and its port where it has one. */
interface Seat {
  kind: 'api' | 'worker';
  settings: Record<string, string>;
  process: StormProcess;
}

export interface RollingPlace {
  previous: Version;
  next: Version;
  /** What PostgreSQL says of itself. */
  postgres: string;
  clientFor(subject: string): Promise<ApiClient>;
  migrate(version: Version): Promise<string>;
  /** Replaces the processes one after the other; `calm` passes after each. */
  replaceAll(version: Version, calm: () => Promise<void>): Promise<void>;
  /** Runs a command of this version as the API's login. */
  run(command: string): Promise<{ code: number; said: string }>;
  /** How many requests nginx has passed on, because the process that it asked first did not answer. */
  passedOn(): number;
  /** What processes logged at the end. */
  logged(): string;
  leave(): Promise<void>;
}

export async function openPlace(options: RollingOptions, stopped: AbortSignal): Promise<RollingPlace> {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-rolling-'));
  const closing: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const leave = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const previous = { name: 'the version before', project: folderUrl(options.previous ?? HERE) };
    const next = { name: 'the next version', project: folderUrl(options.next ?? withOneMoreMigration(dir)) };
    const { owner, login, postgres } = await makeDatabase(options, dir, closing);
    const policyDir = join(dir, 'policies');
    cpSync(new URL('policies', PROJECT), policyDir, { recursive: true });
    const secret = randomBytes(32).toString('hex');
    const settings = {
      NODE_ENV: 'production',
      DATABASE_URL: login,
      SPILLWAY_POLICY_DIR: policyDir,
      SPILLWAY_DATA_DIR: join(dir, 'data'),
      SPILLWAY_JWT_SECRET: secret,
      SPILLWAY_TRUSTED_PROXIES: '1',
      SPILLWAY_DRAIN_SECONDS: DRAIN_SECONDS,
      SPILLWAY_SETTLEMENT: 'off',
      LOG_LEVEL: 'warn',
    };
    const migrate = (version: Version) =>
      runTool(version, 'src/commands/migrate.js', { ...settings, DATABASE_URL: owner }).then(({ code, said }) => {
        if (code !== 0) throw new Error(`migrate of ${version.name} failed:\n${said}`);
        return said.trim();
      });
    await migrate(previous);
    const ports = [await freePort(), await freePort()];
    const seats = [...ports.map((port) => String(port)), null].map((port): Seat => {
      const own =
        port === null ? { ...settings, SPILLWAY_SETTLEMENT: 'on', LOG_LEVEL: 'info' } : { ...settings, PORT: port };
      const kind = port === null ? 'worker' : 'api';
      return { kind, settings: own, process: new StormProcess({ kind, settings: own, project: previous.project }) };
    });
    closing.push(() => Promise.all(seats.map(({ process }) => process.stop())));
    for (const { process } of seats) await process.start();
    const url = await startNginx(dir, ports, closing);
    return {
      ...{ previous, next, postgres, migrate, leave },
      clientFor: async (subject) => {
        const claims = { secret, issuer: 'spillway', audience: 'spillway', tenant: 'acme', subject };
        const client = new ApiClient(url, await signToken({ ...claims, expiresInSeconds: 3600 }), stopped);
        closing.push(() => client.close());
        return client;
      },
      async replaceAll({ project }, calm) {
        for (const seat of seats) {
          await seat.process.stop();
          const { kind, settings: own } = seat;
          seat.process = new StormProcess({ kind, settings: own, project });
          await seat.process.start();
          await calm();
        }
      },
      run: (command) => runTool(next, `src/commands/${command}.js`, settings),
      // One line for each request: the addresses that were asked, with commas between.
      passedOn: () =>
        readFileSync(join(dir, 'nginx/tried'), 'utf8')
          .split('\n')
          .filter((line) => line.includes(',')).length,
      logged: () => seats.map(({ process }) => process.log()).join('\n'),
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

const folderUrl = (path: string): URL => pathToFileURL(path.endsWith('/') ? path : `${path}/`);

/** A copy of this installation whose build knows one migration more. */
function withOneMoreMigration(dir: string): string {
  const copy = join(dir, 'next');
  mkdirSync(copy);
  for (const part of ['package.json', 'bin', 'dist', 'schema'])
    cpSync(join(HERE, part), join(copy, part), { recursive: true });
  symlinkSync(join(HERE, 'node_modules'), join(copy, 'node_modules'));
  const newest = readdirSync(join(copy, 'schema/migrations'))
    .filter((name) => /^\d{3}-/.test(name))
    .sort()
    .at(-1)!;
  const number = Number(newest.slice(0, 3));
  const name = (of: number) => String(of).padStart(3, '0');
  writeFileSync(
    join(copy, 'schema/migrations', `${name(number + 1)}-next.sql`),
    `-- A further migration, for a rolling upgrade to be tried with.\n-- serves_from: ${name(number)}\n
create table next_version (at timestamptz not null);\n`,
  );
  return copy;
}

/** A database, its owner and the API's login, made with the statements of docs/operations.md. */
async function makeDatabase({ databaseUrl }: RollingOptions, dir: string, closing: (() => unknown)[]) {
  const log = createLog({ logLevel: 'error' });
  let admin = databaseUrl;
  if (admin === null) {
    const embedded = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), log });
    closing.push(() => embedded.stop());
    admin = embedded.url;
  }
  const mark = randomBytes(4).toString('hex');
  const [owner, login, name] = [`rolling_owner_${mark}`, `rolling_login_${mark}`, `rolling_${mark}`];
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
    const { rowCount } = await client.query(`select from pg_roles where rolname = 'spillway_api'`);
    if (rowCount === 0) await client.query('create role spillway_api nologin');
    await client.query(`create role ${owner} login password '${mark}'`);
    await client.query(`create role ${login} login password '${mark}' in role spillway_api`);
    await client.query(`create database ${name} owner ${owner} template template0 encoding 'UTF8' locale 'C'`);
    const as = (who: string) => {
      const url = new URL(admin);
      [url.username, url.password, url.pathname] = [who, mark, name];
      return url.href;
    };
    return { owner: as(owner), login: as(login), postgres: rows[0]!.version };
  } finally {
    await client.end();
  }
}

async function runTool({ project }: Version, script: string, settings: Record<string, string>) {
  const child = spawnBuilt(script, settings, { project });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, said };
}

/** nginx without TLS, and else as deploy/nginx.conf has it. */
async function startNginx(dir: string, ports: readonly number[], closing: (() => unknown)[]): Promise<string> {
  const home = join(dir, 'nginx');
  mkdirSync(join(home, 'logs'), { recursive: true });
  const port = await freePort();
  const servers = ports.map((each) => `server 127.0.0.1:${each} fail_timeout=1s;`).join('\n    ');
  const site = readFileSync(new URL('deploy/nginx.conf', PROJECT), 'utf8')
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*\n/gm, '')
    .replace('server 127.0.0.1:4000 fail_timeout=1s;', servers);
  writeFileSync(join(home, 'site.conf'), site);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${home}/${each};`,
  );
  const asRoot = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; pid ${home}/pid; error_log stderr; ${asRoot}
events {} http { log_format tried '$upstream_addr'; access_log ${home}/tried tried; ${paths.join(' ')} include site.conf; }`,
  );
  const child = spawn('nginx', ['-p', home, '-c', join(home, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  closing.push(() => endNginx(child));
  const logged = keepLog(child);
  const url = `http://127.0.0.1:${port}`;
  const failed = once(child, 'error').then(([error]) => Promise.reject(new Error(`nginx cannot be started: ${error}`)));
  const answers = async () => {
    for (const end = Date.now() + START_WITHIN_MS; child.exitCode === null && Date.now() < end; await pause(20)) {
      if (
        await fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
    }
    throw new Error(`nginx does not answer:\n${logged()}`);
  };
  await Promise.race([failed, answers()]);
  return url;
}

async function endNginx(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
