/**
 * What is still held of a hold, and the lines that give it back: always to the very lots and window instances it came
 * from. Posts nothing.
 */
import { countAlike } from './budget-room.js';
import { joinCounts, releaseCounts } from './held-counts.js';
import { heldLines } from './lines.js';
import type { Account, HeldDraw, HoldPart, Line } from './account.js';
import type { Instant, Nano } from './words.js';

/** How far a part of a hold has come; it ends in exactly one of the last three. */
export type HoldState = 'HELD' | 'SETTLED' | 'RELEASED' | 'EXPIRED';

/** How many decisions a hold has at most (docs/rules.md, 29). */
export const MOST_DECISIONS = 200;

/** A part of a hold with the account that it lies on. */
export interface PlacedPart {
  account: Account;
  part: HoldPart;
  state: HoldState;
}

/** Whether time has ended a part of a hold, though that may still have to be written: no usage is on its way. */
export function isOverdue({ claims, expiresAt }: Pick<HoldPart, 'claims' | 'expiresAt'>, now: Instant): boolean {
  return claims === 0 && expiresAt <= now;
}

/** Whether more may be held of a hold, or usage claim it: it is held, not ending, and time has not ended it. */
export function isOpen({ part, state }: Pick<PlacedPart, 'part' | 'state'>, now: Instant): boolean {
  return state === 'HELD' && !part.ending && !isOverdue(part, now);
}

/** What is the same on all parts of a hold, its expiry apart. */
export type CommonTerms = Pick<HoldPart, 'caller' | 'openedAt' | 'claims' | 'ending'>;

/** The common terms of a hold that `caller` opens. */
export function unclaimed(caller: string | null, openedAt: Instant): CommonTerms {
  return { caller, openedAt, claims: 0, ending: false };
}

/** The number for the next draw of a hold. */
export function nextNo(hold: readonly { part: Pick<HoldPart, 'draws'> }[]): number {
  return hold.reduce((next, { part }) => part.draws.reduce((above, { no }) => Math.max(above, no + 1), next), 0);
}

/** A part of a hold with the account that it lies on, whatever has become of it. */
export type OnAccount = Pick<PlacedPart, 'account' | 'part'>;

/**
 * Adds what a decision took to the parts of the hold that it extends. A budget counts a draw under the number that this has
 * in the end.
 * @returns every part of the hold
 */
export function joinHold(open: readonly OnAccount[], taken: readonly OnAccount[]): OnAccount[] {
  const numbers = new Map<number, number>();
  const partOn = (account: Account) => open.find((placed) => placed.account === account)?.part;
  for (const { account, part } of taken) {
    const joined = partOn(account);
    if (joined) for (const [no, kept] of joinDraws(joined, part.draws)) numbers.set(no, kept);
  }
  const fresh = taken.filter(({ account, part }) => {
    const counts = (part.counts ?? []).map((count) => ({ ...count, no: numbers.get(count.no) ?? count.no }));
    const joined = partOn(account);
    if (joined) joinCounts(joined, counts);
    else if (part.counts) part.counts = counts;
    return !joined;
  });
  return [...open, ...fresh];
}

/**
 * Adds draws to a part: what comes from where an earlier one came from, and counts in the same budgets, becomes one with
 * it, under its number.
 * @returns the numbers of those that did, each with the one that was kept
 */
export function joinDraws(part: HoldPart, draws: readonly HeldDraw[]): Map<number, number> {
  const joined = new Map<number, number>();
  for (const draw of draws) {
    const same = part.draws.find((each) => haveSameOrigin(each, draw) && countAlike(each.budgets, draw.budgets));
    if (!same) {
      part.draws.push(draw);
      continue;
    }
    same.amount += draw.amount;
    joined.set(draw.no, same.no);
  }
  return joined;
}

/** Whether two draws of an account are on the same lot, or on the very same window instances. */
export function haveSameOrigin(a: Pick<HeldDraw, 'lot' | 'windows'>, b: Pick<HeldDraw, 'lot' | 'windows'>): boolean {
  const isIn = ({ name, startedAt }: HeldDraw['windows'][number]) =>
    b.windows.some((window) => window.name === name && window.startedAt === startedAt);
  return a.lot === b.lot && a.windows.length === b.windows.length && a.windows.every(isIn);
}

/** Nano-credits of a draw that are neither settled nor released. */
export function stillHeld(draw: HeldDraw): Nano {
  return draw.amount - draw.settled - draw.released;
}

/** Marks all that is still held, or counted as held, as released and returns the lines that say so. */
export function release(account: Account, part: HoldPart): Line[] {
  return [...part.draws.flatMap((draw) => releaseDraw(account, draw)), ...releaseCounts(account, part, null)];
}

/** The same for one draw. */
export function releaseDraw(account: Account, draw: HeldDraw): Line[] {
  const amount = stillHeld(draw);
  if (amount === 0n) return [];
  draw.released += amount;
  return heldLines(account, { ...draw, amount }, 'remaining');
}
