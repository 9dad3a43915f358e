/**
 * The policies of a folder as they would serve, for commands that need neither a database nor a server: read and built as
 * the server reads and builds them. What was published meanwhile they do not know.
 */
import { buildBase, onDisk, rebuild, type Base } from '../../policy/build-policies.js';
import { displayName, PolicyFolder, TESTS_FILE, type Files, type FolderTexts } from '../../policy/policy-folder.js';
import { POLICY_FORMATS } from '../../policy/policy-formats.js';
import { FileRefused } from '../../catalog/problem.js';
import type { PolicyVersion } from '../../policy/policy-version.js';
import { UsageError } from '../run-verb.js';

export interface FolderPolicies {
  base: Base;
  /** Those of the catalog that have a folder, or the one that was named. */
  tenants: readonly string[];
  filesOf: (tenant: string) => Files;
  /** The text that a tenant's files make. @throws FileRefused */
  textOf: (tenant: string) => { text: string; version: string };
  /** What serves once the files are live. @throws FileRefused */
  build: (tenant: string) => Promise<PolicyVersion>;
}

/**
 * @param tenant null: all
 * @throws FileRefused where the catalog, or another of the operator's files, is broken; UsageError for a tenant without a folder
 */
export async function readPolicies(dir: string, tenant: string | null): Promise<FolderPolicies> {
  const texts = await new PolicyFolder(dir, POLICY_FORMATS).readAll();
  const base = buildBase(dir, texts.operator, POLICY_FORMATS);
  const named = tenant === null ? [...texts.tenants.keys()] : [tenant];
  const tenants = tenant === null ? named.filter((each) => base.catalog.tenants.has(each)) : named;
  const lost = named.find((each) => !texts.tenants.has(each));
  if (lost !== undefined) throw new UsageError(`${displayName(dir)} has no folder of a tenant "${lost}".`);
  const filesOf = (each: string) => texts.tenants.get(each) ?? new Map();
  const textOf = (each: string) => sourceOf(dir, each, texts);
  const build = async (each: string): Promise<PolicyVersion> => {
    const { policy, problems = [] } = await rebuild({ dir, tenant: each }, textOf(each).text, base);
    if (policy === null) throw new FileRefused(problems);
    return policy;
  };
  return { base, tenants, filesOf, textOf, build };
}

function sourceOf(dir: string, tenant: string, texts: FolderTexts): { text: string; version: string } {
  const { source, problems } = onDisk({ dir, tenant }, texts.tenants.get(tenant) ?? new Map(), POLICY_FORMATS);
  if (source === null) throw new FileRefused(problems);
  return source;
}

/** The one tenant that a command is about: the one that is named, or the only one that there is. */
export function onlyTenant({ tenants }: Pick<FolderPolicies, 'tenants'>): string {
  const [only, ...others] = tenants;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`Give --tenant: there are ${tenants.join(', ') || 'none'}.`);
}

/** A tenant's file of cases, or why it cannot be read; null where it has none. */
export function testsOf(files: Files): { text: string } | { unreadable: string } | null {
  return files.get(TESTS_FILE) ?? null;
}

const WHO = 'Name a subject, and its groups after a +: alice, or alice+engineering+interns.';

/** `alice+engineering+interns`. @throws UsageError */
export function whoFrom(text: string): { subject: string; groups: string[] } {
  const [subject = '', ...groups] = text.split('+');
  if (subject === '' || groups.includes('')) throw new UsageError(WHO);
  return { subject, groups };
}
