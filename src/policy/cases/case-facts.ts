/**
 * The facts that a case says, as a decision takes them: accounts that never were, as they would be at its instant, and what
 * policy and catalog say. What cannot be there is refused, so that no case passes by facts that it has not got.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { suggest } from '../../catalog/nearest-name.js';
import type { Account, Lot, WindowInstance } from '../../core/account.js';
import { addressOfKind, subjectAddress } from '../../core/address.js';
import { formatCredits, MAX_NANO } from '../../core/amounts.js';
import { emptyBudget, MOST_BUDGETS } from '../../core/budgets.js';
import { exclusiveOf } from '../../core/counters.js';
import { emptyAccount } from '../../core/empty-account.js';
import type { Facts, Request } from '../../core/facts.js';
import { highestCost } from '../../core/price.js';
import { NEVER, openWindow } from '../../core/windows.js';
import type { BudgetTerms, Instant, Plan, QuantityAsked } from '../../core/words.js';
import { keyOfBudget } from '../budget-address.js';
import type { PolicyVersion } from '../policy-version.js';
import { tenantBounds, termsOf } from '../request-terms.js';
import type { CheckTerms, Given, GivenLot } from './case-shape.js';

/** The facts of a case cannot be, under this policy and this catalog. */
export class CannotBe extends Error {}

/** What cases are run against. */
export interface Under {
  tenant: string;
  policy: Pick<PolicyVersion, 'permissions' | 'layering' | 'budgets'>;
  catalog: Catalog;
}

/** What `decide` is asked. */
export interface Deciding {
  request: Request;
  facts: Facts;
  now: Instant;
}

/** @throws CannotBe with a sentence that says what cannot be, and what may have been meant */
export function factsOfCase({ subject, groups, check, given }: CheckTerms, under: Under): Deciding {
  const { tenant, policy, catalog } = under;
  const { product, feature, session = null } = check;
  const now = given.at;
  const terms = termsOf({ subject, groups, product, feature, session }, { policy, catalog, sellsCredits: true });
  const plan = planOf(given, under);
  const account = accountOf(subjectAddress(subject), given, plan, tenant);
  const others = new Map<string, Account>();
  for (const [name, { lots, credits, suspended }] of Object.entries(given.pools)) {
    const address = addressOfKind('pool', name);
    const all = credits === undefined ? lots : [...lots, { kind: 'ENTITLEMENT' as const, credits, priority: 100 }];
    const state = suspended ? 'SUSPENDED' : 'ACTIVE';
    const pool = { ...emptyAccount(tenant, address, null), id: address, lastAt: now, state } as const;
    others.set(address, { ...pool, lots: lotsOf(all, now) });
  }
  for (const budget of budgetsOf(given, terms.budgets, tenant)) others.set(budget.address, budget);
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
    firstExpiry: account.openHolds < bounds.mostHolds ? null : now + bounds.longestHoldMs,
  };
  return { request: requestOf(check, facts), facts, now };
}

function planOf({ plan: named }: Given, { tenant, catalog }: Under): Plan {
  const id = named ?? catalog.tenants.get(tenant)?.defaultPlan ?? '';
  const plan = catalog.plans.get(id);
  if (!plan) throw new CannotBe(`unknown plan "${id}"${suggest(id, catalog.plans.keys())}`);
  return plan;
}

function accountOf(address: string, given: Given, plan: Plan, tenant: string): Account {
  const { at: now, debt, suspended, open_holds: openHolds, requests_this_minute: requests } = given;
  const { subscribed_at: subscribedAt = null } = given;
  if (subscribedAt !== null && subscribedAt > now) throw new CannotBe('subscribed_at is later than at');
  const account: Account = {
    ...emptyAccount(tenant, address, plan),
    id: address,
    lastAt: now,
    subscribedAt,
    state: suspended ? 'SUSPENDED' : 'ACTIVE',
    debt,
    openHolds,
    guard: requests > 0 ? { startedAt: now, count: requests } : null,
    lots: lotsOf(given.lots, now),
  };
  for (const name of Object.keys(given.windows)) {
    if (plan.windows.some((window) => window.name === name)) continue;
    const known = plan.windows.map((window) => window.name);
    throw new CannotBe(`the plan ${plan.id} has no window "${name}"${suggest(name, known)}`);
  }
  // A window that yields ends with the longer one, which therefore runs first.
  const inOrder = [...plan.windows].sort((a, b) => Number('yieldsTo' in a) - Number('yieldsTo' in b));
  for (const terms of inOrder) {
    const counted = given.windows[terms.name];
    if (counted) account.windows.push(...running(account, terms, counted, now, `the window ${terms.name}`));
  }
  return account;
}

