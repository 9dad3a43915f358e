/** What is published, in memory: of one process or of several that share it. */
import type { Catalog } from '../../src/catalog/catalog.js';
import { versionOf } from '../../src/catalog/text-version.js';
import type { SeenNames } from '../../src/policy/seen-names.js';
import type { PolicyVersion } from '../../src/policy/policy-version.js';
import { PublishedMeanwhile, type Position, type Published, type PublishedCall } from '../../src/policy/published.js';

export interface MemoryHooks {
  /** Before a policy is published; where it rejects, nothing is. */
  onActivated(tenant: string, policy: PolicyVersion): Promise<void>;
  /** The text that was published before the test began. */
  lastServed(tenant: string): Promise<string | null>;
  onCatalog(catalog: Catalog): Promise<void>;
  /** The pools of every tenant. */
  pools: readonly string[];
  /** What the tokens of every tenant have shown. */
  seen: SeenNames;
}

export interface MemoryPublished extends Published {
  /** Every policy in its order, as `acme <version>`, and every catalog, as `catalog <version>`. */
  readonly order: string[];
}

export function memoryPublished(hooks: Partial<MemoryHooks> = {}): MemoryPublished {
  const catalogs: string[] = [];
  const policies = new Map<string, string[]>();
  const heard: (() => void)[] = [];
  const order: string[] = [];
  const keys = new Map<string, PublishedCall>();
  const textsOf = async (tenant: string) => {
    let texts = policies.get(tenant);
    if (!texts) {
      const text = (await hooks.lastServed?.(tenant)) ?? null;
      policies.set(tenant, (texts = text === null ? [] : [text]));
    }
    return texts;
  };
  const newestOf = (texts: readonly string[]): Position | null =>
    texts.length === 0 ? null : { no: BigInt(texts.length), version: versionOf(texts.at(-1)!) };
  const noOf = (texts: readonly string[], version: string): bigint | null => {
    const at = texts.findLastIndex((text) => versionOf(text) === version);
    return at === -1 ? null : BigInt(at + 1);
  };
  const newest = async (tenants: readonly string[]) => {
    const found = new Map<string, Position>();
    for (const tenant of tenants) {
      const position = newestOf(await textsOf(tenant));
      if (position) found.set(tenant, position);
    }
    return { catalog: newestOf(catalogs), policies: found };
  };
  return {
    order,
    listen: async (told) => void heard.push(told),
    newest,
    catalogText: async (version) => catalogs[Number(noOf(catalogs, version)) - 1]!,
    policyText: async (tenant, no) => (await textsOf(tenant))[Number(no) - 1]!,
    catalogNo: async (version) => noOf(catalogs, version),
    policyNo: async (tenant, version) => noOf(await textsOf(tenant), version),
    carry: async () => undefined,
    policyOfKey: async (tenant, key) => keys.get(`${tenant} ${key}`) ?? null,
    policyOfVersion: async (tenant, version) =>
      (await textsOf(tenant)).find((text) => versionOf(text) === version) ?? null,
    facts: async () => ({ pools: new Set(hooks.pools), seen: hooks.seen ?? null }),
    async publish(change, seen) {
      const now = await newest([...change.policies.keys()]);
      const mayBe = change.catalog ? [seen.catalog?.version, change.catalog.version] : [change.under];
      if (!mayBe.includes(now.catalog?.version)) throw new PublishedMeanwhile();
      for (const [tenant, { version }] of change.policies) {
        const [is, was] = [now.policies.get(tenant), seen.policies.get(tenant)];
        if (is?.no !== was?.no && is?.version !== version) throw new PublishedMeanwhile();
      }
      if (change.catalog && change.catalog.version !== now.catalog?.version) {
        await hooks.onCatalog?.(change.catalog);
        catalogs.push(change.catalog.text);
        order.push(`catalog ${change.catalog.version}`);
      }
      for (const [tenant, policy] of change.policies) {
        if (now.policies.get(tenant)?.version === policy.version) continue;
        await hooks.onActivated?.(tenant, policy);
        policies.get(tenant)!.push(policy.text);
        order.push(`${tenant} ${policy.version}`);
        const { key = null, fingerprint = null } = change.by ?? {};
        if (key === null || fingerprint === null) continue;
        keys.set(`${tenant} ${key}`, { ...newestOf(policies.get(tenant)!)!, fingerprint });
      }
      for (const tell of heard) tell();
      return newest([...change.policies.keys()]);
    },
  };
}
