/**
 * The operations that a storm makes, each with the fields that it weighs.
 */
const DECISION = `id outcome reason proceed replayed stored requested granted shortfall grantedUsage { quantity }
  draws { layer source amount } hold { expiresAt } policy { version }`;
const USAGE = 'id replayed state recordedAt';
const LOT = 'id amount replayed';
const PURCHASE = 'id status credits replayed';

export const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { ${DECISION} } }`;
export const CHECK_MANY = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { ${DECISION} } }`;
export const DECISION_BY_KEY = `query ($key: String!, $subject: ID) {
  decisionByKey(idempotencyKey: $key, subject: $subject) { ${DECISION} }
}`;
export const HOLD = 'query ($id: ID!) { decision(id: $id) { id hold { state } } }';
export const RELEASE = 'mutation ($id: ID!) { releaseHold(decisionId: $id) { id hold { state } } }';

export const RECORD = `mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { ${USAGE} } }`;
export const RECORD_MANY = `mutation ($inputs: [RecordUsageInput!]!) { recordUsageMany(inputs: $inputs) { ${USAGE} } }`;

export const VOID = `mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id replayed voids { id } } }`;

export const BUY = `mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { ${PURCHASE} } }`;
export const REFUND = `mutation ($input: RefundPurchaseInput!) { refundPurchase(input: $input) { ${PURCHASE} } }`;
export const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { ${LOT} } }`;
export const REVOKE = `mutation ($input: RevokeCreditsInput!) { revokeCredits(input: $input) { ${LOT} } }`;
export const BUDGETS = '{ budgets { nodes { id who source period } } }';
const REQUEST = 'id state subject credits until approved decidedBy replayed';
export const ASK_FOR_MORE = `mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { ${REQUEST} } }`;
export const ANSWER = `mutation ($input: DecideBudgetRequestInput!) { decideBudgetRequest(input: $input) { ${REQUEST} } }`;
export const WITHDRAW = `mutation ($id: ID!) { withdrawBudgetRequest(requestId: $id) { ${REQUEST} } }`;

export const TOP_UP = 'mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { enabled } }';

export const SET_PLAN = 'mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { id } }';
export const SET_PLAN_LATER = `mutation ($subject: ID!, $plan: ID!) {
  setPlan(subject: $subject, plan: $plan, at: PERIOD_END) { id }
}`;
export const SET_STATE = `mutation ($account: ID!, $state: AccountState!, $reason: String!) {
  setAccountState(account: $account, state: $state, reason: $reason) { id }
}`;
export const RESET = 'mutation ($input: ResetAllowancesInput!) { resetAllowances(input: $input) { id replayed } }';
export const GRANT_RESET = 'mutation ($input: GrantResetInput!) { grantReset(input: $input) { count replayed } }';
export const REDEEM_RESET = `mutation ($input: RedeemResetInput!) {
  redeemReset(input: $input) { window restored left replayed }
}`;
