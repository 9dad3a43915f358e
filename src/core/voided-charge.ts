/**
 * What undoing a charge is made from, and what it leaves. Shapes only.
 */
import type { Account } from './account.js';
import type { BudgetCount, Draw } from './facts.js';
import type { Update } from './journal.js';
import type { Instant, Nano } from './words.js';

/** The charge that is undone. */
export interface VoidedCharge {
  /** UUID of the charge that undoes it, which every update names as its cause. */
  id: string;
  /** When it was settled. */
  at: Instant;
  draws: readonly Draw[];
  forgiven: Nano;
  debt: Nano;
  /** Where what no layer covers had counted. */
  counts: readonly BudgetCount[];
}

/** One update by which debt became less, as far as nothing of it was given back yet. */
export interface Repayment {
  seq: bigint;
  at: Instant;
  amount: Nano;
  /** The lot that paid; null where the allowance did, or the tenant forgave it. */
  lot: string | null;
  /** The instances of the allowance that paid; none where the tenant forgave it. */
  windows: readonly { name: string; startedAt: Instant }[];
}

/** What is given back of one repayment. */
export type Repaid = Omit<Repayment, 'at'>;

/** All that undoing a charge depends on; everything due has been written already. */
export interface VoidFacts {
  /** The subject's, with all lots that are given something back. */
  account: Account;
  /** The other accounts that the charge drew on or counted in, by address. */
  others: ReadonlyMap<string, Account>;
  /** The latest first: at least as much as {@link repaidOf} says. */
  repayments: readonly Repayment[];
}

/** What was posted, and what became of what no layer had covered: `owed` and `repaid` add up to the charge's debt. */
export interface Voided {
  /** One VOIDED on each account touched, the subject's first. */
  updates: { account: Account; update: Update }[];
  /** What was still owed and is no longer. */
  owed: Nano;
  /** What goes back to whoever has repaid it since. */
  repaid: Repaid[];
  /** What the tenant may forgive again in this month. */
  carried: Nano;
}
