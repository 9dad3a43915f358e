/**
 * A self-clocking lane: idle, it sends a call at once; while one batch is under way, arrivals collect, and all of them
 * go when it returns. No timer. A bounded queue answers OVERLOADED beyond it.
 */
import { SpillwayError } from '../errors.js';
import { inParts } from '../in-parts.js';

interface Waiting<C, R> {
  call: C;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/** What became of one call of a batch. */
export type Settled<R> = { ok: true; value: R } | { ok: false; error: unknown };

export class Lane<C, R> {
  private waiting: Waiting<C, R>[] = [];
  private running = false;

  /**
   * @param run does a batch and answers each call in order; throws only where all of it failed
   * @param limits the largest batch, and how many calls may wait
   */
  constructor(
    private readonly run: (calls: C[]) => Promise<Settled<R>[]>,
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

const LANES = 4;
const LIMITS = { batch: 256, queue: 10_000 };
/** How many calls of one tenant may be under way: it leaves room in its lane for the others there. */
const SHARE = LIMITS.queue / 4;

/**
 * Lanes by tenant, so that no two lanes lock the same rows. A batch may hold several tenants; where it fails as a whole,
 * it is redone per tenant, then per call: nobody's bad input hurts a neighbour (docs/rules.md, 25).
 */
export class TenantLanes<C, R> {
  private readonly lanes: Lane<C, R>[];
  private readonly underWay = new Map<string, number>();

  /** @param inOneUnit does a batch in one unit of work; a SpillwayError that it throws is everybody's */
  constructor(
    private readonly tenantOf: (call: C) => string,
    private readonly inOneUnit: (calls: C[]) => Promise<Settled<R>[]>,
  ) {
    this.lanes = Array.from({ length: LANES }, () => new Lane((calls) => this.runBatch(calls), LIMITS));
  }

  /** How many calls wait for the batches under way. */
  get waiting(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Answers when the batch that carries the call has been committed. @throws SpillwayError OVERLOADED */
  async submit(call: C): Promise<R> {
    const tenant = this.tenantOf(call);
    const lane = this.lanes[laneOf(tenant)];
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
    this.underWay.set(tenant, (this.underWay.get(tenant) ?? 0) + change);
  }

  private async runBatch(calls: C[]): Promise<Settled<R>[]> {
    const answers = await inParts(calls, {
      work: async (part) => answered(part, await this.inOneUnit(part)),
      split: (part) => this.split(part),
      failed: (part, error) => answered(part, Array<Settled<R>>(part.length).fill({ ok: false, error })),
    });
    const byCall = new Map(answers.flat());
    return calls.map((call) => byCall.get(call)!);
  }

  /** By tenant, and what is one tenant's by call. */
  private split(calls: C[]): C[][] {
    if (calls.length === 1) return [];
    const byTenant = Map.groupBy(calls, this.tenantOf);
    return byTenant.size > 1 ? [...byTenant.values()] : calls.map((call) => [call]);
  }
}

function answered<C, R>(calls: C[], results: Settled<R>[]): [C, Settled<R>][] {
  return calls.map((call, i) => [call, results[i]!]);
}

function tooMany(): SpillwayError {
  return new SpillwayError('OVERLOADED', 'Too many calls wait already: repeat with the same key.');
}

function laneOf(tenant: string): number {
  let hash = 0;
  for (let i = 0; i < tenant.length; i++) hash = (hash * 31 + tenant.charCodeAt(i)) >>> 0;
  return hash % LANES;
}