/** The instance of a window that has counted so much; none where it has counted nothing. */
function running(
  account: Account,
  terms: Account['windowTerms'][number],
  { used, held, started }: Given['windows'][string],
  now: Instant,
  what: string,
): WindowInstance[] {
  const startedAt = started ?? now;
  if (startedAt > now) throw new CannotBe(`${what} has started later than at`);
  if (used + held === 0n) return [];
  const opened = openWindow(account, terms, startedAt);
  if (opened.resetsAt <= now) {
    const [from, to] = [startedAt, opened.resetsAt].map((instant) => new Date(instant).toISOString());
    throw new CannotBe(`${what} that has started at ${from} has ended by ${to}: leave it out, or let it start later`);
  }
  return [{ ...opened, used, held }];
}

function lotsOf(given: readonly GivenLot[], now: Instant): Lot[] {
  return given.map(({ kind, credits, products = null, priority, from = now, expires = null }, i) => ({
    // Lots that are alike otherwise burn in the order in which they stand.
    id: `lot ${String(i + 1).padStart(4, '0')}`,
    kind,
    ...{ amount: credits, remaining: credits, held: 0n, spent: 0n, expired: 0n, takenBack: 0n },
    priority,
    products: products === null ? null : [...products],
    createdAt: Math.min(from, now),
    effectiveAt: from,
    expiresAt: expires,
    effective: from <= now,
    closed: null,
  }));
}

/** The accounts of the budgets that have counted something; each must be one that counts the check. */
function budgetsOf({ budgets: given, at: now }: Given, counting: readonly BudgetTerms[], tenant: string): Account[] {
  const byName = new Map(counting.slice(0, MOST_BUDGETS).map((terms) => [keyOfBudget(terms), terms]));
  return Object.entries(given).map(([name, { increase, ...counted }]) => {
    const columns = name.split(',').map((column) => column.trim().replace(/[ \t]+/g, ' '));
    const terms = byName.get(columns.join(','));
    if (!terms) {
      const known = [...byName.keys()].map((key) => `"${key.replaceAll(',', ', ')}"`).join(' and ');
      throw new CannotBe(`no budget "${name}" counts this check; ${known ? `there is ${known}` : 'none does'}`);
    }
    const account: Account = { ...emptyBudget(tenant, terms), id: terms.address, lastAt: now };
    account.windows = running(account, terms.window, counted, now, `the budget ${name}`);
    if (increase > 0n) account.lots = [increaseOf(increase, now)];
    return account;
  });
}

function increaseOf(credits: bigint, now: Instant): Lot {
  const [lot] = lotsOf([{ kind: 'ENTITLEMENT', credits, priority: 100, expires: NEVER }], now);
  return { ...lot!, kind: 'INCREASE' };
}

/** Refuses what the door would refuse, so that no case is decided that no caller could ask. */
function requestOf(check: CheckTerms['check'], { inclusive, cards }: Facts): Request {
  const { product, feature, mode, minimum, layers = null, max_paid: maxPaid = null } = check;
  const usage: QuantityAsked[] = Object.entries(check.usage).map(([dimension, quantity]) => {
    return { dimension, quantity, minimum: minimum[dimension] ?? 0n };
  });
  if (usage.length === 0) throw new CannotBe('usage names at least one dimension');
  for (const [dimension, least] of Object.entries(minimum)) {
    if (mode !== 'UP_TO') throw new CannotBe('minimum takes mode: UP_TO');
    if (least > (check.usage[dimension] ?? -1n)) throw new CannotBe(`minimum asks for more ${dimension} than usage`);
  }
  const exclusive = exclusiveOf(usage, inclusive);
  const short = exclusive.find(({ quantity }) => quantity < 0n);
  if (short) throw new CannotBe(`${short.dimension} includes another dimension, of which there cannot be more`);
  if (highestCost(cards, product, feature, exclusive) > MAX_NANO) {
    throw new CannotBe(`the usage costs more than ${formatCredits(MAX_NANO)} credits`);
  }
  const only = layers === null && maxPaid === null ? {} : { only: { layers, maxPaid } };
  return { product, feature, usage, mode, ...only };
}
