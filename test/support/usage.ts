/** Reporting usage in tests, and waiting for its settlement. */
import type { Client, TestApi } from './api.js';
import { freshKey, type Draw } from './calls.js';

export interface Charge {
  id: string;
  amount: string;
  rateCard: string;
  rateCards: string[];
  forgiven: string;
  debt: string;
  draws: Draw[];
}

export interface UsageEvent {
  id: string;
  usageNo: string;
  account: string;
  product: string;
  feature: string;
  state: string;
  status: string;
  final: boolean;
  replayed: boolean;
  unchargedReason: string | null;
  occurredAt: string;
  usage: { dimension: string; quantity: string }[];
  counters: { dimension: string; quantity: string }[];
  decision: { id: string } | null;
  charge: Charge | null;
}

type Input = Record<string, unknown>;

export const USAGE_FIELDS = `id usageNo account product feature state status final replayed unchargedReason occurredAt
  usage { dimension quantity } counters { dimension quantity } decision { id }
  charge { id amount rateCard rateCards forgiven debt draws { layer source account amount windows lot { id } expiresAt } }`;
export const RECORD = `mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { ${USAGE_FIELDS} } }`;
export const RECORD_MANY = `
  mutation ($inputs: [RecordUsageInput!]!) { recordUsageMany(inputs: $inputs) { ${USAGE_FIELDS} } }`;
const EVENT = `query ($id: ID!) { node(id: $id) { ... on UsageEvent { ${USAGE_FIELDS} } } }`;

/** A report of so many units of `meter` for a decision. */
export function usedOf(decisionId: string, units: number, more: Input = {}): Input {
  return { decisionId, usage: [{ dimension: 'units', quantity: units }], idempotencyKey: freshKey(), ...more };
}

/** A report of so many units of `meter` without a decision. */
export function usedBy(subject: string, units: number, more: Input = {}): Input {
  const usage = [{ dimension: 'units', quantity: units }];
  return { subject, product: 'meter', feature: 'call', usage, idempotencyKey: freshKey(), ...more };
}

export const record = (client: Client, input: Input) => client.get<UsageEvent>('recordUsage', RECORD, { input });

/** Resolves when all that was recorded is settled. */
export async function allSettled({ asOwner }: Pick<TestApi, 'asOwner'>): Promise<void> {
  for (;;) {
    const rows = await asOwner('select from account where settled_no < usage_no limit 1');
    if (rows.length === 0) return;
  }
}

/** Records usage and returns the event as it is once it is settled. */
export async function settled(api: TestApi, client: Client, input: Input): Promise<UsageEvent> {
  const { id } = await record(client, input);
  await allSettled(api);
  return client.get<UsageEvent>('node', EVENT, { id });
}
