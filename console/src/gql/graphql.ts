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
  /** The layers have all that was asked for, and budgets let less of it through. */
  | 'BUDGET_EXCEEDED'
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

/** What was done. The list may grow. */
export type AdminActionKind =
  /** Allowance windows were ended early. */
  | 'ALLOWANCE_RESET'
  /** More of a budget was approved. */
  | 'BUDGET_RAISED'
  /** A request for more of a budget was rejected. */
  | 'BUDGET_REFUSED'
  /** Credits were given without a payment here. */
  | 'GRANT'
  /** A subject was put on another plan. */
  | 'PLAN_CHANGED'
  /** A subject is to be put on another plan, at an instant to come. */
  | 'PLAN_SCHEDULED'
  /** A change of plan that was to come was lifted. */
  | 'PLAN_UNSCHEDULED'
  /** Another policy text went live. */
  | 'POLICY_ACTIVATED'
  /** What was left of a purchase was taken back. */
  | 'REFUND'
  /** An account got resets of windows in store. */
  | 'RESETS_GRANTED'
  /** A reset in store was used up: a window was ended early. */
  | 'RESET_REDEEMED'
  /** What was left of a granted lot was taken back. */
  | 'REVOKE'
  /** An account was suspended, or put to use again. */
  | 'STATE_CHANGED'
  /** Automatic top-up was switched on or off. */
  | 'TOP_UP_SET'
  /** A usage event was undone, with its charge. */
  | 'VOID';

/** On whose behalf something was done. */
export type AdminActorKind =
  /** Somebody who holds a token of the operator. */
  | 'OPERATOR'
  /** A subject of the tenant, by what the tenant's policy lets it do. */
  | 'SUBJECT'
  /** Spillway itself. */
  | 'SYSTEM';

/** Automatic top-up of one account; name it by account, subject or pool, else it is your own. */
export type AutoTopUpInput = {
  /** An acc_ id, or an address such as subject:alice or pool:engineering. */
  account?: string | number | null | undefined;
  /** Must be true to enable: you agree that credits are bought without asking again, on these terms. */
  consent?: boolean;
  /** On or off. To switch it off, nothing else is needed. */
  enabled: boolean;
  /** Buy at most so many credits per calendar month (UTC); needed to enable, above zero. */
  monthlyCap?: string | null | undefined;
  /** How to pay; null: the account's default, else the provider's. 1 to 200 characters. */
  paymentMethod?: string | number | null | undefined;
  /** The name of a pool. 1 to 100 characters. */
  pool?: string | number | null | undefined;
  /** What autoTopUpTerms told that you agree to: where it reads otherwise by now, nothing is changed (CONFLICT). Not looked at when it is switched off. 1 to 1000 characters. */
  statement?: string | null | undefined;
  /** The subject whose account it is. 1 to 200 characters. */
  subject?: string | number | null | undefined;
  /** Buy what is missing to so many credits, available or held, but at least what the provider's smallest payment buys; needed to enable, above the threshold. */
  target?: string | null | undefined;
  /** Buy when fewer credits than this are left, available or held; needed to enable, above zero. */
  threshold?: string | null | undefined;
};

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
  /** More of a budget was approved. */
  | 'BUDGET_RAISED'
  /** The tenant carried debt as a month began. */
  | 'DEBT_FORGIVEN'
  /** Usage that no layer covered is still to be paid for. */
  | 'DEBT_INCURRED'
  /** A lot paid debt, or the allowance did: then nothing is named. */
  | 'DEBT_REPAID'
  /** Usage that no layer covered was carried by the tenant. */
  | 'FORGIVEN'
  /** Credits were given: by an admin, or by a grant that comes again. */
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
  /** Resets in store ended at their instant. */
  | 'RESETS_EXPIRED'
  /** An admin put resets of windows in store. */
  | 'RESETS_GRANTED'
  /** The plan put a reset in store, or none where it was full. */
  | 'RESET_BANKED'
  /** A reset in store was used up: it ended a window. */
  | 'RESET_REDEEMED'
  /** An admin took back what was left of a lot. */
  | 'REVOKE'
  /** Usage was captured from a hold, or drawn without one. */
  | 'SETTLE'
  /** Nothing happened: the balance as it is, for a subscriber to start from. Never stored. */
  | 'SNAPSHOT'
  /** An admin suspended the account, or put it to use again. */
  | 'STATE_CHANGED'
  /** Usage was undone: what it had taken went back to where it came from. */
  | 'VOIDED'
  /** An allowance window ended at its instant. */
  | 'WINDOW_RESET';

/** What a budget does. */
export type BudgetKind =
  /** It bounds nothing, and tells when so much is spent. */
  | 'ALERT'
  /** It bounds: more is denied. */
  | 'CAP';

/** In which steps a budget lets its limit through. */
export type BudgetPace =
  /** Day by day of its period, in its zone. */
  | 'DAILY'
  /** Hour by hour of its period. */
  | 'HOURLY';

/** What became of a request for more of a budget. */
export type BudgetRequestState =
  /** So much as was approved can be used. */
  | 'APPROVED'
  /** Nobody answered it in time. */
  | 'EXPIRED'
  /** Nobody has answered it yet. */
  | 'PENDING'
  /** It was refused. */
  | 'REJECTED'
  /** Whoever asked has taken it back. */
  | 'WITHDRAWN';

/** Which period of the calendar a window or a grant follows. */
export type CalendarPeriod =
  /** From midnight to midnight. */
  | 'DAY'
  /** From the first of the month on. */
  | 'MONTH'
  /** From Monday on, or from the day that `starts` says. */
  | 'WEEK';

/** The answer to a request for more of a budget. */
export type DecideBudgetRequestInput = {
  /** True: so much as you say can be used at once. False: it is rejected. */
  approve: boolean;
  /** How much you approve, at most what was asked; null: all of it. Only with approve: true. */
  credits?: string | null | undefined;
  /** The key of this call, retired for ever by the answer, per budget. 1 to 200 characters. */
  idempotencyKey: string;
  /** What you write to whoever asked. 1 to 500 characters. */
  note?: string | null | undefined;
  /** The request, brq_…. */
  requestId: string | number;
  /** Until when, no later than was asked; null: as was asked. Only with approve: true. */
  until?: string | null | undefined;
};

/** What is wrong with what was found. The list may grow. */
export type DifferenceKind =
  /** Amounts do not follow from each other. */
  | 'ARITHMETIC'
  /** A balance update does not follow from the row that it names as its cause. */
  | 'CAUSE'
  /** A balance update does not continue the one before it. */
  | 'CHAIN'
  /** A row is not what it was when it was written: its hash is another. */
  | 'HASH'
  /** A row that others lead to is not there. */
  | 'MISSING'
  /** A charge is not what its usage event costs. */
  | 'PRICE'
  /** Instants or numbers are out of order. */
  | 'SEQUENCE'
  /** What is stored as the present state does not follow from the books. */
  | 'STATE'
  /** A row is there that nothing leads to. */
  | 'UNEXPECTED'
  /** What a row stores cannot be read. */
  | 'UNREADABLE'
  /** The sums that usage is shown from do not follow from the books. */
  | 'USAGE_SUMS';

/** What would be asked: a check without key, hold and extension. */
export type EstimateAccessInput = {
  /** The feature of the product. 1 to 100 characters. */
  feature: string | number;
  /** That subject's groups; only with act_for. At most 100. Each 1 to 200 characters. */
  groups?: Array<string | number> | null | undefined;
  /** The caller's marks. At most 8. */
  labels?: Array<LabelInput>;
  /** Only these layers may give, in the order of the policy; null: all. It binds this check alone: usage that exceeds its hold is drawn as ever. 1 to 4, each once. */
  layers?: Array<Layer> | null | undefined;
  /** The most that the layers CREDITS and POOL may give together; null: no such bound, "0": only what is included. It binds this check alone. */
  maxPaid?: string | null | undefined;
  /** What to do when there is less. */
  mode?: GrantMode;
  /** The product. 1 to 100 characters. */
  product: string | number;
  /** The caller's session. 1 to 200 characters. */
  session?: string | number | null | undefined;
  /** Who would use the product; checking for another takes check or act_for. 1 to 200 characters. */
  subject: string | number;
  /** The most that the work may use, in the order to fill. At most 20. */
  usage: Array<QuantityInput>;
};

/** Credits to give to one account; name it by account, subject or pool, else it is your own. */
export type GrantCreditsInput = {
  /** An acc_ id, or an address such as subject:alice or pool:engineering. */
  account?: string | number | null | undefined;
  /** How many; above zero. */
  credits: string;
  /** Spendable from this instant, at most 10 years back; null: now. */
  effectiveAt?: string | null | undefined;
  /** Unusable from this instant on; null: never. */
  expiresAt?: string | null | undefined;
  /** The key of this call, retired for ever by the grant, per account. 1 to 200 characters. */
  idempotencyKey: string;
  /** Where they come from; PURCHASED for credits that were paid for elsewhere: by the operator alone. INCREASE is refused: see requestBudget. */
  kind: LotKind;
  /** The name of a pool. 1 to 100 characters. */
  pool?: string | number | null | undefined;
  /** Lower burns first. 0 to 1000000. */
  priority?: number;
  /** Products they may be used for; null for all. 1 to 100. Each 1 to 100 characters. */
  products?: Array<string | number> | null | undefined;
  /** Why, for the books. 1 to 500 characters. */
  reason: string;
  /** What it is called elsewhere, such as a payment: unique among the grants and purchases of the tenant, else CONFLICT. PURCHASED needs it. 1 to 200 characters. */
  reference?: string | number | null | undefined;
  /** The subject whose account it is. 1 to 200 characters. */
  subject?: string | number | null | undefined;
};

/** What to do when there is less than was asked for. */
export type GrantMode =
  /** Take all of it or nothing. */
  | 'ALL_OR_NOTHING'
  /** Take what there is, in whole units, dimensions in list order. */
  | 'UP_TO';

/** How far a hold has come; it ends in exactly one of the last three. */
export type HoldState =
  /** Given back at its expiry instant. */
  | 'EXPIRED'
  /** The work may run. */
  | 'HELD'
  /** Given back. */
  | 'RELEASED'
  /** Captured by usage; the rest went back. */
  | 'SETTLED';

/** A caller's own mark on a request. */
export type LabelInput = {
  /** Its name, once per request. 1 to 100 characters. */
  key: string;
  /** Its value. 1 to 500 characters. */
  value: string;
};

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
  /** What was approved beyond the limit of a budget: it lies on nothing else, and nobody grants it. */
  | 'INCREASE'
  /** Given to promote; the layer PROMOTION. */
  | 'PROMOTIONAL'
  /** Bought; the layer CREDITS. */
  | 'PURCHASED'
  /** Given back; the layer CREDITS. */
  | 'REFUND';

/** An amount of money, as a quote told it. */
export type MoneyInput = {
  /** A decimal string. 1 to 100 characters. */
  amount: string;
  /** ISO 4217. 1 to 100 characters. */
  currency: string;
};

/** What a notice is about. The list may grow. */
export type NoticeKind =
  /** So much of a budget is spent: 50, 80 or 100 % of its cap with what was approved beyond, or the amount of an alert. Once a period each. */
  | 'BUDGET'
  /** Somebody asked for more of a budget, or a request got an answer or expired. */
  | 'BUDGET_REQUEST'
  /** A lot with credits left will expire. */
  | 'LOT_EXPIRES';

/** What happens to usage that no layer covers. */
export type OvershootPolicy =
  /** It becomes debt; above maxDebt new checks are denied. */
  | 'DEBT'
  /** The tenant carries it, up to forgivePerMonth; the rest becomes debt. */
  | 'FORGIVE';

