/**
 * What random choices might never reach: every reason of a decision, every error code, debt that is made and repaid. The
 * errands run once in each storm, on subjects of their own.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openSession } from '../../src/database/open-session.js';
import type { SessionClient } from '../../src/database/session-client.js';
import { makeCheck, ONLY_COUNTED, REPEATED, type Decided } from './check-actions.js';
import { BUY, CHECK, GRANT, GRANT_RESET, RECORD, REDEEM_RESET, REFUND, RELEASE } from './documents.js';
import { REVOKE, SET_PLAN, SET_STATE } from './documents.js';
import { drive } from './drive.js';
import type { Violation } from './evidence.js';
import { buy, insist, resetAllowance, setTopUp, type Bought, type Made } from './money-actions.js';
import type { StormClient } from './storm-client.js';
import { EXPIRY_FIRST, raceExpiry, record, reportOf, SETTLING_FIRST } from './usage-actions.js';
import { POOLS, PRODUCT } from './storm-world.js';
import { undo } from './void-actions.js';

type Input = Record<string, unknown>;
interface Redeemed {
  restored: string;
  left: number;
}

/** Of several who wanted the one reset in store, one has used it. */
export const RESET_USED = 'a reset in store used once';

const TENANT = 'acme';
const SETTLED_WITHIN_MS = 60_000;
const ROUNDS = 20;
const CLICKS = 4;
/** Work that a leap of the clock would spoil takes about so long at most. */
const CALM_MS = 5_000;
/** More than are stored of one caller in a minute. */
const DENIALS = 70;
/** How much after the expiry a report is sent: on a busy machine it takes a while to arrive. */
const SHIFTS_MS = [-400, -200, -100, -50, -20, 0, 20, 50];

/** Goes on all of them at once. @param client makes one by its name */
export async function runErrands(client: (name: string) => StormClient): Promise<void> {
  const errands = { everyReason, deniedAgain, everyLayer, debts, bothSidesOfTheRace, automaticPurchase, onceOnly };
  const all = { ...errands, everyRefusal, staleExtension, undoneOnce, oneReset };
  await Promise.all(Object.entries(all).map(([name, errand]) => errand(client(name))));
}

/** Reports around the expiry of their holds, until each of the two has come first. */
async function bothSidesOfTheRace(client: StormClient): Promise<void> {
  const won = (side: string): boolean => client.evidence.times(side) > 0;
  for (let round = 0; round < ROUNDS && !(won(EXPIRY_FIRST) && won(SETTLING_FIRST)); round++) {
    await Promise.all(SHIFTS_MS.map((shift) => raceExpiry(client, 2, shift)));
  }
}

/** Somebody who lets credits be bought as they run out. */
async function automaticPurchase(client: StormClient): Promise<void> {
  const subject = `${client.name}-topped-up`;
  const terms = { threshold: '50', target: '60', paymentMethod: 'sandbox:ok' };
  await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'payg' });
  await setTopUp(client, TENANT, subject, terms);
  // What it bought is there once its purchase is paid.
  for (let left = 3, until = Date.now() + SETTLED_WITHIN_MS; left > 0; await pause(20)) {
    const value = await decided(client, TENANT, askFor(client, subject, 40));
    if (value?.proceed) left -= 1;
    // Only what is used up is bought anew: a hold never buys.
    if (value?.proceed) await record(client, TENANT, reportOf(client, value.id, 40));
    if (Date.now() > until) return client.evidence.violated('I3', `${subject} was not topped up`);
  }
}

function askFor(client: StormClient, subject: string, units: number, more: Input = {}): Input {
  const usage = [{ dimension: 'units', quantity: units }];
  return { subject, product: PRODUCT, feature: 'call', usage, idempotencyKey: client.key(), ...more };
}

async function decided(client: StormClient, tenant: string, input: Input): Promise<Decided | null> {
  const { value } = await makeCheck(client, { tenant, subject: input.subject as string }, input);
  return value;
}

