/** Whatever a server, a database or a login has as its own settings: calls mean the same, and are answered the same. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openSession } from '../../src/database/open-session.js';
import { openTestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
beforeAll(() => void (policies = exactPolicies()));
afterAll(() => policies.remove());

/** What somebody set on the database, for every connection to it. */
async function withDatabase(settings: string[], work: (store: TestDatabase) => Promise<void>): Promise<void> {
  const store = await createTestDatabase();
  const admin = new pg.Client({ connectionString: store.url });
  await admin.connect();
  try {
    for (const setting of settings) await admin.query(`alter database ${admin.database} set ${setting}`);
    await work(store);
  } finally {
    await admin.end();
    await store.drop();
  }
}

/** A day of one account: granted, checked, used, settled, listed; closing audits the books. */
async function expectToServe(store: TestDatabase): Promise<void> {
  const api = await openTestApi({ policyDir: policies.dir, store });
  try {
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'ann', 'payg');
    await grant(admin, { subject: 'ann', credits: '100', expiresAt: new Date(Date.now() + 9e8).toISOString() });
    const { id, outcome } = await check(admin, meter('ann', 30));
    expect(outcome).toBe('ALLOWED');
    await record(admin, usedOf(id, 20));
    await allSettled(api);
    const query = '{ decisions(subject: "ann", first: 1) { nodes { decidedAt } } }';
    const { decisions } = await admin.data<{ decisions: { nodes: { decidedAt: string }[] } }>(query);
    expect(Math.abs(Date.parse(decisions.nodes[0]!.decidedAt) - Date.now())).toBeLessThan(60_000);
  } finally {
    await api.close();
  }
}

describe('calls are answered as ever where the database has', () => {
  test.each<[string, ...string[]]>([
    ['German dates', `DateStyle = 'German'`],
    ['SQL dates', `DateStyle = 'SQL, DMY'`],
    ['dates of POSTGRES', `DateStyle = 'Postgres, MDY'`],
    ['intervals of ISO 8601 and another time zone', `IntervalStyle = 'iso_8601'`, `TimeZone = 'Asia/Kolkata'`],
    ['intervals of the SQL standard', `IntervalStyle = 'sql_standard'`],
    ['a search path to nowhere', 'search_path = nowhere'],
    ['an empty search path', `search_path = ''`],
    ['another isolation', `default_transaction_isolation = 'serializable'`, 'default_transaction_deferrable = on'],
    ['another encoding', `client_encoding = 'LATIN1'`],
    ['other spellings of values', `bytea_output = 'escape'`, 'extra_float_digits = -15', 'array_nulls = off'],
    ['other rules for literals', 'standard_conforming_strings = off', 'transform_null_equals = on'],
    ['row-level security that refuses in place of hiding', 'row_security = off'],
    ['time-outs of a moment', `lock_timeout = '1ms'`, `idle_in_transaction_session_timeout = '1ms'`],
  ])('%s', async (_title, ...settings) => {
    await withDatabase(settings, expectToServe);
  });
});

test('calls are answered as ever where DATABASE_URL asks for settings', async () => {
  await withDatabase([], async (store) => {
    const options = encodeURIComponent(`-c search_path=nowhere -c DateStyle=German -c lock_timeout=1`);
    await expectToServe({ ...store, apiUrl: `${store.apiUrl}?options=${options}` });
    await expectToServe({ ...store, apiUrl: `${store.url}?options=${options}` });
  });
});

test('the tools see the books where the database has German dates and a search path to nowhere', async () => {
  await withDatabase([`DateStyle = 'German'`, 'search_path = nowhere'], async ({ url }) => {
    const session = await openSession({ url, settings: { 'spillway.tenants': 'acme,globex' } });
    const { rows } = await session.query(
      `select current_setting('DateStyle') as style, current_setting('spillway.tenants') as tenants,
        (select count(*) from account) as accounts`,
    );
    expect(rows).toEqual([{ style: 'ISO, MDY', tenants: 'acme,globex', accounts: '0' }]);
    await session.end();
  });
});
