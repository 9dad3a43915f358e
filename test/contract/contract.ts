/**
 * The names and shapes that clients outside this repository use, as they were promised: the schema may grow around
 * them, never away from them. What is promised for
 * later is added with it.
 */
export const CONTRACT = `
type Mutation {
  checkAccess(input: CheckAccessInput!): AccessDecision
  checkAccessMany(inputs: [CheckAccessInput!]!): [AccessDecision]!
  recordUsage(input: RecordUsageInput!): UsageEvent
  recordUsageMany(inputs: [RecordUsageInput!]!): [UsageEvent]!
  releaseHold(decisionId: ID!): AccessDecision
  purchaseCredits(input: PurchaseCreditsInput!): Purchase
  refundPurchase(input: RefundPurchaseInput!): Purchase
  grantCredits(input: GrantCreditsInput!): CreditLot
  revokeCredits(input: RevokeCreditsInput!): CreditLot
  setPlan(subject: ID!, plan: ID!): Account
  setAccountState(account: ID!, state: AccountState!, reason: String!): Account
  setAutoTopUp(input: AutoTopUpInput!): AutoTopUp
  resetAllowances(input: ResetAllowancesInput!): AllowanceReset
}
type Query {
  viewer: Viewer
  node(id: ID!): Node
  account(account: ID, subject: ID, pool: ID): Account
  accounts(first: Int! = 50, after: String): AccountConnection
  availability(account: ID, subject: ID, product: ID!, feature: ID): Availability
  estimateAccess(input: EstimateAccessInput!): AccessEstimate
  decision(id: ID!): AccessDecision
  decisionByKey(idempotencyKey: String!, account: ID, subject: ID): AccessDecision
  decisions(
    account: ID, subject: ID, everyone: Boolean! = false, outcome: AccessOutcome, product: ID, session: ID
    from: DateTime, to: DateTime, first: Int! = 50, after: String
  ): AccessDecisionConnection
  usage(
    account: ID, subject: ID, everyone: Boolean! = false, product: ID, session: ID, from: DateTime!, to: DateTime!
    bucket: UsageBucket! = HOUR, timeZone: String! = "UTC", groupBy: [UsageGroup!]! = []
  ): UsageSeries
  balanceUpdates(
    account: ID, subject: ID, pool: ID, afterSeq: Uint64, beforeSeq: Uint64, order: SeqOrder! = OLDEST_FIRST
    first: Int! = 50, after: String
  ): BalanceUpdateConnection
  balanceAt(account: ID, subject: ID, pool: ID, at: DateTime!): Balance
  purchase(id: ID!): Purchase
  purchases(account: ID, subject: ID, first: Int! = 50, after: String): PurchaseConnection
  reconcile(
    account: ID, subject: ID, pool: ID, everyone: Boolean! = false, from: DateTime, to: DateTime
  ): Reconciliation
  policy: Policy
}
type Subscription {
  balanceChanged(account: ID, subject: ID, pool: ID, afterSeq: Uint64, coalesceMs: Int! = 0): BalanceChange!
  accountChanged(account: ID, subject: ID, pool: ID, afterSeq: Uint64, coalesceMs: Int! = 250): AccountChange!
  decisionMade(account: ID, subject: ID, everyone: Boolean! = false): DecisionEvent!
}
input QuantityInput { dimension: ID!  quantity: Uint64!  minimum: Uint64 }
input LabelInput { key: String!  value: String! }
input CheckAccessInput {
  subject: ID!  groups: [ID!]  product: ID!  feature: ID!  usage: [QuantityInput!]!  mode: GrantMode! = ALL_OR_NOTHING
  idempotencyKey: String!  holdSeconds: Int! = 600  extends: ID  session: ID  labels: [LabelInput!]! = []
}
input EstimateAccessInput {
  subject: ID!  groups: [ID!]  product: ID!  feature: ID!  usage: [QuantityInput!]!  mode: GrantMode! = ALL_OR_NOTHING
  session: ID  labels: [LabelInput!]! = []
}
enum GrantMode { ALL_OR_NOTHING UP_TO }
enum AccessOutcome { ALLOWED PARTIAL DENIED }
enum AccessReason {
  ALLOWED UNKNOWN_PRODUCT UNKNOWN_FEATURE NOT_PERMITTED ACCOUNT_SUSPENDED DEBT_LIMIT HOLD_CLOSED HOLD_LIMIT NOT_PRICED
  RATE_LIMITED NO_LAYER BUDGET_EXCEEDED OUT_OF_CAPACITY
}
type AccessDecision implements Node {
  id: ID!  outcome: AccessOutcome!  reason: AccessReason!  proceed: Boolean!  message: String!
  subject: ID!  product: ID!  feature: ID!  session: ID  labels: [Label!]!
  requested: Credits!  granted: Credits!  shortfall: Credits!
  requestedUsage: [Quantity!]!  grantedUsage: [Quantity!]!  draws: [Draw!]!
  blockedBy: String  blockers: [Blocker!]!  unblocksAt: DateTime  remedy: Remedy!  remedies: [Remedy!]!
  hold: Hold  policy: PolicyCitation!  replayed: Boolean!  decidedAt: DateTime!  account: Account
}
type AccessEstimate {
  outcome: AccessOutcome!  reason: AccessReason!  message: String!
  subject: ID!  product: ID!  feature: ID!  session: ID  labels: [Label!]!
  requested: Credits!  granted: Credits!  shortfall: Credits!
  requestedUsage: [Quantity!]!  grantedUsage: [Quantity!]!  draws: [Draw!]!
  blockedBy: String  blockers: [Blocker!]!  unblocksAt: DateTime  remedy: Remedy!  remedies: [Remedy!]!
  policy: PolicyCitation!  decidedAt: DateTime!  account: Account
}
enum Remedy { NONE WAIT BUY_CREDITS ASK_ADMIN REQUEST_INCREASE }
type PolicyCitation { version: String!  file: String!  line: Int  rule: String! }
type Draw {
  layer: Layer!  source: String!  account: ID!  amount: Credits!  windows: [ID!]!  lot: CreditLot
  resetsAt: DateTime  expiresAt: DateTime  line: Int
}
enum Layer { ALLOWANCE PROMOTION CREDITS POOL }
type Blocker {
  kind: SourceKind!  source: String!  account: ID  limit: Credits  remaining: Credits  unblocksAt: DateTime
}
enum SourceKind { POLICY GUARD WINDOW LOTS POOL DEBT HOLDS BUDGET }
type Hold {
  id: ID!  state: HoldState!  expiresAt: DateTime!  amount: Credits!  remaining: Credits!  settled: Credits!
  released: Credits!  decisions: [AccessDecision!]!
}
enum HoldState { HELD SETTLED RELEASED EXPIRED }
input RecordUsageInput {
  decisionId: ID  subject: ID  groups: [ID!]  product: ID  feature: ID  usage: [QuantityInput!]!  final: Boolean! = true
  status: WorkStatus! = COMPLETED  idempotencyKey: String!  occurredAt: DateTime  session: ID
  labels: [LabelInput!]! = []
}
enum WorkStatus { COMPLETED CANCELLED FAILED }
type UsageEvent implements Node {
  id: ID!  decision: AccessDecision  account: ID!  product: ID!  feature: ID!  usage: [Quantity!]!
  state: SettlementState!  charge: Charge  unchargedReason: String  replayed: Boolean!  occurredAt: DateTime!
}
enum SettlementState { PENDING SETTLED SET_ASIDE }
type Charge implements Node {
  id: ID!  amount: Credits!  rateCard: ID!  draws: [Draw!]!  forgiven: Credits!  debt: Credits!
}
input PurchaseCreditsInput {
  account: ID  subject: ID  pool: ID  credits: Credits!  paymentMethod: ID  idempotencyKey: String!
}
input RefundPurchaseInput { purchaseId: ID!  idempotencyKey: String!  reason: String! }
input RevokeCreditsInput { lotId: ID!  idempotencyKey: String!  reason: String! }
input ResetAllowancesInput { subjects: [ID!]  everyone: Boolean! = false  windows: [ID!]  idempotencyKey: String! }
type AllowanceReset { accounts: Uint64!  replayed: Boolean! }
type Purchase implements Node {
  id: ID!  account: ID!  status: PurchaseStatus!  credits: Credits!  refunded: Credits!  price: Money
  declineReason: String  actionUrl: String  testMode: Boolean!  lot: CreditLot  replayed: Boolean!  createdAt: DateTime!
}
enum PurchaseStatus { PENDING PAID DECLINED REFUNDED }
type Money { amount: String!  currency: String! }
input GrantCreditsInput {
  account: ID  subject: ID  pool: ID  kind: LotKind!  credits: Credits!  priority: Int! = 100  products: [ID!]
  effectiveAt: DateTime  expiresAt: DateTime  reason: String!  idempotencyKey: String!
}
enum LotKind { PROMOTIONAL PURCHASED REFUND ENTITLEMENT }
type CreditLot implements Node {
  id: ID!  account: ID!  kind: LotKind!  amount: Credits!  remaining: Credits!  held: Credits!  spent: Credits!
  expired: Credits!  takenBack: Credits!  priority: Int!  products: [ID!]  effectiveAt: DateTime!  expiresAt: DateTime
  replayed: Boolean!
}
type Account implements Node {
  id: ID!  subject: ID  pool: ID  plan: ID  state: AccountState!  seq: Uint64!  balance(product: ID): Balance!
  windows: [WindowState!]!  lots: [CreditLot!]!  lotHistory(first: Int! = 50, after: String): CreditLotConnection!
  decisions(first: Int! = 20, after: String): AccessDecisionConnection!
  autoTopUp: AutoTopUp
}
input AutoTopUpInput {
  account: ID  subject: ID  pool: ID  enabled: Boolean!  threshold: Credits  target: Credits  monthlyCap: Credits
  paymentMethod: ID  consent: Boolean! = false
}
type AutoTopUp {
  account: ID!  enabled: Boolean!  state: AutoTopUpState!  threshold: Credits  target: Credits  monthlyCap: Credits
  paymentMethod: ID  boughtThisMonth: Credits!  consentedBy: ID  consentedAt: DateTime  nextAttemptAt: DateTime
  lastDeclineReason: String  purchases(first: Int! = 20, after: String): PurchaseConnection
}
enum AutoTopUpState { OFF READY PENDING BACKING_OFF CAPPED STOPPED }
enum AccountState { ACTIVE SUSPENDED }
type Balance {
  available: Credits!  held: Credits!  promotional: Credits!  purchased: Credits!  refund: Credits!
  entitlement: Credits!  debt: Credits!
}
enum UsageBucket { HOUR DAY }
enum UsageGroup { PRODUCT FEATURE SUBJECT SESSION }
enum Payer { ALLOWANCE PROMOTION CREDITS POOL FORGIVEN DEBT }
type UsageSeries {
  from: DateTime!  to: DateTime!  bucket: UsageBucket!  timeZone: String!  total: UsageTotals!  points: [UsagePoint!]!
}
type UsageTotals { events: Uint64!  quantities: [Quantity!]!  charged: Credits!  paidBy: [PaidBy!]! }
type UsagePoint {
  start: DateTime!  end: DateTime!  product: ID  feature: ID  subject: ID  session: ID
  events: Uint64!  quantities: [Quantity!]!  charged: Credits!  paidBy: [PaidBy!]!
}
type PaidBy { payer: Payer!  amount: Credits! }
type WindowState {
  id: ID!  window: ID!  capacity: Credits!  used: Credits!  held: Credits!  remaining: Credits!
  startedAt: DateTime  resetsAt: DateTime
}
type Availability {
  state: AvailabilityState!  layers: [LayerState!]!  blockers: [Blocker!]!  remedies: [Remedy!]!  unblocksAt: DateTime
}
enum AvailabilityState { OK LOW EXHAUSTED SUSPENDED NOT_PERMITTED }
type LayerState {
  layer: Layer!  source: String!  account: ID!  remaining: Credits!  capacity: Credits  resetsAt: DateTime
  expiresAt: DateTime
}
type BalanceUpdate implements Node {
  id: ID!  seq: Uint64!  cause: BalanceCause!  causeId: ID  delta: SignedCredits!  heldDelta: SignedCredits!
  balance: Balance!  lines: [BalanceLine!]!  decision: AccessDecision  usageEvent: UsageEvent
  charge: Charge  purchase: Purchase  at: DateTime!
}
type BalanceLine { lot: CreditLot  window: ID  remaining: SignedCredits!  held: SignedCredits! }
enum BalanceCause {
  SNAPSHOT HOLD SETTLE RELEASE HOLD_EXPIRED PURCHASE GRANT REVOKE REFUND LOT_EFFECTIVE LOT_EXPIRED WINDOW_RESET
  ALLOWANCE_RESET PLAN_CHANGED FORGIVEN DEBT_INCURRED DEBT_REPAID
}
type BalanceChange {
  account: ID!  firstSeq: Uint64!  seq: Uint64!  snapshot: Boolean!  cause: BalanceCause!  causeId: ID
  delta: SignedCredits!  heldDelta: SignedCredits!  balance: Balance!  windows: [WindowState!]!  at: DateTime!
}
enum AccountChangeReason { PURCHASE TOP_UP NOTICE PLAN STATE POLICY CATALOG }
type AccountChange {
  account: ID!  accountObject: Account  change: BalanceChange  reasons: [AccountChangeReason!]!
}
type DecisionEvent { decision: AccessDecision  missed: Int! }
type Viewer { tenant: ID!  subject: ID!  account: Account }
type AccountConnection { nodes: [Account!]!  pageInfo: PageInfo! }
type AccessDecisionConnection { nodes: [AccessDecision!]!  pageInfo: PageInfo! }
type BalanceUpdateConnection { nodes: [BalanceUpdate!]!  pageInfo: PageInfo! }
type CreditLotConnection { nodes: [CreditLot!]!  pageInfo: PageInfo! }
type PurchaseConnection { nodes: [Purchase!]!  pageInfo: PageInfo! }
`;
