/** A database of its own for each test file, cloned from the migrated template in a moment. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** As its owner, a superuser: what the API gets, which then lays that down. */
  url: string;
  /** Drops it, also under open connections. */
  drop(): Promise<void>;
}

/** How the run's server is reached; set by Jest's global setup. */
export function testServer(): { adminUrl: string; template: string } {
  const { SPILLWAY_TEST_ADMIN_URL: adminUrl, SPILLWAY_TEST_TEMPLATE: template } = process.env;
  if (adminUrl === undefined || template === undefined) throw new Error('run tests through npm test');
  return { adminUrl, template };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: testServer().adminUrl });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/**
 * Clones a fresh database; the caller drops it when its tests are done.
 * @param like with every migration applied, or with nothing in it
 */
export async function createTestDatabase(like: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const { adminUrl, template } = testServer();
  const name = `spillway_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(like === 'empty' ? `create database ${name}` : `create database ${name} template ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}
