/**
 * Checks as a storm makes them: alone and in batches, repeated, twice at the same moment, cut off on the way, with a key
 * that was used for something else. Every answer is weighed on its own here; the books are audited afterwards.
 */
import { parseCredits } from '../../src/core/amounts.js';
import { CHECK, CHECK_MANY, DECISION_BY_KEY } from './documents.js';
import { drive, type Driven } from './drive.js';
import type { Action, Answered, StormClient } from './storm-client.js';
import { CREDIT, PRODUCT, SESSIONS, type Actor } from './storm-world.js';

export interface Decided {
  id: string;
  outcome: string;
  reason: string;
  proceed: boolean;
  replayed: boolean;
  stored: boolean;
  requested: string;
  granted: string;
  shortfall: string;
  grantedUsage: { quantity: string }[];
  draws: { layer: string; source: string; amount: string }[];
  hold: { expiresAt: string } | null;
  policy: { version: string };
}

type Input = Record<string, unknown>;
type Who = Pick<Actor, 'tenant' | 'subject'>;

/** An answer was lost on its way: had the check been decided? */
export const IT_HAD = 'doubt: it had happened';
export const IT_HAD_NOT = 'doubt: it had not happened';

/** A denial that was given again, and one that is not stored. */
export const REPEATED = 'a denial repeated';
export const ONLY_COUNTED = 'a denial only counted';

/** Some check that somebody may well make. */
export function someCheck(client: StormClient, actor: Actor): Input {
  const { random } = client;
  const units = random.between(1, 60);
  const partial = random.chance(0.3);
  const minimum = partial && random.chance(0.3) ? random.between(1, units) : null;
  return {
    subject: actor.subject,
    groups: actor.groups,
    product: PRODUCT,
    feature: 'call',
    usage: [{ dimension: 'units', quantity: units, minimum }],
    mode: partial ? 'UP_TO' : 'ALL_OR_NOTHING',
    session: random.chance(0.2) ? random.pick(SESSIONS) : null,
    holdSeconds: random.chance(0.2) ? random.between(1, 3) : random.between(5, 600),
    idempotencyKey: client.key(),
  };
}

const nano = (text: string): bigint => parseCredits(text) ?? -1n;
const saysOf = ({ id, outcome, granted, draws }: Decided): string => JSON.stringify([id, outcome, granted, draws]);

/** Weighs one answer: by itself, and against all that was and will be told. */
function weigh(client: StormClient, who: Who, input: Input, { value, error, doubtful }: Driven<Decided>): void {
  const { evidence, shared } = client;
  if (value === null) return client.unexpected('checkAccess', error, input);
  shared.decisions += 1;
  const [requested, granted, shortfall] = [nano(value.requested), nano(value.granted), nano(value.shortfall)];
  const drawn = value.draws.reduce((sum, { amount }) => sum + nano(amount), 0n);
  const [usage] = input.usage as { quantity: number; minimum: number | null }[];
  const units = Number(value.grantedUsage[0]?.quantity ?? 0);
  const sound =
    (value.outcome === 'DENIED' || granted + shortfall === requested) &&
    drawn === granted &&
    granted === BigInt(units) * CREDIT &&
    (value.outcome === 'ALLOWED') === (shortfall === 0n && value.reason === 'ALLOWED') &&
    (value.outcome !== 'PARTIAL' || (input.mode === 'UP_TO' && granted > 0n && units >= (usage?.minimum ?? 0))) &&
    (value.outcome !== 'DENIED' || granted === 0n) &&
    (value.stored || (value.outcome === 'DENIED' && !value.replayed)) &&
    (value.replayed || value.proceed === (value.outcome !== 'DENIED'));
  evidence.demand(sound, 'I5', () => `an answer contradicts itself: ${JSON.stringify({ input, value })}`);
  const known = shared.policyVersions.has(value.policy.version);
  evidence.demand(known, 'I12', () => `decided by ${value.policy.version}, which nobody wrote`);
  evidence.count(`${value.outcome} ${value.reason}`);
  if (value.outcome === 'DENIED' && value.replayed) evidence.count(REPEATED);
  // What is only counted is nowhere.
  if (!value.stored) {
    evidence.count(ONLY_COUNTED);
    shared.claims.told('denial', value.id, 'nothing');
    return;
  }
  const key = input.idempotencyKey as string;
  const stored = [who.tenant, who.subject, key, value.outcome, granted];
  const same = shared.claims.told('decision', value.id, ...stored);
  evidence.demand(same, 'I3', () => `decision ${value.id} was told in two ways`);
  if (value.outcome === 'DENIED') return;
  if (doubtful) evidence.count(value.replayed ? IT_HAD : IT_HAD_NOT);
  const kinds = new Set(value.draws.map(({ layer }) => layer));
  evidence.count(`decided by ${value.draws.at(-1)?.layer ?? 'nothing'}`);
  evidence.count(`${kinds.size} sources`);
}

