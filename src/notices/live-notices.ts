/**
 * Notices to those who watch for them, as they are given: in order, each once, read from the books.
 */
import type { Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { WatchedAccount } from '../live/feed.js';
import type { LiveContext } from '../live/live-balances.js';
import { LiveFeeds } from '../live/live-feeds.js';
import type { WakeUp } from '../live/wake-ups.js';
import type { Watch } from '../live/watch.js';
import type { Log } from '../log.js';
import { NoticeReader, type GivenNotice } from './read-notices.js';

export interface LiveNoticesOptions {
  database: Database;
  log: Log;
  /** How often the watched accounts are looked at, for lost messages; every other second by default. */
  checkMs?: number;
}

/** What watching notices needs of an operation. */
export interface NoticesContext extends LiveContext {
  notices: LiveNotices;
}

export class LiveNotices {
  private readonly reader: NoticeReader;
  private readonly feeds: LiveFeeds<GivenNotice>;

  constructor({ database, log, checkMs = 2_000 }: LiveNoticesOptions) {
    this.reader = new NoticeReader(database);
    this.feeds = new LiveFeeds({ database, log, reader: this.reader, channel: 'spillway_notice', checkMs });
  }

  /** Resolves once the other processes can be heard. */
  start(): Promise<void> {
    return this.feeds.start();
  }

  /** Told of the notices that this process has given; also tells the other processes. */
  wake = (given: Moved[]): void => this.feeds.wake(given);

  /** Told of what moved, of this process or another: notices of budgets are given with what they tell of. */
  heard = (wakeUp: WakeUp): void => {
    if (wakeUp === 'everything') return;
    for (const moved of wakeUp) if (moved.restated) this.feeds.look(moved);
  };

  /**
   * Watches an account's notices; authorising is the caller's business.
   * @param position the number of the last notice that is known; null: only those to come
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  async watch(account: WatchedAccount, position: bigint | null): Promise<Watch<GivenNotice>> {
    // The feed starts where the account stands: what a watch has missed before, it reads for itself, as it is pulled.
    const head = await this.reader.head(account);
    return this.feeds.watch(account, head, { after: position ?? head });
  }

  /** How many subscribers there are. */
  get watches(): number {
    return this.feeds.load.watches;
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  close(): Promise<void> {
    return this.feeds.close();
  }
}
