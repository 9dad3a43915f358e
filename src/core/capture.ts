/**
 * What usage does to its hold: captured in draw order, over all accounts that the hold lies on, and what is left given
 * back, the last draw first. Marks the draws and returns the lines that say so; posts nothing.
 */
import { least } from './amounts.js';
import type { Draw } from './facts.js';
import { releaseDraw, stillHeld, type PlacedPart } from './holds.js';
import { heldLines } from './lines.js';
import { windowStates } from './windows.js';
import type { Account, HeldDraw, Line } from './account.js';
import type { Instant, Layer, Nano } from './words.js';

/** What was captured of one held draw. */
export interface Captured {
  account: Account;
  draw: HeldDraw;
  amount: Nano;
  lines: Line[];
}

/** Captures as much of `amount` as the parts still hold. */
export function capture(parts: readonly PlacedPart[], amount: Nano): Captured[] {
  let left = amount;
  return inDrawOrder(parts).flatMap(({ account, draw }) => {
    const share = least(left, stillHeld(draw));
    if (share === 0n) return [];
    left -= share;
    draw.settled += share;
    return [{ account, draw, amount: share, lines: heldLines(account, { ...draw, amount: share }, 'spent') }];
  });
}

/** Gives back all that the parts still hold. */
export function giveBack(parts: readonly PlacedPart[]): { account: Account; lines: Line[] }[] {
  return inDrawOrder(parts)
    .reverse()
    .map(({ account, draw }) => ({ account, lines: releaseDraw(account, draw) }));
}

/** What was captured, told as a draw; `layers` as the decision had them. */
export function capturedDraw({ account, draw, amount }: Captured, layers: readonly Layer[]): Draw {
  const { layer, source, windows, lot } = draw;
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
