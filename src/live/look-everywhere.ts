/**
 * The regular look at all that is watched, which makes up for lost messages. A message may ask for it at once, but not
 * again and again: there may be thousands of watchers.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';

/** At least so long is between two looks. */
const GAP_MS = 500;

/** Has `look` called every `ms`, and when the answer's `now()` asks for it, until it is closed. */
export function lookEverywhere({ ms, log }: { ms: number; log: Log }, look: () => void): Repeated {
  const failure = 'what is watched could not be looked at';
  return every({ ms, log, failure, first: 'later' }, async (closing) => {
    look();
    await wait(Math.min(ms, GAP_MS), undefined, { signal: closing, ref: false }).catch(() => undefined);
  });
}
