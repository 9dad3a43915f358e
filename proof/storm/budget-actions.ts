/**
 * More of a budget in a storm: members ask with their own tokens, and approvers answer, each at whatever process: twice with
 * one key, two of them at once, one while the asker takes it back, one for herself, one what was answered before. Each
 * request is answered once; what an approval raised is asked of the books afterwards.
 */
import { parseCredits } from '../../src/core/amounts.js';
import { ANSWER, ASK_FOR_MORE, BUDGETS, WITHDRAW } from './documents.js';
import type { Driven } from './drive.js';
import { insist, type Made } from './money-actions.js';
import type { Action, StormClient } from './storm-client.js';
import { APPROVERS, BUILDERS_GROUP, type Actor } from './storm-world.js';

/** What a storm must have met of it. */
export const ASKED = 'more of a budget asked for';
export const APPROVED = 'more of a budget approved';
export const REJECTED = 'more of a budget rejected';
export const WITHDRAWN = 'a request taken back';
export const ANSWERED_AGAIN = 'an approval sent again';
export const AT_ONCE = 'an approval sent more than once at the same moment';
export const TWO_APPROVERS = 'two approvers at once';
export const ANSWERED_BEFORE = 'an answer to what was answered before';
export const OWN_REQUEST = 'an answer to one’s own request';

const TENANT = 'acme';
/** Its budgets are never used up in a storm. */
const ENDLESS = 'team:storm';
const CLICKS = 3;

interface Requested extends Made {
  until: string | null;
  state: string;
  subject: string;
  credits: string;
  approved: string | null;
  decidedBy: string | null;
}
interface Budget {
  id: string;
  who: string;
}
type Who = Pick<Actor, 'subject' | 'groups'>;
type Input = Record<string, unknown> & { idempotencyKey: string };

const approver = (client: StormClient): Who => ({ subject: client.random.pick(APPROVERS), groups: [] });
const codeOf = ({ error }: Driven<object>) => error?.extensions.code ?? null;

/** The budgets of somebody that may run out, as they stand in the policy that serves. */
async function budgetsOf(client: StormClient, who: Who): Promise<Budget[]> {
  const { value, error } = await client.asSubject<{ nodes: Budget[] }>(TENANT, who, BUDGETS, {});
  client.unexpected('budgets', error, { ...who });
  return value?.nodes.filter((budget) => budget.who !== ENDLESS) ?? [];
}

/**
 * Asks for more of some budget of somebody.
 * @param until null: to the end of its period
 * @returns the request; null where it was refused
 */
async function ask(client: StormClient, who: Who, until: number | null): Promise<Requested | null> {
  const budgets = await budgetsOf(client, who);
  if (budgets.length === 0) return null;
  const { random, evidence, shared } = client;
  const budget = random.pick(budgets).id;
  const terms = {
    credits: `${random.between(5, 150)}.5`,
    until: until === null ? null : new Date(until).toISOString(),
  };
  const input = { budget, ...terms, reason: 'a storm', idempotencyKey: client.key() };
  const send = (query: string, variables: object) => client.asSubject<Requested>(TENANT, who, query, { ...variables });
  const { value, error } = await insist<Requested>(client, TENANT, ASK_FOR_MORE, input, 0.2, send);
  // Ten of one caller may wait on one budget; and its end may have passed with a leap of the clock.
  if (error?.extensions.code === 'CONFLICT') return null;
  if (!value) {
    client.unexpected('requestBudget', error, input);
    return null;
  }
  evidence.count(ASKED);
  const told = [TENANT, who.subject, input.idempotencyKey, parseCredits(input.credits) ?? -1n];
  const same = shared.claims.told('request', value.id, ...told);
  evidence.demand(same, 'I3', () => `request ${value.id} was told for two keys`);
  return value;
}

/** One answer, as somebody sends it. */
async function answer(client: StormClient, who: Who, input: Input): Promise<Driven<Requested>> {
  const driven = await client.asSubject<Requested>(TENANT, who, ANSWER, { input });
  const { value } = driven;
  if (value) {
    const told = [TENANT, value.state, value.decidedBy ?? '', parseCredits(value.approved ?? '') ?? 0n];
    const same = client.shared.claims.told('answer', value.id, ...told, input.idempotencyKey);
    client.evidence.demand(same, 'I3', () => `the answer to ${value.id} was told in two ways`);
  }
  return driven;
}

const answering = (client: StormClient, { id }: Requested, more: object = {}): Input => {
  return { requestId: id, approve: true, idempotencyKey: client.key(), ...more };
};

/** Whether nothing can be approved any more, for the instant until which it was asked for has passed. */
function hasPassed(client: StormClient, { until }: Requested): boolean {
  return until !== null && Date.parse(until) <= client.shared.town.clock.now();
}

/**
 * Of calls of which one alone can have an effect: one has, and the others are refused for it.
 * @returns whether one has
 */
