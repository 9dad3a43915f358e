/**
 * Lets counts of denials go when they are old (docs/rules.md, 34). Any number of processes may do it at once. It removes
 * no decision.
 */
import type { Database } from '../database/database.js';
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';

const DAY_MS = 24 * 3_600_000;
/** How long the count of an hour is kept. */
export const KEPT_MS = 35 * DAY_MS;
const PER_STEP = 1_000;
const EVERY_MS = 10 * 60_000;

// What another process removes right now is passed over.
const FORGET = `
  delete from denial_count
  where ctid = any (array(
    select d.ctid from denial_count d
    where d.hour <= date_trunc('milliseconds', statement_timestamp()) + $1::float8 * interval '1 millisecond'
    order by d.hour
    limit ${PER_STEP}
    for update skip locked
  ))
  returning 1`;

interface ForgetOptions {
  database: Database;
  log: Log;
  /** All tenants that this process knows. */
  tenants: () => string[];
  /** Milliseconds added to the database's clock; the ledger's own. */
  clockOffset: () => number;
}

/** Forgets old counts now and then, until it is closed. */
export function keepForgetting(options: ForgetOptions): Repeated {
  const failure = 'old counts of denials could not be removed now';
  return every({ ms: EVERY_MS, log: options.log, failure }, async () =>
    (await forgetDenials(options)) ? 0 : EVERY_MS,
  );
}

/**
 * Forgets some old counts, the oldest first.
 * @returns whether more of them may be there
 */
export async function forgetDenials({ database, tenants, clockOffset }: ForgetOptions): Promise<boolean> {
  const removed = await database.transaction(tenants(), (tx) => tx.query(FORGET, [clockOffset() - KEPT_MS]));
  return removed.length === PER_STEP;
}
