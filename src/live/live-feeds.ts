/**
 * What happens on accounts, to those who watch them: one feed per watched account of this process, shared by its
 * subscribers. Commits of this process, messages of others and a regular look at all heads wake the feeds; none of them is
 * needed for exactness, for every feed reads the books from where it stands.
 */
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { keyOf } from '../books/books.js';
import type { Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import { Feed, type EventReader, type Numbered, type WatchedAccount } from './feed.js';
import { WakeUps, type WakeUp } from './wake-ups.js';
import { Watch, type WatchOptions } from './watch.js';

export interface LiveFeedsOptions<Event> {
  database: Pick<Database, 'listen' | 'notify'>;
  log: Log;
  reader: EventReader<Event>;
  /** On which processes tell each other what moved. */
  channel: string;
  /** How often all heads are looked at, for lost messages. */
  checkMs: number;
}

export class LiveFeeds<Event extends Numbered> {
  private readonly feeds = new Map<string, Feed<Event>>();
  private readonly watches = new Set<Watch<Event>>();
  private readonly wakeUps: WakeUps;
  private readonly listeners: ((wakeUp: WakeUp) => void)[] = [];
  private checking: Repeated | undefined;
  private closed = false;

  constructor(private readonly options: LiveFeedsOptions<Event>) {
    this.wakeUps = new WakeUps(options.database, options.log, options.channel);
  }

  /** Resolves once the other processes can be heard. */
  async start(): Promise<void> {
    const { checkMs: ms, log } = this.options;
    const failure = 'the watched accounts could not be looked at';
    const checking = every({ ms, log, failure, first: 'later' }, () => this.checkHeads());
    this.checking = checking;
    await this.wakeUps.listen((wakeUp) => {
      if (wakeUp === 'everything') checking.now();
      else for (const moved of wakeUp) this.feedOf(moved)?.hint(moved.seq);
      this.passOn(wakeUp);
    });
  }

  /** Has a listener told of each wake-up from now on, of this process or another: there is one channel for all. */
  hear(listener: (wakeUp: WakeUp) => void): void {
    this.listeners.push(listener);
  }

  /** Has this account looked at: something may have happened there. */
  look(moved: Moved): void {
    this.feedOf(moved)?.look();
  }

  /** Told after each commit of this process; also tells the other processes. */
  wake = (moved: Moved[]): void => {
    if (this.closed) return;
    for (const each of moved) this.feedOf(each)?.standsAt(each.seq);
    this.passOn(moved);
    this.wakeUps.tell(moved);
  };

  /**
   * Watches an account from now on; authorising is the caller's business.
   * @param head where the account stood when the caller looked it up
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  watch(account: WatchedAccount, head: bigint, options: WatchOptions<Event>): Watch<Event> {
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const key = keyOf(account.tenant, account.accountId);
    const feed = this.feeds.get(key) ?? new Feed(account, head, this.options.reader, this.options.log);
    this.feeds.set(key, feed);
    const watch = new Watch(feed, options, () => {
      this.watches.delete(watch);
      feed.followers.delete(watch);
      if (feed.followers.size === 0 && this.feeds.get(key) === feed) this.feeds.delete(key);
    });
    this.watches.add(watch);
    // Whatever was committed between the caller's look and this moment woke nobody.
    feed.look();
    return watch;
  }

  /**
   * How many accounts are watched here, by how many, how many events are kept in memory for them, and how many the watcher
   * that is furthest behind has yet to take.
   */
  get load(): { accounts: number; watches: number; kept: number; behind: number } {
    let [kept, behind] = [0, 0];
    for (const feed of this.feeds.values()) {
      kept += feed.kept;
      behind = Math.max(behind, feed.behind);
    }
    return { accounts: this.feeds.size, watches: this.watches.size, kept, behind };
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    for (const watch of [...this.watches]) watch.end();
    await this.checking?.close();
    await this.wakeUps.close();
  }

  private passOn(wakeUp: WakeUp): void {
    for (const listener of this.listeners) listener(wakeUp);
  }

  private feedOf({ tenant, accountId }: Moved): Feed<Event> | undefined {
    return accountId === null ? undefined : this.feeds.get(keyOf(tenant, accountId));
  }

  private async checkHeads(): Promise<void> {
    const feeds = new Map(this.feeds);
    if (feeds.size === 0) return;
    const heads = await this.options.reader.heads([...feeds.values()].map(({ account }) => account));
    for (const [key, seq] of heads) feeds.get(key)?.standsAt(seq);
  }
}
