/**
 * Reads the policy folder whole: the operator's files and, of each tenant's folder, the files of any format, as texts.
 * What is missing is left out, what cannot be read is told; nothing is thrown and nothing is parsed here.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { TENANT_NAME } from '../catalog/catalog-shape.js';
import type { PolicyFormat } from './policy-format.js';

export type FileText = { text: string } | { unreadable: string };

/** Files of one folder by name; only those that are there. */
export type Files = ReadonlyMap<string, FileText>;

export interface FolderTexts {
  operator: Files;
  /** By folder name; only folders that may be a tenant's. */
  tenants: ReadonlyMap<string, Files>;
}

export const CATALOG_FILE = 'catalog.yaml';
/** What to say of a file that the folder does not have. */
export const MISSING: FileText = { unreadable: 'the file is missing' };

const LONGEST_FILE = 2_097_152;

/** @param dir the policy folder, which may vanish at any time */
export async function readPolicies(dir: string, formats: readonly PolicyFormat[]): Promise<FolderTexts> {
  const folders = await tenantFolders(dir);
  const names = formats.flatMap(({ files }) => files);
  const [operator, ...tenants] = await Promise.all([
    readFiles(dir, [CATALOG_FILE, ...formats.flatMap(({ operatorFiles }) => operatorFiles)]),
    ...folders.map((folder) => readFiles(folder, names)),
  ]);
  return { operator, tenants: new Map(folders.map((folder, index) => [basename(folder), tenants[index]!])) };
}

/** The tenants' folders, links followed, sorted; empty where the folder cannot be listed. */
export async function tenantFolders(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  const candidates = names.filter((name) => TENANT_NAME.test(name)).sort();
  const folders = await Promise.all(candidates.map((name) => isFolder(join(dir, name))));
  return candidates.filter((_, index) => folders[index]).map((name) => join(dir, name));
}

/** `policies/acme/policy.csv`: how messages and citations call a file, wherever the folder lies. */
export function displayName(dir: string, ...path: string[]): string {
  return [basename(resolve(dir)), ...path].join('/');
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

async function readFiles(folder: string, names: readonly string[]): Promise<Files> {
  const files = await Promise.all(names.map(async (name) => [name, await readText(join(folder, name))] as const));
  return new Map(files.filter((file): file is readonly [string, FileText] => file[1] !== null));
}

/** Null where there is no such file. */
async function readText(path: string): Promise<FileText | null> {
  try {
    // A broken encoding becomes replacement characters, which the parsers refuse with their line.
    if ((await stat(path)).size > LONGEST_FILE) return { unreadable: 'the file is larger than 2 MiB' };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' ? null : { unreadable: `the file cannot be read (${code})` };
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() ?? false;
}