/** Makes a check and weighs the answer. */
export async function makeCheck(client: StormClient, who: Who, input: Input): Promise<Driven<Decided>> {
  const [driven] = await drive<Decided>(client, await client.asGateway(CHECK, { input }, who.tenant));
  weigh(client, who, input, driven as Driven<Decided>);
  return driven as Driven<Decided>;
}

/** What a client does about an answer later: it makes the call again, it ends the hold. */
function keep(client: StormClient, actor: Actor, input: Input, { value }: Driven<Decided>): void {
  if (value === null || value.replayed) return;
  const denied = value.outcome === 'DENIED';
  client.keepCall({ actor, input, says: denied ? null : saysOf(value) });
  const units = Number(value.grantedUsage[0]?.quantity ?? 0);
  if (value.hold !== null && value.proceed) client.keepHold({ actor, decisionId: value.id, units });
}

async function checkAndKeep(client: StormClient, actor: Actor, input: Input): Promise<Driven<Decided>> {
  const driven = await makeCheck(client, actor, input);
  keep(client, actor, input, driven);
  return driven;
}

const one: Action = async (client) => {
  const actor = client.anyone();
  await checkAndKeep(client, actor, someCheck(client, actor));
};

const many: Action = async (client) => {
  const { tenant } = client.anyone();
  const items = Array.from({ length: client.random.between(20, 120) }, (): Answered => {
    const known = client.random.chance(0.3) ? client.someCall() : undefined;
    if (known?.actor.tenant === tenant) return known;
    let actor = client.anyone();
    while (actor.tenant !== tenant) actor = client.anyone();
    return { actor, input: someCheck(client, actor), says: null };
  });
  const inputs = items.map(({ input }) => input);
  const results = await drive<Decided>(client, await client.asGateway(CHECK_MANY, { inputs }, tenant), inputs.length);
  for (const [i, { actor, input, says }] of items.entries()) {
    const driven = results[i] as Driven<Decided>;
    if (says !== null) compare(client, says, driven);
    weigh(client, actor, input, driven);
    keep(client, actor, input, driven);
  }
};

function compare(client: StormClient, says: string, { value }: Driven<Decided>): void {
  client.evidence.count('replay after commit');
  const same = value !== null && value.replayed && saysOf(value) === says;
  client.evidence.demand(same, 'I3', () => `a replay says ${value && saysOf(value)}, the answer was ${says}`);
}

const replay: Action = async (client) => {
  const call = client.someCall();
  if (!call) return one(client);
  const { actor, input, says } = call;
  const driven = await checkAndKeep(client, actor, input);
  if (says !== null) compare(client, says, driven);
};

