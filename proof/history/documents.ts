/** What the history asks. */

export const CHECK = 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome granted } }';
export const REPORT = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id state } }';
export const RELEASE = 'mutation ($id: ID!) { releaseHold(decisionId: $id) { id } }';
export const BUY = 'mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id status } }';
export const REFUND = 'mutation ($input: RefundPurchaseInput!) { refundPurchase(input: $input) { id status } }';
export const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }';
export const TERMS = `query ($threshold: Credits!, $target: Credits!, $monthlyCap: Credits!) {
  autoTopUpTerms(threshold: $threshold, target: $target, monthlyCap: $monthlyCap) { statement }
}`;
export const TOP_UP = 'mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }';
export const RECONCILE = '{ reconcile(everyone: true) { balances differenceCount } }';

export interface Checked {
  checkAccess: { id: string; outcome: 'ALLOWED' | 'PARTIAL' | 'DENIED'; granted: string };
}
