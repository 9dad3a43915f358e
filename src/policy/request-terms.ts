/**
 * What policy and catalog say about a request, with no account looked at: the half of a decision's facts that no lock and
 * no database has a part in. Pure; checks, estimates and policy tests ask it alike.
 */
import type { Catalog } from '../catalog/catalog.js';
import { findFeature, LONGEST_HOLD_SECONDS, MOST_HOLDS } from '../catalog/catalog.js';
import { subjectAddress } from '../core/address.js';
import { layersThrough, MOST_BUDGETS } from '../core/budgets.js';
import type { Inclusive } from '../core/counters.js';
import type { Facts } from '../core/facts.js';
import type { BudgetTerms, Layer, Permission } from '../core/words.js';
import type { PolicyVersion } from './policy-version.js';

/** What policy and catalog say about a question, fixed for the whole call. */
export interface Terms {
  catalog: Catalog;
  permission: Permission;
  layers: readonly Layer[];
  /** What counts the request; one more than a check may have stands for any number beyond. */
  budgets: readonly BudgetTerms[];
  /** Addresses of those on which somebody may approve more. */
  increasable: ReadonlySet<string>;
  mayPurchase: boolean;
  /** Which dimensions of the feature include which others. */
  inclusive: Inclusive;
  productKnown: boolean;
  featureKnown: boolean;
  /** Whether the policy lets the subject use anything at all. */
  mayUseSomething: boolean;
}

const NONE: Inclusive = new Map();

/** Who would use what; `feature` null: the product as a whole. */
export interface Usable {
  subject: string;
  groups: readonly string[];
  product: string;
  feature: string | null;
  session: string | null;
}

/** What is in force for an operation. */
export interface Rules {
  policy: Pick<PolicyVersion, 'permissions' | 'layering' | 'budgets'>;
  catalog: Catalog;
  /** Whether there is anybody to buy credits from. */
  sellsCredits: boolean;
}

/** Asks policy and catalog; needs no database. */
export function termsOf(question: Usable, { policy, catalog, sellsCredits }: Rules): Terms {
  const { permissions, layering } = policy;
  const { subject, groups, product, feature, session } = question;
  const who = { subject, groups };
  const known = feature === null ? undefined : findFeature(catalog, product, feature);
  const object = feature === null ? `product:${product}` : `product:${product}/${feature}`;
  const permission = permissions.permits(who, object, 'use');
  const budgets = policy.budgets.budgetsFor(who, product, feature, session).slice(0, MOST_BUDGETS + 1);
  const increasable = budgets.filter((terms) => policy.budgets.hasApprover(terms.who, subject));
  return {
    catalog,
    permission,
    layers: layersThrough(layering.layersFor(who, product, feature), budgets),
    budgets,
    increasable: new Set(increasable.map(({ address }) => address)),
    mayPurchase: sellsCredits && permissions.permits(who, `account:${subjectAddress(subject)}`, 'purchase').permitted,
    inclusive: known?.inclusive ?? NONE,
    productKnown: catalog.products.has(product),
    featureKnown: feature === null || known !== undefined,
    mayUseSomething: permission.permitted || permissions.allowsAnything(who, 'use'),
  };
}

/** What the catalog bounds of every check of a tenant. */
export type TenantBounds = Pick<Facts, 'cards' | 'maxDebt' | 'longestHoldMs' | 'mostHolds' | 'mostOfPool'>;

export function tenantBounds(catalog: Catalog, tenant: string): TenantBounds {
  const {
    overshoot,
    longestHoldSeconds = LONGEST_HOLD_SECONDS,
    mostHolds = MOST_HOLDS,
    mostOfPool = new Map<string, number>(),
  } = catalog.tenants.get(tenant) ?? {};
  return {
    cards: catalog.rateCards,
    maxDebt: overshoot?.policy === 'DEBT' ? overshoot.maxDebt : 0n,
    longestHoldMs: longestHoldSeconds * 1000,
    mostHolds,
    mostOfPool,
  };
}
