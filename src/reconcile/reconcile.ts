/**
 * Re-derives a tenant's books, account by account, each in a snapshot of its own, so that no run holds a transaction
 * for longer than one account takes. It writes nothing, and keeps of each account only what was found.
 */
import type { Nano } from '../core/words.js';
import type { Database, Tx } from '../database/database.js';
import { Findings, type Dataset, type Difference } from './difference.js';
import { reconcileAccount, type AccountReport, type Period } from './reconcile-account.js';
import { StoredCatalogs } from './reconcile-catalogs.js';

export interface ReconcileOptions {
  database: Database;
  tenant: string;
  /** Null: every account of the tenant, and rows that belong to none. */
  address: string | null;
  period: Period;
  /** Told as the run comes on; may throw to end it. */
  progress?: (sofar: Totals) => void;
}

/** What was looked at, and what was found. */
export interface Totals {
  accounts: bigint;
  updates: bigint;
  events: bigint;
  charges: bigint;
  pending: bigint;
  /** What charges come to, and what of it was undone by others: the rest is charged. */
  usage: Nano;
  reversed: Nano;
  /** Available credits as found, less those derived. */
  difference: Nano;
  /** All differences; the first ten thousand are listed. */
  differences: bigint;
  listed: Difference[];
}

const LISTED_AT_MOST = 10_000;
const ACCOUNTS = 500;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

const NEXT_ACCOUNTS = `
  select id from account where tenant_id = $1 and id > $2 order by id limit ${ACCOUNTS}`;
const ACCOUNT_AT = 'select id from account where tenant_id = $1 and address = $2';

const DATASETS = { USAGE_EVENT: 'usage_event', CHARGE: 'charge', BALANCE_UPDATE: 'balance_update' } as const;

/** Steps over the key from account to account: it reads one row of each. */
const ownersOf = (table: string) => `
  with recursive owner (id, no) as (
    select (select account_id from ${table} where tenant_id = $1 and account_id > $2 order by account_id limit 1), 1
    union all
    select (
      select t.account_id from ${table} t
      where t.tenant_id = $1 and t.account_id > o.id order by t.account_id limit 1
    ), o.no + 1
    from owner o where o.id is not null and o.no < ${ACCOUNTS}
  )
  select o.id, not exists (select from account a where a.tenant_id = $1 and a.id = o.id) as stray
  from owner o where o.id is not null
  order by o.id`;

const STRAY = {
  USAGE_EVENT: `select usage_no as no, id from usage_event where tenant_id = $1 and account_id = $2 limit 1000`,
  CHARGE: `select usage_no as no, id from charge where tenant_id = $1 and account_id = $2 limit 1000`,
  BALANCE_UPDATE: 'select seq as no from balance_update where tenant_id = $1 and account_id = $2 limit 1000',
};

/** Derives the books again. */
export async function reconcile(options: ReconcileOptions): Promise<Totals> {
  const { address, period } = options;
  const totals: Totals = {
    accounts: 0n,
    updates: 0n,
    events: 0n,
    charges: 0n,
    pending: 0n,
    usage: 0n,
    reversed: 0n,
    difference: 0n,
    differences: 0n,
    listed: [],
  };
  const catalogs = new StoredCatalogs();
  if (address !== null) {
    const found = await read(options, (tx) => tx.query<{ id: string }>(ACCOUNT_AT, [options.tenant, address]));
    for (const { id } of found) await addAccount(options, totals, id, catalogs);
    return totals;
  }
  for (let after = FIRST_UUID, more = true; more;) {
    const found = await read(options, (tx) => tx.query<{ id: string }>(NEXT_ACCOUNTS, [options.tenant, after]));
    for (const { id } of found) await addAccount(options, totals, id, catalogs);
    after = found.at(-1)?.id ?? after;
    more = found.length === ACCOUNTS;
  }
  if (period.from === null && period.to === null) await addStrays(options, totals);
  return totals;
}

/** How many accounts a tenant has. */
export async function countAccounts(database: Database, tenant: string): Promise<number> {
  const sql = 'select count(*)::int as accounts from account where tenant_id = $1';
  const [row] = await database.transaction([tenant], (tx) => tx.query<{ accounts: number }>(sql, [tenant]), {
    readOnly: true,
  });
  return row?.accounts ?? 0;
}

function read<T>({ database, tenant }: ReconcileOptions, look: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transaction([tenant], look, { readOnly: true, isolation: 'repeatable read' });
}

async function addAccount(
  options: ReconcileOptions,
  totals: Totals,
  accountId: string,
  catalogs: StoredCatalogs,
): Promise<void> {
  const { tenant, period, progress } = options;
  let under: bigint;
  const report = await read(options, (tx) => {
    under = 0n;
    return reconcileAccount(tx, { tenant, accountId }, period, catalogs, (updates) => {
      under += BigInt(updates);
      progress?.({ ...totals, updates: totals.updates + under });
    });
  });
  if (report) addReport(totals, report);
  progress?.(totals);
}

function addReport(totals: Totals, { findings, ...counts }: AccountReport): void {
  totals.accounts += 1n;
  const names = ['updates', 'events', 'charges', 'pending', 'usage', 'reversed', 'difference'] as const;
  for (const name of names) totals[name] += counts[name];
  addFindings(totals, findings);
}

function addFindings(totals: Totals, { count, listed }: Findings): void {
  totals.differences += count;
  totals.listed.push(...listed.slice(0, LISTED_AT_MOST - totals.listed.length));
}

/** Rows of the three datasets that lie on no account. */
async function addStrays(options: ReconcileOptions, totals: Totals): Promise<void> {
  const { tenant } = options;
  for (const dataset of Object.keys(DATASETS) as (keyof typeof DATASETS)[]) {
    const sql = ownersOf(DATASETS[dataset]);
    for (let after = FIRST_UUID, more = true; more;) {
      const owners = await read(options, (tx) => tx.query<{ id: string; stray: boolean }>(sql, [tenant, after]));
      for (const { id, stray } of owners) if (stray) await addStray(options, totals, dataset, id);
      after = owners.at(-1)?.id ?? after;
      more = owners.length === ACCOUNTS;
      options.progress?.(totals);
    }
  }
}

async function addStray(
  options: ReconcileOptions,
  totals: Totals,
  dataset: Extract<Dataset, keyof typeof STRAY>,
  accountId: string,
): Promise<void> {
  const findings = new Findings(accountId);
  const rows = await read(options, (tx) =>
    tx.query<{ no: bigint; id?: string }>(STRAY[dataset], [options.tenant, accountId]),
  );
  for (const { no, id } of rows) {
    const ids = id === undefined ? { seq: no } : { usageNo: no, usageEvent: id, charge: id };
    findings.add('UNEXPECTED', dataset, 'The row lies on an account that is not there.', ids);
  }
  addFindings(totals, findings);
}
