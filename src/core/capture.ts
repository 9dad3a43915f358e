/**
 * What usage does to its hold: captured in draw order, over all accounts that the hold lies on, and what is left given
 * back, the last draw first; the same in the budgets that count it. Marks the draws and returns the lines that say so;
 * posts nothing.
 */
import { isBudget } from './address.js';
import { least } from './amounts.js';
import { lineOf } from './budgets.js';
import type { BudgetCount, Draw } from './facts.js';
import { captureCounts, releaseCounts } from './held-counts.js';
import { releaseDraw, stillHeld, type PlacedPart } from './holds.js';
import { heldLines } from './lines.js';
import { windowStates } from './windows.js';
import type { Account, HeldDraw, Line } from './account.js';
import type { BudgetTerms, Instant, Layer, Nano } from './words.js';

/** What was captured of one held draw. */
export interface Captured {
  account: Account;
  draw: HeldDraw;
  amount: Nano;
  lines: Line[];
  /** The same in each budget that counts the draw. */
  counted: { account: Account; lines: Line[]; count: Omit<BudgetCount, 'line'> }[];
}

/** Captures as much of `amount` as the parts still hold. */
export function capture(parts: readonly PlacedPart[], amount: Nano): Captured[] {
  let left = amount;
  return inDrawOrder(parts).flatMap(({ account, draw }) => {
    const share = least(left, stillHeld(draw));
    if (share === 0n) return [];
    left -= share;
    draw.settled += share;
    const lines = heldLines(account, { ...draw, amount: share }, 'spent');
    return [{ account, draw, amount: share, lines, counted: captureInBudgets(parts, draw.no, share) }];
  });
}

function captureInBudgets(parts: readonly PlacedPart[], no: number, amount: Nano): Captured['counted'] {
  const counting = parts.filter(({ part }) => part.counts?.some((count) => count.no === no));
  return counting.map(({ account, part }) => {
    const { lines, window, increases } = captureCounts(account, part, no, amount);
    return { account, lines, count: { account: account.address, window, amount, increases } };
  });
}

/** Gives back all that the parts still hold. */
export function giveBack(parts: readonly PlacedPart[]): { account: Account; lines: Line[] }[] {
  return inDrawOrder(parts)
    .reverse()
    .flatMap(({ account, draw }) => {
      const counting = parts.filter((placed) => isBudget(placed.account.address));
      return [
        { account, lines: releaseDraw(account, draw) },
        ...counting.map((placed) => ({
          account: placed.account,
          lines: releaseCounts(placed.account, placed.part, [draw.no]),
        })),
      ];
    });
}

/** What was captured, told as a draw; `layers` as the decision had them, `budgets` as they are where they still count. */
export function capturedDraw(
  { account, draw, amount, counted }: Captured,
  layers: readonly Layer[],
  budgets: readonly BudgetTerms[],
): Draw {
  const { layer, source, windows, lot } = draw;
  const counts = counted.map(({ count }) => {
    const terms = budgets.find(({ address }) => address === count.account);
    return { ...count, line: terms ? lineOf(terms) : null };
  });
  return {
    layer,
    source,
    account: account.address,
    amount,
    windows,
    lot,
    resetsAt: nextReset(account, windows),
    expiresAt: account.lots.find(({ id }) => id === lot)?.expiresAt ?? null,
    line: layers.find((each) => each.source === source)?.line ?? null,
    ...(counts.length > 0 && { budgets: counts }),
  };
}

function inDrawOrder(parts: readonly PlacedPart[]): { account: Account; draw: HeldDraw }[] {
  return parts
    .flatMap(({ account, part }) => part.draws.map((draw) => ({ account, draw })))
    .sort((a, b) => a.draw.no - b.draw.no);
}

/** When the tightest of these windows resets; null where all have ended or no longer stand on the account. */
function nextReset(account: Account, windows: HeldDraw['windows']): Instant | null {
  const running = windowStates(account).filter(({ instance }) =>
    windows.some(({ name, startedAt }) => instance?.name === name && instance.startedAt === startedAt),
  );
  const [first, ...others] = running;
  return others.reduce((a, b) => (a && b.remaining < a.remaining ? b : a), first)?.instance?.resetsAt ?? null;
}
