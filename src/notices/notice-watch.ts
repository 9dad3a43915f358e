/**
 * One subscriber of an account's notices, as an iterator that is pulled: in order, each once, read from the books page
 * by page. It keeps at most one page; a consumer that does not pull costs nothing.
 */
import { isOverloaded, isTransient } from '../database/database.js';
import type { Notice } from '../books/notice.js';

/** A notice for a subscriber, and the address by which the policy is asked who may read it. */
export interface GivenNotice {
  address: string;
  notice: Notice;
}

type Result = IteratorResult<GivenNotice, undefined>;

const RETRY_MS = 250;

export class NoticeWatch implements AsyncIterableIterator<GivenNotice, undefined> {
  private open = true;
  private stirred = false;
  private wake: () => void = () => {};
  private readonly given = this.follow();

  /**
   * @param position the number of the last notice that the subscriber knows
   * @param read the notices after a number
   * @param left called once, when nobody pulls any more
   */
  constructor(
    private position: bigint,
    private readonly read: (after: bigint) => Promise<GivenNotice[]>,
    private readonly left: (watch: NoticeWatch) => void,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next notice; one after the other, however they are called. */
  next(): Promise<Result> {
    return this.given.next();
  }

  /** Nobody listens any more; a `next` that waits ends too. */
  async return(): Promise<Result> {
    this.end();
    return { done: true, value: undefined };
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.left(this);
    this.wake();
  }

  /** The account has come to this number: worth a look, and no more than that. */
  hint(no: bigint): void {
    if (no <= this.position) return;
    this.stirred = true;
    this.wake();
  }

  private async *follow(): AsyncGenerator<GivenNotice, undefined> {
    try {
      while (this.open) {
        this.stirred = false;
        const page = await this.page();
        for (const given of page) {
          if (!this.open) return;
          this.position = given.notice.no;
          yield given;
        }
        if (page.length === 0) await this.rest();
      }
    } finally {
      this.end();
    }
  }

  /** Outlives a database that is away for a while. */
  private async page(): Promise<GivenNotice[]> {
    for (;;) {
      try {
        return await this.read(this.position);
      } catch (error) {
        if (!isOverloaded(error) && !isTransient(error)) throw error;
        await this.rest(RETRY_MS);
        if (!this.open) return [];
      }
    }
  }

  /** Until there may be another, the watch is closed, or the time is over. */
  private async rest(ms?: number): Promise<void> {
    if (!this.open || (this.stirred && ms === undefined)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}
