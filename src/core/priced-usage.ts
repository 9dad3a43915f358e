/**
 * What a settlement is made from: a usage event with its charge, and the facts behind it. Shapes only.
 */
import type { Account } from './account.js';
import type { PlacedPart } from './holds.js';
import type { OvershootTerms } from './overshoot.js';
import type { BudgetTerms, Layer, Nano } from './words.js';

/** A usage event with its charge. */
export interface PricedUsage {
  /** UUID of the charge, which every update names as its cause. */
  id: string;
  /** What the charge comes to; zero for work that failed or was free. */
  amount: Nano;
  /** Whether the work is done: what is still held goes back. */
  final: boolean;
  /** Whether it claimed its hold when it was recorded. */
  claimed: boolean;
  product: string;
  feature: string;
  /** In the order stored with the event: as the policy gave them when it was recorded. */
  layers: readonly Layer[];
  /** The budgets that counted the subject then: what its hold lacks counts in them. */
  budgets: readonly BudgetTerms[];
  /** Whether what its hold lacks is drawn on the subject's own layers only, never on a pool. */
  ownOnly: boolean;
}

/** All that a settlement depends on, besides the event and the instant; everything due has been written already. */
export interface SettleFacts {
  /** The subject's. */
  account: Account;
  /** The other accounts of the event's layers and budgets, by address. */
  others: ReadonlyMap<string, Account>;
  /** Every part of the event's hold, on the same account objects as above; none for usage without a decision. */
  hold: readonly PlacedPart[];
  overshoot: OvershootTerms;
}
