/**
 * The command line of the bench: read and checked once. It opens nothing.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

export const BENCH_USAGE = `Usage: spillway bench [options]
       npm run bench -- [options]

How many checks per second the API decides over HTTP, one per request, on many accounts of one tenant and on one account,
beside plain SQL that writes the same rows: one transaction per decision, prepared, by as many clients as are fastest
(pgbench, where it is installed); in five statements, as from a program that goes from table to table, and in one. All
work on one PostgreSQL in a scratch folder, where an answer is durable before it is given (fsync and synchronous_commit
on), and take turns. Also what budgets cost: three that count each check beside none (at most 4,000 accounts), and one that
counts all checks beside one account. After each turn the books are closed; a round whose answers or books are not right has no figure.
Machines are noisy: compare ratios, not figures.

  --rounds 3        how many turns each has; the table shows medians (at most 20)
  --seconds 8       how long a turn is (3 to 120)
  --connections 64  how many connections ask the API, each one check at a time (at most 512)
  --accounts 1000   the many accounts (2 to 10000)
  --against DIR     another checkout of Spillway takes part: its API, and what this one's does divided by it
  --budgets         only what budgets cost: no plain SQL, no other checkout
  --driver          the pg driver in place of pgbench, though that is installed

It takes about a minute, and rounds × (8 × seconds, 10 × with --against, and some more for the books). Nothing is left
afterwards. Exit code: 0 where every round has a figure, else 1. The numbers here are the defaults.
`;

export interface BenchOptions {
  rounds: number;
  seconds: number;
  connections: number;
  accounts: number;
  /** The folder of the other checkout's package.json, as a URL that ends in a slash; null for none. */
  against: URL | null;
  /** Only what budgets cost. */
  onlyBudgets: boolean;
  driverOnly: boolean;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function benchOptions(args: string[]): BenchOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      connections: { type: 'string', default: '64' },
      accounts: { type: 'string', default: '1000' },
      against: { type: 'string' },
      budgets: { type: 'boolean', default: false },
      driver: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const count = (name: 'rounds' | 'seconds' | 'connections' | 'accounts', least: number, most: number): number => {
    const number = Number(values[name]);
    if (/^\d+$/.test(values[name]) && number >= least && number <= most) return number;
    throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
  };
  const { against } = values;
  if (against !== undefined && !existsSync(resolve(against, 'scripts/build.js'))) {
    throw new Error(`--against: ${against} is no checkout of Spillway.`);
  }
  return {
    rounds: count('rounds', 1, 20),
    seconds: count('seconds', 3, 120),
    connections: count('connections', 1, 512),
    accounts: count('accounts', 2, 10_000),
    against: against === undefined ? null : pathToFileURL(`${resolve(against)}/`),
    onlyBudgets: values.budgets,
    driverOnly: values.driver,
  };
}
