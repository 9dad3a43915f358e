/**
 * Every policy and catalog text that ever served, kept by version, so that each decision can be read against the very
 * rules that made it. They are written by publish-versions.ts.
 */
import type { Tx } from '../database/database.js';
import type { TestCounts } from '../policy/published.js';
import { actionCodec } from './action-document.js';
import type { ActorKind } from './tables.js';

const VERSIONS = `
  select no, octet_length(text) as bytes from policy_version
  where tenant_id = $1 and no < coalesce($2::bigint, 9223372036854775807) order by no desc limit $3`;

const COLUMNS = `
  p.no, p.version, p.text, p.activated_at as "activatedAt", a.actor_kind as "actorKind", a.actor, a.reason,
  a.body::text as body`;
const WITH_ACT = 'policy_version p left join admin_action a on a.tenant_id = p.tenant_id and a.id = p.action_id';

const TEXTS = `
  select ${COLUMNS} from ${WITH_ACT}
  where p.tenant_id = $1 and p.no = any ($2::bigint[]) order by p.no desc limit cardinality($2::bigint[])`;

const LAST_OF = `
  select ${COLUMNS} from ${WITH_ACT}
  where p.tenant_id = $1 and p.version = $2 order by p.no desc limit 1`;

const TEXT_BEFORE = `
  select version, text from policy_version where tenant_id = $1 and no < $2 order by no desc limit 1`;

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
  /** Who made it live, and why; null from before that was kept. */
  actorKind: ActorKind | null;
  actor: string | null;
  reason: string | null;
  /** The version whose place it took. */
  before: string | null;
  tests: Required<TestCounts> | null;
  allowed: readonly string[];
}

type Row = Omit<StoredPolicy, 'activatedAt' | 'before' | 'tests' | 'allowed'> & {
  activatedAt: number;
  body: string | null;
};

function stored({ activatedAt, body, ...row }: Row): StoredPolicy {
  const { before = null, activates = null } = body === null ? {} : actionCodec.read(body);
  const { tests = null, allowed = [] } = activates ?? {};
  const counts = tests && { failedNames: [], ...tests };
  return { ...row, activatedAt: new Date(activatedAt), before, tests: counts, allowed };
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
  return (await tx.query<Row>(TEXTS, [tenant, numbers])).map(stored);
}

/** The version of this name as it went live last; null where it never did. */
export async function lastPolicyOf(tx: Tx, tenant: string, version: string): Promise<StoredPolicy | null> {
  const [found] = await tx.query<Row>(LAST_OF, [tenant, version]);
  return found ? stored(found) : null;
}

/** What served before the version of this number; null before the first. */
export async function policyBefore(
  tx: Tx,
  tenant: string,
  no: bigint,
): Promise<Pick<StoredPolicy, 'version' | 'text'> | null> {
  const [found] = await tx.query<Pick<StoredPolicy, 'version' | 'text'>>(TEXT_BEFORE, [tenant, no]);
  return found ?? null;
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
