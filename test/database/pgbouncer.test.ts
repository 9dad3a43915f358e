/** A pooler in between: in session mode all works as without it; in the other modes nothing begins, and it is said why. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findHome } from '../../src/database/home.js';
import { openTestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { exactPolicies } from '../support/policies.js';
import { findTestProgram } from '../support/programs.js';
import { allSettled, record, usedOf } from '../support/usage.js';

const pgbouncer = findTestProgram('pgbouncer');
const there = pgbouncer === null ? describe.skip : describe;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Starts one in front of the database. @returns the database as it is reached through it */
async function pooled(store: TestDatabase, mode: string, more: string[] = [], own = ''): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  chmodSync(dir, 0o755);
  closing.push(() => rmSync(dir, { recursive: true, force: true }));
  const port = await freePort();
  const [owner, login] = [new URL(store.url), new URL(store.apiUrl)];
  const users = [owner, login].map(({ username, password }) => `"${username}" "${password}"`);
  writeFileSync(join(dir, 'users'), `${users.join('\n')}\n`);
  const settings = [
    '[databases]',
    `* = host=${owner.hostname} port=${owner.port} ${own}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(dir, 'users')}`,
    `pool_mode = ${mode}`,
    ...more,
  ];
  writeFileSync(join(dir, 'ini'), `${settings.join('\n')}\n`);
  const as = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(pgbouncer!, [...as, join(dir, 'ini')], { stdio: ['ignore', 'ignore', 'pipe'] });
  closing.push(() => stopped(child));
  await listening(child);
  const through = (url: URL) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  return { ...store, url: through(owner), apiUrl: through(login) };
}

async function listening(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line);
    if (!/listening on 127/.test(line)) continue;
    child.stderr!.resume();
    return;
  }
  throw new Error(`pgbouncer ended: ${said.join('\n')}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function freshDatabase(): Promise<TestDatabase> {
  const store = await createTestDatabase();
  closing.push(() => store.drop());
  return store;
}

there('pgbouncer', () => {
  test.each([[[]], [['default_pool_size = 60', 'server_reset_query = DISCARD ALL']]])(
    'in session mode, with %j, serves as PostgreSQL itself',
    async (more: string[]) => {
      const policies = exactPolicies();
      closing.push(() => policies.remove());
      const api = await openTestApi({
        policyDir: policies.dir,
        store: await pooled(await freshDatabase(), 'session', more),
      });
      const admin = api.as('acme', 'admin');
      await setPlan(admin, 'ann', 'payg');
      await grant(admin, { subject: 'ann', credits: '100' });
      const { id, outcome } = await check(admin, meter('ann', 30));
      expect(outcome).toBe('ALLOWED');
      await record(admin, usedOf(id, 20));
      await allSettled(api);
      const other = await api.another();
      expect((await check(other.as('acme', 'admin'), meter('ann', 1))).outcome).toBe('ALLOWED');
      await api.close();
    },
  );

  describe.each(['transaction', 'statement'])('in %s mode', (mode) => {
    test.each([[[]], [['server_round_robin = 1', 'min_pool_size = 5']], [['default_pool_size = 1']]])(
      'with %j, is refused by name before anything is done',
      async (more: string[]) => {
        const store = await pooled(await freshDatabase(), mode, more);
        for (const url of [store.url, store.apiUrl]) {
          await expect(findHome({ url })).rejects.toThrow(
            /^A pooler in transaction or statement mode answers at 127\.0\.0\.1:\d+\..*set pool_mode = session for this database/,
          );
        }
        await expect(openTestApi({ store })).rejects.toThrow('A pooler in transaction or statement mode');
      },
    );
  });

  test('may have session mode for this database alone', async () => {
    const { apiUrl } = await pooled(await freshDatabase(), 'transaction', [], 'pool_mode=session');
    expect(await findHome({ url: apiUrl })).toMatchObject({ schema: 'spillway', actsAs: null });
  });

  test('refuses start-up options, and it is told where they come from', async () => {
    const { url } = await pooled(await freshDatabase(), 'session');
    await expect(findHome({ url: `${url}?options=-c%20lock_timeout%3D1` })).rejects.toThrow(
      'A pooler answers at DATABASE_URL and refuses the start-up option "options": take it out of the URL.',
    );
  });
});
