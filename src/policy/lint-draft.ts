/**
 * All that is said of a text that is not live: whether it could go live, why not, and what is doubtful in it. It reads no
 * file, asks no database and builds nothing, so that it may run in a thread of its own.
 */
import type { Catalog } from '../catalog/catalog.js';
import { byPlace, FileRefused, problemOf, type Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { judgeEdit } from './judge-edit.js';
import type { EditFacts, PolicyFormat } from './policy-format.js';
import { POLICY_FORMATS } from './policy-formats.js';
import type { PolicyFile, Warning } from './policy-version.js';

/** A text that somebody wrote. */
export interface Draft {
  tenant: string;
  /** The folder in which messages name its files: `policies/acme`. */
  folder: string;
  text: string;
}

/** What it is judged by. */
export interface DraftBeside {
  catalog: Catalog;
  facts: EditFacts;
  /** The text that is live; null where nothing is. */
  live: string | null;
  /** Ids that are allowed beside those that the text allows itself: of rules, or of single findings. */
  allow?: readonly string[];
}

/** What is said of a draft. */
export interface LintedDraft {
  /** Whether it could go live. */
  ok: boolean;
  /** The version that it would be. */
  version: string;
  problems: readonly Problem[];
  warnings: readonly Problem[];
}

/** What nobody knows anything of. */
export const NO_FACTS: EditFacts = { pools: null, seen: null };

export function lintDraft(
  { tenant, folder, text }: Draft,
  beside: DraftBeside,
  formats: readonly PolicyFormat[] = POLICY_FORMATS,
): LintedDraft {
  return lintSource(tenant, { text, ...filesOf(text, folder, formats) }, beside);
}

/** The same of files as they lie in a folder. */
export function lintSource(
  tenant: string,
  { text, format, files }: { text: string; format: PolicyFormat; files: readonly PolicyFile[] },
  { catalog, facts, live, allow = [] }: DraftBeside,
): LintedDraft {
  const version = versionOf(text);
  const known = { ...facts, pools: withPoolsOf(catalog, tenant, facts.pools) };
  try {
    const doubts = [...format.lint(files, catalog, known)];
    if (!catalog.tenants.has(tenant)) throw new FileRefused([noTenant(tenant, catalog, files[0]!.file)]);
    // What serves is no edit.
    if (live === text) return { ok: true, version, problems: [], warnings: plain(doubts) };
    const before = live === null ? null : format.textsOf(live);
    if (before !== null) {
      const old = [...before].map(([name, each]) => ({ name, file: name, text: each }));
      doubts.push(...(format.compare?.(old, files, known) ?? []));
    }
    const { problems, warnings } = judgeEdit(eachOnce(doubts), text, allow);
    return { ok: problems.length === 0, version, problems: [...problems].sort(byPlace), warnings: plain(warnings) };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { ok: false, version, problems: error.problems, warnings: [] };
  }
}

/** Of which files a text was made; one that no format knows is judged as one of the first. */
function filesOf(text: string, folder: string, formats: readonly PolicyFormat[]) {
  for (const format of formats) {
    const texts = format.textsOf(text);
    if (texts) return { format, files: toFiles(texts, folder) };
  }
  const format = formats[0]!;
  return { format, files: toFiles(new Map([[format.files[0], text]]), folder) };
}

function toFiles(texts: ReadonlyMap<string, string>, folder: string): PolicyFile[] {
  return [...texts].map(([name, text]) => ({ name, file: `${folder}/${name}`, text }));
}

/** With those that get an account of the catalog, which fills them. A tenant without any may be about to make its first. */
export function withPoolsOf({ grants }: Catalog, tenant: string, pools: EditFacts['pools']): EditFacts['pools'] {
  if (pools === null || pools.size === 0) return null;
  const filled = [...(grants.pools.get(tenant)?.keys() ?? [])].map((address) => address.slice('pool:'.length));
  return new Set([...pools, ...filled]);
}

/** Why a tenant that the catalog does not have cannot be served. */
export function noTenant(tenant: string, catalog: Catalog, file: string): Problem {
  const message = `${catalog.file} has no tenant "${tenant}"; add it there with its default_plan`;
  return problemOf('file/no-tenant', { file, line: 1 }, message);
}

/** What two ways of looking have found is told once. */
function eachOnce(doubts: readonly Warning[]): Warning[] {
  return [...new Map(doubts.map((each) => [`${each.line} ${each.rule} ${each.message}`, each])).values()];
}

function plain(warnings: readonly Warning[]): Problem[] {
  return warnings.map(({ refusesEdit: _, isLoud: __, id: ___, ...problem }) => problem).sort(byPlace);
}
