/**
 * A stream on its way to its reader, metered: each chunk is counted before it is passed on, and a part is frozen every few
 * chunks or seconds. However the stream ends, its run ends with it.
 */
import type { WorkStatus } from './api.js';
import type { Usage } from './usage.js';
import { orAborted, quietTimer } from './wait.js';

/** How a stream is cut into parts. */
export interface MeterOptions {
  /** Chunks in one part at most; 50 by default. With 1, nothing is passed on that would not survive a crash. */
  chunks?: number;
  /** Seconds after which what was counted is frozen, whether or not more chunks come; 2 by default. */
  seconds?: number;
  /** Stops the stream: what was used until then is charged as CANCELLED. */
  signal?: AbortSignal | undefined;
}

/** What a stream is metered with. */
interface Metered {
  count(usage: Usage): void;
  part(): Promise<void>;
  end(status: WorkStatus): Promise<void>;
}

/** COMPLETED where the stream ends, FAILED where it throws, CANCELLED where its reader leaves or the signal aborts. */
export async function* meterStream<T>(
  run: Metered,
  stream: AsyncIterable<T> | Iterable<T>,
  usageOf: (chunk: T) => Usage | null | undefined,
  { chunks = 50, seconds = 2, signal }: MeterOptions,
): AsyncGenerator<T, void, undefined> {
  const source = iteratorOf(stream);
  let status: WorkStatus = 'CANCELLED';
  let waiting = 0;
  let timer: { cancel(): void } | null = null;
  const freeze = (): Promise<void> => {
    timer?.cancel();
    [waiting, timer] = [0, null];
    return run.part();
  };
  try {
    for (;;) {
      const asked = Promise.resolve().then(() => source.next());
      const next = await orAborted(asked, signal).catch((error: unknown) => {
        if (!signal?.aborted) status = 'FAILED';
        throw error;
      });
      if (next.done) {
        status = 'COMPLETED';
        return;
      }
      run.count(usageOf(next.value) ?? {});
      waiting += 1;
      if (waiting >= chunks) await freeze();
      // Also where the stream stalls. What could not be frozen stays counted, and the next part says why.
      else timer ??= quietTimer(() => void freeze().catch(() => undefined), seconds * 1000);
      yield next.value;
    }
  } finally {
    timer?.cancel();
    // Not waited for: a stream that hangs would hold its run open.
    if (status === 'CANCELLED') void Promise.resolve(source.return?.()).catch(() => undefined);
    await run.end(status);
  }
}

function iteratorOf<T>(stream: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
}
