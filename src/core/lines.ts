/**
 * The lines that move what a draw took, always on the very lot or window instances that it names. Posts nothing.
 */
import { runningWindow } from './windows.js';
import type { Account, Bucket, HeldDraw, Line } from './account.js';
import type { LotFinder } from './lots.js';
import type { Instant, Nano } from './words.js';

/** An amount of one draw, and where it lies. */
type Drawn = Pick<HeldDraw, 'lot' | 'windows' | 'amount'>;

/** Takes what a draw says: into a hold, or spent at once. */
export function takeLines({ lot, windows, amount }: Drawn, to: 'held' | 'spent'): Line[] {
  if (lot) return [{ lot, window: null, amount, from: 'remaining', to }];
  return windows.map((window) => ({ lot: null, window, amount, from: 'remaining', to: inWindow(to) }));
}

/**
 * Moves what is held: `remaining` gives it back, `spent` captures it. A closed lot's share goes straight to the bucket
 * that the lot closed into; an ended window instance is named, and nothing is added to a newer one.
 */
export function heldLines(account: Account, { lot, windows, amount }: Drawn, to: 'remaining' | 'spent'): Line[] {
  if (lot) {
    const closed = account.lots.find(({ id }) => id === lot)?.closed;
    const target: Bucket = to === 'remaining' && closed ? closed : to;
    return [{ lot, window: null, amount, from: 'held', to: target }];
  }
  return windows.map((window) => {
    if (!runningWindow(account, window)) return { lot: null, window, amount, from: 'ended', to: 'ended' };
    return { lot: null, window, amount, from: 'held', to: inWindow(to) };
  });
}

/**
 * Gives back what was spent of a lot or used in windows, to the very place it came from: of a closed lot to the bucket that it
 * closed into, of one that nothing was left of when its expiry came to `expired`, of a window instance that has ended to
 * nowhere.
 * @param from `debt`: a lot had paid debt with it
 */
export function returnLines(
  account: Account,
  { lot: id, windows, amount }: Drawn,
  { from, lotOf, at }: { from: 'spent' | 'debt'; lotOf: LotFinder; at: Instant },
): Line[] {
  if (id) {
    const lot = lotOf(id);
    if (!lot) throw new Error(`lines: lot ${id} is not on ${account.address}`);
    const lapsed = lot.expiresAt !== null && lot.expiresAt <= at;
    return [{ lot: id, window: null, amount, from, to: lot.closed ?? (lapsed ? 'expired' : 'remaining') }];
  }
  return windows.map((window) => {
    if (!runningWindow(account, window)) return { lot: null, window, amount, from: 'ended', to: 'ended' };
    return { lot: null, window, amount, from: 'used', to: 'remaining' };
  });
}

/** The change of a balance's bucket that lines come to, over all lots. */
export function movedBy(lines: readonly Line[], bucket: Bucket): Nano {
  return lines.reduce((sum, line) => sum + (line.lot === null ? 0n : moved(line, bucket)), 0n);
}

/** How one line changes a bucket. */
export function moved({ amount, from, to }: Pick<Line, 'amount' | 'from' | 'to'>, bucket: Bucket): Nano {
  return amount * (BigInt(to === bucket) - BigInt(from === bucket));
}

/** What is spent of a lot is used in a window. */
function inWindow(bucket: 'remaining' | 'held' | 'spent'): Bucket {
  return bucket === 'spent' ? 'used' : bucket;
}
