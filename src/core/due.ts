/**
 * What time alone changes: holds expire, windows reset, lots expire and begin, grants come again. Each is journalled at
 * its own instant, once, however late anybody looks (docs/rules.md, 1): whoever acts on an account calls `advance` first,
 * so no sweeper is ever needed for exactness.
 */
import { KINDS, type Coming } from './coming.js';
import { turnDebt } from './debt.js';
import type { Account, HoldPart } from './account.js';
import type { Update } from './journal.js';
import type { Instant } from './words.js';

/**
 * Writes what fell due up to and including `now`, each at its own instant, and returns the updates. The account must
 * carry all its lots that are not finished, and its open holds that expire by then, the first of them where it cannot
 * carry all.
 * @param most how many lines to write at most, about: windows and lots go first, then holds by expiry (docs/rules.md, 33)
 * @param nextHoldAt no open hold that the account does not carry expires before this; null: none does
 */
export function advance(account: Account, now: Instant, most = Infinity, nextHoldAt: Instant | null = null): Update[] {
  const updates: Update[] = [];
  let left = most;
  for (let again = true; again;) {
    again = false;
    const ended = new Set<HoldPart | undefined>();
    const { events, barred } = firstDue(account, now, left, nextHoldAt);
    for (const event of events) {
      // What happens may make more fall due: a grant the next one, debt that is paid opens windows.
      again = account.debt > 0n || event.stirs === true;
      updates.push(...event.write());
      ended.add(event.hold);
      left -= event.lines;
      again &&= left > 0;
      if (again) break;
    }
    // Holds that something waited for are gone.
    again ||= barred && events.length > 0 && left > 0;
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
function firstDue(account: Account, now: Instant, most: number, nextHoldAt: Instant | null) {
  const all = KINDS.flatMap((coming, rank) =>
    coming(account)
      .filter((event) => event.due <= now)
      .map((event): Due => ({ ...event, rank, at: event.at ?? event.due })),
  );
  const barrier = waitsForHoldsAt(all, nextHoldAt);
  const due = all.filter(({ due: at, hold }) => at < barrier || (hold !== undefined && at <= barrier));
  const inTurn = (a: Due, b: Due) => a.rank - b.rank || (a.id < b.id ? -1 : 1);
  due.sort((a, b) => Number(a.rank === 0) - Number(b.rank === 0) || a.due - b.due || inTurn(a, b));
  let lines = 0;
  const end = due.findIndex((event, i) => (lines += event.lines) > most && i > 0);
  const first = end < 0 ? due : due.slice(0, end);
  first.sort((a, b) => a.at - b.at || inTurn(a, b));
  return { events: first, barred: barrier < Infinity };
}

interface Due extends Coming {
  rank: number;
  at: Instant;
}

/**
 * The first instant at which something has to wait for holds that expired by then; Infinity where nothing has to. What
 * comes no sooner waits with it: these holds go first, and where some of them are not carried, another unit of work goes on.
 */
function waitsForHoldsAt(due: readonly Due[], nextHoldAt: Instant | null): Instant {
  const firstHold = Math.min(nextHoldAt ?? Infinity, ...due.flatMap(({ hold }) => hold?.expiresAt ?? []));
  return Math.min(...due.filter((event) => event.afterHolds && firstHold <= event.due).map((event) => event.due));
}

/** The first instant at which something falls due on the account as loaded, or null. */
export function nextDue(account: Account): Instant | null {
  const instants = KINDS.flatMap((coming) => coming(account).map((event) => event.due));
  return instants.length ? instants.reduce((a, b) => (b < a ? b : a)) : null;
}
