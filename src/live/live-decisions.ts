/**
 * Decisions to those who watch for them: one feed per watched account of this process, and one per tenant for those who
 * watch everyone. Wake-ups say where to look; a regular look everywhere makes up for lost ones.
 */
import { subjectAddress } from '../core/address.js';
import { SpillwayError } from '../errors.js';
import type { Repeated } from '../every.js';
import { keyOf } from '../books/books.js';
import type { Ledger, Moved } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import { DecisionFeed } from './decision-feed.js';
import { DecisionWatch } from './decision-watch.js';
import { lookEverywhere } from './look-everywhere.js';
import type { LiveBalances, LiveContext } from './live-balances.js';
import { DecisionReader, type DecisionScope } from './read-decisions.js';
import type { WakeUp } from './wake-ups.js';

export interface LiveDecisionsOptions {
  database: Database;
  ledger: Pick<Ledger, 'wallClock'>;
  log: Log;
  /** Whose wake-ups it hears. */
  live: Pick<LiveBalances, 'hear'>;
  /** How often it looks everywhere, for lost messages; every other second by default. */
  checkMs?: number;
}

/** What watching decisions needs of an operation. */
export interface DecisionsContext extends LiveContext {
  liveDecisions: LiveDecisions;
}

export class LiveDecisions {
  private readonly feeds = new Map<string, DecisionFeed>();
  private readonly watching = new Set<DecisionWatch>();
  private readonly reader: DecisionReader;
  private checking: Repeated | undefined;
  private closed = false;

  constructor(private readonly options: LiveDecisionsOptions) {
    this.reader = new DecisionReader(options.database, this.now);
    options.live.hear((wakeUp) => this.heard(wakeUp));
  }

  /** Looks everywhere from time to time, until it is closed. */
  start(): void {
    const { log, checkMs: ms = 2_000 } = this.options;
    this.checking = lookEverywhere({ ms, log }, () => {
      for (const feed of this.feeds.values()) feed.lookEverywhere();
    });
  }

  /**
   * Watches what is decided from now on; authorising is the caller's business.
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  async watch(scope: DecisionScope): Promise<DecisionWatch> {
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const key = keyOf(scope.tenant, scope.accountId ?? '');
    const feed = this.feeds.get(key) ?? new DecisionFeed(scope, this.reader, this.now, this.options.log);
    this.feeds.set(key, feed);
    const watch = new DecisionWatch(
      scope.subject === null ? '*' : subjectAddress(scope.subject),
      (uuids) => this.reader.decisions(scope.tenant, uuids),
      () => {
        this.watching.delete(watch);
        feed.followers.delete(watch);
        if (feed.followers.size === 0 && this.feeds.get(key) === feed) this.feeds.delete(key);
      },
    );
    this.watching.add(watch);
    feed.followers.add(watch);
    try {
      await feed.started;
      return watch;
    } catch (error) {
      watch.end();
      throw error;
    }
  }

  /** How many scopes are watched here, by how many, and how many decisions are followed for them. */
  get load(): { scopes: number; watches: number; followed: number } {
    const followed = [...this.feeds.values()].reduce((sum, feed) => sum + feed.following, 0);
    return { scopes: this.feeds.size, watches: this.watching.size, followed };
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    for (const watch of [...this.watching]) watch.end();
    await this.checking?.close();
  }

  private readonly now = () => this.options.ledger.wallClock();

  private heard(wakeUp: WakeUp): void {
    if (wakeUp === 'everything') this.checking?.now();
    else for (const moved of wakeUp) this.hint(moved);
  }

  private hint(moved: Moved): void {
    this.feeds.get(keyOf(moved.tenant, ''))?.hint(moved);
    if (moved.accountId !== null) this.feeds.get(keyOf(moved.tenant, moved.accountId))?.hint(moved);
  }
}
