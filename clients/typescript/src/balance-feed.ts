/** One watch of an account, shared by all parts of a page that look at it: it begins with the first and ends with the last. */
import type { BalanceChange } from './api.js';
import type { Spillway } from './client.js';

/** What a page knows of a balance. */
export interface BalanceView {
  /** The latest change, with the balance and windows after it; null before the first. */
  change: BalanceChange | null;
  /** `away`: the last one may be out of date, and the feed is trying to come back. `failed`: it is not. */
  state: 'loading' | 'live' | 'away' | 'failed';
  error: Error | null;
}

/** Before anything is known, and on a server that renders. */
export const NOTHING_YET: BalanceView = { change: null, state: 'loading', error: null };

const COALESCE_MS = 250;

/** The watch of one account; a store as `useSyncExternalStore` wants it. */
export class BalanceFeed {
  private view = NOTHING_YET;
  private readonly listeners = new Set<() => void>();
  private ending: AbortController | null = null;

  constructor(
    private readonly client: Spillway,
    private readonly account: string | undefined,
  ) {}

  /** Always the same function, and the same object until something changes. */
  readonly now = (): BalanceView => this.view;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    if (!this.ending) void this.follow((this.ending = new AbortController()));
    return () => {
      this.listeners.delete(changed);
      if (this.listeners.size > 0) return;
      this.ending?.abort();
      this.ending = null;
    };
  };

  private async follow(ending: AbortController): Promise<void> {
    const { signal } = ending;
    const tell = (more: Partial<BalanceView>) => {
      if (signal.aborted) return;
      this.view = { ...this.view, ...more };
      for (const changed of this.listeners) changed();
    };
    try {
      const options = {
        ...(this.account !== undefined && { account: this.account }),
        ...(this.view.change && { afterSeq: this.view.change.seq }),
        coalesceMs: COALESCE_MS,
        signal,
        onState: (state: 'live' | 'away') => tell({ state }),
      };
      for await (const change of this.client.watchBalance(options)) tell({ change, error: null });
    } catch (error) {
      tell({ state: 'failed', error: error as Error });
      if (this.ending === ending) this.ending = null;
    }
  }
}

const feeds = new WeakMap<Spillway, Map<string, BalanceFeed>>();

/** The feed of an account, the caller's own by default. */
export function feedOf(client: Spillway, account?: string): BalanceFeed {
  const ofClient = feeds.get(client) ?? new Map<string, BalanceFeed>();
  feeds.set(client, ofClient);
  const feed = ofClient.get(account ?? '') ?? new BalanceFeed(client, account);
  ofClient.set(account ?? '', feed);
  return feed;
}
