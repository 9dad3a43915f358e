/**
 * Keeps a hold open while work goes on: at half of the time that is left it asks for more, and where no answer comes, again
 * at half of what is left then. Extending takes nothing. A hold has an end that nothing extends; then this stops asking.
 */
import { CHECK, type CheckInput, type Decision } from './api.js';
import type { Transport } from './transport.js';
import { quietTimer } from './wait.js';

/** Below this, asking again sooner helps nobody. */
const SOONEST_MS = 100;

/** A hold, and how to ask for more of it. */
export interface HoldToKeep {
  decisionId: string;
  /** The check that opened it. */
  input: CheckInput;
  /** By this machine's clock, in milliseconds. */
  until: number;
  /** False where the decision cost nothing, and there is no hold to extend. */
  isOpen?: boolean;
  /** A key for each extension; an unanswered one is repeated with its own. */
  keyOf: (extension: number) => string;
  /** Is told of each new end, by this machine's clock. */
  extended?: (until: number) => void;
}

/** One hold that is kept until it is stopped or comes to its end. */
export class KeptHold {
  /** When the hold ends, as far as known, by this machine's clock in milliseconds. */
  until: number;
  private timer: { cancel(): void } | null = null;
  private readonly stopping = new AbortController();
  private extensions = 0;

  constructor(
    private readonly transport: Transport,
    private readonly hold: HoldToKeep,
  ) {
    this.until = hold.until;
    if (hold.isOpen ?? true) this.schedule();
  }

  /** Lets the hold end by itself. */
  stop(): void {
    this.timer?.cancel();
    this.stopping.abort(new Error('The hold is not kept any longer.'));
  }

  private schedule(): void {
    const leftMs = this.until - Date.now();
    if (leftMs <= 0 || this.stopping.signal.aborted) return;
    this.timer = quietTimer(() => void this.extend(), Math.max(leftMs / 2, SOONEST_MS));
  }

  private async extend(): Promise<void> {
    const { decisionId, input, keyOf, extended } = this.hold;
    const leftMs = Math.max(this.until - Date.now(), SOONEST_MS);
    const asked = {
      ...input,
      usage: [],
      mode: 'ALL_OR_NOTHING',
      extends: decisionId,
      idempotencyKey: keyOf(this.extensions),
    };
    try {
      const bounds = { signal: this.stopping.signal, withinMs: leftMs / 2, tryMs: leftMs / 2 };
      const decision = await this.transport.ask<Decision>(CHECK, { input: asked }, bounds);
      this.extensions += 1;
      // Closed, or as many decisions as a hold may have: what is left of it is left, and no more will come.
      if (!decision.proceed || !decision.hold) return;
      const until = this.transport.localTime(decision.hold.expiresAt);
      const isAtItsEnd = until <= this.until;
      if (!isAtItsEnd) extended?.((this.until = until));
      if (isAtItsEnd) return;
    } catch {
      // It may pass later; the next try comes at half of what is left now.
    }
    this.schedule();
  }
}
