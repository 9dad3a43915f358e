/**
 * One truth for all processes, with real ones: API processes and a settlement worker, each with a policy folder of its own
 * or one in common, on one database. Whatever is published serves in all of them, and nothing on disk keeps one from starting.
 */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { versionOf } from '../../src/catalog/text-version.js';
import { doorAt, type Client } from '../support/api.js';
import { check, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { spawnBuilt, type Spawned } from '../support/spawned.js';

const ACME = 'acme/policy.csv';
const CATALOG = 'catalog.yaml';
const DENY = 'p, liv, product:meter/call, use, deny\n';
/** How soon all processes must serve what one has published: 2 s, and more on a machine that does other things as well. */
const SOON_MS = 5_000;
jest.setTimeout(120_000);

let store: TestDatabase;
let owner: pg.Client;
let copies: PolicyCopy[];
let running: Spawned[];

beforeEach(async () => {
  store = await createTestDatabase();
  owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  [copies, running] = [[], []];
});
afterEach(async () => {
  const codes = await Promise.all(running.map((spawned) => spawned.stop()));
  await owner.end();
  await store.drop();
  for (const copy of copies) copy.remove();
  expect(codes).toEqual(codes.map(() => 0));
});

function folder(): PolicyCopy {
  const copy = exactPolicies();
  copies.push(copy);
  return copy;
}

async function start(kind: 'api' | 'settle', { dir }: PolicyCopy): Promise<Spawned> {
  const spawned = await spawnBuilt(kind, { DATABASE_URL: store.url, SPILLWAY_POLICY_DIR: dir });
  running.push(spawned);
  return spawned;
}

interface Ready {
  status: string;
  catalog: string;
  catalogRefused: boolean;
  tenantsRefused: number;
  folderBehind: boolean;
  peersDiffer: number;
}
const ready = async ({ url }: Spawned) => (await (await fetch(`${url}/ready`)).json()) as Ready;
const adminOf = ({ url }: Spawned, tenant = 'acme'): Client => doorAt(url).as(tenant, 'admin');
const policyOf = (process: Spawned) =>
  adminOf(process).get<{ version: string; ok: boolean; folderBehind: boolean }>(
    'policy',
    '{ policy { version ok folderBehind } }',
  );
const PROCESSES = '{ operations { processes { id policyVersion catalogVersion since host } } }';
interface Serving {
  id: string;
  policyVersion: string;
  catalogVersion: string;
  host: string | null;
}
const processesOf = async (client: Client) =>
  (await client.get<{ processes: Serving[] }>('operations', PROCESSES)).processes;

/** Waits until something is so. @throws Error where it is not in time, with what was found last */
async function until<T>(look: () => Promise<T>, isSo: (found: T) => boolean, ms = 15_000): Promise<T> {
  for (const end = performance.now() + ms; ;) {
    const found = await look();
    if (isSo(found)) return found;
    if (performance.now() > end) throw new Error(`it did not come about in ${ms} ms: ${JSON.stringify(found)}`);
    await pause(10);
  }
}

describe('API processes and a worker with folders of their own', () => {
  test('serve within two seconds what one publishes, forwards and back, and tell each tenant its own versions', async () => {
    const [first, second, third] = [folder(), folder(), folder()];
    const one = await start('api', first);
    const [two, worker] = [await start('api', second), await start('settle', third)];
    const original = first.read(ACME);
    await setPlan(adminOf(one), 'liv', 'twin');
    const live = () => processesOf(adminOf(two));
    await until(live, (found) => found.length === 3);

    const denied = versionOf(first.edit(ACME, (text) => `${text}${DENY}`));
    await until(live, (found) => found.every(({ policyVersion }) => policyVersion === denied), SOON_MS);
    expect(await check(adminOf(two), meter('liv', 1))).toMatchObject({
      outcome: 'DENIED',
      policy: { version: denied },
    });
    await until(
      async () => second.read(ACME),
      (text) => text.endsWith(DENY),
    );
    await until(
      async () => third.read(ACME),
      (text) => text.endsWith(DENY),
    );

    // The other way, and back to what was there before: a roll-back is an edit like any other.
    second.edit(ACME, () => original);
    await until(live, (found) => found.every(({ policyVersion }) => policyVersion === versionOf(original)), SOON_MS);
    expect(await check(adminOf(one), meter('liv', 1))).toMatchObject({ outcome: 'ALLOWED' });

    const tighter = first.edit(CATALOG, (text) => text.replace('requests_per_minute: 1\n', 'requests_per_minute: 2\n'));
    const same = (found: Serving[]) => found.every(({ catalogVersion }) => catalogVersion === versionOf(tighter));
    await until(live, same, SOON_MS);
    expect([(await ready(one)).catalog, (await ready(two)).catalog]).toEqual([versionOf(tighter), versionOf(tighter)]);
    await until(
      async () => third.read(CATALOG),
      (text) => text === tighter,
    );
    const { rows } = await owner.query('select version from catalog_activation order by no');
    expect(rows).toHaveLength(2);
    const texts = await owner.query(`select version from policy_version where tenant_id = 'acme' order by no`);
    expect(texts.rows.map(({ version }) => version as string)).toEqual([
      versionOf(original),
      denied,
      versionOf(original),
    ]);
    for (const each of [one, two]) {
      const settled = await until(
        () => ready(each),
        ({ folderBehind, peersDiffer }) => !folderBehind && peersDiffer === 0,
      );
      expect(settled).toMatchObject({ status: 'ready', catalogRefused: false, tenantsRefused: 0 });
    }
    expect(worker.log.filter(({ level }) => level === 'error')).toEqual([]);

    const [acme, globex] = [await live(), await processesOf(adminOf(one, 'globex'))];
    expect(new Set(acme.map(({ id }) => id))).toEqual(new Set(globex.map(({ id }) => id)));
    const versions = (found: Serving[]) => [...new Set(found.map(({ policyVersion }) => policyVersion))];
    expect([versions(acme).length, versions(globex).length]).toEqual([1, 1]);
    expect(versions(acme)).not.toEqual(versions(globex));
    expect(acme.map(({ host }) => host)).toEqual([null, null, null]);
    const [seen] = await processesOf(doorAt(one.url).as('acme', 'operator:ann'));
    expect(seen?.host).toMatch(/\S/);
  });
});

describe('two API processes with one folder', () => {
  test('publish an edit that both see once', async () => {
    const both = folder();
    const [one, two] = [await start('api', both), await start('api', both)];
    for (let i = 0; i < 5; i++) {
      const version = versionOf(both.edit(ACME, (text) => `${text}# edit ${i}\n`));
      for (const each of [one, two])
        await until(
          () => policyOf(each),
          (policy) => policy.version === version,
          SOON_MS,
        );
    }
    const { rows } = await owner.query(`select from policy_version where tenant_id = 'acme'`);
    expect(rows).toHaveLength(6);
    for (const each of [one, two]) expect(await policyOf(each)).toMatchObject({ ok: true, folderBehind: false });
  });
});

describe('a process starts, by what is published,', () => {
  const starts: [string, (copy: PolicyCopy) => void, string][] = [
    [
      'the catalog on disk is broken',
      (copy) => copy.edit(CATALOG, (text) => `${text}\n  nonsense: [`),
      'catalog.yaml:',
    ],
    [
      'it lacks a plan that accounts are on',
      (copy) => copy.edit(CATALOG, (text) => text.replace('\n  twin:\n', '\n  twins:\n')),
      '"twin" of acme',
    ],
    ['it is gone', (copy) => rmSync(`${copy.dir}/${CATALOG}`), 'the file is missing'],
  ];
  test(`where ${starts.map(([title]) => title).join(', and where ')}; and says so`, async () => {
    const before = await start('api', folder());
    await setPlan(adminOf(before), 'liv', 'twin');
    const { catalog } = await ready(before);
    expect(await before.stop()).toBe(0);

    for (const [, spoil, told] of starts) {
      const copy = folder();
      spoil(copy);
      const after = await start('api', copy);
      const errors = after.log.filter(({ level }) => level === 'error').map(({ msg }) => msg);
      expect(errors.join('\n')).toContain(told);
      expect(await ready(after)).toMatchObject({ status: 'ready', catalog, catalogRefused: true });
      expect(await check(adminOf(after), meter('liv', 1))).toMatchObject({ outcome: 'ALLOWED' });
      if (copy === copies.at(-1)) await start('settle', copy);
    }
  });

  test('with a text that others have replaced, which it does not publish again', async () => {
    const [copy, stale] = [folder(), folder()];
    const one = await start('api', copy);
    const version = versionOf(copy.edit(ACME, (text) => `${text}${DENY}`));
    await until(
      () => policyOf(one),
      (policy) => policy.version === version,
    );
    const two = await start('api', stale);
    expect(await policyOf(two)).toMatchObject({ version });
    await until(
      async () => stale.read(ACME),
      (text) => text.endsWith(DENY),
    );
    await until(
      () => policyOf(two),
      ({ ok, folderBehind }) => ok && !folderBehind,
    );
    expect(two.log.filter(({ level, msg }) => level === 'warn' && msg?.includes('an older version'))).toHaveLength(1);
    const { rows } = await owner.query(`select from policy_version where tenant_id = 'acme'`);
    expect(rows).toHaveLength(2);
  });

  test('not where no catalog was ever published and the one there is broken', async () => {
    const copy = folder();
    copy.edit(CATALOG, (text) => `${text}\n  nonsense: [`);
    await expect(start('api', copy)).rejects.toThrow(/ended with 1: .*catalog\.yaml:/s);
  });
});

describe('processes that serve something else', () => {
  let one: Spawned;
  const other = (serves: string, ago: string) =>
    owner.query(
      `insert into process (id, kind, host, build, catalog, policies, serves, since, at)
       values (gen_random_uuid(), 'api', 'other', '0', 'other', '{}', $1, now(), now() - $2::interval)`,
      [serves, ago],
    );

  test('are counted and listed while they live, and told in the log when it begins and when it ends', async () => {
    one = await start('api', folder());
    const two = await start('settle', folder());
    await until(
      () => processesOf(adminOf(one)),
      (found) => found.length === 2,
    );
    expect(await two.stop()).toBe(0);
    expect(await processesOf(adminOf(one))).toHaveLength(1);
    expect((await ready(one)).peersDiffer).toBe(0);
    await other('other', '0 seconds');
    await other('other', '31 seconds');
    await other('other', '2 hours');
    expect((await ready(one)).peersDiffer).toBe(1);
    const told = (part: string) => one.log.filter(({ level, msg }) => level === 'warn' && msg?.includes(part));
    await until(
      async () => told('other processes serve another catalog'),
      (found) => found.length === 1,
      20_000,
    );
    expect((await owner.query(`select from process where at < now() - interval '1 hour'`)).rowCount).toBe(0);
    await owner.query(`delete from process where host = 'other'`);
    expect((await ready(one)).peersDiffer).toBe(0);
    await until(
      async () => told('serve the same catalog and policies again'),
      (found) => found.length === 1,
      20_000,
    );
  });
});
