/**
 * A decision as it is stored: what was asked, what it was decided on, what was found.
 */
import type { Facts } from '../core/facts.js';
import type { Verdict } from '../core/decide.js';
import type { Blocker } from '../core/words.js';
import type { Explanation } from '../core/explain.js';
import type { Pace } from '../core/pace.js';
import type { DecisionBody, PlacedBlocker } from '../books/documents.js';
import type { AccessQuestion } from './check-call.js';

/** What was asked. */
export function questionRecord({ feature, mode, labels, groups, usage, only }: AccessQuestion) {
  return { feature, mode, labels, groups, usage, only: only ?? null };
}

/** Where the facts can be found again: catalog, policy, layers, plan, guard, and each account's `seq` after due work. */
export function factsRecord(facts: Facts, catalogVersion: string) {
  const accounts = [facts.account, ...facts.others.values()].filter((account) => account.id !== '');
  return {
    plan: facts.account.plan,
    guard: facts.account.guard,
    accounts: accounts.map(({ address, id, seq }) => ({ address, id, seq })),
    catalog: catalogVersion,
    inclusive: facts.inclusive,
    policy: facts.permission.citation,
    layers: facts.layers,
    budgets: facts.budgets.map((terms) => ({ ...terms, increasable: facts.increasable.has(terms.address) })),
  };
}

/** What was found. @param pace after it: of a denial it follows from when it unblocks, and is not stored */
export function outcomeRecord(facts: Facts, verdict: Verdict, explanation: Explanation, pace: Pace) {
  const ids = idsByAddress(facts);
  return {
    card: verdict.card?.id ?? null,
    reason: verdict.reason,
    requested: verdict.requested,
    granted: verdict.granted,
    shortfall: verdict.shortfall,
    grantedUsage: verdict.grantedUsage,
    size: verdict.size && verdict.card ? { card: verdict.card.id, ...verdict.size } : null,
    draws: verdict.draws.map((draw) => ({ ...draw, accountId: ids.get(draw.account) ?? '' })),
    blockers: blockerRecords(facts, explanation.blockers),
    unblocksAt: explanation.unblocksAt,
    remedies: explanation.remedies,
    pace: verdict.outcome === 'DENIED' || pace.level === 'FULL' ? null : pace,
  } satisfies Partial<DecisionBody>;
}

/** Blockers with the UUIDs of their accounts. */
export function blockerRecords(facts: Facts, blockers: readonly Blocker[]): PlacedBlocker[] {
  const ids = idsByAddress(facts);
  return blockers.map((blocker) => ({ ...blocker, accountId: (blocker.account && ids.get(blocker.account)) || null }));
}

function idsByAddress(facts: Facts): Map<string, string> {
  return new Map([facts.account, ...facts.others.values()].map(({ address, id }) => [address, id]));
}
