const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/oidc-DSfRjAQ_.js","assets/token-C-RoWOq7.js"])))=>i.map(i=>d[i]);
import{w as e,x as t}from"./createLucideIcon-CASzyieR.js";import{a as n,i as r,n as i,r as a,t as o}from"./token-C-RoWOq7.js";var s=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new s(`
    fragment PaceNow on Pace {
  __typename
  level
  delayMs
  until
}
    `,{fragmentName:`PaceNow`}),new s(`
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
    `,{fragmentName:`BudgetNow`}),new s(`
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
}`,{fragmentName:`BlockerNow`}),new s(`
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
}`,{fragmentName:`LayersNow`}),new s(`
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
}`,{fragmentName:`CountsNow`}),new s(`
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
    `,{fragmentName:`BalanceNow`}),new s(`
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
    `,{fragmentName:`WindowNow`}),new s(`
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
    `,{fragmentName:`LotNow`}),new s(`
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
}`,{fragmentName:`AccountNow`}),new s(`
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
    `,{fragmentName:`DrawNow`}),new s(`
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
}`,{fragmentName:`DecisionRow`}),new s(`
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
}`,{fragmentName:`RequestNow`}),new s(`
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
    `,{fragmentName:`SizeSold`}),new s(`
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
}`,{fragmentName:`FeatureSold`}),new s(`
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
}`,{fragmentName:`PricesSold`}),new s(`
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
}`,{fragmentName:`CardSold`}),new s(`
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
    `,{fragmentName:`GrantSold`}),new s(`
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
}`,{fragmentName:`PlanSold`}),new s(`
    fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
    `,{fragmentName:`ActRow`}),new s(`
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
}`,{fragmentName:`PurchaseNow`}),new s(`
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
    `,{fragmentName:`QuoteNow`}),new s(`
    fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}
    `,{fragmentName:`SourceOf`}),new s(`
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
}`,{fragmentName:`UpdateRow`}),new s(`
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
    `,{fragmentName:`ForecastNow`}),new s(`
    fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}
    `,{fragmentName:`QuantityNow`}),new s(`
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
    `,{fragmentName:`UsedNow`});var c=new s(`
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
    `,{documentId:`sha256:47472069006b44361181e72456c593c28daf7c6fc509ce01b2530d81feebc1b9`}),ee=new s(`
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
    `,{documentId:`sha256:dfcdc351ac0be5a5eb2def8547fedf0eeb605252082c9ef3c809d2ebc47fbb38`}),te=new s(`
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
}`,{documentId:`sha256:1c7006f67982774c2a6cd73aeda52d806ce6807da5fc5b34dad683d192d186a0`}),ne=new s(`
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
}`,{documentId:`sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22`}),re=new s(`
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
}`,{documentId:`sha256:9b951c6900a49c93d39a088ffa2e8aa37d467e45e1042942c611b3165ceecb9b`}),ie=new s(`
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
    `,{documentId:`sha256:1243ee011411ca4ff0ea041b01f9677ef6f8fb69bde24c41f90abe7b7b422485`}),ae=new s(`
    query SubjectCount {
  __typename
  accounts(prefix: "subject:", first: 1) {
    __typename
    totalCount
  }
}
    `,{documentId:`sha256:89348c7cbe21d5f28b0d6359434862533b47a4fb0fb9ab566d389cc4a50d7ac9`}),oe=new s(`
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
    `,{documentId:`sha256:eb5b22f0b4df640c2514ba57857a1ce3ff051a1dea74d32d43aa7ce567d9fd7d`}),se=new s(`
    mutation ResetAllowances($input: ResetAllowancesInput!) {
  __typename
  resetAllowances(input: $input) {
    __typename
    id
    accounts
    replayed
  }
}
    `,{documentId:`sha256:a3e09ce311fc6906aa7ac2a123346503b64edefe6829310fcc0c995f04bb2e38`}),ce=new s(`
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
}`,{documentId:`sha256:56635b6fdfe5c2e472a1ef96a6f18e24509d6d2166c6eb1e5c5da7edae8a4c16`}),le=new s(`
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
}`,{documentId:`sha256:87c020fafeefa25712c5381987a6c451460eac3ed2277de0fa22572516b7379d`}),ue=new s(`
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
}`,{documentId:`sha256:0634708abe53e1b8f4ed2339e471f5da2567560b55e29ec10b59cddf77d4b9e4`}),de=new s(`
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
}`,{documentId:`sha256:4721c40b8cb26d506336310f6423a28ba2bbb2c98c20193a23f4574e4157eee4`}),fe=new s(`
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
}`,{documentId:`sha256:31d84f4257ac37ce8cb56da0d58760ff8b7379ad10bd37462a7c7d2e05a7e883`}),pe=new s(`
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
    `,{documentId:`sha256:b242c328c4005c73cfac2b75d24b7df6d26dfd886074c1bf42f8c769d40378b6`}),me=new s(`
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
}`,{documentId:`sha256:18d6cf70b8704c2485e0aa7e680954a19c5b31355cc1d9518075a29addbe9121`}),he=new s(`
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
}`,{documentId:`sha256:1125efcf2a0e4f07e1127d1984fd9bdec56d54e9512dffc623037b219b4e7d75`}),ge=new s(`
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
}`,{documentId:`sha256:9e07f6a1ebcedb383549fc0baf1dfc77f76789c40515f18a59e68f0b17ac7160`}),_e=new s(`
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
}`,{documentId:`sha256:99e812b65d3680c62db36e00aa9c63c9e59a96e38e9ebb4a455410bf337f6ec9`}),ve=new s(`
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
}`,{documentId:`sha256:3ae53a3b3c190cdf379620236f0e840306e18122445b31120a8868552b447456`}),ye=new s(`
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
}`,{documentId:`sha256:28bf71b48326d685b5c390dd2419935904b9445ab693d7bd6953ce9086497019`}),be=new s(`
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
}`,{documentId:`sha256:500662b1bec0d0e3a9f4c1f41b7e79d26eebbe7eaf378ee5a13e4e44a2f1fd2c`}),xe=new s(`
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
}`,{documentId:`sha256:cb9ed7ecee083403c7004bf2eb0a03b2c97deb4a19eb28a04a00e5fa9e2e05ed`}),l=new s(`
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
}`,{documentId:`sha256:102ff0596bbfb0464d7b812b0b56b9f92bbd32a6e1e135aff148184a68245f4f`}),u=new s(`
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
}`,{documentId:`sha256:a53c76067988147c0ae35113c38e224616f90ebe35d227aa9910344378f8226b`}),d=new s(`
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
}`,{documentId:`sha256:539eea6454654156a0ea3bd189ca7f0d09c3bbc431a27b4ed009e2b8a1ef5563`}),f=new s(`
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
}`,{documentId:`sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4`}),p=new s(`
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
}`,{documentId:`sha256:7a0dd8fdd7859f0001a51d48c1419fccc20bf78528f5d027413daf1543298339`}),m=new s(`
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
}`,{documentId:`sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9`}),h=new s(`
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
    `,{documentId:`sha256:c2d749d53ea16ddc3306c33c86109dbb2a669ba47a80b8e7e717c785a67a884b`}),g=new s(`
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
    `,{documentId:`sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36`}),_=new s(`
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
}`,{documentId:`sha256:284369e6879e33dc8ed89862659fca3db0b2aa95b2d2ef6b150d485436ab7e8a`}),v=new s(`
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
}`,{documentId:`sha256:db4900ae15d1b2ebe141afa40db682f2139a442fdf8543f48d9e10cb5d4018b3`}),y=new s(`
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
}`,{documentId:`sha256:8055e9940e7d33a3f93678ce2b6b00dd332fa36abefd199235adfa853f2785dc`}),b=new s(`
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
}`,{documentId:`sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0`}),x=new s(`
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
}`,{documentId:`sha256:510841e94b2bea3a5ffff7e073a332606620c68cefa37c0067303e219635ca5b`}),S=new s(`
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
    `,{documentId:`sha256:8ffd0c9ea78c8cfb3c1573d199b36366c639ac9035ad2dbda0766194c777443c`}),C=new s(`
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
    `,{documentId:`sha256:5ecdae8913951ef2f1d484d1d06572da1d9730904cbb13d8ed69d494b606cf2f`}),w=new s(`
    query PolicyText {
  __typename
  policy {
    __typename
    version
    file
    text
  }
}
    `,{documentId:`sha256:a3dd0ba662fbe210fc4dd27897667766fe12ebbff93ad0981fffc02cd3bbcba9`}),T=new s(`
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
}`,{documentId:`sha256:a7d97c6b28ddee23dd3f4281908bf3da21dcef62edbf91f87dbe629cb030a526`}),E=new s(`
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
}`,{documentId:`sha256:3c9334239dc64af350507b9b4c891ee5fcfeeff487d32d36aad0629a433bc85f`}),D=new s(`
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
}`,{documentId:`sha256:9498e7d4e28687908d868c76006a59f33cae356e9f9f619deaa4802fc6fbaede`}),O=new s(`
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
}`,{documentId:`sha256:08010ae2ed1929070bb09aff9dc9d4bd0bc808b89374918ff3c21ed5cf25f90c`}),k=new s(`
    mutation Redrive($id: ID!, $key: String!) {
  __typename
  redriveUsage(usageEventId: $id, idempotencyKey: $key) {
    __typename
    id
    state
    unchargedReason
  }
}
    `,{documentId:`sha256:8875d11593e0146a0034264b975cccea2708cc3276be4244c4a9d7d3acf5fd9c`}),A=new s(`
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
}`,{documentId:`sha256:ea7d087aeaf2a1b06149be4a6eafde172110fdadfdf2c3c830eeccd1d30e3c49`}),j=new s(`
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
}`,{documentId:`sha256:2d103cdb856616c5bac7a02d1c8dcc61ce1ce4a9b9f9c4db51740db93e57042e`}),M=new s(`
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
}`,{documentId:`sha256:56965bbb96b30d933b9a0aac714f056b002fe883e629da98e22c2b4e27fdf29f`}),Se=new s(`
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
}`,{documentId:`sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d`}),Ce=new s(`
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
}`,{documentId:`sha256:a5561b7a0f62f95d5528ee4da3d77515296d83c68086619b760f422b509040e6`}),we=new s(`
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
    `,{documentId:`sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7`}),Te=new s(`
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
    `,{documentId:`sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85`}),Ee=new s(`
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
}`,{documentId:`sha256:095303de6e55198f6eb571db5c0ab66c5dfc9bcce34c91d5bef408a5a1fcb8b7`}),De=new s(`
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
}`,{documentId:`sha256:55e58549f4836745f917fd220785e96e61748c43804990734a0a46cc9582995a`}),Oe=new s(`
    query StatementHead($account: ID) {
  __typename
  now
  account(account: $account) {
    __typename
    id
    seq
  }
}
    `,{documentId:`sha256:de5652e5bd6728585c96587c9931ec0bf1c31dd66670d5c839a3d76b9823cdcf`}),ke=new s(`
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
    `,{documentId:`sha256:540fc7c2314708127b35df51f8138b7151d39431c254a051de78d49fec6cfe9d`}),Ae=new s(`
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
    `,{documentId:`sha256:ab14355deee11e20183fcab9d137868ad6bf33c788cfc932e249a1c541107f5e`}),je=new s(`
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
    `,{documentId:`sha256:f85e3e15751050e732d0f96632473b52af6a807f5b4915e413e49a31dc752f0a`}),Me=new s(`
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
}`,{documentId:`sha256:9bd03e417c35be8971694b32175022fc1ef25dca990ecf0d1892761bb48a00ff`}),N=new s(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `,{documentId:`sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251`});async function Ne(e){let t=N.toString(),r=String(N.__meta__?.documentId).replace(`sha256:`,``),i=n.nonce===``?{}:{persistedQuery:{version:1,sha256Hash:r}},a;try{let r=await fetch(n.endpoint,{method:`POST`,headers:{"content-type":`application/json`,authorization:`Bearer ${e}`},body:JSON.stringify({query:t,operationName:`WhoIsThis`,extensions:i})});if(r.status===401)return null;a=await r.json()}catch{throw new o(`Spillway does not answer. Try again in a moment.`)}if(a.data?.viewer)return a.data.viewer;let[s]=a.errors??[];if(s?.extensions?.code===`UNAUTHENTICATED`)return null;throw new o(s?.message??`Spillway gave no answer to who this is.`)}var Pe=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),Fe=function(e){return`/`+e},Ie={},Le=function(e){return e.pathname.endsWith(`.css`)},Re=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},P=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=Fe(t,n);let r=s(t),i=Le(r);return Re(Ie,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:Pe,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},F=`spillway.session`,I=e(null),L=e(null),R=e(null),z,B=()=>P(()=>import(`./oidc-DSfRjAQ_.js`),__vite__mapDeps([0,1]));function V(e){return e&&JSON.stringify([e.tenant,e.subject,e.groups])}async function H(e,t={how:`pasted`}){let n=e.trim().replace(/^bearer +/i,``),i=await Ne(n);if(!i)throw ze(n,t);U({token:n,way:t,tenant:i.tenant,subject:i.subject,groups:i.groups,...r(n)})}function ze(e,t){return t.how===`oidc`&&n.oidc?i(e,n.oidc.issuer,n.oidc.token):a(e)}async function Be(e){await H(await $(e),{how:`demo`,who:e})}function U(e){let{token:t,way:n,tenant:r,subject:i,groups:a}=e;sessionStorage.setItem(F,JSON.stringify({token:t,way:n,tenant:r,subject:i,groups:a})),n.how===`oidc`&&B().then(({share:e})=>e(Ve)),I.set(e),R.set(null),L.set(null),Ye(e)}var Ve={current(){let e=I.get();return e?.way.how===`oidc`?{token:e.token,way:e.way}:null},adopt({token:e,way:t}){let n=I.get();n&&U({...n,token:e,way:t,...r(e)})}};function W(e){I.get()&&L.set(e)}function He(){clearTimeout(z);let e=I.get()?.way;sessionStorage.removeItem(F),I.set(null),L.set(null),e?.how===`oidc`&&(R.set({idToken:e.idToken}),B().then(({revoke:t})=>t(e)))}function Ue(){let e=sessionStorage.getItem(F);if(e!==null){try{let{token:n,way:i,tenant:a,subject:o,groups:s}=JSON.parse(e),c=r(n);if(c.expiresAt>t.now()||X(i))return U({token:n,way:i,tenant:a,subject:o,groups:s,...c})}catch{}sessionStorage.removeItem(F)}}async function G(e){let t=V(I.get());return W(e),await new Promise(e=>{let t=[I.watch(n),L.watch(n)];function n(){if(!(I.get()&&L.get()!==null)){for(let e of t)e();e()}}n()}),t!==null&&V(I.get())===t}var K=null;function We(e){K=e}async function Ge(){let e=I.get();!e||e.token!==K&&e.expiresAt>t.now()||await J(e.token)||await G(`Your token is not valid any more.`)}var q=null;function J(e){let t=I.get();return t&&e!==void 0&&t.token!==e?Promise.resolve(!0):(q??=Y().finally(()=>q=null),q)}async function Y(){let e=I.get();if(!e||!X(e.way))return!1;let t=await Ke(e.way),n=I.get();return n===e?(U({...e,...t.granted,...t.granted&&r(t.granted.token),...t.spent}),t.granted!==void 0):n!==null&&n.token!==e.token}async function Ke(e){try{if(e.how===`demo`)return{granted:{token:await $(e.who),way:e}};if(e.how!==`oidc`)return{};let{renewed:t}=await B(),n=await t(e);return n?{granted:n}:{spent:{way:{...e,refreshToken:null}}}}catch{return{}}}var X=e=>e.how===`demo`||e.how===`oidc`&&e.refreshToken!==null,qe=2147483647,Z=1e3,Je=6e4;function Ye({issuedAt:e,expiresAt:n,way:r}){Q((X(r)?e+(n-e)*.8:n)-t.now())}function Q(e){clearTimeout(z),Number.isFinite(e)&&(z=setTimeout(()=>void Xe(),Math.min(Math.max(e,0),qe)))}async function Xe(){let e=I.get();if(!e||L.get()!==null)return;let{issuedAt:n,expiresAt:r,way:i}=e,a=X(i)?n+(r-n)*.8:r;if(t.now()<a-Z)return Q(a-t.now());if(await J())return;let o=I.get();if(!o||o.token!==e.token)return;let s=r-t.now();if(s<=0)return W(`Your token has expired.`);Q(X(o.way)?Math.min(s,Math.max(Z,Math.min(s/4,Je))):s)}async function $(e){let t=await(await fetch(`/dev/token`,{method:`POST`,headers:{"content-type":`application/json`,"x-spillway-dev":`1`},body:JSON.stringify(e)})).json();if(t.token===void 0)throw Error(t.errors?.[0]?.message??`The server gave no token.`);return t.token}export{k as $,ne as A,c as B,pe as C,ye as D,be as E,v as F,we as G,d as H,y as I,l as J,f as K,_ as L,de as M,j as N,xe as O,D as P,je as Q,x as R,fe as S,le as T,w as U,A as V,Te as W,Ce as X,u as Y,Se as Z,oe as _,Me as _t,Ue as a,C as at,b,Be as c,g as ct,L as d,Ae as dt,m as et,We as f,ke as ft,te as g,Ee as gt,P as h,h as ht,J as i,O as it,ce as j,ge as k,He as l,De as lt,V as m,ue as mt,R as n,ve as nt,I as o,E as ot,Ge as p,ae as pt,p as q,B as r,se as rt,H as s,T as st,W as t,he as tt,G as u,Oe as ut,ee as v,M as vt,me as w,re as x,ie as y,_e as yt,S as z};