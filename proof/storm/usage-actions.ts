/**
 * What becomes of holds in a storm: settled whole, in part, for more than they hold, as failed work, at the very moment
 * they expire, released, forgotten; and usage that nobody asked for before. Reports are repeated like anything else.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { makeCheck, someCheck } from './check-actions.js';
import { HOLD, RECORD, RECORD_MANY, RELEASE } from './documents.js';
import { drive, type Driven } from './drive.js';
import type { Action, StormClient } from './storm-client.js';
import { PRODUCT } from './storm-world.js';

/** A report came within this time of its hold's expiry: which of the two was first? */
export const EXPIRY_FIRST = 'race: expiry came first';
export const SETTLING_FIRST = 'race: settling came first';
/** A subject meddled with a hold that another opened for it, and was refused. */
export const TRESPASS = 'trespass refused';
/** A hold was reported on by counters; late; and finally for a second time, which was refused. */
export const COUNTED = 'usage in counters';
export const LATE = 'late usage';
export const SECOND_FINAL = 'second final report refused';
const RACE_MS = 250;

interface Recorded {
  id: string;
  replayed: boolean;
  state: string;
  recordedAt: string;
}
interface Held {
  hold: { state: string };
}

type Input = Record<string, unknown>;

function heed(client: StormClient, tenant: string, input: Input, { value, error }: Driven<Recorded>): void {
  if (value === null) return client.unexpected('recordUsage', error, input);
  client.evidence.count(value.replayed ? 'usage repeated' : 'usage recorded');
  const same = client.shared.claims.told('event', value.id, tenant, input.idempotencyKey as string);
  client.evidence.demand(same, 'I3', () => `event ${value.id} was told for two keys`);
}

/** Reports, now and then twice. Answers the event. */
export async function record(client: StormClient, tenant: string, input: Input): Promise<Recorded | null> {
  const asked = await client.asGateway(RECORD, { input }, tenant, client.random.chance(0.02) ? 'sent' : undefined);
  const [driven] = await drive<Recorded>(client, asked);
  heed(client, tenant, input, driven as Driven<Recorded>);
  if (driven?.value) client.keepEvent({ tenant, event: driven.value.id });
  if (client.random.chance(0.1)) {
    const [again] = await drive<Recorded>(client, await client.asGateway(RECORD, { input }, tenant));
    heed(client, tenant, input, again as Driven<Recorded>);
    const replayed = again?.value?.replayed === true && again.value.id === driven?.value?.id;
    client.evidence.demand(replayed, 'I3', () => `a repeated report: ${JSON.stringify({ input, again })}`);
  }
  return driven?.value ?? null;
}

/** A report of what the work of a hold used. */
export function reportOf(client: StormClient, decisionId: string, units: number, more: Input = {}): Input {
  const usage = [{ dimension: 'units', quantity: units }];
  return { decisionId, usage, idempotencyKey: client.key(), ...more };
}

const settle: Action = async (client) => {
  const hold = client.takeHold();
  if (!hold) return pause(5);
  const { actor, decisionId, units } = hold;
  const { random } = client;
  const parts = random.chance(0.2) ? random.between(1, 3) : 0;
  // Of counters each report says how much it is by then.
  const cumulative = parts > 0 && random.chance(0.5);
  let counter = 0;
  const report = (used: number, more: Input) =>
    reportOf(client, decisionId, cumulative ? (counter += used) : used, { cumulative, ...more });
  for (let part = 0; part < parts; part++) {
    // Now and then the parts alone are more than is held.
    const used = random.between(0, random.chance(0.2) ? units : Math.ceil(units / 3));
    await record(client, actor.tenant, report(used, { final: false }));
  }
  if (cumulative) client.evidence.count(COUNTED);
  const status = random.chance(0.1) ? random.pick(['FAILED', 'CANCELLED']) : 'COMPLETED';
  const most = random.chance(0.05) ? units + 10 : units;
  const used = random.between(0, most);
  if (!(await record(client, actor.tenant, report(used, { status }))) || !random.chance(0.1)) return;
  // What comes on top of the final report says so, or is refused (docs/rules.md, 41).
  const late = random.chance(0.5);
  const input = report(1, { late });
  if (late && (await record(client, actor.tenant, input))) return client.evidence.count(LATE);
  if (late) return;
  const [driven] = await drive<Recorded>(client, await client.asGateway(RECORD, { input }, actor.tenant));
  const code = driven?.error?.extensions.code;
  client.evidence.demand(
    code === 'CONFLICT',
    'I3',
    () => `a second final report: ${JSON.stringify({ input, driven })}`,
  );
  if (code === 'CONFLICT') client.evidence.count(SECOND_FINAL);
};

