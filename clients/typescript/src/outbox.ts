/**
 * The durable memory of a client: reports are frozen here before their first try, and stay until Spillway has them. It is
 * bounded, has one writer, and keeps what a successor needs to go on with a run or a lease. It sends nothing itself.
 */
import { Misuse, OutboxDamaged, OutboxFull, type SpillwayError } from './errors.js';
import { OutboxState, type LeaseNote, type Line, type Part, type RunNote, type SetAside } from './outbox-state.js';
import type { OutboxStore } from './outbox-store.js';

/** How much an outbox may hold. */
export interface OutboxBounds {
  /** Undelivered reports; 10,000 by default. */
  maxEntries?: number;
  /** Their size as text, in bytes; 64 MiB by default. */
  maxBytes?: number;
}

/** Lines are swept when there are so many, and so many times those that the last sweep left. */
const SWEEP_FROM = 2_000;
const SWEEP_FACTOR = 4;
/** Deliveries that are noted late: one that is forgotten in a crash is sent again with its key, which changes nothing. */
const NOTES_HELD = 100;

interface Batch {
  lines: Line[];
  done: Promise<void>;
}

/** One open outbox. What it tells is durable. */
export class Outbox {
  private state = new OutboxState();
  private readonly sizes = new Map<string, number>();
  private readonly maxEntries: number;
  private readonly maxBytes: number;
  private bytes = 0;
  /** Entries that are being written, and those kept free for the ends of runs. */
  private writing = 0;
  private reserved = 0;
  private lineCount = 0;
  private sweepAt = SWEEP_FROM;
  private next: Batch | null = null;
  private last: Promise<void> = Promise.resolve();
  private notes: Line[] = [];
  private closed = false;

