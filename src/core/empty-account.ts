/**
 * An account that does not exist yet, as decisions and layers meet it. It is never stored.
 */
import type { Account } from './account.js';
import type { DebtTerms, Plan } from './words.js';

const NO_DEBT_TERMS: DebtTerms = { forgivePerMonth: 0n, repaidBy: [] };

/** What an account that does not exist yet would be: empty, without an id, on `plan` (null for all but subjects'). */
export function emptyAccount(tenant: string, address: string, plan: Plan | null): Account {
  const nothing = { windows: [], guard: null, lots: [], holds: [], openHolds: 0, shares: new Map() };
  const onPlan = { plan: plan?.id ?? null, subscribedAt: null, windowTerms: plan?.windows ?? [] };
  const debtless = { debt: 0n, debtTerms: NO_DEBT_TERMS, turnedAt: null, forgiven: { amount: 0n, since: null } };
  return { tenant, id: '', address, ...onPlan, state: 'ACTIVE', seq: 0n, lastAt: 0, ...debtless, ...nothing };
}
