/**
 * The streaming processor: settles what was recorded as long as it runs. It wakes up at once when there is work and
 * never polls busily; any number of processors, in one process or many, share the work.
 */
import { setTimeout } from 'node:timers/promises';
import { every, type Repeated } from '../every.js';
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
const FAILURE = 'usage could not be settled now';

export class SettlementProcessor {
  private readonly batches: SettlementBatches;
  /** How many events were settled or set aside so far. */
  settled = 0;
  private settling: Repeated | undefined;

  constructor(private readonly options: ProcessorOptions) {
    this.batches = new SettlementBatches(options);
  }

  /** Settles until it is closed. Resolves once it hears of new work. */
  async start(): Promise<void> {
    const { log, signal, beatMs: ms = 2_000 } = this.options;
    this.settling = every({ ms, log, failure: FAILURE }, (closing) => this.run(ms, closing));
    await signal.listen(this.wake);
  }

  /** There may be work. */
  wake = (): void => this.settling?.now();

  /** Waits for the batch under way. */
  async close(): Promise<void> {
    await this.settling?.close();
  }

  /**
   * One batch, and the pause that it calls for, which no wake-up ends.
   * @returns after how many milliseconds to look again, unless there is work before
   */
  private async run(beatMs: number, closing: AbortSignal): Promise<number> {
    const { log, crowded } = this.options;
    const began = performance.now();
    let did: number;
    try {
      did = await this.batches.next(crowded?.());
    } catch (error) {
      log.warn({ err: error }, FAILURE);
      await pause(beatMs, closing);
      return 0;
    }
    this.settled += did;
    if (did > 0) {
      if (crowded?.()) await pause((performance.now() - began) * YIELD, closing);
      return 0;
    }
    const { restsUntil } = this.batches;
    return restsUntil === null ? beatMs : Math.min(beatMs, Math.max(restsUntil - Date.now(), 1));
  }
}

/** Waits so long, or until the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
