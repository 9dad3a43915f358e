/**
 * What the operator sells, as one immutable version of catalog.yaml: products with features and dimensions, rate cards,
 * plans, and each tenant's terms. Pure shapes and lookups; reading the file is parse-catalog.ts.
 */
import type { Inclusive } from '../core/counters.js';
import type { GrantTerms } from '../core/grant-terms.js';
import type { LotKind } from '../core/kinds.js';
import type { DebtTerms, Nano, Plan, RateCard } from '../core/words.js';
import { SpillwayError } from '../errors.js';

export interface Feature {
  id: string;
  dimensions: readonly string[];
  /** Which of them include which others, as reporters count. */
  inclusive: Inclusive;
}

export interface Product {
  id: string;
  features: ReadonlyMap<string, Feature>;
}

/**
 * What happens to usage that no layer covers. FORGIVE carries it up to `forgivePerMonth` per account and UTC month; DEBT
 * lets the allowance or the next lot pay, and above `maxDebt` new checks are denied.
 */
export type Overshoot = { policy: 'FORGIVE'; forgivePerMonth: Nano } | { policy: 'DEBT'; maxDebt: Nano };

/**
 * The most that a tenant's own admins may give, per tenant and UTC month, whatever its policy allows them. What is not
 * said is nothing. It does not bind the operator (docs/rules.md, 31).
 */
export interface AdminBounds {
  /** Credits by kind; never PURCHASED, which somebody has paid for. */
  grants: ReadonlyMap<LotKind, Nano>;
  /** Beside the tenant's default plan; null: every plan. */
  plans: ReadonlySet<string> | null;
  /** Calls of resetAllowances. */
  resets: number;
  /** Charges that are undone, in credits. */
  corrections: Nano;
}

export interface TenantTerms {
  id: string;
  defaultPlan: string;
  overshoot: Overshoot;
  /** Null: the operator has said nothing, so it is nothing but the default plan. */
  adminsMay: AdminBounds | null;
  /** The kinds of lots that pay debt when they become spendable. */
  repaidBy: readonly LotKind[];
  /** How long after its first decision a hold ends, whatever extends it. */
  longestHoldSeconds: number;
  /** How many open holds one subject may have. */
  mostHolds: number;
  /** How much of a pool one subject may hold, by the pool's address, in hundredths of a percent; absent: all of it. */
  mostOfPool: ReadonlyMap<string, number>;
}

/** A day: no catalog allows holds that last longer (docs/rules.md, 29). */
export const LONGEST_HOLD_SECONDS = 86_400;
/** What a subject may have of open holds where the catalog does not say. */
export const MOST_HOLDS = 100_000;

export interface Catalog {
  /** First 12 hex digits of the SHA-256 over `text`. */
  version: string;
  /** 2: its text ends with a line that says so, and it may not become 1 again. */
  format: 1 | 2;
  file: string;
  text: string;
  products: ReadonlyMap<string, Product>;
  plans: ReadonlyMap<string, Plan>;
  rateCards: readonly RateCard[];
  tenants: ReadonlyMap<string, TenantTerms>;
  grants: RecurringGrants;
}

/** What comes again; plans and pools without any are left out. */
export interface RecurringGrants {
  /** By plan. */
  plans: ReadonlyMap<string, readonly GrantTerms[]>;
  /** By tenant, then by the pool's address. */
  pools: ReadonlyMap<string, ReadonlyMap<string, readonly GrantTerms[]>>;
}

/** The tenant's default plan. @throws SpillwayError NOT_FOUND for a tenant that the catalog does not have */
export function defaultPlan(catalog: Catalog, tenant: string): string {
  const terms = catalog.tenants.get(tenant);
  if (!terms) throw new SpillwayError('NOT_FOUND', 'The catalog has no terms for this tenant.');
  return terms.defaultPlan;
}

/** What the tenant does about debt; nothing where the catalog has no terms for it. */
export function debtTerms({ tenants }: Catalog, tenant: string): DebtTerms {
  const { overshoot, repaidBy = [] } = tenants.get(tenant) ?? {};
  return { forgivePerMonth: overshoot?.policy === 'FORGIVE' ? overshoot.forgivePerMonth : 0n, repaidBy };
}

/** The feature of that product, or undefined where either is unknown. */
export function findFeature(catalog: Catalog, product: string, feature: string): Feature | undefined {
  return catalog.products.get(product)?.features.get(feature);
}
