/**
 * One subscriber of what happens on an account, as an iterator that is pulled: in order, each `seq` once, and a snapshot
 * where catching up would take too long. It holds at most one page; a consumer that does not pull costs nothing.
 */
import { performance } from 'node:perf_hooks';
import type { Feed, Follower, Numbered } from './feed.js';
import { Subscriber } from './subscriber.js';

/** How a subscriber wants what happens. */
export interface WatchOptions<Event> {
  /** The last that it knows; null: it starts from a snapshot, which its feed must have. */
  after: bigint | null;
  /** What happens within so many milliseconds becomes one; without it each comes on its own. */
  coalesce?: { ms: number; fold: (earlier: Event, later: Event) => Event };
}

export class Watch<Event extends Numbered> extends Subscriber<Event> implements Follower {
  position: bigint | null;
  private page: Event[] = [];

  /** @param left called once, when nobody pulls any more */
  constructor(
    private readonly feed: Feed<Event>,
    private readonly options: WatchOptions<Event>,
    left: () => void,
  ) {
    super(left);
    this.position = options.after;
    feed.followers.add(this);
  }

  protected produce(): AsyncGenerator<Event, void> {
    const { coalesce } = this.options;
    return coalesce ? this.ranges(coalesce) : this.each();
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
}
