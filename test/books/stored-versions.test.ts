/** What serves is stored first, and a catalog that would strand accounts never serves. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SYSTEM } from '../../src/books/admin-action.js';
import type { Log } from '../../src/log.js';
import { openPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { setPlan } from '../../src/accounts/manage-account.js';
import { publishInCells } from '../../src/processes/publish-in-cells.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';

let t: TestLedger;
let policies: PolicyCopy;
let store: PolicyStore;
let logged: string[];

beforeEach(async () => {
  t = await openTestLedger();
  policies = copyPolicies();
  logged = [];
});
afterEach(async () => {
  await store.close();
  await t.close();
  policies.remove();
});

async function open(): Promise<void> {
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: unknown, message?: string) => void logged.push(String(message)),
  } as unknown as Log;
  const cell = { name: 'default', url: '', schema: null, holds: () => true, database: t.database, log };
  store = await openPolicies({
    dir: policies.dir,
    log,
    published: publishInCells([cell]),
    beatMs: 3_600_000,
  });
}

const withoutPro = () => policies.edit('catalog.yaml', (text) => text.replace('\n  pro:\n', '\n  professional:\n'));
const versions = async () =>
  (await t.asOwner<{ version: string }>('select version from catalog_version')).map(({ version }) => version);

test('a catalog without a plan that an account is on is refused by name, and serves once nobody is on it', async () => {
  await open();
  const live = store.catalog().version;
  await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'pro');
  withoutPro();
  await store.reload();
  expect(store.catalog().version).toBe(live);
  const told = 'the catalog lacks plans that accounts are on: "pro" of globex; move these accounts to others first';
  expect(store.baseProblems()).toMatchObject([{ message: expect.stringContaining(told) }]);
  expect(logged).toEqual([expect.stringContaining(told)]);
  expect(await versions()).toEqual([live]);

  await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'plus');
  await store.reload();
  expect(store.baseProblems()).toEqual([]);
  expect(store.catalog().plans.has('pro')).toBe(false);
  expect(await versions()).toEqual([live, store.catalog().version]);
});

test('nor does it go live when a process starts with it; one that nobody misses is fine', async () => {
  await open();
  const live = store.catalog().version;
  await store.close();
  await setPlan(t, { tenant: 'acme', subject: 'paul', actor: SYSTEM }, 'pro');
  withoutPro();
  await open();
  expect([store.catalog().version, logged]).toEqual([live, [expect.stringContaining('"pro" of acme')]]);
  expect(await versions()).toEqual([live]);
  await store.close();
  await setPlan(t, { tenant: 'acme', subject: 'paul', actor: SYSTEM }, 'free');
  await open();
  expect(store.catalog().plans.has('professional')).toBe(true);
});

test('where catalogs have no order yet, the one on disk is published, and the last one serves where that is broken', async () => {
  await open();
  const last = store.catalog().version;
  await store.close();
  await t.asOwner('delete from catalog_activation');
  const sound = policies.read('catalog.yaml');
  policies.edit('catalog.yaml', () => 'nonsense: [');
  await open();
  expect(store.catalog().version).toBe(last);
  expect(store.baseProblems().length).toBeGreaterThan(0);
  policies.edit('catalog.yaml', () => sound);
  await store.reload();
  expect([store.catalog().version, store.baseProblems()]).toEqual([last, []]);
  expect(await t.asOwner('select no, version from catalog_activation')).toEqual([{ no: '1', version: last }]);
});
