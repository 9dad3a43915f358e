/**
 * What a policy says of a budget: whose it is, what it counts, for how long, and the most that may be spent.
 */

/** How long a budget's period lasts: a fixed time from its first use on, a calendar's in an IANA zone, or for ever. */
export type BudgetPeriod =
  | { kind: 'anchored'; seconds: number }
  | { kind: 'calendar'; period: 'day' | 'week' | 'month'; zone: string }
  | { kind: 'once' };

export interface BudgetTerms {
  /** Of the account that counts: `budget:…`, one for each subject or session where `who` says `each`. */
  address: string;
  /** `tenant`, `team:x`, `role:x` or `group:x`, each of them also after `each `; or `each session`. */
  who: string;
  /** `product:*`, `product:x` or `product:x/f`. */
  object: string;
  /** `any`, `paid`, a layer's word, or `pool:x`. */
  source: string;
  /** With the zone where that is not UTC, without pacing: `5h`, `month`, `month Europe/Berlin`, `once`. */
  period: string;
  /** The period as the one window of the account; its capacity is the cap's limit, 0 where there is none. */
  window: { name: 'period'; capacity: bigint } & BudgetPeriod;
  paced: 'hourly' | 'daily' | null;
  /** Null: alerts are all it has. */
  cap: { limit: bigint; line: number } | null;
  /** The lowest first. */
  alerts: readonly { at: bigint; line: number }[];
}

/** What names a budget: its terms may change without losing what was spent, these four may not. */
export type BudgetName = Pick<BudgetTerms, 'who' | 'object' | 'source' | 'period'>;
