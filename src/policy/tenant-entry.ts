/**
 * One tenant between its file and its engine: what serves, and how the file on disk stands to it. A file that is
 * refused never takes the place of the last good one.
 */
import { FileRefused } from '../catalog/problem.js';
import type { Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { buildTenant } from './build-policies.js';
import type { Base } from './build-policies.js';
import type { PolicyEngine } from './policy-engine.js';
import { displayName } from './read-policies.js';
import type { FileText } from './read-policies.js';

/** How a tenant's file stands. `ok`: what is on disk is what serves. */
export interface PolicyState {
  /** Null where nothing serves: the tenant is unavailable. */
  liveVersion: string | null;
  file: string;
  /** Version of the text on disk; null where it cannot be read. */
  fileVersion: string | null;
  ok: boolean;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  /** When the live version went live in this process. */
  loadedAt: Date | null;
}

/** A tenant as it serves, and the text that was judged (null: it is to be judged again). */
export interface Entry {
  engine: PolicyEngine | null;
  text: FileText | null;
  state: PolicyState;
}

/**
 * What a text amounts to under a catalog and model: itself, or the last good one with the reasons.
 * @param before the tenant so far, whether it was built under the same base, and the text that served last
 */
export async function buildEntry(
  dir: string,
  tenant: string,
  text: FileText,
  base: Base,
  before: { entry: Entry | undefined; isSameBase: boolean; lastText: () => Promise<string | null> },
): Promise<Entry> {
  const file = displayName(dir, tenant, 'policy.csv');
  const fileVersion = 'text' in text ? versionOf(text.text) : null;
  const built = await tryBuild(dir, tenant, text, base);
  if ('engine' in built) {
    const { engine, warnings } = built;
    const live = before.entry?.state;
    const loadedAt = live?.liveVersion === engine.version ? live.loadedAt : new Date();
    const state = { liveVersion: engine.version, file, fileVersion, ok: true, problems: [], warnings, loadedAt };
    return { engine, text, state };
  }
  let lastGood = before.entry?.engine ?? null;
  if (lastGood === null || !before.isSameBase) {
    const lastText = await before.lastText();
    const rebuilt = lastText === null ? null : await tryBuild(dir, tenant, { text: lastText }, base);
    lastGood = rebuilt && 'engine' in rebuilt ? rebuilt.engine : null;
  }
  return refusedEntry({ file, fileVersion }, before.entry, lastGood, built.problems, text);
}

/** The entry of a file that does not serve, beside the engine that does, if any. */
export function refusedEntry(
  { file, fileVersion }: Pick<PolicyState, 'file' | 'fileVersion'>,
  before: Entry | undefined,
  engine: PolicyEngine | null,
  problems: readonly Problem[],
  text: FileText | null,
): Entry {
  const liveVersion = engine?.version ?? null;
  const loadedAt = engine ? (before?.state.loadedAt ?? new Date()) : null;
  return { engine, text, state: { liveVersion, file, fileVersion, ok: false, problems, warnings: [], loadedAt } };
}

async function tryBuild(
  dir: string,
  tenant: string,
  text: FileText,
  base: Base,
): Promise<{ engine: PolicyEngine; warnings: readonly Problem[] } | { problems: readonly Problem[] }> {
  try {
    return await buildTenant(dir, tenant, text, base);
  } catch (error) {
    if (error instanceof FileRefused) return { problems: error.problems };
    throw error;
  }
}
