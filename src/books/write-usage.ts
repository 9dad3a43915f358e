/**
 * Writes what a unit of work recorded and settled: usage events, charges, and the sums that usage series are read from.
 * Each kind is one statement of bound arrays, whatever the number of rows.
 */
import type { Tx } from '../database/database.js';
import type { Books } from './books.js';
import { insertInto, type Write } from './columns.js';
import { CHARGE, SET_ASIDE, USAGE_BUCKET, USAGE_EVENT } from './tables.js';
import { usageSums } from './usage-sums.js';

const RECORDED = prepared(insertInto(USAGE_EVENT));
const CHARGED = prepared(insertInto(CHARGE));
const GIVEN_UP = prepared(
  insertInto(SET_ASIDE, {
    also: { tries: '1', failed_at: 'clock_timestamp()', given_up: 'true' },
    conflict: `on conflict (tenant_id, account_id, usage_no) do update
      set reason = excluded.reason, failed_at = excluded.failed_at, given_up = true`,
  }),
);
const ADDED_UP = prepared(
  insertInto(USAGE_BUCKET, {
    conflict: `on conflict (tenant_id, account_id, session, slot, product, feature, measure) do update
      set amount = usage_bucket.amount + excluded.amount`,
  }),
);

/** Sends the events, charges and sums that the books hold. */
export function writeUsage(tx: Tx, { events, charges, asides }: Books): void {
  RECORDED(tx, events);
  if (!charges.length) return;
  CHARGED(
    tx,
    charges.map(({ charge }) => charge),
  );
  GIVEN_UP(
    tx,
    asides.map(({ event: { tenantId, accountId, usageNo }, reason }) => ({ tenantId, accountId, usageNo, reason })),
  );
  ADDED_UP(tx, usageSums(charges));
}

/** A write as a statement of its own; nothing is sent where there are no rows. */
function prepared<R>({ sql, params }: Write<R>): (tx: Tx, rows: readonly R[]) => void {
  const statement = sql(1);
  return (tx, rows) => {
    if (rows.length) tx.send(statement, params(rows));
  };
}
