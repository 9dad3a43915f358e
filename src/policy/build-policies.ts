/**
 * Turns texts into what may serve, beside what does: the catalog and the operator's files together, then each tenant's
 * policy against them. Files that are refused never take the place of the last good version. It stores and swaps
 * nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { FileRefused } from '../catalog/problem.js';
import type { Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { CATALOG_FILE, displayName, MISSING } from './policy-folder.js';
import type { Files } from './policy-folder.js';
import type { BuildPolicy, PolicyFormat, PolicySource } from './policy-format.js';
import type { PolicyFile, PolicyVersion } from './policy-version.js';

/** What every tenant's policy stands on. */
export interface Base {
  readonly catalog: Catalog;
  /** The operator's files that it was built of. */
  readonly files: Files;
  readonly builders: ReadonlyMap<PolicyFormat, BuildPolicy>;
}

/** How a tenant's files stand. `ok`: what is on disk is what serves. */
export interface PolicyState {
  /** Null where nothing serves: the tenant is unavailable. */
  liveVersion: string | null;
  file: string;
  /** Version of the files on disk; null where they cannot be read or are of several formats. */
  fileVersion: string | null;
  ok: boolean;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  /** When the live version went live in this process. */
  loadedAt: Date | null;
}

/** A tenant as it serves, and the files that were judged (null: they are to be judged again). */
export interface Entry {
  policy: PolicyVersion | null;
  files: Files | null;
  state: PolicyState;
}

/** A tenant's folder in the policy folder. */
interface Place {
  dir: string;
  tenant: string;
}

/** @throws FileRefused with the mistakes of all of the operator's files */
export function buildBase(dir: string, files: Files, formats: readonly PolicyFormat[]): Base {
  const problems: Problem[] = [];
  const catalog = collect(problems, () => {
    const [{ text, file }] = take([CATALOG_FILE], files, [dir]) as [PolicyFile];
    return parseCatalog(text, file);
  });
  const builders = new Map<PolicyFormat, BuildPolicy>();
  for (const format of formats) {
    collect(problems, () => builders.set(format, format.open(take(format.operatorFiles, files, [dir]))));
  }
  if (catalog === null || problems.length > 0) throw new FileRefused(problems);
  return { catalog, files, builders };
}

/**
 * What a tenant's files amount to under a base: themselves, or the last good version with the reasons.
 * @param before the tenant so far, whether it was built under the same base, and the text that served last
 */
export async function buildEntry(
  place: Place,
  files: Files,
  base: Base,
  before: { entry: Entry | undefined; isSameBase: boolean; lastText: () => Promise<string | null> },
): Promise<Entry> {
  const { file, source, problems } = onDisk(place, files, [...base.builders.keys()]);
  const fileVersion = source?.version ?? null;
  const built = source ? await tryBuild(place, source, base) : { problems };
  if ('policy' in built) {
    const { policy } = built;
    const { version: liveVersion, warnings } = policy;
    const live = before.entry?.state;
    const loadedAt = live?.liveVersion === liveVersion ? live.loadedAt : new Date();
    return { policy, files, state: { liveVersion, file, fileVersion, ok: true, problems: [], warnings, loadedAt } };
  }
  let lastGood = before.entry?.policy ?? null;
  if (lastGood === null || !before.isSameBase) {
    const lastText = await before.lastText();
    lastGood = lastText === null ? null : await rebuild(place, lastText, base);
  }
  return refusedEntry({ file, fileVersion }, before.entry, lastGood, built.problems, files);
}

/** The entry of files that do not serve, beside the version that does, if any. */
export function refusedEntry(
  { file, fileVersion }: Pick<PolicyState, 'file' | 'fileVersion'>,
  before: Entry | undefined,
  policy: PolicyVersion | null,
  problems: readonly Problem[],
  files: Files | null,
): Entry {
  const liveVersion = policy?.version ?? null;
  const loadedAt = policy ? (before?.state.loadedAt ?? new Date()) : null;
  return { policy, files, state: { liveVersion, file, fileVersion, ok: false, problems, warnings: [], loadedAt } };
}

type Source = PolicySource & { format: PolicyFormat };

/** The source of a tenant's next version, or why there is none; and the file that stands for it all. */
function onDisk(
  { dir, tenant }: Place,
  files: Files,
  formats: readonly PolicyFormat[],
): { file: string; source: Source | null; problems: readonly Problem[] } {
  const present = (format: PolicyFormat) => format.files.filter((name) => files.has(name));
  const used = formats.filter((format) => present(format).length > 0);
  const format = used[0] ?? formats[0]!;
  const [first, ...others] = format.files;
  const file = displayName(dir, tenant, first);
  if (used.length > 1) {
    const named = used.flatMap((each) => present(each).map((name) => `${name} (${each.name})`)).join(', ');
    const message = `the folder has policies in ${used.length} formats, ${named}; keep the files of one`;
    return { file, source: null, problems: [{ file, line: 1, message }] };
  }
  const problems: Problem[] = [];
  const names = [first, ...others.filter((name) => files.has(name))];
  const source = collect(problems, () => sourceOf(format, take(names, files, [dir, tenant])));
  return { file, source, problems };
}

function sourceOf(format: PolicyFormat, files: readonly PolicyFile[]): Source {
  const text = format.storedText(files);
  return { format, version: versionOf(text), text, files };
}

/** The version that a stored text makes under this base; null where it cannot serve any more. */
export async function rebuild({ dir, tenant }: Place, stored: string, base: Base): Promise<PolicyVersion | null> {
  for (const format of base.builders.keys()) {
    const texts = format.textsOf(stored);
    if (texts === null) continue;
    const files = [...texts].map(([name, text]) => ({ name, file: displayName(dir, tenant, name), text }));
    const built = await tryBuild({ dir, tenant }, sourceOf(format, files), base);
    return 'policy' in built ? built.policy : null;
  }
  return null;
}

async function tryBuild(
  { tenant }: Place,
  { format, ...source }: Source,
  { catalog, builders }: Base,
): Promise<{ policy: PolicyVersion } | { problems: readonly Problem[] }> {
  try {
    const parts = await builders.get(format)!(source, catalog);
    if (catalog.tenants.has(tenant)) return { policy: Object.freeze({ ...source, ...parts }) };
  } catch (error) {
    if (error instanceof FileRefused) return { problems: error.problems };
    throw error;
  }
  const message = `${catalog.file} has no tenant "${tenant}"; add it there with its default_plan`;
  return { problems: [{ file: source.files[0]!.file, line: 1, message }] };
}

/**
 * Files as formats and parsers take them.
 * @param folder the policy folder, or a tenant's in it
 * @throws FileRefused with every one that is missing or cannot be read
 */
function take(names: readonly string[], files: Files, folder: readonly [string, ...string[]]): PolicyFile[] {
  const problems: Problem[] = [];
  const taken = names.flatMap((name) => {
    const file = displayName(...folder, name);
    const found = files.get(name) ?? MISSING;
    if ('text' in found) return [{ name, file, text: found.text }];
    problems.push({ file, line: 1, message: found.unreadable });
    return [];
  });
  if (problems.length > 0) throw new FileRefused(problems);
  return taken;
}

function collect<Value>(problems: Problem[], parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    problems.push(...error.problems);
    return null;
  }
}