/** How fast to go on. */
export type PaceLevel =
  /** Slower: at the pace so far, what is left runs out before it refills. */
  | 'EASE'
  /** At full pace: nothing runs out soon, or waiting would not help. */
  | 'FULL'
  /** Not before `until`: nothing more of this size passes. */
  | 'WAIT';

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

/** Why the work of a decision may or may not go on now. The list may grow: branch on `proceed`. */
export type ProceedReason =
  /** The check was denied: see `reason`. */
  | 'DENIED'
  /** A final report of usage is on its way: the hold takes nothing more. */
  | 'HOLD_ENDING'
  /** The hold has expired: what was not used went back. Where the check cost nothing, and so opened no hold: `holdSeconds` have passed. */
  | 'HOLD_EXPIRED'
  /** The hold was released: what was not used went back. */
  | 'HOLD_RELEASED'
  /** The work was reported as done: usage is settled, and the rest went back. */
  | 'HOLD_SETTLED'
  /** The work may go on: `proceed` is true. */
  | 'READY';

/** Credits to buy for one account; name it by account, subject or pool, else it is your own. */
export type PurchaseCreditsInput = {
  /** An acc_ id, or an address such as subject:alice or pool:engineering. */
  account?: string | number | null | undefined;
  /** How many; at least what the provider's smallest payment buys. */
  credits: string;
  /** The price that purchaseQuote told: where it is another by now, nothing is bought (CONFLICT). */
  expectedPrice?: MoneyInput | null | undefined;
  /** The key of this call, retired for ever by the purchase, per account, also if declined. 1 to 200 characters. */
  idempotencyKey: string;
  /** How to pay; null: the account's default, else the provider's. 1 to 200 characters. */
  paymentMethod?: string | number | null | undefined;
  /** The name of a pool. 1 to 100 characters. */
  pool?: string | number | null | undefined;
  /** What you call it elsewhere, such as an invoice or an order: unique among the grants and purchases of the tenant, those that were declined apart, else CONFLICT. 1 to 200 characters. */
  reference?: string | null | undefined;
  /** The subject whose account it is. 1 to 200 characters. */
  subject?: string | number | null | undefined;
};

/** How far a purchase has come. */
export type PurchaseStatus =
  /** Not paid. The key is retired: a new try takes a new key. */
  | 'DECLINED'
  /** Paid, and the credits are there. */
  | 'PAID'
  /** The payment is not settled; no credits yet. */
  | 'PENDING'
  /** What was left of the lot has been taken back. */
  | 'REFUNDED';

/** How much of one dimension: the most that work may use, or what it used. input_tokens exclude the cached ones, unless the catalog says that they include them: counters such as OpenAI’s would be charged twice otherwise. */
export type QuantityInput = {
  /** What is counted, such as input_tokens. 1 to 100 characters. */
  dimension: string | number;
  /** Checks in mode UP_TO only: fewer than this is worth nothing. Default 0. */
  minimum?: string | null | undefined;
  /** How many units. */
  quantity: string;
};

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

/** A purchase to undo as far as its credits have not been used. */
export type RefundPurchaseInput = {
  /** The key of this call, retired for ever by the refund, per account. 1 to 200 characters. */
  idempotencyKey: string;
  /** The purchase; it must be PAID. */
  purchaseId: string | number;
  /** Why, for the books. 1 to 500 characters. */
  reason: string;
};

/** What helps against a denial. */
export type Remedy =
  /** Only somebody who manages the tenant can help. */
  | 'ASK_ADMIN'
  /** The subject may buy credits that would cover it. */
  | 'BUY_CREDITS'
  /** Nothing is wrong, or nothing helps. */
  | 'NONE'
  /** Somebody may approve more than the budgets that stand in the way let through. */
  | 'REQUEST_INCREASE'
  /** Time alone helps: see `unblocksAt`. */
  | 'WAIT';

/** How much more of a budget you need, until when, and why. */
export type RequestBudgetInput = {
  /** The budget, bud_…: one that counts what you use, or of somebody you act for. */
  budget: string | number;
  /** How much beyond its limit; above zero. */
  credits: string;
  /** The key of this call, retired for ever by the request, per budget and caller. 1 to 200 characters. */
  idempotencyKey: string;
  /** Why, for whoever answers. 1 to 500 characters. */
  reason: string;
  /** Until when you need it; null: to the end of the period that runs when it is approved. */
  until?: string | null | undefined;
};

/** Whose allowance windows to end: name subjects, or everyone. */
export type ResetAllowancesInput = {
  /** All subjects of the tenant. */
  everyone?: boolean;
  /** The key of this call, retired for ever by the reset, per tenant. 1 to 200 characters. */
  idempotencyKey: string;
  /** Why, for the books. 1 to 500 characters. */
  reason?: string | null | undefined;
  /** The subjects; those without an account are passed over. 1 to 500. Each 1 to 200 characters. */
  subjects?: Array<string | number> | null | undefined;
  /** The windows to end, such as weekly; null: all. 1 to 100. Each 1 to 100 characters. */
  windows?: Array<string | number> | null | undefined;
};

/** A granted lot of which to take back what is left. */
export type RevokeCreditsInput = {
  /** The key of this call, retired for ever by the revocation, per account. 1 to 200 characters. */
  idempotencyKey: string;
  /** The lot; not a purchased one. */
  lotId: string | number;
  /** Why, for the books. 1 to 500 characters. */
  reason: string;
};

/** How far a usage event has come. */
export type SettlementState =
  /** Recorded: settled in a moment. */
  | 'PENDING'
  /** Charged, or found to cost nothing. */
  | 'SETTLED'
  /** It could not be settled, for the reason that is told; redriveUsage tries again. */
  | 'SET_ASIDE';

/** What kind of thing stood in the way. */
export type SourceKind =
  /** A budget, the most that may be spent in a period: `source` says by whom. */
  | 'BUDGET'
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
  /** The request itself: the `layers` that it names, or its `maxPaid`, by these names in `source`. */
  | 'REQUEST'
  /** An allowance window. */
  | 'WINDOW';

/** How long each point of a usage series is. */
export type UsageBucket =
  /** Local days, from midnight to midnight: 23 or 25 hours where the clock changes. */
  | 'DAY'
  /** Hours of the local clock; one that occurs twice is two points. */
  | 'HOUR';

/** What a usage series is told apart by. The list may grow. */
export type UsageGroup =
  /** The feature; name PRODUCT too where products share names of features. */
  | 'FEATURE'
  /** The value of one label, which `label` names; null for usage without it. */
  | 'LABEL'
  /** The product. */
  | 'PRODUCT'
  /** The caller's session; null for usage outside any. Only of one account or one session. */
  | 'SESSION'
  /** Who used it. */
  | 'SUBJECT';

/** A label of usage. */
export type UsageLabelInput = {
  /** Its name. 1 to 100 characters. */
  key: string;
  /** Its value; null only with groupBy LABEL: every value. 1 to 500 characters. */
  value?: string | null | undefined;
};

/** A day of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

/** When the periods of a window begin and end. */
export type WindowKind =
  /** With a use, and a fixed time later. */
  | 'ANCHORED'
  /** With the days, weeks or months of the calendar, in its zone. */
  | 'CALENDAR'
  /** With the first use, and never. */
  | 'ONCE'
  /** With the account's months: at the day and time of its first plan, in its zone. */
  | 'SUBSCRIPTION';

/** How the work ended. */
export type WorkStatus =
  /** Stopped before its end: what was used until then is charged. */
  | 'CANCELLED'
  /** As intended. */
  | 'COMPLETED'
  /** It failed: recorded, and not charged. */
  | 'FAILED';

export type OpenNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type OpenNodeQuery = { __typename: 'Query', node:
    | { __typename: 'AccessDecision', subject: string, id: string }
    | { __typename: 'Account', id: string }
    | { __typename: 'AdminAction', id: string, changed: string | null }
    | { __typename: 'AllowanceReset', id: string }
    | { __typename: 'BalanceUpdate', seq: string, id: string }
    | { __typename: 'Budget', id: string }
    | { __typename: 'BudgetRequest', id: string, budget: { __typename: 'Budget', id: string } }
    | { __typename: 'Charge', id: string }
    | { __typename: 'CreditLot', account: string, id: string }
    | { __typename: 'Notice', account: string, id: string, lot: { __typename: 'CreditLot', id: string } | null }
    | { __typename: 'PolicyPreview', id: string }
    | { __typename: 'Purchase', account: string, id: string }
    | { __typename: 'UsageEvent', account: string, idempotencyKey: string, id: string, decision: { __typename: 'AccessDecision', id: string, subject: string } | null }
   | null };

export type AccountsByPrefixQueryVariables = Exact<{
  subject: string;
  pool: string;
}>;


export type AccountsByPrefixQuery = { __typename: 'Query', subjects: { __typename: 'AccountConnection', nodes: Array<{ __typename: 'Account', id: string, subject: string | null, plan: string | null }> } | null, pools: { __typename: 'AccountConnection', nodes: Array<{ __typename: 'Account', id: string, pool: string | null }> } | null };

export type WindowNowFragment = { __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null };

export type BalanceNowFragment = { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string };

export type LayersNowFragment = { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }> };

export type PaceNowFragment = { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null };

export type BlockerNowFragment = { __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null };

export type BudgetNowFragment = { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null };

export type CountsNowFragment = { __typename: 'Draw', over: boolean, budgets: Array<{ __typename: 'BudgetCount', amount: string, increase: string, line: number | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } }> };

export type LotNowFragment = { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null };

export type AccountNowFragment = { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null };

export type AccountChangedSubscriptionVariables = Exact<{
  account?: string | number | null | undefined;
  afterSeq?: string | null | undefined;
  product: string | number;
  withProduct: boolean;
}>;


export type AccountChangedSubscription = { accountChanged: { __typename: 'AccountChange', account: string, reasons: Array<AccountChangeReason>, change: { __typename: 'BalanceChange', seq: string, snapshot: boolean, cause: BalanceCause, balance: { __typename: 'Balance', available: string } } | null, accountObject: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, availability?: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }> } | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null } };

export type DecisionMadeSubscriptionVariables = Exact<{
  subject?: string | number | null | undefined;
  everyone: boolean;
}>;


export type DecisionMadeSubscription = { decisionMade: { __typename: 'DecisionEvent', missed: number, decision: { __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> } | null } };

export type DrawNowFragment = { __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> };

export type DecisionRowFragment = { __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> };

export type BudgetChangedSubscriptionVariables = Exact<{
  budget: string | number;
}>;


export type BudgetChangedSubscription = { accountChanged: { __typename: 'AccountChange', account: string, reasons: Array<AccountChangeReason>, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null } };

export type AccountsQueryVariables = Exact<{
  prefix?: string | null | undefined;
  plan?: string | number | null | undefined;
  state?: AccountState | null | undefined;
  inDebt?: boolean | null | undefined;
  after?: string | null | undefined;
}>;


export type AccountsQuery = { __typename: 'Query', accounts: { __typename: 'AccountConnection', totalCount: number | null, nodes: Array<{ __typename: 'Account', id: string, subject: string | null, pool: string | null, plan: string | null, state: AccountState, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, remaining: string }>, autoTopUp: { __typename: 'AutoTopUp', account: string, state: AutoTopUpState } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type SubjectCountQueryVariables = Exact<{ [key: string]: never; }>;


export type SubjectCountQuery = { __typename: 'Query', accounts: { __typename: 'AccountConnection', totalCount: number | null } | null };

export type AccountHeadQueryVariables = Exact<{
  account: string | number;
}>;


export type AccountHeadQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, subject: string | null, pool: string | null, state: AccountState, plan: string | null } | null };

