/**
 * `npm run reconcile -- --tenant acme`: derives the books again, lists what does not follow, and says so by its exit
 * code. It reads as the API's own role does and writes nothing.
 */
import 'reflect-metadata';
import { formatCredits } from '../core/amounts.js';
import type { Database } from '../database/database.js';
import { uuidOf } from '../ids.js';
import type { Difference } from '../reconcile/difference.js';
import { countAccounts, reconcile, type Totals } from '../reconcile/reconcile.js';
import { withDatabase } from './open-database.js';
import { ProgressLine } from './progress-line.js';
import { RECONCILE_USAGE, reconcileOptions, type ReconcileCall } from './reconcile-options.js';
import { runTool } from './run-tool.js';
import { columns, style } from './terminal.js';

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));
const count = (number: bigint, what: string): string =>
  `${number.toLocaleString('en-US')} ${what}${number === 1n ? '' : 's'}`;

async function main(stopped: AbortSignal): Promise<boolean> {
  const call = reconcileOptions(process.argv.slice(2));
  if (call === null) {
    say(RECONCILE_USAGE.trimEnd());
    return true;
  }
  return withDatabase(1, ({ database }) => run(database, call, stopped));
}

async function run(database: Database, call: ReconcileCall, stopped: AbortSignal): Promise<boolean> {
  const { tenant, account, from, to } = call;
  const accounts = await countAccounts(database, tenant);
  if (accounts === 0) throw new Error(`There is no account of a tenant "${tenant}".`);
  const address = account === null ? null : await addressOf(database, tenant, account);
  const period = [from, to].map((at) => (at === null ? '' : new Date(at).toISOString())).join(' … ');
  say(`${style('bold', 'Reconciling')} ${tenant}${address ? ` ${address}` : ''}${(from ?? to) ? `, ${period}` : ''}`);
  let sofar: Totals | null = null;
  const line = new ProgressLine(() => ({
    done: Number(sofar?.accounts ?? 0n),
    total: address === null ? accounts : 1,
    text: sofar ? textOf(sofar) : '',
  }));
  const progress = (totals: Totals) => {
    stopped.throwIfAborted();
    sofar = totals;
  };
  const totals = await reconcile({ database, tenant, address, period: { from, to }, progress }).finally(() =>
    line.end(),
  );
  return tell(totals);
}

/** @throws Error where the tenant has no such account */
async function addressOf(database: Database, tenant: string, account: string): Promise<string> {
  const sql = 'select address from account where tenant_id = $1 and (address = $2 or id = $3)';
  const [row] = await database.transaction(
    [tenant],
    (tx) => tx.query<{ address: string }>(sql, [tenant, account, uuidOf('acc', account)]),
    { readOnly: true },
  );
  if (!row) throw new Error(`${tenant} has no account ${account}.`);
  return row.address;
}

function textOf({ accounts, updates, differences }: Totals): string {
  return `${count(accounts, 'account')}, ${count(updates, 'balance update')}, ${count(differences, 'difference')}`;
}

/** @returns whether there is no difference */
function tell(totals: Totals): boolean {
  const { accounts, events, charges, updates, pending, difference, differences, listed } = totals;
  say(...listed.flatMap(linesOf));
  const more = differences - BigInt(listed.length);
  if (more > 0n) say('', `… and ${count(more, 'more difference')}.`);
  const checked =
    `${count(accounts, 'account')}, ${count(events, 'usage event')}, ${count(charges, 'charge')}, ` +
    `${count(updates, 'balance update')}${pending > 0n ? `; not settled yet: ${count(pending, 'usage event')}` : ''}`;
  const { usage, reversed } = totals;
  const undone = `${formatCredits(usage)} credits of usage, ${formatCredits(reversed)} of them undone`;
  const apart = `difference ${formatCredits(difference)} credits`;
  const verdict = differences === 0n ? style('green', 'The books balance') : style('red', 'THE BOOKS DO NOT BALANCE');
  say('', `${verdict}: ${count(differences, 'difference')}, ${apart}. Checked: ${checked}.`);
  if (reversed > 0n) say(`Charged: ${formatCredits(usage - reversed)} credits (${undone}).`);
  return differences === 0n;
}

function linesOf(difference: Difference): string[] {
  const { kind, dataset, message, expected, found, account, seq, usageNo } = difference;
  const { balanceUpdateId, usageEventId, chargeId, decisionId, lotId, brokenLink } = difference;
  const rows: [string, string | null][] = [
    ['account', account],
    ['balance update', balanceUpdateId && `${balanceUpdateId} (seq ${seq})`],
    ['usage event', usageEventId && `${usageEventId} (no. ${usageNo})`],
    ['charge', chargeId],
    ['decision', decisionId],
    ['lot', lotId],
    ['broken link', brokenLink],
    ['expected', expected],
    ['found', found],
  ];
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [['   ', name, value]]));
  return ['', `${style('red', kind)} ${dataset.toLowerCase()}: ${message}`, ...columns(shown)];
}

let cannotRun = false;
await runTool(async (stopped) => {
  try {
    return await main(stopped);
  } catch (error) {
    cannotRun = !stopped.aborted;
    throw error;
  }
});
if (cannotRun) process.exitCode = 2;
