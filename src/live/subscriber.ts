/**
 * One subscriber, as an iterator that is pulled: events come one after the other, and a consumer that does not pull costs
 * nothing. What the events are is for those who extend it.
 */
import { SpillwayError } from '../errors.js';
import { willPass } from '../database/database.js';
import { Rest } from '../rest.js';

type Result<Event> = IteratorResult<Event, undefined>;

const DONE = { done: true, value: undefined } as const;
const RETRY_MS = 250;

export abstract class Subscriber<Event> implements AsyncIterableIterator<Event, undefined> {
  protected open = true;
  protected readonly waiting = new Rest();
  private events: AsyncGenerator<Event, void> | undefined;

  /** @param left called once, when nobody pulls any more */
  constructor(private readonly left: () => void) {}

  /** The events, until it is closed; it rests while there is none. */
  protected abstract produce(): AsyncGenerator<Event, void>;

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event; one after the other, however they are called. */
  async next(): Promise<Result<Event>> {
    try {
      const event = await (this.events ??= this.produce()).next();
      if (event.done) this.end();
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
    this.left();
    this.stir();
  }

  /** There may be something to tell. */
  stir(): void {
    this.waiting.end();
  }

  /** Outlives a database that is away for a while; null once closed. */
  protected async patiently<T>(read: () => Promise<T>): Promise<T | null> {
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

  /** Until it is stirred, closed, or the time is over. */
  protected async rest(ms?: number): Promise<void> {
    if (this.open) await this.waiting.wait(ms);
  }
}

function mayTryAgain(error: unknown): boolean {
  const overloaded = error instanceof SpillwayError && error.code === 'OVERLOADED';
  return overloaded || willPass(error);
}
