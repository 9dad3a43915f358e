/**
 * Requests for more of budgets to those who watch for them: one feed per watched tenant of this process. Wake-ups say when
 * to look; a regular look makes up for lost ones.
 */
import { listRequests } from '../budgets/list-requests.js';
import type { BudgetRequest } from '../books/budget-request.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { Context } from '../api/context.js';
import { isOwn, maySee } from '../api/requests-of.js';
import type { Database } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import type { Repeated } from '../every.js';
import type { Log } from '../log.js';
import { lookEverywhere } from './look-everywhere.js';
import type { LiveBalances, LiveContext } from './live-balances.js';
import { RequestFeed } from './request-feed.js';
import { MOST_WAITING, RequestWatch } from './request-watch.js';
import type { WakeUp } from './wake-ups.js';

export interface LiveRequestsOptions {
  database: Database;
  ledger: Pick<Ledger, 'wallClock'>;
  log: Log;
  /** Whose wake-ups it hears. */
  live: Pick<LiveBalances, 'hear'>;
  /** How often it looks, for lost messages; every other second by default. */
  checkMs?: number;
}

/** What watching requests needs of an operation. */
export interface RequestsContext extends LiveContext {
  liveRequests: LiveRequests;
}

export class LiveRequests {
  private readonly feeds = new Map<string, RequestFeed>();
  private readonly watching = new Set<RequestWatch>();
  private checking: Repeated | undefined;
  private closed = false;

  constructor(private readonly options: LiveRequestsOptions) {
    options.live.hear((wakeUp) => this.heard(wakeUp));
  }

  /** Looks from time to time, until it is closed. */
  start(): void {
    const { log, checkMs: ms = 2_000 } = this.options;
    this.checking = lookEverywhere({ ms, log }, () => {
      for (const feed of this.feeds.values()) feed.look();
    });
  }

  /**
   * Watches the caller's own requests, or with `everyone` those that it could answer, too.
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  watch(context: Context, everyone: boolean): RequestWatch {
    if (this.closed) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const { caller, policies } = context;
    const { tenant } = caller;
    const { database, ledger, log } = this.options;
    const feed = this.feeds.get(tenant) ?? new RequestFeed(tenant, database, () => ledger.wallClock(), log);
    this.feeds.set(tenant, feed);
    // By the policy of each instant: it may change while somebody watches.
    const asking = () => ({ ...context, policy: policies.live(tenant) ?? context.policy });
    const maySeeNow = (request: BudgetRequest) => (everyone ? maySee(asking(), request) : isOwn({ caller }, request));
    const latest = async () => {
      const page = { first: MOST_WAITING, after: null };
      const { nodes } = await listRequests(asking(), { state: null, onlyOwn: !everyone }, page);
      return nodes.reverse();
    };
    const watch = new RequestWatch(latest, maySeeNow, () => {
      this.watching.delete(watch);
      feed.followers.delete(watch);
      if (feed.followers.size === 0 && this.feeds.get(tenant) === feed) this.feeds.delete(tenant);
    });
    this.watching.add(watch);
    feed.followers.add(watch);
    feed.look();
    return watch;
  }

  /** How many subscribers there are. */
  get watches(): number {
    return this.watching.size;
  }

  /** Ends every watch; sockets are better closed before, so that their clients come back. */
  async close(): Promise<void> {
    this.closed = true;
    for (const watch of [...this.watching]) watch.end();
    await this.checking?.close();
  }

  private heard(wakeUp: WakeUp): void {
    if (wakeUp === 'everything') this.checking?.now();
    else for (const { tenant, restated } of wakeUp) if (restated) this.feeds.get(tenant)?.look();
  }
}
