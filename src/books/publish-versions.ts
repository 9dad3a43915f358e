/**
 * Publishes policy and catalog texts in one cell: whatever is the newest there serves in every process. Two that publish
 * at once do it one after the other, and the second is told what the first did.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Problem } from '../catalog/problem.js';
import type { Instant } from '../core/words.js';
import type { Database, Tx } from '../database/database.js';
import {
  PublishedMeanwhile,
  samePosition,
  type Change,
  type Newest,
  type Position,
  type PublishedBy,
  type PublishedCall,
  type TestCounts,
} from '../policy/published.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import { actionRow, SYSTEM } from './admin-action.js';
import { insertInto } from './columns.js';
import { grantsDocument } from './grant-documents.js';
import { guardCatalog } from './guard-catalog.js';
import { ADMIN_ACTION } from './tables.js';

/** On which processes tell each other that something was published. */
export const PUBLISHED_CHANNEL = 'spillway_published';

const SERIALISE = `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'published', current_schema()), 0))`;

/** As processes from before it serialise. */
const SERIALISE_TENANT = `
  select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'policy', current_schema(), $1::text), 0))`;

const NEWEST_CATALOG = 'select no, version from catalog_activation order by no desc limit 1';

/** From before catalogs had an order: the last one that was new, which stands for none but where there is no other. */
const LAST_CATALOG = 'select 0::bigint as no, version from catalog_version order by loaded_at desc, version limit 1';

const NEWEST_POLICIES = `
  select t.tenant_id as tenant, p.no, p.version from unnest($1::text[]) as t (tenant_id)
  cross join lateral (
    select p.no, p.version from policy_version p where p.tenant_id = t.tenant_id order by p.no desc limit 1
  ) p`;

const POLICY_NO = 'select max(no) as no from policy_version where tenant_id = $1 and version = $2';
const CATALOG_NO = 'select max(no) as no from catalog_activation where version = $1';

const CATALOG_TEXT = 'select text from catalog_version where version = $1';

