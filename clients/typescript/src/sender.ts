/**
 * Delivers what the outbox holds: each queue in order, with the keys and contents that were frozen, until Spillway has it. It
 * gives up on none: what Spillway refuses for good is set aside, what it cannot take now is tried again, later and later up
 * to a cap. What was frozen by a clock that is fast, before Spillway's was known, is dated anew.
 */
import { RECORD } from './api.js';
import { Refused, SpillwayError, Unreachable } from './errors.js';
import type { Outbox } from './outbox.js';
import type { Part, SetAside } from './outbox-state.js';
import type { Transport } from './transport.js';
import { backOffMs, orAborted, pause } from './wait.js';

/** Queues that are delivered at once, and reports of one queue in one call. */
const SIDE_BY_SIDE = 8;
const TOGETHER = 50;
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
    let most = TOGETHER;
    for (let attempt = 0; !signal.aborted;) {
      const parts = together(this.outbox.heads(queue, most));
      if (parts.length === 0) return;
      try {
        await this.deliverParts(parts);
        [attempt, most] = [0, TOGETHER];
      } catch (error) {
        // One of several may have made the whole call wrong: alone, each gets its own answer.
        if (isForGood(error) && parts.length > 1) {
          most = 1;
          continue;
        }
        // What may pass is tried again without end; only closing stops it, and then the outbox keeps it.
        const askedMs = error instanceof Refused ? (error.retryAfterMs ?? 0) : 0;
        await pause(Math.max(askedMs, backOffMs(attempt, BACK_OFF)), signal).catch(() => undefined);
        attempt += 1;
      }
    }
  }

  /** @throws what may pass: then some or all of them are still to be delivered */
  private async deliverParts(parts: readonly Part[]): Promise<void> {
    const answers = await this.ask(parts);
    let passing: Refused | null = null;
    for (const [index, part] of parts.entries()) {
      const answer = answers[index];
      if (!(answer instanceof Refused)) this.outbox.sent(part.id);
      else if (isOfInstant(answer) && (await this.dateAnew(part))) passing ??= answer;
      else if (isForGood(answer)) await this.setAside(part, answer);
      else passing ??= answer;
    }
    if (passing) throw passing;
  }

  private async ask(parts: readonly Part[]): Promise<unknown[]> {
    const inputs = parts.map(({ input }) => input);
    try {
      return await this.transport.askEach(RECORD, { inputs }, { signal: this.stopping.signal });
    } catch (error) {
      if (error instanceof Refused && parts.length === 1) return [error];
      throw error;
    }
  }

  /**
   * Dates a report by Spillway's clock, where it lies in the future by that.
   * @throws Refused, Unreachable where that clock cannot be read
   */
  private async dateAnew({ id, input }: Part): Promise<boolean> {
    const { transport, outbox } = this;
    const frozenAt = Date.parse(input.occurredAt);
    if (frozenAt <= transport.now().getTime()) await transport.learnClock({ signal: this.stopping.signal, once: true });
    const now = transport.now().getTime();
    if (frozenAt <= now) return false;
    await outbox.date(id, new Date(Math.min(now, transport.serverTime(frozenAt))).toISOString());
    return true;
  }

  private async setAside(part: Part, error: SpillwayError): Promise<void> {
    await this.outbox.refuse(part.id, error);
    this.onSetAside({ part, code: error.code, message: error.message });
  }
}

/** A final report goes alone: what comes before it must be there. */
function together(parts: Part[]): Part[] {
  const final = parts.findIndex(({ input }) => input.final);
  return final < 0 ? parts : parts.slice(0, Math.max(1, final));
}

/** Refused for its instant: it lies in the future, or too far back. */
function isOfInstant({ code, argument }: Refused): boolean {
  return code === 'BAD_USER_INPUT' && /(^|\.)occurredAt$/.test(argument ?? '');
}

/** Whether the same report would be refused again. A token may be mended. */
function isForGood(error: unknown): boolean {
  return error instanceof Refused && !error.retryable && error.code !== 'UNAUTHENTICATED';
}
