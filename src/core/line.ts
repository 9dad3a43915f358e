/**
 * The journal's words: why it has an update, where an amount can lie, and one movement of it.
 */
import type { Instant, Nano } from './words.js';

/** Why an account changed. */
export type Cause =
  | 'HOLD'
  | 'HOLD_TRIMMED'
  | 'SETTLE'
  | 'RELEASE'
  | 'HOLD_EXPIRED'
  | 'PURCHASE'
  | 'GRANT'
  | 'BUDGET_RAISED'
  | 'REVOKE'
  | 'REFUND'
  | 'LOT_EFFECTIVE'
  | 'LOT_EXPIRED'
  | 'WINDOW_RESET'
  | 'ALLOWANCE_RESET'
  | 'RESETS_GRANTED'
  | 'RESET_BANKED'
  | 'RESET_REDEEMED'
  | 'RESETS_EXPIRED'
  | 'PLAN_CHANGED'
  | 'STATE_CHANGED'
  | 'FORGIVEN'
  | 'DEBT_INCURRED'
  | 'DEBT_FORGIVEN'
  | 'DEBT_REPAID'
  | 'VOIDED';

/** Where an amount can lie. `issued` and `ended` are outside the books: where lots come from, where ended windows go. */
export type Bucket =
  'issued' | 'pending' | 'remaining' | 'held' | 'spent' | 'expired' | 'takenBack' | 'used' | 'ended' | 'debt';

/** One movement of one balance update, on a lot or on a window instance (neither: on the debt alone). */
export interface Line {
  lot: string | null;
  window: { name: string; startedAt: Instant } | null;
  amount: Nano;
  from: Bucket;
  to: Bucket;
}
