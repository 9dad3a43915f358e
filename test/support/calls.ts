/** The operations that most API tests make, with the answers they get. */
import type { Answer, Client } from './api.js';

export interface Draw {
  layer: string;
  source: string;
  account: string;
  amount: string;
  windows: string[];
  lot: { id: string } | null;
  resetsAt: string | null;
  expiresAt: string | null;
  line: number | null;
}

export interface Blocker {
  kind: string;
  source: string;
  account: string | null;
  limit: string | null;
  remaining: string | null;
  unblocksAt: string | null;
}

export interface Hold {
  id: string;
  state: string;
  expiresAt: string;
  amount: string;
  remaining: string;
  settled: string;
  released: string;
  decisions: { id: string }[];
}

interface Quantity {
  dimension: string;
  quantity: string;
}

export interface Estimate {
  outcome: string;
  reason: string;
  message: string;
  subject: string;
  product: string;
  feature: string;
  session: string | null;
  labels: { key: string; value: string }[];
  requested: string;
  granted: string;
  shortfall: string;
  requestedUsage: Quantity[];
  grantedUsage: Quantity[];
  draws: Draw[];
  blockedBy: string | null;
  blockers: Blocker[];
  unblocksAt: string | null;
  remedy: string;
  remedies: string[];
  policy: { version: string; file: string; line: number | null; rule: string };
  decidedAt: string;
  account: { id: string; subject: string | null } | null;
}

export interface Decision extends Estimate {
  id: string;
  proceed: boolean;
  replayed: boolean;
  hold: Hold | null;
}

export interface Lot {
  id: string;
  account: string;
  kind: string;
  amount: string;
  remaining: string;
  held: string;
  spent: string;
  expired: string;
  takenBack: string;
  expiresAt: string | null;
  replayed: boolean;
}

export interface Purchase {
  id: string;
  account: string;
  status: string;
  credits: string;
  replayed: boolean;
  lot: { id: string; amount: string; expiresAt: string } | null;
}

export interface Account {
  id: string;
  subject: string | null;
  pool: string | null;
  plan: string | null;
  seq: string;
  balance: Record<string, string>;
  windows: {
    window: string;
    capacity: string;
    used: string;
    held: string;
    remaining: string;
    resetsAt: string | null;
  }[];
  lots: Lot[];
}

export const ESTIMATE_FIELDS = `
  outcome reason message subject product feature session labels { key value } requested granted shortfall
  requestedUsage { dimension quantity } grantedUsage { dimension quantity }
  draws { layer source account amount windows lot { id } resetsAt expiresAt line }
  blockedBy blockers { kind source account limit remaining unblocksAt } unblocksAt remedy remedies
  policy { version file line rule } decidedAt account { id subject }`;
export const DECISION_FIELDS = `id proceed replayed ${ESTIMATE_FIELDS}
  hold { id state expiresAt amount remaining settled released decisions { id } }`;
export const LOT_FIELDS = 'id account kind amount remaining held spent expired takenBack expiresAt replayed';
export const PURCHASE_FIELDS = 'id account status credits replayed lot { id amount expiresAt }';
export const ACCOUNT_FIELDS = `id subject pool plan seq
  balance { available held promotional purchased refund entitlement debt }
  windows { window capacity used held remaining resetsAt } lots { ${LOT_FIELDS} }`;

export const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { ${DECISION_FIELDS} } }`;
export const CHECK_MANY = `
  mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { ${DECISION_FIELDS} } }`;
export const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) { ${ESTIMATE_FIELDS} } }`;
export const RELEASE = `mutation ($id: ID!) { releaseHold(decisionId: $id) { ${DECISION_FIELDS} } }`;
export const DECISION = `query ($id: ID!) { decision(id: $id) { ${DECISION_FIELDS} } }`;
export const ACCOUNT = `
  query ($account: ID, $subject: ID, $pool: ID) {
    account(account: $account, subject: $subject, pool: $pool) { ${ACCOUNT_FIELDS} }
  }`;
export const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { ${LOT_FIELDS} } }`;
export const REVOKE = `mutation ($input: RevokeCreditsInput!) { revokeCredits(input: $input) { ${LOT_FIELDS} } }`;
export const PURCHASE = `
  mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { ${PURCHASE_FIELDS} } }`;
export const REFUND = `
  mutation ($input: RefundPurchaseInput!) { refundPurchase(input: $input) { ${PURCHASE_FIELDS} refunded } }`;
export const SET_PLAN = `mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { id plan seq } }`;
export const SET_STATE = `
  mutation ($account: ID!, $state: AccountState!, $reason: String!) {
    setAccountState(account: $account, state: $state, reason: $reason) { id state seq }
  }`;
export const RESET = `
  mutation ($input: ResetAllowancesInput!) { resetAllowances(input: $input) { accounts replayed } }`;

type Input = Record<string, unknown>;
let keys = 0;

/** A key that nobody has used. */
export function freshKey(): string {
  return `key-${(keys += 1)}`;
}

/** A check for so many units of the product `meter`, at 1 credit each. */
export function meter(subject: string, units: number, more: Input = {}): Input {
  const usage = [{ dimension: 'units', quantity: units }];
  return { subject, product: 'meter', feature: 'call', usage, idempotencyKey: freshKey(), ...more };
}

/** The same without what only a check has. */
export function asked({ idempotencyKey: _, holdSeconds: _seconds, extends: _extends, ...input }: Input): Input {
  return input;
}

export const check = (client: Client, input: Input) => client.get<Decision>('checkAccess', CHECK, { input });
export const tryCheck = (client: Client, input: Input) => client.run<{ checkAccess: Decision }>(CHECK, { input });
export const estimate = (client: Client, input: Input) => client.get<Estimate>('estimateAccess', ESTIMATE, { input });
export const release = (client: Client, id: string) => client.get<Decision>('releaseHold', RELEASE, { id });
export const decision = (client: Client, id: string) => client.get<Decision | null>('decision', DECISION, { id });
export const account = (client: Client, of: Input = {}) => client.get<Account>('account', ACCOUNT, of);
export const setPlan = (client: Client, subject: string, plan: string) =>
  client.get<{ id: string }>('setPlan', SET_PLAN, { subject, plan });
export const purchase = (client: Client, input: Input) =>
  client.get<Purchase>('purchaseCredits', PURCHASE, { input: { idempotencyKey: freshKey(), ...input } });
export const grant = (client: Client, input: Input) =>
  client.get<Lot>('grantCredits', GRANT, {
    input: { kind: 'PROMOTIONAL', reason: 'a test', idempotencyKey: freshKey(), ...input },
  });

/** Draws as `LAYER amount`, in order. */
export const drawn = ({ draws }: { draws: Draw[] }) => draws.map(({ layer, amount }) => `${layer} ${amount}`);

/** The codes of an answer's errors. */
export const codesOf = ({ errors = [] }: Answer<unknown>) => errors.map(({ extensions }) => extensions.code);
