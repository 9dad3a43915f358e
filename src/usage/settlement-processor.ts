/**
 * The streaming processor: settles what was recorded as long as it runs. It wakes up at once when there is work and
 * never polls busily; any number of processors, in one process or many, share the work.
 */
import { SettlementBatches, type BatchOptions } from './settlement-batches.js';
import type { UsageSignal } from './usage-signal.js';

export interface ProcessorOptions extends BatchOptions {
  signal: Pick<UsageSignal, 'listen'>;
  /** Whether those who wait for an answer need the machine now: settlement then takes a small share only. */
  crowded?: () => boolean;
  /** How often to look for work that nobody told of. */
  beatMs?: number;
}

/** While others wait, settlement rests so many times as long as it worked, and works in small batches. */
const YIELD = 3;

export class SettlementProcessor {
  private readonly batches: SettlementBatches;
  /** How many events were settled or set aside so far. */
  settled = 0;
  private woken = false;
  private wakeUp: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly options: ProcessorOptions) {
    this.batches = new SettlementBatches(options);
  }

  /** Settles until it is closed. Resolves once it hears of new work. */
  async start(): Promise<void> {
    this.running = this.run();
    await this.options.signal.listen(this.wake);
  }

  /** There may be work. */
  wake = (): void => {
    this.woken = true;
    this.wakeUp?.();
  };

  /** Waits for the batch under way. */
  async close(): Promise<void> {
    this.closed = true;
    this.wakeUp?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { log, crowded, beatMs = 2_000 } = this.options;
    while (!this.closed) {
      this.woken = false;
      const began = performance.now();
      const did = await this.batches.next(crowded?.()).catch((error: unknown) => {
        log.warn({ err: error }, 'usage could not be settled now');
        return null;
      });
      this.settled += did ?? 0;
      if (did === null) await this.pause(beatMs);
      else if (did === 0) await this.waitForWork(beatMs);
      else if (crowded?.()) await this.pause((performance.now() - began) * YIELD);
    }
  }

  private async waitForWork(beatMs: number): Promise<void> {
    if (this.woken) return;
    const { restsUntil } = this.batches;
    const ms = restsUntil === null ? beatMs : Math.min(beatMs, Math.max(restsUntil - Date.now(), 1));
    await this.pause(ms, true);
  }

  /** Waits so long, or until it is closed; `forWork`: or until there may be work. */
  private async pause(ms: number, forWork = false): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        if (!forWork && !this.closed) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
