/**
 * What a decision depends on, gathered from the locked books, beside what policy and catalog have said before any lock.
 * Judges nothing.
 */
import { subjectAddress } from '../core/address.js';
import { MOST_BUDGETS } from '../core/budgets.js';
import { defaultPlan } from '../catalog/catalog.js';
import { tenantBounds, type Terms } from '../policy/request-terms.js';
import { exclusiveUsage } from '../api/usage-input.js';
import { MAX_NANO } from '../core/amounts.js';
import { highestCost } from '../core/price.js';
import { allOf } from '../core/size.js';
import { badInput } from '../errors.js';
import { emptyAccount } from '../core/empty-account.js';
import type { Facts } from '../core/facts.js';
import type { Account } from '../core/account.js';
import type { Instant } from '../core/words.js';
import type { AccountKey, Books } from '../books/books.js';
import type { AccountToCreate } from '../books/lock-accounts.js';
import type { ShareRequest } from '../books/load-shares.js';
import type { AccessQuestion } from './check-call.js';

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
  const bounds = tenantBounds(catalog, tenant);
  const facts: Facts = {
    ...terms,
    ...bounds,
    plan,
    account,
    others,
    extended: 'none',
    held: [],
    joins: new Set(),
    firstExpiry: account.openHolds < bounds.mostHolds ? null : books.firstExpiryOn(account),
  };
  return { facts, now };
}
