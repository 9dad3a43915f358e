/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a check ended. Branch on `proceed`, not on this. */
export type AccessOutcome =
  /** All that was asked for is granted. */
  | 'ALLOWED'
  /** Nothing is granted and nothing was taken. */
  | 'DENIED'
  /** Less than was asked for is granted (mode UP_TO only). */
  | 'PARTIAL';

/** Why a check ended as it did: the first gate that failed, in this order. The list may grow. */
export type AccessReason =
  /** An admin has suspended the account. */
  | 'ACCOUNT_SUSPENDED'
  /** No gate failed. */
  | 'ALLOWED'
  /** The account owes more than the tenant allows. */
  | 'DEBT_LIMIT'
  /** The hold to extend is no longer open. */
  | 'HOLD_CLOSED'
  /** The subject has as many open holds as it may have, or the hold to extend as many decisions. */
  | 'HOLD_LIMIT'
  /** The tenant's policy does not permit the subject to use it. */
  | 'NOT_PERMITTED'
  /** No rate card in force prices all of the request. */
  | 'NOT_PRICED'
  /** The policy leaves the subject no layer to take from. */
  | 'NO_LAYER'
  /** The layers together have less than was asked for. */
  | 'OUT_OF_CAPACITY'
  /** The plan's guard: too many requests in this minute. */
  | 'RATE_LIMITED'
  /** The product has no such feature. */
  | 'UNKNOWN_FEATURE'
  /** The catalog has no such product. */
  | 'UNKNOWN_PRODUCT';

/** What of an account may be another, beside its balance. The list may grow: read the account for one that you do not know. */
export type AccountChangeReason =
  /** Another version of the catalog is live: prices, plans and limits may be others. */
  | 'CATALOG'
  /** A notice was given. */
  | 'NOTICE'
  /** It is on another plan. */
  | 'PLAN'
  /** Another version of the tenant's policy is live: whatever you may do or draw on may be another. */
  | 'POLICY'
  /** A purchase was begun, or its status changed. */
  | 'PURCHASE'
  /** It was suspended, or put to use again. */
  | 'STATE'
  /** Its automatic top-up was set, or stands otherwise. */
  | 'TOP_UP';

/** Whether an account may be drawn from. */
export type AccountState =
  /** In use. */
  | 'ACTIVE'
  /** An admin has stopped it: checks are denied, a suspended pool gives nothing. */
  | 'SUSPENDED';

/** How an automatic top-up stands. */
export type AutoTopUpState =
  /** The payment was declined: nothing is tried before nextAttemptAt. */
  | 'BACKING_OFF'
  /** What is left of the month's cap, or of what the account can hold, is below the smallest purchase until nextAttemptAt. */
  | 'CAPPED'
  /** Nobody has agreed to it, or it was switched off. A purchase under way still ends. */
  | 'OFF'
  /** Its purchase is under way; there is never a second one beside it. */
  | 'PENDING'
  /** It buys as soon as fewer credits than the threshold are left, available or held. */
  | 'READY'
  /** Declined too often, or it may not go on as agreed, as when the one who agreed may no longer purchase: nothing is tried until somebody calls setAutoTopUp. lastDeclineReason says why. */
  | 'STOPPED';

/** In one word, how much is left. */
export type AvailabilityState =
  /** Something else stands in the way: `reason` says what. */
  | 'BLOCKED'
  /** No layer has anything, or the guard or a debt stands in the way. */
  | 'EXHAUSTED'
  /** Less than a tenth of the included allowance is left, and no other layer has anything. */
  | 'LOW'
  /** The product is unknown, or the policy does not permit it. */
  | 'NOT_PERMITTED'
  /** There is enough. */
  | 'OK'
  /** An admin has suspended the account. */
  | 'SUSPENDED';

