/** What serves is stored first, and a catalog that would strand accounts never serves. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../src/books/admin-action.js';
import { versionOf } from '../../src/catalog/text-version.js';
import { createLog, type Log } from '../../src/log.js';
import { openPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { PublishedMeanwhile } from '../../src/policy/published.js';
import { setPlan } from '../../src/accounts/set-plan.js';
import { KnownGrants } from '../../src/books/known-grants.js';
import { publishInCells } from '../../src/processes/publish-in-cells.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';

const CELL = { name: 'default', url: '', schema: null, holds: () => true };
const SILENT = createLog({ logLevel: 'silent' });
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
  const cell = { ...CELL, database: t.database, log };
  store = await openPolicies({
    dir: policies.dir,
    log,
    published: publishInCells([cell], new KnownGrants(() => t.database)),
    beatMs: 3_600_000,
  });
}

const withoutPro = () => policies.edit('catalog.yaml', (text) => text.replace('\n  pro:\n', '\n  professional:\n'));
const versions = async () =>
  (await t.asOwner<{ version: string }>('select version from catalog_version')).map(({ version }) => version);

test('C04 a catalog without a plan that an account is on is refused by name, at its plans, and serves once nobody is on it', async () => {
  await open();
  const live = store.catalog().version;
  await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'pro');
  withoutPro();
  await store.reload();
  expect(store.catalog().version).toBe(live);
  const told =
    'the catalog lacks plans that accounts are on, or will be: "pro" of globex; move these accounts to others first';
  const line = policies.read('catalog.yaml').split('\n').indexOf('plans:') + 1;
  const problem = { rule: 'catalog/plan-in-use', severity: 'ERROR', line, message: told, concerns: ['globex'] };
  expect(store.baseProblems()).toMatchObject([{ file: store.catalog().file, ...problem }]);
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

test('what was judged by something that is not the newest any more is not published', async () => {
  await open();
  const cell = { ...CELL, database: t.database, log: SILENT };
  const published = publishInCells([cell], new KnownGrants(() => t.database));
  const seen = await published.newest(['acme', 'globex']);
  const [acme, catalog] = [store.live('acme')!, store.catalog()];
  const edited = (text: string) => ({ ...acme, text, version: versionOf(text) });
  const publish = (text: string, by = seen, under = catalog.version) =>
    published.publish({ catalog: null, policies: new Map([['acme', edited(text)]]), tenants: [], under }, by);
  const first = await publish('one');
  expect(first.policies.get('acme')).toEqual({ no: 2n, version: versionOf('one') });
  await expect(publish('two')).rejects.toThrow(PublishedMeanwhile);
  expect((await publish('one')).policies.get('acme')!.no).toBe(2n);
  await expect(publish('two', await published.newest(['acme']), 'another')).rejects.toThrow(PublishedMeanwhile);
  const whole = { catalog: { ...catalog, version: 'next' }, policies: new Map(), tenants: ['acme'], under: 'next' };
  await expect(published.publish(whole, seen)).rejects.toThrow(PublishedMeanwhile);
  expect(await t.asOwner('select no, version from policy_version where tenant_id = $1 order by no', ['acme'])).toEqual([
    { no: '1', version: acme.version },
    { no: '2', version: versionOf('one') },
  ]);
});

describe('an edit of the catalog that hits somebody', () => {
  const edit = async (change: (text: string) => string) => {
    policies.edit('catalog.yaml', change);
    await store.reload();
    return store.baseProblems().map(({ message, concerns }) => [/allow: (\S+) because/.exec(message)?.[1], concerns]);
  };
  const windowGone = (text: string) => text.replace(/(pro:\n.*\n.*\n.*\n) {6}weekly.*\n/, '$1');
  const miniGone = (text: string) => text.replace(/^ {6}gpt-5\.4-mini:.*\n/gm, '');
  const use = (daysAgo: number) =>
    t.asOwner(
      `insert into usage_bucket (tenant_id, account_id, session, slot, product, feature, measure, amount)
       values ('globex', gen_random_uuid(), '', now() - $1 * interval '1 day', 'codex', 'gpt-5.4-mini', 'x', 1)`,
      [daysAgo],
    );

  test('is refused where accounts are on the plan of a window that goes, and told to those tenants', async () => {
    await open();
    await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'pro');
    const live = store.catalog().version;
    expect(await edit(windowGone)).toEqual([['window-removed:pro/weekly', ['globex']]]);
    expect(store.catalog().version).toBe(live);
    await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'free');
    await store.reload();
    expect([store.baseProblems(), store.catalog().plans.get('pro')!.windows.length]).toEqual([[], 1]);
  });

  test('is refused where a feature that goes was used within 30 days, and not where it was longer ago', async () => {
    await open();
    await use(29);
    expect(await edit(miniGone)).toEqual([['feature-removed:codex/gpt-5.4-mini', ['globex']]]);
    await t.asOwner('delete from usage_bucket');
    await use(31);
    expect(await edit((text) => `${text}# once more\n`)).toEqual([]);
    expect(store.catalog().products.get('codex')!.features.has('gpt-5.4-mini')).toBe(false);
  });

  test('goes live where the version says that it is meant, and the next one has to say so again', async () => {
    await open();
    await setPlan(t, { tenant: 'globex', subject: 'paula', actor: SYSTEM }, 'pro');
    const whole = policies.read('catalog.yaml');
    const allow = (id: string) => `# allow: ${id} because it was agreed\n`;
    expect(await edit((text) => `${windowGone(text)}${allow('window-removed:pro/weekly')}`)).toEqual([]);
    expect(store.catalog().plans.get('pro')!.windows).toHaveLength(1);
    expect(await edit(() => `${whole}${allow('window-removed:pro/weekly')}`)).toEqual([]);
    const again = [['window-removed:pro/weekly', ['globex']]];
    expect(await edit((text) => windowGone(text))).toEqual(again);
    expect(await edit((text) => `${text}${allow('window-removed:pro/five_hour')}`)).toEqual(again);
  });

  test('does not take format 2 back to 1, whatever it says', async () => {
    await open();
    const one = policies.read('catalog.yaml');
    expect(await edit((text) => `${text.replace('format: 1', 'format: 2')}# end\n`)).toEqual([]);
    await edit(() => `${one}# back\n`);
    const message = 'format 2 serves, and does not go back to 1: its last line tells a whole file from half of one';
    expect(store.baseProblems()).toMatchObject([{ line: 1, message }]);
    expect(store.catalog().format).toBe(2);
  });
});
