/**
 * The words of the core that say what is asked, sold and allowed: plain shapes that every pure function here reads and
 * returns. What an account is made of stands in account.ts. Amounts are nano-credits (`bigint`, 10^9 to a credit); instants
 * are whole milliseconds since 1970 (UTC). Each word is explained in docs/glossary.md.
 */
import type { LayerKind, LotKind } from './kinds.js';

/** Nano-credits. */
export type Nano = bigint;
/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export type GrantMode = 'ALL_OR_NOTHING' | 'UP_TO';
export type Outcome = 'ALLOWED' | 'PARTIAL' | 'DENIED';
export type Remedy = 'NONE' | 'WAIT' | 'BUY_CREDITS' | 'ASK_ADMIN' | 'REQUEST_INCREASE';
export type SourceKind = 'POLICY' | 'GUARD' | 'WINDOW' | 'LOTS' | 'POOL' | 'DEBT' | 'HOLDS' | 'BUDGET' | 'REQUEST';

/** One step of the waterfall as a tenant's policy orders it for a subject. */
export interface Layer {
  layer: LayerKind;
  /** `allowance`, `promotion`, `credits` or `pool:<name>`, as written in the policy. */
  source: string;
  /** The `p2` line; null for the default order. */
  line: number | null;
  /** The address of the account that it takes from; null for the subject's own. */
  from: string | null;
  /** Addresses of the budgets that count what it gives, and bound it; their terms stand beside the layers. */
  through: readonly string[];
}

/** What a request itself says about who may give it anything; null: nothing of that kind. */
export interface Only {
  /** Only these may give, in the order of the policy. */
  layers: readonly LayerKind[] | null;
  /** The most that the paid layers may give together. */
  maxPaid: Nano | null;
}

/** Which policy line decided. `line` is null where no rule allows. */
export interface Citation {
  version: string;
  file: string;
  line: number | null;
  rule: string;
}

/** What a policy answers about one subject and one product feature. */
export interface Permission {
  permitted: boolean;
  citation: Citation;
}

export interface Quantity {
  dimension: string;
  quantity: bigint;
}
export interface QuantityAsked extends Quantity {
  /** `UP_TO` only: fewer than this is worth nothing to the caller. */
  minimum: bigint;
}

/** What is used: a product, and which feature of it; null for the product as a whole. */
export interface Work {
  product: string;
  feature: string | null;
}

/** What counts in a window: all of these products, and these features (`codex/gpt-5.5`). */
export type WindowScope = Record<'products' | 'features', readonly string[]>;

/**
 * A window as its plan or budget defines it: anchored (`seconds` after its first use), calendar (in an IANA zone or UTC;
 * weeks start so many days after Monday), a subscription month, or one that never ends. `yieldsTo`: the longer window.
 */
export type WindowTerms = { name: string; capacity: Nano; scope?: WindowScope; yieldsTo?: string } & (
  | { kind: 'anchored'; seconds: number }
  | { kind: 'calendar'; period: 'day' | 'week' | 'month'; zone?: string; starts?: number }
  | { kind: 'subscription'; zone?: string }
  | { kind: 'once' }
);

/** A budget as it applies to one check: what it counts, and how much it lets through. */
export interface BudgetTerms {
  /** Of the account that counts: `budget:…`, one for each subject or session where `who` says `each`. */
  address: string;
  /** As the policy writes it: `team:search`, `each role:intern`, `tenant`, `each session`. */
  who: string;
  /** Whose it is, where `who` says `each`; null where all share it. */
  subject: string | null;
  /** Of that subject, where each session has its own; else null. */
  session: string | null;
  /** `product:*`, `product:codex` or `product:codex/gpt-5.5`. */
  object: string;
  /** Which layers count: `any`, `paid`, `allowance`, `promotion`, `credits` or `pool:<name>`. */
  source: string;
  /** `5h`, `day`, `week Europe/Berlin`, `month` or `once`: without its pacing. */
  period: string;
  /** The period as a window; its capacity is the limit. */
  window: WindowTerms;
  paced: 'hourly' | 'daily' | null;
  /** Null: it bounds nothing, and only alerts. */
  cap: { limit: Nano; line: number } | null;
  alerts: readonly { at: Nano; line: number }[];
}

export interface Plan {
  id: string;
  windows: WindowTerms[];
  /** Requests per 60 s; null for none. */
  requestsPerMinute: number | null;
  /** With less than so much left of a window, in hundredths of a percent, work is told to slow down; absent: never. */
  slowDownBelow?: number;
}

/** Prices in nano-credits per unit, per feature and dimension, in force from `effectiveAt` for `plans` (null: every plan). */
export interface RateCard {
  id: string;
  product: string;
  effectiveAt: Instant;
  plans: string[] | null;
  prices: Map<string, Map<string, Nano>>;
  /** What features cost beyond a size; absent where theirs has none. */
  above?: ReadonlyMap<string, SizePrices>;
}

/** What a feature costs where its work uses more than `limit` units of the dimensions that count: all of it, not the rest. */
export interface SizePrices {
  /** The dimension that the limit is told of; one of those that count. */
  dimension: string;
  limit: bigint;
  counting: readonly string[];
  /** None below the usual price, for the very dimensions that have one. */
  prices: ReadonlyMap<string, Nano>;
}

/** What a tenant does about debt (docs/rules.md, 37): carry so much of it a month, and have lots pay it. */
export interface DebtTerms {
  forgivePerMonth: Nano;
  repaidBy: readonly LotKind[];
}

/** A source that stood in the way. `account` is an address, null where no account is meant. */
export interface Blocker {
  kind: SourceKind;
  source: string;
  account: string | null;
  limit: Nano | null;
  remaining: Nano | null;
  unblocksAt: Instant | null;
}
