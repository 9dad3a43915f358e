/**
 * What an account is made with where an admin's or a buyer's call is the first to name it. Creates nothing itself.
 */
import { subjectOf } from '../core/address.js';
import { defaultPlan, type Catalog } from '../catalog/catalog.js';
import type { AccountKey } from './books.js';

/** The account at this address as it is to be made: subjects start on the tenant's default plan, pools have none. */
export function accountToCreate(
  catalog: Catalog,
  tenant: string,
  address: string,
): AccountKey & { plan: string | null } {
  const plan = defaultPlan(catalog, tenant);
  return { tenant, address, plan: subjectOf(address) === null ? null : plan };
}
