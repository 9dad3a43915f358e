/**
 * A stream on its way to its reader, metered: each chunk is counted before it is passed on, and a part is frozen every few
 * chunks or seconds. However the stream ends, its run ends with it.
 */
import type { WorkStatus } from './api.js';
import type { Run } from './run.js';
import type { Usage } from './usage.js';
import { orAborted } from './wait.js';

export interface MeterOptions {
  /** Chunks in one part at most; 50 by default. With 1, nothing is passed on that would not survive a crash. */
  chunks?: number;
  /** Seconds after which a part is frozen with the next chunk; 2 by default. */
  seconds?: number;
  /** Stops the stream: what was used until then is charged as CANCELLED. */
  signal?: AbortSignal | undefined;
}

/** COMPLETED where the stream ends, FAILED where it throws, CANCELLED where its reader leaves or the signal aborts. */
export async function* meterStream<T>(
  run: Run,
  stream: AsyncIterable<T> | Iterable<T>,
  usageOf: (chunk: T) => Usage | null | undefined,
  { chunks = 50, seconds = 2, signal }: MeterOptions,
): AsyncGenerator<T, void, undefined> {
  const source = iteratorOf(stream);
  let status: WorkStatus = 'CANCELLED';
  let [uncounted, frozenAt] = [0, performance.now()];
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
      uncounted += 1;
      if (uncounted >= chunks || performance.now() - frozenAt >= seconds * 1000) {
        await run.part();
        [uncounted, frozenAt] = [0, performance.now()];
      }
      yield next.value;
    }
  } finally {
    // Not waited for: a stream that hangs would hold its run open.
    if (status === 'CANCELLED') void Promise.resolve(source.return?.()).catch(() => undefined);
    await run.end(status);
  }
}

function iteratorOf<T>(stream: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
}
