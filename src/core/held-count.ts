/**
 * How a hold counts in budgets: shapes only. They are kept beside its draws, which lie on other accounts.
 */
import type { Instant, Nano } from './words.js';

/** A budget that a held draw counts in. */
export interface CountedIn {
  /** The id of its account. */
  account: string;
  startedAt: Instant | null;
}

/** How much of one held draw a budget counts, in the instance of its period or in one increase. */
export interface HeldCount {
  /** The number of the draw, which lies on another account. */
  no: number;
  /** The very instance that counts it; null for what an increase gave. */
  window: { name: string; startedAt: Instant } | null;
  /** The increase. */
  lot: string | null;
  amount: Nano;
  settled: Nano;
  released: Nano;
}
