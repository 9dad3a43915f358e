/**
 * Pacing: a budget that is paced lets its limit through in equal steps, hour by hour or day by day of its period. A day of
 * 23 or 25 hours is one step where days are, and as many as it has hours where hours are.
 */
import { dayAt, startOfDay } from './zones.js';
import { periodAt } from './periods.js';
import type { BudgetTerms, Instant, Nano } from './words.js';

const HOUR = 3_600_000;

/** What says how much a budget releases when. */
type Paced = Pick<BudgetTerms, 'window' | 'paced' | 'cap'>;

/** What a budget has released of its limit at an instant; null where it has none. Rounded down. */
export function releasedAt(terms: Paced, at: Instant): Nano | null {
  if (!terms.cap) return null;
  const steps = stepsAt(terms, at);
  return steps ? (terms.cap.limit * BigInt(steps.begun)) / BigInt(steps.all) : terms.cap.limit;
}

/** When the next step of the period begins; null where nothing is paced, and in the last. */
export function nextStep(terms: Paced, at: Instant): Instant | null {
  const steps = stepsAt(terms, at);
  return steps && steps.begun < steps.all ? steps.beginOf(steps.begun) : null;
}

/** The first step of the period that runs at `at` with which so much more is released than was then; null for none. */
export function stepReleasing(terms: Paced, at: Instant, more: Nano): Instant | null {
  const steps = stepsAt(terms, at);
  const [limit, released] = [terms.cap?.limit ?? 0n, releasedAt(terms, at) ?? 0n];
  if (!steps || released + more > limit) return null;
  const all = BigInt(steps.all);
  // Rounded up: the least number of steps whose share, rounded down, is enough.
  return steps.beginOf(Number(((released + more) * all + limit - 1n) / limit) - 1);
}

/** The steps of a period: how many have begun, of how many, and when the nth begins, counted from 0. */
interface Steps {
  begun: number;
  all: number;
  beginOf: (nth: number) => Instant;
}

function stepsAt({ window, paced }: Paced, at: Instant): Steps | null {
  if (paced === null || window.kind !== 'calendar') return null;
  const { start, end } = periodAt(window, at);
  if (paced === 'hourly') {
    const begun = Math.floor((at - start) / HOUR) + 1;
    return { begun, all: Math.ceil((end - start) / HOUR), beginOf: (nth) => start + nth * HOUR };
  }
  const { zone = 'UTC' } = window;
  const first = dayAt(zone, start);
  const beginOf = (nth: number) => startOfDay(zone, first + nth);
  return { begun: dayAt(zone, at) - first + 1, all: dayAt(zone, end) - first, beginOf };
}
