/**
 * A format is one more object in a list: the same store reads, watches, stores and restores policies in a second one,
 * made here, beside Casbin's. It has two files, which are stored as one text, and says nothing of layers.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRefused, problemOf } from '../../src/catalog/problem.js';
import { versionOf } from '../../src/catalog/text-version.js';
import { mergeLayers } from '../../src/policy/merge-layers.js';
import { NO_BUDGETS } from '../../src/policy/no-budgets.js';
import type { PolicyFormat } from '../../src/policy/policy-format.js';
import { POLICY_FORMATS } from '../../src/policy/policy-formats.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import type { Permissions, PolicyFile, PolicyVersion } from '../../src/policy/policy-version.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';
import { memoryPublished, type MemoryHooks } from './memory-published.js';
import { who } from './policies.js';

const CODEX = 'product:codex/gpt-5.5';

/** A file that names, per subject, what it may do: `{ "alice": ["use product:codex/gpt-5.5"] }`. */
function readLists({ file, text }: PolicyFile): Record<string, string[]> {
  try {
    return JSON.parse(text) as Record<string, string[]>;
  } catch (error) {
    const message = `no JSON: ${(error as Error).message}`;
    throw new FileRefused([problemOf('file/bad-character', { file, line: 1 }, message)]);
  }
}

/** What `allow.json` lists is allowed, unless `deny.json`, which need not be there, lists it too. */
const listFormat: PolicyFormat = {
  name: 'lists',
  files: ['allow.json', 'deny.json'],
  operatorFiles: [],
  lint: (files) => (files.forEach(readLists), []),
  open:
    () =>
    async ({ version, files }) => {
      const [allows, denies] = ['allow.json', 'deny.json'].map((name) => {
        const file = files.find((each) => each.name === name);
        return { file: file?.file ?? '', lists: file ? readLists(file) : {} };
      });
      const permissions: Permissions = {
        rolesOf: () => [],
        permits({ subject }, object, action) {
          const lists = [denies!, allows!].find((each) => each.lists[subject]?.includes(`${action} ${object}`));
          const { file } = lists ?? allows!;
          const rule = lists ? `${subject}: ${action} ${object}` : 'no rule allows';
          return { permitted: lists === allows, citation: { version, file, line: null, rule } };
        },
        allowsAnybody: (action) =>
          Object.values(allows!.lists).some((rules) => rules.some((rule) => rule.startsWith(`${action} `))),
        allowsSomebody: (object, action) =>
          Object.values(allows!.lists).some((rules) => rules.includes(`${action} ${object}`)),
        allowsAnything: ({ subject }, action) =>
          (allows!.lists[subject] ?? []).some((rule) => rule.startsWith(`${action} `)),
        permissionsOf: ({ subject }) =>
          (allows!.lists[subject] ?? []).map((rule) => {
            const [action = '', object = ''] = rule.split(' ');
            return { action, object };
          }),
      };
      const layering = {
        layersFor: (_: unknown, product: string, feature: string | null) => mergeLayers([], product, feature),
      };
      return { permissions, layering, budgets: NO_BUDGETS, warnings: [] };
    },
  storedText: (files) => JSON.stringify(Object.fromEntries(files.map(({ name, text }) => [name, text]))),
  textsOf: (stored) =>
    stored.startsWith('{') ? new Map(Object.entries(JSON.parse(stored) as Record<string, string>)) : null,
};

const ALLOW = JSON.stringify({ alice: [`use ${CODEX}`], bob: [`use ${CODEX}`] });
const DENY = JSON.stringify({ bob: [`use ${CODEX}`] });
const stored = (files: Record<string, string>) => JSON.stringify(files);

let policies: PolicyCopy;
let store: PolicyStore;
let activated: { tenant: string; version: string; text: string }[];
let logged: string[];

async function open(more: Partial<MemoryHooks> = {}): Promise<void> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, message?: string) => void logged.push(String(message)),
  } as unknown as OpenPolicies['log'];
  store = await openPolicies({
    dir: policies.dir,
    log,
    formats: [...POLICY_FORMATS, listFormat],
    published: memoryPublished({
      onActivated: async (tenant, { version, text }) => void activated.push({ tenant, version, text }),
      ...more,
    }),
    beatMs: 3_600_000,
  });
}

const write = (file: string, text: string) => writeFileSync(join(policies.dir, file), text);
const remove = (file: string) => rmSync(join(policies.dir, file));
const live = (tenant: string): PolicyVersion => store.live(tenant)!;
const mayUse = (subject: string) => live('acme').permissions.permits(who(subject), CODEX, 'use').permitted;
/** A problem of the policies of acme; the copy's folder has a name of its own. */
const problem = (file: string, message: string) => ({
  file: expect.stringMatching(new RegExp(`/acme/${file}$`)),
  line: 1,
  message: expect.stringContaining(message),
});

beforeEach(() => {
  policies = copyPolicies();
  [activated, logged] = [[], []];
});
afterEach(async () => {
  await store?.close();
  policies.remove();
});

