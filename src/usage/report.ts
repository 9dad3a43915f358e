/**
 * A usage report with all that is fixed before any lock: what report-of.ts makes, price-report.ts prices and
 * record-usage.ts records. Shapes only.
 */
import type { UsageEvent } from '../books/usage-event.js';
import type { Catalog } from '../catalog/catalog.js';
import type { HoldQuote } from '../core/quotes.js';
import type { BudgetTerms, Instant, Layer } from '../core/words.js';
import type { UsageCall } from './usage-call.js';

/** Usage that happened longer ago than this is no longer taken without a decision, and an older decision is none. */
export const MAX_AGE_MS = 31 * 24 * 60 * 60_000;
/** A report with all that is fixed before any lock. */
export interface Report {
  call: UsageCall;
  /** The subject of the token that reports. */
  caller: string;
  subject: string;
  product: string;
  feature: string;
  session: string | null;
  groups: readonly string[];
  layers: readonly Layer[];
  /** What counts the subject: what the hold lacks counts in these. */
  budgets: readonly BudgetTerms[];
  /** Whether what the hold lacks is drawn on the subject's own layers only; so it is for a suspended account. */
  ownOnly: boolean;
  catalog: Catalog;
  holdId: string | null;
  /** What its decision says of the price; null for none, and for a decision that counts as none. */
  decided: Decided | null;
  /** The set-aside event that this records anew. */
  redrives: Pick<UsageEvent, 'uuid' | 'body'> | null;
  /** Whether its caller may only repeat what was recorded already. */
  repeatsOnly: boolean;
}

/** When a decision was made, until when it granted its hold, and what it quoted where it opened none. */
export interface Decided {
  at: Instant;
  until: Instant;
  quote: HoldQuote | null;
}
