/**
 * What falls due on an account as time passes: holds expire, windows reset, lots expire or become effective
 * (docs/rules.md, 1). Time is an argument; whoever locks an account calls `advance` first, so no sweeper is ever needed
 * for exactness.
 */
import { least } from './amounts.js';
import { post, type Update } from './journal.js';
import { release } from './holds.js';
import { finished } from './lots.js';
import type { Account, Cause, HoldPart, Instant, Line, Lot, Plan, WindowInstance } from './words.js';

interface DueEvent {
  at: Instant;
  /** Order among events of one instant. */
  rank: number;
  id: string;
  /** Writes it, unless an event before it has left nothing to write. */
  write: () => Update[];
}

/**
 * Writes everything that fell due up to and including `now`, each at its own instant, and returns the updates.
 * The account must carry every open hold that expires by then, and all its lots that are not finished.
 */
export function advance(account: Account, plan: Plan | null, now: Instant): Update[] {
  const events = [
    ...account.holds
      .filter((hold) => hold.claims === 0 && hold.expiresAt <= now)
      .map((h) => expireHold(account, plan, h)),
    ...account.windows.filter((window) => window.resetsAt <= now).map((w) => resetWindow(account, plan, w)),
    ...account.lots.filter((lot) => expires(lot, now)).map((lot) => expireLot(account, plan, lot)),
    ...account.lots.filter((lot) => awaits(lot, now)).map((lot) => startLot(account, plan, lot)),
  ];
  events.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.id < b.id ? -1 : 1));
  return events.flatMap((event) => event.write());
}

/** The first instant at which something falls due on the account as loaded, or null. */
export function nextDue(account: Account): Instant | null {
  const instants = [
    ...account.holds.filter((hold) => hold.claims === 0).map((hold) => hold.expiresAt),
    ...account.windows.map((window) => window.resetsAt),
    ...account.lots.flatMap((lot) => (lot.closed || finished(lot) || lot.expiresAt === null ? [] : [lot.expiresAt])),
    ...account.lots.flatMap((lot) => (lot.effective || lot.closed ? [] : [lot.effectiveAt])),
  ];
  return instants.length ? instants.reduce((a, b) => (b < a ? b : a)) : null;
}

/**
 * Ends a window instance: what was used and held there leaves the account's view, a later use opens a new instance.
 */
export function endWindow(
  account: Account,
  plan: Plan | null,
  window: WindowInstance,
  at: Instant,
  cause: Cause,
  causeId: string | null,
): Update {
  const { name, startedAt } = window;
  const lines = (['held', 'used'] as const).map((from): Line => ({
    lot: null,
    window: { name, startedAt },
    amount: window[from],
    from,
    to: 'ended',
  }));
  return post(account, plan, at, cause, causeId, lines);
}

/** Pays debt from a lot that has just become spendable, as far as it goes (docs/rules.md, 18). */
export function repayDebt(account: Account, plan: Plan | null, lot: Lot, at: Instant): Update[] {
  const amount = least(account.debt, lot.remaining);
  if (amount === 0n || lot.products !== null || !lot.effective) return [];
  const line: Line = { lot: lot.id, window: null, amount, from: 'remaining', to: 'debt' };
  return [post(account, plan, at, 'DEBT_REPAID', lot.id, [line])];
}

/** A claim may outlive the expiry of its hold: when it is lifted, the hold expires at the account's present instant. */
function expireHold(account: Account, plan: Plan | null, hold: HoldPart): DueEvent {
  const at = Math.max(hold.expiresAt, account.lastAt);
  const write = () => {
    account.holds = account.holds.filter((h) => h !== hold);
    return [post(account, plan, at, 'HOLD_EXPIRED', hold.id, release(account, hold))];
  };
  return { at, rank: 0, id: hold.id, write };
}

function resetWindow(account: Account, plan: Plan | null, window: WindowInstance): DueEvent {
  const write = () => [endWindow(account, plan, window, window.resetsAt, 'WINDOW_RESET', null)];
  return { at: window.resetsAt, rank: 1, id: window.name, write };
}

function expires(lot: Lot, now: Instant): boolean {
  return !lot.closed && !finished(lot) && lot.expiresAt !== null && lot.expiresAt <= now;
}

function expireLot(account: Account, plan: Plan | null, lot: Lot): DueEvent {
  const at = lot.expiresAt ?? 0;
  const write = () => {
    if (lot.closed || finished(lot)) return [];
    const line: Line = { lot: lot.id, window: null, amount: lot.remaining, from: 'remaining', to: 'expired' };
    return [post(account, plan, at, 'LOT_EXPIRED', lot.id, [line])];
  };
  return { at, rank: 2, id: lot.id, write };
}

function awaits(lot: Lot, now: Instant): boolean {
  return !lot.effective && !lot.closed && lot.effectiveAt <= now;
}

function startLot(account: Account, plan: Plan | null, lot: Lot): DueEvent {
  const write = () => {
    if (lot.closed) return [];
    const line: Line = { lot: lot.id, window: null, amount: lot.remaining, from: 'pending', to: 'remaining' };
    return [
      post(account, plan, lot.effectiveAt, 'LOT_EFFECTIVE', lot.id, [line]),
      ...repayDebt(account, plan, lot, lot.effectiveAt),
    ];
  };
  return { at: lot.effectiveAt, rank: 3, id: lot.id, write };
}
