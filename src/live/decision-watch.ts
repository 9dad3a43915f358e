/**
 * One subscriber of decisions: at most so many a second, and how many it was not told of. Its queue is as short; what is
 * in it is read from the books when it is pulled.
 */
import { performance } from 'node:perf_hooks';
import type { Decision } from '../books/decision.js';
import type { DecisionFollower } from './decision-feed.js';
import { Subscriber } from './subscriber.js';

/** How many decisions a subscriber is told of in a second, and how many wait for one that does not pull. */
export const MOST_TOLD = 100;
const SECOND_MS = 1_000;
/** How many decisions are in memory for one subscriber. */
const PAGE = 10;
/** The largest Int of GraphQL. */
const MOST_MISSED = 2 ** 31 - 1;

/** What a subscriber pulls: a decision, or how many it was not told of; neither as it begins. */
export interface ToldDecision {
  /** Of the account, `*` for everyone; by it the policy is asked, at each event, who may read. */
  address: string;
  decision: Decision | null;
  missed: number;
}

export class DecisionWatch extends Subscriber<ToldDecision> implements DecisionFollower {
  /** UUIDs, in the order in which they came. */
  private readonly queue = new Set<string>();
  /** When the last of them were taken into the queue, at most as many as may be told in a second. */
  private readonly taken: number[] = [];
  private missed = 0;
  private missedAt = 0;

  /**
   * @param address of the account, `*` for everyone
   * @param read the decisions with these UUIDs
   * @param left called once, when nobody pulls any more
   */
  constructor(
    private readonly address: string,
    private readonly read: (uuids: readonly string[]) => Promise<Decision[]>,
    left: () => void,
  ) {
    super(left);
  }

  offer(uuid: string): void {
    // One that waits is told as it is by then.
    if (this.queue.has(uuid)) return;
    const now = performance.now();
    const [first = -Infinity] = this.taken;
    const isFull = this.queue.size >= MOST_TOLD || (this.taken.length >= MOST_TOLD && now - first < SECOND_MS);
    if (isFull) {
      if (this.missed === 0) this.missedAt = now;
      this.missed = Math.min(this.missed + 1, MOST_MISSED);
    } else {
      this.queue.add(uuid);
      this.taken.push(now);
      if (this.taken.length > MOST_TOLD) this.taken.shift();
    }
    this.stir();
  }

  protected async *produce(): AsyncGenerator<ToldDecision, void> {
    const { address } = this;
    yield { address, decision: null, missed: 0 };
    while (this.open) {
      this.waiting.renew();
      const next = [...this.queue].slice(0, PAGE);
      for (const uuid of next) this.queue.delete(uuid);
      const decisions = next.length ? ((await this.patiently(() => this.read(next))) ?? []) : [];
      for (const decision of decisions) yield { address, decision, missed: 0 };
      const missed = this.missedByNow();
      if (missed > 0) yield { address, decision: null, missed };
      else if (next.length === 0)
        await this.rest(this.missed > 0 ? this.missedAt + SECOND_MS - performance.now() : undefined);
    }
  }

  /** Those that were missed, a second after the first of them; 0 before. */
  private missedByNow(): number {
    const { missed } = this;
    if (missed === 0 || performance.now() < this.missedAt + SECOND_MS) return 0;
    this.missed = 0;
    return missed;
  }
}
