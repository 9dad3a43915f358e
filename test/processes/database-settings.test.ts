/** The settings of the database: what they are without a word, what they may be, and that the pool is as large as they say. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/processes/config.js';
import { openTestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const SECRET = { SPILLWAY_JWT_SECRET: 'a secret for settings, 32 bytes or more' };
const read = (settings: Record<string, string>) => readConfig({ ...SECRET, ...settings });

describe('settings', () => {
  test('that nobody gives', () => {
    expect(read({})).toMatchObject({
      databaseUrl: null,
      schema: null,
      apiRole: 'spillway_api',
      poolSize: 10,
      ownerLoginAllowed: false,
    });
  });

  test.each<[string, Record<string, string>]>([
    ['DATABASE_URL must be a URL that starts with postgres://', { DATABASE_URL: 'mysql://x/y' }],
    ['DATABASE_URL must be a URL', { DATABASE_URL: 'postgres://one:x,two/y' }],
    ['names at most 10 hosts', { DATABASE_URL: `postgres://${Array.from({ length: 11 }, () => 'h').join()}/y` }],
    ['SPILLWAY_SCHEMA must be at most 40 small letters', { SPILLWAY_SCHEMA: 'Mine' }],
    ['SPILLWAY_SCHEMA must be', { SPILLWAY_SCHEMA: 'pg_mine' }],
    ['SPILLWAY_API_ROLE must be', { SPILLWAY_API_ROLE: 'a"; drop role b' }],
    ['SPILLWAY_POOL_SIZE must be a whole number of connections, 2 to 200', { SPILLWAY_POOL_SIZE: '1' }],
    ['SPILLWAY_POOL_SIZE must be', { SPILLWAY_POOL_SIZE: '201' }],
    ['SPILLWAY_POOL_SIZE must be', { SPILLWAY_POOL_SIZE: 'many' }],
    ['SPILLWAY_ALLOW_OWNER_LOGIN must be 1, or not be set', { SPILLWAY_ALLOW_OWNER_LOGIN: 'yes' }],
  ])('refused: %s', (problem, settings) => {
    expect(() => read(settings)).toThrow(problem);
  });
});

describe('a pool', () => {
  let store: TestDatabase;
  let policies: PolicyCopy;
  beforeAll(async () => {
    store = await createTestDatabase();
    policies = exactPolicies();
  });
  afterAll(async () => {
    await store.drop();
    policies.remove();
  });

  test('of two connections, and one that listens, is all that a process opens, however many call at once', async () => {
    const api = await openTestApi({ policyDir: policies.dir, store, settings: { SPILLWAY_POOL_SIZE: '2' } });
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'ann', 'payg');
    await grant(admin, { subject: 'ann', credits: '100' });
    const asked = Array.from({ length: 40 }, (_, i) =>
      i % 2 ? check(admin, meter('ann', 1)) : setPlan(admin, `s${i}`, 'payg'),
    );
    await Promise.all(asked);
    const open = `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name = 'spillway' and pid <> pg_backend_pid()`;
    const [{ n }] = (await api.asOwner<{ n: number }>(open)) as [{ n: number }];
    // The owner's own session asks.
    expect(n).toBeGreaterThan(1);
    expect(n).toBeLessThanOrEqual(3);
    await api.close();
  });
});
