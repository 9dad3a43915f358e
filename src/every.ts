/**
 * Work that is repeated until it is closed: one run at a time, from the end of one to the start of the next. A run that
 * fails is logged and stops nothing. It does not say what the work is.
 */
import type { Log } from './log.js';
import { Rest } from './rest.js';

export interface Every {
  /** Milliseconds from the end of a run to the start of the next. */
  ms: number;
  log: Pick<Log, 'warn'>;
  /** What the log says of a run that failed. */
  failure: string;
  /** When the first run starts; at once by default. */
  first?: 'now' | 'later';
}

/** Work that is being repeated. */
export interface Repeated {
  /** Runs it at once, and once more where a run is under way. */
  now(): void;
  /** Starts no more runs and waits for the one under way. */
  close(): Promise<void>;
}

/**
 * Repeats `work` until it is closed.
 * @param work may return how many milliseconds to wait this time; `closing` is aborted when it should come to its end
 */
export function every(
  { ms, log, failure, first = 'now' }: Every,
  work: (closing: AbortSignal) => Promise<number | void>,
): Repeated {
  const closing = new AbortController();
  const rest = new Rest();
  const attempt = async (): Promise<number | void> => {
    try {
      return await work(closing.signal);
    } catch (error) {
      log.warn({ err: error }, failure);
    }
  };
  const run = async (): Promise<void> => {
    if (first === 'later') await rest.wait(ms);
    while (!closing.signal.aborted) {
      rest.renew();
      const wait = (await attempt()) ?? ms;
      if (wait > 0) await rest.wait(wait);
    }
  };
  const running = run();
  return {
    now: () => rest.end(),
    close() {
      closing.abort();
      rest.end();
      return running;
    },
  };
}
