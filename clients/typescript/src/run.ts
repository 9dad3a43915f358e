/**
 * One piece of guarded work that may proceed: it counts what is used, freezes it in numbered parts before anything is sent,
 * and ends once, with how the work ended. Its parts are charged once each, whichever side is killed meanwhile.
 */
import type { Decision, ReportInput, WorkStatus } from './api.js';
import { GrantSpent, Misuse } from './errors.js';
import { meterStream, type MeterOptions } from './meter.js';
import type { Outbox } from './outbox.js';
import type { RunNote } from './outbox-state.js';
import {
  covers,
  inputOf,
  isSome,
  less,
  objectOf,
  plus,
  quantitiesIn,
  quantitiesOf,
  type Quantities,
  type Usage,
} from './usage.js';

/** What a run stands on: a decision of its own, a lease, or a bound of risk. */
export interface Ground {
  decision: Decision | null;
  /** Reports that go in order with each other. */
  queue: string;
  /** Whether work must stop where its grant or its time ends: so it is while Spillway does not answer. */
  isStrict: () => boolean;
  /** What all reports have in common. */
  report: Pick<ReportInput, 'decisionId' | 'subject' | 'product' | 'feature' | 'groups' | 'session' | 'labels'>;
  /** Until when it may go on then, by this machine's clock. */
  until: () => number;
  /** What usage counts against the fail-open bound, in nano-credits. */
  openNano: (usage: Quantities) => bigint | null;
  /** So much has been frozen. */
  counted: (usage: Quantities) => void;
  /** The run has ended. */
  ended: () => void;
}

/** What a run needs of its client. */
export interface RunPlace {
  outbox: Outbox;
  now: () => Date;
  /** Reports were frozen: deliver them. */
  wake: () => void;
  signal: AbortSignal | undefined;
}

/** Work under way. End it once: by `meter`, or by `finish`, `cancel` or `fail`. */
export class Run {
  readonly proceed = true as const;
  readonly key: string;
  /** `decision`: Spillway answered. `lease`, `fail-open`: it did not, and this is within what was allowed for that. */
  readonly via: RunNote['via'];
  /** The answer; null where there was none. */
  readonly decision: Decision | null;
  /** The most that the work may use. */
  readonly granted: Record<string, bigint>;
  /** What an earlier process had frozen of this run before it ended; begin after that. */
  readonly resumed: { parts: number; usage: Record<string, bigint> };
  private status: WorkStatus | null = null;
  private parts: number;
  private usedSoFar: Quantities;
  private counted: Quantities = new Map();
  private freezing: Promise<void> = Promise.resolve();
  private readonly giveBack: () => void;

  /** @throws OutboxFull where the end of the run could not be kept */
  constructor(
    private readonly place: RunPlace,
    private readonly note: Readonly<RunNote>,
    private readonly ground: Ground,
  ) {
    this.giveBack = place.outbox.reserve();
    this.key = note.key;
    this.via = note.via;
    this.decision = ground.decision;
    this.granted = objectOf(quantitiesIn(note.granted));
    this.parts = note.parts;
    this.usedSoFar = quantitiesIn(note.used);
    this.resumed = { parts: note.parts, usage: objectOf(this.usedSoFar) };
  }

  /** All that has been counted, frozen or not, earlier processes included. */
  get used(): Record<string, bigint> {
    return objectOf(plus(this.usedSoFar, this.counted));
  }

  /** How the work ended; null while it goes on. */
  get ended(): WorkStatus | null {
    return this.status;
  }

  /**
   * Counts usage; it is frozen with the next part.
   * @throws GrantSpent where Spillway does not answer, and this goes beyond the grant or the hold; it is counted all the same
   */
  count(usage: Usage): void {
    this.assertOpen();
    this.counted = plus(this.counted, quantitiesOf(usage));
    if (!this.ground.isStrict()) return;
    const isWithin = covers(quantitiesIn(this.note.granted), plus(this.usedSoFar, this.counted));
    if (isWithin && Date.now() < this.ground.until()) return;
    throw new GrantSpent('Spillway does not answer, and this work has had all that it may have without it.');
  }

