/** Policies follow their files while they serve: whole, stored first, and never a broken one. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openPolicies } from '../../src/policy/policy-store.js';
import type { OpenPolicies, PolicyStore } from '../../src/policy/policy-store.js';
import type { PolicyVersion } from '../../src/policy/policy-version.js';
import { memoryPublished, type MemoryHooks } from './memory-published.js';
import { who } from './policies.js';

const NEVER_MS = 3_600_000;
const CODEX = 'product:codex/gpt-5.5';
let root: string;
let dir: string;
let store: PolicyStore;
let activated: string[];
let logged: string[];

const log = {
  info: (_: unknown, message?: string) => void logged.push(`info ${message}`),
  warn: (_: unknown, message?: string) => void logged.push(`warn ${message}`),
  error: (_: unknown, message?: string) => void logged.push(`error ${message}`),
} as OpenPolicies['log'];

async function open(more: Partial<OpenPolicies & MemoryHooks> = {}): Promise<PolicyStore> {
  const onActivated = async (tenant: string, policy: PolicyVersion) =>
    void activated.push(`${tenant} ${policy.version}`);
  const published = memoryPublished({ onActivated, ...more });
  store = await openPolicies({ dir, log, published, beatMs: NEVER_MS, rewriteAfterMs: 0, ...more });
  return store;
}

const read = (file: string): Promise<string> => readFile(join(dir, file), 'utf8');

/** Writes a file and waits until it was taken in by itself: without a reload, so that the watching is what is tested. */
async function save(file: string, text: string): Promise<string> {
  await writeFile(join(dir, file), text);
  await store.whenRead(file, versionOf(text));
  return versionOf(text);
}

async function edit(file: string, from: string | RegExp, to: string): Promise<string> {
  const text = await read(file);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  return save(file, edited);
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'policies-'));
  dir = join(root, 'policies');
  await cp('policies', dir, { recursive: true });
  [activated, logged] = [[], []];
});

afterEach(async () => {
  await store?.close();
  rmSync(root, { recursive: true, force: true });
});

