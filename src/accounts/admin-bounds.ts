/**
 * The most that a tenant's own admins may give, as the operator's catalog says: its policy can narrow that, never widen
 * it (docs/rules.md, 31). Counts in a row that is locked after the accounts; the operator and Spillway itself are free.
 */
import type { AdminBounds, Catalog } from '../catalog/catalog.js';
import { formatCredits } from '../core/amounts.js';
import type { LotKind } from '../core/kinds.js';
import { monthStart } from '../core/months.js';
import type { Instant, Nano } from '../core/words.js';
import type { Actor } from '../books/admin-action.js';
import type { Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';

/** An act of a tenant, by whom, and the catalog that bounds it. */
export interface Bounded {
  catalog: Catalog;
  tenant: string;
  actor: Actor;
}

// The row stays locked until the transaction ends, so two acts at once cannot both take what is left.
const COUNT = `
  insert into admin_allowance (tenant_id, month, what, used)
  values ($1, to_timestamp($2::float8 / 1000), $3, $4::bigint)
  on conflict (tenant_id, month, what) do update set used = admin_allowance.used + excluded.used
    where admin_allowance.used <= $5::bigint - excluded.used
  returning used`;

const USED = `
  select used from admin_allowance
  where tenant_id = $1 and month = to_timestamp($2::float8 / 1000) and what = $3`;

/**
 * Counts credits that are granted now. Call it last: what is counted must be done.
 * @throws SpillwayError FORBIDDEN where the tenant's admins may not give so much of this kind, with what is left
 */
export async function countGrant(tx: Tx, of: Bounded, kind: LotKind, credits: Nano, now: Instant): Promise<void> {
  const most = boundsOf(of)?.grants.get(kind) ?? 0n;
  await count(tx, of, { what: `grant:${kind}`, amount: credits, most, now }, (left) =>
    kind === 'PURCHASED'
      ? 'PURCHASED credits without a payment here are granted by the operator alone.'
      : `The operator lets this tenant's admins give ${formatCredits(most)} ${kind} credits per month (UTC); ` +
        `${formatCredits(left)} are left.`,
  );
}

/**
 * Counts one call of resetAllowances, or so many resets that are put in store.
 * @throws SpillwayError FORBIDDEN where the tenant's admins have not as many left in this month
 */
export async function countResets(tx: Tx, of: Bounded, resets: number, now: Instant): Promise<void> {
  const most = boundsOf(of)?.resets ?? 0;
  await count(
    tx,
    of,
    { what: 'resets', amount: BigInt(resets), most: BigInt(most), now },
    (left) =>
      `The operator lets this tenant's admins reset allowances ${most} times per month (UTC); ${left} are left.`,
  );
}

/**
 * Counts what of charges is undone now. Call it last, as for grants.
 * @throws SpillwayError FORBIDDEN where the tenant's admins may not undo so much, with what is left
 */
export async function countCorrection(tx: Tx, of: Bounded, credits: Nano, now: Instant): Promise<void> {
  if (credits === 0n) return;
  const most = boundsOf(of)?.corrections ?? 0n;
  await count(
    tx,
    of,
    { what: 'correct', amount: credits, most, now },
    (left) =>
      `The operator lets this tenant's admins undo charges of ${formatCredits(most)} credits per month (UTC); ` +
      `${formatCredits(left)} are left.`,
  );
}

/** @throws SpillwayError FORBIDDEN where the tenant's admins may not put anybody on this plan */
export function assertMaySetPlan(of: Bounded, plan: string): void {
  const terms = of.catalog.tenants.get(of.tenant);
  if (of.actor.kind !== 'SUBJECT' || plan === terms?.defaultPlan) return;
  const bounds = boundsOf(of);
  if (bounds && (bounds.plans === null || bounds.plans.has(plan))) return;
  const plans = [terms?.defaultPlan, ...(bounds?.plans ?? [])].join(', ');
  throw new SpillwayError('FORBIDDEN', `The operator lets this tenant's admins set these plans only: ${plans}.`);
}

function boundsOf({ catalog, tenant }: Bounded): AdminBounds | null {
  return catalog.tenants.get(tenant)?.adminsMay ?? null;
}

interface Counted {
  what: string;
  amount: bigint;
  most: bigint;
  now: Instant;
}

async function count(
  tx: Tx,
  { tenant, actor }: Bounded,
  { what, amount, most, now }: Counted,
  refusal: (left: bigint) => string,
): Promise<void> {
  if (actor.kind !== 'SUBJECT') return;
  const month = monthStart(now);
  const within = amount <= most && (await tx.query(COUNT, [tenant, month, what, amount, most])).length > 0;
  if (within) return;
  const [row] = await tx.query<{ used: bigint }>(USED, [tenant, month, what]);
  const left = most - (row?.used ?? 0n);
  throw new SpillwayError('FORBIDDEN', refusal(left > 0n ? left : 0n));
}
