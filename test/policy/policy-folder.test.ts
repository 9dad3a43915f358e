/**
 * Whoever writes in a tenant's policy folder can put anything there: it is told or it goes live, and it neither shows
 * what lies elsewhere nor keeps anybody from being served.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { cpSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { PolicyFolder } from '../../src/policy/policy-folder.js';
import { POLICY_FORMATS } from '../../src/policy/policy-formats.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { readInside } from '../../src/policy/read-inside.js';
import { memoryPublished } from './memory-published.js';

let root: string;
let dir: string;
let store: PolicyStore | undefined;

const at = (...path: string[]): string => join(dir, ...path);
const read = (file: string): string => readFileSync(at(file), 'utf8');
const GLOBEX = 'globex/policy.csv';
const NO_FILE = 'this is no regular file: a folder, a FIFO, a socket or a device';
const LINK_OUT = 'the file is a link out of its folder';

async function open(more: Partial<OpenPolicies> = {}): Promise<PolicyStore> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  } as unknown as OpenPolicies['log'];
  store = await openPolicies({
    dir,
    log,
    published: memoryPublished(),
    beatMs: 3_600_000,
    ...more,
  });
  return store;
}

/** What is said of globex, which serves what it served, while a change of acme goes live. */
async function expectRefused(message: string, served = store!.live('globex')!): Promise<void> {
  const policies = store!;
  await policies.reload();
  expect(policies.live('globex')).toBe(served);
  expect(policies.state('globex')).toMatchObject({ ok: false, fileVersion: null, liveVersion: served.version });
  const problem = { rule: 'file/unreadable', file: `policies/${GLOBEX}`, line: 1, column: null, message };
  expect(policies.state('globex')!.problems).toMatchObject([problem]);
  const changed = `${read('acme/policy.csv')}# changed\n`;
  writeFileSync(at('acme/policy.csv'), changed);
  await policies.reload();
  expect(policies.live('acme')!.version).toBe(versionOf(changed));
}

/** What stood in a tenant's folder is gone. */
function withoutFile(): void {
  rmSync(at(GLOBEX));
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'policy-folder-')));
  dir = join(root, 'policies');
  cpSync('policies', dir, { recursive: true });
});

afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(root, { recursive: true, force: true });
});

describe('only a regular file is read; what else a tenant puts there is refused at once and stops nobody', () => {
  test('a FIFO, which nobody writes to: the reload ends, others go live, and the mended file does', async () => {
    const sound = read(GLOBEX);
    const policies = await open();
    withoutFile();
    execFileSync('mkfifo', [at(GLOBEX)]);
    await expectRefused(NO_FILE);
    withoutFile();
    writeFileSync(at(GLOBEX), `${sound}# mended\n`);
    await policies.reload();
    expect(policies.state('globex')).toMatchObject({ ok: true, liveVersion: versionOf(`${sound}# mended\n`) });
  });

  test('a folder', async () => {
    await open();
    withoutFile();
    mkdirSync(at(GLOBEX));
    await expectRefused(NO_FILE);
  });

  test('a socket', async () => {
    await open();
    withoutFile();
    const server = createServer().listen(at(GLOBEX));
    await new Promise((resolve) => server.once('listening', resolve));
    await expectRefused(NO_FILE).finally(() => server.close());
  });

  test('a device', async () => {
    await open();
    withoutFile();
    symlinkSync('/dev/zero', at(GLOBEX));
    await expectRefused(LINK_OUT);
    expect(await readInside('/dev', 'zero')).toEqual({ unreadable: NO_FILE });
  });

  test('at most the limit is read, whatever size the file is said to have', async () => {
    await open();
    truncateSync(at(GLOBEX), 2_097_153);
    await expectRefused('the file is larger than 2 MiB');
    // A regular file of size 0 that never ends.
    const endless = `/proc/${process.pid}`;
    if (existsSync(`${endless}/pagemap`)) {
      expect(await readInside(endless, 'pagemap')).toEqual({ unreadable: 'the file is larger than 2 MiB' });
    }
  });

  test('a file that cannot be read keeps nobody from starting', async () => {
    withoutFile();
    execFileSync('mkfifo', [at(GLOBEX)]);
    const policies = await open();
    expect(policies.live('globex')).toBeUndefined();
    expect(policies.state('globex')!.problems[0]!.message).toBe(NO_FILE);
    expect(policies.live('acme')).toBeDefined();
  });
});

