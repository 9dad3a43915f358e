/**
 * How a budget stands: what its line lets through by now, what was approved beyond, and what has counted in both. Reads an
 * account on which everything due has been written.
 */
import { greatest, sum } from './amounts.js';
import { increasesOn } from './lots.js';
import { nextStep, releasedAt } from './pacing.js';
import { NEVER } from './windows.js';
import type { Account, Lot } from './account.js';
import type { BudgetTerms, Instant, Nano } from './words.js';

/** A budget at an instant, in nano-credits. */
export interface BudgetState {
  /** The cap; where it only alerts, the highest amount at which it does. */
  limit: Nano;
  /** What of the limit its pace has let through by now. */
  released: Nano;
  /** What was approved beyond the limit and has not ended. */
  increase: Nano;
  /** Settled, in the running period and of what was approved. */
  spent: Nano;
  /** Held, in the same. */
  held: Nano;
  remaining: Nano;
  /** What has counted beyond the limit. */
  over: Nano;
  startedAt: Instant | null;
  /** When the running period ends; null also where it never does. */
  resetsAt: Instant | null;
  /** When its pace lets more through; null where it is not paced, and in its last step. */
  nextStepAt: Instant | null;
}

/** What of a budget's terms says how much it lets through. */
type Lets = Pick<BudgetTerms, 'window' | 'paced' | 'cap' | 'alerts'>;

/** What was approved: all that has not ended, be it used up. */
type Approved = Pick<Lot, 'amount' | 'spent' | 'held'>;

/**
 * How a budget stands.
 * @param terms null: the policy names it no more, so nothing counts in it and it lets nothing through
 * @param account its account; without one nothing has counted
 */
export function budgetState(
  terms: Lets | null,
  account: Pick<Account, 'windows' | 'lots'> | null,
  approved: readonly Approved[],
  now: Instant,
): BudgetState {
  const running = account?.windows[0];
  const counted = running ? running.used + running.held : 0n;
  const limit = (terms && (terms.cap?.limit ?? terms.alerts.at(-1)?.at)) ?? 0n;
  const released = terms ? (releasedAt(terms, now) ?? limit) : 0n;
  const left = terms && account ? sum(increasesOn(account, now), ({ remaining }) => remaining) : 0n;
  return {
    limit,
    released,
    increase: sum(approved, ({ amount }) => amount),
    spent: (running?.used ?? 0n) + sum(approved, ({ spent }) => spent),
    held: (running?.held ?? 0n) + sum(approved, ({ held }) => held),
    remaining: greatest(released - counted, 0n) + left,
    over: terms ? greatest(counted - limit, 0n) : 0n,
    startedAt: running?.startedAt ?? null,
    resetsAt: running && running.resetsAt !== NEVER ? running.resetsAt : null,
    nextStepAt: terms && nextStep(terms, now),
  };
}
