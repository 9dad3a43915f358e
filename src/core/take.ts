/**
 * What a taking decision does to the accounts it draws from and counts on: one update and one part of the hold on each, and
 * the guard's count. The subject's account always gets its update, also when others give everything.
 */
import { isBudget } from './address.js';
import { sum } from './amounts.js';
import { budgetAccount, withBudgets } from './budgets.js';
import type { Verdict } from './decide.js';
import type { BudgetCount, Facts } from './facts.js';
import { guardAfter } from './guard.js';
import { countLines, heldCounts } from './held-counts.js';
import { stillHeld, unclaimed, type CommonTerms } from './holds.js';
import { instantOn, post, type Update } from './journal.js';
import { takeLines } from './lines.js';
import { addToShare } from './pool-share.js';
import type { Account, HeldDraw, HoldPart } from './account.js';
import type { CountedIn } from './held-count.js';
import type { Instant } from './words.js';

/** The hold that a decision opens or joins. */
export interface HoldTerms {
  decisionId: string;
  holdId: string;
  expiresAt: Instant;
  /** The number of its first new draw: above those that it has already. */
  firstNo: number;
  common: CommonTerms;
}

/** One account's share: its part of the hold with only the new draws, and the update that recorded them. */
export interface Taken {
  account: Account;
  part: HoldPart;
  update: Update;
}

/** The facts once a hold has taken: whatever is still missing, only that hold could take. */
export function withHold(facts: Facts, parts: readonly Pick<Taken, 'account' | 'part'>[]): Facts {
  const held = parts.flatMap(({ part }) => part.draws);
  return { ...facts, held, joins: new Set(parts.map(({ account }) => account.address)) };
}

/**
 * The same in memory alone, for answers that store nothing: what is explained is what would be left.
 * @returns the facts once it has taken
 */
export function takeInThought(facts: Facts, verdict: Verdict, now: Instant): Facts {
  const terms = { decisionId: '', holdId: '', expiresAt: now, firstNo: 0, common: unclaimed(null, now) };
  const others = withBudgets(facts.account.tenant, facts.others, facts.budgets);
  const there = { ...facts, others };
  const taken = take(there, verdict, terms, now);
  for (const { account, part } of taken) {
    if (account === facts.account || isBudget(account.address)) continue;
    addToShare(account, part.subject ?? '', { holds: 1, amount: sum(part.draws, stillHeld) });
  }
  return verdict.granted > 0n ? withHold(there, taken) : there;
}

/** Applies the draws of a verdict to the facts' accounts in place and returns what was posted, subject first. */
export function take(facts: Facts, verdict: Verdict, terms: HoldTerms, now: Instant): Taken[] {
  const { account: subject } = facts;
  const { decisionId, holdId, expiresAt, firstNo, common } = terms;
  subject.guard = guardAfter(subject, facts.plan, now);
  const heldDraws = verdict.draws.map((draw, i): { account: string; held: HeldDraw } => {
    const { layer, source, amount, windows, lot, budgets } = draw;
    const held = { layer, source, amount, windows, lot, settled: 0n, released: 0n };
    const counted = budgets && { budgets: budgets.map((count) => countedBy(facts, count)) };
    return { account: draw.account, held: { no: firstNo + i, decisionId, at: now, ...held, ...counted } };
  });
  const counts = verdict.draws.flatMap(({ budgets = [] }, i) => budgets.map((count) => ({ no: firstNo + i, count })));
  const touched = new Set([...verdict.draws, ...counts.map(({ count }) => count)].map(({ account }) => account));
  const givers = [...facts.others.values()].filter(({ address }) => touched.has(address));
  return [subject, ...givers].map((account) => {
    const draws = heldDraws.filter((draw) => draw.account === account.address).map((draw) => draw.held);
    const counted = counts.filter(({ count }) => count.account === account.address);
    const lines = [
      ...draws.flatMap((draw) => takeLines(draw, 'held')),
      ...counted.flatMap(({ count }) => countLines(count, 'held')),
    ];
    const update = post(account, instantOn(account, now), 'HOLD', decisionId, lines);
    const part: HoldPart = { id: holdId, subject: subject.id, expiresAt, ...common, draws };
    if (counted.length) part.counts = counted.flatMap(({ no, count }) => heldCounts(no, count));
    return { account, update, part };
  });
}

function countedBy({ others, budgets }: Facts, { account, window }: BudgetCount): CountedIn {
  return { account: budgetAccount(others, budgets, account).id, startedAt: window?.startedAt ?? null };
}