export type ResetAllowancesMutationVariables = Exact<{
  input: ResetAllowancesInput;
}>;


export type ResetAllowancesMutation = { __typename: 'Mutation', resetAllowances: { __typename: 'AllowanceReset', id: string, accounts: string, replayed: boolean } | null };

export type EstimateQueryVariables = Exact<{
  input: EstimateAccessInput;
}>;


export type EstimateQuery = { __typename: 'Query', estimateAccess: { __typename: 'AccessEstimate', outcome: AccessOutcome, reason: AccessReason, message: string, proceed: boolean, requested: string, granted: string, shortfall: string, unblocksAt: string | null, remedies: Array<Remedy>, decidedAt: string, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, grantedUsage: Array<{ __typename: 'Quantity', dimension: string, quantity: string }>, gates: Array<{ __typename: 'GateResult', reason: AccessReason, passed: boolean, detail: string | null }>, layers: Array<{ __typename: 'LayerTrace', layer: Layer, source: string, had: string, gave: string, left: string }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }>, policy: { __typename: 'PolicyCitation', file: string, line: number | null, rule: string, version: string }, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string>, over: boolean, lot: { __typename: 'CreditLot', id: string, kind: LotKind, expiresAt: string | null } | null, budgets: Array<{ __typename: 'BudgetCount', amount: string, increase: string, line: number | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } }> }> } | null };

export type BudgetsQueryVariables = Exact<{
  subject?: string | number | null | undefined;
  session?: string | number | null | undefined;
}>;


export type BudgetsQuery = { __typename: 'Query', budgets: { __typename: 'BudgetConnection', nodes: Array<{ __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null }> } | null };

export type TeamsQueryVariables = Exact<{
  first: number;
}>;


export type TeamsQuery = { __typename: 'Query', teams: { __typename: 'TeamConnection', nodes: Array<{ __typename: 'Team', parents: Array<string>, children: Array<string>, named: Array<string>, id: string, budgets: { __typename: 'BudgetConnection', nodes: Array<{ __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } } | null };

export type EveryBudgetQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EveryBudgetQuery = { __typename: 'Query', budgets: { __typename: 'BudgetConnection', nodes: Array<{ __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type BudgetQueryVariables = Exact<{
  id: string | number;
}>;


export type BudgetQuery = { __typename: 'Query', budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null };

export type BudgetMembersQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type BudgetMembersQuery = { __typename: 'Query', budget: { __typename: 'Budget', id: string, members: { __typename: 'BudgetMemberConnection', nodes: Array<{ __typename: 'BudgetMember', spent: string, held: string, lastAt: string | null, id: string }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } } | null };

export type RequestNowFragment = { __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } };

export type BudgetRequestsQueryVariables = Exact<{
  first: number;
}>;


export type BudgetRequestsQuery = { __typename: 'Query', waiting: { __typename: 'BudgetRequestConnection', nodes: Array<{ __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } }> } | null, budgetRequests: { __typename: 'BudgetRequestConnection', nodes: Array<{ __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } } | null };

export type RequestBudgetMutationVariables = Exact<{
  input: RequestBudgetInput;
}>;


export type RequestBudgetMutation = { __typename: 'Mutation', requestBudget: { __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } } | null };

export type DecideRequestMutationVariables = Exact<{
  input: DecideBudgetRequestInput;
}>;


export type DecideRequestMutation = { __typename: 'Mutation', decideBudgetRequest: { __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } } | null };

export type WithdrawRequestMutationVariables = Exact<{
  requestId: string | number;
}>;


export type WithdrawRequestMutation = { __typename: 'Mutation', withdrawBudgetRequest: { __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } } | null };

export type RequestChangedSubscriptionVariables = Exact<{
  everyone: boolean;
}>;


export type RequestChangedSubscription = { budgetRequestChanged: { __typename: 'BudgetRequest', id: string, subject: string, askedBy: string, credits: string, until: string | null, reason: string, state: BudgetRequestState, decidedBy: string | null, decidedAt: string | null, note: string | null, approved: string | null, approvedUntil: string | null, createdAt: string, expiresAt: string, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } } };

export type CatalogTermsQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogTermsQuery = { __typename: 'Query', catalog: { __typename: 'Catalog', version: string, plan: string, defaultPlan: string, overshoot: { __typename: 'Overshoot', policy: OvershootPolicy, forgivePerMonth: string | null, maxDebt: string | null }, plans: Array<{ __typename: 'Plan', id: string, requestsPerMinute: number | null, slowDownBelow: number | null, windows: Array<{ __typename: 'PlanWindow', window: string, capacity: string, kind: WindowKind, seconds: number | null, calendar: CalendarPeriod | null, zone: string | null, starts: Weekday | null, products: Array<string> | null, features: Array<string> | null, yieldsTo: string | null }>, grants: Array<{ __typename: 'RecurringGrant', id: string, kind: LotKind, credits: string, every: CalendarPeriod, bySubscription: boolean, zone: string, livesSeconds: number | null, rollOverAtMost: string | null }>, resets: { __typename: 'PlanResets', every: CalendarPeriod, bySubscription: boolean, zone: string, keep: number } | null }>, pools: Array<{ __typename: 'CatalogPool', pool: string, grants: Array<{ __typename: 'RecurringGrant', id: string, kind: LotKind, credits: string, every: CalendarPeriod, bySubscription: boolean, zone: string, livesSeconds: number | null, rollOverAtMost: string | null }> }>, rateCards: Array<{ __typename: 'RateCard', id: string, product: string, effectiveAt: string, plans: Array<string> | null, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: Array<{ __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> }> }> } | null };

export type CatalogPricesQueryVariables = Exact<{
  now: string;
  at: string;
}>;


export type CatalogPricesQuery = { __typename: 'Query', now: { __typename: 'Catalog', version: string, at: string, plan: string, products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, dimensions: Array<string>, rateCard: string | null, inclusive: Array<{ __typename: 'InclusiveDimension', dimension: string, includes: string }>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: { __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> } | null }> }> } | null, then: { __typename: 'Catalog', version: string, at: string, plan: string, products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, dimensions: Array<string>, rateCard: string | null, inclusive: Array<{ __typename: 'InclusiveDimension', dimension: string, includes: string }>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: { __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> } | null }> }> } | null };

export type PricesSoldFragment = { __typename: 'Catalog', version: string, at: string, plan: string, products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, dimensions: Array<string>, rateCard: string | null, inclusive: Array<{ __typename: 'InclusiveDimension', dimension: string, includes: string }>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: { __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> } | null }> }> };

export type FeatureSoldFragment = { __typename: 'Feature', id: string, dimensions: Array<string>, rateCard: string | null, inclusive: Array<{ __typename: 'InclusiveDimension', dimension: string, includes: string }>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: { __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> } | null };

export type SizeSoldFragment = { __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> };

export type CardSoldFragment = { __typename: 'RateCard', id: string, product: string, effectiveAt: string, plans: Array<string> | null, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }>, above: Array<{ __typename: 'SizePrices', feature: string, dimension: string, limit: string, counting: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> }> };

export type PlanSoldFragment = { __typename: 'Plan', id: string, requestsPerMinute: number | null, slowDownBelow: number | null, windows: Array<{ __typename: 'PlanWindow', window: string, capacity: string, kind: WindowKind, seconds: number | null, calendar: CalendarPeriod | null, zone: string | null, starts: Weekday | null, products: Array<string> | null, features: Array<string> | null, yieldsTo: string | null }>, grants: Array<{ __typename: 'RecurringGrant', id: string, kind: LotKind, credits: string, every: CalendarPeriod, bySubscription: boolean, zone: string, livesSeconds: number | null, rollOverAtMost: string | null }>, resets: { __typename: 'PlanResets', every: CalendarPeriod, bySubscription: boolean, zone: string, keep: number } | null };

export type GrantSoldFragment = { __typename: 'RecurringGrant', id: string, kind: LotKind, credits: string, every: CalendarPeriod, bySubscription: boolean, zone: string, livesSeconds: number | null, rollOverAtMost: string | null };

export type CreditsQueryVariables = Exact<{
  account?: string | number | null | undefined;
}>;


export type CreditsQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null, adminActions: Array<{ __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null }> | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null, consents: { __typename: 'AutoTopUpConsentConnection', nodes: Array<{ __typename: 'AutoTopUpConsent', at: string, enabled: boolean, statement: string, subject: string }> } | null, purchases: { __typename: 'PurchaseConnection', nodes: Array<{ __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, price: { __typename: 'Money', amount: string, currency: string } | null, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null }> } | null } | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }> } | null };

export type ActRowFragment = { __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null };

