const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/oidc-DSfRjAQ_.js","assets/token-C-RoWOq7.js"])))=>i.map(i=>d[i]);
import{w as e,x as t}from"./createLucideIcon-CASzyieR.js";import{a as n,i as r,n as i,r as a,t as o}from"./token-C-RoWOq7.js";var s=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new s(`
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
    `,{fragmentName:`LayersNow`}),new s(`
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
    ... on AdminAction {
      __typename
      changed: account
    }
  }
}
    `,{documentId:`sha256:cbfe718d84898886d5c55bdf68d59c37985a136f4ee80ded0d8b01ca682003a8`}),l=new s(`
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
    `,{documentId:`sha256:dfcdc351ac0be5a5eb2def8547fedf0eeb605252082c9ef3c809d2ebc47fbb38`}),ee=new s(`
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
}`,{documentId:`sha256:4fb484fd375b406128e5a50aa4526b8b85120a24ceeb070d4260cc5f976e0f12`}),te=new s(`
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
}`,{documentId:`sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22`}),ne=new s(`
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
    `,{documentId:`sha256:1243ee011411ca4ff0ea041b01f9677ef6f8fb69bde24c41f90abe7b7b422485`}),re=new s(`
    query SubjectCount {
  __typename
  accounts(prefix: "subject:", first: 1) {
    __typename
    totalCount
  }
}
    `,{documentId:`sha256:89348c7cbe21d5f28b0d6359434862533b47a4fb0fb9ab566d389cc4a50d7ac9`}),ie=new s(`
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
    `,{documentId:`sha256:eb5b22f0b4df640c2514ba57857a1ce3ff051a1dea74d32d43aa7ce567d9fd7d`}),ae=new s(`
    mutation ResetAllowances($input: ResetAllowancesInput!) {
  __typename
  resetAllowances(input: $input) {
    __typename
    id
    accounts
    replayed
  }
}
    `,{documentId:`sha256:a3e09ce311fc6906aa7ac2a123346503b64edefe6829310fcc0c995f04bb2e38`}),oe=new s(`
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
      kind
      source
      limit
      remaining
      unblocksAt
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
      lot {
        __typename
        id
        kind
        expiresAt
      }
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
}`,{documentId:`sha256:44ee3372b40edfa4b19a804a374f7cf5fc738b25a725fd16ae1fceb3ecd7eb4b`}),se=new s(`
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
}`,{documentId:`sha256:cb9ed7ecee083403c7004bf2eb0a03b2c97deb4a19eb28a04a00e5fa9e2e05ed`}),ce=new s(`
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
}`,{documentId:`sha256:102ff0596bbfb0464d7b812b0b56b9f92bbd32a6e1e135aff148184a68245f4f`}),le=new s(`
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
}`,{documentId:`sha256:a53c76067988147c0ae35113c38e224616f90ebe35d227aa9910344378f8226b`}),ue=new s(`
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
}`,{documentId:`sha256:539eea6454654156a0ea3bd189ca7f0d09c3bbc431a27b4ed009e2b8a1ef5563`}),de=new s(`
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
}`,{documentId:`sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4`}),fe=new s(`
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
}`,{documentId:`sha256:7a0dd8fdd7859f0001a51d48c1419fccc20bf78528f5d027413daf1543298339`}),pe=new s(`
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
}`,{documentId:`sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9`}),me=new s(`
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
    `,{documentId:`sha256:c2d749d53ea16ddc3306c33c86109dbb2a669ba47a80b8e7e717c785a67a884b`}),he=new s(`
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
    `,{documentId:`sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36`}),ge=new s(`
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
}`,{documentId:`sha256:284369e6879e33dc8ed89862659fca3db0b2aa95b2d2ef6b150d485436ab7e8a`}),_e=new s(`
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
}`,{documentId:`sha256:db4900ae15d1b2ebe141afa40db682f2139a442fdf8543f48d9e10cb5d4018b3`}),ve=new s(`
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
}`,{documentId:`sha256:8055e9940e7d33a3f93678ce2b6b00dd332fa36abefd199235adfa853f2785dc`}),ye=new s(`
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
}`,{documentId:`sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0`}),be=new s(`
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
}`,{documentId:`sha256:510841e94b2bea3a5ffff7e073a332606620c68cefa37c0067303e219635ca5b`}),u=new s(`
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
    `,{documentId:`sha256:8ffd0c9ea78c8cfb3c1573d199b36366c639ac9035ad2dbda0766194c777443c`}),d=new s(`
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
    `,{documentId:`sha256:5ecdae8913951ef2f1d484d1d06572da1d9730904cbb13d8ed69d494b606cf2f`}),f=new s(`
    query PolicyText {
  __typename
  policy {
    __typename
    version
    file
    text
  }
}
    `,{documentId:`sha256:a3dd0ba662fbe210fc4dd27897667766fe12ebbff93ad0981fffc02cd3bbcba9`}),p=new s(`
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
}`,{documentId:`sha256:a7d97c6b28ddee23dd3f4281908bf3da21dcef62edbf91f87dbe629cb030a526`}),m=new s(`
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
}`,{documentId:`sha256:3c9334239dc64af350507b9b4c891ee5fcfeeff487d32d36aad0629a433bc85f`}),h=new s(`
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
}`,{documentId:`sha256:9498e7d4e28687908d868c76006a59f33cae356e9f9f619deaa4802fc6fbaede`}),g=new s(`
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
}`,{documentId:`sha256:08010ae2ed1929070bb09aff9dc9d4bd0bc808b89374918ff3c21ed5cf25f90c`}),_=new s(`
    mutation Redrive($id: ID!, $key: String!) {
  __typename
  redriveUsage(usageEventId: $id, idempotencyKey: $key) {
    __typename
    id
    state
    unchargedReason
  }
}
    `,{documentId:`sha256:8875d11593e0146a0034264b975cccea2708cc3276be4244c4a9d7d3acf5fd9c`}),v=new s(`
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
}`,{documentId:`sha256:23f526caf7492d5e8c08a7d97b0f1d66fbba6e4b2fa9458e593b2ae5c3f4bdff`}),y=new s(`
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
}`,{documentId:`sha256:1a84e95986873e81f2555f4db4da4c3a1dafaad781e2ca08b9fa97c652372106`}),b=new s(`
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
}`,{documentId:`sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d`}),x=new s(`
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
      kind
      source
      limit
      remaining
      unblocksAt
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
          debt
          forgiven
          rateCards
          draws {
            __typename
            ...DrawNow
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
}`,{documentId:`sha256:e4b8afda9586a7d357902e80f36294c3477f18df9b8bb949744b5279ced44245`}),S=new s(`
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
    `,{documentId:`sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7`}),C=new s(`
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
    `,{documentId:`sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85`}),w=new s(`
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
}`,{documentId:`sha256:095303de6e55198f6eb571db5c0ab66c5dfc9bcce34c91d5bef408a5a1fcb8b7`}),T=new s(`
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
}`,{documentId:`sha256:55e58549f4836745f917fd220785e96e61748c43804990734a0a46cc9582995a`}),E=new s(`
    query StatementHead($account: ID) {
  __typename
  now
  account(account: $account) {
    __typename
    id
    seq
  }
}
    `,{documentId:`sha256:de5652e5bd6728585c96587c9931ec0bf1c31dd66670d5c839a3d76b9823cdcf`}),D=new s(`
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
    `,{documentId:`sha256:540fc7c2314708127b35df51f8138b7151d39431c254a051de78d49fec6cfe9d`}),O=new s(`
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
    `,{documentId:`sha256:ab14355deee11e20183fcab9d137868ad6bf33c788cfc932e249a1c541107f5e`}),k=new s(`
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
    `,{documentId:`sha256:f85e3e15751050e732d0f96632473b52af6a807f5b4915e413e49a31dc752f0a`}),A=new s(`
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
}`,{documentId:`sha256:2beb7bb518fe263a317ef8283b3ef60bb0da1b412cb764306a1caf4257334798`}),j=new s(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `,{documentId:`sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251`});async function M(e){let t=j.toString(),r=String(j.__meta__?.documentId).replace(`sha256:`,``),i=n.nonce===``?{}:{persistedQuery:{version:1,sha256Hash:r}},a;try{let r=await fetch(n.endpoint,{method:`POST`,headers:{"content-type":`application/json`,authorization:`Bearer ${e}`},body:JSON.stringify({query:t,operationName:`WhoIsThis`,extensions:i})});if(r.status===401)return null;a=await r.json()}catch{throw new o(`Spillway does not answer. Try again in a moment.`)}if(a.data?.viewer)return a.data.viewer;let[s]=a.errors??[];if(s?.extensions?.code===`UNAUTHENTICATED`)return null;throw new o(s?.message??`Spillway gave no answer to who this is.`)}var N=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),xe=function(e){return`/`+e},Se={},Ce=function(e){return e.pathname.endsWith(`.css`)},we=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},P=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=xe(t,n);let r=s(t),i=Ce(r);return we(Se,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:N,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},F=`spillway.session`,I=e(null),L=e(null),R=e(null),z,B=()=>P(()=>import(`./oidc-DSfRjAQ_.js`),__vite__mapDeps([0,1]));function V(e){return e&&JSON.stringify([e.tenant,e.subject,e.groups])}async function H(e,t={how:`pasted`}){let n=e.trim().replace(/^bearer +/i,``),i=await M(n);if(!i)throw Te(n,t);U({token:n,way:t,tenant:i.tenant,subject:i.subject,groups:i.groups,...r(n)})}function Te(e,t){return t.how===`oidc`&&n.oidc?i(e,n.oidc.issuer,n.oidc.token):a(e)}async function Ee(e){await H(await $(e),{how:`demo`,who:e})}function U(e){let{token:t,way:n,tenant:r,subject:i,groups:a}=e;sessionStorage.setItem(F,JSON.stringify({token:t,way:n,tenant:r,subject:i,groups:a})),n.how===`oidc`&&B().then(({share:e})=>e(De)),I.set(e),R.set(null),L.set(null),Fe(e)}var De={current(){let e=I.get();return e?.way.how===`oidc`?{token:e.token,way:e.way}:null},adopt({token:e,way:t}){let n=I.get();n&&U({...n,token:e,way:t,...r(e)})}};function W(e){I.get()&&L.set(e)}function Oe(){clearTimeout(z);let e=I.get()?.way;sessionStorage.removeItem(F),I.set(null),L.set(null),e?.how===`oidc`&&(R.set({idToken:e.idToken}),B().then(({revoke:t})=>t(e)))}function ke(){let e=sessionStorage.getItem(F);if(e!==null){try{let{token:n,way:i,tenant:a,subject:o,groups:s}=JSON.parse(e),c=r(n);if(c.expiresAt>t.now()||X(i))return U({token:n,way:i,tenant:a,subject:o,groups:s,...c})}catch{}sessionStorage.removeItem(F)}}async function G(e){let t=V(I.get());return W(e),await new Promise(e=>{let t=[I.watch(n),L.watch(n)];function n(){if(!(I.get()&&L.get()!==null)){for(let e of t)e();e()}}n()}),t!==null&&V(I.get())===t}var K=null;function Ae(e){K=e}async function je(){let e=I.get();!e||e.token!==K&&e.expiresAt>t.now()||await J(e.token)||await G(`Your token is not valid any more.`)}var q=null;function J(e){let t=I.get();return t&&e!==void 0&&t.token!==e?Promise.resolve(!0):(q??=Y().finally(()=>q=null),q)}async function Y(){let e=I.get();if(!e||!X(e.way))return!1;let t=await Me(e.way),n=I.get();return n===e?(U({...e,...t.granted,...t.granted&&r(t.granted.token),...t.spent}),t.granted!==void 0):n!==null&&n.token!==e.token}async function Me(e){try{if(e.how===`demo`)return{granted:{token:await $(e.who),way:e}};if(e.how!==`oidc`)return{};let{renewed:t}=await B(),n=await t(e);return n?{granted:n}:{spent:{way:{...e,refreshToken:null}}}}catch{return{}}}var X=e=>e.how===`demo`||e.how===`oidc`&&e.refreshToken!==null,Ne=2147483647,Z=1e3,Pe=6e4;function Fe({issuedAt:e,expiresAt:n,way:r}){Q((X(r)?e+(n-e)*.8:n)-t.now())}function Q(e){clearTimeout(z),Number.isFinite(e)&&(z=setTimeout(()=>void Ie(),Math.min(Math.max(e,0),Ne)))}async function Ie(){let e=I.get();if(!e||L.get()!==null)return;let{issuedAt:n,expiresAt:r,way:i}=e,a=X(i)?n+(r-n)*.8:r;if(t.now()<a-Z)return Q(a-t.now());if(await J())return;let o=I.get();if(!o||o.token!==e.token)return;let s=r-t.now();if(s<=0)return W(`Your token has expired.`);Q(X(o.way)?Math.min(s,Math.max(Z,Math.min(s/4,Pe))):s)}async function $(e){let t=await(await fetch(`/dev/token`,{method:`POST`,headers:{"content-type":`application/json`,"x-spillway-dev":`1`},body:JSON.stringify(e)})).json();if(t.token===void 0)throw Error(t.errors?.[0]?.message??`The server gave no token.`);return t.token}export{O as $,c as A,x as B,oe as C,ge as D,ve as E,S as F,ae as G,k as H,de as I,m as J,g as K,fe as L,ue as M,f as N,be as O,C as P,E as Q,ce as R,te as S,_e as T,_ as U,b as V,pe as W,he as X,p as Y,T as Z,ie as _,ke as a,y as at,ye as b,Ee as c,L as d,D as et,Ae as f,ee as g,P as h,J as i,A as it,v as j,u as k,Oe as l,V as m,R as n,me as nt,I as o,je as p,d as q,B as r,w as rt,H as s,W as t,re as tt,G as u,l as v,h as w,se as x,ne as y,le as z};