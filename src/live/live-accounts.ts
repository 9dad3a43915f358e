/**
 * All that happens to accounts, to those who watch them. Changes of balances come from `LiveBalances`; all else is looked
 * at when a wake-up says so, and regularly: what stands otherwise than at the last look is told. Nothing of it is
 * numbered, and what changed back between two looks is not told.
 */
import { every, type Repeated } from '../every.js';
import { keyOf } from '../books/books.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import type { PolicyStore } from '../policy/policy-store.js';
import { AccountWatch } from './account-watch.js';
import { lookEverywhere } from './look-everywhere.js';
import type { ChangesWanted, LiveBalances, LiveContext } from './live-balances.js';
import type { Found } from './read-changes.js';
import { ConditionReader } from './read-conditions.js';
import { ConditionFeed, type Versions } from './condition-feed.js';
import type { WakeUp } from './wake-ups.js';

/** Over how long a live policy or catalog reaches its watchers, so that they do not all come back at once. */
export const SPREAD_MS = 2_000;
/** How often the versions that serve are looked at. */
const VERSIONS_MS = 250;

export interface LiveAccountsOptions {
  database: Database;
  log: Log;
  live: LiveBalances;
  policies: Pick<PolicyStore, 'live' | 'catalog'>;
  /** How often the watched accounts are looked at, for lost messages; every five seconds by default. */
  checkMs?: number;
}

/** What watching accounts needs of an operation. */
export interface AccountsContext extends LiveContext {
  liveAccounts: LiveAccounts;
}

export class LiveAccounts {
  private readonly feeds = new Map<string, ConditionFeed>();
  private readonly reader: ConditionReader;
  private checking: Repeated | undefined;
  private comparing: Repeated | undefined;

  constructor(private readonly options: LiveAccountsOptions) {
    this.reader = new ConditionReader(options.database);
    options.live.hear((wakeUp) => this.heard(wakeUp));
  }

  /** Looks at accounts and versions from time to time, until it is closed. */
  start(): void {
    const { log, checkMs: ms = 5_000 } = this.options;
    this.checking = lookEverywhere({ ms, log }, () => {
      for (const feed of this.feeds.values()) feed.look();
    });
    const failure = 'the versions that serve could not be looked at';
    this.comparing = every({ ms: VERSIONS_MS, log, failure, first: 'later' }, async () => this.compareVersions());
  }

  /**
   * Watches an account from now on; authorising is the caller's business.
   * @throws SpillwayError OVERLOADED when the server is shutting down
   */
  async watch({ account, seq }: Found, wanted: ChangesWanted): Promise<AccountWatch> {
    const { live, log } = this.options;
    const key = keyOf(account.tenant, account.accountId);
    const balance = live.watch(account, seq, wanted);
    const feed = this.feeds.get(key) ?? new ConditionFeed(account, this.reader, this.versionsOf(account.tenant), log);
    this.feeds.set(key, feed);
    const { coalesceMs } = wanted;
    const watch = new AccountWatch(account, balance, { coalesceMs, resumed: balance.position !== null }, () => {
      feed.followers.delete(watch);
      if (feed.followers.size === 0 && this.feeds.get(key) === feed) this.feeds.delete(key);
    });
    feed.followers.add(watch);
    try {
      // What changes from here on is told; the first message is made after it.
      await feed.started;
      return watch;
    } catch (error) {
      watch.end();
      throw error;
    }
  }

  /** How many subscribers there are. */
  get watches(): number {
    return [...this.feeds.values()].reduce((sum, { followers }) => sum + followers.size, 0);
  }

  /** Whoever watches is ended by `LiveBalances`, whose changes they wait for. */
  async close(): Promise<void> {
    await this.checking?.close();
    await this.comparing?.close();
  }

  private heard(wakeUp: WakeUp): void {
    if (wakeUp === 'everything') this.checking?.now();
    else {
      for (const { tenant, accountId, restated } of wakeUp) {
        if (restated && accountId !== null) this.feeds.get(keyOf(tenant, accountId))?.look();
      }
    }
  }

  private compareVersions(): void {
    for (const feed of this.feeds.values()) {
      const reasons = feed.nowServedBy(this.versionsOf(feed.account.tenant));
      if (reasons.length === 0) continue;
      for (const watch of feed.followers) watch.tell(reasons, 1 + Math.random() * (SPREAD_MS - VERSIONS_MS));
    }
  }

  private versionsOf(tenant: string): Versions {
    const { policies } = this.options;
    return { POLICY: policies.live(tenant)?.version ?? null, CATALOG: policies.catalog().version };
  }
}
