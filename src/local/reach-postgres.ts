/**
 * The embedded PostgreSQL of a data directory, for a tool that looks at what is stored: the one that a running server
 * has started, or else one started for the tool alone. It makes no data directory.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { commandOf, identityOf } from './process-identity.js';

/** A database to connect to, as its owner. */
export interface ReachedPostgres {
  url: string;
  /** Whether it was running already: then letting go of it leaves it alone. */
  shared: boolean;
  leave(): Promise<void>;
}

/**
 * Finds or starts the PostgreSQL of `dataDir`.
 * @throws Error that says what to do, where there is none, or this user may not read it
 */
export async function reachPostgres({ dataDir, log }: { dataDir: string; log: Log }): Promise<ReachedPostgres> {
  if (!existsSync(join(dataDir, 'postgres'))) {
    throw new Error(
      `There is no database in ${dataDir}: name another folder in SPILLWAY_DATA_DIR, or set DATABASE_URL.`,
    );
  }
  try {
    const cluster = join(realpathSync(dataDir), 'postgres');
    const port = runningOn(join(cluster, 'data'));
    if (port !== null) {
      const password = readFileSync(join(cluster, 'password'), 'utf8');
      const url = `postgresql://postgres:${password}@127.0.0.1:${port}/spillway`;
      return { url, shared: true, leave: async () => undefined };
    }
  } catch (error) {
    throw new Error(`The database in ${dataDir} belongs to another user: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  return { url: postgres.url, shared: false, leave: () => postgres.stop() };
}

/** The port of a living server on this data; null where none lives. Its pid file says both, line by line. */
function runningOn(data: string): number | null {
  const pidFile = join(data, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(pidFile, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  const command = commandOf(pid);
  // A pid file outlives a killed server, and its number may name another program by now.
  if (identityOf(pid) === null || (command !== null && !command.includes(data))) return null;
  return lines[7]?.trim() === 'ready' && port > 0 ? port : null;
}
