/**
 * What is still held of a hold, and the lines that give it back: always to the very lots and window instances it came
 * from. Posts nothing.
 */
import { heldLines } from './lines.js';
import type { Account, HeldDraw, HoldPart, Line } from './account.js';
import type { Nano } from './words.js';

/** How far a part of a hold has come; it ends in exactly one of the last three. */
export type HoldState = 'HELD' | 'SETTLED' | 'RELEASED' | 'EXPIRED';

/** A part of a hold with the account that it lies on. */
export interface PlacedPart {
  account: Account;
  part: HoldPart;
  state: HoldState;
}

/** Nano-credits of a draw that are neither settled nor released. */
export function stillHeld(draw: HeldDraw): Nano {
  return draw.amount - draw.settled - draw.released;
}

/** Marks all that is still held as released and returns the lines that say so. */
export function release(account: Account, part: HoldPart): Line[] {
  return part.draws.flatMap((draw) => releaseDraw(account, draw));
}

/** The same for one draw. */
export function releaseDraw(account: Account, draw: HeldDraw): Line[] {
  const amount = stillHeld(draw);
  if (amount === 0n) return [];
  draw.released += amount;
  return heldLines(account, { ...draw, amount }, 'remaining');
}
