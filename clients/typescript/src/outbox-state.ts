/**
 * What the lines of an outbox come to: the reports that are still to be delivered, in order per queue, and what is known of
 * runs and leases. Pure: it reads no clock and writes nothing. The same lines always come to the same state.
 */
import type { ReportInput, WorkStatus } from './api.js';
import { inputOf, plus, quantitiesIn, type Quantities, type QuantityInput } from './usage.js';

/** A frozen report: its key and content stay as they are, but for an instant that Spillway refused (see `Outbox.date`). */
export interface Part {
  /** The idempotency key. */
  id: string;
  /** Parts of one queue are delivered one after the other. */
  queue: string;
  /** Null for the end of a lease. */
  run: string | null;
  /** The last one of its run. */
  last: boolean;
  /** The scope of the lease that it was used under, or that it ends. */
  lease: string | null;
  /** Nano-credits that it counts against the fail-open bound until it is delivered. */
  openNano: string | null;
  input: ReportInput;
}

/** What is known of one run, that a successor needs to go on. */
export interface RunNote {
  key: string;
  /** Told apart from an earlier run with the same key whose outbox was lost. */
  series: string;
  via: 'decision' | 'lease' | 'fail-open';
  decisionId: string | null;
  lease: string | null;
  granted: QuantityInput[];
  /** By this machine's clock, in milliseconds: when the hold ends, as far as known. */
  until: number;
  parts: number;
  used: QuantityInput[];
  ended: WorkStatus | null;
  /** The subject of a check with this key whose answer never came, and which may have taken a hold that nobody needs. */
  orphanOf: string | null;
  /** When it began or ended, by this machine's clock. */
  at: number;
}

/** A hold that is kept ahead, to be spent while Spillway does not answer. */
export interface LeaseNote {
  scope: string;
  decisionId: string;
  granted: QuantityInput[];
  used: QuantityInput[];
  /** So long each time that it is extended. */
  seconds: number;
  until: number;
}

/** A report that Spillway refused for good, with its reason. */
export interface SetAside {
  part: Part;
  code: string;
  message: string;
}

/** One line of an outbox. `counted`: the run and lease notes before it include it already. */
export type Line =
  | { t: 'run'; run: RunNote }
  | { t: 'part'; part: Part; at: number; counted?: true }
  | { t: 'dated'; id: string; occurredAt: string }
  | { t: 'sent'; id: string }
  | { t: 'aside'; id: string; code: string; message: string }
  | { t: 'again'; id: string }
  | { t: 'lease'; lease: LeaseNote }
  | { t: 'extended'; scope: string; decisionId: string; until: number };

/** Ended runs are known so long, so that a job which is delivered twice is not done twice. */
const RUN_KEPT_MS = 24 * 60 * 60 * 1000;
const RUNS_KEPT = 10_000;

/** The fold of an outbox's lines. */
export class OutboxState {
  readonly runs = new Map<string, RunNote>();
  readonly leases = new Map<string, LeaseNote>();
  readonly aside = new Map<string, SetAside>();
  /** Keys of runs that have ended and may have left a hold behind. */
  readonly orphans = new Set<string>();
  /** Undelivered parts, in order, by queue. */
  readonly queues = new Map<string, Part[]>();
  /** Undelivered parts, those set aside included. */
  entries = 0;
  /** Nano-credits of undelivered parts without a decision. */
  openNano = 0n;
  private readonly queueOf = new Map<string, string>();

  apply(line: Line): void {
    switch (line.t) {
      case 'run':
        return this.putRun({ ...line.run });
      case 'part':
        return this.add(line.part, line.at, line.counted ?? false);
      case 'dated':
        return this.date(line.id, line.occurredAt);
      case 'sent':
        return this.remove(line.id);
      case 'aside':
        return this.putAside(line.id, line.code, line.message);
      case 'again':
        return this.putBack(line.id);
      case 'lease':
        return void this.leases.set(line.lease.scope, { ...line.lease });
      case 'extended':
        return this.extend(line.scope, line.decisionId, line.until);
    }
  }

