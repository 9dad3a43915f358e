/**
 * The tables that units of work read and write in bulk, column by column; everything else about them follows from here.
 * A column of a new table goes into the migration, here, and into the class that readers see.
 */
import type { AnyLotKind } from '../core/kinds.js';
import type { HoldState } from '../core/holds.js';
import type { AccountState, Cause } from '../core/account.js';
import type { Outcome } from '../core/words.js';
import {
  bigint,
  boolean,
  bytes,
  date,
  documentOf,
  documentText,
  hashedDocumentOf,
  instant,
  integer,
  named,
  names,
  nullable,
  numeric,
  tableOf,
  text,
  uuid,
  type Row,
} from './columns.js';
import { countsCodec } from './budget-documents.js';
import { requestCodec, windowsCodec } from './documents.js';
import { heldCodec } from './hold-documents.js';
import { grantedCodec, lotPeriodCodec, resetsCodec } from './grant-documents.js';
import type { KeySpace } from './key-space.js';
import { reportedCodec } from './usage-documents.js';

/** How the work of a usage event ended. */
type WorkStatus = 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** What an admin did, and on whose behalf. */
export type ActionKind =
  | 'GRANT'
  | 'REVOKE'
  | 'REFUND'
  | 'PLAN_CHANGED'
  | 'PLAN_SCHEDULED'
  | 'PLAN_UNSCHEDULED'
  | 'STATE_CHANGED'
  | 'ALLOWANCE_RESET'
  | 'RESETS_GRANTED'
  | 'RESET_REDEEMED'
  | 'TOP_UP_SET'
  | 'POLICY_ACTIVATED'
  | 'VOID'
  | 'BUDGET_RAISED'
  | 'BUDGET_REFUSED';
export type ActorKind = 'SUBJECT' | 'OPERATOR' | 'SYSTEM';

export const ACCOUNT = tableOf('account', {
  tenantId: text(),
  id: uuid(),
  address: text(),
  plan: nullable(text()),
  subscribedAt: nullable(instant()),
  state: text<AccountState>(),
  seq: bigint(),
  lastHash: bytes(),
  lastAt: instant(),
  debt: bigint(),
  windows: documentOf(windowsCodec),
  guardStartedAt: nullable(instant()),
  guardCount: integer(),
  dueAt: nullable(instant()),
  paymentMethod: nullable(text()),
  usageNo: bigint(),
  settledNo: bigint(),
  forgiven: bigint(),
  forgivenSince: nullable(instant()),
  openHolds: integer(),
  topUpBelow: nullable(bigint()),
  topUpAt: nullable(instant()),
  granted: documentOf(grantedCodec),
  resets: documentOf(resetsCodec),
  nextPlan: nullable(text()),
  nextPlanAt: nullable(instant()),
  nextPlanHash: nullable(bytes()),
});
export type AccountRow = Row<typeof ACCOUNT>;

/** The hash covers a lot's terms, which never change, and the period of the grant that it comes from. */
export const LOT = tableOf(
  'lot',
  {
    tenantId: text(),
    accountId: uuid(),
    id: uuid(),
    kind: text<AnyLotKind>(),
    amount: bigint(),
    priority: integer(),
    products: nullable(names()),
    createdAt: instant(),
    effectiveAt: instant(),
    expiresAt: nullable(instant()),
    reason: text(),
    purchaseId: nullable(uuid()),
    key: nullable(text()),
    fingerprint: nullable(bytes()),
    termsHash: bytes(),
    effective: boolean(),
    closed: nullable(text<'expired' | 'takenBack'>()),
    remaining: bigint(),
    held: bigint(),
    spent: bigint(),
    expired: bigint(),
    takenBack: bigint(),
    open: boolean(),
    recurs: nullable(hashedDocumentOf(lotPeriodCodec)),
  },
  'fingerprint',
  ['recurs'],
);
export type LotRow = Row<typeof LOT>;

export const HOLD = tableOf('hold', {
  tenantId: text(),
  id: uuid(),
  accountId: uuid(),
  state: text<HoldState>(),
  expiresAt: instant(),
  claims: integer(),
  draws: documentOf(heldCodec),
  ending: boolean(),
  caller: nullable(text()),
  openedAt: nullable(instant()),
  subject: nullable(named('subject_id', uuid())),
  reported: nullable(documentOf(reportedCodec)),
  counts: nullable(documentOf(countsCodec)),
});
export type HoldRow = Row<typeof HOLD>;

/** What a subject holds of a pool: how many open holds, and how much of its lots they still hold. */
export const POOL_SHARE = tableOf('pool_share', {
  tenantId: text(),
  poolId: uuid(),
  subjectId: uuid(),
  holds: integer(),
  amount: bigint(),
});
export type PoolShareRow = Row<typeof POOL_SHARE>;

