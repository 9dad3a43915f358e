/**
 * Every policy and catalog text that ever served, kept by version, so that each decision can be read against the very
 * rules that made it.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Instant } from '../core/words.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import type { Database, Tx } from '../database/database.js';
import { actionRow, SYSTEM } from './admin-action.js';
import { insertInto } from './columns.js';
import { ADMIN_ACTION } from './tables.js';

const SERIALISE = `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'policy', current_schema(), $1::text), 0))`;

const STORE_POLICY = `
  with latest as (select no, version from policy_version where tenant_id = $1 order by no desc limit 1)
  insert into policy_version (tenant_id, no, version, text, activated_at)
  select $1, coalesce((select no from latest), 0) + 1, $2, $3, clock_timestamp()
  where not exists (select from latest where version = $2)
  returning activated_at as at, (select version from latest) as before`;

const STORE_CATALOG = `
  insert into catalog_version (version, text, loaded_at) values ($1, $2, clock_timestamp()) on conflict do nothing`;

const LOST_PLANS = `
  select distinct tenant_id, plan from account
  where tenant_id = any ($1::text[]) and plan <> all ($2::text[])
  order by tenant_id, plan limit 10`;

/** It reads every account, once per changed catalog. */
const TAKE_TIME = `select set_config('statement_timeout', '60s', true)`;

const VERSIONS = `
  select no, octet_length(text) as bytes from policy_version
  where tenant_id = $1 and no < coalesce($2::bigint, 9223372036854775807) order by no desc limit $3`;

const TEXTS = `
  select no, version, text, activated_at from policy_version
  where tenant_id = $1 and no = any ($2::bigint[]) order by no desc limit cardinality($2::bigint[])`;

export const TEXTS_OF = `
  select k.version, p.text
  from unnest($2::text[]) as k (version)
  cross join lateral (
    select p.text from policy_version p where p.tenant_id = $1 and p.version = k.version limit 1
  ) p`;

const ACTED = insertInto(ADMIN_ACTION);
const ACT = ACTED.sql(1);

/** Stores a policy text as the latest, unless it is already. Nobody says who wrote the file: Spillway takes it in. */
export async function storePolicy(database: Database, tenant: string, policy: PolicyVersion): Promise<void> {
  await database.transaction([tenant], async (tx) => {
    await tx.query(SERIALISE, [tenant]);
    const params = [tenant, policy.version, policy.text];
    const [stored] = await tx.query<{ at: Instant; before: string | null }>(STORE_POLICY, params);
    if (!stored) return;
    const terms = { kind: 'POLICY_ACTIVATED', before: stored.before, after: policy.version } as const;
    await tx.query(ACT, ACTED.params([actionRow(tenant, SYSTEM, stored.at, terms)]));
  });
}

/**
 * Stores a catalog text.
 * @param tenants whose accounts it is to serve
 * @throws Error naming plans that it lacks though accounts are on them: it would take their allowances and guards away
 */
export async function storeCatalog(
  database: Database,
  { version, text, plans }: Catalog,
  tenants: readonly string[],
): Promise<void> {
  await database.transaction(tenants, async (tx) => {
    await tx.query(TAKE_TIME, []);
    const lost = await tx.query<{ tenant_id: string; plan: string }>(LOST_PLANS, [tenants, [...plans.keys()]]);
    if (lost.length > 0) {
      const named = lost.map(({ tenant_id, plan }) => `"${plan}" of ${tenant_id}`).join(', ');
      throw new Error(`the catalog lacks plans that accounts are on: ${named}; move these accounts to others first`);
    }
    await tx.query(STORE_CATALOG, [version, text]);
  });
}

/** A policy text that went live; `no` counts the tenant's, from 1. */
export interface StoredPolicy {
  no: bigint;
  version: string;
  text: string;
  activatedAt: Date;
}

/**
 * The numbers of the versions that served before `before` (null: of all), the newest first.
 * @returns at most `most` of them, with the bytes of their texts
 */
export function policyVersions(tx: Tx, tenant: string, before: string | null, most: number) {
  return tx.query<{ no: bigint; bytes: number }>(VERSIONS, [tenant, before, most]);
}

/** The text that served last; null where none ever did. */
export async function lastPolicy(database: Database, tenant: string): Promise<string | null> {
  const [last] = await database.transaction(
    [tenant],
    async (tx) => {
      const newest = await policyVersions(tx, tenant, null, 1);
      return policyTexts(
        tx,
        tenant,
        newest.map(({ no }) => no),
      );
    },
    { readOnly: true },
  );
  return last?.text ?? null;
}

/** The versions with these numbers, the newest first. */
export async function policyTexts(tx: Tx, tenant: string, numbers: readonly bigint[]): Promise<StoredPolicy[]> {
  const rows = await tx.query<Omit<StoredPolicy, 'activatedAt'> & { activated_at: number }>(TEXTS, [tenant, numbers]);
  return rows.map(({ activated_at, ...row }) => ({ ...row, activatedAt: new Date(activated_at) }));
}

/** The texts of these versions, by version; those that never served are left out. */
export async function policyTextsOf(
  tx: Tx,
  tenant: string,
  versions: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ version: string; text: string }>(TEXTS_OF, [tenant, versions]);
  return new Map(rows.map(({ version, text }) => [version, text]));
}
