/**
 * What the tour asks, as GraphQL documents, and the shapes of the answers. Nothing here is known beforehand: whatever
 * the tour prints comes back in these shapes.
 */

const DECISION = `
  id outcome reason proceed message replayed decidedAt subject product feature
  requested granted shortfall requestedUsage { dimension quantity }
  draws { layer source amount windows resetsAt expiresAt line budgets { amount increase budget { who } } }
  blockedBy blockers { kind source limit remaining unblocksAt budget { id } } unblocksAt remedies
  hold { id state expiresAt amount remaining released }
  policy { version file line rule }
  account { seq balance { available held } windows { window remaining capacity } }`;

export const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { ${DECISION} } }`;
export const RELEASE = `mutation ($id: ID!) { releaseHold(decisionId: $id) { ${DECISION} } }`;
export const RECEIPT = `query ($id: ID!) { decision(id: $id) { ${DECISION} } }`;

export const ACCOUNTS = `{
  viewer { tenant }
  accounts { nodes {
    id subject pool plan seq
    balance { available promotional purchased entitlement } windows { window remaining capacity }
  } }
}`;

export const ACCOUNT = `
  query ($account: ID, $subject: ID, $pool: ID) {
    account(account: $account, subject: $subject, pool: $pool) {
      id seq balance { available held } windows { window remaining capacity }
    }
  }`;

export const AVAILABILITY = `
  query ($subject: ID, $product: ID!, $feature: ID) {
    availability(subject: $subject, product: $product, feature: $feature) {
      state layers { layer source remaining capacity resetsAt expiresAt }
    }
  }`;

export const PURCHASE = `
  mutation ($input: PurchaseCreditsInput!) {
    purchaseCredits(input: $input) {
      id status credits declineReason testMode price { amount currency } lot { amount expiresAt }
    }
  }`;

export const RECORD = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id state } }';
export const USAGE_EVENT = `
  query ($id: ID!) {
    node(id: $id) { ... on UsageEvent {
      id state charge { amount rateCard draws { source amount } } decision { hold { state released } }
    } }
  }`;
export const RECONCILE = `{
  reconcile(everyone: true) { balances differenceCount accounts balanceUpdates usageEvents charges }
}`;

export const BUDGETS = `{
  budgets { nodes { id who source period limit released increase spent held remaining paced line } }
}`;
const REQUEST = 'id subject credits approved approvedUntil reason state decidedBy note';
export const ASK_FOR_MORE = `
  mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { ${REQUEST} } }`;
export const ANSWER = `
  mutation ($input: DecideBudgetRequestInput!) { decideBudgetRequest(input: $input) { ${REQUEST} } }`;

export const POLICY = '{ policy { version ok file fileVersion problems { file line message } } }';

export interface WindowState {
  window: string;
  remaining: string;
  capacity: string;
}

export interface Decision {
  id: string;
  outcome: string;
  reason: string;
  proceed: boolean;
  message: string;
  replayed: boolean;
  decidedAt: string;
  subject: string;
  product: string;
  feature: string;
  requested: string;
  granted: string;
  shortfall: string;
  requestedUsage: { dimension: string; quantity: string }[];
  draws: {
    layer: string;
    source: string;
    amount: string;
    windows: string[];
    resetsAt: string | null;
    expiresAt: string | null;
    line: number | null;
    budgets: { amount: string; increase: string; budget: { who: string } }[];
  }[];
  blockedBy: string | null;
  blockers: {
    kind: string;
    source: string;
    limit: string | null;
    remaining: string | null;
    unblocksAt: string | null;
    budget: { id: string } | null;
  }[];
  unblocksAt: string | null;
  remedies: string[];
  hold: { id: string; state: string; expiresAt: string; amount: string; remaining: string; released: string } | null;
  policy: { version: string; file: string; line: number | null; rule: string };
  account: { seq: string; balance: { available: string; held: string }; windows: WindowState[] } | null;
}

export interface AccountRow {
  id: string;
  subject: string | null;
  pool: string | null;
  plan: string | null;
  seq: string;
  balance: { available: string; promotional: string; purchased: string; entitlement: string };
  windows: WindowState[];
}

export interface LayerState {
  layer: string;
  source: string;
  remaining: string;
  capacity: string | null;
  resetsAt: string | null;
  expiresAt: string | null;
}

export interface Purchase {
  id: string;
  status: string;
  credits: string;
  declineReason: string | null;
  testMode: boolean;
  price: { amount: string; currency: string } | null;
  lot: { amount: string; expiresAt: string | null } | null;
}

export interface BalanceChange {
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  cause: string;
  delta: string;
  heldDelta: string;
  balance: { available: string; held: string };
  windows: WindowState[];
}

export interface PolicyState {
  version: string;
  ok: boolean;
  file: string;
  fileVersion: string | null;
  problems: { file: string; line: number | null; message: string }[];
}

export interface UsageEvent {
  id: string;
  state: string;
  charge: { amount: string; rateCard: string; draws: { source: string; amount: string }[] } | null;
  decision: { hold: { state: string; released: string } | null } | null;
}

export interface Reconciliation {
  balances: boolean;
  differenceCount: string;
  accounts: string;
  balanceUpdates: string;
  usageEvents: string;
  charges: string;
}

export interface Budget {
  id: string;
  who: string;
  source: string;
  period: string;
  limit: string;
  released: string;
  increase: string;
  spent: string;
  held: string;
  remaining: string;
  paced: string | null;
  line: number | null;
}

export interface BudgetRequest {
  id: string;
  subject: string;
  credits: string;
  approved: string | null;
  approvedUntil: string | null;
  reason: string;
  state: string;
  decidedBy: string | null;
  note: string | null;
}