export const BALANCE_UPDATE = tableOf(
  'balance_update',
  {
    tenantId: text(),
    accountId: uuid(),
    seq: bigint(),
    at: instant(),
    cause: text<Cause>(),
    causeId: nullable(uuid()),
    delta: bigint(),
    heldDelta: bigint(),
    lines: documentText(),
    after: documentText(),
    prevHash: bytes(),
    causeHash: nullable(bytes()),
    hash: bytes(),
  },
  'causeHash',
);
export type UpdateRow = Row<typeof BALANCE_UPDATE>;

export const DECISION = tableOf(
  'decision',
  {
    tenantId: text(),
    uuid: named('id', uuid()),
    subject: text(),
    key: text(),
    retry: uuid(),
    fingerprint: bytes(),
    outcome: text<Outcome>(),
    product: text(),
    session: nullable(text()),
    decidedAt: named('at', date()),
    accountId: nullable(uuid()),
    holdId: nullable(uuid()),
    bodyText: named('body', documentText()),
    hash: bytes(),
    space: nullable(text<KeySpace>()),
  },
  'bodyText',
);
export type DecisionRow = Row<typeof DECISION>;

/** An event has no hash of its own: its charge covers it. */
export const USAGE_EVENT = tableOf(
  'usage_event',
  {
    tenantId: text(),
    accountId: uuid(),
    usageNo: bigint(),
    uuid: named('id', uuid()),
    key: text(),
    fingerprint: bytes(),
    decisionId: nullable(uuid()),
    holdId: nullable(uuid()),
    claimed: boolean(),
    final: boolean(),
    status: text<WorkStatus>(),
    product: text(),
    feature: text(),
    session: nullable(text()),
    redrives: nullable(uuid()),
    recordedAt: date(),
    occurredAt: date(),
    bodyText: named('body', documentText()),
    space: nullable(text<KeySpace>()),
    voids: nullable(uuid()),
  },
  'bodyText',
);
export type EventRow = Row<typeof USAGE_EVENT>;

export const CHARGE = tableOf(
  'charge',
  {
    tenantId: text(),
    accountId: uuid(),
    usageNo: bigint(),
    uuid: named('id', uuid()),
    at: date(),
    amount: bigint(),
    forgiven: bigint(),
    debt: bigint(),
    bodyText: named('body', documentText()),
    eventHash: bytes(),
    hash: bytes(),
  },
  'eventHash',
);
export type ChargeRow = Row<typeof CHARGE>;

export const ADMIN_ACTION = tableOf(
  'admin_action',
  {
    tenantId: text(),
    uuid: named('id', uuid()),
    at: instant(),
    kind: text<ActionKind>(),
    actorKind: text<ActorKind>(),
    actor: nullable(text()),
    accountId: nullable(uuid()),
    targetId: nullable(uuid()),
    reason: nullable(text()),
    reference: nullable(text()),
    requestId: nullable(text()),
    bodyText: named('body', documentText()),
    hash: bytes(),
  },
  'bodyText',
);
export type ActionRow = Row<typeof ADMIN_ACTION>;

/** The hash covers what was asked, which never changes. */
export const BUDGET_REQUEST = tableOf(
  'budget_request',
  {
    tenantId: text(),
    uuid: named('id', uuid()),
    accountId: uuid(),
    subject: text(),
    askedBy: text(),
    key: text(),
    fingerprint: bytes(),
    credits: bigint(),
    until: nullable(date()),
    reason: text(),
    at: date(),
    expiresAt: date(),
  },
  'expiresAt',
);

export const SET_ASIDE = tableOf('set_aside', {
  tenantId: text(),
  accountId: uuid(),
  usageNo: bigint(),
  reason: text(),
});

/** How much of a repayment was given back, because the charge that it had repaid was undone. */
export const DEBT_RETURN = tableOf('debt_return', {
  tenantId: text(),
  accountId: uuid(),
  seq: bigint(),
  amount: bigint(),
});
export type DebtReturnRow = Row<typeof DEBT_RETURN>;

export const USAGE_BUCKET = tableOf('usage_bucket', {
  tenantId: text(),
  accountId: uuid(),
  session: text(),
  slot: instant(),
  product: text(),
  feature: text(),
  measure: text(),
  amount: numeric(),
});

/** Denials that were not stored. */
export const DENIAL_COUNT = tableOf('denial_count', {
  tenantId: text(),
  subject: text(),
  hour: instant(),
  product: text(),
  feature: text(),
  reason: text(),
  groupsHash: bytes(),
  groups: names(),
  count: bigint(),
  lastAt: instant(),
  lastRequest: documentOf(requestCodec),
});
export type DenialCountRow = Row<typeof DENIAL_COUNT>;
