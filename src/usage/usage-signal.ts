/**
 * Tells settlement workers, of every process, that there is work: at most once per tick, and never inside a transaction.
 * Messages may be lost; a worker also looks for itself.
 */
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';

const CHANNEL = 'spillway_usage';
const TICK_MS = 20;

export class UsageSignal {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Pick<Database, 'listen' | 'notify'>,
    private readonly log: Log,
  ) {}

  /** Hears every process, this one too. */
  listen(heard: () => void): Promise<void> {
    return this.database.listen(CHANNEL, { message: heard, reconnected: heard });
  }

  /** Sends with the next tick. */
  tell = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.database.notify(CHANNEL, '').catch((error: unknown) => {
        this.log.debug({ err: error }, 'other workers could not be woken: they look for themselves');
      });
    }, TICK_MS);
  };

  close(): void {
    clearTimeout(this.timer);
  }
}
