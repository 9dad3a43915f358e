/**
 * One subscriber of an account's changes, as an iterator that is pulled: in order, each `seq` once, and a snapshot
 * where catching up would take too long. It holds at most one page; a consumer that does not pull costs nothing.
 */
import { performance } from 'node:perf_hooks';
import { SpillwayError } from '../errors.js';
import { isOverloaded, isTransient } from '../database/database.js';
import { fold, type BalanceChange } from './balance-change.js';
import { BACKLOG, type Feed, type Follower } from './feed.js';

/** How a subscriber wants its changes. */
export interface WatchOptions {
  /** The last change it knows; null: it starts from a snapshot. */
  afterSeq: bigint | null;
  /** Changes within so many milliseconds become one; 0: every change on its own. */
  coalesceMs: number;
}

type Result = IteratorResult<BalanceChange, undefined>;

const DONE: Result = { done: true, value: undefined };
const RETRY_MS = 250;

export class BalanceWatch implements AsyncIterableIterator<BalanceChange, undefined>, Follower {
  position: bigint | null;
  private page: BalanceChange[] = [];
  private open = true;
  private stirred = false;
  private wake: () => void = () => {};
  private turn: Promise<unknown> = Promise.resolve();
  private givenAt = -Infinity;
  private readonly pull: () => Promise<BalanceChange | null>;

  /** @param left called once, when nobody pulls any more */
  constructor(
    private readonly feed: Feed,
    { afterSeq, coalesceMs }: WatchOptions,
    private readonly left: (watch: BalanceWatch) => void,
  ) {
    this.position = afterSeq;
    this.pull = coalesceMs > 0 ? () => this.takeRange(coalesceMs) : () => this.take();
    feed.followers.add(this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next change; one after the other, however they are called. */
  next(): Promise<Result> {
    const result = this.turn.then(() => this.result());
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** Nobody listens any more; a `next` that waits ends too. */
  async return(): Promise<Result> {
    this.end();
    return DONE;
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.page = [];
    this.left(this);
    this.stir();
  }

  stir(): void {
    this.stirred = true;
    this.wake();
  }

  private async result(): Promise<Result> {
    try {
      const change = await this.pull();
      return change && this.open ? { done: false, value: change } : DONE;
    } catch (error) {
      if (!this.open) return DONE;
      this.end();
      throw error;
    }
  }

  /** The next change; null once closed. */
  private async take(): Promise<BalanceChange | null> {
    while (this.open) {
      this.stirred = false;
      const change = await this.atHand();
      if (change) return change;
      await this.rest();
    }
    return null;
  }

  /** What has gathered since the last one was given, at least `coalesceMs` later; at once where nothing was. */
  private async takeRange(coalesceMs: number): Promise<BalanceChange | null> {
    let range: BalanceChange | null = null;
    while (this.open) {
      this.stirred = false;
      const change = await this.atHand();
      // A snapshot says all that was gathered, and more.
      range = change && range && !change.snapshot ? fold(range, change) : (change ?? range);
      if (change && !change.snapshot) continue;
      const left = this.givenAt + coalesceMs - performance.now();
      if (range && (range.snapshot || left <= 0)) {
        this.givenAt = performance.now();
        return range;
      }
      await this.rest(range ? left : undefined);
    }
    return null;
  }

  /** The change that follows on the position, without waiting for one to happen. */
  private async atHand(): Promise<BalanceChange | null> {
    const { feed, position } = this;
    if (position === null || feed.known - position > BACKLOG)
      return this.advance(await this.patiently(() => feed.snapshot()));
    const known = this.page.shift() ?? feed.after(position);
    if (known || position >= feed.head) return this.advance(known);
    this.page = (await this.patiently(() => feed.pageAfter(position))) ?? [];
    return this.advance(this.page.shift());
  }

  private advance(change: BalanceChange | null | undefined): BalanceChange | null {
    if (!change) return null;
    if (change.snapshot) this.page = [];
    this.position = change.seq;
    return change;
  }

  /** Outlives a database that is away for a while; null once closed. */
  private async patiently<T>(read: () => Promise<T>): Promise<T | null> {
    while (this.open) {
      try {
        return await read();
      } catch (error) {
        const overloaded = isOverloaded(error) || (error instanceof SpillwayError && error.code === 'OVERLOADED');
        if (!overloaded && !isTransient(error)) throw error;
        this.stirred = false;
        await this.rest(RETRY_MS);
      }
    }
    return null;
  }

  /** Until the feed moves, the watch is closed, or the time is over. */
  private async rest(ms?: number): Promise<void> {
    if (this.stirred || !this.open) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}