export type PurchasesQueryVariables = Exact<{
  account?: string | number | null | undefined;
  status?: PurchaseStatus | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type PurchasesQuery = { __typename: 'Query', purchases: { __typename: 'PurchaseConnection', nodes: Array<{ __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, price: { __typename: 'Money', amount: string, currency: string } | null, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type PurchaseNowFragment = { __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, price: { __typename: 'Money', amount: string, currency: string } | null, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null };

export type QuoteNowFragment = { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> };

export type QuoteQueryVariables = Exact<{
  account?: string | number | null | undefined;
  credits: string;
}>;


export type QuoteQuery = { __typename: 'Query', purchaseQuote: { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> } | null };

export type PackagesQueryVariables = Exact<{
  account?: string | number | null | undefined;
}>;


export type PackagesQuery = { __typename: 'Query', small: { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> } | null, medium: { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> } | null, large: { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> } | null, huge: { __typename: 'PurchaseQuote', credits: string, minimum: string, maximum: string, defaultMethod: string, testMode: boolean, price: { __typename: 'Money', amount: string, currency: string }, methods: Array<{ __typename: 'PaymentMethod', id: string, label: string }> } | null };

export type PurchaseMutationVariables = Exact<{
  input: PurchaseCreditsInput;
}>;


export type PurchaseMutation = { __typename: 'Mutation', purchaseCredits: { __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, price: { __typename: 'Money', amount: string, currency: string } | null, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null } | null };

export type PurchaseOfQueryVariables = Exact<{
  id: string | number;
}>;


export type PurchaseOfQuery = { __typename: 'Query', purchase: { __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null, adminActions: Array<{ __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null }> | null } | null, adminActions: Array<{ __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null }> | null, price: { __typename: 'Money', amount: string, currency: string } | null } | null };

export type RefundMutationVariables = Exact<{
  input: RefundPurchaseInput;
}>;


export type RefundMutation = { __typename: 'Mutation', refundPurchase: { __typename: 'Purchase', id: string, createdAt: string, credits: string, status: PurchaseStatus, automatic: boolean, testMode: boolean, declineReason: string | null, actionUrl: string | null, reference: string | null, refunded: string, price: { __typename: 'Money', amount: string, currency: string } | null, lot: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null } | null };

export type TermsQueryVariables = Exact<{
  account?: string | number | null | undefined;
  threshold: string;
  target: string;
  monthlyCap: string;
  paymentMethod?: string | number | null | undefined;
}>;


export type TermsQuery = { __typename: 'Query', autoTopUpTerms: { __typename: 'AutoTopUpTerms', statement: string } | null };

export type SetTopUpMutationVariables = Exact<{
  input: AutoTopUpInput;
}>;


export type SetTopUpMutation = { __typename: 'Mutation', setAutoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null };

export type LotHistoryQueryVariables = Exact<{
  account?: string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type LotHistoryQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, lotHistory: { __typename: 'CreditLotConnection', nodes: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null, adminActions: Array<{ __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null }> | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } } | null };

export type LedgerQueryVariables = Exact<{
  account?: string | number | null | undefined;
  beforeSeq?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type LedgerQuery = { __typename: 'Query', balanceUpdates: { __typename: 'BalanceUpdateConnection', nodes: Array<{ __typename: 'BalanceUpdate', id: string, seq: string, at: string, cause: BalanceCause, causeId: string | null, delta: string, heldDelta: string, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, lines: Array<{ __typename: 'BalanceLine', window: string | null, remaining: string, held: string, lot: { __typename: 'CreditLot', id: string, kind: LotKind } | null }>, decision: { __typename: 'AccessDecision', id: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null, charge: { __typename: 'Charge', id: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type UpdateRowFragment = { __typename: 'BalanceUpdate', id: string, seq: string, at: string, cause: BalanceCause, causeId: string | null, delta: string, heldDelta: string, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, lines: Array<{ __typename: 'BalanceLine', window: string | null, remaining: string, held: string, lot: { __typename: 'CreditLot', id: string, kind: LotKind } | null }>, decision: { __typename: 'AccessDecision', id: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null, charge: { __typename: 'Charge', id: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null };

export type SourceOfFragment = { __typename: 'Draw', layer: Layer, source: string, amount: string };

export type LedgerRowQueryVariables = Exact<{
  account?: string | number | null | undefined;
  afterSeq: string;
}>;


export type LedgerRowQuery = { __typename: 'Query', balanceUpdates: { __typename: 'BalanceUpdateConnection', nodes: Array<{ __typename: 'BalanceUpdate', id: string, seq: string, at: string, cause: BalanceCause, causeId: string | null, delta: string, heldDelta: string, lines: Array<{ __typename: 'BalanceLine', window: string | null, remaining: string, held: string, lot: { __typename: 'CreditLot', id: string, kind: LotKind, adminActions: Array<{ __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null }> | null } | null }>, decision: { __typename: 'AccessDecision', id: string, product: string, feature: string, subject: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null, usageEvent: { __typename: 'UsageEvent', id: string, product: string, feature: string, decision: { __typename: 'AccessDecision', id: string } | null } | null, charge: { __typename: 'Charge', id: string, amount: string, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string }> } | null, purchase: { __typename: 'Purchase', id: string, credits: string, status: PurchaseStatus } | null, adminAction: { __typename: 'AdminAction', id: string, kind: AdminActionKind, actor: string | null, at: string, reason: string | null, reference: string | null } | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string } }> } | null };

export type BalanceAtQueryVariables = Exact<{
  account?: string | number | null | undefined;
  at: string;
}>;


export type BalanceAtQuery = { __typename: 'Query', balanceAt: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string } | null };

export type ManageQueryVariables = Exact<{
  account: string | number;
}>;


export type ManageQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null };

export type ManageHistoryQueryVariables = Exact<{
  account: string | number;
  after?: string | null | undefined;
}>;


export type ManageHistoryQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, adminActions: { __typename: 'AdminActionConnection', nodes: Array<{ __typename: 'AdminAction', id: string, at: string, kind: AdminActionKind, actor: string | null, actorKind: AdminActorKind, before: string | null, after: string | null, reason: string | null, reference: string | null, target: string | null, requestId: string | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } } | null };

export type SetAsideQueryVariables = Exact<{
  account: string | number;
  after?: string | null | undefined;
}>;


export type SetAsideQuery = { __typename: 'Query', usageEvents: { __typename: 'UsageEventConnection', nodes: Array<{ __typename: 'UsageEvent', id: string, usageNo: string, occurredAt: string, recordedAt: string, product: string, feature: string, state: SettlementState, unchargedReason: string | null, usage: Array<{ __typename: 'Quantity', dimension: string, quantity: string }> }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type PolicyTextQueryVariables = Exact<{ [key: string]: never; }>;


export type PolicyTextQuery = { __typename: 'Query', policy: { __typename: 'Policy', version: string, file: string, text: string } | null };

export type SetStateMutationVariables = Exact<{
  account: string | number;
  state: AccountState;
  reason: string;
}>;


export type SetStateMutation = { __typename: 'Mutation', setAccountState: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null };

export type SetPlanMutationVariables = Exact<{
  subject: string | number;
  plan: string | number;
  reason?: string | null | undefined;
}>;


export type SetPlanMutation = { __typename: 'Mutation', setPlan: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null };

export type GrantMutationVariables = Exact<{
  input: GrantCreditsInput;
}>;


export type GrantMutation = { __typename: 'Mutation', grantCredits: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null };

export type RevokeMutationVariables = Exact<{
  input: RevokeCreditsInput;
}>;


export type RevokeMutation = { __typename: 'Mutation', revokeCredits: { __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null } | null };

export type RedriveMutationVariables = Exact<{
  id: string | number;
  key: string;
}>;


export type RedriveMutation = { __typename: 'Mutation', redriveUsage: { __typename: 'UsageEvent', id: string, state: SettlementState, unchargedReason: string | null } | null };

export type OverviewQueryVariables = Exact<{
  account?: string | number | null | undefined;
  subject?: string | number | null | undefined;
  from: string;
  to: string;
  timeZone: string;
}>;


export type OverviewQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null, usage: { __typename: 'UsageSeries', total: { __typename: 'UsageTotals', charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }> }, points: Array<{ __typename: 'UsagePoint', start: string, end: string, charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }> }> } | null, decisions: { __typename: 'AccessDecisionConnection', nodes: Array<{ __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> }> } | null, budgets: { __typename: 'BudgetConnection', nodes: Array<{ __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null }> } | null, notices: { __typename: 'NoticeConnection', nodes: Array<{ __typename: 'Notice', id: string, kind: NoticeKind, amount: string, expiresAt: string, message: string }> } | null };

export type ForecastNowFragment = { __typename: 'Forecast', kind: SourceKind, source: string, budget: string | null, remaining: string, refillsAt: string | null, byHour: string | null, byDay: string | null, byWeek: string | null };

export type ForecastsQueryVariables = Exact<{
  account?: string | number | null | undefined;
}>;


export type ForecastsQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, forecast: Array<{ __typename: 'Forecast', kind: SourceKind, source: string, budget: string | null, remaining: string, refillsAt: string | null, byHour: string | null, byDay: string | null, byWeek: string | null }> } | null };

export type WaterfallQueryVariables = Exact<{
  account?: string | number | null | undefined;
  product: string | number;
}>;


export type WaterfallQuery = { __typename: 'Query', account: { __typename: 'Account', id: string, availability: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }> } | null } | null, availability: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }> } | null };

export type ReceiptsQueryVariables = Exact<{
  account?: string | number | null | undefined;
  everyone: boolean;
  product?: string | number | null | undefined;
  feature?: string | number | null | undefined;
  session?: string | number | null | undefined;
  outcomes?: Array<AccessOutcome> | AccessOutcome | null | undefined;
  reason?: AccessReason | null | undefined;
  label?: LabelInput | null | undefined;
  idempotencyKey?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ReceiptsQuery = { __typename: 'Query', decisions: { __typename: 'AccessDecisionConnection', nodes: Array<{ __typename: 'AccessDecision', id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, labels: Array<{ __typename: 'Label', key: string, value: string }>, draws: Array<{ __typename: 'Draw', layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }> }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } | null };

export type QuantityNowFragment = { __typename: 'Quantity', dimension: string, quantity: string };

export type ReceiptQueryVariables = Exact<{
  id: string | number;
}>;


export type ReceiptQuery = { __typename: 'Query', decision: { __typename: 'AccessDecision', groups: Array<string>, roles: Array<string>, proceed: boolean, proceedReason: ProceedReason, shortfall: string, unblocksAt: string | null, remedies: Array<Remedy>, id: string, decidedAt: string, subject: string, product: string, feature: string, session: string | null, outcome: AccessOutcome, reason: AccessReason, status: ReceiptStatus, requested: string, granted: string, charged: string, blockedBy: string | null, message: string, caller: string | null, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, requestedUsage: Array<{ __typename: 'Quantity', dimension: string, quantity: string }>, grantedUsage: Array<{ __typename: 'Quantity', dimension: string, quantity: string }>, gates: Array<{ __typename: 'GateResult', reason: AccessReason, passed: boolean, detail: string | null }>, layers: Array<{ __typename: 'LayerTrace', layer: Layer, source: string, had: string, gave: string, left: string }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }>, policy: { __typename: 'PolicyCitation', file: string, line: number | null, rule: string, version: string }, draws: Array<{ __typename: 'Draw', over: boolean, layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string>, lot: { __typename: 'CreditLot', id: string, kind: LotKind, expiresAt: string | null } | null, budgets: Array<{ __typename: 'BudgetCount', amount: string, increase: string, line: number | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } }> }>, hold: { __typename: 'Hold', id: string, amount: string, remaining: string, settled: string, released: string, state: HoldState, expiresAt: string, caller: string | null, decisions: Array<{ __typename: 'AccessDecision', id: string, decidedAt: string, granted: string }> } | null, usageEvents: { __typename: 'UsageEventConnection', nodes: Array<{ __typename: 'UsageEvent', id: string, usageNo: string, recordedAt: string, occurredAt: string, state: SettlementState, status: WorkStatus, final: boolean, unchargedReason: string | null, usage: Array<{ __typename: 'Quantity', dimension: string, quantity: string }>, charge: { __typename: 'Charge', id: string, amount: string, reverses: boolean, debt: string, forgiven: string, rateCards: Array<string>, draws: Array<{ __typename: 'Draw', over: boolean, layer: Layer, source: string, amount: string, line: number | null, account: string, accountAddress: string, resetsAt: string | null, expiresAt: string | null, windows: Array<string> }>, overshootBudgets: Array<{ __typename: 'BudgetCount', amount: string, line: number | null, budget: { __typename: 'Budget', id: string, who: string } }> } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } }, balanceUpdates: { __typename: 'BalanceUpdateConnection', nodes: Array<{ __typename: 'BalanceUpdate', id: string, seq: string, at: string, cause: BalanceCause, delta: string, heldDelta: string }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } }, labels: Array<{ __typename: 'Label', key: string, value: string }> } | null };

export type PricesAtQueryVariables = Exact<{
  at: string;
  product: string | number;
}>;


export type PricesAtQuery = { __typename: 'Query', catalog: { __typename: 'Catalog', products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, rateCard: string | null, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> }> }> } | null };

export type PolicyTextsQueryVariables = Exact<{ [key: string]: never; }>;


export type PolicyTextsQuery = { __typename: 'Query', policy: { __typename: 'Policy', version: string, text: string, versions: { __typename: 'PolicyVersionConnection', nodes: Array<{ __typename: 'PolicyVersion', version: string, text: string }> } } | null };

export type UsageQueryVariables = Exact<{
  account?: string | number | null | undefined;
  everyone: boolean;
  from: string;
  to: string;
  bucket: UsageBucket;
  timeZone: string;
  product?: string | number | null | undefined;
  session?: string | number | null | undefined;
  label?: UsageLabelInput | null | undefined;
  grouped: boolean;
  groupBy: Array<UsageGroup> | UsageGroup;
  groupLabel?: UsageLabelInput | null | undefined;
}>;


export type UsageQuery = { __typename: 'Query', usage: { __typename: 'UsageSeries', from: string, to: string, points: Array<{ __typename: 'UsagePoint', start: string, end: string, events: string, charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }>, quantities: Array<{ __typename: 'Quantity', dimension: string, quantity: string }> }> } | null, grouped?: { __typename: 'UsageSeries', points: Array<{ __typename: 'UsagePoint', product: string | null, feature: string | null, session: string | null, subject: string | null, start: string, end: string, events: string, charged: string, label: { __typename: 'Label', value: string } | null, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }>, quantities: Array<{ __typename: 'Quantity', dimension: string, quantity: string }> }> } | null };

