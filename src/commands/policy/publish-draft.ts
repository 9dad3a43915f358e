/**
 * Makes a text a tenant's policy from the command line: judged under the newest catalog, told, and published as the operator.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { formatProblem, type Problem } from '../../catalog/problem.js';
import { DraftRefused, FolderRules, KeyUsed, NotTheBase } from '../../policy/apply-policy.js';
import { buildBase, type Base } from '../../policy/build-policies.js';
import { judgeEdit } from '../../policy/judge-edit.js';
import { PolicyDrafts } from '../../policy/policy-drafts.js';
import { PolicyTests } from '../../policy/cases/policy-tests.js';
import type { Catalog } from '../../catalog/catalog.js';
import { CATALOG_FILE, TESTS_FILE } from '../../policy/policy-folder.js';
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
    base: () => base,
    live: () => undefined,
    test: (judged) => testsBeside(dir, judged),
    follow: async () => void (base = await newestBase(open)),
  });
  const judged = await drafts.judge(tenant, text);
  const found = judgeEdit(judged.warnings, text, allowed);
  found.warnings.forEach(say);
  if (draft.dryRun) {
    const wrong = [...judged.problems, ...found.problems];
    wrong.forEach(say);
    return wrong.length === 0;
  }
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
    if (!(error instanceof DraftRefused)) throw inWords(error);
    error.problems.forEach(say);
    return false;
  }
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

function say(each: Problem): void {
  process.stderr.write(`${formatProblem(each)} (${each.severity} ${each.rule})\n`);
}

/** Runs the tests that lie in the tenant's folder; null where there are none. */
async function testsBeside(folder: string, judged: { tenant: string; text: string; catalog: Catalog }) {
  const tests = await readFile(join(folder, judged.tenant, TESTS_FILE), 'utf8').catch(() => null);
  if (tests === null) return null;
  const threads = new PolicyTests();
  try {
    return await threads.run({ ...judged, tests, folder });
  } finally {
    await threads.close();
  }
}
