/**
 * Makes a text a tenant's policy from the command line: judged under the newest catalog, told, and published as the operator.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { formatProblem, type Problem } from '../../catalog/problem.js';
import { DraftRefused, FolderRules, KeyUsed, NotTheBase, type Draft } from '../../policy/apply-policy.js';
import { buildBase, type Base } from '../../policy/build-policies.js';
import { judgeEdit } from '../../policy/judge-edit.js';
import { PolicyDrafts } from '../../policy/policy-drafts.js';
import { runPolicyTests } from '../../policy/cases/policy-tests.js';
import type { TenantTests } from '../../policy/cases/tenant-tests.js';
import { CATALOG_FILE, displayName, TESTS_FILE } from '../../policy/policy-folder.js';
import { POLICY_FORMATS } from '../../policy/policy-formats.js';
import type { OpenPublished } from '../open-published.js';

/** A text that is to serve, and who wants it. */
export interface DraftToPublish {
  tenant: string;
  text: string;
  base: string;
  message: string;
  allow: readonly string[];
  actor: { kind: 'OPERATOR'; name: string; requestId: null };
  key: string | null;
  dryRun: boolean;
}

/** @returns whether it serves now, or would; why not was told */
export async function publishDraft(open: OpenPublished, draft: DraftToPublish): Promise<boolean> {
  const { published, policyDir: dir, policyChanges } = open;
  const { tenant, text, message, allow: allowed, actor, key } = draft;
  let base = await newestBase(open);
  const drafts = new PolicyDrafts({
    dir,
    published,
    changes: policyChanges === 'files' ? 'files' : 'calls',
    folder: { isWritable: async () => true },
    tests: testsIn(dir),
    base: () => base,
    live: () => undefined,
    follow: async () => void (base = await newestBase(open)),
  });
  const judged = await drafts.judge(tenant, text);
  tell(judged, text, allowed);
  if (draft.dryRun) return isSound(judged, text, allowed);
  const fingerprint =
    key === null
      ? null
      : createHash('sha256')
          .update(JSON.stringify([text, message, allowed]))
          .digest();
  const by = { actor, message, key, fingerprint, allowed };
  try {
    await drafts.apply(tenant, { text, baseVersion: draft.base, author: null, by });
    return true;
  } catch (error) {
    if (error instanceof DraftRefused) {
      // What else is wrong with it was told.
      const failed = error.problems.filter(({ rule }) => rule.startsWith('policy/tests-'));
      failed.forEach((each) => process.stderr.write(`${formatProblem(each)} (${each.severity} ${each.rule})\n`));
      return false;
    }
    throw inWords(error);
  }
}

/** The tests that lie in a policy folder; a tenant without a file of them has none. */
function testsIn(dir: string): Pick<TenantTests, 'judge' | 'fileOf'> {
  const read = (tenant: string) => readFile(join(dir, tenant, TESTS_FILE), 'utf8').catch(() => null);
  return {
    fileOf: (tenant) => displayName(dir, tenant, TESTS_FILE),
    judge: async ({ tenant, text, catalog }) => {
      const tests = await read(tenant);
      return tests === null ? null : runPolicyTests({ tenant, text, tests, catalog, folder: dir });
    },
  };
}

function inWords(error: unknown): unknown {
  if (error instanceof NotTheBase)
    return new Error(`${error.newest ?? 'Nothing'} serves by now: look at what changed.`);
  if (error instanceof KeyUsed) return new Error('This key was used with another change of the policy.');
  if (error instanceof FolderRules) return new Error('Policies change in their files alone (SPILLWAY_POLICY_CHANGES).');
  return error;
}

/** The newest catalog, and the operator's other files as they lie in the folder, or what stands in for them. */
async function newestBase({ published, policyDir }: OpenPublished): Promise<Base> {
  const { catalog } = await published.newest([]);
  if (!catalog) throw new Error('No catalog was ever published here: start Spillway once.');
  const files = new Map([[CATALOG_FILE, { text: await published.catalogText(catalog.version) }]]);
  for (const { operatorFiles, standIns } of POLICY_FORMATS) {
    for (const name of operatorFiles) {
      const text = await readFile(join(policyDir, name), 'utf8').catch(() => standIns?.get(name));
      if (text !== undefined) files.set(name, { text });
    }
  }
  return buildBase(policyDir, files, POLICY_FORMATS);
}

function tell({ problems, warnings }: Draft, text: string, allowed: readonly string[]): void {
  const judged = judgeEdit(warnings, text, allowed);
  const say = (each: Problem) => process.stderr.write(`${formatProblem(each)} (${each.severity} ${each.rule})\n`);
  [...problems, ...judged.problems, ...judged.warnings].forEach(say);
}

const isSound = ({ policy, problems, warnings }: Draft, text: string, allowed: readonly string[]): boolean =>
  policy !== null && problems.length === 0 && judgeEdit(warnings, text, allowed).problems.length === 0;
