/**
 * Committed changes to those who watch them: one feed per watched account of this process, shared by its subscribers.
 * Commits of this process, messages of others and a look at all heads each second wake the feeds; none of them is
 * needed for exactness, for every feed reads the books from where it stands.
 */
import type { Context } from '../api/context.js';
import { SpillwayError } from '../errors.js';
import { keyOf, type AccountKey } from '../books/books.js';
import type { Ledger, Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import { BalanceWatch, type WatchOptions } from './balance-watch.js';
import { Feed } from './feed.js';
import { ChangeReader, type Found, type WatchedAccount } from './read-changes.js';
import { WakeUps } from './wake-ups.js';

export interface LiveOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** How often all heads are looked at, for lost messages; each second by default. */
  checkMs?: number;
}

/** What watching balances needs of an operation. */
export interface LiveContext extends Context {
  live: LiveBalances;
}

export class LiveBalances {
  private readonly feeds = new Map<string, Feed>();
  private readonly watches = new Set<BalanceWatch>();
  private readonly reader: ChangeReader;
  private readonly wakeUps: WakeUps;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private checkAgain = false;
  private closed = false;

  constructor(private readonly options: LiveOptions) {
    this.reader = new ChangeReader(options.database, options.ledger);
    this.wakeUps = new WakeUps(options.database, options.log);
  }

  /** Resolves once the other processes can be heard. */
  async start(): Promise<void> {
    this.timer = setInterval(() => this.checkHeads(), this.options.checkMs ?? 1_000).unref();
    await this.wakeUps.listen((wakeUp) => {
      if (wakeUp === 'everything') this.checkHeads();
      else for (const moved of wakeUp) this.feedOf(moved)?.hint(moved.seq);
    });
  }

  /** Told after each commit of this process; also tells the other processes. */
  wake = (moved: Moved[]): void => {
    if (this.closed) return;
    for (const each of moved) this.feedOf(each)?.standsAt(each.seq);
    this.wakeUps.tell(moved);
  };

  /** The account at an address, to be watched; null where there is none. */
  find(key: AccountKey): Promise<Found | null> {
    return this.reader.find(key);
  }

  /**
   * Watches an account from now on; authorising is the caller's business.
   * @param seq where the account stood when the caller looked it up: an `afterSeq` beyond it gets a snapshot
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  watch(account: WatchedAccount, seq: bigint, { afterSeq, coalesceMs }: WatchOptions): BalanceWatch {
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const key = keyOf(account.tenant, account.accountId);
    const feed = this.feeds.get(key) ?? new Feed(account, seq, this.reader, this.options.log);
    this.feeds.set(key, feed);
    const position = afterSeq !== null && afterSeq <= seq ? afterSeq : null;
    const watch = new BalanceWatch(feed, { afterSeq: position, coalesceMs }, (left) => {
      this.watches.delete(left);
      feed.followers.delete(left);
      if (feed.followers.size === 0 && this.feeds.get(key) === feed) this.feeds.delete(key);
    });
    this.watches.add(watch);
    // Whatever was committed between the caller's look and this moment woke nobody.
    feed.look();
    return watch;
  }

  /** How many accounts are watched here, by how many, and how many changes are kept in memory for them. */
  get load(): { accounts: number; watches: number; kept: number } {
    const kept = [...this.feeds.values()].reduce((sum, feed) => sum + feed.kept, 0);
    return { accounts: this.feeds.size, watches: this.watches.size, kept };
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    for (const watch of [...this.watches]) watch.end();
    await this.checking;
    await this.wakeUps.close();
  }

  private feedOf({ tenant, accountId }: Moved): Feed | undefined {
    return this.feeds.get(keyOf(tenant, accountId));
  }

  private checkHeads(): void {
    this.checkAgain = true;
    this.checking ??= this.check().finally(() => (this.checking = undefined));
  }

  private async check(): Promise<void> {
    while (this.checkAgain && !this.closed) {
      this.checkAgain = false;
      const feeds = new Map(this.feeds);
      if (feeds.size === 0) return;
      try {
        const heads = await this.reader.heads([...feeds.values()].map(({ account }) => account));
        for (const [key, seq] of heads) feeds.get(key)?.standsAt(seq);
      } catch (error) {
        this.options.log.warn({ err: error }, 'the watched accounts could not be looked at');
        return;
      }
    }
  }
}
