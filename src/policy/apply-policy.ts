/**
 * Makes a text a tenant's policy by a call: judged as an edit of a file is, then published, and served from then on by every
 * process, this one among them. It is whole or not at all; what serves was the one that its author had seen.
 */
import { formatProblem, problemOf, type Problem } from '../catalog/problem.js';
import { judgeEdit } from './judge-edit.js';
import type { PolicyVersion, Principal, Warning } from './policy-version.js';
import { PublishedMeanwhile, type Position, type Published, type PublishedBy, type TestCounts } from './published.js';

/** A text beside the version that is the newest: it serves nowhere. */
export interface Draft {
  /** Null where it has mistakes. */
  policy: PolicyVersion | null;
  problems: readonly Problem[];
  /** What is doubtful in it, also beside the newest version. */
  warnings: readonly Warning[];
  newest: Position | null;
  /** The catalog version under which it was judged. */
  under: string;
  /** Asks the engine under the format: why the text must not go live. */
  prove: () => Promise<readonly Problem[]>;
}

/** What somebody wants to serve. */
export interface PolicyChange {
  text: string;
  /** The version that they have seen serve. */
  baseVersion: string;
  /** Who they are, by what the policy knows of them; null for the operator, who needs no line. */
  author: Principal | null;
  by: PublishedBy;
}

/** Another version serves than the one that a change was made for. */
export class NotTheBase extends Error {
  constructor(readonly newest: string | null) {
    super(`the newest version is ${newest}`);
  }
}

/** Policies change in their files alone. */
export class FolderRules extends Error {}

/** The key has published something else. */
export class KeyUsed extends Error {}

/** The text cannot serve. */
export class DraftRefused extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** What of a process it needs. */
export interface Applying {
  published: Pick<Published, 'policyOfKey' | 'publish'>;
  draft: (tenant: string, text: string) => Promise<Draft>;
  /** Runs the tenant's own tests; null where it has none. */
  test: (tenant: string, text: string) => Promise<{ counts: TestCounts; problems: readonly Problem[] } | null>;
  /** Takes in what is published. */
  follow: () => Promise<void>;
}

/** How often in a row others may publish something before a change is given up. */
const MOST_ROUNDS = 5;

/**
 * @throws NotTheBase, KeyUsed, DraftRefused: then nothing has changed; PublishedMeanwhile where others publish all the time
 */
export async function applyPolicy(applying: Applying, tenant: string, change: PolicyChange): Promise<void> {
  const { published, draft, test, follow } = applying;
  for (let round = 1; ; round++) {
    if (await isDone(published, tenant, change)) break;
    const judged = await draft(tenant, change.text);
    const { policy, newest, under } = judged;
    if (newest?.version !== change.baseVersion) {
      if (await isDone(published, tenant, change)) break;
      throw new NotTheBase(newest?.version ?? null);
    }
    const problems = problemsOf(judged, change);
    if (policy === null || problems.length > 0) throw new DraftRefused(problems);
    const disproved = await judged.prove();
    if (disproved.length > 0) throw new DraftRefused(disproved);
    const tested = await test(tenant, change.text);
    const red = tested?.problems.filter(({ rule }) => !change.by.allowed.includes(rule)) ?? [];
    if (red.length > 0) throw new DraftRefused(red);
    try {
      const policies = new Map([[tenant, policy]]);
      const seen = { catalog: null, policies: new Map([[tenant, newest]]) };
      const tests = new Map(tested ? [[tenant, tested.counts]] : []);
      await published.publish({ catalog: null, policies, tenants: [tenant], under, by: change.by, tests }, seen);
      break;
    } catch (error) {
      if (!(error instanceof PublishedMeanwhile) || round === MOST_ROUNDS) throw error;
      // It may be the catalog, which this process has yet to take in.
      await follow();
    }
  }
  await follow();
}

/** Whether the very call was made before. @throws KeyUsed where it was another one */
async function isDone(
  published: Applying['published'],
  tenant: string,
  { by: { key, fingerprint } }: PolicyChange,
): Promise<boolean> {
  const earlier = key === null ? null : await published.policyOfKey(tenant, key);
  if (earlier === null) return false;
  if (!fingerprint?.equals(earlier.fingerprint)) throw new KeyUsed();
  return true;
}

/** Why this author cannot make the draft live: its mistakes, what no edit may have, and that they would lock themselves out. */
function problemsOf({ policy, problems, warnings }: Draft, { text, author, by }: PolicyChange): readonly Problem[] {
  if (policy === null) return problems;
  const found = judgeEdit(warnings, text, by.allowed).problems;
  const lost = author === null ? [] : lockedOut(policy, author, new Set(by.allowed));
  return [...problems, ...found, ...lost];
}

function lockedOut({ permissions }: PolicyVersion, author: Principal, allowed: ReadonlySet<string>): Problem[] {
  const { permitted, citation } = permissions.permits(author, 'policy', 'write');
  if (permitted || allowed.has(LOCKS_OUT)) return [];
  const message = `you would lose the right to write the policy (allow ${LOCKS_OUT} if that is meant)`;
  return [problemOf(LOCKS_OUT, { file: citation.file, line: citation.line ?? 1 }, message)];
}

/** The rule that keeps the authors of a change from locking themselves out. */
const LOCKS_OUT = 'policy/locks-out-author';
