/**
 * Writes what a unit of work recorded and settled: usage events, charges, and the sums that usage series are read from.
 * Each kind is one statement of bound arrays, whatever the number of rows.
 */
import { sum } from '../core/amounts.js';
import type { Tx } from '../database/database.js';
import { keyOf, type Books } from './books.js';
import { insertInto, overRows, type Write } from './columns.js';
import { CHARGE, DEBT_RETURN, SET_ASIDE, USAGE_BUCKET, USAGE_EVENT, type DebtReturnRow } from './tables.js';
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

const RETURNED = prepared(
  insertInto(DEBT_RETURN, {
    conflict: `on conflict (tenant_id, account_id, seq) do update set amount = debt_return.amount + excluded.amount`,
  }),
);
// What is undone was added before, so the rows are there; an insert would be refused for its sign before it conflicts.
const TAKEN_OFF = prepared(
  overRows(
    USAGE_BUCKET,
    ['tenantId', 'accountId', 'session', 'slot', 'product', 'feature', 'measure', 'amount'],
    (rows) => `
    with less as (
      update usage_bucket b set amount = b.amount + n.amount from ${rows}
      where b.tenant_id = n.tenant_id and b.account_id = n.account_id and b.session = n.session and b.slot = n.slot
        and b.product = n.product and b.feature = n.feature and b.measure = n.measure
      returning 1
    )
    select case when count(*) = cardinality($1::text[]) then 0 else ('books: sums that are there: ' || count(*))::int end
    from less`,
  ),
);

/** Sends the events, charges and sums that the books hold. */
export function writeUsage(tx: Tx, { events, charges, asides, returns }: Books): void {
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
  RETURNED(tx, addedUp(returns));
  const sums = usageSums(charges);
  ADDED_UP(
    tx,
    sums.filter(({ amount }) => amount > 0n),
  );
  TAKEN_OFF(
    tx,
    sums.filter(({ amount }) => amount < 0n),
  );
}

/** Several charges may give back of one repayment. */
function addedUp(returns: readonly DebtReturnRow[]): DebtReturnRow[] {
  const same = Map.groupBy(returns, ({ tenantId, accountId, seq }) => keyOf(tenantId, accountId, String(seq)));
  return [...same.values()].map((all) => ({ ...all[0]!, amount: sum(all, ({ amount }) => amount) }));
}

/** A write as a statement of its own; nothing is sent where there are no rows. */
function prepared<R>({ sql, params }: Write<R>): (tx: Tx, rows: readonly R[]) => void {
  const statement = sql(1);
  return (tx, rows) => {
    if (rows.length) tx.send(statement, params(rows));
  };
}
