/**
 * What happens on one watched account, read once for all who watch it. The books are the truth: whatever wakes a feed is
 * only a hint to look there. It keeps no queue per watcher, only the few events that somebody has yet to take.
 */
import type { AccountKey } from '../books/books.js';
import type { Log } from '../log.js';

/** Where there are snapshots, a watcher that is more events behind than this gets one instead of them. */
const BACKLOG = 10_000n;

/** Events kept in memory at most; watchers further behind read the books for themselves, page by page. */
const KEPT = 1_000;

/** The most that one read returns of one account. */
export const PAGE = 200;

/** An account as watchers name it: by UUID in the books, by address where it is locked. */
export interface WatchedAccount extends AccountKey {
  accountId: string;
}

/** What happened on an account, numbered there without gaps; a snapshot says where the account stands at its number. */
export interface Numbered {
  seq: bigint;
  snapshot?: boolean;
}

/** Reads events from the books. */
export interface EventReader<Event> {
  /** The number of each account's last event, by tenant and UUID; accounts without any may be left out. */
  heads(accounts: readonly WatchedAccount[]): Promise<Map<string, bigint>>;
  /** The events that follow on `seq`, in order; at most {@link PAGE}. */
  after(account: WatchedAccount, seq: bigint): Promise<Event[]>;
  /** The account as it is now, in place of too many events; without it whoever is behind gets each of them. */
  snapshot?(account: WatchedAccount): Promise<Event>;
}

/** What a feed knows of a watcher: how far it has come, null before its snapshot, and how to tell it to look. */
export interface Follower {
  readonly position: bigint | null;
  stir(): void;
}

export class Feed<Event extends Numbered> {
  readonly followers = new Set<Follower>();
  /** What the account has come to for certain; the head may still have to get there. */
  known: bigint;
  private recent: Event[] = [];
  private hinted = false;
  private following = false;
  private snapshots: { running?: Promise<Event>; next?: Promise<Event> } = {};

  /** @param head the last event that the feed has come to: it goes on from there */
  constructor(
    readonly account: WatchedAccount,
    public head: bigint,
    private readonly reader: EventReader<Event>,
    private readonly log: Log,
  ) {
    this.known = head;
  }

  /** How many events are in memory. */
  get kept(): number {
    return this.recent.length;
  }

  /** How many events the watcher that is furthest behind has yet to take. */
  get behind(): number {
    return Number(this.known - this.leastPosition());
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

  /** Looks for events after the head. */
  look(): void {
    this.hinted = true;
    if (!this.following) void this.follow();
  }

  /** Whether whoever has come to `seq` had better go on from a snapshot. */
  isFarBehind(seq: bigint): boolean {
    return this.reader.snapshot !== undefined && this.known - seq > BACKLOG;
  }

  /** The event that follows on `seq`, where it is at hand. */
  after(seq: bigint): Event | undefined {
    const first = this.recent[0];
    return first && seq + 1n >= first.seq ? this.recent[Number(seq + 1n - first.seq)] : undefined;
  }

  /** Events after `seq`, from the books. */
  pageAfter(seq: bigint): Promise<Event[]> {
    return this.reader.after(this.account, seq);
  }

  /** The account as it is now; all who ask while one snapshot is being taken share the next, which cannot be older. */
  async snapshot(): Promise<Event> {
    const { snapshots, reader } = this;
    if (!reader.snapshot) throw new Error('live: this feed has no snapshots');
    if (snapshots.running) {
      return (snapshots.next ??= snapshots.running
        .catch(() => undefined)
        .then(() => {
          snapshots.next = undefined;
          return this.snapshot();
        }));
    }
    snapshots.running = reader.snapshot(this.account).finally(() => (snapshots.running = undefined));
    return snapshots.running;
  }

  private async follow(): Promise<void> {
    this.following = true;
    try {
      while (this.hinted && this.followers.size > 0) {
        this.hinted = false;
        if (this.isFarBehind(this.head)) this.skipTo(this.known);
        const events = await this.pageAfter(this.head);
        if (events.length === PAGE) this.hinted = true;
        if (events.length > 0) this.append(events);
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

  private append(events: Event[]): void {
    const first = events[0];
    const last = events.at(-1);
    if (first?.seq !== this.head + 1n || last?.seq !== this.head + BigInt(events.length)) {
      throw new Error(`live: after ${this.head} the books go on with ${first?.seq} to ${last?.seq}`);
    }
    const taken = this.leastPosition();
    this.recent = [...this.recent.filter(({ seq }) => seq > taken), ...events].slice(-KEPT);
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