/** Why a balance changed. The list may grow. */
export type BalanceCause =
  /** An admin ended allowance windows. */
  | 'ALLOWANCE_RESET'
  /** The tenant carried debt as a month began. */
  | 'DEBT_FORGIVEN'
  /** Usage that no layer covered is still to be paid for. */
  | 'DEBT_INCURRED'
  /** A lot paid debt, or the allowance did: then nothing is named. */
  | 'DEBT_REPAID'
  /** Usage that no layer covered was carried by the tenant. */
  | 'FORGIVEN'
  /** An admin gave credits. */
  | 'GRANT'
  /** A check took credits or allowance for work that runs. */
  | 'HOLD'
  /** A hold went back at its expiry instant. */
  | 'HOLD_EXPIRED'
  /** As a hold was extended, what it held of closed lots and ended windows went back. */
  | 'HOLD_TRIMMED'
  /** A lot became spendable at its instant. */
  | 'LOT_EFFECTIVE'
  /** What was left of a lot expired at its instant. */
  | 'LOT_EXPIRED'
  /** An admin changed the plan. */
  | 'PLAN_CHANGED'
  /** Bought credits arrived. */
  | 'PURCHASE'
  /** What was left of a purchase was taken back. */
  | 'REFUND'
  /** A caller gave a hold back. */
  | 'RELEASE'
  /** An admin took back what was left of a lot. */
  | 'REVOKE'
  /** Usage was captured from a hold, or drawn without one. */
  | 'SETTLE'
  /** Nothing happened: the balance as it is, for a subscriber to start from. Never stored. */
  | 'SNAPSHOT'
  /** An admin suspended the account, or put it to use again. */
  | 'STATE_CHANGED'
  /** An allowance window ended at its instant. */
  | 'WINDOW_RESET';

/** Which period of the UTC calendar a window follows. */
export type CalendarPeriod =
  /** From midnight to midnight. */
  | 'DAY'
  /** From the first of the month on. */
  | 'MONTH'
  /** From Monday on. */
  | 'WEEK';

/** One step of the waterfall. */
export type Layer =
  /** The usage that the plan includes, in all its windows at once. */
  | 'ALLOWANCE'
  /** The account's bought, refunded and entitled lots. */
  | 'CREDITS'
  /** The lots of a shared pool. */
  | 'POOL'
  /** The account's promotional lots. */
  | 'PROMOTION';

/** Where the credits of a lot come from. */
export type LotKind =
  /** A contract's grant, usually to a pool; the layer CREDITS or POOL. */
  | 'ENTITLEMENT'
  /** Given to promote; the layer PROMOTION. */
  | 'PROMOTIONAL'
  /** Bought; the layer CREDITS. */
  | 'PURCHASED'
  /** Given back; the layer CREDITS. */
  | 'REFUND';

/** What a notice is about. The list may grow. */
export type NoticeKind =
  /** A lot with credits left will expire. */
  | 'LOT_EXPIRES';

/** Who paid for usage. */
export type Payer =
  /** The plan's windows. */
  | 'ALLOWANCE'
  /** Bought, refunded or granted lots. */
  | 'CREDITS'
  /** Nobody yet: no layer covered it, and it became debt. */
  | 'DEBT'
  /** The tenant: no layer covered it. */
  | 'FORGIVEN'
  /** A pool. */
  | 'POOL'
  /** Promotional lots. */
  | 'PROMOTION';

/** What became of a decision: of its whole hold, however many decisions that has. The list may grow. */
export type ReceiptStatus =
  /** Nothing was granted. */
  | 'DENIED'
  /** Nothing that was held was used before the hold expired. Where nothing was held: its time is over, and no usage was reported. */
  | 'EXPIRED'
  /** Some of what was held was used, however the hold ended; the rest went back. */
  | 'PARTLY_USED'
  /** Nothing that was held was used, and all of it went back: the hold was released, or the work was reported to cost nothing, as when it failed. */
  | 'RELEASED'
  /** The work may go on. */
  | 'RUNNING'
  /** The work is reported as done, and is being settled. */
  | 'SETTLING'
  /** All that was held was used. Where the check cost nothing, and so held nothing: usage was reported. */
  | 'USED';

