/**
 * Turns texts into what may serve, beside what does: the catalog and the operator's files together, then each tenant's
 * policy against them. Files that are refused never take the place of the last good version. It stores and swaps
 * nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { FileRefused, problemOf, type Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { CATALOG_FILE, displayName, MISSING } from './policy-folder.js';
import type { Files } from './policy-folder.js';
import { judgeEdit } from './judge-edit.js';
import { noTenant, withPoolsOf } from './lint-draft.js';
import type { BuildPolicy, PolicyFormat, PolicySource } from './policy-format.js';
import type { PolicyFile, PolicyVersion, Warning } from './policy-version.js';
import type { Freshness, Position, Published } from './published.js';

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
  /** The files hold an older version: others have published since, and what they published serves. */
  folderBehind: boolean;
  problems: readonly Problem[];
  warnings: readonly Warning[];
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
export interface Place {
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

/** The same, with the mistakes as an answer. */
export function tryBase(
  dir: string,
  files: Files,
  formats: readonly PolicyFormat[],
): Base | { problems: readonly Problem[] } {
  try {
    return buildBase(dir, files, formats);
  } catch (error) {
    if (error instanceof FileRefused) return { problems: error.problems };
    throw error;
  }
}

/** What a tenant's entry is made of beside its files. */
interface Beside {
  /** The version that may be built already, under this very base. */
  built: PolicyVersion | null;
  freshness: Freshness;
  /** What the format says of an edit beside the version that it takes the place of. */
  compare: (source: Source) => Promise<readonly Warning[]>;
  /** What the tenant's own tests say against an edit. */
  test: (policy: PolicyVersion) => Promise<readonly Problem[]>;
  /** What the engine under the format says against an edit. */
  prove: (source: Source) => Promise<readonly Problem[]>;
  /** The newest version, as it serves under the base, or why it cannot. */
  newest: () => Promise<Built | null>;
}

/** A version, or what is wrong with it. */
export interface Built {
  policy: PolicyVersion | null;
  /** Also where an earlier version stands in for it. */
  problems?: readonly Problem[];
}

/** What a tenant's files amount to under a base: themselves, or the newest version with the reasons. */
export async function buildEntry(
  place: Place,
  disk: OnDisk,
  base: Base,
  before: Entry | undefined,
  { built: known, freshness, compare, test, prove, newest }: Beside,
): Promise<Entry> {
  const { file, files, source, problems } = disk;
  const fileVersion = source?.version ?? null;
  const isWanted = source !== null && (freshness === 'newest' || freshness === 'edit');
  const built = !isWanted
    ? null
    : known?.version === fileVersion
      ? { policy: known }
      : await tryBuild(place, source, base);
  const found = built?.policy ? [...built.policy.warnings] : [];
  if (built?.policy && freshness === 'edit') found.push(...(await compare(source!)));
  const judged = freshness === 'edit' ? judgeEdit(found, source!.text) : { problems: [], warnings: found };
  const { warnings } = judged;
  const forbidden = [...judged.problems];
  if (built?.policy && freshness === 'edit') {
    if (forbidden.length === 0) forbidden.push(...(await prove(source!)));
    if (forbidden.length === 0) forbidden.push(...(await test(built.policy)));
  }
  if (built?.policy && forbidden.length === 0) {
    const { policy } = built;
    const sound = { ok: true, folderBehind: false, problems: [], warnings };
    const state = { liveVersion: policy.version, file, fileVersion, ...sound, loadedAt: loadedAt(before, policy) };
    return { policy, files, state };
  }
  const refused = built?.problems ?? (source === null ? problems : forbidden);
  const stored = await newest();
  // Where the files are the newest version, they have told already what is wrong with it.
  const more = (freshness !== 'newest' && stored?.problems) || [];
  const entry = refusedEntry({ file, fileVersion }, before, stored?.policy ?? null, [...refused, ...more], files);
  return { ...entry, state: { ...entry.state, folderBehind: freshness === 'behind' } };
}

function loadedAt(before: Entry | undefined, { version }: PolicyVersion): Date {
  return (before?.state.liveVersion === version ? before.state.loadedAt : null) ?? new Date();
}

/** The entry of files that do not serve, beside the version that does, if any. */
export function refusedEntry(
  { file, fileVersion }: Pick<PolicyState, 'file' | 'fileVersion'>,
  before: Entry | undefined,
  policy: PolicyVersion | null,
  problems: readonly Problem[],
  files: Files | null,
): Entry {
  const [liveVersion, at] = policy ? [policy.version, loadedAt(before, policy)] : [null, null];
  const state = {
    liveVersion,
    file,
    fileVersion,
    ok: false,
    folderBehind: false,
    problems,
    warnings: [],
    loadedAt: at,
  };
  return { policy, files, state };
}

export type Source = PolicySource & { format: PolicyFormat };

/** The source of a tenant's next version, or why there is none; and the file that stands for it all. */
export interface OnDisk {
  files: Files;
  file: string;
  source: Source | null;
  problems: readonly Problem[];
}

/** Reads a tenant's files as the source of a version, of whichever format they are. */
export function onDisk({ dir, tenant }: Place, files: Files, formats: readonly PolicyFormat[]): OnDisk {
  const present = (format: PolicyFormat) => format.files.filter((name) => files.has(name));
  const used = formats.filter((format) => present(format).length > 0);
  const format = used[0] ?? formats[0]!;
  const [first, ...others] = format.files;
  const file = displayName(dir, tenant, first);
  if (used.length > 1) {
    const named = used.flatMap((each) => present(each).map((name) => `${name} (${each.name})`)).join(', ');
    const message = `the folder has policies in ${used.length} formats, ${named}; keep the files of one`;
    return { files, file, source: null, problems: [problemOf('file/two-formats', { file, line: 1 }, message)] };
  }
  const problems: Problem[] = [];
  const names = [first, ...others.filter((name) => files.has(name))];
  const source = collect(problems, () => sourceOf(format, take(names, files, [dir, tenant])));
  return { files, file, source, problems };
}

function sourceOf(format: PolicyFormat, files: readonly PolicyFile[]): Source {
  const text = format.storedText(files);
  return { format, version: versionOf(text), text, files };
}

/** A text that lies in no folder, as the files of the format that it is written in. */
export function draftOf({ dir, tenant }: Place, text: string, { builders }: Base): Source {
  const formats = [...builders.keys()];
  const format = formats.find((each) => each.textsOf(text) !== null) ?? formats[0]!;
  const texts = format.textsOf(text) ?? new Map([[format.files[0], text]]);
  return sourceOf(
    format,
    [...texts].map(([name, each]) => ({ name, file: displayName(dir, tenant, name), text: each })),
  );
}

/** What the engine under the format says against a text that is to go live; nothing where there is none. */
export async function proveSource(
  { dir }: Pick<Place, 'dir'>,
  { format, ...source }: Source,
  { catalog, files }: Base,
): Promise<readonly Problem[]> {
  if (!format.prove) return [];
  return format.prove(take(format.operatorFiles, files, [dir]), source, catalog);
}

/** What an edit is compared with. */
interface Earlier {
  catalog: Catalog;
  newest: Position | null;
  /** What serves here, which may be the newest. */
  live: PolicyVersion | null | undefined;
  published: Pick<Published, 'policyText' | 'facts'>;
}

/** What the format says of an edit beside the newest version. */
export async function compareWithNewest(
  { dir, tenant }: Place,
  { format, files }: Source,
  { catalog, newest, live, published }: Earlier,
): Promise<Warning[]> {
  if (!newest || !format.compare) return [];
  const isLive = live?.version === newest.version;
  const texts = format.textsOf(isLive ? live.text : await published.policyText(tenant, newest.no));
  if (texts === null) return [];
  const old = [...texts].map(([name, text]) => ({ name, file: displayName(dir, tenant, name), text }));
  const facts = await published.facts(tenant);
  return format.compare(old, files, { ...facts, pools: withPoolsOf(catalog, tenant, facts.pools) });
}

/** The version that a stored text makes under this base, or why it cannot serve any more. */
export async function rebuild({ dir, tenant }: Place, stored: string, base: Base): Promise<Built> {
  for (const format of base.builders.keys()) {
    const texts = format.textsOf(stored);
    if (texts === null) continue;
    const files = [...texts].map(([name, text]) => ({ name, file: displayName(dir, tenant, name), text }));
    return tryBuild({ dir, tenant }, sourceOf(format, files), base);
  }
  const message = `the version ${versionOf(stored)} is published, but in no format that this build knows`;
  const file = displayName(dir, tenant);
  return { policy: null, problems: [problemOf('file/unknown-format', { file, line: 1 }, message)] };
}

/** @returns the version, or why it cannot serve */
export async function tryBuild(
  { tenant }: Place,
  { format, ...source }: Source,
  { catalog, builders }: Base,
): Promise<Built> {
  try {
    const parts = await builders.get(format)!(source, catalog);
    if (catalog.tenants.has(tenant)) return { policy: Object.freeze({ ...source, ...parts }) };
  } catch (error) {
    if (error instanceof FileRefused) return { policy: null, problems: error.problems };
    throw error;
  }
  return { policy: null, problems: [noTenant(tenant, catalog, source.files[0]!.file)] };
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
    problems.push(problemOf('file/unreadable', { file, line: 1 }, found.unreadable));
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
