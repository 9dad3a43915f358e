/**
 * Texts that do not serve yet: judged under the catalog that serves, beside the version that does, and applied by a call.
 */
import { BoundedMap } from '../bounded-map.js';
import type { Catalog } from '../catalog/catalog.js';
import { versionOf } from '../catalog/text-version.js';
import { applyPolicy, FolderRules, type Draft, type PolicyChange } from './apply-policy.js';
import { compareWithNewest, draftOf, proveSource, rebuild, tryBuild, type Base } from './build-policies.js';
import type { TenantTests } from './cases/tenant-tests.js';
import { countsOf, problemsOfRun } from './cases/test-run.js';
import type { PolicyFolder } from './policy-folder.js';
import type { PolicyVersion } from './policy-version.js';
import type { Published } from './published.js';

/**
 * Where policies may change: in their files and by `calls`; in their `files` alone, as where these are kept in git;
 * `auto`: by calls, too, where this process can write the tenant's folder, so that no file falls behind for good.
 */
export const POLICY_CHANGES = ['auto', 'calls', 'files'] as const;
export type PolicyChanges = (typeof POLICY_CHANGES)[number];

/** What of the policies that serve it needs. */
export interface Surroundings {
  dir: string;
  changes: PolicyChanges;
  published: Published;
  folder: Pick<PolicyFolder, 'isWritable'>;
  /** The tenants' own tests, which a text must pass before it serves. */
  tests: Pick<TenantTests, 'judge' | 'fileOf'>;
  base: () => Base;
  live: (tenant: string) => PolicyVersion | undefined;
  /** Takes in what is published. */
  follow: () => Promise<void>;
}

/** How many versions that serve no more are kept built. */
const KEPT_PAST = 50;

export class PolicyDrafts {
  private readonly built = new BoundedMap<{ policy: PolicyVersion | null }>(KEPT_PAST);

  constructor(private readonly around: Surroundings) {}

  /** A text as it would serve under the catalog that serves, judged as an edit. */
  async judge(tenant: string, text: string): Promise<Draft> {
    const { dir, published, base: baseNow, live } = this.around;
    const base = baseNow();
    const place = { dir, tenant };
    const { policies } = await published.newest([tenant]);
    const newest = policies.get(tenant) ?? null;
    const source = draftOf(place, text, base);
    const { policy, problems = [] } = await tryBuild(place, source, base);
    const doubts = policy
      ? await compareWithNewest(place, source, { catalog: base.catalog, newest, live: live(tenant), published })
      : [];
    const warnings = [...(policy?.warnings ?? []), ...doubts];
    const prove = () => proveSource(place, source, base);
    return { policy, problems, warnings, newest, under: base.catalog.version, prove };
  }

  /**
   * Makes a text the tenant's policy, in this process before it resolves and in all others within two seconds.
   * @throws FolderRules, NotTheBase, KeyUsed, DraftRefused: then nothing has changed
   */
  async apply(tenant: string, change: PolicyChange): Promise<void> {
    if (!(await this.takesChanges(tenant))) throw new FolderRules();
    const { published, follow, tests, base } = this.around;
    const applying = {
      ...{ published, follow },
      draft: (name: string, text: string) => this.judge(name, text),
      test: async (name: string, text: string) => {
        const run = await tests.judge({ tenant: name, text, catalog: base().catalog });
        return run && { counts: countsOf(run), problems: problemsOfRun(run, tests.fileOf(name)) };
      },
    };
    await applyPolicy(applying, tenant, change);
  }

  /**
   * A version that served once, built again from its stored text; null where it cannot be.
   * @param catalog the one that it served with
   */
  async past(tenant: string, text: string, catalog: Catalog): Promise<PolicyVersion | null> {
    const key = JSON.stringify([tenant, versionOf(text), catalog.version]);
    const known = this.built.get(key);
    if (known) return known.policy;
    const { policy } = await rebuild({ dir: this.around.dir, tenant }, text, { ...this.around.base(), catalog });
    this.built.set(key, { policy });
    return policy;
  }

  /** The text of a version that served; null where none did. */
  textOf(tenant: string, version: string): Promise<string | null> {
    return this.around.published.policyOfVersion(tenant, version);
  }

  /** Whether the tenant's policy changes by calls; else in its files alone. */
  async takesChanges(tenant: string): Promise<boolean> {
    const { changes, folder } = this.around;
    return changes === 'auto' ? folder.isWritable(tenant) : changes === 'calls';
  }
}
