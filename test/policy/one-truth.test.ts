/**
 * Processes with folders of their own, or with one in common, serve what was published last; a folder is an inbox. Here
 * without a database: what is published is in memory, and what PostgreSQL adds is in test/processes/one-truth.test.ts.
 */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { judge, NOTHING_HELD, type Held } from '../../src/policy/published.js';
import { stampOf } from '../../src/policy/read-inside.js';
import { replaceText } from '../../src/policy/replace-text.js';
import { FolderWatch } from '../../src/policy/watch-folders.js';
import { memoryPublished, type MemoryPublished } from './memory-published.js';

const ACME = 'acme/policy.csv';
const CATALOG = 'catalog.yaml';
let root: string;
let published: MemoryPublished;
let stores: PolicyStore[];
let logged: string[];

const log = {
  info: (_: unknown, message?: string) => void logged.push(`info ${message}`),
  warn: (_: unknown, message?: string) => void logged.push(`warn ${message}`),
  error: (_: unknown, message?: string) => void logged.push(`error ${message}`),
} as OpenPolicies['log'];

/** A folder with the shipped files. */
class Folder {
  readonly dir: string;
  constructor(readonly name: string) {
    this.dir = join(root, name, 'policies');
    cpSync('policies', this.dir, { recursive: true });
  }
  at = (file: string) => join(this.dir, file);
  read = (file: string) => readFileSync(this.at(file), 'utf8');
  /** Writes a text and returns its version. */
  write(file: string, text: string): string {
    writeFileSync(this.at(file), text);
    return versionOf(text);
  }
  append = (file: string, line: string) => this.write(file, `${this.read(file)}${line}\n`);
}

async function open({ dir }: Folder, more: Partial<OpenPolicies> = {}): Promise<PolicyStore> {
  const store = await openPolicies({ dir, log, published, beatMs: 3_600_000, rewriteAfterMs: 150, ...more });
  stores.push(store);
  return store;
}

/** Waits until something holds. @throws Error where it does not in time */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds();) {
    if (performance.now() > end) throw new Error(`it never came about: ${what}`);
    await setImmediate();
  }
}
const untilLive = (store: PolicyStore, version: string) =>
  until(`acme by ${version}`, () => store.live('acme')!.version === version);
const warnings = () => logged.filter((line) => line.startsWith('warn'));
const acmeOrder = () => published.order.filter((each) => each.startsWith('acme'));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'one-truth-'));
  published = memoryPublished();
  [stores, logged] = [[], []];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(root, { recursive: true, force: true });
});