describe('a tenant whose policy is in a second format', () => {
  beforeEach(() => {
    remove('acme/policy.csv');
    write('acme/allow.json', ALLOW);
  });

  test('is decided by it and cited without a line, beside a tenant of Casbin', async () => {
    await open();
    const { version, permissions, layering } = live('acme');
    const { permitted, citation } = permissions.permits(who('alice'), CODEX, 'use');
    expect([permitted, citation]).toEqual([
      true,
      { version, file: expect.stringMatching(/\/acme\/allow\.json$/), line: null, rule: `alice: use ${CODEX}` },
    ]);
    expect(permissions.permits(who('eve'), CODEX, 'use').permitted).toBe(false);
    expect(permissions.permissionsOf(who('alice'))).toEqual([{ action: 'use', object: CODEX }]);
    expect(layering.layersFor(who('alice'), 'codex', null).map(({ source, line }) => [source, line])).toEqual([
      ['allowance', null],
      ['promotion', null],
      ['credits', null],
    ]);
    expect(live('globex').permissions.permits(who('alice'), CODEX, 'use').citation.line).toBeGreaterThan(0);
    expect(store.state('globex')!.ok && store.state('acme')!.ok).toBe(true);
  });

  test('is stored whole as the one text that its format makes, and that text names the version', async () => {
    await open();
    write('acme/deny.json', DENY);
    await store.reload();
    const texts = [stored({ 'allow.json': ALLOW }), stored({ 'allow.json': ALLOW, 'deny.json': DENY })];
    expect(activated.filter(({ tenant }) => tenant === 'acme')).toEqual(
      texts.map((text) => ({ tenant: 'acme', version: versionOf(text), text })),
    );
    expect(activated.find(({ tenant }) => tenant === 'globex')!.text).toBe(policies.read('globex/policy.csv'));
  });

  test('follows each of its files while it serves, those that appear and vanish too', async () => {
    await open();
    const before = live('acme');
    expect(mayUse('bob')).toBe(true);
    write('acme/deny.json', DENY);
    await store.whenRead('acme/deny.json', versionOf(DENY));
    expect(mayUse('bob')).toBe(false);
    expect(live('acme').permissions.permits(who('bob'), CODEX, 'use').citation.file).toMatch(/deny\.json$/);
    expect(before.permissions.permits(who('bob'), CODEX, 'use').permitted).toBe(true);
    remove('acme/deny.json');
    await store.reload();
    expect([mayUse('bob'), live('acme').version]).toEqual([true, before.version]);
  });

  test('serves on by its last good version while one of its files is broken', async () => {
    await open();
    const { version } = live('acme');
    write('acme/deny.json', '{ "bob": ');
    await store.reload();
    expect(store.state('acme')).toMatchObject({ ok: false, liveVersion: version, fileVersion: expect.any(String) });
    expect(store.state('acme')!.problems).toMatchObject([problem('deny.json', 'no JSON')]);
    expect(logged).toEqual([expect.stringContaining(`the policy is refused, ${version} serves on`)]);
    expect(mayUse('bob')).toBe(true);
  });

  test('serves what it served last where the process starts with a broken file', async () => {
    write('acme/allow.json', 'half of i');
    const text = stored({ 'allow.json': ALLOW, 'deny.json': DENY });
    await open({ lastServed: async (tenant) => (tenant === 'acme' ? text : null) });
    expect(store.state('acme')).toMatchObject({ ok: false, liveVersion: versionOf(text) });
    expect([mayUse('alice'), mayUse('bob')]).toEqual([true, false]);
    expect(live('acme').files.map(({ name }) => name)).toEqual(['allow.json', 'deny.json']);
  });

  test('is told that the first of its files is missing where only another is left', async () => {
    await open();
    write('acme/deny.json', DENY);
    remove('acme/allow.json');
    await store.reload();
    expect(store.state('acme')!.problems).toMatchObject([problem('allow.json', 'the file is missing')]);
    expect([mayUse('alice'), mayUse('bob')]).toEqual([true, true]);
  });
});

describe('a tenant’s folder', () => {
  test('with files of two formats is refused with the names of both, and what served serves on', async () => {
    await open();
    const { version } = live('acme');
    write('acme/allow.json', ALLOW);
    await store.reload();
    const told = 'the folder has policies in 2 formats, policy.csv (casbin), allow.json (lists); keep the files of one';
    expect(store.state('acme')).toMatchObject({ ok: false, liveVersion: version, fileVersion: null });
    expect(store.state('acme')!.problems).toMatchObject([problem('policy.csv', told)]);
    remove('acme/policy.csv');
    await store.reload();
    expect(store.state('acme')).toMatchObject({ ok: true, problems: [] });
    expect([mayUse('alice'), mayUse('carol')]).toEqual([true, false]);
    expect(activated.at(-1)).toMatchObject({ tenant: 'acme', text: stored({ 'allow.json': ALLOW }) });
  });

  test('with files of no format lacks the first format’s, and what served last serves on in its own', async () => {
    remove('acme/policy.csv');
    write('acme/notes.txt', 'nothing to read here');
    const text = stored({ 'allow.json': ALLOW });
    await open({ lastServed: async (tenant) => (tenant === 'acme' ? text : null) });
    expect(store.state('acme')).toMatchObject({ ok: false, liveVersion: versionOf(text), fileVersion: null });
    expect(store.state('acme')!.problems).toMatchObject([problem('policy.csv', 'the file is missing')]);
    expect(mayUse('alice')).toBe(true);
  });

  test('that held a text which no format knows any more is unavailable', async () => {
    remove('acme/policy.csv');
    await open({ lastServed: async () => 'permit(principal, action, resource);' });
    expect(store.live('acme')).toBeUndefined();
    expect(store.live('globex')).toBeDefined();
  });
});

test('a catalog that goes live builds the policies of every format anew', async () => {
  remove('acme/policy.csv');
  write('acme/allow.json', ALLOW);
  await open();
  const [acme, globex] = [live('acme'), live('globex')];
  policies.edit('catalog.yaml', (text) => text.replace('requests_per_minute: 60', 'requests_per_minute: 61'));
  await store.reload();
  expect([live('acme') === acme, live('globex') === globex]).toEqual([false, false]);
  expect([live('acme').version, live('globex').version]).toEqual([acme.version, globex.version]);
  expect(activated).toHaveLength(2);
});
