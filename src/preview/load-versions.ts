/**
 * What served in a period, and all else that decisions and usage name by version: read as it was stored, parsed and built
 * once.
 */
import type { Instant } from '../core/words.js';
import { CatalogVersions } from '../catalog/catalog-versions.js';
import type { Catalog } from '../catalog/catalog.js';
import { policyTextsOf } from '../books/stored-versions.js';
import { ServedGrants } from '../books/served-grants.js';
import type { Database, Tx } from '../database/database.js';
import { PreviewRefused } from './preview-refused.js';
import type { PolicyVersion } from '../policy/policy-version.js';

const CATALOGS = 'select version, activated_at as at from catalog_activation order by no desc limit $1';
const POLICIES = `
  select version, activated_at as at from policy_version where tenant_id = $1 order by no desc limit $2`;

/** So many activations are looked at, the latest. */
const MOST_ACTIVATIONS = 10_000;

export interface Activation {
  at: Instant;
  version: string;
}

/** What served when, the first first. */
export interface Timeline {
  catalogs: Activation[];
  policies: Activation[];
  served: ServedGrants['served'];
}

export async function loadTimeline(database: Database, tenant: string): Promise<Timeline> {
  const { served } = await ServedGrants.read(database);
  return database.transaction(
    [tenant],
    async (tx) => ({
      catalogs: (await tx.query<Activation>(CATALOGS, [MOST_ACTIVATIONS])).reverse(),
      policies: (await tx.query<Activation>(POLICIES, [tenant, MOST_ACTIVATIONS])).reverse(),
      served,
    }),
    { readOnly: true },
  );
}

/** Builds a policy of its stored text. @returns null where it cannot be built under that catalog */
export type BuildPast = (text: string, catalog: Catalog) => Promise<PolicyVersion | null>;

/** Versions by name, once they were asked for. */
export class KnownVersions {
  private readonly catalogs = new Map<string, Catalog>();
  private readonly policies = new Map<string, PolicyVersion>();
  private readonly parsed: CatalogVersions;

  /** @param live a catalog under which policies are built first */
  constructor(
    private readonly tenant: string,
    private readonly live: Catalog,
    private readonly build: BuildPast,
  ) {
    this.parsed = new CatalogVersions(() => live);
    this.catalogs.set(live.version, live);
  }

  /** Makes these versions known; those that are not stored stay unknown. */
  async learn(tx: Tx, catalogs: Iterable<string>, policies: Iterable<string>): Promise<void> {
    const missing = [...new Set(catalogs)].filter((version) => !this.catalogs.has(version));
    if (missing.length > 0) {
      const loaded = await this.parsed.load(tx, missing);
      for (const version of missing) {
        const found = loaded.find(version);
        if (found) this.catalogs.set(version, found);
      }
    }
    const unbuilt = [...new Set(policies)].filter((version) => !this.policies.has(version));
    if (unbuilt.length === 0) return;
    for (const [version, text] of await policyTextsOf(tx, this.tenant, unbuilt)) {
      for (const catalog of [this.live, ...[...this.catalogs.values()].reverse()]) {
        const built = await this.build(text, catalog);
        if (!built) continue;
        this.policies.set(version, built);
        break;
      }
    }
  }

  catalog(version: string): Catalog {
    const found = this.catalogs.get(version);
    if (!found) throw new PreviewRefused(`The catalog version ${version} is not stored any more.`);
    return found;
  }

  policy(version: string): PolicyVersion {
    const found = this.policies.get(version);
    if (!found) throw new PreviewRefused(`The policy version ${version} is not stored any more, or cannot be built.`);
    return found;
  }
}