async function everyReason(client: StormClient): Promise<void> {
  const subject = `${client.name}-dry`;
  const expect = async (reason: string, input: Input): Promise<Decided | null> => {
    const value = await decided(client, TENANT, input);
    client.evidence.demand(value?.reason === reason, 'I5', () => `wanted ${reason}: ${JSON.stringify(value)}`);
    return value;
  };
  await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'payg' });
  await client.asAdmin(TENANT, GRANT, { input: gift(client, subject, '50') });
  await expect('UNKNOWN_PRODUCT', askFor(client, subject, 1, { product: 'nothing' }));
  await expect('UNKNOWN_FEATURE', askFor(client, subject, 1, { feature: 'nothing' }));
  await expect('NOT_PERMITTED', askFor(client, subject, 1, { groups: ['interns'] }));
  await expect('NOT_PRICED', askFor(client, subject, 1, { usage: [{ dimension: 'marvels', quantity: 1 }] }));
  await expect('NO_LAYER', askFor(client, subject, 1, { product: 'layerless' }));
  await expect('OUT_OF_CAPACITY', askFor(client, subject, 51));
  const open = await expect('ALLOWED', askFor(client, subject, 5));
  await drive(client, await client.asGateway(RELEASE, { id: open?.id }, TENANT));
  await expect('HOLD_CLOSED', askFor(client, subject, 1, { extends: open?.id }));
  for (const state of ['SUSPENDED', 'ACTIVE']) {
    await client.asAdmin(TENANT, SET_STATE, { account: `subject:${subject}`, state, reason: 'a storm' });
    await expect(state === 'ACTIVE' ? 'ALLOWED' : 'ACCOUNT_SUSPENDED', askFor(client, subject, 1));
  }
  await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'guarded' });
  // A leap of the clock ends the guard's minute.
  await betweenLeaps(client, async () => {
    const reasons: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) reasons.push((await decided(client, TENANT, askFor(client, subject, 1)))?.reason);
    const limited = reasons.at(-1) === 'RATE_LIMITED';
    return limited ? null : { invariant: 'I5', message: `wanted RATE_LIMITED: ${reasons.join()}` };
  });
}

/**
 * Does work that a leap of the clock would spoil, again where one has come meanwhile.
 * @param work answers what is wrong; null: nothing
 */
async function betweenLeaps(client: StormClient, work: () => Promise<Violation | null>): Promise<void> {
  const { clock } = client.shared.town;
  for (let tries = 0; ; tries++) {
    await clock.calmFor(CALM_MS);
    const { stretch } = clock;
    const wrong = await work();
    if (wrong === null) return;
    if (clock.stretch !== stretch && tries < ROUNDS) continue;
    return client.evidence.violated(wrong.invariant, wrong.message);
  }
}

/** Denied again and again, at whatever processes: the same is stored once a minute, few of all, and none retires its key. */
async function deniedAgain(client: StormClient): Promise<void> {
  const poor = `${client.name}-poor`;
  await client.asAdmin(TENANT, SET_PLAN, { subject: poor, plan: 'payg' });
  const short = askFor(client, poor, 5);
  await decided(client, TENANT, short);
  await client.asAdmin(TENANT, GRANT, { input: gift(client, poor, '5') });
  const passed = await decided(client, TENANT, short);
  client.evidence.demand(passed?.outcome === 'ALLOWED', 'I6', () => `a denial kept its key: ${JSON.stringify(passed)}`);
  const subject = `${client.name}-denied`;
  const unknown = () => askFor(client, subject, 1, { product: 'nothing' });
  const seen = (path: string): boolean => client.evidence.times(path) > 0;
  for (let round = 0; round < ROUNDS && !(seen(REPEATED) && seen(ONLY_COUNTED)); round++) {
    const input = unknown();
    for (let times = 0; times < 2; times++) await decided(client, TENANT, input);
    await Promise.all(Array.from({ length: DENIALS }, () => decided(client, TENANT, unknown())));
  }
}

/** Whatever is asked for again, later or at the same moment, happens once. */
async function onceOnly(client: StormClient): Promise<void> {
  const subject = `${client.name}-insists`;
  const again = async <T extends Made>(query: string, input: Input): Promise<T | null> => {
    const keyed = { ...input, idempotencyKey: client.key() };
    const { value, error } = await insist<T>(client, TENANT, query, keyed, 1);
    client.unexpected(query, error, keyed);
    return value;
  };
  const lot = await again(GRANT, { subject, kind: 'REFUND', credits: '5', reason: 'a storm' });
  await again(REVOKE, { lotId: lot?.id, reason: 'a storm' });
  const bought = await again<Bought>(BUY, { subject, credits: '5', paymentMethod: 'sandbox:ok' });
  if (bought?.status === 'PAID') await again(REFUND, { purchaseId: bought.id, reason: 'a storm' });
  for (let round = 0; round < ROUNDS; round++) {
    await buy(client, { tenant: TENANT, subject }, '5', 'sandbox:ok', CLICKS);
  }
  await buy(client, { tenant: TENANT, subject }, '5', 'sandbox:slow', CLICKS);
}

