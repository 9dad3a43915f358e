/**
 * The words of the core, and nothing else: plain shapes that every pure function here reads and returns.
 * Amounts are nano-credits (`bigint`, 10^9 to a credit); instants are whole milliseconds since 1970 (UTC).
 *
 * tenant owns everything · subject uses products · account holds allowances and lots (a subject's own, or a named pool)
 * plan = windows, guard, rate card · window = included usage per period · guard = request-rate limit, not capacity
 * lot = one grant of credits · layer = one step of the waterfall · decision = the answer to one check
 * draw = what a decision took from one source · hold = its draws while the work runs
 * balance update = one event on one account, with its lines and the image after it
 */
import type { KindField, LayerKind, LotKind } from './kinds.js';

/** Nano-credits. */
export type Nano = bigint;
/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export type AccountState = 'ACTIVE' | 'SUSPENDED';
export type GrantMode = 'ALL_OR_NOTHING' | 'UP_TO';
export type Outcome = 'ALLOWED' | 'PARTIAL' | 'DENIED';
export type Remedy = 'NONE' | 'WAIT' | 'BUY_CREDITS' | 'ASK_ADMIN';
export type SourceKind = 'POLICY' | 'GUARD' | 'WINDOW' | 'LOTS' | 'POOL' | 'DEBT';

/** One step of the waterfall as a tenant's policy orders it for a subject. */
export interface Layer {
  layer: LayerKind;
  /** `allowance`, `promotion`, `credits` or `pool:<name>`, as written in the policy. */
  source: string;
  /** The `p2` line; null for the default order. */
  line: number | null;
  /** The address of the account that it takes from; null for the subject's own. */
  from: string | null;
  /** Addresses of the accounts whose windows count what it gives, and bound it. */
  through: readonly string[];
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

/** A window as the plan defines it: anchored (`seconds` after its first use) or calendar (UTC; weeks start on Monday). */
export type WindowTerms = { name: string; capacity: Nano } & (
  { kind: 'anchored'; seconds: number } | { kind: 'calendar'; period: 'day' | 'week' | 'month' }
);

export interface Plan {
  id: string;
  windows: WindowTerms[];
  /** Requests per 60 s; null for none. */
  requestsPerMinute: number | null;
}

/** Prices in nano-credits per unit, per feature and dimension, in force from `effectiveAt` for `plans` (null: every plan). */
export interface RateCard {
  id: string;
  product: string;
  effectiveAt: Instant;
  plans: string[] | null;
  prices: Map<string, Map<string, Nano>>;
}

/** One opened window of an account: fixed end, fixed start; a later window of the same name is another instance. */
export interface WindowInstance {
  name: string;
  startedAt: Instant;
  resetsAt: Instant;
  used: Nano;
  held: Nano;
}

/** One grant of credits. amount = remaining + held + spent + expired + takenBack, always. */
export interface Lot {
  id: string;
  kind: LotKind;
  amount: Nano;
  remaining: Nano;
  held: Nano;
  spent: Nano;
  expired: Nano;
  takenBack: Nano;
  /** Lower burns first. */
  priority: number;
  /** Products it may be used for; null for all. */
  products: string[] | null;
  /** Creation instant: the last tie-break but the id. */
  createdAt: Instant;
  effectiveAt: Instant;
  expiresAt: Instant | null;
  /** False until its `LOT_EFFECTIVE` (or an immediate grant) made it spendable. */
  effective: boolean;
  /** Where given-back credits go once the lot is closed; null while it is open. */
  closed: 'expired' | 'takenBack' | null;
}

/** What a hold took from one source. `no` orders the draws of the whole hold across accounts. */
export interface HeldDraw {
  no: number;
  decisionId: string;
  layer: LayerKind;
  source: string;
  amount: Nano;
  settled: Nano;
  released: Nano;
  /** The very window instances counted (ALLOWANCE), else empty. */
  windows: { name: string; startedAt: Instant }[];
  lot: string | null;
}

/**
 * The part of a hold that lies on one account. `claims` > 0: usage is recorded and on its way, so it neither expires nor
 * is released. `ending`: the usage recorded last is final, and no more may claim it.
 */
export interface HoldPart {
  id: string;
  expiresAt: Instant;
  claims: number;
  ending: boolean;
  draws: HeldDraw[];
}

/** An account as locked: state, open lots, and the parts of holds that the work at hand needs. */
export interface Account {
  tenant: string;
  id: string;
  /** `subject:<id>` or `pool:<name>`. */
  address: string;
  /** Null for pools. */
  plan: string | null;
  state: AccountState;
  seq: bigint;
  lastAt: Instant;
  debt: Nano;
  /** The windows that stand on it: its plan's for a subject's account. */
  windowTerms: readonly WindowTerms[];
  /** Their running instances, and those of windows that no longer stand on it. */
  windows: WindowInstance[];
  guard: { startedAt: Instant; count: number } | null;
  lots: Lot[];
  holds: HoldPart[];
}

/** The spendable credits of one account: all, and per kind of lot. Windows and pools are shown beside it. */
export type Balance = { available: Nano; held: Nano; debt: Nano } & Record<KindField, Nano>;

/** A source that stood in the way. `account` is an address, null where no account is meant. */
export interface Blocker {
  kind: SourceKind;
  source: string;
  account: string | null;
  limit: Nano | null;
  remaining: Nano | null;
  unblocksAt: Instant | null;
}

export type Cause =
  | 'HOLD'
  | 'SETTLE'
  | 'RELEASE'
  | 'HOLD_EXPIRED'
  | 'PURCHASE'
  | 'GRANT'
  | 'REVOKE'
  | 'REFUND'
  | 'LOT_EFFECTIVE'
  | 'LOT_EXPIRED'
  | 'WINDOW_RESET'
  | 'ALLOWANCE_RESET'
  | 'PLAN_CHANGED'
  | 'STATE_CHANGED'
  | 'FORGIVEN'
  | 'DEBT_INCURRED'
  | 'DEBT_REPAID';

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
