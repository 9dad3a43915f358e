/**
 * Budgets as a caller may see them: found by their id or by what they count, each with the line that is live, and what its
 * account has counted by now. Creates nothing: a budget that has counted nothing yet has no account.
 */
import { isBudget, subjectAddress } from '../core/address.js';
import { budgetState } from '../core/budget-state.js';
import { lineOf } from '../core/budgets.js';
import { countsIn } from '../core/increases.js';
import type { BudgetTerms } from '../core/words.js';
import { BoundedMap } from '../bounded-map.js';
import { Budget, type BudgetKey } from '../books/budget.js';
import { SpillwayError } from '../errors.js';
import { budgetUuid, uuidOf } from '../ids.js';
import { budgetAddress } from '../policy/budget-address.js';
import type { Context } from './context.js';
import { authorise, mayApprove, mayDo, needsNoLine } from './permissions.js';

const REFUSED = "The tenant's policy does not let you read this budget.";

/** The budget that this names, as it stands now, whether or not the policy still names it. */
export async function budgetNow(context: Context, key: BudgetKey): Promise<Budget> {
  const { ledger, loaders, policy } = context;
  const address = budgetAddress(key, key.subject, key.session);
  const live = policy.budgets.termsOf(key, key.subject, key.session);
  const account = await loaders.accountAt.load(address);
  const now = Math.max(ledger.wallClock(), account?.lastAt.getTime() ?? 0);
  const increases = account ? await loaders.increases.load(account.uuid) : [];
  const running = account?.windows[0]?.startedAt ?? now;
  const approved = increases.filter((lot) => {
    return countsIn(live?.window ?? null, { ...instantsOf(lot), open: lot.open }, running, now);
  });
  const lots = increases.map((lot) => ({ ...lot, id: lot.uuid, ...instantsOf(lot) }));
  const state = budgetState(live, account && { windows: account.windows, lots }, approved, now);
  const place = { address, uuid: budgetUuid(address), accountUuid: account?.uuid ?? null, key };
  return Budget.of({ ...place, line: live && lineOf(live) }, live, state);
}

const instantsOf = (lot: { createdAt: Date; effectiveAt: Date; expiresAt: Date | null }) => ({
  createdAt: lot.createdAt.getTime(),
  effectiveAt: lot.effectiveAt.getTime(),
  expiresAt: lot.expiresAt?.getTime() ?? null,
});

/** The budget whose account has this address; null where it has none. */
export async function budgetAt(context: Context, address: string): Promise<Budget | null> {
  const key = await budgetKeyAt(context, address);
  return key && budgetNow(context, key);
}

/** What accounts of budgets count never changes: watchers ask for it at every message. */
const known = new BoundedMap<BudgetKey>(10_000);

async function budgetKeyAt({ loaders, caller: { tenant } }: Context, address: string): Promise<BudgetKey | null> {
  if (!isBudget(address)) return null;
  const place = `${tenant} ${address}`;
  const found = known.get(place) ?? (await loaders.budget.load(budgetUuid(address)));
  if (found) known.set(place, found);
  return found;
}

/** @throws SpillwayError FORBIDDEN unless the caller may read the account, be it of a budget, at this address */
export async function authoriseReading(context: Context, address: string): Promise<void> {
  if (!isBudget(address)) return authorise(context, address, 'read');
  const key = await budgetKeyAt(context, address);
  if (key && mayReadBudget(context, key)) return;
  throw new SpillwayError('FORBIDDEN', REFUSED);
}

/**
 * The budget with this id: one that has counted something, else one that the policy names for the caller or for many; null
 * where there is none.
 * @throws SpillwayError FORBIDDEN
 */
export async function budgetWithId(context: Context, id: string): Promise<Budget | null> {
  const uuid = uuidOf('bud', id);
  const key = uuid === null ? null : ((await context.loaders.budget.load(uuid)) ?? namedByPolicy(context, uuid));
  if (!key) return null;
  if (!mayReadBudget(context, key)) throw new SpillwayError('FORBIDDEN', REFUSED);
  return budgetNow(context, key);
}

/** The same, for who needs one. @throws SpillwayError NOT_FOUND, FORBIDDEN */
export async function findBudget(context: Context, id: string): Promise<Budget> {
  const found = await budgetWithId(context, id);
  if (!found) throw new SpillwayError('NOT_FOUND', 'There is no budget with this id.');
  return found;
}

function namedByPolicy({ policy, caller }: Context, uuid: string): BudgetTerms | null {
  const { budgets } = policy;
  const known = [...budgets.budgetsOf(caller, null), ...budgets.shared];
  return known.find(({ address }) => budgetUuid(address) === uuid) ?? null;
}

/**
 * Whether the caller may see a budget: of one subject, who may read its account; of many, whoever it counts, who may
 * approve more of it, and who may read the team that it is of, or every account.
 */
export function mayReadBudget(context: Pick<Context, 'caller' | 'policy'>, key: BudgetKey): boolean {
  const { caller, policy } = context;
  if (mayDo(context, '*', 'read')) return true;
  if (key.subject !== null) return mayDo(context, subjectAddress(key.subject), 'read');
  if (mayApprove(context, key.who)) return true;
  if (key.who.startsWith('team:') && mayDo(context, key.who, 'read')) return true;
  if (!needsNoLine(context)) return false;
  const address = budgetAddress(key, null, null);
  return policy.budgets.budgetsOf(caller, null).some((own) => own.address === address);
}