export type UsedNowFragment = { __typename: 'UsagePoint', start: string, end: string, events: string, charged: string, paidBy: Array<{ __typename: 'PaidBy', payer: Payer, amount: string }>, quantities: Array<{ __typename: 'Quantity', dimension: string, quantity: string }> };

export type StatementEndsQueryVariables = Exact<{
  account?: string | number | null | undefined;
  from: string;
  to: string;
}>;


export type StatementEndsQuery = { __typename: 'Query', opening: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string } | null, closing: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string } | null };

export type StatementHeadQueryVariables = Exact<{
  account?: string | number | null | undefined;
}>;


export type StatementHeadQuery = { __typename: 'Query', now: string | null, account: { __typename: 'Account', id: string, seq: string } | null };

export type StatementPlaceQueryVariables = Exact<{
  account?: string | number | null | undefined;
  afterSeq: string;
}>;


export type StatementPlaceQuery = { __typename: 'Query', balanceUpdates: { __typename: 'BalanceUpdateConnection', nodes: Array<{ __typename: 'BalanceUpdate', id: string, seq: string, at: string }> } | null };

export type StatementPageQueryVariables = Exact<{
  account?: string | number | null | undefined;
  beforeSeq: string;
}>;


export type StatementPageQuery = { __typename: 'Query', balanceUpdates: { __typename: 'BalanceUpdateConnection', nodes: Array<{ __typename: 'BalanceUpdate', id: string, seq: string, at: string, cause: BalanceCause, delta: string, heldDelta: string, balance: { __typename: 'Balance', debt: string } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean } } | null };

export type ReconcileQueryVariables = Exact<{
  account?: string | number | null | undefined;
  everyone: boolean;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type ReconcileQuery = { __typename: 'Query', reconcile: { __typename: 'Reconciliation', balances: boolean, accounts: string, usageEvents: string, charges: string, balanceUpdates: string, pending: string, difference: string, differenceCount: string, differences: Array<{ __typename: 'Difference', kind: DifferenceKind, message: string, account: string, seq: string | null, expected: string | null, found: string | null, balanceUpdateId: string | null, chargeId: string | null, usageEventId: string | null, lotId: string | null }> } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename: 'Query', now: string | null, viewer: { __typename: 'Viewer', tenant: string, subject: string, groups: Array<string>, roles: Array<string>, permissions: Array<{ __typename: 'ViewerPermission', object: string, action: string }>, account: { __typename: 'Account', id: string, seq: string, state: AccountState, plan: string | null, subject: string | null, pool: string | null, lastUsedAt: string | null, balance: { __typename: 'Balance', available: string, held: string, purchased: string, promotional: string, entitlement: string, refund: string, debt: string }, windows: Array<{ __typename: 'WindowState', id: string, window: string, capacity: string, used: string, held: string, remaining: string, startedAt: string | null, resetsAt: string | null }>, lots: Array<{ __typename: 'CreditLot', id: string, kind: LotKind, amount: string, remaining: string, held: string, spent: string, expired: string, takenBack: string, priority: number, products: Array<string> | null, effectiveAt: string, expiresAt: string | null }>, autoTopUp: { __typename: 'AutoTopUp', account: string, enabled: boolean, state: AutoTopUpState, threshold: string | null, target: string | null, monthlyCap: string | null, boughtThisMonth: string, nextAttemptAt: string | null, lastDeclineReason: string | null, paymentMethod: string | null, consentedAt: string | null, consentedBy: string | null } | null } | null } | null, catalog: { __typename: 'Catalog', version: string, plan: string, defaultPlan: string, sellsCredits: boolean, products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string, dimensions: Array<string>, prices: Array<{ __typename: 'UnitPrice', feature: string, dimension: string, price: string }> }>, availability: { __typename: 'Availability', state: AvailabilityState, reason: AccessReason, unblocksAt: string | null, remedies: Array<Remedy>, pace: { __typename: 'Pace', level: PaceLevel, delayMs: number, until: string | null }, layers: Array<{ __typename: 'LayerState', layer: Layer, source: string, accountAddress: string, remaining: string, capacity: string | null, resetsAt: string | null, expiresAt: string | null }>, blockers: Array<{ __typename: 'Blocker', kind: SourceKind, source: string, limit: string | null, remaining: string | null, unblocksAt: string | null, accountAddress: string | null, budget: { __typename: 'Budget', id: string, who: string, subject: string | null, session: string | null, object: string, source: string, period: string, kind: BudgetKind, limit: string, alerts: Array<string>, released: string, increase: string, spent: string, held: string, remaining: string, over: string, startedAt: string | null, resetsAt: string | null, line: number | null, account: string, paced: BudgetPace | null, nextStepAt: string | null } | null }> } | null }>, plans: Array<{ __typename: 'Plan', id: string, requestsPerMinute: number | null, windows: Array<{ __typename: 'PlanWindow', window: string, capacity: string, seconds: number | null, calendar: CalendarPeriod | null }> }> } | null, budgets: { __typename: 'BudgetConnection', nodes: Array<{ __typename: 'Budget', id: string }> } | null, teams: { __typename: 'TeamConnection', nodes: Array<{ __typename: 'Team', name: string }> } | null };

export type WhoIsThisQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoIsThisQuery = { __typename: 'Query', viewer: { __typename: 'Viewer', tenant: string, subject: string, groups: Array<string> } | null };

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
export const PaceNowFragmentDoc = new TypedDocumentString(`
    fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
    `, {"fragmentName":"PaceNow"}) as unknown as TypedDocumentString<PaceNowFragment, unknown>;
export const BudgetNowFragmentDoc = new TypedDocumentString(`
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
    `, {"fragmentName":"BudgetNow"}) as unknown as TypedDocumentString<BudgetNowFragment, unknown>;
export const BlockerNowFragmentDoc = new TypedDocumentString(`
    fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"fragmentName":"BlockerNow"}) as unknown as TypedDocumentString<BlockerNowFragment, unknown>;
export const LayersNowFragmentDoc = new TypedDocumentString(`
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  pace {
    __typename
    ...PaceNow
  }
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
    ...BlockerNow
  }
}
    fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"fragmentName":"LayersNow"}) as unknown as TypedDocumentString<LayersNowFragment, unknown>;
export const CountsNowFragmentDoc = new TypedDocumentString(`
    fragment CountsNow on Draw {
  __typename
  over
  budgets {
    __typename
    amount
    increase
    line
    budget {
      __typename
      ...BudgetNow
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"fragmentName":"CountsNow"}) as unknown as TypedDocumentString<CountsNowFragment, unknown>;
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
export const RequestNowFragmentDoc = new TypedDocumentString(`
    fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"fragmentName":"RequestNow"}) as unknown as TypedDocumentString<RequestNowFragment, unknown>;
export const SizeSoldFragmentDoc = new TypedDocumentString(`
    fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}
    `, {"fragmentName":"SizeSold"}) as unknown as TypedDocumentString<SizeSoldFragment, unknown>;
export const FeatureSoldFragmentDoc = new TypedDocumentString(`
    fragment FeatureSold on Feature {
  __typename
  id
  dimensions
  inclusive {
    __typename
    dimension
    includes
  }
  rateCard
  prices {
    __typename
    feature
    dimension
    price
  }
  above {
    __typename
    ...SizeSold
  }
}
    fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}`, {"fragmentName":"FeatureSold"}) as unknown as TypedDocumentString<FeatureSoldFragment, unknown>;
export const PricesSoldFragmentDoc = new TypedDocumentString(`
    fragment PricesSold on Catalog {
  __typename
  version
  at
  plan
  products {
    __typename
    id
    features {
      __typename
      ...FeatureSold
    }
  }
}
    fragment FeatureSold on Feature {
  __typename
  id
  dimensions
  inclusive {
    __typename
    dimension
    includes
  }
  rateCard
  prices {
    __typename
    feature
    dimension
    price
  }
  above {
    __typename
    ...SizeSold
  }
}
fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}`, {"fragmentName":"PricesSold"}) as unknown as TypedDocumentString<PricesSoldFragment, unknown>;
export const CardSoldFragmentDoc = new TypedDocumentString(`
    fragment CardSold on RateCard {
  __typename
  id
  product
  effectiveAt
  plans
  prices {
    __typename
    feature
    dimension
    price
  }
  above {
    __typename
    ...SizeSold
  }
}
    fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}`, {"fragmentName":"CardSold"}) as unknown as TypedDocumentString<CardSoldFragment, unknown>;
export const GrantSoldFragmentDoc = new TypedDocumentString(`
    fragment GrantSold on RecurringGrant {
  __typename
  id
  kind
  credits
  every
  bySubscription
  zone
  livesSeconds
  rollOverAtMost
}
    `, {"fragmentName":"GrantSold"}) as unknown as TypedDocumentString<GrantSoldFragment, unknown>;
export const PlanSoldFragmentDoc = new TypedDocumentString(`
    fragment PlanSold on Plan {
  __typename
  id
  requestsPerMinute
  slowDownBelow
  windows {
    __typename
    window
    capacity
    kind
    seconds
    calendar
    zone
    starts
    products
    features
    yieldsTo
  }
  grants {
    __typename
    ...GrantSold
  }
  resets {
    __typename
    every
    bySubscription
    zone
    keep
  }
}
    fragment GrantSold on RecurringGrant {
  __typename
  id
  kind
  credits
  every
  bySubscription
  zone
  livesSeconds
  rollOverAtMost
}`, {"fragmentName":"PlanSold"}) as unknown as TypedDocumentString<PlanSoldFragment, unknown>;
export const ActRowFragmentDoc = new TypedDocumentString(`
    fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
    `, {"fragmentName":"ActRow"}) as unknown as TypedDocumentString<ActRowFragment, unknown>;
export const PurchaseNowFragmentDoc = new TypedDocumentString(`
    fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
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
}`, {"fragmentName":"PurchaseNow"}) as unknown as TypedDocumentString<PurchaseNowFragment, unknown>;
export const QuoteNowFragmentDoc = new TypedDocumentString(`
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}
    `, {"fragmentName":"QuoteNow"}) as unknown as TypedDocumentString<QuoteNowFragment, unknown>;
export const SourceOfFragmentDoc = new TypedDocumentString(`
    fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}
    `, {"fragmentName":"SourceOf"}) as unknown as TypedDocumentString<SourceOfFragment, unknown>;
export const UpdateRowFragmentDoc = new TypedDocumentString(`
    fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
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
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`, {"fragmentName":"UpdateRow"}) as unknown as TypedDocumentString<UpdateRowFragment, unknown>;
export const ForecastNowFragmentDoc = new TypedDocumentString(`
    fragment ForecastNow on Forecast {
  __typename
  kind
  source
  budget
  remaining
  refillsAt
  byHour
  byDay
  byWeek
}
    `, {"fragmentName":"ForecastNow"}) as unknown as TypedDocumentString<ForecastNowFragment, unknown>;
export const QuantityNowFragmentDoc = new TypedDocumentString(`
    fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}
    `, {"fragmentName":"QuantityNow"}) as unknown as TypedDocumentString<QuantityNowFragment, unknown>;
export const UsedNowFragmentDoc = new TypedDocumentString(`
    fragment UsedNow on UsagePoint {
  __typename
  start
  end
  events
  charged
  paidBy {
    __typename
    payer
    amount
  }
  quantities {
    __typename
    dimension
    quantity
  }
}
    `, {"fragmentName":"UsedNow"}) as unknown as TypedDocumentString<UsedNowFragment, unknown>;
