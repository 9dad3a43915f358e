/**
 * Every policy and catalog text that ever served, kept by version, so that each decision can be read against the very
 * rules that made it. They are written by publish-versions.ts.
 */
import type { Tx } from '../database/database.js';

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