/** A hold that is extended when its lot was revoked: what it held there is gone, and what it takes is held. */
async function staleExtension(client: StormClient): Promise<void> {
  await betweenLeaps(client, async () => {
    const subject = client.key();
    await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'payg' });
    const { value: lot } = await client.asAdmin<Made>(TENANT, GRANT, { input: gift(client, subject, '5') });
    const first = await decided(client, TENANT, askFor(client, subject, 5));
    const undo = { lotId: lot?.id, reason: 'a storm', idempotencyKey: client.key() };
    await client.asAdmin(TENANT, REVOKE, { input: undo });
    await client.asAdmin(TENANT, GRANT, { input: gift(client, subject, '5') });
    const more = await decided(client, TENANT, askFor(client, subject, 2, { extends: first?.id }));
    const message = () => `the extension of ${first?.id}: ${JSON.stringify(more)}`;
    return more?.proceed === true ? null : { invariant: 'I8', message: message() };
  });
}

/** One reset in store, which several want to use at once, each by a key of its own: one of them does. */
async function oneReset(client: StormClient): Promise<void> {
  await betweenLeaps(client, async () => {
    const subject = client.key();
    await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'storm' });
    await decided(client, TENANT, askFor(client, subject, 7));
    const given = { subject, count: 1, reason: 'a storm', idempotencyKey: client.key() };
    for (let times = 0; times < 2; times++) await client.asAdmin(TENANT, GRANT_RESET, { input: given });
    const use = () => {
      const input = { subject, window: 'short', idempotencyKey: client.key() };
      return client.asAdmin<Redeemed>(TENANT, REDEEM_RESET, { input });
    };
    const uses = await Promise.all(Array.from({ length: CLICKS }, use));
    const restored = uses.flatMap(({ value }) => value ?? []);
    const once = restored.length === 1 && restored[0]?.restored === '7' && restored[0].left === 0;
    if (once) client.evidence.count(RESET_USED);
    return once ? null : { invariant: 'I3', message: `a reset used at once: ${JSON.stringify(uses)}` };
  });
}

/** Somebody's usage that several undo at once, each by a key of its own: one of them does, as soon as it is settled. */
async function undoneOnce(client: StormClient): Promise<void> {
  const subject = `${client.name}-undone`;
  await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'payg' });
  await client.asAdmin(TENANT, GRANT, { input: gift(client, subject, '50') });
  const event = await record(client, TENANT, askFor(client, subject, 50));
  if (!event) return;
  let times = 0;
  for (const until = Date.now() + SETTLED_WITHIN_MS; times === 0 && Date.now() < until; await pause(50)) {
    const calls = Array.from({ length: CLICKS }, () => undo(client, { tenant: TENANT, event: event.id }));
    times = (await Promise.all(calls)).filter((was) => was).length;
  }
  client.evidence.demand(times === 1, 'I3', () => `the usage of ${subject} was undone ${times} times`);
  for (const until = Date.now() + SETTLED_WITHIN_MS; ; await pause(50)) {
    if ((await decided(client, TENANT, askFor(client, subject, 50)))?.proceed) return;
    if (Date.now() > until) return client.evidence.violated('I1', `what ${subject} had used did not come back`);
  }
}

/** A request that takes all of its subject's layers to the end, windows that begin anew too, and the rest from the pool. */
async function everyLayer(client: StormClient): Promise<void> {
  const subject = `${client.name}-wide`;
  await client.asAdmin(TENANT, SET_PLAN, { subject, plan: 'storm' });
  await decided(client, TENANT, askFor(client, subject, 1));
  await resetAllowance(client, TENANT, subject);
  await client.asAdmin(TENANT, GRANT, { input: gift(client, subject, '5') });
  await client.asAdmin(TENANT, BUY, { input: { subject, credits: '5', idempotencyKey: client.key() } });
  for (let tries = 0; tries < 50; tries++) {
    // Others draw from the pool too.
    const pool = { pool: POOLS[TENANT], credits: '500', idempotencyKey: client.key() };
    await client.asAdmin(TENANT, BUY, { input: pool });
    const value = await decided(client, TENANT, askFor(client, subject, 320, { groups: ['engineering'] }));
    if (value?.proceed) return;
  }
}

const gift = (client: StormClient, subject: string, credits: string): Input => {
  const input = { subject, kind: 'PROMOTIONAL', credits, reason: 'a storm' };
  return { ...input, idempotencyKey: client.key() };
};