describe('two folders', () => {
  test('what one process publishes serves in the other, whose own file follows', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const [a, b] = [await open(one), await open(two)];
    const edited = one.append(ACME, '# edited');
    await untilLive(b, edited);
    expect(a.live('acme')!.version).toBe(edited);
    await until('the file follows', () => two.read(ACME) === one.read(ACME));
    await until('it is no more behind', () => b.state('acme')!.folderBehind === false);
    expect(b.state('acme')).toMatchObject({ ok: true, liveVersion: edited, fileVersion: edited, problems: [] });
    expect(acmeOrder().at(-1)).toBe(`acme ${edited}`);
  });

  test('the last published edit wins everywhere, also one that rolls back', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const [a, b] = [await open(one), await open(two)];
    const first = a.live('acme')!.version;
    const original = one.read(ACME);
    const second = one.append(ACME, '# of one');
    await untilLive(b, second);
    await until('the file follows', () => two.read(ACME) === one.read(ACME));
    await b.reload();
    const third = two.append(ACME, '# of two');
    await untilLive(a, third);
    await until('the file follows', () => one.read(ACME) === two.read(ACME));
    await a.reload();
    one.write(ACME, original);
    await untilLive(b, first);
    expect(a.live('acme')!.version).toBe(first);
    expect(acmeOrder()).toEqual([first, second, third, first].map((version) => `acme ${version}`));
  });

  test('a catalog goes the same way, with all policies under it', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const [a, b] = [await open(one), await open(two)];
    const text = one.read(CATALOG).replace('requests_per_minute: 60', 'requests_per_minute: 61');
    const version = one.write(CATALOG, text);
    await until('the catalog follows', () => b.catalog().version === version);
    expect([a.catalog().version, b.catalog().plans.get('plus')!.requestsPerMinute]).toEqual([version, 61]);
    expect(b.live('acme')!.version).toBe(a.live('acme')!.version);
    await until('the file follows', () => two.read(CATALOG) === text);
    await b.reload();
    expect([b.isCatalogBehind(), b.baseProblems()]).toEqual([false, []]);
  });

  test('a process that starts with an older text serves the newest, says so once, and its file follows', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const old = versionOf(two.read(ACME));
    await open(one);
    const edited = one.append(ACME, '# edited');
    await untilLive(stores[0]!, edited);
    logged = [];
    const b = await open(two);
    expect(b.live('acme')!.version).toBe(edited);
    const told = `policies/${ACME} is ${old}, an older version: ${edited} serves`;
    expect(warnings()).toEqual([`warn ${told}`]);
    await until('the file follows', () => two.read(ACME) === one.read(ACME));
    await b.reload();
    expect([b.state('acme')!.folderBehind, b.state('acme')!.ok]).toEqual([false, true]);
    expect(acmeOrder()).toHaveLength(2);
    expect(warnings()).toHaveLength(1);
  });

  test('a process that starts with a text that was never published publishes it', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const a = await open(one);
    const edited = two.append(ACME, '# edited meanwhile');
    const b = await open(two);
    expect(b.live('acme')!.version).toBe(edited);
    await untilLive(a, edited);
  });

  test('a process that starts with a broken text never published serves the newest, and leaves the text alone', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const a = await open(one);
    two.append(ACME, 'p, nonsense');
    const broken = two.read(ACME);
    const b = await open(two, { rewriteAfterMs: 0 });
    expect(b.live('acme')!.version).toBe(a.live('acme')!.version);
    expect(b.state('acme')).toMatchObject({ ok: false, folderBehind: false });
    const edited = one.append(ACME, '# edited');
    await untilLive(b, edited);
    for (let i = 0; i < 3; i++) await b.reload();
    expect([two.read(ACME), b.state('acme')!.problems.length]).toEqual([broken, 1]);
  });

  test('a file that cannot be written is said to be behind, once, and its text is not published again', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    rmSync(two.at(ACME));
    writeFileSync(two.at('acme/elsewhere.csv'), one.read(ACME));
    symlinkSync('elsewhere.csv', two.at(ACME));
    await open(one);
    const b = await open(two);
    const edited = one.append(ACME, '# edited');
    await untilLive(b, edited);
    await until('it is told', () => warnings().length > 0);
    for (let i = 0; i < 3; i++) await b.reload();
    expect(b.state('acme')).toMatchObject({ ok: false, folderBehind: true, problems: [], liveVersion: edited });
    expect(warnings()).toEqual([expect.stringContaining(`cannot be written; ${edited} serves`)]);
    await b.close();
    const again = await open(two);
    expect(again.live('acme')!.version).toBe(edited);
    expect(again.state('acme')!.folderBehind).toBe(true);
    expect(acmeOrder()).toHaveLength(2);
  });

  test('a folder that gets late what others published before is behind, and rolls nothing back', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    const a = await open(one);
    const b = await open(two, { rewriteAfterMs: 3_600_000 });
    const second = one.append(ACME, '# second');
    const text = one.read(ACME);
    await untilLive(b, second);
    const third = one.append(ACME, '# third');
    await untilLive(b, third);
    two.write(ACME, text);
    await b.whenRead(ACME, second);
    expect([b.live('acme')!.version, b.state('acme')!.folderBehind]).toEqual([third, true]);
    expect(a.live('acme')!.version).toBe(third);
    expect(acmeOrder()).toHaveLength(3);
  });
});

describe('one folder in common', () => {
  test('an edit that both see at once is published once', async () => {
    const one = new Folder('one');
    const both = [await open(one), await open(one), await open(one)];
    for (let i = 0; i < 5; i++) {
      const edited = one.append(ACME, `# edit ${i}`);
      for (const store of both) await untilLive(store, edited);
    }
    await Promise.all(both.map((store) => store.reload()));
    expect(acmeOrder()).toHaveLength(6);
    expect(both.map((store) => store.state('acme')!.ok)).toEqual([true, true, true]);
  });

  test('an edit that is taken back at once ends with what is in the folder', async () => {
    const one = new Folder('one');
    const both = [await open(one), await open(one)];
    const original = one.read(ACME);
    for (let i = 0; i < 10; i++) {
      const edited = one.append(ACME, `# for a moment ${i}`);
      await until('one serves it', () => both.some((store) => store.live('acme')!.version === edited));
      one.write(ACME, original);
      for (const store of both) await untilLive(store, versionOf(original));
    }
    for (const store of both) await store.reload();
    await until('nobody is behind', () => both.every((store) => store.state('acme')!.ok));
    expect(one.read(ACME)).toBe(original);
    for (const store of both) await untilLive(store, versionOf(original));
  });
});

test('several processes that share a folder which others have gone past write it once, without a warning', async () => {
  const [one, two] = [new Folder('one'), new Folder('two')];
  await open(one);
  const both = [await open(two), await open(two), await open(two)];
  const edited = one.append(ACME, '# edited');
  for (const store of both) await untilLive(store, edited);
  await until('nobody is behind', () => both.every((store) => store.state('acme')!.ok));
  expect([two.read(ACME), warnings()]).toEqual([one.read(ACME), []]);
  expect(readdirSync(two.at('acme'))).toEqual(['policy.csv']);
});

