/**
 * The files of the embedded PostgreSQL's cluster: made whole or not at all, readable by one user, behind a random
 * password. It starts no server.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountFor, type Binaries, findBinaries, type Launch, launchAs } from './postgres-binaries.js';

/** Everything of the cluster lies in one folder, which belongs to the user that PostgreSQL runs as. */
export interface Cluster {
  binaries: Binaries;
  launch: Launch;
  /** Whom the files belong to. */
  account: Account;
  data: string;
  password: string;
  logFile: string;
}

export const SHORT_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function runInitdb(launch: Launch, command: string[]): void {
  const [file = '', ...args] = [...launch.prefix, ...command];
  const made = spawnSync(file, args, { ...launch.account, cwd: '/', env: SHORT_ENVIRONMENT, encoding: 'utf8' });
  if (made.status !== 0) {
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`, { cause: made.error });
  }
}

/**
 * Opens the cluster in `<dataDir>/postgres`, making it at first use; the caller holds the directory's lock.
 * @throws Error when no PostgreSQL can run here.
 */
export function openCluster(dataDir: string): Cluster {
  const binaries = findBinaries();
  const dir = join(dataDir, 'postgres');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const account = accountFor(dir);
  // Also mends a directory that root copied without its owners.
  if ('uid' in account && statSync(dir).uid === 0) {
    execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, dir]);
  }
  const launch = launchAs(account, binaries, dir);
  const passwordFile = join(dir, 'password');
  const data = join(dir, 'data');
  if (!existsSync(data)) {
    // An unfinished one of an earlier start is worth nothing: only the rename makes it the cluster.
    const unfinished = join(dir, 'data.new');
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    if ('uid' in account) chownSync(passwordFile, account.uid, account.gid);
    const options = ['--username=postgres', '--locale=C', '--encoding=UTF8', '--auth=scram-sha-256'];
    runInitdb(launch, [binaries.initdb, '-D', unfinished, `--pwfile=${passwordFile}`, ...options]);
    writeFileSync(join(unfinished, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    renameSync(unfinished, data);
  }
  const password = readFileSync(passwordFile, 'utf8');
  return { binaries, launch, account, data, password, logFile: join(dir, 'log') };
}
