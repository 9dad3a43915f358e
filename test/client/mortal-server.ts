/** A whole API process on a port and a database of its own, that a test kills and starts again as often as it likes. */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@jest/globals';
import pg from 'pg';
import { listening } from '../../proof/support/scratch-server.js';
import { keepLog, spawnBuilt } from '../../proof/support/spawn-built.js';
import { signToken } from '../../src/server/token.js';
import { createTestDatabase } from '../support/database.js';
import { grant, setPlan } from '../support/calls.js';
import { freePort } from '../support/free-port.js';
import { SECRET, type Client } from '../support/api.js';
import { exactPolicies } from '../support/policies.js';
import { expectBooksToReconcile } from '../support/reconcile.js';

export interface MortalServer {
  url: string;
  /** A token of acme's subject, for an hour. */
  token(subject: string): Promise<string>;
  /** As acme's admin; only while the server lives. */
  admin: Client;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Gives a subject credits, and nothing else to take from. */
  fund(subject: string, credits: string): Promise<void>;
  /** As the owner, outside row-level security. */
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  /** Waits until all that was recorded is settled. */
  settled(): Promise<void>;
  /** Ends it, after auditor and `spillway reconcile` have found nothing. */
  close(): Promise<void>;
}

/** @param more settings beside those that it needs */
export async function openMortalServer(more: Record<string, string> = {}): Promise<MortalServer> {
  const [store, port, policies] = [await createTestDatabase(), await freePort(), exactPolicies()];
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const settings = {
    PORT: String(port),
    DATABASE_URL: store.url,
    SPILLWAY_JWT_SECRET: SECRET,
    SPILLWAY_POLICY_DIR: policies.dir,
    LOG_LEVEL: 'error',
    ...more,
  };
  let child: ChildProcess | undefined;
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    child = spawnBuilt('src/main.js', settings);
    await listening(child, keepLog(child), AbortSignal.timeout(60_000));
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const token = (subject: string) => {
    const pinned = { secret: SECRET, issuer: 'spillway', audience: 'spillway', expiresInSeconds: 3600 };
    return signToken({ ...pinned, tenant: 'acme', subject, groups: [] });
  };
  await start();
  const admin = clientOf(url, token('admin'));
  // Books of nobody cannot be reconciled.
  await setPlan(admin, 'somebody', 'payg');
  const asOwner: MortalServer['asOwner'] = async (sql, params) => (await owner.query(sql, params)).rows as never;
  return {
    url,
    token,
    admin,
    kill,
    start,
    asOwner,
    async fund(subject, credits) {
      await setPlan(admin, subject, 'payg');
      await grant(admin, { subject, credits });
    },
    async settled() {
      for (;;) if ((await asOwner('select from account where settled_no < usage_no limit 1')).length === 0) return;
    },
    async close() {
      await kill();
      const env = { ...settings, PATH: process.env.PATH };
      const args = ['dist/src/commands/reconcile.js', '--tenant', 'acme'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      try {
        expect([status, stdout.trim().split('\n').at(-1), stderr]).toEqual([
          0,
          expect.stringMatching(/0 differences/),
          '',
        ]);
        await expectBooksToReconcile(owner);
      } finally {
        await owner.end();
        await store.drop();
        policies.remove();
      }
    },
  };
}

function clientOf(url: string, token: Promise<string>): Client {
  const run: Client['run'] = async (query: string, variables?: Record<string, unknown>) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token}` };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const data: Client['data'] = async <T>(query: string, variables?: Record<string, unknown>) => {
    const { data, errors } = await run<T>(query, variables);
    if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)}`);
    return data;
  };
  const get: Client['get'] = async <T>(field: string, query: string, variables?: Record<string, unknown>) => {
    const answer = await data<Record<string, T>>(query, variables);
    return answer[field]!;
  };
  return { run, data, get };
}
