/**
 * What time alone changes: holds expire, windows reset, lots expire and begin. Each is journalled at its own instant,
 * once, however late anybody looks (docs/rules.md, 1): whoever acts on an account calls `advance` first, so no sweeper
 * is ever needed for exactness.
 */
import { debtTurnsAt, repayDebt, turnDebt } from './debt.js';
import { endWindow } from './end-window.js';
import { release } from './holds.js';
import { post, type Update } from './journal.js';
import { finished } from './lots.js';
import { NEVER } from './windows.js';
import type { Account, HoldPart, Line, Lot } from './account.js';
import type { Instant } from './words.js';

/** Something that will fall due. */
interface Coming {
  due: Instant;
  id: string;
  /** How many lines it writes, about. */
  lines: number;
  /** The instant that its update bears, where that is not the one at which it falls due. */
  at?: Instant;
  /** The hold that ends with it. */
  hold?: HoldPart;
  /** Writes it, unless an event before it has left nothing to write. */
  write: () => Update[];
}

/** Every kind of thing that falls due, in the order in which they go at one instant. */
const KINDS: readonly ((account: Account) => Coming[])[] = [
  expiringHolds,
  resettingWindows,
  expiringLots,
  turningDebt,
  startingLots,
];

/**
 * Writes what fell due up to and including `now`, each at its own instant, and returns the updates. The account must
 * carry all its lots that are not finished, and its open holds that expire by then, the first of them where it cannot
 * carry all.
 * @param most how many lines to write at most, about: windows and lots go first, then holds by expiry (docs/rules.md, 33)
 */
export function advance(account: Account, now: Instant, most = Infinity): Update[] {
  const updates: Update[] = [];
  let left = most;
  for (let again = true; again;) {
    again = false;
    const ended = new Set<HoldPart | undefined>();
    for (const event of firstDue(account, now, left)) {
      // Where something is owed, what happens may make more fall due: debt that is paid opens windows.
      again = account.debt > 0n;
      updates.push(...event.write());
      ended.add(event.hold);
      left -= event.lines;
      again &&= left > 0;
      if (again) break;
    }
    account.holds = account.holds.filter((hold) => !ended.has(hold));
  }
  return account.turnedAt === null ? updates : [...updates, ...turnDebt(account, account.turnedAt)];
}

/** Whether windows or lots of the account have still to be brought up to `now`. */
export function lagsBehind(account: Account, now: Instant): boolean {
  return KINDS.slice(1).some((coming) => coming(account).some(({ due }) => due <= now));
}

/**
 * What is due in the order in which it is written, as much as `most` lines take and one event at least: what is not of
 * holds goes first, then holds by expiry.
 */
function firstDue(account: Account, now: Instant, most: number) {
  const due = KINDS.flatMap((coming, rank) =>
    coming(account)
      .filter((event) => event.due <= now)
      .map((event) => ({ ...event, rank, at: event.at ?? event.due })),
  );
  due.sort((a, b) => Number(a.rank === 0) - Number(b.rank === 0) || a.due - b.due || (a.id < b.id ? -1 : 1));
  let lines = 0;
  const end = due.findIndex((event, i) => (lines += event.lines) > most && i > 0);
  const first = end < 0 ? due : due.slice(0, end);
  return first.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

/** The first instant at which something falls due on the account as loaded, or null. */
export function nextDue(account: Account): Instant | null {
  const instants = KINDS.flatMap((coming) => coming(account).map((event) => event.due));
  return instants.length ? instants.reduce((a, b) => (b < a ? b : a)) : null;
}

/** A claim may outlive the expiry of its hold: when it is lifted, the hold expires at the account's present instant. */
function expiringHolds(account: Account): Coming[] {
  return account.holds
    .filter((hold) => hold.claims === 0)
    .map((hold) => {
      const at = Math.max(hold.expiresAt, account.lastAt);
      const write = () => [post(account, at, 'HOLD_EXPIRED', hold.id, release(account, hold))];
      const lines = Math.max(1, hold.draws.length + (hold.counts?.length ?? 0));
      return { due: hold.expiresAt, id: hold.id, lines, at, hold, write };
    });
}

function resettingWindows(account: Account): Coming[] {
  const ending = account.windows.filter(({ resetsAt }) => resetsAt !== NEVER);
  return ending.map((window) => {
    const write = () => {
      if (!account.windows.includes(window)) return [];
      return [endWindow(account, window, window.resetsAt, 'WINDOW_RESET', null)];
    };
    return { due: window.resetsAt, id: window.name, lines: 2, write };
  });
}

function expiringLots(account: Account): Coming[] {
  const expires = (lot: Lot) => !lot.closed && !finished(lot);
  return account.lots.filter(expires).flatMap((lot) => {
    const { id, expiresAt } = lot;
    if (expiresAt === null) return [];
    const write = () => {
      if (!expires(lot)) return [];
      const line: Line = { lot: id, window: null, amount: lot.remaining, from: 'remaining', to: 'expired' };
      return [post(account, expiresAt, 'LOT_EXPIRED', id, [line])];
    };
    return [{ due: expiresAt, id, lines: 1, write }];
  });
}

function turningDebt(account: Account): Coming[] {
  const due = debtTurnsAt(account);
  if (due === null) return [];
  return [{ due, id: '', lines: account.windowTerms.length + 2, write: () => turnDebt(account, due) }];
}

function startingLots(account: Account): Coming[] {
  const starts = (lot: Lot) => !lot.effective && !lot.closed;
  return account.lots.filter(starts).map((lot) => {
    const { id, effectiveAt } = lot;
    const write = () => {
      if (!starts(lot)) return [];
      const line: Line = { lot: id, window: null, amount: lot.remaining, from: 'pending', to: 'remaining' };
      return [post(account, effectiveAt, 'LOT_EFFECTIVE', id, [line]), ...repayDebt(account, lot, effectiveAt)];
    };
    return { due: effectiveAt, id, lines: 2, write };
  });
}
