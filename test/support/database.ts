/** A database of its own for each test file, cloned from the migrated template in a moment. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** As its owner, a superuser. */
  url: string;
  /** As the login that the API has in production: it is a member of the API's role, and nothing else. */
  apiUrl: string;
  /** Drops it, also under open connections. */
  drop(): Promise<void>;
}

/** How the run's server is reached; set by Jest's global setup. */
export function testServer(): { adminUrl: string; template: string; apiLogin: string } {
  const { SPILLWAY_TEST_ADMIN_URL: adminUrl, SPILLWAY_TEST_TEMPLATE: template } = process.env;
  const { SPILLWAY_TEST_API_LOGIN: apiLogin } = process.env;
  if (adminUrl === undefined || template === undefined || apiLogin === undefined) {
    throw new Error('run tests through npm test');
  }
  return { adminUrl, template, apiLogin };
}

async function asAdmin(...statements: string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: testServer().adminUrl });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/**
 * Clones a fresh database; the caller drops it when its tests are done.
 * @param like with every migration applied, or with nothing in it
 */
export async function createTestDatabase(like: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const { adminUrl, template, apiLogin } = testServer();
  const name = `spillway_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(
    like === 'empty' ? `create database ${name}` : `create database ${name} template ${template}`,
    // For the tests' own statements: what is tested looks for its tables itself.
    `alter database ${name} set search_path = spillway, public`,
  );
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const apiUrl = new URL(url);
  [apiUrl.username, apiUrl.password] = [apiLogin, apiLogin];
  return { url: url.href, apiUrl: apiUrl.href, drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}