  /**
   * Freezes what has been counted as the next part. Resolves when it would survive a crash; it is delivered by itself.
   * @param usage is counted first
   * @throws OutboxFull: what was counted stays counted, and can still be reported by ending the run
   */
  async part(usage: Usage = {}): Promise<void> {
    this.count(usage);
    await this.inTurn(() => this.freeze('COMPLETED', false));
  }

  /** Passes a stream on, counts what each chunk used, reports it in parts, and ends the run as the stream ends. */
  meter<T>(
    stream: AsyncIterable<T> | Iterable<T>,
    usageOf: (chunk: T) => Usage | null | undefined,
    options: MeterOptions = {},
  ): AsyncGenerator<T, void, undefined> {
    return meterStream(this, stream, usageOf, { signal: this.place.signal, ...options });
  }

  /** The work is done: what is left of its hold goes back. Resolves when that would survive a crash. */
  finish(usage: Usage = {}): Promise<void> {
    return this.end('COMPLETED', usage);
  }

  /** The work was stopped: what it used until then is charged. */
  cancel(usage: Usage = {}): Promise<void> {
    return this.end('CANCELLED', usage);
  }

  /** The work failed: what was counted since the last part is recorded and not charged. Parts before it are charged. */
  fail(usage: Usage = {}): Promise<void> {
    return this.end('FAILED', usage);
  }

  /** Ends the run, once: a second call changes nothing, unless the first could not be kept. */
  async end(status: WorkStatus, usage: Usage = {}): Promise<void> {
    if (this.status !== null) return this.freezing;
    this.counted = plus(this.counted, quantitiesOf(usage));
    this.status = status;
    try {
      await this.inTurn(() => this.freeze(status, true));
    } catch (error) {
      this.status = null;
      throw error;
    }
  }

  /** For `await using`: work that nobody ended was cancelled. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  private assertOpen(): void {
    if (this.status !== null) throw new Misuse(`The run ${this.key} has ended.`);
  }

  /** Parts are numbered in the order in which they are frozen. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.freezing.then(action);
    this.freezing = turn.catch(() => undefined);
    return turn;
  }

  private async freeze(status: WorkStatus, last: boolean): Promise<void> {
    const usage = this.counted;
    try {
      if (isSome(usage) || (last && this.note.via === 'decision')) await this.freezePart(usage, status, last);
      else if (last) await this.noteEnd(status);
    } finally {
      if (last) {
        this.giveBack();
        this.ground.ended();
      }
    }
    this.place.wake();
  }

  private async freezePart(usage: Quantities, status: WorkStatus, last: boolean): Promise<void> {
    const { note, ground, place } = this;
    const input: ReportInput = {
      ...ground.report,
      usage: inputOf(usage),
      final: last && note.via === 'decision',
      status,
      idempotencyKey: `${note.key}/${note.series}/${this.parts + 1}`,
      occurredAt: place.now().toISOString(),
    };
    const openNano = ground.openNano(usage)?.toString() ?? null;
    const { lease } = note;
    const part = { id: input.idempotencyKey, queue: ground.queue, run: note.key, last, lease, openNano, input };
    // What is counted meanwhile belongs to the next part.
    this.counted = new Map();
    this.usedSoFar = plus(this.usedSoFar, usage);
    try {
      await place.outbox.freeze(part, last ? this.giveBack : undefined);
    } catch (error) {
      this.usedSoFar = less(this.usedSoFar, usage);
      this.counted = plus(usage, this.counted);
      throw error;
    }
    ground.counted(usage);
    this.parts += 1;
  }

  /** An end without usage is no report where there is no hold of its own to end. */
  private async noteEnd(status: WorkStatus): Promise<void> {
    const { note, parts, usedSoFar } = this;
    await this.place.outbox.putRun({ ...note, parts, used: inputOf(usedSoFar), ended: status, at: Date.now() });
  }
}
