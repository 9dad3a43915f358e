/**
 * Committed changes of balances to those who watch them: in order, each once, or a snapshot for who is too far behind.
 */
import type { Context } from '../api/context.js';
import type { AccountKey } from '../books/books.js';
import type { Ledger, Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import { fold, type BalanceChange } from './balance-change.js';
import type { WatchedAccount } from './feed.js';
import { LiveFeeds } from './live-feeds.js';
import { ChangeReader, type Found } from './read-changes.js';
import { BALANCE_CHANNEL, type WakeUp } from './wake-ups.js';
import type { Watch } from './watch.js';

export interface LiveOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** How often all heads are looked at, for lost messages; each second by default. */
  checkMs?: number;
}

/** How a subscriber wants its changes. */
export interface ChangesWanted {
  /** The last change it knows; null: it starts from a snapshot. */
  afterSeq: bigint | null;
  /** Changes within so many milliseconds become one; 0: every change on its own. */
  coalesceMs: number;
}

/** What watching balances needs of an operation. */
export interface LiveContext extends Context {
  live: LiveBalances;
}

export class LiveBalances {
  private readonly reader: ChangeReader;
  private readonly feeds: LiveFeeds<BalanceChange>;

  constructor({ database, ledger, log, checkMs = 1_000 }: LiveOptions) {
    this.reader = new ChangeReader(database, ledger);
    this.feeds = new LiveFeeds({ database, log, reader: this.reader, channel: BALANCE_CHANNEL, checkMs });
  }

  /** Resolves once the other processes can be heard. */
  start(): Promise<void> {
    return this.feeds.start();
  }

  /** Told after each commit of this process; also tells the other processes. */
  wake = (moved: Moved[]): void => this.feeds.wake(moved);

  /** Has a listener told of every wake-up, of this process or another: what else is live reads the books then, too. */
  hear(listener: (wakeUp: WakeUp) => void): void {
    this.feeds.hear(listener);
  }

  /** The account at an address, to be watched; null where there is none. */
  find(key: AccountKey): Promise<Found | null> {
    return this.reader.find(key);
  }

  /**
   * Watches an account from now on; authorising is the caller's business.
   * @param seq where the account stood when the caller looked it up: an `afterSeq` beyond it gets a snapshot
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  watch(account: WatchedAccount, seq: bigint, { afterSeq, coalesceMs }: ChangesWanted): Watch<BalanceChange> {
    const after = afterSeq !== null && afterSeq <= seq ? afterSeq : null;
    return this.feeds.watch(account, seq, { after, ...(coalesceMs > 0 && { coalesce: { ms: coalesceMs, fold } }) });
  }

  /** How many accounts are watched here, by how many, and how many changes are kept in memory for them. */
  get load(): { accounts: number; watches: number; kept: number; behind: number } {
    return this.feeds.load;
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  close(): Promise<void> {
    return this.feeds.close();
  }
}
