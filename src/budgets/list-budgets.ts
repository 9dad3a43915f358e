/**
 * Which budgets a list shows: those that count a subject, those of a team, or every one that has counted something. The
 * policy's come in its own order, a page at a time; each is looked at only once it is on the page.
 */
import { pageOf, UUID_KEY, type Connection, type PageRequest } from '../api/connection.js';
import { budgetNow } from '../api/budgets-of.js';
import type { Context } from '../api/context.js';
import { Budget, BudgetRow, type BudgetKey } from '../books/budget.js';
import { budgetUuid } from '../ids.js';
import { budgetAddress } from '../policy/budget-address.js';
import type { Principal } from '../policy/policy-version.js';

/** So many budgets of one subject are looked for among those that have counted; a policy names fewer. */
const MOST_STORED = 1_000;

/** The form of a key of these lists. */
export const BUDGET_KEY = UUID_KEY;

/**
 * What counts a subject: by the policy, and what has counted it already and still does, whatever groups it came with.
 * @param session whose budgets to show beside those of no session; null: none
 */
export async function budgetsOfSubject(
  context: Context,
  who: Principal,
  session: string | null,
  page: PageRequest,
): Promise<Connection<Budget>> {
  const { policy } = context;
  const named: BudgetKey[] = [...policy.budgets.budgetsOf(who, session)];
  const stored = (await storedOf(context, who.subject, session)).filter((row) => {
    return policy.budgets.termsOf(row, row.subject, row.session) !== null;
  });
  return pageOfKeys(context, [...named, ...stored], page);
}

/** The budgets that the members of a team share. */
export function budgetsOfTeam(context: Context, team: string, page: PageRequest): Promise<Connection<Budget>> {
  return pageOfKeys(context, context.policy.budgets.budgetsOfTeam(team), page);
}

/** Every budget that has counted something, in the order of their ids. */
export async function budgetsOfEverybody(context: Context, page: PageRequest): Promise<Connection<Budget>> {
  const { database, caller } = context;
  const { tenant: tenantId } = caller;
  const after = page.after === null ? {} : { uuid: { $gt: page.after } };
  const rows = await database.transaction(
    [tenantId],
    ({ em }) => em.find(BudgetRow, { tenantId, ...after }, { orderBy: { uuid: 'asc' }, limit: page.first + 1 }),
    { readOnly: true },
  );
  const { nodes, pageInfo, edges } = pageOf(rows, page, ({ uuid }) => uuid);
  const budgets = await Promise.all(nodes.map((row) => budgetNow(context, row)));
  return { nodes: budgets, edges: edges.map(({ cursor }, i) => ({ cursor, node: budgets[i]! })), pageInfo };
}

function storedOf({ database, caller }: Context, subject: string, session: string | null): Promise<BudgetRow[]> {
  const { tenant: tenantId } = caller;
  const sessions = session === null ? { session: null } : { $or: [{ session: null }, { session }] };
  return database.transaction(
    [tenantId],
    ({ em }) =>
      em.find(BudgetRow, { tenantId, subject, ...sessions }, { orderBy: { accountId: 'asc' }, limit: MOST_STORED }),
    { readOnly: true },
  );
}

/** A page of a list that is known whole; one named twice stands where it stands first. */
async function pageOfKeys(
  context: Context,
  keys: readonly BudgetKey[],
  page: PageRequest,
): Promise<Connection<Budget>> {
  const placed = new Map<string, BudgetKey>();
  for (const key of keys) {
    const uuid = budgetUuid(budgetAddress(key, key.subject, key.session));
    if (!placed.has(uuid)) placed.set(uuid, key);
  }
  const all = [...placed];
  // A cursor whose budget the policy names no more begins anew: nothing is passed over.
  const start = page.after === null ? 0 : all.findIndex(([uuid]) => uuid === page.after) + 1;
  const shown = all.slice(start, start + page.first + 1);
  const budgets = await Promise.all(shown.slice(0, page.first).map(([, key]) => budgetNow(context, key)));
  return pageOf(budgets, page, ({ address }) => budgetUuid(address), { more: shown.length > page.first });
}