describe('a tenant’s file that changes while it serves', () => {
  test('decides the next request and is cited by its version, stored before it serves', async () => {
    await open();
    const before = store.live('acme')!;
    expect(before.permissions.permits(who('alice'), CODEX, 'use').permitted).toBe(true);
    const version = await edit('acme/policy.csv', 'product:codex, use, allow', 'product:codex, use, deny');
    const { permitted, citation } = store.live('acme')!.permissions.permits(who('alice'), CODEX, 'use');
    expect({ permitted, ...citation }).toEqual({
      permitted: false,
      version,
      file: 'policies/acme/policy.csv',
      line: 9,
      rule: 'p, role:member, product:codex, use, deny',
    });
    expect(activated).toEqual([expect.stringMatching(/^acme /), expect.stringMatching(/^globex /), `acme ${version}`]);
    expect(store.state('acme')).toMatchObject({ liveVersion: version, fileVersion: version, ok: true, problems: [] });
    expect(before.permissions.permits(who('alice'), CODEX, 'use').permitted).toBe(true);
  });

  test('is refused with file and line where its effect is mistyped, and the old one serves on', async () => {
    await open();
    const old = store.live('acme')!.version;
    const refused = await edit('acme/policy.csv', 'product:codex, use, allow', 'product:codex, use, Deny');
    const problem = { file: 'policies/acme/policy.csv', line: 9, message: expect.stringContaining('effect "Deny"') };
    expect(store.live('acme')!.version).toBe(old);
    expect(store.live('acme')!.permissions.permits(who('alice'), CODEX, 'use').permitted).toBe(true);
    expect(store.state('acme')).toMatchObject({
      liveVersion: old,
      fileVersion: refused,
      ok: false,
      problems: [problem],
    });
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining(`${old} serves on: policies/acme/policy.csv:9: effect "Deny"`),
    ]);
    expect(store.state('globex')!.ok).toBe(true);
  });

  test('is refused where the process starts with it too, and what served last serves on', async () => {
    const sound = await read('acme/policy.csv');
    await writeFile(join(dir, 'acme/policy.csv'), sound.replace('use, allow', 'use, permit'));
    const served = new Map([['acme', sound]]);
    await open({ lastServed: async (tenant) => served.get(tenant) ?? null });
    expect(store.live('acme')!.version).toBe(versionOf(sound));
    expect(store.live('acme')!.permissions.permits(who('alice'), CODEX, 'use').permitted).toBe(true);
    expect(store.state('acme')).toMatchObject({ ok: false, liveVersion: versionOf(sound), loadedAt: expect.any(Date) });
    await save('acme/policy.csv', `${sound}# mended\n`);
    expect(store.state('acme')).toMatchObject({ ok: true, liveVersion: versionOf(`${sound}# mended\n`) });
  });

  test('goes live again once it is repaired, without being stored twice', async () => {
    await open();
    const text = await read('acme/policy.csv');
    await save('acme/policy.csv', text.slice(0, 700));
    expect(store.state('acme')!.ok).toBe(false);
    await save('acme/policy.csv', text);
    expect(store.state('acme')).toMatchObject({ ok: true, liveVersion: versionOf(text), problems: [] });
    expect(activated).toHaveLength(2);
  });

  test('is seen when an editor puts a new file in its place', async () => {
    await open();
    const text = `${await read('acme/policy.csv')}# replaced\n`;
    await writeFile(join(root, 'new'), text);
    renameSync(join(root, 'new'), join(dir, 'acme/policy.csv'));
    await store.whenRead('acme/policy.csv', versionOf(text));
    expect(store.live('acme')!.version).toBe(versionOf(text));
  });

  test('serves on where its file or the whole folder is removed, and says so', async () => {
    await open();
    const version = store.live('acme')!.version;
    await rm(join(dir, 'acme/policy.csv'));
    await store.reload();
    expect(store.state('acme')).toMatchObject({ liveVersion: version, fileVersion: null, ok: false });
    expect(store.state('acme')!.problems[0]!.message).toBe('the file is missing');
    await rm(dir, { recursive: true });
    await store.reload();
    expect(store.tenants()).toEqual(['acme', 'globex']);
    expect(store.live('globex')!.permissions.permits(who('alice'), CODEX, 'use').permitted).toBe(true);
    expect(store.baseProblems().map(({ message }) => message)).toEqual(['the file is missing', 'the file is missing']);
  });

  test('does not go live while it cannot be stored, and is tried again', async () => {
    let isDown = false;
    await open({ onActivated: async () => (isDown ? Promise.reject(new Error('no database')) : undefined) });
    const old = store.live('acme')!.version;
    isDown = true;
    const version = await save('acme/policy.csv', `${await read('acme/policy.csv')}# more\n`);
    expect(store.live('acme')!.version).toBe(old);
    expect(store.state('acme')!.problems[0]!.message).toContain('could not be stored and is tried again: no database');
    isDown = false;
    await store.reload();
    expect(store.live('acme')!.version).toBe(version);
    expect(store.state('acme')).toMatchObject({ ok: true, problems: [] });
  });
});

describe('tenants that come and go', () => {
  const TENANT = '  initech:\n    default_plan: free\n';
  const policy = '# spillway-policy: 1\np, boss, policy, write, allow\n';

  test('a new folder appears live once the catalog has the tenant', async () => {
    await open();
    await mkdir(join(dir, 'initech'));
    await save('initech/policy.csv', policy);
    expect(store.live('initech')).toBeUndefined();
    expect(store.state('initech')!.problems[0]!.message).toContain('has no tenant "initech"');
    await save('catalog.yaml', `${await read('catalog.yaml')}${TENANT}`);
    expect(store.live('initech')!.version).toBe(versionOf(policy));
    await edit('initech/policy.csv', 'boss', 'chief');
    expect(store.live('initech')!.permissions.permits(who('chief'), 'policy', 'write').permitted).toBe(true);
  });

  test('one that was never sound is unavailable, and keeps nobody else from starting', async () => {
    await writeFile(join(dir, 'acme/policy.csv'), 'nonsense\n');
    await open();
    expect(store.live('acme')).toBeUndefined();
    expect(store.state('acme')).toMatchObject({ liveVersion: null, ok: false, loadedAt: null });
    expect(store.live('globex')).toBeDefined();
    expect(logged).toContainEqual(expect.stringContaining('the tenant is unavailable: policies/acme/policy.csv:1:'));
  });

  test('one that leaves both the catalog and the folder is gone', async () => {
    await open();
    await rm(join(dir, 'globex'), { recursive: true });
    await edit('catalog.yaml', /  globex:[\s\S]*$/, '');
    expect(store.tenants()).toEqual(['acme']);
    expect(store.live('globex')).toBeUndefined();
  });
});

