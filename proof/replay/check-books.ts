/**
 * Whether the books of a run close, as the API says: everything that its subjects used is reconciled, account by account,
 * and the sums over its usage must be the tokens that were reported.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseCredits } from '../../src/core/amounts.js';
import type { ApiClient } from '../support/api-client.js';

const PAGE = 200;
const RECONCILE = `query ($account: ID) {
  reconcile(account: $account) {
    balances differenceCount pending usageEvents charges balanceUpdates differences { message }
  }
}`;
const ACCOUNT = `query ($account: ID) {
  account(account: $account) { id subject pool balance { available held debt } windows { window used held } }
}`;
const POOLS = `query ($subject: ID, $session: ID, $after: String) {
  decisions(subject: $subject, session: $session, first: ${PAGE}, after: $after) {
    nodes { draws { account } } pageInfo { hasNextPage endCursor }
  }
}`;
const USAGE = `query ($session: ID, $subject: ID, $from: DateTime!, $to: DateTime!) {
  usage(subject: $subject, session: $session, from: $from, to: $to, bucket: DAY) {
    total { events charged quantities { dimension quantity } paidBy { payer amount } }
  }
}`;

interface Reconciliation {
  balances: boolean;
  differenceCount: string;
  pending: string;
  usageEvents: string;
  charges: string;
  balanceUpdates: string;
  differences: { message: string }[];
}

interface UsageTotal {
  events: string;
  charged: string;
  quantities: { dimension: string; quantity: string }[];
  paidBy: { payer: string; amount: string }[];
}

interface DecisionPage {
  nodes: { draws: { account: string }[] }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** One account that the run used, reconciled. */
export interface AccountBooks extends Reconciliation {
  name: string;
  held: string;
  debt: string;
}

/** What the books say about a run; amounts in nano-credits. */
export interface RunBooks {
  accounts: AccountBooks[];
  events: bigint;
  charged: bigint;
  quantities: Map<string, bigint>;
  paidBy: Map<string, bigint>;
}

/**
 * Waits until everything is settled, then reconciles each account that the run used and adds up its usage.
 * @param reader may read all accounts of the tenant
 * @param began when the run began
 */
export async function checkBooks(
  reader: ApiClient,
  subjects: readonly string[],
  session: string,
  began: Date,
  stopped: AbortSignal,
): Promise<RunBooks> {
  const addresses = new Set(subjects.map((subject) => `subject:${subject}`));
  for (const subject of subjects) for (const id of await drawnFrom(reader, subject, session)) addresses.add(id);
  const accounts = new Map<string, AccountBooks>();
  for (const address of addresses) {
    const books = await settledBooks(reader, address, stopped);
    accounts.set(books.name, books);
  }
  const sums: RunBooks = {
    accounts: [...accounts.values()],
    events: 0n,
    charged: 0n,
    quantities: new Map(),
    paidBy: new Map(),
  };
  for (const subject of subjects) {
    const range = { from: began.toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
    const { usage } = await reader.ask<{ usage: { total: UsageTotal } }>(USAGE, { subject, session, ...range });
    sums.events += BigInt(usage.total.events);
    sums.charged += nano(usage.total.charged);
    for (const { dimension, quantity } of usage.total.quantities) add(sums.quantities, dimension, BigInt(quantity));
    for (const { payer, amount } of usage.total.paidBy) add(sums.paidBy, payer, nano(amount));
  }
  return sums;
}

async function settledBooks(reader: ApiClient, address: string, stopped: AbortSignal): Promise<AccountBooks> {
  for (;;) {
    const { reconcile } = await reader.ask<{ reconcile: Reconciliation }>(RECONCILE, { account: address });
    if (reconcile.pending !== '0') {
      await pause(100, undefined, { signal: stopped });
      continue;
    }
    const { account } = await reader.ask<{
      account: { subject: string | null; pool: string | null; balance: { held: string; debt: string } };
    }>(ACCOUNT, { account: address });
    const name = account.pool === null ? (account.subject ?? address) : `pool:${account.pool}`;
    return { ...reconcile, name, held: account.balance.held, debt: account.balance.debt };
  }
}

/** The ids of the accounts that the subject's decisions of the run drew from. */
async function drawnFrom(reader: ApiClient, subject: string, session: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let after: string | null = null; ;) {
    const { decisions }: { decisions: DecisionPage } = await reader.ask(POOLS, { subject, session, after });
    for (const { account } of decisions.nodes.flatMap(({ draws }) => draws)) found.add(account);
    if (!decisions.pageInfo.hasNextPage) return found;
    after = decisions.pageInfo.endCursor;
  }
}

function nano(text: string): bigint {
  const amount = parseCredits(text);
  if (amount === null) throw new Error(`not an amount: ${text}`);
  return amount;
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}
