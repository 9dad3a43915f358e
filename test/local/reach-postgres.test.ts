/** Tools find the embedded database of a data directory, whether or not a server runs on it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createLog } from '../../src/log.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { reachPostgres } from '../../src/local/reach-postgres.js';
import { runBuiltTool, type ToolRun } from '../commands/run-built-tool.js';

const log = createLog({ logLevel: 'silent' });
let dataDir: string;
let running: EmbeddedPostgres | undefined;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'spillway-reach-'));
  chmodSync(dataDir, 0o755);
  running = await startEmbeddedPostgres({ dataDir, log });
  await migrate({ url: running.url });
  const client = new pg.Client({ connectionString: running.url });
  await client.connect();
  await client.query(
    `insert into spillway.account (tenant_id, id, address, last_at, created_at)
     values ('acme', gen_random_uuid(), 'pool:x', now(), now())`,
  );
  await client.end();
}, 60_000);
afterAll(async () => {
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function reconciled(dir: string): Promise<ToolRun> {
  process.env.SPILLWAY_DATA_DIR = dir;
  try {
    return await runBuiltTool('reconcile', ['--tenant', 'acme']);
  } finally {
    delete process.env.SPILLWAY_DATA_DIR;
  }
}

test('while a server runs, its PostgreSQL is used and left alone; else one is started and stopped', async () => {
  const shared = await reachPostgres({ dataDir, log });
  expect(shared).toMatchObject({ shared: true, url: running?.url });
  await shared.leave();
  expect(await reconciled(dataDir)).toMatchObject({ code: 0, stderr: '' });
  const client = new pg.Client({ connectionString: running?.url });
  await client.connect();
  await client.end();

  await running?.stop();
  running = undefined;
  expect(await reconciled(dataDir)).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
}, 60_000);

test('a pid file that a killed server left behind is not believed', async () => {
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  writeFileSync(pidFile, [process.pid, dataDir, '0', '1', '', '127.0.0.1', '', 'ready   ', ''].join('\n'));
  const reached = await reachPostgres({ dataDir, log });
  expect(reached.shared).toBe(false);
  await reached.leave();
}, 30_000);

test('a folder without a database is told in one sentence', async () => {
  const { code, stderr } = await reconciled(mkdtempSync(join(tmpdir(), 'spillway-empty-')));
  expect({ code, stderr: stderr.trim() }).toEqual({
    code: 2,
    stderr: expect.stringContaining('There is no database in'),
  });
});
