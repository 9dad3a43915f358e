/**
 * What is still held of a hold, and the lines that give it back or capture it: always to the very lots and window
 * instances it came from. Posts nothing.
 */
import type { Account, Bucket, HeldDraw, HoldPart, Line, Nano } from './words.js';

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

/**
 * Marks all that is still held as released and returns the lines that say so. A closed lot's share goes straight to
 * the bucket it closed into; an ended window instance is named, and nothing is added to a newer one.
 */
export function release(account: Account, part: HoldPart): Line[] {
  return part.draws.flatMap((draw) => releaseDraw(account, draw));
}

/** The same for one draw. */
export function releaseDraw(account: Account, draw: HeldDraw): Line[] {
  const amount = stillHeld(draw);
  if (amount === 0n) return [];
  draw.released += amount;
  return moveHeld(account, draw, amount, 'remaining');
}

/** The lines that move a held amount to `to`: `remaining` gives it back, `spent` captures it. */
export function moveHeld(account: Account, draw: HeldDraw, amount: Nano, to: 'remaining' | 'spent'): Line[] {
  if (draw.lot) {
    const closed = account.lots.find((lot) => lot.id === draw.lot)?.closed;
    const target: Bucket = to === 'remaining' && closed ? closed : to;
    return [{ lot: draw.lot, window: null, amount, from: 'held', to: target }];
  }
  return draw.windows.map((window) => {
    const running = account.windows.some((w) => w.name === window.name && w.startedAt === window.startedAt);
    if (!running) return { lot: null, window, amount, from: 'ended', to: 'ended' };
    return { lot: null, window, amount, from: 'held', to: to === 'spent' ? 'used' : 'remaining' };
  });
}
