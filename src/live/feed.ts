/**
 * The changes of one watched account, read once for all who watch it. The books are the truth: whatever wakes a feed is
 * only a hint to look there. It keeps no queue per watcher, only the few changes that somebody has yet to take.
 */
import type { Log } from '../log.js';
import type { BalanceChange } from './balance-change.js';
import { PAGE, type ChangeReader, type WatchedAccount } from './read-changes.js';

/** A watcher that is more updates behind than this gets a snapshot instead of them. */
export const BACKLOG = 10_000n;

/** Changes kept in memory at most; watchers further behind read the books for themselves, page by page. */
const KEPT = 1_000;

/** What a feed knows of a watcher: how far it has come, null before its snapshot, and how to tell it to look. */
export interface Follower {
  readonly position: bigint | null;
  stir(): void;
}

export class Feed {
  readonly followers = new Set<Follower>();
  /** What the account has come to for certain; the head may still have to get there. */
  known: bigint;
  private recent: BalanceChange[] = [];
  private hinted = false;
  private following = false;
  private snapshots: { running?: Promise<BalanceChange>; next?: Promise<BalanceChange> } = {};

  /** @param head the last update that the feed has come to: it goes on from there */
  constructor(
    readonly account: WatchedAccount,
    public head: bigint,
    private readonly reader: ChangeReader,
    private readonly log: Log,
  ) {
    this.known = head;
  }

  /** How many changes are in memory. */
  get kept(): number {
    return this.recent.length;
  }

  /** Somebody says that the account has come to `seq`: worth a look, and no more than that. */
  hint(seq: bigint): void {
    if (seq > this.head) this.look();
  }

  /** The account has come to `seq`, by its own row or by a commit of this process. */
  standsAt(seq: bigint): void {
    if (seq > this.known) this.known = seq;
    this.hint(seq);
  }

  /** Looks for updates after the head. */
  look(): void {
    this.hinted = true;
    if (!this.following) void this.follow();
  }

  /** The change that follows on `seq`, where it is at hand. */
  after(seq: bigint): BalanceChange | undefined {
    const first = this.recent[0];
    return first && seq + 1n >= first.seq ? this.recent[Number(seq + 1n - first.seq)] : undefined;
  }

  /** Updates after `seq`, from the books. */
  pageAfter(seq: bigint): Promise<BalanceChange[]> {
    return this.reader.after(this.account, seq);
  }

  /** The account as it is now; all who ask while one snapshot is being taken share the next, which cannot be older. */
  async snapshot(): Promise<BalanceChange> {
    const { snapshots } = this;
    if (snapshots.running) {
      return (snapshots.next ??= snapshots.running
        .catch(() => undefined)
        .then(() => {
          snapshots.next = undefined;
          return this.snapshot();
        }));
    }
    snapshots.running = this.reader.snapshot(this.account).finally(() => (snapshots.running = undefined));
    return snapshots.running;
  }

  private async follow(): Promise<void> {
    this.following = true;
    try {
      while (this.hinted && this.followers.size > 0) {
        this.hinted = false;
        if (this.known - this.head > BACKLOG) this.skipTo(this.known);
        const changes = await this.pageAfter(this.head);
        if (changes.length === PAGE) this.hinted = true;
        if (changes.length > 0) this.append(changes);
      }
    } catch (error) {
      // The next hint, or the next look at all heads, tries again.
      this.log.warn({ err: error }, 'the books could not be read for watchers');
    } finally {
      this.following = false;
    }
  }

  /** Passes over updates that are too many to read: each watcher gets a snapshot instead. */
  private skipTo(head: bigint): void {
    this.recent = [];
    this.head = head;
    this.stirAll();
  }

  private append(changes: BalanceChange[]): void {
    const first = changes[0];
    const last = changes.at(-1);
    if (first?.seq !== this.head + 1n || last?.seq !== this.head + BigInt(changes.length)) {
      throw new Error(`live: after ${this.head} the books go on with ${first?.seq} to ${last?.seq}`);
    }
    const taken = this.leastPosition();
    this.recent = [...this.recent.filter(({ seq }) => seq > taken), ...changes].slice(-KEPT);
    this.head = last.seq;
    if (this.known < this.head) this.known = this.head;
    this.stirAll();
  }

  /** The last update that every watcher has taken; a watcher that waits for a snapshot needs no updates. */
  private leastPosition(): bigint {
    let least = this.head;
    for (const { position } of this.followers) if (position !== null && position < least) least = position;
    return least;
  }

  private stirAll(): void {
    for (const follower of this.followers) follower.stir();
  }
}
