/**
 * Grants that come again: what a plan or a pool gives in every period, and which period a lot was issued for.
 */
import type { LotKind } from './kinds.js';
import type { CalendarTerms } from './periods.js';
import type { Instant, Nano } from './words.js';

/** Which periods a grant has: those of the calendar, or the months of the account's subscription. */
export type GrantCalendar = CalendarTerms & { anchor?: 'subscription' };

/** Resets in store that end alike. */
export interface BankedReset {
  /** Gone from this instant on; null: they stay. */
  until: Instant | null;
  count: number;
  /** They are the plan's: it keeps only so many. */
  ofPlan?: true;
}

/** What stands for a plan's resets among its grants: no grant has such a name. */
export const RESETS = '(resets)';

/** One grant of a plan or a pool, as a version of the catalog has it. */
export interface GrantTerms {
  /** Names it for ever: a period of it is issued once, whatever becomes of the other terms. */
  id: string;
  kind: LotKind;
  amount: Nano;
  calendar: GrantCalendar;
  /** How long a lot of it lives; null: until its period ends. */
  livesMs: number | null;
  /** It puts a reset in store in each period, in place of credits, while there are fewer than so many; absent: it does not. */
  keep?: number;
  /** How much of what is left as the period ends goes on as a lot of its own; null: nothing. */
  rollOver: Nano | null;
}

/** The grants from an instant on, until the next of these. */
export interface GrantEra {
  from: Instant;
  grants: readonly GrantTerms[];
}

/** A period of a grant, by the terms that it was issued by. */
export interface GrantPeriod {
  grant: string;
  start: Instant;
  end: Instant;
  calendar: GrantCalendar;
  rollOver: Nano | null;
}

/** What a lot says of the grant that it comes from. */
export interface LotPeriod extends GrantPeriod {
  /** It is what was left of the period before. */
  rolled: boolean;
}

/** What recurs on an account. */
export interface Recurring {
  /** What an account on this plan is given (null: a pool), by all catalogs that served, in their order. */
  eras: (plan: string | null) => readonly GrantEra[];
  /** The last period that was issued of each grant. */
  issued: readonly GrantPeriod[];
  /** The id of the lot for a period: the same whoever issues it. */
  lotId: (at: Instant, period: Pick<LotPeriod, 'grant' | 'start' | 'rolled'>) => string;
}
