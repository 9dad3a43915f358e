/**
 * Two PostgreSQL servers of a test's own: one that takes writes, and a standby that follows it by streaming replication
 * until it is promoted. The standby begins as a cold copy of the other's files.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';

export interface PostgresPair {
  primary: EmbeddedPostgres;
  standby: EmbeddedPostgres;
  /** One address for both: the primary first. @param login with a password like its name; the superuser by default */
  bothUrl(login?: string): string;
  /** Runs SQL as a superuser on one of them. */
  on<R extends pg.QueryResultRow>(server: EmbeddedPostgres, sql: string): Promise<R[]>;
  /** Resolves once the standby has all that the primary has. */
  caughtUp(): Promise<void>;
  /** Makes the standby take writes. */
  promote(): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export async function startPair(): Promise<PostgresPair> {
  const log = createLog({ logLevel: 'fatal' });
  const dir = mkdtempSync(join(tmpdir(), 'spillway-pair-'));
  chmodSync(dir, 0o755);
  const [first, second] = [join(dir, 'first'), join(dir, 'second')];
  await (await startEmbeddedPostgres({ dataDir: first, log })).stop();
  const data = (of: string) => join(of, 'postgres', 'data');
  appendFileSync(join(data(first), 'pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  mkdirSync(second);
  execFileSync('cp', ['-a', join(first, 'postgres'), join(second, 'postgres')]);
  const primary = await startEmbeddedPostgres({ dataDir: first, log });
  const signal = join(data(second), 'standby.signal');
  writeFileSync(signal, '');
  const { uid, gid } = statSync(data(second));
  chownSync(signal, uid, gid);
  const { password } = new URL(primary.url);
  const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres password=${password}`;
  appendFileSync(join(data(second), 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  const standby = await startEmbeddedPostgres({ dataDir: second, log });

  const on = async <R extends pg.QueryResultRow>({ url }: EmbeddedPostgres, sql: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    primary,
    standby,
    on,
    bothUrl(login) {
      const url = new URL(primary.url);
      if (login !== undefined) [url.username, url.password] = [login, login];
      return url.href.replace(url.host, `${url.host},127.0.0.1:${standby.port}`);
    },
    async caughtUp() {
      const [at] = await on<{ lsn: string }>(primary, 'select pg_current_wal_lsn()::text as lsn');
      const { lsn } = at!;
      const has = `select pg_last_wal_replay_lsn() >= '${lsn}' as has`;
      for (const give = Date.now() + PATIENCE_MS; ;) {
        if ((await on<{ has: boolean }>(standby, has))[0]?.has === true) return;
        if (Date.now() > give) throw new Error(`the standby does not come to ${lsn}`);
      }
    },
    async promote() {
      const [done] = await on<{ promoted: boolean }>(standby, 'select pg_promote(true, 20) as promoted');
      if (done?.promoted !== true) throw new Error('the standby was not promoted');
    },
    async close() {
      await standby.stop();
      await primary.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
