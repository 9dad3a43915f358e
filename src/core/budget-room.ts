/**
 * What a budget has left for one check or settlement, and how an amount counts in it: first in its period, then in what was
 * approved beyond, by its end. What goes beyond both counts in the period. Changes nothing.
 */
import { greatest, least, sum } from './amounts.js';
import { lineOf } from './budgets.js';
import type { BudgetCount } from './facts.js';
import { instantOn } from './journal.js';
import { increasesOn } from './lots.js';
import { releasedAt } from './pacing.js';
import type { Account, Lot } from './account.js';
import type { CountedIn } from './held-count.js';
import type { BudgetTerms, Instant, Nano } from './words.js';

/** A budget as a check or a settlement finds it. */
export interface BudgetRoom {
  terms: BudgetTerms;
  account: Account;
  /** When the instance of its period began, or would begin now. */
  startedAt: Instant;
  /** When the running instance ends; null where none runs. */
  resetsAt: Instant | null;
  /** What is left of what the period has released; null: all there is, for it only alerts. */
  period: Nano | null;
  /** What was approved beyond, in the order in which it is used. */
  increases: readonly Lot[];
  /** It is of one request alone: nothing that counts in it is kept. */
  passing?: true;
}

/** Judged at the instant that the account's own update would bear. */
export function roomOf(terms: BudgetTerms, account: Account, now: Instant): BudgetRoom {
  const at = instantOn(account, now);
  const running = account.windows.find(({ name }) => name === terms.window.name);
  const released = releasedAt(terms, at);
  const counted = running ? running.used + running.held : 0n;
  return {
    terms,
    account,
    startedAt: running?.startedAt ?? at,
    resetsAt: running?.resetsAt ?? null,
    period: released === null ? null : greatest(released - counted, 0n),
    increases: increasesOn(account, at),
  };
}

/** All that a budget still lets through; null: it bounds nothing. */
export function leftIn({ period, increases }: BudgetRoom): Nano | null {
  return period === null ? null : period + sum(increases, ({ remaining }) => remaining);
}

/** How an amount counts in a budget in which `before` has counted already. */
export function countIn(room: BudgetRoom, before: Nano, amount: Nano): BudgetCount {
  const { terms, account, period, increases } = room;
  const inPeriod = period === null ? amount : least(amount, greatest(period - before, 0n));
  let passed = period === null ? 0n : greatest(before - period, 0n);
  let left = amount - inPeriod;
  const used = increases.flatMap(({ id, remaining }) => {
    const gone = least(passed, remaining);
    const share = least(left, remaining - gone);
    passed -= gone;
    left -= share;
    return share > 0n ? [{ lot: id, amount: share }] : [];
  });
  const counts = room.resetsAt !== null || inPeriod + left > 0n;
  return {
    account: account.address,
    window: counts ? { name: terms.window.name, startedAt: room.startedAt } : null,
    amount,
    increases: used,
    line: lineOf(terms),
  };
}

/** Where a draw would count now, as far as that is known before: in the instance that runs or that its first count opens. */
export function countedIn({ account, resetsAt, period, startedAt }: BudgetRoom): CountedIn {
  const opens = period === null || period > 0n;
  return { account: account.id, startedAt: resetsAt !== null || opens ? startedAt : null };
}

/** What of a count lies in the period. */
export function periodShare({ amount, increases }: Pick<BudgetCount, 'amount' | 'increases'>): Nano {
  return amount - sum(increases, (increase) => increase.amount);
}

/** Whether two draws count in the same budgets, each in the same instance. */
export function countAlike(a: readonly CountedIn[] = [], b: readonly CountedIn[] = []): boolean {
  const isIn = ({ account, startedAt }: CountedIn) =>
    b.some((each) => each.account === account && each.startedAt === startedAt);
  return a.length === b.length && a.every(isIn);
}
