/**
 * An account before its first use.
 */
import type { Account, Plan } from './words.js';

/** What an account that does not exist yet would be: empty, without an id, on `plan` (null for all but subjects'). */
export function emptyAccount(tenant: string, address: string, plan: Plan | null): Account {
  const nothing = { windows: [], guard: null, lots: [], holds: [] };
  const onPlan = { plan: plan?.id ?? null, windowTerms: plan?.windows ?? [] };
  return { tenant, id: '', address, ...onPlan, state: 'ACTIVE', seq: 0n, lastAt: 0, debt: 0n, ...nothing };
}
