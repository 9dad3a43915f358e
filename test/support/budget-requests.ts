/** Requests for more of budgets as tests make them, with the answers they get. */
import type { Answer, Client } from './api.js';
import { freshKey } from './calls.js';

export interface Request {
  id: string;
  budget: { id: string; limit: string; increase: string; spent: string; held: string; remaining: string };
  subject: string;
  askedBy: string;
  credits: string;
  until: string | null;
  reason: string;
  state: string;
  decidedBy: string | null;
  note: string | null;
  approved: string | null;
  approvedUntil: string | null;
  increase: { id: string; kind: string; amount: string; expiresAt: string | null } | null;
  createdAt: string;
  expiresAt: string;
  replayed: boolean;
}

export const REQUEST_FIELDS = `id budget { id limit increase spent held remaining } subject askedBy credits until reason state
  decidedBy note approved approvedUntil increase { id kind amount expiresAt } createdAt expiresAt replayed`;
export const ASK = `mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { ${REQUEST_FIELDS} } }`;
export const DECIDE = `
  mutation ($input: DecideBudgetRequestInput!) { decideBudgetRequest(input: $input) { ${REQUEST_FIELDS} } }`;
export const WITHDRAW = `mutation ($id: ID!) { withdrawBudgetRequest(requestId: $id) { ${REQUEST_FIELDS} } }`;
export const REQUESTS = `query ($state: BudgetRequestState, $first: Int! = 50, $after: String) {
  budgetRequests(state: $state, first: $first, after: $after) {
    nodes { ${REQUEST_FIELDS} } pageInfo { hasNextPage endCursor } } }`;

type Input = Record<string, unknown>;
const asked = (budget: string, credits: number, more: Input = {}) => ({
  input: { budget, credits: String(credits), reason: 'a deadline', idempotencyKey: freshKey(), ...more },
});
const answered = (requestId: string, approve: boolean, more: Input = {}) => ({
  input: { requestId, approve, idempotencyKey: freshKey(), ...more },
});

/** Asks for more of a budget. */
export const ask = (client: Client, budget: string, credits: number, more: Input = {}) =>
  client.get<Request>('requestBudget', ASK, asked(budget, credits, more));
export const tryToAsk = (client: Client, budget: string, credits: number, more: Input = {}) =>
  client.run<{ requestBudget: Request }>(ASK, asked(budget, credits, more));
/** Approves, or with `approve: false` rejects. */
export const decide = (client: Client, id: string, more: Input = {}) =>
  client.get<Request>('decideBudgetRequest', DECIDE, answered(id, true, more));
export const tryToDecide = (client: Client, id: string, more: Input = {}) =>
  client.run<{ decideBudgetRequest: Request }>(DECIDE, answered(id, true, more));
export const withdraw = (client: Client, id: string) => client.get<Request>('withdrawBudgetRequest', WITHDRAW, { id });
export const tryToWithdraw = (client: Client, id: string): Promise<Answer<{ withdrawBudgetRequest: Request }>> =>
  client.run(WITHDRAW, { id });
export const requestsOf = async (client: Client, variables: Input = {}) =>
  (await client.get<{ nodes: Request[] }>('budgetRequests', REQUESTS, variables)).nodes;

/** The budgets that count a caller, by who they are of. */
export async function budgetsOf(client: Client): Promise<Map<string, string>> {
  const { nodes } = await client.get<{ nodes: { id: string; who: string }[] }>(
    'budgets',
    '{ budgets { nodes { id who } } }',
  );
  return new Map(nodes.map(({ id, who }) => [who, id]));
}
