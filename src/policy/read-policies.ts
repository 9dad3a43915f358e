/**
 * Reads the policy folder whole: the operator's two files and each tenant's policy.csv, as texts. What is missing or
 * cannot be read is told, not thrown; nothing is parsed here.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { TENANT_NAME } from '../catalog/catalog-shape.js';

export type FileText = { text: string } | { unreadable: string };

export interface PolicyTexts {
  catalog: FileText;
  model: FileText;
  /** By folder name; only folders that may be a tenant's. */
  tenants: ReadonlyMap<string, FileText>;
}

const LONGEST_FILE = 2_097_152;

/** @param dir the policy folder, which may vanish at any time */
export async function readPolicies(dir: string): Promise<PolicyTexts> {
  const names = (await tenantFolders(dir)).map((folder) => basename(folder));
  const files = ['catalog.yaml', 'model.conf', ...names.map((name) => join(name, 'policy.csv'))];
  const [catalog, model, ...policies] = await Promise.all(files.map((file) => readText(join(dir, file))));
  return { catalog: catalog!, model: model!, tenants: new Map(names.map((name, index) => [name, policies[index]!])) };
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

export function sameText(a: FileText, b: FileText): boolean {
  return 'text' in a ? 'text' in b && a.text === b.text : 'unreadable' in b && a.unreadable === b.unreadable;
}

export function isTextOf(file: FileText, text: string): boolean {
  return 'text' in file && file.text === text;
}

export function sameTexts(a: PolicyTexts, b: PolicyTexts): boolean {
  if (!sameText(a.catalog, b.catalog) || !sameText(a.model, b.model) || a.tenants.size !== b.tenants.size) return false;
  return [...a.tenants].every(([tenant, text]) => b.tenants.has(tenant) && sameText(text, b.tenants.get(tenant)!));
}

async function readText(path: string): Promise<FileText> {
  try {
    // A broken encoding becomes replacement characters, which the parsers refuse with their line.
    if ((await stat(path)).size > LONGEST_FILE) return { unreadable: 'the file is larger than 2 MiB' };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { unreadable: code === 'ENOENT' ? 'the file is missing' : `the file cannot be read (${code})` };
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() ?? false;
}
