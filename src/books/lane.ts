/**
 * A self-clocking lane: idle, it sends a call at once; while one batch is under way, arrivals collect, and all of them
 * go when it returns. No timer. A bounded queue answers OVERLOADED beyond it.
 */
import { SpillwayError } from '../errors.js';

interface Waiting<C, R> {
  call: C;
  resolve: (result: R | Promise<R>) => void;
  reject: (error: unknown) => void;
}

/** How many calls one batch carries at most. */
export const MOST_CALLS = 256;

/** What became of one call of a batch. */
export type Settled<R> = { ok: true; value: R } | { ok: false; error: unknown };

export class Lane<C, R> {
  private waiting: Waiting<C, R>[] = [];
  private running = false;

  /**
   * @param run does a batch and answers each call in order, or promises to; throws only where all of it failed
   * @param limits the largest batch, and how many calls may wait
   */
  constructor(
    private readonly run: (calls: C[]) => Promise<Settled<R | Promise<R>>[]>,
    private readonly limits: { batch: number; queue: number },
  ) {}

  /** How many calls wait for the batch under way. */
  get length(): number {
    return this.waiting.length;
  }

  /** Answers when the batch that carries the call has been committed. @throws SpillwayError OVERLOADED */
  submit(call: C): Promise<R> {
    if (this.waiting.length >= this.limits.queue) {
      return Promise.reject(tooMany());
    }
    const answer = new Promise<R>((resolve, reject) => this.waiting.push({ call, resolve, reject }));
    if (!this.running) void this.drain();
    return answer;
  }

  private async drain(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length) {
      const batch = this.waiting.splice(0, this.limits.batch);
      try {
        const results = await this.run(batch.map(({ call }) => call));
        batch.forEach(({ resolve, reject }, i) => {
          const result = results[i];
          if (result?.ok) resolve(result.value);
          else reject(result?.error ?? new Error('lane: a call was not answered'));
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}

/** What a call gets where too many wait before it. */
export function tooMany(): SpillwayError {
  return new SpillwayError('OVERLOADED', 'Too many calls wait already: repeat with the same key.');
}
