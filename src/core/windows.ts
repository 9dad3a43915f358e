/**
 * Allowance windows: when an instance starts and ends, how amounts move in it, and what is left in each. All windows of a
 * plan that cover the work apply at once, but for those that yield.
 */
import { least } from './amounts.js';
import { periodAt } from './periods.js';
import { subscriptionMonthAt } from './subscriptions.js';
import { covers } from './window-scope.js';
import type { Account, Line, WindowInstance } from './account.js';
import type { Instant, Nano, WindowTerms, Work } from './words.js';

/** A window of an account with its running instance, if one is open. `remaining` is never negative. */
export interface WindowState {
  terms: WindowTerms;
  instance: WindowInstance | null;
  remaining: Nano;
}

/** What of an account says how its windows stand. */
export type WithWindows = Pick<Account, 'windowTerms' | 'windows' | 'subscribedAt'>;

/** Every window that stands on the account, in the order of its terms. */
export function windowStates(account: Pick<Account, 'windowTerms' | 'windows'>): WindowState[] {
  return account.windowTerms.map((terms) => {
    const instance = instanceOf(account, terms.name);
    const left = terms.capacity - (instance ? instance.used + instance.held : 0n);
    return { terms, instance, remaining: left > 0n ? left : 0n };
  });
}

/** The windows that work counts in. */
export function coveringStates(account: Pick<Account, 'windowTerms' | 'windows'>, work: Work): WindowState[] {
  return windowStates(account).filter(({ terms }) => covers(terms, work));
}

/** The windows that everything counts in. */
export function unscopedStates(account: Pick<Account, 'windowTerms' | 'windows'>): WindowState[] {
  return windowStates(account).filter(({ terms }) => !terms.scope);
}

function instanceOf({ windows }: Pick<Account, 'windows'>, name: string): WindowInstance | null {
  return windows.find((window) => window.name === name) ?? null;
}

/** Those of some windows that limit at an instant: one that yields does not. Where there are windows, one limits. */
export function limiting(account: WithWindows, states: readonly WindowState[], at: Instant): WindowState[] {
  return states.filter(({ terms, instance }) => {
    const end = yieldEnd(account, terms, at);
    return end === null || windowEnd(terms, instance?.startedAt ?? at, account.subscribedAt) <= end;
  });
}

/** What windows that all apply at once can still give: the smallest remainder; nothing where there are none. */
export function allowanceLeft(states: readonly WindowState[]): Nano {
  const [first, ...others] = states.map((state) => state.remaining);
  return others.reduce(least, first ?? 0n);
}

/**
 * The instance that a first use at `now` opens on an account. One that would reset after the window that it yields to ends
 * with that one.
 */
export function openWindow(account: WithWindows, terms: WindowTerms, now: Instant): WindowInstance {
  const end = windowEnd(terms, now, account.subscribedAt);
  const resetsAt = Math.min(end, yieldEnd(account, terms, now) ?? end);
  return { name: terms.name, startedAt: now, resetsAt, used: 0n, held: 0n };
}

/** When the longer window ends that one yields to, as it runs or would begin at `at`; null where it yields to none. */
export function yieldEnd(account: WithWindows, { yieldsTo }: WindowTerms, at: Instant): Instant | null {
  const longer = yieldsTo === undefined ? undefined : account.windowTerms.find(({ name }) => name === yieldsTo);
  if (!longer) return null;
  return instanceOf(account, longer.name)?.resetsAt ?? windowEnd(longer, at, account.subscribedAt);
}

/** When an instance resets that never does: a far instant, so that it can be stored and compared like any other. */
export const NEVER: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * When an instance that started at `startedAt` resets, if it yields to none: a fixed time later, with its day, week or month,
 * or never.
 * @param subscribedAt of its account; null: it begins with this very use
 */
export function windowEnd(terms: WindowTerms, startedAt: Instant, subscribedAt: Instant | null = null): Instant {
  if (terms.kind === 'anchored') return startedAt + terms.seconds * 1000;
  if (terms.kind === 'once') return NEVER;
  if (terms.kind === 'subscription') return subscriptionMonthAt(subscribedAt ?? startedAt, startedAt, terms.zone).end;
  return periodAt(terms, startedAt).end;
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
    instance = openWindow(account, terms, named.startedAt);
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
