/**
 * The command line of the storm: read and checked once. It opens nothing.
 */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.js';
import type { StormOptions } from './run-storm.js';

export const STORM_USAGE = `Usage: spillway storm [options]
       npm run storm -- [options]

Runs several API processes and settlement workers on a database of their own and lets clients loose on them, over HTTP
and WebSockets: a third of all requests on one account, a third repeated, some at the same moment, some cut off on the
way; credits bought, granted, expiring; more of budgets asked for and approved, while their periods end; a policy file
edited, well and badly; balances watched over sockets that drop.
One reader checks the books while they are written. Afterwards every invariant is audited in SQL, every decision is
derived again from the journal (what each layer had and gave, what refused, by which policy), and what clients were told
of decisions, usage and credits is compared with what is stored. Exit code: 0 where nothing contradicts a promise and
every path was taken, with --crash every failpoint too; else 1. The numbers here are the defaults.

  --decisions 20000   ends after so many decisions …
  --minutes 10        … or so many minutes, whatever comes first
  --clients 32        how many things happen at once
  --processes 2       API processes
  --workers 1         settlement workers beside them
  --accounts 60       subjects, in two tenants
  --watchers 6        live balances that are followed
  --hostile 0         members who attack with their own tokens, beside people who only work: it is a violation where one
                      of these is refused, or slowed down for long, or where anything was had for nothing
  --day 40            so many seconds make a day of the storm: its clock, and that of all processes and of the database,
                      runs around midnight and around one o'clock, and leaps over the rest; 0: it is the machine's
  --seed N            repeats the choices of an earlier storm (default: at random)
  --crash             and things are broken all the while: processes are killed before and after every statement that
                      transactions which write send, and at random; PostgreSQL is stopped hard, its connections are
                      ended, COMMITs and their replies get lost
  --kills 200         with --crash: how many processes are killed at least
`;

const KILLS = 200;
/** In seconds: some errands take a quarter of it. */
const SHORTEST_DAY = 20;

export interface CommandLine extends StormOptions {
  /** Null: calm weather. */
  kills: number | null;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function stormOptions(args: string[]): CommandLine | null {
  const { values } = parseArgs({
    args,
    options: {
      decisions: { type: 'string', default: '20000' },
      minutes: { type: 'string', default: '10' },
      clients: { type: 'string', default: '32' },
      processes: { type: 'string', default: '2' },
      workers: { type: 'string', default: '1' },
      accounts: { type: 'string', default: '60' },
      watchers: { type: 'string', default: '6' },
      hostile: { type: 'string', default: '0' },
      day: { type: 'string', default: '40' },
      seed: { type: 'string' },
      crash: { type: 'boolean', default: false },
      kills: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  if (values.kills !== undefined && !values.crash) throw new Error('--kills goes with --crash.');
  const count = (name: keyof typeof values, least: number, most: number): number =>
    wholeNumber(name, String(values[name] ?? KILLS), least, most);
  const daySeconds = count('day', 0, 86_400);
  if (daySeconds > 0 && daySeconds < SHORTEST_DAY) throw new Error(`--day is 0, or at least ${SHORTEST_DAY}.`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : count('seed', 0, 2 ** 31);
  return {
    databaseUrl: null,
    decisions: count('decisions', 1, 100_000_000),
    milliseconds: count('minutes', 1, 10_000) * 60_000,
    clients: count('clients', 1, 1_000),
    processes: count('processes', 1, 16),
    workers: count('workers', 0, 16),
    accounts: count('accounts', 8, 100_000),
    watchers: count('watchers', 1, 1_000),
    hostile: count('hostile', 0, 100),
    dayMs: daySeconds * 1_000,
    seed,
    kills: values.crash ? count('kills', 0, 100_000) : null,
  };
}
