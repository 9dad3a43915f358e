/**
 * What an extension gives back of its hold before it takes more: draws whose lot has closed, and draws on the allowance
 * of which a window has ended. So nothing is kept beyond its lot or window by being extended (docs/rules.md, 29). An
 * instance of a budget that has ended trims nothing; what a trimmed draw counted in budgets is given back with it.
 */
import { isBudget } from './address.js';
import { sum } from './amounts.js';
import { copyAccount } from './copy-account.js';
import type { Facts } from './facts.js';
import { latestEnd } from './hold-end.js';
import { releaseCounts } from './held-counts.js';
import { isOpen, releaseDraw, stillHeld, type OnAccount, type PlacedPart } from './holds.js';
import { instantOn, post, type Update } from './journal.js';
import { lotFinder } from './lots.js';
import { addToShare } from './pool-share.js';
import { runningWindow } from './windows.js';
import type { Account, HeldDraw, HoldPart } from './account.js';
import type { Instant } from './words.js';

/** Gives back what is stale in one part of a hold, in place; null where nothing is. */
export function trimPart(account: Account, part: HoldPart, now: Instant): Update | null {
  return trimHold([{ account, part }], now)[0]?.update ?? null;
}

/** Gives back what is stale in a hold, in place: an update on each account that it changes. */
export function trimHold(hold: readonly OnAccount[], now: Instant): (OnAccount & { update: Update })[] {
  const stale = hold.map(({ account, part }) => staleDraws(account, part));
  const nos = stale.flat().map(({ no }) => no);
  return hold.flatMap(({ account, part }, i) => {
    const given = stale[i]!.flatMap((draw) => releaseDraw(account, draw));
    const lines = [...given, ...releaseCounts(account, part, nos)];
    if (!lines.length) return [];
    return [{ account, part, update: post(account, instantOn(account, now), 'HOLD_TRIMMED', part.id, lines) }];
  });
}

/**
 * The facts of a request that would extend a hold: as they would be with the hold trimmed. That is tried on copies, for a
 * denial changes nothing.
 * @param isFull whether the hold has as many decisions as it may have
 */
export function extending(facts: Facts, hold: readonly PlacedPart[], isFull: boolean, now: Instant): Facts {
  if (!hold.length || !hold.every((placed) => isOpen(placed, now))) return { ...facts, extended: 'closed' };
  const trimmed = new Map<Account, Account>();
  const isStale = hold.some(({ account, part }) => staleDraws(account, part).length > 0);
  const tried = isStale ? hold.map((placed) => ({ ...placed, ...copyOf(placed) })) : hold;
  const changed = isStale ? trimHold(tried, now) : [];
  for (const [i, { account, part }] of hold.entries()) {
    const copy = changed.find(({ part: copied }) => copied === tried[i]!.part);
    if (!copy) continue;
    const freed = sum(part.draws, stillHeld) - sum(copy.part.draws, stillHeld);
    if (part.subject !== null && part.subject !== account.id && !isBudget(account.address)) {
      addToShare(copy.account, part.subject, { holds: 0, amount: -freed });
    }
    const { seq, lastAt } = account;
    trimmed.set(account, { ...copy.account, seq, lastAt });
  }
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

function copyOf({ account, part }: PlacedPart): OnAccount {
  const copied: HoldPart = { ...part, draws: part.draws.map((draw) => ({ ...draw })) };
  if (part.counts) copied.counts = part.counts.map((count) => ({ ...count }));
  return { account: copyAccount(account), part: copied };
}

function staleDraws(account: Account, { draws }: HoldPart): HeldDraw[] {
  const lotOf = lotFinder(account, draws.length);
  return draws.filter((draw) => {
    if (stillHeld(draw) === 0n) return false;
    if (draw.lot !== null) return Boolean(lotOf(draw.lot)?.closed);
    return draw.windows.some((window) => !runningWindow(account, window));
  });
}
