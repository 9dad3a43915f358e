/**
 * Writes what a unit of work changed on locked accounts: the accounts with their lots, holds and shares, balance updates
 * and decisions in one statement; lots that were issued and the acts of admins before it, usage and counts of denials
 * beside it. All of it is sent without waiting: any number of rows is one round trip, the commit's.
 * What no balance update tells of (a purchase, the terms of a top-up, why an account was suspended) is written by
 * whoever changes it, in the same transaction.
 */
import type { Tx } from '../database/database.js';
import { accountRow } from './account-row.js';
import type { Books, IssuedLot, StoredPart } from './books.js';
import { insertInto, overRows, updateInPlace, type Write } from './columns.js';
import {
  ACCOUNT,
  ADMIN_ACTION,
  BALANCE_UPDATE,
  DECISION,
  HOLD,
  LOT,
  POOL_SHARE,
  type HoldRow,
  type LotRow,
} from './tables.js';
import { writeDenials } from './write-denials.js';
import { writeUsage } from './write-usage.js';
import type { Lot } from '../core/account.js';

const ISSUED = insertInto(LOT);
const ISSUE = ISSUED.sql(1);
const ACTED = insertInto(ADMIN_ACTION);
const ACT = ACTED.sql(1);

const WRITES = {
  accounts: updateInPlace(ACCOUNT, [
    ...([
      'plan',
      'subscribedAt',
      'state',
      'seq',
      'lastHash',
      'lastAt',
      'debt',
      'windows',
      'guardStartedAt',
      'guardCount',
    ] as const),
    ...(['dueAt', 'paymentMethod', 'usageNo', 'settledNo', 'forgiven', 'forgivenSince'] as const),
    ...(['openHolds', 'granted', 'resets', 'nextPlan', 'nextPlanAt', 'nextPlanHash'] as const),
  ]),
  lots: updateInPlace(LOT, ['effective', 'closed', 'remaining', 'held', 'spent', 'expired', 'takenBack', 'open']),
  holds: insertInto(HOLD, {
    conflict: `on conflict (tenant_id, id, account_id) do update
      set state = excluded.state, expires_at = excluded.expires_at, claims = excluded.claims, draws = excluded.draws, counts = excluded.counts,
        ending = excluded.ending, opened_at = excluded.opened_at,
        reported = coalesce(excluded.reported, hold.reported)`,
  }),
  shares: insertInto(POOL_SHARE, {
    conflict: `on conflict (tenant_id, pool_id, subject_id) do update
      set holds = excluded.holds, amount = excluded.amount`,
  }),
  updates: insertInto(BALANCE_UPDATE),
  decisions: insertInto(DECISION),
};
// Sent after the lots are written, so that whoever pays back (src/purchases) takes the two locks in the same order.
const OWES_MONEY = overRows(
  LOT,
  ['tenantId', 'id'],
  (rows) => `
  update purchase p set unsettled = true
  from ${rows} join lot l on l.tenant_id = n.tenant_id and l.id = n.id
  where p.tenant_id = l.tenant_id and p.id = l.purchase_id and p.status = 'REFUNDED' and not p.unsettled`,
);
const OWE_MONEY = OWES_MONEY.sql(1);

const NAMES = Object.keys(WRITES) as (keyof typeof WRITES)[];
const WRITE = oneStatement(WRITES);

/**
 * Sends everything that the books hold: decisions, updates, and the state that follows from them. The unit of work fails
 * where a row that was locked is not there to be written: a bug.
 */
export function writeBooks(tx: Tx, books: Books): void {
  if (books.issued.length) tx.send(ISSUE, ISSUED.params(books.issued.map(issuedRow)));
  if (books.actions.length) tx.send(ACT, ACTED.params(books.actions));
  writeUsage(tx, books);
  writeDenials(tx, books.counted);
  const rows = {
    accounts: books.touchedAccounts().map(accountRow),
    lots: books.touchedLots().map(({ account, lot }) => ({ tenantId: account.tenant, ...lot, open: isOpen(lot) })),
    holds: books.touchedParts().map(holdRow),
    shares: books.counts.touched(),
    updates: books.sealed,
    decisions: books.decisions,
  };
  if (NAMES.every((name) => rows[name].length === 0)) return;
  const params = [
    ...WRITES.accounts.params(rows.accounts),
    ...WRITES.lots.params(rows.lots),
    ...WRITES.holds.params(rows.holds),
    ...WRITES.shares.params(rows.shares),
    ...WRITES.updates.params(rows.updates),
    ...WRITES.decisions.params(rows.decisions),
  ];
  tx.send(WRITE, params);
  if (books.takenBack.length) tx.send(OWE_MONEY, OWES_MONEY.params(books.takenBack));
}

/**
 * All writes as one statement that fails where one of them has not written all of its rows: the COMMIT is already on its
 * way. What it says then is no number, so it cannot be read as one.
 */
function oneStatement(writes: Record<string, Pick<Write<never>, 'sql' | 'width'>>): string {
  let first = 1;
  const parts = Object.entries(writes).map(([name, { sql, width }]) => {
    const part = `${name} as (${sql(first)} returning 1)`;
    const lacks = `(select cardinality($${first}::text[]) - count(*) from ${name}) as ${name}`;
    first += width;
    return { name, part, lacks };
  });
  const names = parts.map(({ name }) => name);
  const all = `with ${parts.map(({ part }) => part).join(', ')}, lacks as (select ${parts.map(({ lacks }) => lacks).join(', ')})`;
  const what = names.map((name) => `'${name} ' || ${name}`).join(` || ', ' || `);
  return `${all} select case when ${names.map((name) => `${name} = 0`).join(' and ')} then 0
    else ('books: rows that were not written: ' || ${what})::int end from lacks`;
}

/** Whether a decision has to look at a lot. */
function isOpen({ remaining, held }: Lot): boolean {
  return remaining > 0n || held > 0n;
}

function issuedRow({ account, lot, reason, purchaseId, key, fingerprint, termsHash }: IssuedLot): LotRow {
  const terms = { reason, purchaseId, key, fingerprint, termsHash };
  const { recurs = null } = lot;
  return { tenantId: account.tenant, accountId: account.id, ...lot, recurs, ...terms, open: isOpen(lot) };
}

function holdRow({ tenant: tenantId, accountId, part, state, reported }: StoredPart): HoldRow {
  const { id, caller, openedAt, subject, expiresAt, claims, draws, ending, counts = null } = part;
  const terms = { expiresAt, claims, draws, ending, caller, openedAt, subject, reported, counts };
  return { tenantId, id, accountId, state, ...terms };
}
