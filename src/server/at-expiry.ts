/** Waiting for an instant, however far away: a timer of Node's counts 24 days at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Acts at `expiresAt` (milliseconds), however far that is. @returns to call where it is no longer wanted */
export function atExpiry(expiresAt: number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = expiresAt - Date.now();
    if (left <= 0) return act();
    timer = setTimeout(wait, Math.min(left, MAX_TIMER_MS)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