test('who saves the older text as soon as a process has written the newest rolls back, by way of an empty file too', async () => {
  const [one, two] = [new Folder('one'), new Folder('two')];
  const a = await open(one);
  const original = two.read(ACME);
  for (const by of ['at once', 'in two steps']) {
    const b = await open(two);
    const edited = one.append(ACME, `# edited ${by}`);
    const next = two.read(ACME);
    await until('the file follows', () => two.read(ACME) !== next);
    if (by === 'in two steps') {
      two.write(ACME, '');
      await b.whenRead(ACME, versionOf(''));
    }
    two.write(ACME, original);
    await untilLive(a, versionOf(original));
    expect(published.order).toContain(`acme ${edited}`);
    await until('the file follows', () => one.read(ACME) === original);
    await b.close();
  }
});

describe('a file that is saved anew as it was', () => {
  test('while it is the newest still follows what others publish', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    await open(one);
    const b = await open(two);
    two.write(ACME, two.read(ACME));
    await b.reload();
    const edited = one.append(ACME, '# edited');
    await untilLive(b, edited);
    await until('the file follows', () => two.read(ACME) === one.read(ACME));
  });

  test('after others published is somebody’s, and is not written over', async () => {
    const [one, two] = [new Folder('one'), new Folder('two')];
    await open(one);
    const original = two.read(ACME);
    const held = await open(two, { rewriteAfterMs: 1_000 });
    const edited = one.append(ACME, '# edited');
    await untilLive(held, edited);
    two.write(ACME, original);
    await until('it is told', () => warnings().some((line) => line.includes('cannot be written')));
    expect([two.read(ACME), held.state('acme')!.folderBehind]).toEqual([original, true]);
  });
});

describe('what keeps no process from starting, once a catalog was published', () => {
  const cases: [string, (folder: Folder) => void, string][] = [
    ['a broken catalog', (folder) => folder.write(CATALOG, 'nonsense: ['), 'policies/catalog.yaml:1'],
    ['a catalog that is gone', (folder) => rmSync(folder.at(CATALOG)), 'the file is missing'],
    ['a broken model', (folder) => folder.write('model.conf', 'nonsense'), 'policies/model.conf:1'],
    ['a folder that is gone', (folder) => rmSync(folder.dir, { recursive: true }), 'the file is missing'],
    [
      'a catalog that breaks a policy',
      (folder) => folder.write(CATALOG, folder.read(CATALOG).replace(/gpt-5\.5: /g, 'gpt-6: ')),
      'unknown feature "gpt-5.5" of codex',
    ],
  ];
  test.each(cases)('%s: the newest serves, and the log says what is wrong', async (_, spoil, told) => {
    const folder = new Folder('one');
    const first = await open(folder);
    const [catalog, policy] = [first.catalog().version, first.live('acme')!.version];
    await first.close();
    spoil(folder);
    logged = [];
    const store = await open(folder);
    expect([store.catalog().version, store.live('acme')!.version]).toEqual([catalog, policy]);
    expect(store.baseProblems().length).toBeGreaterThan(0);
    const errors = logged.filter((line) => line.startsWith('error the catalog is refused'));
    expect(errors.join('\n')).toContain(told);
    expect(published.order.filter((each) => each.startsWith('catalog'))).toHaveLength(1);
  });
});

describe('watching goes on', () => {
  test('where the folder was removed and another put in its place, whatever its inode', async () => {
    const folder = new Folder('one');
    const store = await open(folder);
    for (let i = 0; i < 5; i++) {
      const text = `${folder.read(ACME)}# replaced ${i}\n`;
      rmSync(folder.at('acme'), { recursive: true });
      cpSync('policies/acme', folder.at('acme'), { recursive: true });
      await store.whenRead(ACME, versionOf(folder.read(ACME)));
      folder.write(ACME, text);
      await store.whenRead(ACME, versionOf(text));
      expect(store.live('acme')!.version).toBe(versionOf(text));
    }
  });

  test('where a file is changed that is only linked to, by the beat', async () => {
    const folder = new Folder('one');
    rmSync(folder.at(ACME));
    cpSync('policies/acme', folder.at('acme/inner'), { recursive: true });
    symlinkSync('inner/policy.csv', folder.at(ACME));
    const store = await open(folder, { beatMs: 200 });
    const edited = folder.append('acme/inner/policy.csv', '# in place');
    await untilLive(store, edited);
  });
});

