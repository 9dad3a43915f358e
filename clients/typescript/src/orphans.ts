/**
 * Gives back holds that nobody needs: of checks whose answer never came, after their work was done on a lease or a risk. It
 * is a courtesy: a hold that it cannot give back expires by itself.
 */
import { BY_KEY, RELEASE, type Decision } from './api.js';
import { Refused } from './errors.js';
import type { Outbox } from './outbox.js';
import type { RunNote } from './outbox-state.js';
import type { Transport } from './transport.js';
import { backOffMs, pause } from './wait.js';

/** The one that gives back, of one client. */
export class Orphans {
  private running: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly outbox: Outbox,
    private readonly transport: Transport,
  ) {}

  /** Begins to give back what there is, where that is not under way. */
  wake(): void {
    if (this.running || !this.outbox.orphan() || this.stopping.signal.aborted) return;
    this.running = this.giveBackAll().finally(() => (this.running = null));
  }

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('This client is closed.'));
    await this.running;
  }

  /** Resolves when nothing is left to give back, or the signal aborts. */
  private async giveBackAll(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted;) {
      const run = this.outbox.orphan();
      if (!run) return;
      try {
        await this.giveBack(run);
        await this.outbox.putRun({ ...run, orphanOf: null });
        attempt = 0;
      } catch {
        await pause(backOffMs(attempt), signal).catch(() => undefined);
        attempt += 1;
      }
    }
  }

  /** @throws what may pass */
  private async giveBack({ key, orphanOf: subject }: RunNote): Promise<void> {
    const options = { signal: this.stopping.signal, once: true };
    try {
      const decision = await this.transport.ask<Decision | null>(BY_KEY, { key, subject }, options);
      if (decision?.proceedReason !== 'READY' || !decision.hold) return;
      await this.transport.ask(RELEASE, { id: decision.id }, options);
    } catch (error) {
      if (!(error instanceof Refused) || error.retryable || error.code === 'UNAUTHENTICATED') throw error;
    }
  }
}
