/** Waiting with an end: every pause here has a length, and an AbortSignal ends it early. */

/** Resolves after so many milliseconds; rejects with the signal's reason where it aborts first. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return void reject(reasonOf(signal));
    const end = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** The first of a promise and the signal: what is lost goes on by itself, and its failure troubles nobody. */
export function orAborted<T>(promise: PromiseLike<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const end = () => reject(reasonOf(signal));
    const done = () => signal.removeEventListener('abort', end);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    promise.then(
      (value) => (done(), resolve(value)),
      (error: unknown) => (done(), reject(error as Error)),
    );
  });
}

/** How long to wait before try `attempt` (from 0): doubling to a cap, half of it by chance. */
export function backOffMs(attempt: number, { baseMs = 100, capMs = 10_000 } = {}): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
  return full / 2 + (Math.random() * full) / 2;
}

/** A timer that keeps no process alive. */
export function quietTimer(action: () => void, milliseconds: number): { cancel(): void } {
  // setTimeout fires at once beyond this.
  const timer = setTimeout(action, Math.min(milliseconds, 2 ** 31 - 1)) as unknown as { unref?: () => void };
  timer.unref?.();
  return { cancel: () => clearTimeout(timer as unknown as number) };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason as Error;
}