  private constructor(
    private readonly store: OutboxStore,
    { maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 }: OutboxBounds,
  ) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws OutboxTaken where another writer lives
   * @throws OutboxDamaged where a line cannot be read
   */
  static async open(store: OutboxStore, bounds: OutboxBounds = {}): Promise<Outbox> {
    const outbox = new Outbox(store, bounds);
    const lines = await store.open();
    try {
      lines.forEach((text, index) => outbox.apply(lineIn(text, index)));
      outbox.lineCount = lines.length;
      return outbox;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Undelivered reports, those set aside included. */
  get entries(): number {
    return this.state.entries;
  }

  /** Nano-credits that undelivered reports without a decision may cost. */
  get openNano(): bigint {
    return this.state.openNano;
  }

  /** Queues that have something to deliver. */
  queues(): string[] {
    return [...this.state.queues.keys()];
  }

  /** The next to deliver of a queue, in order: at most so many. */
  heads(queue: string, most: number): Part[] {
    return this.state.queues.get(queue)?.slice(0, most) ?? [];
  }

  run(key: string): Readonly<RunNote> | undefined {
    return this.state.runs.get(key);
  }

  /** A run that has ended and may have left a hold behind. */
  orphan(): Readonly<RunNote> | undefined {
    const [key] = this.state.orphans;
    return key === undefined ? undefined : this.state.runs.get(key);
  }

  lease(scope: string): Readonly<LeaseNote> | undefined {
    return this.state.leases.get(scope);
  }

  leases(): Readonly<LeaseNote>[] {
    return [...this.state.leases.values()];
  }

  setAside(): SetAside[] {
    return [...this.state.aside.values()];
  }

  /**
   * Keeps an entry free, for the end of a run.
   * @returns what gives it back
   * @throws OutboxFull
   */
  reserve(): () => void {
    // One more, so that a run which begins can report at least one part and its end.
    if (this.taken + 2 > this.maxEntries || this.bytes > this.maxBytes) throw this.full();
    this.reserved += 1;
    let given = false;
    return () => {
      if (!given) this.reserved -= 1;
      given = true;
    };
  }

  /**
   * Freezes a report: resolves when it would survive a crash.
   * @param giveBack the entry that was reserved for it
   * @throws OutboxFull where nothing was reserved, and there is no room
   */
  async freeze(part: Part, giveBack?: () => void): Promise<void> {
    const line: Line = { t: 'part', part, at: Date.now() };
    if (giveBack) giveBack();
    else if (this.taken + 1 > this.maxEntries || this.bytes > this.maxBytes) throw this.full();
    this.writing += 1;
    try {
      await this.commit([line]);
    } finally {
      this.writing -= 1;
    }
  }

  putRun(run: RunNote): Promise<void> {
    return this.commit([{ t: 'run', run }]);
  }

  putLease(lease: LeaseNote): Promise<void> {
    return this.commit([{ t: 'lease', lease }]);
  }

  extendLease({ scope, decisionId }: LeaseNote, until: number): Promise<void> {
    return this.commit([{ t: 'extended', scope, decisionId, until }]);
  }

  /**
   * Gives a report another instant; resolves when that would survive a crash. Only for one that Spillway refused as lying
   * in the future: then it has none with this key, whichever try was answered.
   */
  date(id: string, occurredAt: string): Promise<void> {
    return this.commit([{ t: 'dated', id, occurredAt }]);
  }

  /** Spillway has it. */
  sent(id: string): void {
    const line: Line = { t: 'sent', id };
    this.apply(line);
    this.notes.push(line);
    if (this.notes.length >= NOTES_HELD || this.state.queues.size === 0) this.commit([]).catch(() => undefined);
  }

  /** Spillway will never take it as it is: it waits for a person. */
  async refuse(id: string, { code, message }: SpillwayError): Promise<void> {
    await this.commit([{ t: 'aside', id, code, message }]);
  }

  /** Lets what was set aside be tried again, at the end of its queue. */
  async retrySetAside(): Promise<void> {
    await this.commit([...this.state.aside.keys()].map((id) => ({ t: 'again', id })));
  }

  /** Drops what was set aside: these reports are lost, knowingly. */
  async discard(ids: readonly string[]): Promise<void> {
    await this.commit(ids.filter((id) => this.state.aside.has(id)).map((id) => ({ t: 'sent', id })));
  }

  /** Writes what is still to be noted, and gives the place back. */
  async close(): Promise<void> {
    if (this.closed) return;
    try {
      await this.commit([]);
    } finally {
      this.closed = true;
      await this.store.close();
    }
  }

  private get taken(): number {
    return this.state.entries + this.writing + this.reserved;
  }

  private full(): OutboxFull {
    return new OutboxFull(
      `The outbox holds ${this.state.entries} reports (${this.bytes} bytes) that Spillway has not taken yet; it may hold ` +
        `${this.maxEntries} (${this.maxBytes} bytes). No further work is begun until some are delivered.`,
    );
  }

  /** Lines that come while others are being written go together, in one write. */
  private async commit(lines: Line[]): Promise<void> {
    if (this.closed) throw new Misuse('This client is closed.');
    if (!this.next) {
      const batch: Batch = { lines: [], done: Promise.resolve() };
      batch.done = this.last.then(() => this.write(batch));
      this.last = batch.done.catch(() => undefined);
      this.next = batch;
    }
    this.next.lines.push(...lines);
    await this.next.done;
  }

  private async write(batch: Batch): Promise<void> {
    if (this.next === batch) this.next = null;
    const noted = this.notes.splice(0);
    const lines = [...noted, ...batch.lines];
    if (lines.length === 0) return;
    try {
      await this.store.append(lines.map((line) => JSON.stringify(line)));
    } catch (error) {
      this.notes.unshift(...noted);
      throw error;
    }
    for (const line of batch.lines) this.apply(line);
    this.lineCount += lines.length;
    // What was written stands, however sweeping goes; it is tried again, later each time.
    await this.sweep().catch(() => (this.sweepAt *= 2));
  }

  /** Leaves the lines, and the memory, that the present state needs. */
  private async sweep(): Promise<void> {
    if (this.lineCount < this.sweepAt) return;
    const lines = this.state.snapshot(Date.now());
    await this.store.replace(lines.map((line) => JSON.stringify(line)));
    const swept = new OutboxState();
    // What was delivered while the lines were written is noted, and not among them.
    for (const line of [...lines, ...this.notes]) swept.apply(line);
    this.state = swept;
    this.lineCount = lines.length;
    this.sweepAt = Math.max(SWEEP_FROM, lines.length * SWEEP_FACTOR);
  }

  private apply(line: Line): void {
    const before = this.state.entries;
    this.state.apply(line);
    if (line.t === 'part' && this.state.entries > before) this.measure(line.part);
    if (line.t === 'sent') this.forget(line.id);
  }

  private measure(part: Part): void {
    const size = JSON.stringify(part).length;
    this.sizes.set(part.id, size);
    this.bytes += size;
  }

  private forget(id: string): void {
    this.bytes -= this.sizes.get(id) ?? 0;
    this.sizes.delete(id);
  }
}

function lineIn(text: string, index: number): Line {
  try {
    return JSON.parse(text) as Line;
  } catch (error) {
    throw new OutboxDamaged(`Line ${index + 1} of the outbox cannot be read.`, { cause: error });
  }
}
