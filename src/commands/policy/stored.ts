/** The stored versions of a tenant's policy, as commands read them. */
import { lastPolicyOf, policyTexts, policyVersions, type StoredPolicy } from '../../books/stored-versions.js';
import type { Database } from '../../database/database.js';

/** The newest versions first, at most `most`. */
export function newestPolicies(database: Database, tenant: string, most: number): Promise<StoredPolicy[]> {
  return database.transaction(
    [tenant],
    async (tx) => {
      const found = await policyVersions(tx, tenant, null, most);
      return policyTexts(
        tx,
        tenant,
        found.map(({ no }) => no),
      );
    },
    { readOnly: true },
  );
}

/** @throws Error where no such version ever served */
export async function policyNamed(database: Database, tenant: string, version: string): Promise<StoredPolicy> {
  const found = await database.transaction([tenant], (tx) => lastPolicyOf(tx, tenant, version), { readOnly: true });
  if (found) return found;
  throw new Error(
    `No version "${version}" of ${tenant}'s policy ever served: spillway policy history --tenant ${tenant}`,
  );
}

/** The version that serves, and the one before it. @throws Error where the tenant never had a policy */
export async function newestOf(
  database: Database,
  tenant: string,
): Promise<{ newest: StoredPolicy; before: StoredPolicy | null }> {
  const [newest, before = null] = await newestPolicies(database, tenant, 2);
  if (newest) return { newest, before };
  throw new Error(`There is no policy of a tenant "${tenant}".`);
}
