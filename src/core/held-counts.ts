/**
 * What budgets count of a hold's draws while they are held: captured first in the period and then in the increases, by
 * their end, and given back the other way round. Marks the counts and returns the lines that say so; posts nothing.
 */
import { least } from './amounts.js';
import { periodShare } from './budget-room.js';
import type { BudgetCount } from './facts.js';
import { heldLines, takeLines } from './lines.js';
import { burnOrder, lotFinder } from './lots.js';
import type { Account, HoldPart, Line } from './account.js';
import type { HeldCount } from './held-count.js';
import type { Nano } from './words.js';

/** What a hold keeps of how its draw `no` counts in one budget. */
export function heldCounts(no: number, count: BudgetCount): HeldCount[] {
  const nothing = { settled: 0n, released: 0n };
  const increases = count.increases.map(({ lot, amount }) => ({ no, window: null, lot, amount, ...nothing }));
  const amount = periodShare(count);
  return amount === 0n ? increases : [{ no, window: count.window, lot: null, amount, ...nothing }, ...increases];
}

/** Counts what a draw took: held, or spent at once. */
export function countLines(count: BudgetCount, to: 'held' | 'spent'): Line[] {
  return heldCounts(0, count).flatMap((each) => takeLines(placeOf(each), to));
}

/** Adds counts to a part, each under the number that its draw has there; a part that counts nothing has none. */
export function joinCounts(part: HoldPart, counts: readonly HeldCount[]): void {
  if (!counts.length) return;
  const all = (part.counts ??= []);
  for (const count of counts) {
    const same = all.find(({ no, lot, window }) => {
      return no === count.no && lot === count.lot && window?.startedAt === count.window?.startedAt;
    });
    if (same) same.amount += count.amount;
    else all.push(count);
  }
}

/** What was captured of one part: the lines, and what of it each increase had counted. */
export interface CapturedCounts {
  lines: Line[];
  window: HeldCount['window'];
  increases: BudgetCount['increases'];
}

/** Captures so much of what a budget counts of one draw. */
export function captureCounts(account: Account, part: HoldPart, no: number, amount: Nano): CapturedCounts {
  let left = amount;
  const captured: CapturedCounts = { lines: [], window: null, increases: [] };
  for (const count of countsOf(account, part, no)) {
    const share = least(left, stillCounted(count));
    captured.window ??= count.window;
    if (share === 0n) continue;
    left -= share;
    count.settled += share;
    captured.lines.push(...heldLines(account, { ...placeOf(count), amount: share }, 'spent'));
    if (count.lot !== null) captured.increases.push({ lot: count.lot, amount: share });
  }
  return captured;
}

/** Gives back what a budget still counts of the draws with these numbers, or of all. */
export function releaseCounts(account: Account, part: HoldPart, nos: readonly number[] | null): Line[] {
  const numbers = nos ?? [...new Set(part.counts?.map(({ no }) => no))].reverse();
  return numbers
    .flatMap((no) => countsOf(account, part, no).reverse())
    .flatMap((count) => {
      const amount = stillCounted(count);
      if (amount === 0n) return [];
      count.released += amount;
      return heldLines(account, { ...placeOf(count), amount }, 'remaining');
    });
}

/** The counts of one draw in the order in which they are captured. */
function countsOf(account: Account, { counts = [] }: HoldPart, no: number): HeldCount[] {
  const all = counts.filter((count) => count.no === no);
  if (all.length < 2) return all;
  const lotOf = lotFinder(account, all.length);
  const placed = all.map((count) => ({ count, lot: count.lot === null ? undefined : lotOf(count.lot) }));
  placed.sort((a, b) => {
    if (a.lot && b.lot) return burnOrder(a.lot, b.lot);
    return Number(a.count.lot !== null) - Number(b.count.lot !== null);
  });
  return placed.map(({ count }) => count);
}

function stillCounted({ amount, settled, released }: HeldCount): Nano {
  return amount - settled - released;
}

function placeOf({ window, lot, amount }: Pick<HeldCount, 'window' | 'lot' | 'amount'>) {
  return { lot, windows: window ? [window] : [], amount };
}
