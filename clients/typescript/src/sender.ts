/**
 * Delivers what the outbox holds: each queue in order, one report at a time, with the key and content it was frozen with,
 * until Spillway has it. It gives up on none: what Spillway refuses for good is set aside, what it cannot take now is tried
 * again, later and later up to a cap.
 */
import { RECORD } from './api.js';
import { Refused, SpillwayError, Unreachable } from './errors.js';
import type { Outbox } from './outbox.js';
import type { Part, SetAside } from './outbox-state.js';
import type { Transport } from './transport.js';
import { backOffMs, orAborted, pause } from './wait.js';

/** Queues that are delivered at once. */
const SIDE_BY_SIDE = 8;
/** With so few at once, coming back soon burdens nobody, and what was recorded late is settled soon. */
const BACK_OFF = { baseMs: 100, capMs: 2_000 };

/** The one that delivers, of one client. */
export class Sender {
  private readonly active = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();

  /** @param onSetAside is told of each report that Spillway refused for good */
  constructor(
    private readonly outbox: Outbox,
    private readonly transport: Transport,
    private readonly onSetAside: (what: SetAside) => void,
  ) {}

  /** Begins to deliver what is there, where that is not under way. */
  wake(): void {
    for (const queue of this.outbox.queues()) {
      if (this.stopping.signal.aborted || this.active.size >= SIDE_BY_SIDE) return;
      if (this.active.has(queue)) continue;
      this.active.add(queue);
      void this.deliver(queue).finally(() => {
        this.active.delete(queue);
        this.wake();
        if (this.outbox.queues().length === 0) for (const done of this.waiting) done();
      });
    }
  }

  /** Resolves when nothing is left to deliver but what is set aside. Rejects as the signal aborts. */
  async empty(signal?: AbortSignal): Promise<void> {
    this.wake();
    if (this.outbox.queues().length === 0) return;
    let done = (): void => {};
    const emptied = new Promise<void>((resolve) => this.waiting.add((done = resolve)));
    try {
      await orAborted(emptied, signal);
    } finally {
      this.waiting.delete(done);
    }
  }

  /** Ends what is under way; what is not delivered stays in the outbox. */
  stop(): void {
    this.stopping.abort(new Unreachable('This client is closed.'));
  }

  private async deliver(queue: string): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted;) {
      const part = this.outbox.head(queue);
      if (!part) return;
      try {
        await this.deliverPart(part);
        attempt = 0;
      } catch (error) {
        // What may pass is tried again without end; only closing stops it, and then the outbox keeps it.
        const askedMs = error instanceof Refused ? (error.retryAfterMs ?? 0) : 0;
        await pause(Math.max(askedMs, backOffMs(attempt, BACK_OFF)), signal).catch(() => undefined);
        attempt += 1;
      }
    }
  }

  private async deliverPart(part: Part): Promise<void> {
    try {
      await this.transport.ask(RECORD, { input: part.input }, { signal: this.stopping.signal, once: true });
    } catch (error) {
      if (!(error instanceof Refused) || error.retryable || error.code === 'UNAUTHENTICATED') throw error;
      await this.setAside(part, error);
      return;
    }
    this.outbox.sent(part.id);
  }

  private async setAside(part: Part, error: SpillwayError): Promise<void> {
    await this.outbox.refuse(part.id, error);
    this.onSetAside({ part, code: error.code, message: error.message });
  }
}
