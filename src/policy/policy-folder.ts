/**
 * Reads the policy folder whole: the operator's files and, of each tenant's folder, the files of any format and its tests, as
 * texts.
 * What is missing is left out, what cannot or must not be read is told, and nothing is parsed here. Whoever writes in a
 * tenant's folder can neither show a file of another place nor keep other folders from being read.
 */
import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TENANT_NAME } from '../catalog/catalog-shape.js';
import { FileRefused, problemOf } from '../catalog/problem.js';
import { Deadline, Late } from './deadline.js';
import type { PolicyFormat } from './policy-format.js';
import { liesIn, readInside, type FileText } from './read-inside.js';
import { replaceText, type Replaced, type TextChange } from './replace-text.js';

/** Files of one folder by name; only those that are there. */
export type Files = ReadonlyMap<string, FileText>;

export interface FolderTexts {
  operator: Files;
  /** By folder name; only folders that may be a tenant's. */
  tenants: ReadonlyMap<string, Files>;
}

export const CATALOG_FILE = 'catalog.yaml';
/** A tenant's own tests of its policy, beside it; no part of its text. */
export const TESTS_FILE = 'policy.test.yaml';
/** What to say of a file that the folder does not have. */
export const MISSING: FileText = { unreadable: 'the file is missing' };

const LONGEST_MS = 5_000;
/** Editors that save in place empty a file and write it anew at once; a machine that is busy lets them wait. */
const SAVING_MS = 100;
const MOST_ENTRIES = 10_000;

/** Where a tenant's folder really lies, or why nothing is read there. */
type Place = { path: string } | { unreadable: string };

interface Listing {
  /** The folder as the system resolves it. */
  root: string;
  /** Sorted by name. */
  tenants: ReadonlyMap<string, Place>;
}

export class PolicyFolder {
  private readonly deadline: Deadline;

  /**
   * @param dir the policy folder, which may vanish at any time
   * @param longestMs how long one file, or one listing, may take
   * @param read how one file is read: tests put in what hangs
   */
  constructor(
    private readonly dir: string,
    private readonly formats: readonly PolicyFormat[],
    longestMs = LONGEST_MS,
    private readonly read = readInside,
  ) {
    this.deadline = new Deadline(longestMs);
  }

  /**
   * Reads one file after another, each of them within its time. Where one has just become empty, it is probably being
   * saved in place: then everything is read once more, a moment later.
   * @param before what was read last
   * @throws FileRefused where the folder has more entries than it may have
   */
  async readAll(before: FolderTexts | null = null): Promise<FolderTexts> {
    const texts = await this.readOnce();
    if (before === null || !hasBecomeEmpty(texts, before)) return texts;
    await setTimeout(SAVING_MS);
    return this.readOnce();
  }

  private async readOnce(): Promise<FolderTexts> {
    const listing = await this.list();
    const tenants = new Map<string, Files>();
    if (listing === null) return { operator: new Map(), tenants };
    const operatorFiles = [CATALOG_FILE, ...this.formats.flatMap((format) => format.operatorFiles)];
    const operator = await this.readFiles(listing.root, operatorFiles);
    const names = [...this.formats.flatMap(({ files }) => files), TESTS_FILE];
    for (const [tenant, place] of listing.tenants) {
      tenants.set(tenant, 'path' in place ? await this.readFiles(place.path, names) : new Map([[names[0]!, place]]));
    }
    return { operator, tenants };
  }

  /**
   * The folders in which a change matters, where they really lie: itself and the tenants'. Each with what tells it from
   * another one that is put in its place: a new folder may get the inode of the one that was removed.
   * @throws FileRefused as `readAll`
   */
  async places(): Promise<Map<string, string>> {
    const places = new Map<string, string>();
    const listing = await this.list();
    if (listing === null) return places;
    const paths = [...listing.tenants.values()].flatMap((place) => ('path' in place ? [place.path] : []));
    for (const path of [listing.root, ...paths]) {
      const stats = await this.deadline.keep(path, () => stat(path, { bigint: true })).catch(() => null);
      if (stats) places.set(path, `${stats.dev} ${stats.ino} ${stats.birthtimeNs}`);
    }
    return places;
  }

  /**
   * Puts another text in the place of one that was read, where that can be done.
   * @param tenant null: the file is the operator's
   */
  async rewrite(tenant: string | null, name: string, change: TextChange): Promise<Replaced> {
    const listing = await this.list();
    const place = tenant === null ? listing && { path: listing.root } : listing?.tenants.get(tenant);
    if (!place || !('path' in place)) return 'kept';
    return this.deadline.keep(place.path, () => replaceText(place.path, name, change)).catch(() => 'kept' as const);
  }

