/**
 * Looks up stored decisions for a batch: by idempotency key, by the id that a call extends, and the denials of the last
 * minute. Reads only.
 */
import { keyOf } from '../books/books.js';
import { Decision, RETIRES_KEY } from '../books/decision.js';
import { rowReader, selectList } from '../books/columns.js';
import { decisionCodec } from '../books/documents.js';
import { spaceOf, type KeySpace } from '../books/key-space.js';
import { DECISION, type DecisionRow } from '../books/tables.js';
import { MOST_DECISIONS } from '../core/holds.js';
import type { Tx } from '../database/database.js';
import type { CheckCall } from './check-call.js';

/** How many denials of an account are stored for one caller in a minute (docs/rules.md, 34). */
export const MOST_DENIALS = 60;

const readDecision = rowReader(DECISION);

// The inner limit makes one look-up by the whole key out of each call, whatever the planner knows of the table.
const BY_KEY = `
  select d.*, k.space as asked
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as k (tenant_id, subject, key, space)
  cross join lateral (
    select ${selectList(DECISION, 'd')} from decision d
    where d.tenant_id = k.tenant_id and d.subject = k.subject and d.key = k.key and d.retry = '${RETIRES_KEY}'
      and (d.space = k.space or d.space is null)
    limit 1
  ) d`;

const DENIALS = `
  select d.*
  from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) as k (tenant_id, subject, caller, since)
  cross join lateral (
    select d.tenant_id as "tenantId", d.subject, k.caller, d.id, d.key, d.fingerprint from decision d
    where d.tenant_id = k.tenant_id and d.subject = k.subject and d.body->>'caller' = k.caller and d.id >= k.since
      and d.outcome = 'DENIED'
    order by d.id desc
    limit ${MOST_DENIALS}
  ) d`;

const BY_ID = `
  select d.* from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select ${selectList(DECISION, 'd')} from decision d where d.tenant_id = k.tenant_id and d.id = k.id limit 1
  ) d`;

const EXTENDED = `
  select d.tenant_id, d.id, d.subject, d.hold_id, min(h.caller) as caller,
    array_agg(a.address) filter (where a.address is not null) as addresses
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select d.tenant_id, d.id, d.subject, d.hold_id from decision d
    where d.tenant_id = k.tenant_id and d.id = k.id limit 1
  ) d
  left join hold h on h.tenant_id = d.tenant_id and h.id = d.hold_id
  left join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
  group by d.tenant_id, d.id, d.subject, d.hold_id`;

// No further than a hold may go: an old one, from before there was a bound, may have any number.
const COUNTED = `
  select k.tenant_id, k.id, d.decisions
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, id)
  cross join lateral (
    select count(*)::int as decisions from (
      select from decision d where d.tenant_id = k.tenant_id and d.hold_id = k.id limit ${MOST_DECISIONS}
    ) d
  ) d`;

/** The decision that a call extends, and the accounts that its hold lies on. */
export interface Extended {
  tenant: string;
  subject: string;
  holdId: string | null;
  /** Who opened that hold; null where there is none, or it was not stored. */
  caller: string | null;
  addresses: string[];
}

/** What the decision that a call extends is found by. */
export function keyOfExtended(call: Pick<CheckCall, 'tenant' | 'extends'>): string {
  return keyOf(call.tenant, call.extends ?? '');
}

/** What a call's key is told apart by: tenant, subject, and the space that it stands in (docs/rules.md, 30). */
export function keyOfCall({ tenant, subject, key, caller }: CheckCall): string {
  return keyOf(tenant, subject, key, spaceOf(caller, subject));
}

/** Taking decisions under the calls' keys, by `keyOfCall`. */
export async function findByKeys(tx: Tx, calls: CheckCall[]): Promise<Map<string, Decision>> {
  const rows = await tx.query<DecisionRow & { asked: KeySpace }>(BY_KEY, [
    calls.map((c) => c.tenant),
    calls.map((c) => c.subject),
    calls.map((c) => c.key),
    calls.map((c) => spaceOf(c.caller, c.subject)),
  ]);
  return new Map(rows.map(({ asked, ...row }) => [keyOf(row.tenantId, row.subject, row.key, asked), decisionOf(row)]));
}

/** The decisions that calls extend, by tenant and decision UUID. */
export async function findExtended(
  tx: Tx,
  calls: Pick<CheckCall, 'tenant' | 'extends'>[],
): Promise<Map<string, Extended>> {
  const asked = calls.filter((call) => call.extends !== null);
  if (!asked.length) return new Map();
  const rows = await tx.query<{
    tenant_id: string;
    id: string;
    subject: string;
    hold_id: string | null;
    caller: string | null;
    addresses: string[] | null;
  }>(EXTENDED, [asked.map((c) => c.tenant), asked.map((c) => c.extends)]);
  return new Map(
    rows.map((row) => [
      keyOf(row.tenant_id, row.id),
      {
        tenant: row.tenant_id,
        subject: row.subject,
        holdId: row.hold_id,
        caller: row.caller,
        addresses: row.addresses ?? [],
      },
    ]),
  );
}

/** How many decisions holds have, as far as it matters, by tenant and hold; exact where their accounts are locked. */
export async function countDecisions(tx: Tx, extended: Iterable<Extended>): Promise<Map<string, number>> {
  const holds = [...extended].filter(({ holdId }) => holdId !== null);
  if (!holds.length) return new Map();
  const params = [holds.map(({ tenant }) => tenant), holds.map(({ holdId }) => holdId)];
  const rows = await tx.query<{ tenant_id: string; id: string; decisions: number }>(COUNTED, params);
  return new Map(rows.map(({ tenant_id, id, decisions }) => [keyOf(tenant_id, id), decisions]));
}

/** Whose denials to look for, and from which id on. */
export interface DenialsOf {
  tenant: string;
  subject: string;
  caller: string;
  since: string;
}

/** A denial that is stored, as far as a later one is told apart from it. */
export interface StoredDenial extends Omit<DenialsOf, 'tenant' | 'since'> {
  tenantId: string;
  id: string;
  key: string;
  fingerprint: Buffer;
}

/** The last stored denials of accounts by caller, as many as are stored for a minute. */
export function findDenials(tx: Tx, of: readonly DenialsOf[]): Promise<StoredDenial[]> {
  const columns = [of.map((k) => k.tenant), of.map((k) => k.subject), of.map((k) => k.caller), of.map((k) => k.since)];
  return tx.query<StoredDenial>(DENIALS, columns);
}

/** Whole decisions, in no particular order. */
export async function readDecisions(
  tx: Tx,
  keys: readonly Pick<StoredDenial, 'tenantId' | 'id'>[],
): Promise<Decision[]> {
  if (!keys.length) return [];
  const rows = await tx.query<DecisionRow>(BY_ID, [keys.map((k) => k.tenantId), keys.map((k) => k.id)]);
  return rows.map(decisionOf);
}

function decisionOf(row: DecisionRow): Decision {
  const { bodyText, ...columns } = readDecision(row);
  return Object.assign(new Decision(), columns, { body: decisionCodec.read(bodyText) });
}