export const OpenNodeDocument = new TypedDocumentString(`
    query OpenNode($id: ID!) {
  __typename
  node(id: $id) {
    __typename
    id
    ... on AccessDecision {
      __typename
      subject
    }
    ... on UsageEvent {
      __typename
      account
      idempotencyKey
      decision {
        __typename
        id
        subject
      }
    }
    ... on BalanceUpdate {
      __typename
      seq
    }
    ... on CreditLot {
      __typename
      account
    }
    ... on Purchase {
      __typename
      account
    }
    ... on Notice {
      __typename
      account
      lot {
        __typename
        id
      }
    }
    ... on BudgetRequest {
      __typename
      budget {
        __typename
        id
      }
    }
    ... on AdminAction {
      __typename
      changed: account
    }
  }
}
    `, {"documentId":"sha256:47472069006b44361181e72456c593c28daf7c6fc509ce01b2530d81feebc1b9"}) as unknown as TypedDocumentString<OpenNodeQuery, OpenNodeQueryVariables>;
export const AccountsByPrefixDocument = new TypedDocumentString(`
    query AccountsByPrefix($subject: String!, $pool: String!) {
  __typename
  subjects: accounts(prefix: $subject, first: 6) {
    __typename
    nodes {
      __typename
      id
      subject
      plan
    }
  }
  pools: accounts(prefix: $pool, first: 3) {
    __typename
    nodes {
      __typename
      id
      pool
    }
  }
}
    `, {"documentId":"sha256:dfcdc351ac0be5a5eb2def8547fedf0eeb605252082c9ef3c809d2ebc47fbb38"}) as unknown as TypedDocumentString<AccountsByPrefixQuery, AccountsByPrefixQueryVariables>;
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
  pace {
    __typename
    ...PaceNow
  }
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
    ...BlockerNow
  }
}
fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
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
}`, {"documentId":"sha256:1c7006f67982774c2a6cd73aeda52d806ce6807da5fc5b34dad683d192d186a0"}) as unknown as TypedDocumentString<AccountChangedSubscription, AccountChangedSubscriptionVariables>;
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
export const BudgetChangedDocument = new TypedDocumentString(`
    subscription BudgetChanged($budget: ID!) {
  accountChanged(budget: $budget, coalesceMs: 250) {
    __typename
    account
    reasons
    budget {
      __typename
      ...BudgetNow
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:9b951c6900a49c93d39a088ffa2e8aa37d467e45e1042942c611b3165ceecb9b"}) as unknown as TypedDocumentString<BudgetChangedSubscription, BudgetChangedSubscriptionVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts($prefix: String, $plan: ID, $state: AccountState, $inDebt: Boolean, $after: String) {
  __typename
  accounts(
    prefix: $prefix
    plan: $plan
    state: $state
    inDebt: $inDebt
    after: $after
    first: 50
  ) {
    __typename
    totalCount
    nodes {
      __typename
      id
      subject
      pool
      plan
      state
      lastUsedAt
      balance {
        __typename
        available
        held
        debt
      }
      windows {
        __typename
        id
        window
        capacity
        remaining
      }
      autoTopUp {
        __typename
        account
        state
      }
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    `, {"documentId":"sha256:1243ee011411ca4ff0ea041b01f9677ef6f8fb69bde24c41f90abe7b7b422485"}) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const SubjectCountDocument = new TypedDocumentString(`
    query SubjectCount {
  __typename
  accounts(prefix: "subject:", first: 1) {
    __typename
    totalCount
  }
}
    `, {"documentId":"sha256:89348c7cbe21d5f28b0d6359434862533b47a4fb0fb9ab566d389cc4a50d7ac9"}) as unknown as TypedDocumentString<SubjectCountQuery, SubjectCountQueryVariables>;
export const AccountHeadDocument = new TypedDocumentString(`
    query AccountHead($account: ID!) {
  __typename
  account(account: $account) {
    __typename
    id
    subject
    pool
    state
    plan
  }
}
    `, {"documentId":"sha256:eb5b22f0b4df640c2514ba57857a1ce3ff051a1dea74d32d43aa7ce567d9fd7d"}) as unknown as TypedDocumentString<AccountHeadQuery, AccountHeadQueryVariables>;
export const ResetAllowancesDocument = new TypedDocumentString(`
    mutation ResetAllowances($input: ResetAllowancesInput!) {
  __typename
  resetAllowances(input: $input) {
    __typename
    id
    accounts
    replayed
  }
}
    `, {"documentId":"sha256:a3e09ce311fc6906aa7ac2a123346503b64edefe6829310fcc0c995f04bb2e38"}) as unknown as TypedDocumentString<ResetAllowancesMutation, ResetAllowancesMutationVariables>;
export const EstimateDocument = new TypedDocumentString(`
    query Estimate($input: EstimateAccessInput!) {
  __typename
  estimateAccess(input: $input) {
    __typename
    outcome
    reason
    message
    proceed
    requested
    granted
    shortfall
    unblocksAt
    remedies
    pace {
      __typename
      ...PaceNow
    }
    decidedAt
    grantedUsage {
      __typename
      dimension
      quantity
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      ...BlockerNow
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      ...DrawNow
      ...CountsNow
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
  }
}
    fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment CountsNow on Draw {
  __typename
  over
  budgets {
    __typename
    amount
    increase
    line
    budget {
      __typename
      ...BudgetNow
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
}`, {"documentId":"sha256:56635b6fdfe5c2e472a1ef96a6f18e24509d6d2166c6eb1e5c5da7edae8a4c16"}) as unknown as TypedDocumentString<EstimateQuery, EstimateQueryVariables>;
export const BudgetsDocument = new TypedDocumentString(`
    query Budgets($subject: ID, $session: ID) {
  __typename
  budgets(subject: $subject, session: $session, first: 50) {
    __typename
    nodes {
      __typename
      ...BudgetNow
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:87c020fafeefa25712c5381987a6c451460eac3ed2277de0fa22572516b7379d"}) as unknown as TypedDocumentString<BudgetsQuery, BudgetsQueryVariables>;
export const TeamsDocument = new TypedDocumentString(`
    query Teams($first: Int!) {
  __typename
  teams(first: $first) {
    __typename
    nodes {
      __typename
      id: name
      parents
      children
      named
      budgets(first: 10) {
        __typename
        nodes {
          __typename
          ...BudgetNow
        }
        pageInfo {
          __typename
          hasNextPage
        }
      }
    }
    pageInfo {
      __typename
      hasNextPage
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:0634708abe53e1b8f4ed2339e471f5da2567560b55e29ec10b59cddf77d4b9e4"}) as unknown as TypedDocumentString<TeamsQuery, TeamsQueryVariables>;
export const EveryBudgetDocument = new TypedDocumentString(`
    query EveryBudget($after: String) {
  __typename
  budgets(everyone: true, first: 50, after: $after) {
    __typename
    nodes {
      __typename
      ...BudgetNow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:4721c40b8cb26d506336310f6423a28ba2bbb2c98c20193a23f4574e4157eee4"}) as unknown as TypedDocumentString<EveryBudgetQuery, EveryBudgetQueryVariables>;
export const BudgetDocument = new TypedDocumentString(`
    query Budget($id: ID!) {
  __typename
  budget(id: $id) {
    __typename
    ...BudgetNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:31d84f4257ac37ce8cb56da0d58760ff8b7379ad10bd37462a7c7d2e05a7e883"}) as unknown as TypedDocumentString<BudgetQuery, BudgetQueryVariables>;
export const BudgetMembersDocument = new TypedDocumentString(`
    query BudgetMembers($id: ID!, $after: String) {
  __typename
  budget(id: $id) {
    __typename
    id
    members(first: 50, after: $after) {
      __typename
      nodes {
        __typename
        id: subject
        spent
        held
        lastAt
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"documentId":"sha256:b242c328c4005c73cfac2b75d24b7df6d26dfd886074c1bf42f8c769d40378b6"}) as unknown as TypedDocumentString<BudgetMembersQuery, BudgetMembersQueryVariables>;
export const BudgetRequestsDocument = new TypedDocumentString(`
    query BudgetRequests($first: Int!) {
  __typename
  waiting: budgetRequests(state: PENDING, first: 50) {
    __typename
    nodes {
      __typename
      ...RequestNow
    }
  }
  budgetRequests(first: $first) {
    __typename
    nodes {
      __typename
      ...RequestNow
    }
    pageInfo {
      __typename
      hasNextPage
    }
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}`, {"documentId":"sha256:18d6cf70b8704c2485e0aa7e680954a19c5b31355cc1d9518075a29addbe9121"}) as unknown as TypedDocumentString<BudgetRequestsQuery, BudgetRequestsQueryVariables>;
export const RequestBudgetDocument = new TypedDocumentString(`
    mutation RequestBudget($input: RequestBudgetInput!) {
  __typename
  requestBudget(input: $input) {
    __typename
    ...RequestNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}`, {"documentId":"sha256:1125efcf2a0e4f07e1127d1984fd9bdec56d54e9512dffc623037b219b4e7d75"}) as unknown as TypedDocumentString<RequestBudgetMutation, RequestBudgetMutationVariables>;
export const DecideRequestDocument = new TypedDocumentString(`
    mutation DecideRequest($input: DecideBudgetRequestInput!) {
  __typename
  decideBudgetRequest(input: $input) {
    __typename
    ...RequestNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}`, {"documentId":"sha256:9e07f6a1ebcedb383549fc0baf1dfc77f76789c40515f18a59e68f0b17ac7160"}) as unknown as TypedDocumentString<DecideRequestMutation, DecideRequestMutationVariables>;
export const WithdrawRequestDocument = new TypedDocumentString(`
    mutation WithdrawRequest($requestId: ID!) {
  __typename
  withdrawBudgetRequest(requestId: $requestId) {
    __typename
    ...RequestNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}`, {"documentId":"sha256:99e812b65d3680c62db36e00aa9c63c9e59a96e38e9ebb4a455410bf337f6ec9"}) as unknown as TypedDocumentString<WithdrawRequestMutation, WithdrawRequestMutationVariables>;
export const RequestChangedDocument = new TypedDocumentString(`
    subscription RequestChanged($everyone: Boolean!) {
  budgetRequestChanged(everyone: $everyone) {
    __typename
    ...RequestNow
  }
}
    fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment RequestNow on BudgetRequest {
  __typename
  id
  subject
  askedBy
  credits
  until
  reason
  state
  decidedBy
  decidedAt
  note
  approved
  approvedUntil
  createdAt
  expiresAt
  budget {
    __typename
    ...BudgetNow
  }
}`, {"documentId":"sha256:3ae53a3b3c190cdf379620236f0e840306e18122445b31120a8868552b447456"}) as unknown as TypedDocumentString<RequestChangedSubscription, RequestChangedSubscriptionVariables>;
export const CatalogTermsDocument = new TypedDocumentString(`
    query CatalogTerms {
  __typename
  catalog {
    __typename
    version
    plan
    defaultPlan
    overshoot {
      __typename
      policy
      forgivePerMonth
      maxDebt
    }
    plans {
      __typename
      ...PlanSold
    }
    pools {
      __typename
      pool
      grants {
        __typename
        ...GrantSold
      }
    }
    rateCards {
      __typename
      ...CardSold
    }
  }
}
    fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}
fragment CardSold on RateCard {
  __typename
  id
  product
  effectiveAt
  plans
  prices {
    __typename
    feature
    dimension
    price
  }
  above {
    __typename
    ...SizeSold
  }
}
fragment PlanSold on Plan {
  __typename
  id
  requestsPerMinute
  slowDownBelow
  windows {
    __typename
    window
    capacity
    kind
    seconds
    calendar
    zone
    starts
    products
    features
    yieldsTo
  }
  grants {
    __typename
    ...GrantSold
  }
  resets {
    __typename
    every
    bySubscription
    zone
    keep
  }
}
fragment GrantSold on RecurringGrant {
  __typename
  id
  kind
  credits
  every
  bySubscription
  zone
  livesSeconds
  rollOverAtMost
}`, {"documentId":"sha256:28bf71b48326d685b5c390dd2419935904b9445ab693d7bd6953ce9086497019"}) as unknown as TypedDocumentString<CatalogTermsQuery, CatalogTermsQueryVariables>;
export const CatalogPricesDocument = new TypedDocumentString(`
    query CatalogPrices($now: DateTime!, $at: DateTime!) {
  __typename
  now: catalog(at: $now) {
    __typename
    ...PricesSold
  }
  then: catalog(at: $at) {
    __typename
    ...PricesSold
  }
}
    fragment PricesSold on Catalog {
  __typename
  version
  at
  plan
  products {
    __typename
    id
    features {
      __typename
      ...FeatureSold
    }
  }
}
fragment FeatureSold on Feature {
  __typename
  id
  dimensions
  inclusive {
    __typename
    dimension
    includes
  }
  rateCard
  prices {
    __typename
    feature
    dimension
    price
  }
  above {
    __typename
    ...SizeSold
  }
}
fragment SizeSold on SizePrices {
  __typename
  feature
  dimension
  limit
  counting
  prices {
    __typename
    feature
    dimension
    price
  }
}`, {"documentId":"sha256:500662b1bec0d0e3a9f4c1f41b7e79d26eebbe7eaf378ee5a13e4e44a2f1fd2c"}) as unknown as TypedDocumentString<CatalogPricesQuery, CatalogPricesQueryVariables>;
export const CreditsDocument = new TypedDocumentString(`
    query Credits($account: ID) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
    lots {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    autoTopUp {
      __typename
      account
      consents(first: 20) {
        __typename
        nodes {
          __typename
          at
          enabled
          statement
          subject
        }
      }
      purchases(first: 5) {
        __typename
        nodes {
          __typename
          ...PurchaseNow
        }
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
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`, {"documentId":"sha256:cb9ed7ecee083403c7004bf2eb0a03b2c97deb4a19eb28a04a00e5fa9e2e05ed"}) as unknown as TypedDocumentString<CreditsQuery, CreditsQueryVariables>;
export const PurchasesDocument = new TypedDocumentString(`
    query Purchases($account: ID, $status: PurchaseStatus, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  purchases(
    account: $account
    status: $status
    from: $from
    to: $to
    after: $after
    first: 20
  ) {
    __typename
    nodes {
      __typename
      ...PurchaseNow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
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
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`, {"documentId":"sha256:102ff0596bbfb0464d7b812b0b56b9f92bbd32a6e1e135aff148184a68245f4f"}) as unknown as TypedDocumentString<PurchasesQuery, PurchasesQueryVariables>;
export const QuoteDocument = new TypedDocumentString(`
    query Quote($account: ID, $credits: Credits!) {
  __typename
  purchaseQuote(account: $account, credits: $credits) {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`, {"documentId":"sha256:a53c76067988147c0ae35113c38e224616f90ebe35d227aa9910344378f8226b"}) as unknown as TypedDocumentString<QuoteQuery, QuoteQueryVariables>;
export const PackagesDocument = new TypedDocumentString(`
    query Packages($account: ID) {
  __typename
  small: purchaseQuote(account: $account, credits: "20") {
    __typename
    ...QuoteNow
  }
  medium: purchaseQuote(account: $account, credits: "50") {
    __typename
    ...QuoteNow
  }
  large: purchaseQuote(account: $account, credits: "100") {
    __typename
    ...QuoteNow
  }
  huge: purchaseQuote(account: $account, credits: "500") {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`, {"documentId":"sha256:539eea6454654156a0ea3bd189ca7f0d09c3bbc431a27b4ed009e2b8a1ef5563"}) as unknown as TypedDocumentString<PackagesQuery, PackagesQueryVariables>;
export const PurchaseDocument = new TypedDocumentString(`
    mutation Purchase($input: PurchaseCreditsInput!) {
  __typename
  purchaseCredits(input: $input) {
    __typename
    ...PurchaseNow
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
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`, {"documentId":"sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4"}) as unknown as TypedDocumentString<PurchaseMutation, PurchaseMutationVariables>;
export const PurchaseOfDocument = new TypedDocumentString(`
    query PurchaseOf($id: ID!) {
  __typename
  purchase(id: $id) {
    __typename
    ...PurchaseNow
    lot {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    adminActions {
      __typename
      ...ActRow
    }
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
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`, {"documentId":"sha256:7a0dd8fdd7859f0001a51d48c1419fccc20bf78528f5d027413daf1543298339"}) as unknown as TypedDocumentString<PurchaseOfQuery, PurchaseOfQueryVariables>;
export const RefundDocument = new TypedDocumentString(`
    mutation Refund($input: RefundPurchaseInput!) {
  __typename
  refundPurchase(input: $input) {
    __typename
    ...PurchaseNow
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
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`, {"documentId":"sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9"}) as unknown as TypedDocumentString<RefundMutation, RefundMutationVariables>;
export const TermsDocument = new TypedDocumentString(`
    query Terms($account: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  __typename
  autoTopUpTerms(
    account: $account
    threshold: $threshold
    target: $target
    monthlyCap: $monthlyCap
    paymentMethod: $paymentMethod
  ) {
    __typename
    statement
  }
}
    `, {"documentId":"sha256:c2d749d53ea16ddc3306c33c86109dbb2a669ba47a80b8e7e717c785a67a884b"}) as unknown as TypedDocumentString<TermsQuery, TermsQueryVariables>;
export const SetTopUpDocument = new TypedDocumentString(`
    mutation SetTopUp($input: AutoTopUpInput!) {
  __typename
  setAutoTopUp(input: $input) {
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
    `, {"documentId":"sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36"}) as unknown as TypedDocumentString<SetTopUpMutation, SetTopUpMutationVariables>;
export const LotHistoryDocument = new TypedDocumentString(`
    query LotHistory($account: ID, $after: String) {
  __typename
  account(account: $account) {
    __typename
    id
    lotHistory(first: 20, after: $after) {
      __typename
      nodes {
        __typename
        ...LotNow
        adminActions {
          __typename
          ...ActRow
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
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
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}`, {"documentId":"sha256:284369e6879e33dc8ed89862659fca3db0b2aa95b2d2ef6b150d485436ab7e8a"}) as unknown as TypedDocumentString<LotHistoryQuery, LotHistoryQueryVariables>;
export const LedgerDocument = new TypedDocumentString(`
    query Ledger($account: ID, $beforeSeq: Uint64, $after: String) {
  __typename
  balanceUpdates(
    account: $account
    beforeSeq: $beforeSeq
    after: $after
    order: NEWEST_FIRST
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...UpdateRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
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
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`, {"documentId":"sha256:db4900ae15d1b2ebe141afa40db682f2139a442fdf8543f48d9e10cb5d4018b3"}) as unknown as TypedDocumentString<LedgerQuery, LedgerQueryVariables>;
export const LedgerRowDocument = new TypedDocumentString(`
    query LedgerRow($account: ID, $afterSeq: Uint64!) {
  __typename
  balanceUpdates(account: $account, afterSeq: $afterSeq, first: 1) {
    __typename
    nodes {
      __typename
      ...UpdateRow
      lines {
        __typename
        lot {
          __typename
          id
          adminActions {
            __typename
            ...ActRow
          }
        }
      }
      decision {
        __typename
        id
        product
        feature
        subject
      }
      usageEvent {
        __typename
        id
        product
        feature
        decision {
          __typename
          id
        }
      }
      charge {
        __typename
        id
        amount
      }
      purchase {
        __typename
        id
        credits
        status
      }
      adminAction {
        __typename
        ...ActRow
      }
    }
  }
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
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`, {"documentId":"sha256:8055e9940e7d33a3f93678ce2b6b00dd332fa36abefd199235adfa853f2785dc"}) as unknown as TypedDocumentString<LedgerRowQuery, LedgerRowQueryVariables>;
export const BalanceAtDocument = new TypedDocumentString(`
    query BalanceAt($account: ID, $at: DateTime!) {
  __typename
  balanceAt(account: $account, at: $at) {
    __typename
    ...BalanceNow
  }
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
}`, {"documentId":"sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0"}) as unknown as TypedDocumentString<BalanceAtQuery, BalanceAtQueryVariables>;
export const ManageDocument = new TypedDocumentString(`
    query Manage($account: ID!) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
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
}`, {"documentId":"sha256:510841e94b2bea3a5ffff7e073a332606620c68cefa37c0067303e219635ca5b"}) as unknown as TypedDocumentString<ManageQuery, ManageQueryVariables>;
export const ManageHistoryDocument = new TypedDocumentString(`
    query ManageHistory($account: ID!, $after: String) {
  __typename
  account(account: $account) {
    __typename
    id
    adminActions(first: 20, after: $after) {
      __typename
      nodes {
        __typename
        id
        at
        kind
        actor
        actorKind
        before
        after
        reason
        reference
        target
        requestId
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"documentId":"sha256:8ffd0c9ea78c8cfb3c1573d199b36366c639ac9035ad2dbda0766194c777443c"}) as unknown as TypedDocumentString<ManageHistoryQuery, ManageHistoryQueryVariables>;
export const SetAsideDocument = new TypedDocumentString(`
    query SetAside($account: ID!, $after: String) {
  __typename
  usageEvents(account: $account, setAside: true, after: $after, first: 20) {
    __typename
    nodes {
      __typename
      id
      usageNo
      occurredAt
      recordedAt
      product
      feature
      state
      unchargedReason
      usage {
        __typename
        dimension
        quantity
      }
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    `, {"documentId":"sha256:5ecdae8913951ef2f1d484d1d06572da1d9730904cbb13d8ed69d494b606cf2f"}) as unknown as TypedDocumentString<SetAsideQuery, SetAsideQueryVariables>;
export const PolicyTextDocument = new TypedDocumentString(`
    query PolicyText {
  __typename
  policy {
    __typename
    version
    file
    text
  }
}
    `, {"documentId":"sha256:a3dd0ba662fbe210fc4dd27897667766fe12ebbff93ad0981fffc02cd3bbcba9"}) as unknown as TypedDocumentString<PolicyTextQuery, PolicyTextQueryVariables>;
export const SetStateDocument = new TypedDocumentString(`
    mutation SetState($account: ID!, $state: AccountState!, $reason: String!) {
  __typename
  setAccountState(account: $account, state: $state, reason: $reason) {
    __typename
    ...AccountNow
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
}`, {"documentId":"sha256:a7d97c6b28ddee23dd3f4281908bf3da21dcef62edbf91f87dbe629cb030a526"}) as unknown as TypedDocumentString<SetStateMutation, SetStateMutationVariables>;
export const SetPlanDocument = new TypedDocumentString(`
    mutation SetPlan($subject: ID!, $plan: ID!, $reason: String) {
  __typename
  setPlan(subject: $subject, plan: $plan, reason: $reason) {
    __typename
    ...AccountNow
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
}`, {"documentId":"sha256:3c9334239dc64af350507b9b4c891ee5fcfeeff487d32d36aad0629a433bc85f"}) as unknown as TypedDocumentString<SetPlanMutation, SetPlanMutationVariables>;
export const GrantDocument = new TypedDocumentString(`
    mutation Grant($input: GrantCreditsInput!) {
  __typename
  grantCredits(input: $input) {
    __typename
    ...LotNow
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
}`, {"documentId":"sha256:9498e7d4e28687908d868c76006a59f33cae356e9f9f619deaa4802fc6fbaede"}) as unknown as TypedDocumentString<GrantMutation, GrantMutationVariables>;
export const RevokeDocument = new TypedDocumentString(`
    mutation Revoke($input: RevokeCreditsInput!) {
  __typename
  revokeCredits(input: $input) {
    __typename
    ...LotNow
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
}`, {"documentId":"sha256:08010ae2ed1929070bb09aff9dc9d4bd0bc808b89374918ff3c21ed5cf25f90c"}) as unknown as TypedDocumentString<RevokeMutation, RevokeMutationVariables>;
export const RedriveDocument = new TypedDocumentString(`
    mutation Redrive($id: ID!, $key: String!) {
  __typename
  redriveUsage(usageEventId: $id, idempotencyKey: $key) {
    __typename
    id
    state
    unchargedReason
  }
}
    `, {"documentId":"sha256:8875d11593e0146a0034264b975cccea2708cc3276be4244c4a9d7d3acf5fd9c"}) as unknown as TypedDocumentString<RedriveMutation, RedriveMutationVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($account: ID, $subject: ID, $from: DateTime!, $to: DateTime!, $timeZone: String!) {
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
  budgets(subject: $subject, first: 20) {
    __typename
    nodes {
      __typename
      ...BudgetNow
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
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
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
}`, {"documentId":"sha256:ea7d087aeaf2a1b06149be4a6eafde172110fdadfdf2c3c830eeccd1d30e3c49"}) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const ForecastsDocument = new TypedDocumentString(`
    query Forecasts($account: ID) {
  __typename
  account(account: $account) {
    __typename
    id
    forecast {
      __typename
      ...ForecastNow
    }
  }
}
    fragment ForecastNow on Forecast {
  __typename
  kind
  source
  budget
  remaining
  refillsAt
  byHour
  byDay
  byWeek
}`, {"documentId":"sha256:2d103cdb856616c5bac7a02d1c8dcc61ce1ce4a9b9f9c4db51740db93e57042e"}) as unknown as TypedDocumentString<ForecastsQuery, ForecastsQueryVariables>;
export const WaterfallDocument = new TypedDocumentString(`
    query Waterfall($account: ID, $product: ID!) {
  __typename
  account(account: $account) {
    __typename
    id
    availability(product: $product) {
      __typename
      ...LayersNow
    }
  }
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
  pace {
    __typename
    ...PaceNow
  }
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
    ...BlockerNow
  }
}
fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}`, {"documentId":"sha256:56965bbb96b30d933b9a0aac714f056b002fe883e629da98e22c2b4e27fdf29f"}) as unknown as TypedDocumentString<WaterfallQuery, WaterfallQueryVariables>;
export const ReceiptsDocument = new TypedDocumentString(`
    query Receipts($account: ID, $everyone: Boolean!, $product: ID, $feature: ID, $session: ID, $outcomes: [AccessOutcome!], $reason: AccessReason, $label: LabelInput, $idempotencyKey: String, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  decisions(
    account: $account
    everyone: $everyone
    product: $product
    feature: $feature
    session: $session
    outcomes: $outcomes
    reason: $reason
    label: $label
    idempotencyKey: $idempotencyKey
    from: $from
    to: $to
    after: $after
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
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
}`, {"documentId":"sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d"}) as unknown as TypedDocumentString<ReceiptsQuery, ReceiptsQueryVariables>;
export const ReceiptDocument = new TypedDocumentString(`
    query Receipt($id: ID!) {
  __typename
  decision(id: $id) {
    __typename
    ...DecisionRow
    groups
    roles
    proceed
    proceedReason
    shortfall
    unblocksAt
    remedies
    pace {
      __typename
      ...PaceNow
    }
    requestedUsage {
      __typename
      ...QuantityNow
    }
    grantedUsage {
      __typename
      ...QuantityNow
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      ...BlockerNow
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      ...CountsNow
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
    hold {
      __typename
      id
      amount
      remaining
      settled
      released
      state
      expiresAt
      caller
      decisions(first: 20) {
        __typename
        id
        decidedAt
        granted
      }
    }
    usageEvents(first: 50) {
      __typename
      nodes {
        __typename
        id
        usageNo
        recordedAt
        occurredAt
        state
        status
        final
        unchargedReason
        usage {
          __typename
          ...QuantityNow
        }
        charge {
          __typename
          id
          amount
          reverses
          debt
          forgiven
          rateCards
          draws {
            __typename
            ...DrawNow
            over
          }
          overshootBudgets {
            __typename
            amount
            line
            budget {
              __typename
              id
              who
            }
          }
        }
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
    balanceUpdates(first: 50) {
      __typename
      nodes {
        __typename
        id
        seq
        at
        cause
        delta
        heldDelta
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
  }
}
    fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
}
fragment CountsNow on Draw {
  __typename
  over
  budgets {
    __typename
    amount
    increase
    line
    budget {
      __typename
      ...BudgetNow
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
}
fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}`, {"documentId":"sha256:a5561b7a0f62f95d5528ee4da3d77515296d83c68086619b760f422b509040e6"}) as unknown as TypedDocumentString<ReceiptQuery, ReceiptQueryVariables>;
export const PricesAtDocument = new TypedDocumentString(`
    query PricesAt($at: DateTime!, $product: ID!) {
  __typename
  catalog(at: $at) {
    __typename
    products(product: $product) {
      __typename
      id
      features {
        __typename
        id
        rateCard
        prices {
          __typename
          feature
          dimension
          price
        }
      }
    }
  }
}
    `, {"documentId":"sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7"}) as unknown as TypedDocumentString<PricesAtQuery, PricesAtQueryVariables>;
export const PolicyTextsDocument = new TypedDocumentString(`
    query PolicyTexts {
  __typename
  policy {
    __typename
    version
    text
    versions(first: 10) {
      __typename
      nodes {
        __typename
        version
        text
      }
    }
  }
}
    `, {"documentId":"sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85"}) as unknown as TypedDocumentString<PolicyTextsQuery, PolicyTextsQueryVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage($account: ID, $everyone: Boolean!, $from: DateTime!, $to: DateTime!, $bucket: UsageBucket!, $timeZone: String!, $product: ID, $session: ID, $label: UsageLabelInput, $grouped: Boolean!, $groupBy: [UsageGroup!]!, $groupLabel: UsageLabelInput) {
  __typename
  usage(
    account: $account
    everyone: $everyone
    from: $from
    to: $to
    bucket: $bucket
    timeZone: $timeZone
    product: $product
    session: $session
    label: $label
  ) {
    __typename
    from
    to
    points {
      __typename
      ...UsedNow
    }
  }
  grouped: usage(
    account: $account
    everyone: $everyone
    from: $from
    to: $to
    bucket: $bucket
    timeZone: $timeZone
    product: $product
    session: $session
    label: $groupLabel
    groupBy: $groupBy
  ) @include(if: $grouped) {
    __typename
    points {
      __typename
      ...UsedNow
      product
      feature
      session
      subject
      label {
        __typename
        value
      }
    }
  }
}
    fragment UsedNow on UsagePoint {
  __typename
  start
  end
  events
  charged
  paidBy {
    __typename
    payer
    amount
  }
  quantities {
    __typename
    dimension
    quantity
  }
}`, {"documentId":"sha256:095303de6e55198f6eb571db5c0ab66c5dfc9bcce34c91d5bef408a5a1fcb8b7"}) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;
export const StatementEndsDocument = new TypedDocumentString(`
    query StatementEnds($account: ID, $from: DateTime!, $to: DateTime!) {
  __typename
  opening: balanceAt(account: $account, at: $from) {
    __typename
    ...BalanceNow
  }
  closing: balanceAt(account: $account, at: $to) {
    __typename
    ...BalanceNow
  }
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
}`, {"documentId":"sha256:55e58549f4836745f917fd220785e96e61748c43804990734a0a46cc9582995a"}) as unknown as TypedDocumentString<StatementEndsQuery, StatementEndsQueryVariables>;
export const StatementHeadDocument = new TypedDocumentString(`
    query StatementHead($account: ID) {
  __typename
  now
  account(account: $account) {
    __typename
    id
    seq
  }
}
    `, {"documentId":"sha256:de5652e5bd6728585c96587c9931ec0bf1c31dd66670d5c839a3d76b9823cdcf"}) as unknown as TypedDocumentString<StatementHeadQuery, StatementHeadQueryVariables>;
export const StatementPlaceDocument = new TypedDocumentString(`
    query StatementPlace($account: ID, $afterSeq: Uint64!) {
  __typename
  balanceUpdates(account: $account, afterSeq: $afterSeq, first: 1) {
    __typename
    nodes {
      __typename
      id
      seq
      at
    }
  }
}
    `, {"documentId":"sha256:540fc7c2314708127b35df51f8138b7151d39431c254a051de78d49fec6cfe9d"}) as unknown as TypedDocumentString<StatementPlaceQuery, StatementPlaceQueryVariables>;
export const StatementPageDocument = new TypedDocumentString(`
    query StatementPage($account: ID, $beforeSeq: Uint64!) {
  __typename
  balanceUpdates(
    account: $account
    beforeSeq: $beforeSeq
    order: NEWEST_FIRST
    first: 200
  ) {
    __typename
    nodes {
      __typename
      id
      seq
      at
      cause
      delta
      heldDelta
      balance {
        __typename
        debt
      }
    }
    pageInfo {
      __typename
      hasNextPage
    }
  }
}
    `, {"documentId":"sha256:ab14355deee11e20183fcab9d137868ad6bf33c788cfc932e249a1c541107f5e"}) as unknown as TypedDocumentString<StatementPageQuery, StatementPageQueryVariables>;
export const ReconcileDocument = new TypedDocumentString(`
    query Reconcile($account: ID, $everyone: Boolean!, $from: DateTime, $to: DateTime) {
  __typename
  reconcile(account: $account, everyone: $everyone, from: $from, to: $to) {
    __typename
    balances
    accounts
    usageEvents
    charges
    balanceUpdates
    pending
    difference
    differenceCount
    differences {
      __typename
      kind
      message
      account
      seq
      expected
      found
      balanceUpdateId
      chargeId
      usageEventId
      lotId
    }
  }
}
    `, {"documentId":"sha256:f85e3e15751050e732d0f96632473b52af6a807f5b4915e413e49a31dc752f0a"}) as unknown as TypedDocumentString<ReconcileQuery, ReconcileQueryVariables>;
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
    sellsCredits
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
  budgets(first: 1) {
    __typename
    nodes {
      __typename
      id
    }
  }
  teams(first: 1) {
    __typename
    nodes {
      __typename
      name
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
  pace {
    __typename
    ...PaceNow
  }
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
    ...BlockerNow
  }
}
fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
fragment BlockerNow on Blocker {
  __typename
  kind
  source
  limit
  remaining
  unblocksAt
  accountAddress
  budget {
    __typename
    ...BudgetNow
  }
}
fragment BudgetNow on Budget {
  __typename
  id
  who
  subject
  session
  object
  source
  period
  kind
  limit
  alerts
  released
  increase
  spent
  held
  remaining
  over
  startedAt
  resetsAt
  line
  account
  paced
  nextStepAt
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
}`, {"documentId":"sha256:9bd03e417c35be8971694b32175022fc1ef25dca990ecf0d1892761bb48a00ff"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const WhoIsThisDocument = new TypedDocumentString(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `, {"documentId":"sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251"}) as unknown as TypedDocumentString<WhoIsThisQuery, WhoIsThisQueryVariables>;