/** In acme what nobody covers is owed, and the next credits pay it; in globex the tenant carries ten a month of it. */
async function debts(client: StormClient): Promise<void> {
  for (const [tenant, groups] of [
    ['acme', []],
    ['globex', ['interns']],
  ] as const) {
    // Interns of globex have no pool.
    const alone = { groups };
    const subject = `${client.name}-owing`;
    await client.asAdmin(tenant, SET_PLAN, { subject, plan: 'payg' });
    const asked = await client.asGateway(RECORD, { input: askFor(client, subject, 20, alone) }, tenant);
    await drive(client, asked);
    for (const until = Date.now() + SETTLED_WITHIN_MS; ; await pause(50)) {
      const value = await decided(client, tenant, askFor(client, subject, 1, alone));
      if (value?.reason === 'DEBT_LIMIT') break;
      if (Date.now() < until) continue;
      return client.evidence.violated('I3', `the usage of ${subject} was not settled: ${JSON.stringify(value)}`);
    }
    // A promotion would pay none of it.
    await client.asAdmin(tenant, GRANT, { input: { ...gift(client, subject, '100'), kind: 'ENTITLEMENT' } });
    const value = await decided(client, tenant, askFor(client, subject, 1, alone));
    client.evidence.demand(value?.proceed === true, 'I6', () => `the debt is paid: ${JSON.stringify(value)}`);
  }
}

/** A call that is refused, with the code that the closed list has for it. */
async function everyRefusal(client: StormClient): Promise<void> {
  const { town } = client.shared;
  const member = await town.token(TENANT, `${client.name}-member`);
  const admin = await town.token(TENANT, 'admin');
  const subject = `${client.name}-mistaken`;
  const { value: bought } = await client.asAdmin<{ id: string }>(TENANT, BUY, {
    input: { subject, credits: '5', idempotencyKey: client.key() },
  });
  const refund = () => ({ input: { purchaseId: bought?.id, reason: 'a storm', idempotencyKey: client.key() } });
  await client.asAdmin(TENANT, REFUND, refund());
  const used = askFor(client, subject, 0);
  await decided(client, TENANT, used);
  const other = { ...used, feature: 'gratis' };
  const foreign = await decided(client, 'globex', askFor(client, subject, 0));
  const refusals: [code: string, query: string, variables: Input, token: string][] = [
    ['UNAUTHENTICATED', CHECK, { input: askFor(client, subject, 1) }, 'no token at all'],
    ['FORBIDDEN', CHECK, { input: askFor(client, subject, 1) }, member],
    ['NOT_FOUND', RELEASE, { id: foreign?.id }, admin],
    ['NOT_FOUND', RELEASE, { id: 'dec_01890000000070008000000000000000' }, admin],
    ['BAD_USER_INPUT', CHECK, { input: askFor(client, subject, -1) }, admin],
    ['BAD_USER_INPUT', 'mutation { nothing }', {}, admin],
    ['IDEMPOTENCY_CONFLICT', CHECK, { input: other }, admin],
    ['CONFLICT', REFUND, refund(), admin],
  ];
  for (const [code, query, variables, token] of refusals) {
    const [driven] = await drive(client, { query, variables, token });
    const got = driven?.error?.extensions.code;
    client.evidence.demand(got === code, 'I10', () => `wanted ${code}: ${JSON.stringify({ query, driven })}`);
  }
  await overloaded(client, subject);
}

/** An account that somebody else's transaction keeps locked: the call is refused in time, and passes afterwards. */
async function overloaded(client: StormClient, subject: string): Promise<void> {
  const { town, evidence } = client.shared;
  let keeper: SessionClient | undefined;
  try {
    keeper = await openSession({ url: town.ownerUrl, applicationName: 'spillway-storm' });
    await keeper.query('begin');
    const lock = 'select from account where tenant_id = $1 and address = $2 for update';
    await keeper.query(lock, [TENANT, `subject:${subject}`]);
    const input = askFor(client, subject, 0);
    const asked = await client.asGateway(CHECK, { input }, TENANT);
    const answer = await town.anyCaller(client.random).ask(asked);
    const code = answer === 'lost' ? answer : answer.errors?.[0]?.extensions.code;
    evidence.count(`error ${code}`);
    const refused = code === 'OVERLOADED' || !client.calm;
    evidence.demand(refused, 'I10', () => `wanted OVERLOADED: ${JSON.stringify(answer)}`);
    await keeper.query('rollback');
    await decided(client, TENANT, input);
  } catch (error) {
    // Where things break, the lock may be lost with its connection.
    if (client.calm) throw error;
  } finally {
    await keeper?.end().catch(() => undefined);
  }
}