describe('a watch', () => {
  let told: number;
  let watch: FolderWatch;
  beforeEach(() => {
    told = 0;
    watch = new FolderWatch(() => void told++, 3_600_000);
  });
  afterEach(() => watch.close());

  /** Writes in the folder until it is told of. */
  const expectTold = async (dir: string) => {
    const before = told;
    writeFileSync(join(dir, 'file'), 'text');
    await until('it is told', () => told > before);
  };

  test('goes on where a folder is removed and one that looks the same is put in its place', async () => {
    const dir = join(root, 'watched');
    for (let i = 0; i < 3; i++) {
      mkdirSync(dir);
      watch.resync(new Map([[dir, 'the same']]));
      await expectTold(dir);
      const before = told;
      rmSync(dir, { recursive: true });
      await until('the removal is told', () => told > before);
    }
  });

  test('begins anew where a beat finds a change that no event told of', async () => {
    const dir = join(root, 'watched');
    watch.resync(new Map([[dir, 'not there yet']]));
    mkdirSync(dir);
    watch.changed();
    await expectTold(dir);
  });
});

describe('how a text stands to the newest', () => {
  const position = (no: bigint, version: string) => ({ no, version });
  const held = (version: string | null, freshness: Held['freshness'], no: bigint | null): Held => ({
    version,
    freshness,
    no,
    files: new Map(),
  });
  const numbers: Record<string, bigint> = { v1: 1n, v2: 2n, v3: 3n };
  const judged = (version: string | null, newest: [bigint, string] | null, before: Held, isStart = false) =>
    judge({
      version,
      files: new Map(),
      newest: newest && position(...newest),
      held: before,
      isStart,
      noOf: async (asked) => numbers[asked] ?? null,
    });
  const cases: [string, Parameters<typeof judged>, Held['freshness']][] = [
    ['none published yet', ['v1', null, NOTHING_HELD, true], 'edit'],
    ['any text where the newest has no order', ['v1', [0n, 'v3'], NOTHING_HELD, true], 'edit'],
    ['the newest, at the start', ['v3', [3n, 'v3'], NOTHING_HELD, true], 'newest'],
    ['an older one, at the start', ['v1', [3n, 'v3'], NOTHING_HELD, true], 'behind'],
    ['one never published, at the start', ['new', [3n, 'v3'], NOTHING_HELD, true], 'edit'],
    ['one never published, later', ['new', [3n, 'v3'], held('v3', 'newest', 3n)], 'edit'],
    ['an older one that comes in the place of the newest', ['v1', [3n, 'v3'], held('v3', 'newest', 3n)], 'edit'],
    ['the same as before, others have published', ['v2', [3n, 'v3'], held('v2', 'newest', 2n)], 'behind'],
    ['the same as before, still behind', ['v2', [3n, 'v3'], held('v2', 'behind', 2n)], 'behind'],
    ['the same as before, still to be published', ['new', [3n, 'v3'], held('new', 'edit', 2n)], 'edit'],
    ['one that was published after what was held', ['v2', [3n, 'v3'], held('v1', 'behind', 1n)], 'behind'],
    ['what was held before a mistake that is undone', ['v2', [3n, 'v3'], held('broken', 'edit', 2n)], 'behind'],
    ['no text', [null, [3n, 'v3'], held('v3', 'newest', 3n)], 'none'],
    ['an older one after no text', ['v1', [3n, 'v3'], held(null, 'none', 3n)], 'edit'],
  ];
  test.each(cases)('%s', async (_, given, freshness) => {
    expect((await judged(...given)).freshness).toBe(freshness);
  });
});

describe('a text in the place of another', () => {
  test('keeps the mode of the file, and only where it still holds what was read and was not saved anew', async () => {
    const file = join(root, 'file');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    const stamp = stampOf(statSync(file, { bigint: true }));
    expect(await replaceText(root, 'file', { from: 'other', to: 'new', stamp })).toBe('changed');
    utimesSync(file, 1, 1);
    expect(await replaceText(root, 'file', { from: 'old', to: 'new', stamp })).toBe('kept');
    expect(readFileSync(file, 'utf8')).toBe('old');
    const now = stampOf(statSync(file, { bigint: true }));
    expect(await replaceText(root, 'file', { from: 'old', to: 'new', stamp: now })).toBe('written');
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['new', 0o640]);
  });

  test('is not put where there is no file, or a link', async () => {
    writeFileSync(join(root, 'file'), 'old');
    symlinkSync('file', join(root, 'link'));
    const stamp = stampOf(statSync(join(root, 'file'), { bigint: true }));
    expect(await replaceText(root, 'none', { from: '', to: 'new', stamp })).toBe('kept');
    expect(await replaceText(root, 'link', { from: 'old', to: 'new', stamp })).toBe('kept');
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('old');
  });
});