const settleMany: Action = async (client) => {
  const [first] = client.holds;
  if (!first) return pause(5);
  const { tenant } = first.actor;
  const holds = client.holds.filter(({ actor }) => actor.tenant === tenant);
  for (const hold of holds) client.holds.splice(client.holds.indexOf(hold), 1);
  const inputs = holds.map(({ decisionId, units }) => reportOf(client, decisionId, client.random.between(0, units)));
  const asked = await client.asGateway(RECORD_MANY, { inputs }, tenant);
  const results = await drive<Recorded>(client, asked, inputs.length);
  for (const [i, input] of inputs.entries()) heed(client, tenant, input, results[i] as Driven<Recorded>);
};

const release: Action = async (client) => {
  const hold = client.takeHold();
  if (!hold) return pause(5);
  const asked = await client.asGateway(RELEASE, { id: hold.decisionId }, hold.actor.tenant);
  const [driven] = await drive<Held>(client, asked);
  // A hold that is already being settled, or has ended otherwise, cannot be released.
  const code = driven?.error?.extensions.code;
  if (driven?.value) {
    const { state } = driven.value.hold;
    client.evidence.count(`released: ${state}`);
    client.shared.claims.told('hold', hold.decisionId, hold.actor.tenant, state);
  } else if (code !== 'CONFLICT') client.unexpected('releaseHold', driven?.error ?? null, { id: hold.decisionId });
};

/** What the gateway opened is no business of the subject's own token (docs/rules.md, 26). */
const trespass: Action = async (client) => {
  const [hold] = client.holds;
  if (!hold) return pause(5);
  const { actor, decisionId } = hold;
  const token = await client.shared.town.token(actor.tenant, actor.subject, actor.groups);
  const input = reportOf(client, decisionId, 0, { status: 'FAILED' });
  const asked = client.random.chance(0.5)
    ? { query: RELEASE, variables: { id: decisionId }, token }
    : { query: RECORD, variables: { input }, token };
  const [driven] = await drive<{ id: string }>(client, asked);
  const code = driven?.error?.extensions.code;
  client.evidence.demand(code === 'FORBIDDEN', 'I8', () => `a stranger to a hold: ${JSON.stringify(driven)}`);
  if (code === 'FORBIDDEN') client.evidence.count(TRESPASS);
};

const race: Action = async (client) => {
  if (client.random.chance(0.9)) return settle(client);
  await raceExpiry(client, 2, client.random.between(-RACE_MS, 10));
};

/**
 * A report that arrives as its hold expires: either of the two comes first.
 * @param shiftMs how much after the expiry it is sent; below zero: before it
 */
export async function raceExpiry(client: StormClient, holdSeconds: number, shiftMs: number): Promise<void> {
  const actor = client.anyone();
  const { value: decision } = await makeCheck(client, actor, { ...someCheck(client, actor), holdSeconds });
  if (!decision?.proceed || !decision.hold) return;
  const expiresAt = Date.parse(decision.hold.expiresAt);
  await pause(Math.max(0, expiresAt - client.shared.town.clock.now() + shiftMs));
  const units = Number(decision.grantedUsage[0]?.quantity ?? 0);
  const event = await record(client, actor.tenant, reportOf(client, decision.id, units));
  if (!event || Math.abs(Date.parse(event.recordedAt) - expiresAt) > RACE_MS) return;
  const asked = await client.asGateway(HOLD, { id: decision.id }, actor.tenant);
  const [found] = await drive<Held>(client, asked);
  // One that is still held is claimed by the event.
  const state = found?.value?.hold.state ?? '';
  if (state === 'EXPIRED') client.evidence.count(EXPIRY_FIRST);
  else if (['HELD', 'SETTLED'].includes(state)) client.evidence.count(SETTLING_FIRST);
}

/** Usage that happened without a check. */
const unasked: Action = async (client) => {
  const actor = client.anyone();
  const { random } = client;
  const [feature, dimension] = random.pick([
    ['call', 'units'],
    ['call', 'extras'],
    ['gratis', 'units'],
    ['call', 'marvels'],
  ] as const);
  const usage = [{ dimension, quantity: random.between(0, 9) }];
  const { subject, groups } = actor;
  const input = { subject, groups, product: PRODUCT, feature, usage, idempotencyKey: client.key() };
  await record(client, actor.tenant, input);
};

/** What becomes of holds, by weight. */
export const USAGE_ACTIONS: readonly [number, Action][] = [
  [14, settle],
  [6, settleMany],
  [4, release],
  [3, race],
  [2, unasked],
  [1, trespass],
];
