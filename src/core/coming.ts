/**
 * Every kind of thing that falls due on an account, and how each is written. Judges no bounds and no order across instants:
 * due.ts does.
 */
import { endResets, resetsEndAt } from './banked-resets.js';
import { debtTurnsAt, repayDebt, turnDebt } from './debt.js';
import { endWindow } from './end-window.js';
import { release } from './holds.js';
import { post, type Update } from './journal.js';
import { finished } from './lots.js';
import { comingGrants, endPeriod, expireLot, issueGrant, rollingPeriod } from './recurring.js';
import { NEVER } from './windows.js';
import type { Account, HoldPart, Line, Lot } from './account.js';
import type { Instant } from './words.js';

/** Something that will fall due. */
export interface Coming {
  due: Instant;
  id: string;
  /** How many lines it writes, about. */
  lines: number;
  /** The instant that its update bears, where that is not the one at which it falls due. */
  at?: Instant;
  /** The hold that ends with it. */
  hold?: HoldPart;
  /** It takes what holds that expired before it have given back: it waits until these are written. */
  afterHolds?: true;
  /** It makes more fall due: what follows is looked at anew. */
  stirs?: true;
  /** Writes it, unless an event before it has left nothing to write. */
  write: () => Update[];
}

/** The order in which they go at one instant (docs/rules.md, 38); holds are the first. */
export const KINDS: readonly ((account: Account) => Coming[])[] = [
  expiringHolds,
  resettingWindows,
  expiringLots,
  endingResets,
  changingPlan,
  turningDebt,
  startingLots,
  recurringGrants,
];

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
  const coming: Coming[] = [];
  const ending = new Map<string, Lot[]>();
  for (const lot of account.lots) {
    const { id, expiresAt } = lot;
    if (expiresAt === null || !expires(lot)) continue;
    if (lot.recurs && rollingPeriod(account, lot)) {
      ending.set(lot.recurs.grant, [...(ending.get(lot.recurs.grant) ?? []), lot]);
      continue;
    }
    const write = () => (expires(lot) ? [expireLot(account, lot, expiresAt)] : []);
    coming.push({ due: expiresAt, id, lines: 1, write });
  }
  for (const lots of ending.values())
    coming.push(
      endingPeriod(
        account,
        lots.sort((a, b) => (a.id < b.id ? -1 : 1)),
      ),
    );
  return coming;
}

/** All lots of a grant, where some of what is left of them goes on. */
function endingPeriod(account: Account, lots: readonly Lot[]): Coming {
  const [first] = lots;
  const period = rollingPeriod(account, first!)!;
  const write = () => endPeriod(account, lots, period);
  return { due: period.end, id: first!.id, lines: lots.length + 2, afterHolds: true, stirs: true, write };
}

function endingResets(account: Account): Coming[] {
  const due = resetsEndAt(account);
  if (due === null) return [];
  return [{ due, id: '', lines: 1, stirs: true, write: () => [endResets(account, due)] }];
}

function changingPlan(account: Account): Coming[] {
  const { nextPlan } = account;
  if (!nextPlan) return [];
  const { plan, at, windowTerms } = nextPlan;
  const write = () => {
    Object.assign(account, { plan, windowTerms, nextPlan: null });
    // Debt is looked at anew under another plan.
    if (account.debt > 0n) account.turnedAt = at;
    return [post(account, at, 'PLAN_CHANGED', null, [])];
  };
  return [{ due: at, id: '', lines: 1, stirs: true, write }];
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

function recurringGrants(account: Account): Coming[] {
  return comingGrants(account).map(({ at, terms }) => {
    return { due: at, id: terms.id, lines: 2, stirs: true as const, write: () => issueGrant(account, terms, at) };
  });
}
