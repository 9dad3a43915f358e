/**
 * The command line of reconciliation: read and checked once. It opens nothing.
 */
import { parseArgs } from 'node:util';
import { isAddress } from '../core/address.js';

export const RECONCILE_USAGE = `Usage: spillway reconcile --tenant acme [options]
       npm run reconcile -- --tenant acme [options]

Derives every charge again from its usage event and rate card, every balance update from what caused it, and every
balance from the balance updates; lists each difference with its ids, and the broken link of the hash chain. It changes
nothing. Without a period the present state (lots, windows, holds, sums of usage) is derived again too.

  --tenant acme       the tenant
  --account ADDRESS   only this account: subject:alice, pool:engineering, or an acc_ id (default: all of the tenant)
  --from INSTANT      only what happened at or after this instant, such as 2026-11-01T00:00:00Z (default: all)
  --to INSTANT        only what happened before this instant (default: all)

It looks into the database that DATABASE_URL names, or into the embedded one in SPILLWAY_DATA_DIR, whether or not a
server runs on it. Exit code: 0 where there is no difference, 1 where there is one, 2 where it cannot be said.
`;

export interface ReconcileCall {
  tenant: string;
  /** Null: every account. */
  account: string | null;
  from: number | null;
  to: number | null;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function reconcileOptions(args: string[]): ReconcileCall | null {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      account: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const { tenant, account = null } = values;
  if (!tenant) throw new Error(`Give --tenant.\n\n${RECONCILE_USAGE}`);
  if (tenant.includes(',')) throw new Error('--tenant names one tenant.');
  if (account !== null && !account.startsWith('acc_') && !isAddress(account)) {
    throw new Error('--account is an address such as subject:alice or pool:engineering, or an acc_ id.');
  }
  const [from, to] = [instantOption('from', values.from), instantOption('to', values.to)];
  if (from !== null && to !== null && from >= to) throw new Error('--from must be before --to.');
  return { tenant, account, from, to };
}

/** An instant as an option has it; null where it was not given. @throws Error with a sentence for a person */
export function instantOption(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new Error(`--${name} is an instant such as 2026-11-01T00:00:00Z.`);
  return at;
}
