/**
 * How a policy writes a budget: what names it, and how long its period lasts. What it comes to for one check is the core's
 * word, `BudgetTerms`.
 */
import type { BudgetTerms } from '../core/words.js';

/** How long a budget's period lasts: a fixed time from its first use on, a calendar's in an IANA zone, or for ever. */
export type BudgetPeriod =
  | { kind: 'anchored'; seconds: number }
  | { kind: 'calendar'; period: 'day' | 'week' | 'month'; zone: string }
  | { kind: 'once' };

/** What names a budget: its terms may change without losing what was spent, these four may not. */
export type BudgetName = Pick<BudgetTerms, 'who' | 'object' | 'source' | 'period'>;
