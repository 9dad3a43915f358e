/**
 * The texts that a preview tries, built as they would be served: what is wrong with one is said in one sentence.
 */
import { newestCatalogText } from '../books/publish-versions.js';
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { FileRefused, type Problem } from '../catalog/problem.js';
import type { Tx } from '../database/database.js';
import { rebuild, type Base } from '../policy/build-policies.js';
import { CATALOG_FILE, displayName } from '../policy/policy-folder.js';
import type { BuildPolicy, PolicyFormat } from '../policy/policy-format.js';
import { POLICY_FORMATS } from '../policy/policy-formats.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import type { Candidate } from './preview.js';
import { PreviewRefused } from './preview-refused.js';
import type { BuildPast } from './load-versions.js';

/** A text that is not live. */
export interface Draft {
  what: 'POLICY' | 'CATALOG';
  text: string;
}

/** What messages call the folder that a draft would lie in. */
const FOLDER = 'policies';

/** The catalog that serves now. @throws Error where none was ever published */
export async function liveCatalog(tx: Tx): Promise<Catalog> {
  const text = await newestCatalogText(tx);
  if (text === null) throw new PreviewRefused('No catalog was ever published in this database.');
  return parseCatalog(text, CATALOG_FILE);
}

/** Builds policies of a tenant from their texts, under the operator's files that this build brings with it. */
export function policyBuilder(tenant: string): BuildPast {
  const builders = openBuilders();
  return async (text, catalog) => {
    const base: Base = { catalog, files: new Map(), builders };
    return (await rebuild({ dir: FOLDER, tenant }, text, base)).policy;
  };
}

function openBuilders(): ReadonlyMap<PolicyFormat, BuildPolicy> {
  return new Map(POLICY_FORMATS.map((format) => [format, opened(format)]));
}

function opened(format: PolicyFormat): BuildPolicy {
  const files = format.operatorFiles.map((name) => {
    const text = format.standIns?.get(name);
    if (text === undefined) throw new Error(`preview: nobody knows ${name}`);
    return { name, file: displayName(FOLDER, name), text };
  });
  return format.open(files);
}

/** Builds what is tried. @throws PreviewRefused */
export async function candidateOf(tenant: string, { what, text }: Draft, live: Catalog): Promise<Candidate> {
  if (what === 'CATALOG') return { policy: null, catalog: refused(() => parseCatalog(text, CATALOG_FILE)) };
  const base: Base = { catalog: live, files: new Map(), builders: openBuilders() };
  const built = await rebuild({ dir: FOLDER, tenant }, text, base);
  if (!built.policy) throw refusal(built.problems ?? []);
  return { policy: built.policy satisfies PolicyVersion, catalog: null };
}

function refused<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FileRefused) throw refusal(error.problems);
    throw error;
  }
}

function refusal(problems: readonly Problem[]): PreviewRefused {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new PreviewRefused(
    first ? `${first.file}:${first.line}: ${first.message}${more}` : 'The text cannot be built.',
  );
}
