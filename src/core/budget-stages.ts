/**
 * When a budget tells those whose it is: a cap at 50, 80 and 100 % of its limit and what was approved beyond, an alert at
 * its amount. What is spent counts, not what is held. Whether it was told in this period already is in the books.
 */
import type { BudgetTerms, Nano } from './words.js';

/** Of a cap: so many percent of what it lets through in a period. */
export const CAP_STAGES = [50, 80, 100] as const;

/** A stage of a budget. */
export interface Stage {
  percent: (typeof CAP_STAGES)[number];
  /** Of this amount; null: of the limit with what was approved beyond. */
  alert: Nano | null;
}

/** What has been spent of a budget in its running period, and what was approved beyond its limit. */
export interface Spent {
  spent: Nano;
  increase: Nano;
}

/** The stages that a budget has reached, the lowest first: those of its cap, then its alerts. */
export function stagesReached(
  { cap, alerts }: Pick<BudgetTerms, 'cap' | 'alerts'>,
  { spent, increase }: Spent,
): Stage[] {
  if (spent <= 0n) return [];
  const through = (cap?.limit ?? 0n) + increase;
  const ofCap = cap ? CAP_STAGES.filter((percent) => spent * 100n >= BigInt(percent) * through) : [];
  return [
    ...ofCap.map((percent): Stage => ({ percent, alert: null })),
    ...alerts.filter(({ at }) => spent >= at).map(({ at }): Stage => ({ percent: 100, alert: at })),
  ];
}
