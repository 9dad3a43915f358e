/** The server's time, as far as its answers tell it, and a tick for what counts down. */
import { useSyncExternalStore } from 'react';

/** Server time minus the time here, in milliseconds; whole seconds are all that an HTTP date says. */
let offset = 0;
let told = false;

export const clock = {
  now: (): number => Date.now() + offset,
  /** Reads an answer's `Date`; one second or less apart counts as together. */
  learn(date: string | null, sent: number, received: number): void {
    if (date === null || told) return;
    const server = Date.parse(date) + 500;
    if (!Number.isFinite(server)) return;
    told = true;
    const apart = server - (sent + received) / 2;
    offset = Math.abs(apart) <= 1000 ? 0 : apart;
  },
};

const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let tick = 0;

function watch(changed: () => void): () => void {
  watchers.add(changed);
  ticking ??= setInterval(() => {
    tick = Math.floor(clock.now() / 1000);
    for (const each of [...watchers]) each();
  }, 1000);
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Server time in milliseconds, again each `seconds`. */
export function useNow(seconds = 1): number {
  useSyncExternalStore(watch, () => Math.floor(tick / seconds));
  return clock.now();
}
