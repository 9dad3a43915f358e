/**
 * Lanes by tenant, so that no two lanes lock the same rows. A batch may hold several tenants; where it fails as a whole,
 * it is redone per tenant, then per call: nobody's bad input hurts a neighbour (docs/rules.md, 25). Where a lock is not
 * had soon, the calls step aside, account by account, and the lane goes on without them (docs/rules.md, 33).
 */
import { SpillwayError } from '../errors.js';
import { inParts } from '../in-parts.js';
import type { Turns } from '../turns.js';
import { keyOf, type AccountKey } from './books.js';
import { Lane, MOST_CALLS, tooMany, type Settled } from './lane.js';
import { LockTaken } from './unit-of-work.js';

const LANES = 4;
const LIMITS = { batch: MOST_CALLS, queue: 10_000 };
/** How many calls of one tenant may be under way: it leaves room in its lane for the others there. */
const SHARE = LIMITS.queue / 4;
/** How long a batch waits for one lock, in milliseconds. */
const LOCK_MS = 250;
/** How long calls that stepped aside wait for their turn and their locks, in milliseconds. */
const ASIDE_MS = 3_000;

/** How a kind of calls is done. */
export interface LaneWork<C, R> {
  /** The account whose calls go together. */
  accountOf(call: C): AccountKey;
  /**
   * Does a batch in one unit of work; a SpillwayError that it throws is everybody's.
   * @throws LockTaken where a lock is not had in time
   */
  inOneUnit(calls: C[], lockTimeoutMs: number): Promise<Settled<R>[]>;
}

/** What became of a call, or the promise of it. */
type Answer<R> = Settled<R | Promise<R>>;

export class TenantLanes<C, R> {
  private readonly lanes: Lane<C, R>[];
  /** Lanes of accounts whose calls stepped aside, while there are such. */
  private readonly aside = new Map<string, Lane<C, R>>();
  private readonly underWay = new Map<string, number>();

  /** @param turns how many units of work there are at once for calls that stepped aside */
  constructor(
    private readonly work: LaneWork<C, R>,
    private readonly turns: Turns,
  ) {
    this.lanes = Array.from({ length: LANES }, () => new Lane((calls) => this.runBatch(calls), LIMITS));
  }

  /** How many calls wait for the batches under way. */
  get waiting(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Answers when the batch that carries the call has been committed. @throws SpillwayError OVERLOADED */
  async submit(call: C): Promise<R> {
    const { tenant, address } = this.work.accountOf(call);
    const lane = this.aside.get(keyOf(tenant, address)) ?? this.lanes[laneOf(tenant)];
    if (!lane) throw new Error('lane: there is none for this tenant');
    if ((this.underWay.get(tenant) ?? 0) >= SHARE) throw tooMany();
    this.count(tenant, 1);
    try {
      return await lane.submit(call);
    } finally {
      this.count(tenant, -1);
    }
  }

  private count(tenant: string, change: 1 | -1): void {
    const left = (this.underWay.get(tenant) ?? 0) + change;
    if (left > 0) this.underWay.set(tenant, left);
    else this.underWay.delete(tenant);
  }

  private runBatch(calls: C[]): Promise<Answer<R>[]> {
    return this.inUnits(calls, LOCK_MS, (part) => part.map((call) => ({ ok: true, value: this.stepAside(call) })));
  }

  /** One unit of work; where it fails, one for each tenant, then for each call. What meets a taken lock is `late`. */
  private async inUnits(calls: C[], lockMs: number, late: (calls: C[]) => Answer<R>[]): Promise<Answer<R>[]> {
    const answers = await inParts<C[], [C, Answer<R>][]>(calls, {
      work: async (part) => answered(part, await this.work.inOneUnit(part, lockMs)),
      split: (part, error) => this.split(part, error),
      failed: (part, error) =>
        answered(part, error instanceof LockTaken ? late(part) : part.map(() => ({ ok: false, error }))),
    });
    const byCall = new Map(answers.flat());
    return calls.map((call) => byCall.get(call)!);
  }

  /** By tenant; and what is one tenant's by call, but where it only waited for a lock. */
  private split(calls: C[], error: unknown): C[][] {
    const byTenant = Map.groupBy(calls, (call) => this.work.accountOf(call).tenant);
    if (byTenant.size > 1) return [...byTenant.values()];
    return calls.length === 1 || error instanceof LockTaken ? [] : calls.map((call) => [call]);
  }

  private stepAside(call: C): Promise<R> {
    const { tenant, address } = this.work.accountOf(call);
    const key = keyOf(tenant, address);
    const lane = this.aside.get(key) ?? new Lane<C, R>((calls) => this.runAside(key, calls), LIMITS);
    this.aside.set(key, lane);
    const answer = lane.submit(call);
    // It may fail before the batch that it comes from has been answered.
    answer.catch(() => undefined);
    return answer;
  }

  private async runAside(key: string, calls: C[]): Promise<Answer<R>[]> {
    const until = performance.now() + ASIDE_MS;
    try {
      return await this.turns.take(key, () => {
        const left = Math.ceil(until - performance.now());
        return left > 0 ? this.inUnits(calls, left, refused) : Promise.resolve(refused(calls));
      });
    } finally {
      if (!this.aside.get(key)?.length) this.aside.delete(key);
    }
  }
}

function refused(calls: unknown[]): { ok: false; error: SpillwayError }[] {
  const error = new SpillwayError('OVERLOADED', TAKEN, { outcomeUnknown: true });
  return calls.map(() => ({ ok: false, error }));
}

const TAKEN = 'The account was busy for too long: repeat with the same idempotency key.';

function answered<C, R>(calls: C[], results: R[]): [C, R][] {
  return calls.map((call, i) => [call, results[i]!]);
}

function laneOf(tenant: string): number {
  let hash = 0;
  for (let i = 0; i < tenant.length; i++) hash = (hash * 31 + tenant.charCodeAt(i)) >>> 0;
  return hash % LANES;
}
