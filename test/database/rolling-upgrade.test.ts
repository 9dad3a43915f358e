/** Old and new builds on one schema: who may still serve on it starts, who may not is refused, and who runs goes on. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/database/migrate.js';
import { knownMigrations, MIGRATIONS_DIR } from '../../src/database/migrations.js';
import { prepareCell } from '../../src/database/prepare.js';
import { createLog } from '../../src/log.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const log = createLog({ logLevel: 'silent' });

let store: TestDatabase;
let policies: PolicyCopy;
let api: TestApi;
/** The migrations of a build that is to come. */
let folder: string;
beforeAll(async () => {
  store = await createTestDatabase();
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, store });
  folder = mkdtempSync(join(tmpdir(), 'spillway-newer-'));
  cpSync(MIGRATIONS_DIR, folder, { recursive: true });
});
afterAll(async () => {
  await api.close();
  await store.drop();
  policies.remove();
  rmSync(folder, { recursive: true });
});

const starts = async (url: string) => {
  const terms = { apiRole: 'spillway_api', production: false, ownerLoginAllowed: false };
  return prepareCell({ name: 'default', url, schema: null }, terms, log).then(
    () => 'it starts',
    ({ message }: Error) => message,
  );
};
const own = (await knownMigrations('spillway_api')).at(-1)!.no;
const newer = async (name: string, servesFrom: number | null, sql = 'select 1;') => {
  const header = servesFrom === null ? '' : `-- serves_from: ${String(servesFrom).padStart(3, '0')}\n`;
  writeFileSync(join(folder, `${name}.sql`), `-- Of a later version.\n${header}${sql}\n`);
  expect(await migrate({ url: store.url, folder })).toEqual([name]);
};

test('a build starts on a newer schema that it may serve on, as an owner and as the API’s login', async () => {
  expect([await starts(store.url), await starts(store.apiUrl)]).toEqual(['it starts', 'it starts']);
  await newer('990-no-word', null);
  await newer('991-compatible', own, 'alter table account add column later text;');
  expect([await starts(store.url), await starts(store.apiUrl)]).toEqual(['it starts', 'it starts']);
});

test('a build does not start on a schema that is for newer ones; the process that runs goes on', async () => {
  await newer('992-breaking', 991);
  for (const url of [store.url, store.apiUrl]) {
    expect(await starts(url)).toMatch(
      /^The database serves builds from 991 on, and this one is \d{3}: it has been migrated for a newer version\./,
    );
  }
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'ann', 'payg');
  await grant(admin, { subject: 'ann', credits: '10' });
  expect((await check(admin, meter('ann', 1))).outcome).toBe('ALLOWED');
});

test('each migration from 018 on names the oldest build that may serve on it, which is no newer than itself', async () => {
  const known = await knownMigrations('spillway_api');
  const silent = known.filter(({ no, servesFrom }) => no >= 18 && (servesFrom === null || servesFrom > no));
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(readdirSync(MIGRATIONS_DIR).every((file) => /^\d{3}-[a-z0-9-]+\.sql$/.test(file))).toBe(true);
});