describe('the catalog and the model', () => {
  test('a changed catalog goes live for every tenant at once, told before it serves', async () => {
    const told: string[] = [];
    await open({ onCatalog: async (catalog) => void told.push(catalog.version) });
    const policy = store.live('acme')!;
    const version = await edit('catalog.yaml', 'requests_per_minute: 60', 'requests_per_minute: 61');
    expect(store.catalog().version).toBe(version);
    expect(store.catalog().plans.get('plus')!.requestsPerMinute).toBe(61);
    expect(told).toEqual([expect.any(String), version]);
    expect(store.live('acme')!.version).toBe(policy.version);
    expect(activated).toHaveLength(2);
  });

  test('a catalog that would break a live policy changes nothing, and says which line stands in the way', async () => {
    await open();
    const live = store.catalog().version;
    await edit('catalog.yaml', 'gpt-5.5: [', 'gpt-6: [');
    expect(store.catalog().version).toBe(live);
    expect(store.baseProblems()[0]!.message).toContain('unknown feature of codex "gpt-5.5"');
    const text = (await read('catalog.yaml')).replaceAll('gpt-5.5: {', 'gpt-6: {');
    await save('catalog.yaml', text);
    expect(store.catalog().version).toBe(live);
    expect(store.baseProblems()).toContainEqual({
      file: 'policies/acme/policy.csv',
      line: 14,
      column: 17,
      severity: 'ERROR',
      rule: 'policy/unknown-feature',
      message: expect.stringContaining('unknown feature "gpt-5.5" of codex'),
      fix: expect.stringMatching(/^p, role:intern, product:codex\/gpt-.*, use, deny$/),
    });
    for (const tenant of ['acme', 'globex'])
      await edit(`${tenant}/policy.csv`, 'codex/gpt-5.5, use', 'codex/gpt-6, use');
    await store.reload();
    expect(store.catalog().version).toBe(versionOf(text));
    expect(store.baseProblems()).toEqual([]);
    expect(store.state('acme')!.ok && store.state('globex')!.ok).toBe(true);
  });

  test('a catalog that cannot be stored changes nothing and is tried again', async () => {
    let isDown = false;
    await open({ onCatalog: async () => (isDown ? Promise.reject(new Error('no database')) : undefined) });
    const live = store.catalog().version;
    isDown = true;
    const version = await edit('catalog.yaml', 'requests_per_minute: 60', 'requests_per_minute: 61');
    expect(store.catalog().version).toBe(live);
    expect(store.baseProblems()[0]!.message).toContain('no database');
    isDown = false;
    await store.reload();
    expect(store.catalog().version).toBe(version);
    expect(store.baseProblems()).toEqual([]);
  });

  test('a model that decides otherwise is refused with its line and the old one serves on', async () => {
    await open();
    await edit('model.conf', ' && !some(where (p.eft == deny))', '');
    expect(store.baseProblems()).toMatchObject([
      {
        file: 'policies/model.conf',
        rule: 'model/other-definition',
        line: expect.any(Number),
        message: expect.stringContaining('can only cite by'),
      },
    ]);
    expect(store.live('acme')!.permissions.permits(who('ivy', 'interns'), CODEX, 'use').permitted).toBe(false);
  });

  test.each(['catalog.yaml', 'model.conf'])('a broken %s prevents the start, with file and line', async (file) => {
    await writeFile(join(dir, file), 'nonsense: [');
    await expect(open()).rejects.toThrow(`policies/${file}:1: `);
    await rm(join(dir, file));
    await expect(open()).rejects.toThrow(`policies/${file}:1: the file is missing`);
  });

  test('a database that is away prevents the start', async () => {
    await expect(open({ onActivated: () => Promise.reject(new Error('no database')) })).rejects.toThrow('no database');
  });
});

test('what is read again unchanged is neither stored nor logged again', async () => {
  await open();
  const before = [activated.length, logged.length];
  await store.reload();
  await store.reload();
  expect([activated.length, logged.length]).toEqual(before);
});

test('a wait for a version that never comes ends with the store', async () => {
  await open();
  const waiting = expect(store.whenRead('acme/policy.csv', 'never')).rejects.toThrow('the policies were closed');
  await store.close();
  await waiting;
});
