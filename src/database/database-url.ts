/**
 * The address of a database, which may name several hosts: `postgresql://app@h1:5432,h2:5433/books`. They are tried in
 * that order, and one that takes no writes is passed over, so that connections find their way after a failover.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { READ_ONLY_STATE } from './database-errors.js';

export const MOST_HOSTS = 10;

/** Everything before the hosts, the hosts, and everything behind them. The user's part may contain any `@` but the last. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s;

/** Whether it is a standby, or a server that somebody has told to change nothing. */
export const READ_ONLY = `
  select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as readonly`;

/** How long a look at the hosts serves those who connect next. */
const FRESH_MS = 1_000;

/** Whether it is an address that {@link hostsOf} can take apart. */
export function isDatabaseUrl(text: string): boolean {
  if (!PARTS.test(text)) return false;
  const hosts = hostsOf(text);
  return hosts.length <= MOST_HOSTS && hosts.every((url) => URL.canParse(url));
}

/** One address for each host, in the order in which they are tried; all else is the same. */
export function hostsOf(url: string): string[] {
  const [, before = '', hosts = '', rest = ''] = PARTS.exec(url) ?? [];
  return hosts.includes(',') ? hosts.split(',').map((host) => `${before}${host.trim()}${rest}`) : [url];
}

/** Where a connection is made to. */
export interface Host {
  host: string;
  port: number;
}

/** The hosts of one address, as seen by all connections that a process makes to it. */
export class Hosts {
  private looking: Promise<Host> | undefined;
  private lookedAt = 0;

  private constructor(
    private readonly urls: readonly string[],
    private readonly waitMs: number,
  ) {}

  /** @returns null where there is one host: nothing is to be chosen then */
  static of(url: string, waitMs: number): Hosts | null {
    const urls = hostsOf(url);
    return urls.length > 1 ? new Hosts(urls, waitMs) : null;
  }

  /**
   * The first host that takes writes.
   * @throws Error that says of each host why it is none, where there is none
   */
  writer(): Promise<Host> {
    if (this.looking === undefined || Date.now() - this.lookedAt > FRESH_MS) {
      this.lookedAt = Date.now();
      const looking = this.look();
      looking.catch(() => this.forget());
      this.looking = looking;
    }
    return this.looking;
  }

  /** The next one that connects looks again. */
  forget(): void {
    this.looking = undefined;
  }

  /** All are asked at once; one that does not answer is not waited for where a later one takes writes. */
  private async look(): Promise<Host> {
    const looks = this.urls.map((url) => lookAt(url, this.waitMs));
    const patience = this.waitMs / (looks.length + 2);
    for (const look of looks) {
      const seen = await Promise.race([look, pause(patience, null, { ref: false })]);
      if (seen?.writable) return seen.host;
    }
    const seen = await Promise.all(looks);
    const found = seen.find(({ writable }) => writable);
    if (found) return found.host;
    const problems = seen.map(({ host, problem }) => `${host.host}:${host.port} ${problem}`);
    const error = new Error(`No host of the database takes writes (${problems.join('; ')})`);
    throw seen.some(({ answered }) => answered) ? Object.assign(error, { code: READ_ONLY_STATE }) : error;
  }
}

interface Seen {
  host: Host;
  answered: boolean;
  writable: boolean;
  problem: string;
}

async function lookAt(url: string, waitMs: number): Promise<Seen> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: waitMs, query_timeout: waitMs });
  // What is lost after the look is lost for those who connect, and they are told.
  client.on('error', () => undefined);
  const host = { host: client.host, port: client.port };
  try {
    await client.connect();
    const { rows } = await client.query<{ readonly: boolean }>(READ_ONLY);
    return { host, answered: true, writable: rows[0]?.readonly === false, problem: 'takes no writes' };
  } catch (error) {
    return { host, answered: false, writable: false, problem: (error as Error).message };
  } finally {
    client.end().catch(() => undefined);
  }
}

/** An address of the one host that takes writes, for what knows of one host alone. */
export async function writerUrl(url: string): Promise<string> {
  const found = await Hosts.of(url, 5_000)?.writer();
  return found ? (hostsOf(url).find((each) => isAt(each, found)) ?? url) : url;
}

function isAt(url: string, { host, port }: Host): boolean {
  const client = new pg.Client({ connectionString: url });
  return client.host === host && client.port === port;
}