/** What helps against a denial. */
export type Remedy =
  /** Only somebody who manages the tenant can help. */
  | 'ASK_ADMIN'
  /** The subject may buy credits that would cover it. */
  | 'BUY_CREDITS'
  /** Nothing is wrong, or nothing helps. */
  | 'NONE'
  /** Time alone helps: see `unblocksAt`. */
  | 'WAIT';

/** What kind of thing stood in the way. */
export type SourceKind =
  /** Usage that is still to be paid for. */
  | 'DEBT'
  /** The request-rate limit of the plan. */
  | 'GUARD'
  /** Too many open holds: all of the subject's, or those that lie on one pool. */
  | 'HOLDS'
  /** The account's own lots of one layer; where `remaining` exceeds `limit`, or of a pool: more lots than one hold may draw on, and the limit is what it could take of them. */
  | 'LOTS'
  /** A policy line, or an admin who suspended the account. */
  | 'POLICY'
  /** A pool that the policy shares. */
  | 'POOL'
  /** An allowance window. */
  | 'WINDOW';

export type WindowNowFragment = { __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null };

export type BalanceNowFragment = { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string };

export type LayersNowFragment = { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null }> };

export type LotNowFragment = { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null };

export type AccountNowFragment = { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null };

export type AccountChangedSubscriptionVariables = Exact<{
  account?: string | number | null | undefined;
  afterSeq?: string | null | undefined;
  product: string | number;
  withProduct: boolean;
}>;


export type AccountChangedSubscription = { accountChanged: { __typename: 'AccountChange', account: string, reasons: Array<AccountChangeReason>, change: { __typename: 'BalanceChange', seq: string, snapshot: boolean, cause: BalanceCause, balance: { __typename: 'Balance', available: string } } | null, accountObject: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, availability?: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null }> } | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null } };

export type DecisionMadeSubscriptionVariables = Exact<{
  subject?: string | number | null | undefined;
  everyone: boolean;
}>;


export type DecisionMadeSubscription = { decisionMade: { __typename: 'DecisionEvent', missed: number, decision: { __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> } | null } };

export type DrawNowFragment = { __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> };

export type DecisionRowFragment = { __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> };

export type OverviewQueryVariables = Exact<{
  account?: string | number | null | undefined;
  from: string;
  to: string;
  timeZone: string;
}>;


export type OverviewQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null, usage: { __typename: 'UsageSeries', total: { __typename: 'UsageTotals', charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }> }, points: Array<{ __typename: 'UsagePoint', start: string, end: string, charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }> }> } | null, decisions: { __typename: 'AccessDecisionConnection', nodes: Array<{ __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> }> } | null, notices: { __typename: 'NoticeConnection', nodes: Array<{ __typename: 'Notice', id: string, kind: NoticeKind, amount: string, expiresAt: string, message: string }> } | null };

export type WaterfallQueryVariables = Exact<{
  account?: string | number | null | undefined;
  product: string | number;
}>;


export type WaterfallQuery = { __typename: 'Query', availability: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null }> } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename: 'Query', now: string | null, viewer: { __typename: 'Viewer', tenant: string, subject: string, groups: Array<string>, roles: Array<string>, permissions: Array<{ __typename: 'ViewerPermission', object: string, action: string }>, account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null } | null, catalog: { __typename: 'Catalog', version: string, plan: string, defaultPlan: string, products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, dimensions: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> }>, availability: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null }> } | null }>, plans: Array<{ __typename: 'Plan', id: string, requestsPerMinute: number | null, windows: Array<{ __typename: 'PlanWindow', window: string, capacity: string, seconds: number | null, calendar: CalendarPeriod | null }> }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const LayersNowFragmentDoc = new TypedDocumentString(`
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
    `, {"fragmentName":"LayersNow"}) as unknown as TypedDocumentString<LayersNowFragment, unknown>;
export const BalanceNowFragmentDoc = new TypedDocumentString(`
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
    `, {"fragmentName":"BalanceNow"}) as unknown as TypedDocumentString<BalanceNowFragment, unknown>;
