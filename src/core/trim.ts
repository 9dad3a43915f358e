/**
 * What an extension gives back of its hold before it takes more: draws whose lot has closed, and draws on the allowance
 * of which a window has ended. So nothing is kept beyond its lot or window by being extended (docs/rules.md, 29).
 */
import { sum } from './amounts.js';
import { copyAccount } from './copy-account.js';
import type { Facts } from './facts.js';
import { latestEnd } from './hold-end.js';
import { isOpen, releaseDraw, stillHeld, type PlacedPart } from './holds.js';
import { instantOn, post, type Update } from './journal.js';
import { lotFinder } from './lots.js';
import { addToShare } from './pool-share.js';
import { runningWindow } from './windows.js';
import type { Account, HeldDraw, HoldPart } from './account.js';
import type { Instant } from './words.js';

/** Gives back what is stale in one part of a hold, in place; null where nothing is. */
export function trimPart(account: Account, part: HoldPart, now: Instant): Update | null {
  const lines = staleDraws(account, part).flatMap((draw) => releaseDraw(account, draw));
  return lines.length ? post(account, instantOn(account, now), 'HOLD_TRIMMED', part.id, lines) : null;
}

/**
 * The facts of a request that would extend a hold: as they would be with the hold trimmed. That is tried on copies, for a
 * denial changes nothing.
 * @param isFull whether the hold has as many decisions as it may have
 */
export function extending(facts: Facts, hold: readonly PlacedPart[], isFull: boolean, now: Instant): Facts {
  if (!hold.length || !hold.every((placed) => isOpen(placed, now))) return { ...facts, extended: 'closed' };
  const trimmed = new Map<Account, Account>();
  const tried = hold.map((placed) => {
    const { account, part } = placed;
    if (!staleDraws(account, part).length) return placed;
    const [copy, copied] = [copyAccount(account), { ...part, draws: part.draws.map((draw) => ({ ...draw })) }];
    trimPart(copy, copied, now);
    const freed = sum(part.draws, stillHeld) - sum(copied.draws, stillHeld);
    if (part.subject !== null && part.subject !== account.id) {
      addToShare(copy, part.subject, { holds: 0, amount: -freed });
    }
    const { seq, lastAt } = account;
    trimmed.set(account, { ...copy, seq, lastAt });
    return { ...placed, part: copied };
  });
  const asTrimmed = (account: Account) => trimmed.get(account) ?? account;
  const others = new Map([...facts.others].map(([address, other]) => [address, asTrimmed(other)]));
  return {
    ...facts,
    account: asTrimmed(facts.account),
    others,
    extended: latestEnd(tried, facts) <= now ? 'closed' : isFull ? 'full' : 'open',
    held: tried.flatMap(({ part }) => part.draws),
    joins: new Set(hold.map(({ account }) => account.address)),
  };
}

function staleDraws(account: Account, { draws }: HoldPart): HeldDraw[] {
  const lotOf = lotFinder(account, draws.length);
  return draws.filter((draw) => {
    if (stillHeld(draw) === 0n) return false;
    if (draw.lot !== null) return Boolean(lotOf(draw.lot)?.closed);
    return draw.windows.some((window) => !runningWindow(account, window));
  });
}