function oneOf(client: StormClient, what: string, request: Requested, answers: readonly Driven<object>[]): boolean {
  const had = answers.filter(({ value }) => value !== null).length;
  const refused = answers.filter((each) => codeOf(each) === 'CONFLICT').length;
  const once = (had === 1 || (had === 0 && hasPassed(client, request))) && had + refused === answers.length;
  client.evidence.demand(once, 'I3', () => `${what}, of ${request.id}: ${JSON.stringify(answers)}`);
  return had === 1;
}

type Answering = (client: StormClient, asker: Who, request: Requested) => Promise<void>;

/** One key, pressed by an impatient approver, wherever. */
const pressedOften: Answering = async (client, _, request) => {
  const [who, input] = [approver(client), answering(client, request)];
  const answers = await Promise.all(Array.from({ length: CLICKS }, () => answer(client, who, input)));
  const made = answers.flatMap(({ value }) => value ?? []);
  if (made.length === 0 && hasPassed(client, request)) return;
  const first = made.filter(({ replayed }) => !replayed).length;
  // A process that finds its own lost COMMIT in the books answers with a replay.
  const lost = !client.calm || answers.some(({ doubtful }) => doubtful);
  const once = made.length === CLICKS && (first === 1 || (lost && first === 0));
  const all = made.every(({ state }) => state === 'APPROVED');
  client.evidence.demand(once && all, 'I3', () => `one approval, at once: ${JSON.stringify(answers)}`);
  client.evidence.count(APPROVED);
  client.evidence.count(AT_ONCE);
};

const byTwo: Answering = async (client, _, request) => {
  const part = client.random.chance(0.5) ? { credits: '4.25' } : {};
  const answers = await Promise.all(
    APPROVERS.map((subject, i) =>
      answer(client, { subject, groups: [] }, answering(client, request, i === 0 ? part : {})),
    ),
  );
  if (!oneOf(client, 'two approvers', request, answers)) return;
  client.evidence.count(APPROVED);
  client.evidence.count(TWO_APPROVERS);
};

const againstTheAsker: Answering = async (client, asker, request) => {
  const [given, back] = await Promise.all([
    answer(client, approver(client), answering(client, request)),
    client.asSubject<Requested>(TENANT, asker, WITHDRAW, { id: request.id }),
  ]);
  if (!oneOf(client, 'an approver and the asker', request, [given, back])) return;
  client.evidence.count(given.value ? APPROVED : WITHDRAWN);
  if (back.value) client.shared.claims.told('withdrawal', request.id, TENANT, 'WITHDRAWN');
};

const rejected: Answering = async (client, _, request) => {
  const refusal = await answer(client, approver(client), answering(client, request, { approve: false }));
  if (refusal.value) return client.evidence.count(REJECTED);
  client.unexpected('decideBudgetRequest', refusal.error, { id: request.id });
};

const ANSWERS: readonly Answering[] = [pressedOften, byTwo, byTwo, againstTheAsker, rejected];

/** Somebody asks, and gets an answer; then somebody answers again. */
const askForMore: Action = async (client) => {
  const { world } = client.shared;
  const asker = client.random.pick(world.actors.filter(({ tenant }) => tenant === TENANT));
  const { random } = client;
  const until = random.chance(0.5) ? null : client.shared.town.clock.now() + random.between(10, 120) * 60_000;
  const request = await ask(client, asker, until);
  if (!request || random.chance(0.1)) return;
  await random.pick(ANSWERS)(client, asker, request);
  if (!random.chance(0.4)) return;
  const late = await answer(client, approver(client), answering(client, request));
  client.evidence.demand(codeOf(late) === 'CONFLICT', 'I3', () => `answered twice: ${JSON.stringify(late)}`);
  client.evidence.count(ANSWERED_BEFORE);
};

/** An approver asks for herself: another one answers, and a retry of that is the same answer. */
const askForOneself: Action = async (client) => {
  const own: Who = { subject: APPROVERS[0], groups: [BUILDERS_GROUP] };
  const request = await ask(client, own, null);
  if (!request) return;
  const { evidence } = client;
  const refused = await answer(client, own, answering(client, request));
  evidence.demand(codeOf(refused) === 'FORBIDDEN', 'I8', () => `one’s own request: ${JSON.stringify(refused)}`);
  if (codeOf(refused) === 'FORBIDDEN') evidence.count(OWN_REQUEST);
  const [who, input] = [{ subject: APPROVERS[1], groups: [] }, answering(client, request)];
  const { value: first } = await answer(client, who, input);
  const { value: again } = await answer(client, who, input);
  const same = first !== null && again?.replayed === true && again.approved === first.approved;
  evidence.demand(same, 'I3', () => `an approval and its retry: ${JSON.stringify([first, again])}`);
  evidence.count(APPROVED);
  evidence.count(ANSWERED_AGAIN);
};

/** What is asked for beyond budgets, by weight. */
export const BUDGET_ACTIONS: readonly [number, Action][] = [
  [10, askForMore],
  [2, askForOneself],
];
