/**
 * Notices to those who watch for them. Messages between processes, and a look at the books every other second, say that
 * there may be new ones; each watch then reads them from where it stands, so that none is lost or told twice.
 */
import type { LiveContext } from '../live/live-balances.js';
import { SpillwayError } from '../errors.js';
import { keyOf } from '../books/books.js';
import { lastNotices, noticesAfter } from './find-notices.js';
import type { Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import { NoticeWatch } from './notice-watch.js';
import type { WatchedAccount } from '../live/read-changes.js';
import { WakeUps } from '../live/wake-ups.js';

export interface LiveNoticesOptions {
  database: Database;
  log: Log;
  /** How often the watched accounts are looked at, for lost messages. */
  checkMs?: number;
}

const CHANNEL = 'spillway_notice';
const PAGE = 200;

interface Watched {
  account: WatchedAccount;
  watches: Set<NoticeWatch>;
}

/** What watching notices needs of an operation. */
export interface NoticesContext extends LiveContext {
  notices: LiveNotices;
}

export class LiveNotices {
  private readonly watched = new Map<string, Watched>();
  private readonly wakeUps: WakeUps;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly options: LiveNoticesOptions) {
    this.wakeUps = new WakeUps(options.database, options.log, CHANNEL);
  }

  /** Resolves once the other processes can be heard. */
  async start(): Promise<void> {
    this.timer = setInterval(() => this.check(), this.options.checkMs ?? 2_000).unref();
    await this.wakeUps.listen((wakeUp) => {
      if (wakeUp === 'everything') this.check();
      else this.hint(wakeUp);
    });
  }

  /** Told of the notices that this process has given; also tells the other processes. */
  wake = (given: Moved[]): void => {
    if (this.closed) return;
    this.hint(given);
    this.wakeUps.tell(given);
  };

  /**
   * Watches an account's notices; authorising is the caller's business.
   * @param position the number of the last notice that is known; null: only those to come
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  async watch(account: WatchedAccount, position: bigint | null): Promise<NoticeWatch> {
    const { database } = this.options;
    const from = position ?? (await lastNotices(database, [account]))[0]?.no ?? 0n;
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const read = async (after: bigint) => {
      const notices = await noticesAfter(database, account, after, PAGE);
      return notices.map((notice) => ({ address: account.address, notice }));
    };
    const key = keyOf(account.tenant, account.accountId);
    const watched = this.watched.get(key) ?? { account, watches: new Set() };
    this.watched.set(key, watched);
    const watch = new NoticeWatch(from, read, (left) => {
      watched.watches.delete(left);
      if (watched.watches.size === 0 && this.watched.get(key) === watched) this.watched.delete(key);
    });
    watched.watches.add(watch);
    return watch;
  }

  /** How many subscribers there are. */
  get watches(): number {
    return [...this.watched.values()].reduce((sum, { watches }) => sum + watches.size, 0);
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    for (const { watches } of [...this.watched.values()]) for (const watch of [...watches]) watch.end();
    await this.checking;
    await this.wakeUps.close();
  }

  private hint(given: readonly Moved[]): void {
    for (const { tenant, accountId, seq } of given) {
      for (const watch of this.watched.get(keyOf(tenant, accountId))?.watches ?? []) watch.hint(seq);
    }
  }

  private check(): void {
    if (this.watched.size > 0 && !this.closed) {
      this.checking ??= this.look().finally(() => (this.checking = undefined));
    }
  }

  private async look(): Promise<void> {
    const { database, log } = this.options;
    try {
      const accounts = [...this.watched.values()].map(({ account }) => account);
      const last = await lastNotices(database, accounts);
      this.hint(last.map(({ no, ...account }) => ({ ...account, seq: no })));
    } catch (error) {
      log.warn({ err: error }, 'the accounts whose notices are watched could not be looked at');
    }
  }
}
