/** Spillway's tables lie in a schema of their own, whatever the database gives its connections; older books stay where they are. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findHome } from '../../src/database/home.js';
import { migrate } from '../../src/database/migrate.js';
import { prepareCell } from '../../src/database/prepare.js';
import { createLog } from '../../src/log.js';
import { openTestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testLogins, type Logins } from '../support/logins.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const TERMS = { apiRole: 'spillway_api', production: false, ownerLoginAllowed: false };
const log = createLog({ logLevel: 'silent' });
const prepare = (url: string, schema: string | null = null) =>
  prepareCell({ name: 'default', url, schema }, TERMS, log);

let store: TestDatabase;
let logins: Logins;
let policies: PolicyCopy;
beforeEach(async () => {
  store = await createTestDatabase('empty');
  logins = testLogins();
  policies = exactPolicies();
  // As a server has it: nothing helps names to be found.
  await inDatabase(`alter database ${databaseName()} reset search_path`);
});
afterEach(async () => {
  await store.drop();
  await logins.drop();
  policies.remove();
});

const databaseName = () => new URL(store.url).pathname.slice(1);
const inDatabase = (sql: string) => logins.asSuperuser(sql, store.url);
/** The schemas that have a table of Spillway's. */
async function homes(): Promise<string[]> {
  const { rows } = await inDatabase(
    `select distinct schemaname as name from pg_tables where tablename in ('account', 'schema_migration') order by 1`,
  );
  return rows.map(({ name }: { name: string }) => name);
}

/** Grants and checks; the audit at the end sees the books. */
async function expectToServe(url = store.url, settings: Record<string, string> = {}): Promise<void> {
  const api = await openTestApi({ policyDir: policies.dir, store: { ...store, apiUrl: url }, settings });
  try {
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'ann', 'payg');
    await grant(admin, { subject: 'ann', credits: '10' });
    expect((await check(admin, meter('ann', 1))).outcome).toBe('ALLOWED');
  } finally {
    await api.close();
  }
}

test('a fresh database gets them in spillway, which nobody but the owner and the API’s role may use', async () => {
  await expectToServe();
  expect(await homes()).toEqual(['spillway']);
  const { rows } = await inDatabase(
    `select grantee::regrole::text as who, privilege_type as what from pg_namespace, aclexplode(nspacl)
     where nspname = 'spillway' order by 1, 2`,
  );
  expect(rows).toEqual([
    { who: 'postgres', what: 'CREATE' },
    { who: 'postgres', what: 'USAGE' },
    { who: 'spillway_api', what: 'USAGE' },
  ]);
});

test('a database that has them in public goes on there, also in the next version', async () => {
  await migrate({ url: store.url, schema: 'public' });
  await expectToServe();
  expect(await homes()).toEqual(['public']);
  expect(await migrate({ url: store.url })).toEqual([]);
});

describe('nothing is left half done where', () => {
  test('the owner has a schema that is named like it', async () => {
    const app = await logins.make('app', 'createrole');
    await inDatabase(`alter database ${databaseName()} owner to ${app}`);
    await inDatabase(`create schema ${app} authorization ${app}`);
    const api = logins.name('app_api');
    const url = logins.urlFor(app, store);
    await prepareCell({ name: 'default', url, schema: null }, { ...TERMS, apiRole: api }, log);
    expect(await homes()).toEqual(['spillway']);
    await expectToServe(url, { SPILLWAY_API_ROLE: api });
  });

  test.each(['nowhere', 'elsewhere, public'])('the database looks for names in %s', async (path) => {
    await inDatabase('create schema elsewhere');
    await inDatabase(`alter database ${databaseName()} set search_path = ${path}`);
    await expectToServe();
    expect(await homes()).toEqual(['spillway']);
  });
});

test('an earlier version that left them in the schema of its login, and could not go on, is gone on with', async () => {
  await inDatabase('create schema postgres');
  await migrate({ url: store.url, schema: 'postgres' });
  await expectToServe();
  expect(await homes()).toEqual(['postgres']);
});

test('a setting names another schema, and two installations of one database know nothing of each other', async () => {
  await expectToServe(store.url, { SPILLWAY_SCHEMA: 'first' });
  await expectToServe(store.url, { SPILLWAY_SCHEMA: 'second' });
  expect(await homes()).toEqual(['first', 'second']);
  const { rows } = await inDatabase(
    'select (select count(*) from first.account) + (select count(*) from second.account) as n',
  );
  expect(rows).toEqual([{ n: '2' }]);
});

test('books move from public as docs/operations.md says', async () => {
  await migrate({ url: store.url, schema: 'public' });
  const [, sql = ''] = /`(alter schema public rename .*?)` as/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  await inDatabase(sql);
  await expectToServe();
  expect(await homes()).toEqual(['spillway']);
});

test('a setting that would begin anew beside the books in public is refused, and nothing is made', async () => {
  await migrate({ url: store.url, schema: 'public' });
  await expect(prepare(store.url, 'spillway')).rejects.toThrow(
    'There are no books in the schema spillway, but there are in public: leave SPILLWAY_SCHEMA out',
  );
  expect(await homes()).toEqual(['public']);
  expect((await prepare(store.url, 'public')).schema).toBe('public');
  expect(await findHome({ url: store.url })).toMatchObject({ schema: 'public', hasBooks: true, elsewhere: null });
});
