/** The embedded PostgreSQL against real processes that really die. It needs no other database. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';
import { identityOf } from '../../src/local/process-identity.js';

const log = createLog({ logLevel: 'silent' });
const linuxTest = process.platform === 'linux' ? test : test.skip;

let dataDir: string;
let running: EmbeddedPostgres | undefined;

const start = async () => (running = await startEmbeddedPostgres({ dataDir, log }));
const stop = async () => {
  await running?.stop();
  running = undefined;
};

async function query<R extends pg.QueryResultRow>(sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: running?.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = () => join(dataDir, 'postgres', 'data', 'postmaster.pid');
const postmaster = () => Number.parseInt(readFileSync(pidFile(), 'utf8'), 10);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(10);
}

/** A process of its own that starts the database in the data directory and lives until it is killed. */
async function startOwner(): Promise<ChildProcess> {
  const module = (name: string) => new URL(`../../dist/src/${name}.js`, import.meta.url).href;
  const script = `
    import { startEmbeddedPostgres } from '${module('local/embedded-postgres')}';
    import { createLog } from '${module('log')}';
    await startEmbeddedPostgres({ dataDir: process.argv[1], log: createLog({ logLevel: 'silent' }) });
    console.log('started');
    setInterval(() => undefined, 60_000);`;
  const args = ['--input-type=module', '-e', script, dataDir];
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await Promise.race([
    once(owner.stdout, 'data'),
    once(owner, 'exit').then(() => Promise.reject(new Error('the owner ended before it had started the database'))),
  ]);
  return owner;
}

async function killHard(owner: ChildProcess): Promise<void> {
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
}

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'spillway-embedded-'));
  chmodSync(dataDir, 0o755);
});
afterEach(stop);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the embedded PostgreSQL', () => {
  test('starts in an empty folder, durable, in UTF-8, on 127.0.0.1 only, and keeps its password to its user', async () => {
    await start();
    const [settings] = await query<Record<string, string>>(`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
        current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums`);
    expect(settings).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      addresses: '127.0.0.1',
      sockets: '',
      encoding: 'UTF8',
      checksums: 'on',
    });
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    const guessed = new pg.Client({ connectionString: running?.url.replace(/:[^:@]+@/, ':guess@') });
    await expect(guessed.connect()).rejects.toThrow('password authentication failed');
  });

  test('keeps what was committed across a restart', async () => {
    await start();
    await query('create table kept as select 42 as answer');
    await stop();
    await start();
    expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('refuses a second owner while the first lives, and leaves the first alone', async () => {
    const owner = await startOwner();
    const pid = postmaster();
    await expect(start()).rejects.toThrow(`in use by process ${owner.pid}`);
    expect(postmaster()).toBe(pid);
    expect(identityOf(pid)).not.toBeNull();
    await killHard(owner);
  });

  test('refuses a second start in the same process too', async () => {
    await start();
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow('SPILLWAY_DATA_DIR');
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  linuxTest('ends by itself when its owner is killed', async () => {
    const owner = await startOwner();
    const pid = postmaster();
    await killHard(owner);
    await until(() => identityOf(pid) === null);
  });

  linuxTest('is taken over when its owner was killed and it runs on', async () => {
    const owner = await startOwner();
    const orphan = postmaster();
    const children = readFileSync(`/proc/${owner.pid}/task/${owner.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    for (const child of children) if (child !== orphan) process.kill(child, 'SIGKILL');
    await killHard(owner);
    expect(identityOf(orphan)).not.toBeNull();

    await start();
    expect(identityOf(orphan)).toBeNull();
    expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('starts over a pid file whose process is gone, or whose number now names another program', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)']);
    for (const pid of [2 ** 22 + 1, other.pid]) {
      writeFileSync(pidFile(), `${pid}\n${join(dataDir, 'postgres', 'data')}\n1700000000\n5432\n\n127.0.0.1\n`);
      chmodSync(pidFile(), 0o644);
      await start();
      await stop();
    }
    expect(other.exitCode).toBeNull();
    await killHard(other);
  });

  linuxTest('comes back on the same port, with everything committed, when its server is killed', async () => {
    const { port } = await start();
    await query('create table survived as select 7 as seven');
    const killed = postmaster();
    process.kill(killed, 'SIGKILL');
    const answers = () => query('select seven from survived').catch(() => null);
    await until(async () => identityOf(killed) === null && (await answers()) !== null);
    expect(running?.port).toBe(port);
    expect(await query('select seven from survived')).toEqual([{ seven: 7 }]);
  });

  test('of many that start at once exactly one gets the folder', async () => {
    const starts = await Promise.allSettled([startOwner(), startOwner(), startOwner()]);
    const owners = starts.flatMap((started) => (started.status === 'fulfilled' ? [started.value] : []));
    const pid = postmaster();
    for (const owner of owners) await killHard(owner);
    await until(() => identityOf(pid) === null);
    expect(owners).toHaveLength(1);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('lock-'))).toEqual([]);
  });
});
