/**
 * Allowance windows: when an instance starts and ends, how amounts move in it, and what is left in each. All windows of a
 * plan apply at once.
 */
import { least } from './amounts.js';
import { periodAt } from './periods.js';
import type { Account, Line, WindowInstance } from './account.js';
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

/** When an instance resets that never does: a far instant, so that it can be stored and compared like any other. */
export const NEVER: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** When an instance that started at `startedAt` resets: a fixed time later, with its day, ISO week or month, or never. */
export function windowEnd(terms: WindowTerms, startedAt: Instant): Instant {
  if (terms.kind === 'anchored') return startedAt + terms.seconds * 1000;
  if (terms.kind === 'once') return NEVER;
  if (terms.zone !== undefined && terms.zone !== 'UTC') return periodAt(terms, startedAt).end;
  const start = new Date(startedAt);
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  if (terms.period === 'month') return Date.UTC(year, month + 1, 1);
  if (terms.period === 'day') return Date.UTC(year, month, day + 1);
  const daysSinceMonday = (start.getUTCDay() + 6) % 7;
  return Date.UTC(year, month, day - daysSinceMonday + 7);
}

/** Names one instance of a window. */
type Named = Pick<WindowInstance, 'name' | 'startedAt'>;

/** The running instance of that very start, if it is still there. */
export function runningWindow({ windows }: Pick<Account, 'windows'>, { name, startedAt }: Named) {
  return windows.find((window) => window.name === name && window.startedAt === startedAt);
}

/**
 * Moves an amount in the instance that a line names. A line from `remaining` opens it where it is not there, one from
 * `used` to `ended` takes it off the account.
 * @throws Error for an instance that is not open, or a bucket below zero: bugs, never a caller's mistake
 */
export function moveInWindow(account: Account, named: Named, { amount, from, to }: Line): void {
  if (from === to) return;
  let instance = runningWindow(account, named);
  if (!instance) {
    const terms = account.windowTerms.find(({ name }) => name === named.name);
    if (!terms || from !== 'remaining') throw new Error(`journal: window ${named.name} is not open`);
    instance = openWindow(terms, named.startedAt);
    account.windows.push(instance);
  }
  if (from === 'held' || from === 'used') instance[from] -= amount;
  if (to === 'held' || to === 'used') instance[to] += amount;
  if (instance.held < 0n || instance.used < 0n) throw new Error(`journal: window ${named.name} below zero`);
  if (from === 'used' && to === 'ended') account.windows = account.windows.filter((window) => window !== instance);
}

/** The lines that withdraw what `lines` have emptied: a window begins with use, and what gave all back was none. */
export function emptiedWindows(account: Account, lines: readonly Line[]): Line[] {
  const moved = new Set(lines.flatMap(({ window }) => (window && runningWindow(account, window)) ?? []));
  return [...moved]
    .filter(({ used, held }) => used === 0n && held === 0n)
    .map(({ name, startedAt }) => ({ lot: null, window: { name, startedAt }, amount: 0n, from: 'used', to: 'ended' }));
}
