/**
 * Locks are taken in one order, so there are no deadlocks: one that PostgreSQL counts shows that the order was broken.
 */
import type pg from 'pg';
import type { Evidence } from './evidence.js';

const DEADLOCKS = 'select deadlocks from pg_stat_database where datname = current_database()';

/** Demands that PostgreSQL has counted none since it began; a hard stop makes it forget. */
export async function demandNoDeadlocks(owner: pg.Client, evidence: Evidence): Promise<void> {
  const { rows } = await owner.query<{ deadlocks: string }>(DEADLOCKS);
  evidence.demand(rows[0]?.deadlocks === '0', 'I10', () => `deadlocks: ${rows[0]?.deadlocks}`);
}
