/**
 * Credits that come and go during a storm: bought, granted for seconds or for later, refunded, taken back; and what
 * admins change: plans, states, allowances.
 */
import { parseCredits } from '../../src/core/amounts.js';
import { BUY, GRANT, REFUND, RESET, REVOKE, SET_PLAN, SET_PLAN_LATER, SET_STATE, TOP_UP } from './documents.js';
import type { Driven } from './drive.js';
import type { Action, StormClient } from './storm-client.js';
import { POOLS, type Actor } from './storm-world.js';

/** What calls that retire a key answer. */
export interface Made {
  id: string;
  replayed: boolean;
}
export interface Bought extends Made {
  status: string;
  credits: string;
}
interface Lot extends Made {
  amount: string;
}
/** Whose credits: any actor's, or somebody else's. */
type Owner = Pick<Actor, 'tenant' | 'subject'>;

/** The actor's own account, or now and then the pool that it shares. */
function someAccount(client: StormClient, { tenant, subject }: Owner): Record<string, unknown> {
  return client.random.chance(0.2) ? { pool: POOLS[tenant] } : { subject };
}

interface Keyed extends Record<string, unknown> {
  idempotencyKey: string;
}

/**
 * Makes a call of the tenant's admin, or of whom `send` sends it for, and, once it has had its effect, with some probability
 * the same call again.
 */
export async function insist<T extends Made>(
  client: StormClient,
  tenant: string,
  query: string,
  input: Keyed,
  probability = 0.2,
  send = (query: string, variables: Record<string, unknown>) => client.asAdmin<T>(tenant, query, variables),
): Promise<Driven<T>> {
  const first = await send(query, { input });
  if (first.value === null || !client.random.chance(probability)) return first;
  const { value } = await send(query, { input });
  const same = value?.replayed === true && value.id === first.value.id;
  client.evidence.demand(same, 'I3', () => `made again, ${JSON.stringify(input)} says ${JSON.stringify(value)}`);
  return first;
}

/**
 * @param paymentMethod null: the tenant's own
 * @param clicks how often the button is pressed at once, at whatever processes
 */
export async function buy(
  client: StormClient,
  owner: Owner,
  credits: string,
  paymentMethod: string | null,
  clicks = client.random.chance(0.2) ? 3 : 1,
): Promise<void> {
  const method = paymentMethod === null ? {} : { paymentMethod };
  const input = { ...someAccount(client, owner), credits, ...method, idempotencyKey: client.key() };
  const calls = Array.from({ length: clicks }, () => client.asAdmin<Bought>(owner.tenant, BUY, { input }));
  const answers = await Promise.all(calls);
  const refused = answers.find(({ value }) => value === null);
  if (refused) return client.unexpected('purchaseCredits', refused.error, input);
  const made = answers.flatMap(({ value }) => value ?? []);
  const [value] = made;
  if (!value) return;
  if (made.length > 1) client.evidence.count('purchase at once');
  const once = made.every(({ id }) => id === value.id) && made.filter(({ replayed }) => !replayed).length <= 1;
  client.evidence.demand(once, 'I3', () => `one key, bought at once: ${JSON.stringify(made)}`);
  client.evidence.count(`purchase ${value.status}`);
  const { claims } = client.shared;
  const stored = [owner.tenant, input.idempotencyKey, parseCredits(credits) ?? -1n];
  const same = claims.told('purchase', value.id, ...stored);
  client.evidence.demand(same, 'I3', () => `purchase ${value.id} was told for two keys`);
  // What is pending is paid or declined later; nothing else changes its mind.
  if (value.status !== 'PENDING') claims.told('payment', value.id, value.status === 'DECLINED' ? 'DECLINED' : 'PAID');
  if (value.status !== 'PAID' || !client.random.chance(0.25)) return;
  const refund = { purchaseId: value.id, reason: 'a storm', idempotencyKey: client.key() };
  const back = await insist<Bought>(client, owner.tenant, REFUND, refund);
  // All of it may have been used by then.
  if (back.value) claims.told('refund', value.id, refund.idempotencyKey);
  else if (back.error?.extensions.code === 'CONFLICT') client.evidence.count('refund refused');
  else client.unexpected('refundPurchase', back.error, refund);
}

const purchase: Action = async (client) => {
  const method = client.random.pick(['sandbox:ok', 'sandbox:ok', null, 'sandbox:declined', 'sandbox:slow']);
  // Prices of whole cents come of amounts that are none.
  const credits = `${client.random.between(200, 2_000)}.${client.random.between(0, 999)}`;
  await buy(client, client.anyone(), credits, method);
};

