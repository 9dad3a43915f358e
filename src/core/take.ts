/**
 * What a taking decision does to the accounts it draws from: one update and one part of the hold on each, and the
 * guard's count. The subject's account always gets its update, also when others give everything.
 */
import { GUARD_MILLISECONDS, type Facts, type Verdict } from './decide.js';
import { post, type Update } from './journal.js';
import type { Account, HeldDraw, HoldPart, Instant, Line } from './words.js';

/** The hold that a decision opens or joins. */
export interface HoldTerms {
  decisionId: string;
  holdId: string;
  expiresAt: Instant;
  /** Draws that the hold has already, over all accounts. */
  drawsBefore: number;
  /** How far usage has claimed the hold already: the same on all its parts. */
  claimed: Pick<HoldPart, 'claims' | 'ending'>;
}

/** One account's share: its part of the hold with only the new draws, and the update that recorded them. */
export interface Taken {
  account: Account;
  part: HoldPart;
  update: Update;
}

/** Applies the draws of a verdict to the facts' accounts in place and returns what was posted, subject first. */
export function take(facts: Facts, verdict: Verdict, terms: HoldTerms, now: Instant): Taken[] {
  countRequest(facts, now);
  const heldDraws = verdict.draws.map((draw, i): { account: string; held: HeldDraw } => {
    const { layer, source, amount, windows, lot } = draw;
    const held = { layer, source, amount, windows, lot, settled: 0n, released: 0n };
    return { account: draw.account, held: { no: terms.drawsBefore + i, decisionId: terms.decisionId, ...held } };
  });
  const pools = [...facts.pools.values()].filter((pool) => verdict.draws.some((draw) => draw.account === pool.address));
  return [facts.account, ...pools].map((account) => {
    const draws = heldDraws.filter((draw) => draw.account === account.address).map((draw) => draw.held);
    const plan = account === facts.account ? facts.plan : null;
    const update = post(account, plan, now, 'HOLD', terms.decisionId, draws.flatMap(holdLines));
    return { account, update, part: { id: terms.holdId, expiresAt: terms.expiresAt, ...terms.claimed, draws } };
  });
}

function holdLines({ lot, windows, amount }: HeldDraw): Line[] {
  if (lot) return [{ lot, window: null, amount, from: 'remaining', to: 'held' }];
  return windows.map((window) => ({ lot: null, window, amount, from: 'remaining', to: 'held' }));
}

function countRequest({ account, plan }: Facts, now: Instant): void {
  if (plan?.requestsPerMinute == null) return;
  const running = account.guard && now < account.guard.startedAt + GUARD_MILLISECONDS;
  account.guard =
    running && account.guard ? { ...account.guard, count: account.guard.count + 1 } : { startedAt: now, count: 1 };
}