  /** Whether this process may write the tenant's files; a tenant without a folder has none that could fall behind. */
  async isWritable(tenant: string): Promise<boolean> {
    const listing = await this.list();
    const place = listing?.tenants.get(tenant);
    if (!place) return true;
    if (!('path' in place)) return false;
    const may = () => access(place.path, constants.W_OK).then(() => true);
    return this.deadline.keep(place.path, may).catch(() => false);
  }

  /** Null where the folder cannot be listed. */
  private async list(): Promise<Listing | null> {
    const listed = await this.deadline.keep(this.dir, () => entriesOf(this.dir)).catch(() => null);
    if (listed === null) return null;
    const { root, entries } = listed;
    if (entries.length > MOST_ENTRIES) {
      const message = `the folder has more than ${MOST_ENTRIES} entries; nothing is read`;
      const place = { file: displayName(this.dir), line: 1 };
      throw new FileRefused([problemOf('file/too-many-entries', place, message)]);
    }
    const tenants = new Map<string, Place>();
    for (const entry of entries.filter(({ name }) => TENANT_NAME.test(name))) {
      const path = join(root, entry.name);
      if (entry.isDirectory()) tenants.set(entry.name, { path });
      if (!entry.isSymbolicLink()) continue;
      const place = await this.deadline.keep(path, () => behindLink(root, entry.name)).catch(unreadable);
      if (place !== null) tenants.set(entry.name, place);
    }
    return { root, tenants };
  }

  private async readFiles(folder: string, names: readonly string[]): Promise<Files> {
    const files = new Map<string, FileText>();
    for (const name of names) {
      const file = await this.deadline.keep(folder, () => this.read(folder, name)).catch(unreadable);
      if (file !== null) files.set(name, file);
    }
    return files;
  }
}

async function entriesOf(dir: string) {
  const root = await realpath(dir);
  const entries = await readdir(root, { withFileTypes: true });
  return { root, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/**
 * Where a link among the tenants' folders leads: only to a folder of its own name in the policy folder, as a mounted
 * ConfigMap has it (`acme -> ..data/acme`). So no link makes one tenant's policy another's.
 * @returns null where it leads to nothing or to no folder, which is then nobody's
 */
async function behindLink(root: string, name: string): Promise<Place | null> {
  const path = await realpath(join(root, name));
  if (!(await stat(path)).isDirectory()) return null;
  if (liesIn(root, path) && basename(path) === name) return { path };
  return { unreadable: "the tenant's folder is a link out of the policy folder, or to a folder of another name" };
}

/** What to say where a look has failed: null where there is nothing, since what it looked at went away meanwhile. */
function unreadable(error: unknown): { unreadable: string } | null {
  if (error instanceof Late) return { unreadable: `the file is not read: ${error.message}` };
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return code === 'ENOENT' ? null : { unreadable: `the file cannot be read (${code})` };
}

/** `policies/acme/policy.csv`: how messages and citations call a file, wherever the folder lies. */
export function displayName(dir: string, ...path: string[]): string {
  return [basename(resolve(dir)), ...path].join('/');
}

function hasBecomeEmpty(now: FolderTexts, before: FolderTexts): boolean {
  const isEmpty = (file: FileText | undefined) => file !== undefined && 'text' in file && file.text === '';
  const ofFiles = (files: Files, old: Files | undefined) =>
    [...files].some(([name, file]) => isEmpty(file) && old?.has(name) && !isEmpty(old.get(name)));
  if (ofFiles(now.operator, before.operator)) return true;
  return [...now.tenants].some(([tenant, files]) => ofFiles(files, before.tenants.get(tenant)));
}

export function sameFiles(a: Files, b: Files): boolean {
  return a.size === b.size && [...a].every(([name, file]) => sameText(file, b.get(name)));
}

export function sameTexts(a: FolderTexts, b: FolderTexts): boolean {
  if (!sameFiles(a.operator, b.operator) || a.tenants.size !== b.tenants.size) return false;
  return [...a.tenants].every(([tenant, files]) => b.tenants.has(tenant) && sameFiles(files, b.tenants.get(tenant)!));
}

function sameText(a: FileText, b: FileText | undefined): boolean {
  if (b === undefined) return false;
  return 'text' in a ? 'text' in b && a.text === b.text : 'unreadable' in b && a.unreadable === b.unreadable;
}
