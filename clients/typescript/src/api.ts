/**
 * The operations that this package sends, with the answers it reads, by the contract in schema/schema.graphql. Each has a
 * name, so that traces, allow-lists and the fake can tell them apart.
 */
import type { Credits } from './credits.js';
import type { RequestBounds } from './request-bounds.js';
import type { QuantityInput } from './usage.js';

/** One document; `name` is its operation's. */
export interface Operation {
  name: string;
  document: string;
}

const operation = (document: string): Operation => ({
  name: /^\w+ (\w+)/.exec(document)?.[1] ?? '',
  document: document.replace(/\s+/g, ' '),
});

/** A hold, as far as work needs to know it. */
export interface Hold {
  id: string;
  /** HELD, SETTLED, RELEASED or EXPIRED. */
  state: string;
  expiresAt: string;
  amount: Credits;
  remaining: Credits;
  settled: Credits;
}

/** What stood in the way. */
export interface Blocker {
  kind: string;
  source: string;
  account: string | null;
  limit: Credits | null;
  remaining: Credits | null;
  unblocksAt: string | null;
}

/** Why the work of a decision may or may not go on now: READY exactly where `proceed` is true. The list may grow. */
export type ProceedReason =
  'READY' | 'DENIED' | 'HOLD_ENDING' | 'HOLD_SETTLED' | 'HOLD_RELEASED' | 'HOLD_EXPIRED' | (string & {});

/** One answer of `checkAccess`. Act on `proceed`; the list of reasons may grow. */
export interface Decision {
  id: string;
  outcome: 'ALLOWED' | 'PARTIAL' | 'DENIED' | (string & {});
  reason: string;
  proceed: boolean;
  proceedReason: ProceedReason;
  message: string;
  requested: Credits;
  granted: Credits;
  shortfall: Credits;
  grantedUsage: QuantityInput[];
  draws: { layer: string; source: string; amount: Credits }[];
  blockers: Blocker[];
  unblocksAt: string | null;
  remedies: string[];
  hold: Hold | null;
  replayed: boolean;
  decidedAt: string;
}

/** The input of `checkAccess`. */
export interface CheckInput extends RequestBounds {
  subject: string;
  groups?: string[] | undefined;
  product: string;
  feature: string;
  usage: (QuantityInput & { minimum?: string })[];
  mode?: 'ALL_OR_NOTHING' | 'UP_TO';
  idempotencyKey: string;
  holdSeconds?: number;
  extends?: string;
  session?: string | undefined;
  labels?: { key: string; value: string }[];
}

/** How work ended. FAILED is recorded and not charged; it speaks of that one report. */
export type WorkStatus = 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** The input of `recordUsage`. Once frozen it never changes. */
export interface ReportInput {
  decisionId?: string;
  subject?: string;
  product?: string;
  feature?: string;
  groups?: string[] | undefined;
  usage: QuantityInput[];
  final: boolean;
  status: WorkStatus;
  idempotencyKey: string;
  occurredAt: string;
  session?: string | undefined;
  labels?: { key: string; value: string }[];
}

/** Credits on an account: lots only, windows stand beside them. */
export interface Balance {
  available: Credits;
  held: Credits;
  promotional: Credits;
  purchased: Credits;
  refund: Credits;
  entitlement: Credits;
  debt: Credits;
}

/** An allowance window. */
export interface WindowState {
  id: string;
  window: string;
  capacity: Credits;
  used: Credits;
  held: Credits;
  remaining: Credits;
  startedAt: string | null;
  resetsAt: string | null;
}

/** A change of an account; `firstSeq` to `seq` where several came as one. */
export interface BalanceChange {
  account: string;
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  cause: string;
  causeId: string | null;
  delta: Credits;
  heldDelta: Credits;
  balance: Balance;
  windows: WindowState[];
  at: string;
}

/** What is left, layer by layer. */
export interface Availability {
  state: string;
  layers: {
    layer: string;
    source: string;
    account: string;
    remaining: Credits;
    capacity: Credits | null;
    resetsAt: string | null;
    expiresAt: string | null;
  }[];
  blockers: Blocker[];
  remedies: string[];
  unblocksAt: string | null;
}

/** A purchase as it stands. */
export interface Purchase {
  id: string;
  account: string;
  status: 'PENDING' | 'PAID' | 'DECLINED' | 'REFUNDED' | (string & {});
  credits: Credits;
  price: { amount: string; currency: string } | null;
  declineReason: string | null;
  actionUrl: string | null;
  testMode: boolean;
}

const BLOCKER = 'kind source account limit remaining unblocksAt';
const DECISION = `id outcome reason proceed proceedReason message requested granted shortfall grantedUsage { dimension quantity }
  draws { layer source amount } blockers { ${BLOCKER} } unblocksAt remedies
  hold { id state expiresAt amount remaining settled } replayed decidedAt`;
const PURCHASE = 'id account status credits price { amount currency } declineReason actionUrl testMode';

/** Answers a `Decision`. */
export const CHECK = operation(`mutation SpillwayCheck($input: CheckAccessInput!) {
  checkAccess(input: $input) { ${DECISION} } }`);
/** Answers what it would cost, and why it would be denied. */
export const ESTIMATE = operation(`query SpillwayEstimate($input: EstimateAccessInput!) {
  estimateAccess(input: $input) { reason requested priceSize { dimension limit } } }`);
/** Answers an instant by Spillway's clock. */
export const NOW = operation('query SpillwayNow { now }');
/** Answers for each report that it was taken. */
export const RECORD = operation(`mutation SpillwayRecord($inputs: [RecordUsageInput!]!) {
  recordUsageMany(inputs: $inputs) { id } }`);
/** Answers the decision of a key, or null. */
export const BY_KEY = operation(`query SpillwayByKey($key: String!, $subject: ID!) {
  decisionByKey(idempotencyKey: $key, subject: $subject) { id proceedReason hold { id } } }`);
/** Gives back what a hold still holds. */
export const RELEASE = operation(`mutation SpillwayRelease($id: ID!) { releaseHold(decisionId: $id) { id } }`);
/** Answers an `Availability`. */
export const AVAILABILITY = operation(`query SpillwayAvailability($product: ID!, $feature: ID, $account: ID) {
  availability(product: $product, feature: $feature, account: $account) { state
    layers { layer source account remaining capacity resetsAt expiresAt }
    blockers { ${BLOCKER} } remedies unblocksAt } }`);
/** Answers a `Purchase`. */
export const BUY = operation(`mutation SpillwayBuy($input: PurchaseCreditsInput!) {
  purchaseCredits(input: $input) { ${PURCHASE} } }`);
/** Answers a `Purchase`, or null. */
export const BOUGHT = operation(`query SpillwayPurchase($id: ID!) { purchase(id: $id) { ${PURCHASE} } }`);
/** Tells each `BalanceChange`. */
export const WATCH = operation(`subscription SpillwayWatch($account: ID, $afterSeq: Uint64, $coalesceMs: Int!) {
  balanceChanged(account: $account, afterSeq: $afterSeq, coalesceMs: $coalesceMs) {
    account firstSeq seq snapshot cause causeId delta heldDelta
    balance { available held promotional purchased refund entitlement debt }
    windows { id window capacity used held remaining startedAt resetsAt } at } }`);
