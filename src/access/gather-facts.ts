/**
 * What a decision depends on, gathered: the policy's answers before any lock, then the facts from the locked books.
 * Judges nothing.
 */
import { subjectAddress } from '../core/address.js';
import { layersThrough, MOST_BUDGETS } from '../core/budgets.js';
import type { Catalog } from '../catalog/catalog.js';
import { defaultPlan, findFeature, LONGEST_HOLD_SECONDS, MOST_HOLDS } from '../catalog/catalog.js';
import type { Context } from '../api/context.js';
import { exclusiveUsage } from '../api/usage-input.js';
import { MAX_NANO } from '../core/amounts.js';
import { highestCost } from '../core/price.js';
import { allOf } from '../core/size.js';
import { badInput } from '../errors.js';
import { emptyAccount } from '../core/empty-account.js';
import type { Inclusive } from '../core/counters.js';
import type { Facts } from '../core/facts.js';
import type { Account } from '../core/account.js';
import type { BudgetTerms, Instant, Layer, Permission } from '../core/words.js';
import type { AccountKey, Books } from '../books/books.js';
import type { AccountToCreate } from '../books/lock-accounts.js';
import type { ShareRequest } from '../books/load-shares.js';
import type { AccessQuestion } from './check-call.js';

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
type Usable = Pick<AccessQuestion, 'subject' | 'groups' | 'product' | 'session'> & { feature: string | null };

/** What is in force for an operation. */
type Rules = Pick<Context, 'policy' | 'catalog' | 'sellsCredits'>;

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

/**
 * @throws SpillwayError BAD_USER_INPUT where a dimension includes more than there is of it, or the usage could cost more
 * than any account may hold (docs/rules.md, 24)
 */
export function assertUsageInBounds({ product, feature, usage }: AccessQuestion, terms: Terms): void {
  const exclusive = exclusiveUsage(usage, terms.inclusive);
  if (highestCost(terms.catalog.rateCards, product, feature, exclusive) <= MAX_NANO) return;
  throw badInput('The price of this usage is beyond all bounds.', 'usage');
}

/** The same of all that the hold it extends has been granted with it, where that is priced by size. @throws the same */
export function assertPriceInBounds({ product, feature, usage }: AccessQuestion, { cards, estimates }: Facts): void {
  if (!estimates) return;
  const all = allOf([...estimates.priced, { usage }]);
  const known = [...cards, ...estimates.priced.map(({ card }) => card)];
  if (highestCost(known, product, feature, all) <= MAX_NANO) return;
  throw badInput('The price of this usage, with that of its hold, is beyond all bounds.', 'usage');
}

/** Whether a check may make accounts exist: unknown or forbidden things create nothing (docs/rules.md, 12). */
export function mayCreate(terms: Terms): boolean {
  return terms.productKnown && terms.featureKnown && terms.permission.permitted;
}

export function subjectKey({ tenant, subject }: { tenant: string; subject: string }): AccountKey {
  return { tenant, address: subjectAddress(subject) };
}

/** Whose check it is, and what policy and catalog say about it. */
interface Asked {
  question: { tenant: string; subject: string };
  terms: Terms;
}

/** The subject's account, every other that its layers name, and those of the budgets that count it: what a check locks. */
export function accountsToLock({ question, terms }: Asked): AccountKey[] {
  const { tenant } = question;
  return [subjectKey(question), ...othersOf(terms).map((address) => ({ tenant, address }))];
}

/** The same, as they are to be made where they are missing. */
export function accountsToCreate({ question, terms }: Asked): AccountToCreate[] {
  const { tenant } = question;
  const budgets = new Map(terms.budgets.map((budget) => [budget.address, budget]));
  const others = othersOf(terms).map((address) => ({ tenant, address, plan: null, budget: budgets.get(address) }));
  return [{ ...subjectKey(question), plan: defaultPlan(terms.catalog, tenant) }, ...others];
}

/** With more budgets than a check may have it is refused: none of them counts it. */
function othersOf({ layers, budgets }: Terms): string[] {
  const counting = budgets.length > MOST_BUDGETS ? [] : budgets.map(({ address }) => address);
  return [...layers.flatMap(({ from }) => from ?? []), ...counting];
}

/** What the subject holds of the accounts of others that its layers take from: a check judges by it. */
export function sharesToRead({ question, terms }: Asked): ShareRequest {
  return { subject: subjectKey(question), pools: terms.layers.flatMap(({ from }) => from ?? []) };
}

/** What facts are gathered from: the books of a unit of work, or others that are made as they were. */
export interface FactBooks extends Pick<Books, 'asNew' | 'found' | 'bringUpTo' | 'firstExpiryOn'> {
  find(key: AccountKey): { account: Account } | undefined;
}

/**
 * The facts, from accounts locked (or read) in the books, with everything due at the returned instant written first.
 * `also` are further locked accounts whose time counts. An account that does not exist is what it would be at its
 * first permitted check: empty, on the default plan.
 */
export function factsFor(
  question: { tenant: string; subject: string },
  terms: Terms,
  books: FactBooks,
  also: Account[] = [],
): { facts: Facts; now: Instant } {
  const { tenant, subject } = question;
  const own = books.find(subjectKey({ tenant, subject }))?.account;
  const { catalog } = terms;
  const planOf = (id: string | null) => (id === null ? null : (catalog.plans.get(id) ?? null));
  const missing = () => emptyAccount(tenant, subjectAddress(subject), planOf(defaultPlan(catalog, tenant)));
  const account = own ?? books.asNew(missing());
  const others = books.found(tenant, othersOf(terms));
  const now = books.bringUpTo(account, ...others.values(), ...also);
  const plan = planOf(account.plan);
  // A decision can be made again from the catalog that it names, though another has gone live since it was asked for.
  account.windowTerms = plan?.windows ?? [];
  const {
    overshoot,
    longestHoldSeconds = LONGEST_HOLD_SECONDS,
    mostHolds = MOST_HOLDS,
    mostOfPool = new Map<string, number>(),
  } = catalog.tenants.get(tenant) ?? {};
  const facts: Facts = {
    ...terms,
    plan,
    cards: catalog.rateCards,
    account,
    others,
    maxDebt: overshoot?.policy === 'DEBT' ? overshoot.maxDebt : 0n,
    extended: 'none',
    held: [],
    longestHoldMs: longestHoldSeconds * 1000,
    joins: new Set(),
    mostHolds,
    mostOfPool,
    firstExpiry: account.openHolds < mostHolds ? null : books.firstExpiryOn(account),
  };
  return { facts, now };
}
