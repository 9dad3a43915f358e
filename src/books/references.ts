/**
 * What grants and purchases are called elsewhere: within a tenant a reference names one of them, whatever its key or account.
 * Whoever gives one waits for whoever gives the same, and then finds it taken. A purchase that was declined names nothing.
 */
import { SpillwayError } from '../errors.js';
import { wireId } from '../ids.js';
import type { Tx } from '../database/database.js';

const TAKE = `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'reference', $1::text, $2::text), 0))`;

/** The first that has a reference: both ids begin with their instant. */
export const FIRST_NAMED = `
  select n.kind, n.id from (
    select 'lot' as kind, a.target_id as id from admin_action a where a.tenant_id = $1 and a.reference = $2
    union all
    select 'pur', p.id from purchase p where p.tenant_id = $1 and p.reference = $2 and p.status <> 'DECLINED'
  ) n
  order by n.id limit 1`;

/**
 * Takes a reference for a grant or purchase that this unit of work makes.
 * @throws SpillwayError CONFLICT, naming the grant's lot or the purchase that has it
 */
export async function takeReference(tx: Tx, tenant: string, reference: string): Promise<void> {
  await tx.query(TAKE, [tenant, reference]);
  const [first] = await tx.query<{ kind: 'lot' | 'pur'; id: string }>(FIRST_NAMED, [tenant, reference]);
  if (!first) return;
  const what = first.kind === 'lot' ? 'the grant of' : 'the purchase';
  const message = `reference: it is that of ${what} ${wireId(first.kind, first.id)} already.`;
  throw new SpillwayError('CONFLICT', message, { argument: 'reference' });
}
