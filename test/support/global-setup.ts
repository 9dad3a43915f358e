/**
 * Before all tests: one PostgreSQL for the whole run and a template database with every migration applied, from which
 * test files clone their own; and one folder for temporary files of everything that runs. It runs outside Jest's module
 * system, hence from the built files.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import pg from 'pg';

/** The API's login of all tests, and its password. */
const API_LOGIN = 'spillway_test_login';

/** A file system in memory, as Linux has it: PostgreSQL waits for a disk at each commit, and far longer at each drop. */
const MEMORY = '/dev/shm';
/** What a run may take there, and as much again for its processes. */
const ENOUGH_BYTES = 3_000_000_000;
/** How the run's folder is called, and since when one that is still there belongs to a run that was killed. */
const PREFIX = 'spillway-tests-';
const FORGOTTEN_MS = 86_400_000;

/** What the teardown finds again: both run in Jest's own process. */
export interface TestRun {
  /** For temporary files; it goes with all that is in it. */
  folder: string;
  template?: { name: string; adminUrl: string };
  postgres?: EmbeddedPostgres;
}

const built = (file: string) => import(new URL(`../../dist/src/${file}.js`, import.meta.url).href);

/** Whether programs run from there: some containers forbid it. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

function makeFolder(base: string): string {
  const folder = mkdtempSync(join(base, PREFIX));
  // PostgreSQL may run as another user.
  chmodSync(folder, 0o755);
  return folder;
}

/** The folder for temporary files of this run: in memory where there is enough of it, else where the system has them. */
function openFolder(): string {
  if (!existsSync(MEMORY)) return makeFolder(tmpdir());
  const { bavail, bsize } = statfsSync(MEMORY);
  if (Math.min(bavail * bsize, process.availableMemory() / 2) < ENOUGH_BYTES) return makeFolder(tmpdir());
  for (const name of readdirSync(MEMORY).filter((name) => name.startsWith(PREFIX))) {
    const path = join(MEMORY, name);
    if (statSync(path).mtimeMs < Date.now() - FORGOTTEN_MS) rmSync(path, { recursive: true, force: true });
  }
  const folder = makeFolder(MEMORY);
  if (runsPrograms(folder)) return folder;
  rmSync(folder, { recursive: true });
  return makeFolder(tmpdir());
}

async function startServer(run: TestRun): Promise<string> {
  const { startEmbeddedPostgres } = (await built(
    'local/embedded-postgres',
  )) as typeof import('../../src/local/embedded-postgres.js');
  const { createLog } = (await built('log')) as typeof import('../../src/log.js');
  const log = createLog({ logLevel: 'warn' });
  run.postgres = await startEmbeddedPostgres({ dataDir: join(run.folder, 'server'), log });
  return run.postgres.url;
}

/** The API's login of all tests: databases come and go, and logins are the server's. */
async function makeLogin(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${API_LOGIN}') then
      create role ${API_LOGIN} login password '${API_LOGIN}' in role spillway_api;
    end if;
  end $$`);
  await admin.end();
}

export default async function globalSetup(): Promise<void> {
  const run: TestRun = { folder: openFolder() };
  process.env.TMPDIR = run.folder;
  (globalThis as { spillwayTestRun?: TestRun }).spillwayTestRun = run;
  const adminUrl = process.env.SPILLWAY_TEST_DATABASE_URL ?? (await startServer(run));
  const name = `spillway_template_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  run.template = { name, adminUrl };

  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const { migrate } = (await built('database/migrate')) as typeof import('../../src/database/migrate.js');
  await migrate({ url: url.href });
  await makeLogin(adminUrl);
  process.env.SPILLWAY_TEST_ADMIN_URL = adminUrl;
  process.env.SPILLWAY_TEST_TEMPLATE = name;
  process.env.SPILLWAY_TEST_API_LOGIN = API_LOGIN;
}
