/**
 * Before all tests: one PostgreSQL for the whole run and a template database with every migration applied, from which
 * test files clone their own; and one folder for temporary files of everything that runs. It runs outside Jest's module
 * system, hence from the built files.
 */
import { join } from 'node:path';
import type { EmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import pg from 'pg';

/** The API's login of all tests, and its password. */
const API_LOGIN = 'spillway_test_login';

/** What the teardown finds again: both run in Jest's own process. */
export interface TestRun {
  /** For temporary files; it goes with all that is in it. */
  folder: string;
  template?: { name: string; adminUrl: string };
  postgres?: EmbeddedPostgres;
}

const built = (file: string) => import(new URL(`../../dist/src/${file}.js`, import.meta.url).href);

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
  const { openRunFolder } = (await import(new URL('../run/run-folder.js', import.meta.url).href)) as {
    openRunFolder: () => string;
  };
  const run: TestRun = { folder: openRunFolder() };
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