const grant: Action = async (client) => {
  const actor = client.anyone();
  const { random } = client;
  const { clock } = client.shared.town;
  const now = clock.now();
  const effectiveAt = random.chance(0.2) ? new Date(now + random.between(300, 3_000)).toISOString() : null;
  const expiresAt = random.chance(0.7) ? new Date(now + random.between(4_000, 20_000)).toISOString() : null;
  const input = {
    ...someAccount(client, actor),
    kind: random.pick(['PROMOTIONAL', 'PROMOTIONAL', 'ENTITLEMENT', 'REFUND']),
    credits: `${random.between(5, 200)}.5`,
    ...{ priority: random.between(1, 3), effectiveAt, expiresAt, reason: 'a storm', idempotencyKey: client.key() },
  };
  const { value, error } = await insist<Lot>(client, actor.tenant, GRANT, input);
  // A lot whose time came while the call waited is refused.
  if (error?.extensions.code === 'BAD_USER_INPUT' && expiresAt !== null && clock.now() > Date.parse(expiresAt)) return;
  if (!value) return client.unexpected('grantCredits', error, input);
  client.shared.claims.told('lot', value.id, actor.tenant, input.idempotencyKey, parseCredits(value.amount) ?? -1n);
  if (!random.chance(0.25)) return;
  const take = { lotId: value.id, reason: 'a storm', idempotencyKey: client.key() };
  const taken = await insist<Lot>(client, actor.tenant, REVOKE, take);
  if (taken.value) client.shared.claims.told('revocation', value.id, take.idempotencyKey);
  else if (taken.error?.extensions.code === 'CONFLICT') client.evidence.count('revoke refused');
  else client.unexpected('revokeCredits', taken.error, take);
};

const plan: Action = async (client) => {
  const { tenant, subject, plan } = client.anyone();
  // What is to come is lifted by what comes at once.
  if (client.random.chance(0.4)) {
    const { error } = await client.asAdmin(tenant, SET_PLAN_LATER, { subject, plan: 'guarded' });
    client.unexpected('setPlan at PERIOD_END', error, { subject });
  }
  for (const next of ['guarded', plan]) {
    const { error } = await client.asAdmin(tenant, SET_PLAN, { subject, plan: next });
    client.unexpected('setPlan', error, { subject, next });
  }
};

const state: Action = async (client) => {
  const { tenant, subject } = client.anyone();
  for (const next of ['SUSPENDED', 'ACTIVE']) {
    const variables = { account: `subject:${subject}`, state: next, reason: 'a storm' };
    const { error } = await client.asAdmin(tenant, SET_STATE, variables);
    client.unexpected('setAccountState', error, variables);
  }
};

const reset: Action = async (client) => {
  const { tenant, subject } = client.anyone();
  // Who is not known has nothing to end, and is passed over.
  await resetAllowance(client, tenant, client.random.chance(0.2) ? client.key() : subject);
};

/** Has all windows of somebody end early. */
export async function resetAllowance(client: StormClient, tenant: string, subject: string): Promise<void> {
  const input = { subjects: [subject], idempotencyKey: client.key() };
  const { value, error } = await client.asAdmin<{ id: string }>(tenant, RESET, { input });
  if (value) client.shared.claims.told('reset', value.id, tenant, input.idempotencyKey);
  else client.unexpected('resetAllowances', error, input);
}

const TOP_UP_TERMS = { enabled: true, consent: true, threshold: '100', target: '600', monthlyCap: '1000000' };

/** Has credits bought for somebody as they run out; said again, it changes nothing but the consent. */
export async function setTopUp(client: StormClient, tenant: string, subject: string, more = {}): Promise<void> {
  const input = { subject, ...TOP_UP_TERMS, ...more };
  const { error } = await client.asAdmin(tenant, TOP_UP, { input });
  client.unexpected('setAutoTopUp', error, input);
}

const topUp: Action = async (client) => {
  const { random } = client;
  const { tenant, subject } = random.pick(client.shared.world.actors.filter(({ toppedUp }) => toppedUp));
  const more = random.chance(0.5) ? { paymentMethod: 'sandbox:ok' } : {};
  if (random.chance(0.5)) return setTopUp(client, tenant, subject, more);
  const [newcomer, terms] = [client.key(), { ...more, enabled: random.chance(0.5) }];
  await setTopUp(client, tenant, newcomer, terms);
  await setTopUp(client, tenant, newcomer, terms);
};

/** What changes around the checks, by weight. */
export const MONEY_ACTIONS: readonly [number, Action][] = [
  [3, purchase],
  [5, grant],
  [0.5, plan],
  [0.5, state],
  [0.5, reset],
  [1, topUp],
];
