/**
 * Budgets: which layers count in which, and the account that one counts on. A budget is an account with one window, its
 * period, and lots that were approved beyond its limit; its terms are the policy's.
 */
import { emptyAccount } from './empty-account.js';
import type { Account } from './account.js';
import type { LayerKind } from './kinds.js';
import type { BudgetTerms, Layer } from './words.js';

/** So many budgets count one check at most: with more of them it is refused. */
export const MOST_BUDGETS = 10;

/** The kinds of layers that the words for several of them mean; any other word names a layer as it stands. */
const SEVERAL: Readonly<Record<string, readonly LayerKind[]>> = {
  any: ['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL'],
  paid: ['CREDITS', 'POOL'],
};

/** Whether a budget counts what a layer gives. */
export function countsLayer({ source }: Pick<BudgetTerms, 'source'>, layer: Pick<Layer, 'layer' | 'source'>): boolean {
  return SEVERAL[source]?.includes(layer.layer) ?? source === layer.source;
}

/** Whether a budget counts what no layer covers. */
export function countsOvershoot({ source }: Pick<BudgetTerms, 'source'>): boolean {
  return source === 'any';
}

/** The line that a budget is told by: of its cap, or of its first alert. */
export function lineOf({ cap, alerts }: Pick<BudgetTerms, 'cap' | 'alerts'>): number | null {
  return cap?.line ?? alerts[0]?.line ?? null;
}

/** The same layers, each counting through the budgets that count it. */
export function layersThrough(layers: readonly Layer[], budgets: readonly BudgetTerms[]): Layer[] {
  return layers.map((layer) => ({
    ...layer,
    through: budgets.filter((terms) => countsLayer(terms, layer)).map(({ address }) => address),
  }));
}

/** The account of a budget that has counted nothing yet. */
export function emptyBudget(tenant: string, { address, window }: BudgetTerms): Account {
  return { ...emptyAccount(tenant, address, null), windowTerms: [window] };
}

/** All the accounts that a check can draw on or count on, with empty ones for budgets that have none yet. */
export function withBudgets(
  tenant: string,
  others: ReadonlyMap<string, Account>,
  budgets: readonly BudgetTerms[],
): ReadonlyMap<string, Account> {
  const missing = budgets.filter(({ address }) => !others.has(address));
  if (!missing.length) return others;
  return new Map([...others, ...missing.map((terms) => [terms.address, emptyBudget(tenant, terms)] as const)]);
}

/**
 * The account that a budget counts on, its period standing on it as the terms have it.
 * @throws Error where it is not there: a bug, for what counts must be written
 */
export function budgetAccount(
  others: ReadonlyMap<string, Account>,
  budgets: readonly BudgetTerms[],
  address: string,
): Account {
  const account = others.get(address);
  if (!account) throw new Error(`budget: ${address} counts without being there`);
  const terms = budgets.find((each) => each.address === address);
  if (terms) account.windowTerms = [terms.window];
  return account;
}
