/** What the books know of a tenant whose policy is judged: its pools, and the names that its tokens have shown. */
import type { Database } from '../database/database.js';
import type { EditFacts } from '../policy/policy-format.js';
import { readShownNames } from './shown-names.js';

const POOLS = `
  select address from account
  where tenant_id collate "C" = $1 and address collate "C" >= 'pool:' and address collate "C" < 'pool;'
  order by address collate "C" limit 1000`;

export function policyFacts(database: Database, tenant: string): Promise<EditFacts> {
  return database.transaction(
    [tenant],
    async (tx) => {
      const found = await tx.query<{ address: string }>(POOLS, [tenant]);
      const pools = new Set(found.map(({ address }) => address.slice('pool:'.length)));
      return { pools, seen: await readShownNames(tx, tenant) };
    },
    { readOnly: true },
  );
}