/** The same call at the same moment, at whatever processes. */
const together: Action = async (client) => {
  const actor = client.anyone();
  const input = someCheck(client, actor);
  const results = await Promise.all(
    Array.from({ length: client.random.between(2, 4) }, () => checkAndKeep(client, actor, input)),
  );
  const taken = results.flatMap(({ value }) => (value && value.outcome !== 'DENIED' ? [value] : []));
  const first = taken.filter(({ replayed }) => !replayed).length;
  // A process that finds its own lost COMMIT in the books answers with a replay, and nobody had the first answer.
  const lost = !client.calm || results.some(({ doubtful }) => doubtful);
  if (first === 1 && taken.length > 1) client.evidence.count('replay in flight');
  const once = new Set(taken.map(saysOf)).size <= 1 && first <= 1 && (lost || taken.length === 0 || first === 1);
  client.evidence.demand(once, 'I3', () => `one key, at once: ${JSON.stringify(taken)}`);
};

const conflict: Action = async (client) => {
  const taken = client.calls.filter(({ says }) => says !== null);
  if (taken.length === 0) return one(client);
  const { actor, input } = client.random.pick(taken);
  const other = { ...input, usage: [{ dimension: 'units', quantity: 61 }] };
  const [driven] = await drive(client, await client.asGateway(CHECK, { input: other }, actor.tenant));
  const code = driven?.error?.extensions.code;
  client.evidence.demand(code === 'IDEMPOTENCY_CONFLICT', 'I4', () => `a used key: ${JSON.stringify(driven)}`);
};

/** The answer is never read: was it decided? The key tells. */
const lose: Action = async (client) => {
  const actor = client.anyone();
  const input = someCheck(client, actor);
  const cut = client.random.pick(['half', 'sent'] as const);
  const asked = await client.asGateway(CHECK, { input }, actor.tenant, cut);
  const answer = await client.shared.town.httpOf(client.random.pick(client.shared.town.apis)).ask(asked);
  const variables = { key: input.idempotencyKey, subject: actor.subject };
  const [found] = await drive<Decided>(client, await client.asGateway(DECISION_BY_KEY, variables, actor.tenant));
  const driven = await checkAndKeep(client, actor, input);
  if (answer !== 'lost' || !driven.value || driven.value.outcome === 'DENIED') return;
  // What was cut off half-way leaves no doubt: it cannot have happened.
  if (cut === 'sent') client.evidence.count(driven.value.replayed ? IT_HAD : IT_HAD_NOT);
  const decided = cut === 'half' && driven.value.replayed && client.calm && !driven.doubtful;
  client.evidence.demand(!decided, 'I10', () => `half a request was decided: ${driven.value?.id}`);
  const before = found?.value;
  const kept = !before || before.outcome === 'DENIED' || saysOf(before) === saysOf(driven.value);
  client.evidence.demand(
    kept,
    'I10',
    () => `decisionByKey said ${JSON.stringify(before)}, the key ${driven.value?.id}`,
  );
};

const extend: Action = async (client) => {
  const hold = client.takeHold();
  if (!hold) return one(client);
  const { actor, decisionId } = hold;
  const input: Input = { ...someCheck(client, actor), extends: decisionId };
  await checkAndKeep(client, actor, input);
};

/** Somebody without an account asks for what there is not. It is denied all the same, and makes no account exist. */
const inVain: Action = async (client) => {
  const actor = { ...client.anyone(), subject: client.key() };
  const input: Input = { ...someCheck(client, actor), product: 'nothing' };
  const { value } = await makeCheck(client, actor, input);
  const denied = value === null || value.reason === 'UNKNOWN_PRODUCT';
  client.evidence.demand(denied, 'I5', () => `nothing was asked for, and had: ${JSON.stringify(value)}`);
};

/** What a storm of checks is made of, by weight. */
export const CHECK_ACTIONS: readonly [number, Action][] = [
  [40, one],
  [20, many],
  [12, replay],
  [5, together],
  [3, conflict],
  [3, lose],
  [3, extend],
  [1, inVain],
];
