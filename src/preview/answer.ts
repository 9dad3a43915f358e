/**
 * What a check was answered, as far as two answers are told apart: not by ids, for lots and windows of a replay have others.
 */
import type { Draw } from '../core/facts.js';
import type { Reason } from '../core/gates.js';
import type { Verdict } from '../core/decide.js';
import type { LayerKind } from '../core/kinds.js';
import type { Nano, Outcome, Quantity } from '../core/words.js';
import type { DecisionBody } from '../books/documents.js';

/** How much a layer gave, and how that counted in budgets. */
export interface AnswerDraw {
  layer: LayerKind;
  source: string;
  /** Address of the account that gave. */
  account: string;
  amount: Nano;
  /** Addresses of the budgets that it counted in. */
  budgets: readonly { address: string; amount: Nano }[];
}

export interface Answer {
  outcome: Outcome;
  /** `REFUSED`: it would not have been decided at all, for its price is beyond all bounds. */
  reason: Reason | 'REFUSED';
  requested: Nano;
  granted: Nano;
  grantedUsage: readonly Quantity[];
  draws: readonly AnswerDraw[];
}

/** How two answers differ. */
export type ChangeKind = 'NEWLY_DENIED' | 'NEWLY_ALLOWED' | 'MOVED' | 'OTHER_REASON';

type Said = Pick<Verdict, 'outcome' | 'reason' | 'requested' | 'granted' | 'grantedUsage'> & { draws: readonly Draw[] };

export function answerOf(
  { outcome, reason, requested, granted, grantedUsage, draws }: Said,
  _extends?: string | null,
): Answer {
  return { outcome, reason, requested, granted, grantedUsage, draws: together(draws) };
}

/** The answer that is stored. */
export function storedAnswer(outcome: Outcome, body: DecisionBody): Answer {
  return answerOf({ ...body, outcome });
}

export function refusedAnswer(): Answer {
  return { outcome: 'DENIED', reason: 'REFUSED', requested: 0n, granted: 0n, grantedUsage: [], draws: [] };
}

/** What lots of one source gave is one. */
function together(draws: readonly Draw[]): AnswerDraw[] {
  const bySource = Map.groupBy(draws, ({ layer, source, account }) => `${layer} ${source} ${account}`);
  return [...bySource.values()].map((same) => {
    const { layer, source, account } = same[0]!;
    const counts = same.flatMap(({ budgets = [] }) => budgets);
    const byBudget = Map.groupBy(counts, (count) => count.account);
    const budgets = [...byBudget].map(([address, all]) => ({ address, amount: total(all) }));
    return { layer, source, account, amount: total(same), budgets };
  });
}

function total(all: readonly { amount: Nano }[]): Nano {
  return all.reduce((sum, { amount }) => sum + amount, 0n);
}

/** How an answer differs from the one before; null where it does not. */
export function changeOf(before: Answer, after: Answer): ChangeKind | null {
  const [took, takes] = [before.outcome !== 'DENIED', after.outcome !== 'DENIED'];
  if (took && !takes) return 'NEWLY_DENIED';
  if (!took && takes) return 'NEWLY_ALLOWED';
  if (textOf(before) === textOf(after)) return null;
  if (takes) return 'MOVED';
  return before.reason === after.reason ? null : 'OTHER_REASON';
}

function textOf({ outcome, reason, granted, grantedUsage, draws }: Answer): string {
  const usage = grantedUsage.map(({ dimension, quantity }) => `${dimension} ${quantity}`);
  const gave = draws.map(({ layer, source, account, amount, budgets }) => {
    const counts = budgets.map((count) => `${count.address} ${count.amount}`).sort();
    return `${layer} ${source} ${account} ${amount} ${counts.join(' ')}`;
  });
  return [outcome, reason, granted, ...usage, ...gave].join('\n');
}