describe('no link leads out of the tenant’s folder', () => {
  test('a link to the policy of another tenant is refused, and its text is not shown', async () => {
    await open();
    withoutFile();
    symlinkSync('../acme/policy.csv', at(GLOBEX));
    await expectRefused(LINK_OUT);
  });

  test('nor does one whose folder is a link', async () => {
    await open();
    withoutFile();
    symlinkSync('../acme', at('globex/mine'));
    symlinkSync('mine/policy.csv', at(GLOBEX));
    await expectRefused(LINK_OUT);
  });

  test('nor one to a folder whose name only begins alike', async () => {
    await open();
    withoutFile();
    cpSync(at('acme'), at('globex-2'), { recursive: true });
    symlinkSync('../globex-2/policy.csv', at(GLOBEX));
    await expectRefused(LINK_OUT);
  });

  test('a tenant’s folder that is a link to another’s, or out of the policy folder, is not read', async () => {
    const message = "the tenant's folder is a link out of the policy folder, or to a folder of another name";
    await open();
    rmSync(at('globex'), { recursive: true });
    symlinkSync('acme', at('globex'));
    await expectRefused(message);
    rmSync(at('globex'));
    cpSync(at('acme'), join(root, 'globex'), { recursive: true });
    symlinkSync('../globex', at('globex'));
    await expectRefused(message);
  });

  test('a link that leads to itself or to nothing is told', async () => {
    await open();
    withoutFile();
    symlinkSync('policy.csv', at(GLOBEX));
    await expectRefused('the file cannot be read (ELOOP)');
    withoutFile();
    symlinkSync('nowhere', at(GLOBEX));
    await expectRefused('the file is missing');
  });
});

describe('a link inside is fine: a mounted ConfigMap goes live when it is swapped', () => {
  /** As Kubernetes mounts one: what is there is a link through `..data`, which is swapped in one go. */
  function mount(folder: string, version: string): void {
    symlinkSync(version, join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
  }

  test('one for a tenant, mounted on its folder', async () => {
    const sound = read(GLOBEX);
    withoutFile();
    for (const version of ['..1', '..2']) {
      mkdirSync(at('globex', version));
      writeFileSync(at('globex', version, 'policy.csv'), `${sound}# ${version}\n`);
    }
    mount(at('globex'), '..1');
    symlinkSync('..data/policy.csv', at(GLOBEX));
    const policies = await open();
    expect(policies.state('globex')).toMatchObject({ ok: true, liveVersion: versionOf(`${sound}# ..1\n`) });
    mount(at('globex'), '..2');
    await policies.whenRead(GLOBEX, versionOf(`${sound}# ..2\n`));
    expect(policies.live('globex')!.text).toBe(`${sound}# ..2\n`);
  });

  test('one for everybody, mounted on the policy folder, which may be a link itself', async () => {
    const names = ['acme', 'globex', 'catalog.yaml', 'model.conf'];
    for (const version of ['..1', '..2']) {
      mkdirSync(at(version));
      for (const name of names) cpSync(at(name), at(version, name), { recursive: true });
      writeFileSync(at(version, GLOBEX), `${read(GLOBEX)}# ${version}\n`);
    }
    mount(dir, '..1');
    for (const name of names) {
      rmSync(at(name), { recursive: true });
      symlinkSync(`..data/${name}`, at(name));
    }
    symlinkSync('policies', join(root, 'current'));
    const policies = await open({ dir: join(root, 'current') });
    expect(policies.live('globex')!.text).toMatch(/# \.\.1\n$/);
    expect(policies.tenants().map((tenant) => policies.state(tenant)!.ok)).toEqual([true, true]);
    expect(policies.live('globex')!.files[0]!.file).toBe(`current/${GLOBEX}`);
    mount(dir, '..2');
    await policies.whenRead(GLOBEX, versionOf(read(GLOBEX)));
    expect(policies.live('globex')!.text).toMatch(/# \.\.2\n$/);
  });
});

describe('nothing is read without a bound', () => {
  test('a file that does not answer in time is told, not asked again before it answers, and stops nobody', async () => {
    const hang = Promise.withResolvers<void>();
    const looks: Promise<unknown>[] = [];
    const reading: typeof readInside = (folder, name) => {
      if (!folder.endsWith('globex')) return readInside(folder, name);
      const look = hang.promise.then(() => readInside(folder, name));
      looks.push(look);
      return look;
    };
    const folder = new PolicyFolder(dir, POLICY_FORMATS, 50, reading);
    const texts = async () => {
      const { tenants } = await folder.readAll();
      return [...tenants.values()].map((files) => files.get('policy.csv'));
    };
    const acme = { text: read('acme/policy.csv'), stamp: expect.any(String) };
    expect(await texts()).toEqual([acme, { unreadable: 'the file is not read: there was no answer within 0.05 s' }]);
    expect(await texts()).toEqual([
      acme,
      { unreadable: 'the file is not read: an earlier look at it still waits for an answer' },
    ]);
    expect(looks).toHaveLength(1);
    hang.resolve();
    await looks[0];
    expect(await texts()).toEqual([acme, { text: read(GLOBEX), stamp: expect.any(String) }]);
  });

  test('a folder with more entries than it may have is not read: what serves serves on', async () => {
    const policies = await open();
    const before = policies.reloadedAt();
    for (let i = 0; i < 10_000; i++) writeFileSync(at(`file-${i}`), '');
    await expect(policies.reload()).rejects.toThrow('policies:1: the folder has more than 10000 entries');
    expect(policies.live('globex')).toBeDefined();
    expect(policies.reloadedAt()).toEqual(before);
  });
});

test('when the last reload ended is told, also where nothing had changed', async () => {
  const policies = await open();
  const first = policies.reloadedAt()!;
  expect(Math.abs(Date.now() - first.getTime())).toBeLessThan(30_000);
  await policies.reload();
  expect(policies.reloadedAt()!).not.toBe(first);
  expect(policies.reloadedAt()!.getTime()).toBeGreaterThanOrEqual(first.getTime());
});