  /** The lines that come to this state, without what is over. */
  snapshot(now: number): Line[] {
    const busy = new Set([...this.pending()].map(({ run }) => run));
    const runs = [...this.runs.values()]
      .filter(({ key, at, until }) => busy.has(key) || Math.max(at, until) > now - RUN_KEPT_MS)
      .slice(-RUNS_KEPT);
    const leases = [...this.leases.values()].filter(({ until }) => until > now);
    return [
      ...runs.map((run): Line => ({ t: 'run', run })),
      ...leases.map((lease): Line => ({ t: 'lease', lease })),
      ...[...this.pending()].map((part): Line => ({ t: 'part', part, at: now, counted: true })),
      ...[...this.aside].map(([id, { code, message }]): Line => ({ t: 'aside', id, code, message })),
    ];
  }

  /** Undelivered parts, and those set aside. */
  private *pending(): Iterable<Part> {
    for (const queue of this.queues.values()) yield* queue;
    for (const { part } of this.aside.values()) yield part;
  }

  private putRun(run: RunNote): void {
    this.runs.set(run.key, run);
    if (run.ended && run.orphanOf !== null) this.orphans.add(run.key);
    else this.orphans.delete(run.key);
  }

  private add(part: Part, at: number, counted: boolean): void {
    if (this.queueOf.has(part.id)) return;
    this.enqueue(part);
    this.queueOf.set(part.id, part.queue);
    this.entries += 1;
    this.openNano += BigInt(part.openNano ?? 0);
    if (counted) return;
    const usage = quantitiesIn(part.input.usage);
    const run = part.run === null ? undefined : this.runs.get(part.run);
    if (run) {
      run.parts += 1;
      run.used = withUsage(run.used, usage);
      this.putRun(part.last ? { ...run, ended: part.input.status, at } : run);
    }
    const lease = part.lease === null ? undefined : this.leases.get(part.lease);
    if (lease?.decisionId !== part.queue) return;
    if (part.run === null) this.leases.delete(lease.scope);
    else lease.used = withUsage(lease.used, usage);
  }

  private date(id: string, occurredAt: string): void {
    const queue = this.queues.get(this.queueOf.get(id) ?? '') ?? [];
    const index = queue.findIndex((part) => part.id === id);
    const part = queue[index];
    if (part) queue[index] = { ...part, input: { ...part.input, occurredAt } };
  }

  private extend(scope: string, decisionId: string, until: number): void {
    const lease = this.leases.get(scope);
    if (lease?.decisionId === decisionId) lease.until = until;
  }

  private putAside(id: string, code: string, message: string): void {
    const part = this.take(id);
    if (part) this.aside.set(id, { part, code, message });
  }

  private putBack(id: string): void {
    const part = this.aside.get(id)?.part;
    if (part) this.enqueue(part);
    this.aside.delete(id);
  }

  private enqueue(part: Part): void {
    const queue = this.queues.get(part.queue);
    if (queue) queue.push(part);
    else this.queues.set(part.queue, [part]);
  }

  private remove(id: string): void {
    const part = this.take(id) ?? this.aside.get(id)?.part;
    if (!part) return;
    this.aside.delete(id);
    this.queueOf.delete(id);
    this.entries -= 1;
    this.openNano -= BigInt(part.openNano ?? 0);
  }

  /** Takes a part out of its queue. */
  private take(id: string): Part | undefined {
    const name = this.queueOf.get(id);
    const queue = name === undefined ? undefined : this.queues.get(name);
    const index = queue?.findIndex((part) => part.id === id) ?? -1;
    if (!queue || index < 0) return undefined;
    const [part] = queue.splice(index, 1);
    if (queue.length === 0) this.queues.delete(name as string);
    return part;
  }
}

function withUsage(list: QuantityInput[], usage: Quantities): QuantityInput[] {
  return inputOf(plus(quantitiesIn(list), usage));
}
