/**
 * A decision as the document that is stored: what was asked, what it was decided on, what was found. Amounts and
 * quantities become strings, instants stay milliseconds.
 */
import type { Facts, Verdict } from '../core/decide.js';
import type { Blocker } from '../core/blockers.js';
import type { Explanation } from '../core/explain.js';
import type { DecisionBody } from '../books/decision-fields.js';
import type { AccessQuestion } from './check-call.js';

/** What was asked. */
export function questionRecord({ feature, mode, labels, groups, usage }: AccessQuestion) {
  const quantities = usage.map(({ dimension, quantity, minimum }) => ({
    dimension,
    quantity: quantity.toString(),
    minimum: minimum.toString(),
  }));
  return { feature, mode, labels, groups, usage: quantities };
}

/** Where the facts can be found again: catalog, policy, layers, plan, guard, and each account's `seq` after due work. */
export function factsRecord(facts: Facts, catalogVersion: string) {
  const accounts = [facts.account, ...facts.pools.values()].filter((account) => account.id !== '');
  return {
    plan: facts.account.plan,
    guard: facts.account.guard,
    accounts: accounts.map(({ address, id, seq }) => ({ address, id, seq: seq.toString() })),
    catalog: catalogVersion,
    policy: facts.permission.citation,
    layers: facts.layers,
  };
}

/** What was found. */
export function outcomeRecord(facts: Facts, verdict: Verdict, explanation: Explanation) {
  const ids = idsByAddress(facts);
  return {
    card: verdict.card?.id ?? null,
    reason: verdict.reason,
    requested: verdict.requested.toString(),
    granted: verdict.granted.toString(),
    shortfall: verdict.shortfall.toString(),
    grantedUsage: verdict.grantedUsage.map(({ dimension, quantity }) => ({ dimension, quantity: quantity.toString() })),
    draws: verdict.draws.map((draw) => ({
      ...draw,
      accountId: ids.get(draw.account) ?? '',
      amount: draw.amount.toString(),
    })),
    blockers: blockerRecords(facts, explanation.blockers),
    unblocksAt: explanation.unblocksAt,
    remedies: explanation.remedies,
  } satisfies Partial<DecisionBody>;
}

/** Blockers as they are stored, with the UUIDs of their accounts. */
export function blockerRecords(facts: Facts, blockers: readonly Blocker[]): DecisionBody['blockers'] {
  const ids = idsByAddress(facts);
  const amount = (nano: bigint | null) => (nano === null ? null : nano.toString());
  return blockers.map((blocker) => ({
    ...blocker,
    accountId: (blocker.account && ids.get(blocker.account)) || null,
    limit: amount(blocker.limit),
    remaining: amount(blocker.remaining),
  }));
}

function idsByAddress(facts: Facts): Map<string, string> {
  return new Map([facts.account, ...facts.pools.values()].map(({ address, id }) => [address, id]));
}
