/**
 * An account before its first use.
 */
import type { Account } from './words.js';

/** What an account that does not exist yet would be: empty, without an id, on `plan` (null for pools). */
export function emptyAccount(tenant: string, address: string, plan: string | null): Account {
  const nothing = { windows: [], guard: null, lots: [], holds: [] };
  return { tenant, id: '', address, plan, state: 'ACTIVE', seq: 0n, lastAt: 0, debt: 0n, ...nothing };
}