export const WindowNowFragmentDoc = new TypedDocumentString(`
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
    `, {"fragmentName":"WindowNow"}) as unknown as TypedDocumentString<WindowNowFragment, unknown>;
export const LotNowFragmentDoc = new TypedDocumentString(`
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
    `, {"fragmentName":"LotNow"}) as unknown as TypedDocumentString<LotNowFragment, unknown>;
export const AccountNowFragmentDoc = new TypedDocumentString(`
    fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`, {"fragmentName":"AccountNow"}) as unknown as TypedDocumentString<AccountNowFragment, unknown>;
export const DrawNowFragmentDoc = new TypedDocumentString(`
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
    `, {"fragmentName":"DrawNow"}) as unknown as TypedDocumentString<DrawNowFragment, unknown>;
export const DecisionRowFragmentDoc = new TypedDocumentString(`
    fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`, {"fragmentName":"DecisionRow"}) as unknown as TypedDocumentString<DecisionRowFragment, unknown>;
export const AccountChangedDocument = new TypedDocumentString(`
    subscription AccountChanged($account: ID, $afterSeq: Uint64, $product: ID!, $withProduct: Boolean!) {
  accountChanged(account: $account, afterSeq: $afterSeq, coalesceMs: 250) {
    __typename
    account
    reasons
    change {
      __typename
      seq
      snapshot
      cause
      balance {
        __typename
        available
      }
    }
    accountObject {
      __typename
      ...AccountNow
      availability(product: $product) @include(if: $withProduct) {
        __typename
        ...LayersNow
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`, {"documentId":"sha256:4fb484fd375b406128e5a50aa4526b8b85120a24ceeb070d4260cc5f976e0f12"}) as unknown as TypedDocumentString<AccountChangedSubscription, AccountChangedSubscriptionVariables>;
export const DecisionMadeDocument = new TypedDocumentString(`
    subscription DecisionMade($subject: ID, $everyone: Boolean!) {
  decisionMade(subject: $subject, everyone: $everyone) {
    __typename
    missed
    decision {
      __typename
      ...DecisionRow
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`, {"documentId":"sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22"}) as unknown as TypedDocumentString<DecisionMadeSubscription, DecisionMadeSubscriptionVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($account: ID, $from: DateTime!, $to: DateTime!, $timeZone: String!) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
  }
  usage(
    account: $account
    from: $from
    to: $to
    bucket: HOUR
    fill: true
    timeZone: $timeZone
  ) {
    __typename
    total {
      __typename
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
    points {
      __typename
      start
      end
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
  }
  decisions(account: $account, first: 5) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
  }
  notices(account: $account, first: 3) {
    __typename
    nodes {
      __typename
      id
      kind
      amount
      expiresAt
      message
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`, {"documentId":"sha256:23f526caf7492d5e8c08a7d97b0f1d66fbba6e4b2fa9458e593b2ae5c3f4bdff"}) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const WaterfallDocument = new TypedDocumentString(`
    query Waterfall($account: ID, $product: ID!) {
  __typename
  availability(account: $account, product: $product) {
    __typename
    ...LayersNow
  }
}
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}`, {"documentId":"sha256:d8f4b4cd6e801547963ca17b0e14018857eb4bf24c6d04b8f1f274c4e3d68281"}) as unknown as TypedDocumentString<WaterfallQuery, WaterfallQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
    roles
    permissions {
      __typename
      object
      action
    }
    account {
      __typename
      ...AccountNow
    }
  }
  catalog {
    __typename
    version
    plan
    defaultPlan
    products {
      __typename
      id
      features {
        __typename
        id
        dimensions
        prices {
          __typename
          feature
          dimension
          price
        }
      }
      availability {
        __typename
        ...LayersNow
      }
    }
    plans {
      __typename
      id
      requestsPerMinute
      windows {
        __typename
        window
        capacity
        seconds
        calendar
      }
    }
  }
  now
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`, {"documentId":"sha256:f9a3b14e80b8d3596abb9260b011556b76532f918a2731d6667a5b86db5fb72b"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;