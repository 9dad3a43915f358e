/**
 * Starts and ends a real PostgreSQL for one process: reachable on 127.0.0.1 only, durable, and back after any crash of
 * itself or of its owner. It holds no product data of its own and applies no migrations.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fchownSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type DataDirLock, lockDataDir } from './data-dir-lock.js';
import type { Log } from '../log.js';
import { type Cluster, openCluster, SHORT_ENVIRONMENT } from './postgres-cluster.js';
import { commandOf, identityOf } from './process-identity.js';

export interface EmbeddedPostgres {
  /** For the owner of everything in it, a superuser. */
  url: string;
  port: number;
  /** Ends the server and gives the data directory back. Close your connections first: it does not wait for them. */
  stop(): Promise<void>;
}

const LOG_BYTES_KEPT = 10_000_000;

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function gone(pid: number, identity: string, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; identityOf(pid) === identity; await wait(10)) {
    if (Date.now() > end) return false;
  }
  return true;
}

/** Ends the server that a killed owner left behind, and removes a pid file whose number now names another program. */
async function endOrphan(cluster: Cluster, log: Log): Promise<void> {
  const pidFile = join(cluster.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const identity = identityOf(pid);
  // PostgreSQL itself knows what to do about a dead one.
  if (identity === null) return;
  if (process.platform === 'win32') {
    spawnSync(cluster.binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast', '-w']);
    return;
  }
  if (!commandOf(pid)?.includes(cluster.data)) {
    rmSync(pidFile, { force: true });
    return;
  }
  log.warn({ pid }, 'ending the PostgreSQL that an earlier process left behind');
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    if (await gone(pid, identity, 10_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) was left behind in ${cluster.data} and does not end. End it by hand.`);
}

function spawnServer(cluster: Cluster, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    logging_collector: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [file = '', ...args] = [...cluster.launch.prefix, cluster.binaries.postgres, '-D', cluster.data, ...options];
  const output = openSync(cluster.logFile, 'a', 0o600);
  if ('uid' in cluster.account) fchownSync(output, cluster.account.uid, cluster.account.gid);
  // A group of its own, so that Ctrl-C in a terminal reaches the API alone, which then drains and stops the server.
  const how = { ...cluster.launch.account, cwd: '/', env: SHORT_ENVIRONMENT, detached: true };
  const server = spawn(file, args, { ...how, stdio: ['ignore', output, output] });
  closeSync(output);
  server.unref();
  return server;
}

const exited = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

/** Starts the server and waits until it takes connections; crash recovery may come first. */
async function launchServer(cluster: Cluster, port: number): Promise<ChildProcess> {
  const pidFile = join(cluster.data, 'postmaster.pid');
  // The last processes of a killed server take a moment to notice; until then PostgreSQL refuses the directory.
  for (const end = Date.now() + 10_000; ; await wait(50)) {
    const logged = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
    const server = spawnServer(cluster, port);
    let failure: Error | undefined;
    server.once('error', (error) => (failure = error));
    while (!exited(server) && failure === undefined) {
      const lines = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : [];
      if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return server;
      await wait(5);
    }
    const said = readFileSync(cluster.logFile).subarray(logged).toString().trim();
    const passing = /still in use|lock file "postmaster.pid" already exists/.test(said);
    if (!passing || Date.now() > end) {
      throw new Error(`The embedded PostgreSQL did not start (log: ${cluster.logFile}): ${failure?.message ?? said}`);
    }
  }
}

async function launchOnFreePort(cluster: Cluster): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { server: await launchServer(cluster, port), port };
    } catch (error) {
      if (attempt === 5 || !/could not bind/.test((error as Error).message)) throw error;
    }
  }
}

/** A shell that ends the server when this process is gone, however it went: its input then closes. */
function watchOver(server: ChildProcess): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const script = 'read _; kill -INT "$1"';
  const args = ['-c', script, 'spillway-postgres-watchdog', String(server.pid)];
  const watchdog = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  watchdog.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  server.once('exit', () => watchdog.kill('SIGKILL'));
  return watchdog;
}

async function endServer(cluster: Cluster, server: ChildProcess): Promise<void> {
  if (exited(server)) return;
  const ended = once(server, 'exit');
  server.ref();
  if (process.platform === 'win32') spawn(cluster.binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast']);
  else server.kill('SIGINT');
  const giveUp = setTimeout(() => server.kill('SIGQUIT'), 20_000);
  await ended;
  clearTimeout(giveUp);
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query(`select 1 from pg_database where datname = 'spillway'`);
    if (found.rowCount === 0) await client.query('create database spillway');
  } finally {
    await client.end();
  }
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1 with its data in `<dataDir>/postgres`, made at first use. What a killed
 * owner left running is ended first; a server that dies under a living owner is started again on the same port.
 * @throws Error when a living process owns the directory, or the server cannot run here; the message says what to do.
 */
export async function startEmbeddedPostgres(options: { dataDir: string; log: Log }): Promise<EmbeddedPostgres> {
  const { log } = options;
  let lock: DataDirLock | undefined;
  try {
    mkdirSync(options.dataDir, { recursive: true });
    const dataDir = realpathSync(options.dataDir);
    lock = lockDataDir(dataDir);
    const cluster = openCluster(dataDir);
    await endOrphan(cluster, log);
    if (existsSync(cluster.logFile) && statSync(cluster.logFile).size > LOG_BYTES_KEPT) {
      renameSync(cluster.logFile, `${cluster.logFile}.1`);
    }
    return await superviseServer(cluster, log, lock);
  } catch (error) {
    lock?.release();
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new Error(
      `The data directory ${options.dataDir} cannot be used by this user: ${(error as Error).message}. ` +
        'Start as the user that made it, or set SPILLWAY_DATA_DIR to another folder.',
      { cause: error },
    );
  }
}

async function superviseServer(cluster: Cluster, log: Log, lock: DataDirLock): Promise<EmbeddedPostgres> {
  const launched = await launchOnFreePort(cluster);
  const { port } = launched;
  let server = launched.server;
  let stopping: Promise<void> | undefined;
  let restarting: Promise<void> | undefined;

  const restart = async () => {
    for (let pauseMs = 50; stopping === undefined; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        await endOrphan(cluster, log);
        server = await launchServer(cluster, port);
        return supervise();
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL does not come back');
        await wait(pauseMs, undefined, { ref: false });
      }
    }
  };
  const supervise = () => {
    watchOver(server);
    server.once('exit', (code, signal) => {
      if (stopping !== undefined) return;
      log.error({ code, signal }, 'the embedded PostgreSQL ended; starting it again');
      restarting = restart();
    });
  };
  const stop = async () => {
    await restarting;
    await endServer(cluster, server);
    lock.release();
  };

  supervise();
  const address = `postgresql://postgres:${cluster.password}@127.0.0.1:${port}`;
  try {
    await ensureDatabase(`${address}/postgres`);
  } catch (error) {
    await (stopping ??= stop());
    throw error;
  }
  return { url: `${address}/spillway`, port, stop: () => (stopping ??= stop()) };
}
