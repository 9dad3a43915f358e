/**
 * Allowance windows: when an instance starts and ends, and what is left in each. All windows of a plan apply at once.
 */
import { least } from './amounts.js';
import type { Account, WindowInstance } from './account.js';
import type { Instant, Nano, WindowTerms } from './words.js';

/** A window of an account with its running instance, if one is open. `remaining` is never negative. */
export interface WindowState {
  terms: WindowTerms;
  instance: WindowInstance | null;
  remaining: Nano;
}

/** Every window that stands on the account, in the order of its terms. */
export function windowStates(account: Pick<Account, 'windowTerms' | 'windows'>): WindowState[] {
  return account.windowTerms.map((terms) => {
    const instance = account.windows.find((w) => w.name === terms.name) ?? null;
    const left = terms.capacity - (instance ? instance.used + instance.held : 0n);
    return { terms, instance, remaining: left > 0n ? left : 0n };
  });
}

/** What windows that all apply at once can still give: the smallest remainder; nothing where there are none. */
export function allowanceLeft(states: readonly WindowState[]): Nano {
  const [first, ...others] = states.map((state) => state.remaining);
  return others.reduce(least, first ?? 0n);
}

/** The instance that a first use at `now` opens. */
export function openWindow(terms: WindowTerms, now: Instant): WindowInstance {
  return { name: terms.name, startedAt: now, resetsAt: windowEnd(terms, now), used: 0n, held: 0n };
}

/** When an instance that started at `startedAt` resets: a fixed time later, or with its UTC day, ISO week or month. */
export function windowEnd(terms: WindowTerms, startedAt: Instant): Instant {
  if (terms.kind === 'anchored') return startedAt + terms.seconds * 1000;
  const start = new Date(startedAt);
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  if (terms.period === 'month') return Date.UTC(year, month + 1, 1);
  if (terms.period === 'day') return Date.UTC(year, month, day + 1);
  const daysSinceMonday = (start.getUTCDay() + 6) % 7;
  return Date.UTC(year, month, day - daysSinceMonday + 7);
}
