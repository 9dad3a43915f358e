/**
 * One subscriber of what happens on an account, as an iterator that is pulled: in order, each `seq` once, and a snapshot
 * where catching up would take too long. It holds at most one page; a consumer that does not pull costs nothing.
 */
import { performance } from 'node:perf_hooks';
import { SpillwayError } from '../errors.js';
import { willPass } from '../database/database.js';
import { Rest } from '../rest.js';
import type { Feed, Follower, Numbered } from './feed.js';

/** How a subscriber wants what happens. */
export interface WatchOptions<Event> {
  /** The last that it knows; null: it starts from a snapshot, which its feed must have. */
  after: bigint | null;
  /** What happens within so many milliseconds becomes one; without it each comes on its own. */
  coalesce?: { ms: number; fold: (earlier: Event, later: Event) => Event };
}

type Result<Event> = IteratorResult<Event, undefined>;

const DONE = { done: true, value: undefined } as const;
const RETRY_MS = 250;

export class Watch<Event extends Numbered> implements AsyncIterableIterator<Event, undefined>, Follower {
  position: bigint | null;
  private page: Event[] = [];
  private open = true;
  private readonly waiting = new Rest();
  private readonly events: AsyncGenerator<Event, void>;

  /** @param left called once, when nobody pulls any more */
  constructor(
    private readonly feed: Feed<Event>,
    { after, coalesce }: WatchOptions<Event>,
    private readonly left: (watch: Watch<Event>) => void,
  ) {
    this.position = after;
    this.events = coalesce ? this.ranges(coalesce) : this.each();
    feed.followers.add(this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event; one after the other, however they are called. */
  async next(): Promise<Result<Event>> {
    try {
      const event = await this.events.next();
      return this.open && !event.done ? event : DONE;
    } catch (error) {
      if (!this.open) return DONE;
      this.end();
      throw error;
    }
  }

  /** Nobody listens any more; a `next` that waits ends too. */
  async return(): Promise<Result<Event>> {
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
    this.waiting.end();
  }

  private async *each(): AsyncGenerator<Event, void> {
    while (this.open) {
      this.waiting.renew();
      const event = await this.atHand();
      if (event) yield event;
      else await this.rest();
    }
  }

  /** What has gathered since the last one was given, at least `ms` later; at once where nothing was. */
  private async *ranges({ ms, fold }: NonNullable<WatchOptions<Event>['coalesce']>): AsyncGenerator<Event, void> {
    let range: Event | null = null;
    let givenAt = -Infinity;
    while (this.open) {
      this.waiting.renew();
      const event: Event | null = await this.atHand();
      // A snapshot says all that was gathered, and more.
      range = event && range && !event.snapshot ? fold(range, event) : (event ?? range);
      if (event && !event.snapshot) continue;
      const left = givenAt + ms - performance.now();
      if (range && (range.snapshot || left <= 0)) {
        givenAt = performance.now();
        yield range;
        range = null;
      } else await this.rest(range ? left : undefined);
    }
  }

  /** The event that follows on the position, without waiting for one to happen. */
  private async atHand(): Promise<Event | null> {
    const { feed, position } = this;
    if (position === null || feed.isFarBehind(position)) {
      return this.advance(await this.patiently(() => feed.snapshot()));
    }
    const known = this.page.shift() ?? feed.after(position);
    if (known || position >= feed.head) return this.advance(known);
    this.page = (await this.patiently(() => feed.pageAfter(position))) ?? [];
    return this.advance(this.page.shift());
  }

  private advance(event: Event | null | undefined): Event | null {
    if (!event) return null;
    if (event.snapshot) this.page = [];
    this.position = event.seq;
    return event;
  }

  /** Outlives a database that is away for a while; null once closed. */
  private async patiently<T>(read: () => Promise<T>): Promise<T | null> {
    while (this.open) {
      try {
        return await read();
      } catch (error) {
        if (!mayTryAgain(error)) throw error;
        this.waiting.renew();
        await this.rest(RETRY_MS);
      }
    }
    return null;
  }

  /** Until the feed moves, the watch is closed, or the time is over. */
  private async rest(ms?: number): Promise<void> {
    if (this.open) await this.waiting.wait(ms);
  }
}

function mayTryAgain(error: unknown): boolean {
  const overloaded = error instanceof SpillwayError && error.code === 'OVERLOADED';
  return overloaded || willPass(error);
}