const STORE_POLICY = `
  insert into policy_version (tenant_id, no, version, text, activated_at, action_id, key, fingerprint)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const CLOCK = `select date_trunc('milliseconds', clock_timestamp()) as at`;
const OF_KEY = 'select no, version, fingerprint from policy_version where tenant_id = $1 and key = $2';

const STORE_CATALOG = `
  insert into catalog_version (version, text, loaded_at) values ($1, $2, clock_timestamp()) on conflict do nothing`;

const ACTIVATE_CATALOG = `
  insert into catalog_activation (no, version, activated_at, grants, author, message)
  values ($1, $2, clock_timestamp(), $3::json, $4, $5)`;

/** Row-level security compares each row with each tenant of the transaction, so that no more of them are named at once. */
const TENANTS_AT_ONCE = 200;

const ACTED = insertInto(ADMIN_ACTION);
const ACT = ACTED.sql(1);

/** The newest catalog, and the newest policy of each of these tenants that ever had one. */
export async function newestVersions(database: Database, tenants: readonly string[]): Promise<Newest> {
  const policies = new Map<string, Position>();
  let catalog: Position | null = null;
  for (let from = 0; from === 0 || from < tenants.length; from += TENANTS_AT_ONCE) {
    const some = tenants.slice(from, from + TENANTS_AT_ONCE);
    catalog = await database.transaction(
      some,
      async (tx) => {
        for (const [tenant, position] of await policiesIn(tx, some)) policies.set(tenant, position);
        return catalogIn(tx);
      },
      { readOnly: true },
    );
  }
  return { catalog, policies };
}

/** The last number under which that policy of the tenant was published; null: never. */
export async function policyNo(database: Database, tenant: string, version: string): Promise<bigint | null> {
  const look = (tx: Tx) => tx.query<{ no: bigint | null }>(POLICY_NO, [tenant, version]);
  const [found] = await database.transaction([tenant], look, { readOnly: true });
  return found?.no ?? null;
}

/** What a call with this key has published; null where none has. */
export async function policyOfKey(database: Database, tenant: string, key: string): Promise<PublishedCall | null> {
  const look = (tx: Tx) => tx.query<PublishedCall>(OF_KEY, [tenant, key]);
  const [found] = await database.transaction([tenant], look, { readOnly: true });
  return found ?? null;
}

/** The same of a catalog. */
export async function catalogNo(database: Database, version: string): Promise<bigint | null> {
  const look = (tx: Tx) => tx.query<{ no: bigint | null }>(CATALOG_NO, [version]);
  const [found] = await database.transaction([], look, { readOnly: true });
  return found?.no ?? null;
}

/** The text of a catalog that was published. @throws Error where it was not */
export function catalogText(database: Database, version: string): Promise<string> {
  return database.transaction([], (tx) => textOf(tx, version), { readOnly: true });
}

/** The text of the newest catalog; null where none was ever published. */
export async function newestCatalogText(tx: Tx): Promise<string | null> {
  const newest = await catalogIn(tx);
  return newest && textOf(tx, newest.version);
}

async function textOf(tx: Tx, version: string): Promise<string> {
  const [found] = await tx.query<{ text: string }>(CATALOG_TEXT, [version]);
  if (!found) throw new Error(`the catalog version ${version} is not stored`);
  return found.text;
}

/** Stores the text of a catalog that was published elsewhere, so that it can be read here. */
export async function keepCatalog(database: Database, { version, text }: Catalog): Promise<void> {
  await database.transaction([], (tx) => tx.query(STORE_CATALOG, [version, text]));
}

/**
 * Publishes a change, whole. Where nobody says who publishes it, Spillway takes files in.
 * @param change of tenants that live in this cell
 * @param order whether catalogs have their order in this cell; in others they are only stored
 * @returns the newest of what was changed, whoever published it, and what the catalog allows in so many words
 * @throws PublishedMeanwhile where something that the change was judged by is not the newest any more; FileRefused
 * with what guard-catalog.ts does not let pass
 */
export async function publishVersions(
  database: Database,
  { catalog, policies, tenants, under, by, tests }: Change,
  seen: Newest,
  order: 'here' | 'elsewhere' = 'here',
): Promise<Newest & { allowed: readonly Problem[] }> {
  const named = [...new Set([...(catalog ? tenants : []), ...policies.keys()])].sort();
  return database.transaction(named, async (tx) => {
    await tx.query(SERIALISE, []);
    for (const tenant of named) if (policies.has(tenant)) await tx.query(SERIALISE_TENANT, [tenant]);
    const [newestCatalog, newest] = [await catalogIn(tx), await policiesIn(tx, named)];
    const expected = catalog ? [seen.catalog?.version, catalog.version] : [under];
    const isExpected = order === 'elsewhere' || expected.includes(newestCatalog?.version);
    if (!isExpected) throw new PublishedMeanwhile('another catalog was published');
    for (const tenant of named) {
      const own = policies.get(tenant)?.version;
      const isSeen = samePosition(newest.get(tenant), seen.policies.get(tenant));
      if (!isSeen && (own === undefined || newest.get(tenant)?.version !== own)) {
        throw new PublishedMeanwhile(`another policy of ${tenant} was published`);
      }
    }
    let allowed: readonly Problem[] = [];
    if (catalog) {
      const live = (seen.catalog?.no ?? 0n) > 0n ? await textOf(tx, seen.catalog!.version) : null;
      allowed = await guardCatalog(tx, catalog, live, tenants);
      await tx.query(STORE_CATALOG, [catalog.version, catalog.text]);
    }
    const position = catalog && order === 'here' ? await activate(tx, catalog, newestCatalog, by) : newestCatalog;
    const published = new Map<string, Position>();
    for (const [tenant, policy] of [...policies].sort(([a], [b]) => (a < b ? -1 : 1))) {
      published.set(
        tenant,
        await storePolicy(tx, tenant, policy, newest.get(tenant), { by, tests: tests?.get(tenant) }),
      );
    }
    return { catalog: position, policies: published, allowed };
  });
}

async function catalogIn(tx: Tx): Promise<Position | null> {
  const [newest] = await tx.query<Position>(NEWEST_CATALOG, []);
  const [last] = newest ? [newest] : await tx.query<Position>(LAST_CATALOG, []);
  return last ?? null;
}

async function policiesIn(tx: Tx, tenants: readonly string[]): Promise<Map<string, Position>> {
  const rows = await tx.query<Position & { tenant: string }>(NEWEST_POLICIES, [tenants]);
  return new Map(rows.map(({ tenant, no, version }) => [tenant, { no, version }]));
}

async function activate(
  tx: Tx,
  { version, grants }: Catalog,
  newest: Position | null,
  by: PublishedBy | undefined,
): Promise<Position> {
  if (newest?.version === version && newest.no > 0n) return newest;
  const no = (newest?.no ?? 0n) + 1n;
  await tx.query(ACTIVATE_CATALOG, [no, version, grantsDocument(grants), by?.actor.name ?? null, by?.message ?? null]);
  return { no, version };
}

async function storePolicy(
  tx: Tx,
  tenant: string,
  { version, text }: PolicyVersion,
  newest: Position | undefined,
  { by, tests }: { by: PublishedBy | undefined; tests: TestCounts | undefined },
): Promise<Position> {
  if (newest?.version === version) return newest;
  const no = (newest?.no ?? 0n) + 1n;
  const [clock] = await tx.query<{ at: Instant }>(CLOCK, []);
  const action = actionRow(tenant, by?.actor ?? SYSTEM, clock!.at, {
    kind: 'POLICY_ACTIVATED',
    reason: by?.message ?? null,
    before: newest?.version ?? null,
    after: version,
    activates: { no: String(no), tests: tests ?? null, allowed: by?.allowed ?? [] },
  });
  const at = new Date(action.at).toISOString();
  const call = [by?.key ?? null, by?.fingerprint ?? null];
  await tx.query(STORE_POLICY, [tenant, no, version, text, at, action.uuid, ...call]);
  await tx.query(ACT, ACTED.params([action]));
  return { no, version };
}
