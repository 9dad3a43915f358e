/** The client against a real API: denials, parts, the ways in which work ends, lost answers, and work without an answer. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  GrantSpent,
  memoryOutbox,
  OutboxFull,
  Refused,
  Spillway,
  Unreachable,
  type Denied,
  type GuardRequest,
  type Run,
  type SpillwayOptions,
} from '../../clients/typescript/src/client.js';
import { openBalancer, type Balancer } from '../conformance/socket-door.js';
import { openTestApi, tokenFor, type Client, type TestApi } from '../support/api.js';
import { account, decision, grant, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedOf } from '../support/usage.js';

let api: TestApi;
let policies: PolicyCopy;
let balancer: Balancer;
let admin: Client;
const clients: Spillway[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  balancer = await openBalancer(api.url);
  admin = api.as('acme', 'admin');
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await balancer.close();
  await api.close();
  policies.remove();
});

function connect(options: Partial<SpillwayOptions> = {}): Spillway {
  const token = () => tokenFor('acme', 'gateway');
  const client = new Spillway({ url: api.url, token, decideWithinSeconds: 20, webSocketImpl: WebSocket, ...options });
  clients.push(client);
  return client;
}

/** The real network, which a test can cut, or let lose answers to what was done. */
function weather() {
  const state = { down: false, loses: () => false };
  const real = globalThis.fetch;
  const waiting = new Map<string, () => void>();
  const unreliable: typeof fetch = async (...args) => {
    if (state.down) throw new TypeError('fetch failed', { cause: new Error('it is down') });
    const response = await real(...args);
    if (state.loses()) throw new TypeError('fetch failed', { cause: new Error('the answer was lost') });
    for (const [operation, done] of waiting) if ((args[1]?.body as string).includes(operation)) done();
    return response;
  };
  const answered = (operation: string) => new Promise<void>((resolve) => waiting.set(operation, resolve));
  return { state, fetch: unreliable, answered };
}

/** From now on nothing gets through, and the client knows: it asks once, and goes on without. */
async function cutOff(client: Spillway, state: { down: boolean }): Promise<void> {
  state.down = true;
  await expect(client.availability({ product: 'meter' }, { once: true })).rejects.toBeInstanceOf(Unreachable);
}

let names = 0;
/** A subject with so many credits, and nothing else to take from. */
async function funded(credits: string): Promise<string> {
  const subject = `worker-${(names += 1)}`;
  await setPlan(admin, subject, 'payg');
  await grant(admin, { subject, credits });
  return subject;
}

const asks = (subject: string, units: number, more: Partial<GuardRequest> = {}): GuardRequest => ({
  ...{ key: `job-${subject}`, subject, product: 'meter', feature: 'call', atMost: { units } },
  ...more,
});

function runOf(answer: Run | Denied): Run {
  if (!answer.proceed) throw new Error(answer.denial.message);
  return answer;
}

async function* chunks(count: number): AsyncGenerator<{ units: number }> {
  for (let n = 0; n < count; n += 1) yield { units: 1 };
}

const unitsOf = ({ units }: { units: number }) => ({ units });

interface Reported {
  status: string;
  credits: number;
}

/** What was reported of a run, in the order of its parts. */
async function reportsOf(key: string): Promise<Reported[]> {
  await allSettled(api);
  return api.asOwner(
    `select e.status, (c.amount / 1000000000)::int as credits
      from usage_event e join charge c on c.tenant_id = e.tenant_id and c.id = e.id
      where e.key like $1 || '/%' order by e.usage_no`,
    [key],
  );
}

describe('work that is answered', () => {
  test('is passed on, reported in parts of so many chunks, and charged once', async () => {
    const subject = await funded('100');
    const client = connect();
    const run = runOf(await client.guard(asks(subject, 25)));
    const seen: unknown[] = [];
    for await (const chunk of run.meter(chunks(23), unitsOf, { chunks: 10 })) seen.push(chunk);
    await client.delivered();
    expect([seen.length, run.ended, run.used]).toEqual([23, 'COMPLETED', { units: 23n }]);
    const reports = await reportsOf(run.key);
    expect(reports.map(({ credits }) => credits)).toEqual([10, 10, 3]);
    const { hold } = (await decision(admin, run.decision?.id ?? ''))!;
    expect(hold).toMatchObject({ state: 'SETTLED', settled: '23', released: '2' });
  });

  test('may be less than asked for: what is granted says how much', async () => {
    const client = connect();
    const run = runOf(await client.guard(asks(await funded('7'), 10, { mode: 'UP_TO', minimum: { units: 5 } })));
    expect(run.granted).toEqual({ units: 7n });
    await run.cancel();
  });

  test('is charged until its reader leaves', async () => {
    const client = connect();
    const run = runOf(await client.guard(asks(await funded('100'), 50)));
    let seen = 0;
    for await (const _ of run.meter(chunks(50), unitsOf)) if ((seen += 1) === 3) break;
    await client.delivered();
    expect((await reportsOf(run.key)).map(({ status, credits }) => [status, credits])).toEqual([['CANCELLED', 3]]);
  });

  test('is stopped by a signal, also while its stream hangs', async () => {
    const client = connect();
    const stop = new AbortController();
    const run = runOf(await client.guard(asks(await funded('100'), 50, { signal: stop.signal })));
    async function* hanging() {
      yield { units: 4 };
      stop.abort(new Error('enough'));
      await new Promise(() => undefined);
    }
    const reading = (async () => {
      for await (const _ of run.meter(hanging(), unitsOf)) continue;
    })();
    await expect(reading).rejects.toThrow('enough');
    await client.delivered();
    expect((await reportsOf(run.key)).map(({ status, credits }) => [status, credits])).toEqual([['CANCELLED', 4]]);
  });

  test('that fails pays for its parts, and nothing for what came after the last of them', async () => {
    const client = connect();
    const run = runOf(await client.guard(asks(await funded('100'), 50)));
    async function* failing() {
      yield* chunks(5);
      throw new Error('the model fell over');
    }
    const reading = (async () => {
      for await (const _ of run.meter(failing(), unitsOf, { chunks: 3 })) continue;
    })();
    await expect(reading).rejects.toThrow('the model fell over');
    await client.delivered();
    const reports = await reportsOf(run.key);
    expect(reports.map(({ status, credits }) => [status, credits])).toEqual([
      ['COMPLETED', 3],
      ['FAILED', 0],
    ]);
  });

  test('that nobody ends is cancelled where its block ends', async () => {
    const client = connect();
    const subject = await funded('100');
    const run = runOf(await client.guard(asks(subject, 50)));
    await run[Symbol.asyncDispose]();
    await client.delivered();
    await allSettled(api);
    expect([run.ended, (await decision(admin, run.decision?.id ?? ''))?.hold?.released]).toEqual(['CANCELLED', '50']);
    await expect(run.part({ units: 1 })).rejects.toThrow('has ended');
  });

  test('that lasts longer than its hold has it extended', async () => {
    const client = connect();
    const run = runOf(await client.guard(asks(await funded('100'), 50, { holdSeconds: 4 })));
    const first = Date.parse(run.decision?.hold?.expiresAt ?? '');
    let hold = (await decision(admin, run.decision?.id ?? ''))!.hold!;
    while (Date.parse(hold.expiresAt) < first + 1_000) hold = (await decision(admin, run.decision?.id ?? ''))!.hold!;
    await run.finish({ units: 2 });
    await client.delivered();
    await allSettled(api);
    expect((await decision(admin, run.decision?.id ?? ''))?.hold).toMatchObject({ state: 'SETTLED', settled: '2' });
  });

  test('whose answers are lost is decided once and charged once', async () => {
    const { state, fetch } = weather();
    let calls = 0;
    state.loses = () => (calls += 1) % 2 === 1;
    const client = connect({ fetch });
    const subject = await funded('100');
    const run = runOf(await client.guard(asks(subject, 20)));
    for await (const _ of run.meter(chunks(20), unitsOf, { chunks: 2 })) continue;
    await client.delivered();
    expect((await reportsOf(run.key)).map(({ credits }) => credits)).toEqual([...Array<number>(10).fill(2), 0]);
    expect((await account(admin, { subject })).balance).toMatchObject({ available: '80', held: '0' });
  });
});

describe('an answer that is no', () => {
  test('says why, and what would help', async () => {
    const answer = await connect().guard(asks(await funded('3'), 10));
    expect(answer).toMatchObject({
      proceed: false,
      denial: { kind: 'OUT_OF_CAPACITY', message: '7 of 10 credits are missing.', remedies: ['BUY_CREDITS'] },
    });
  });

  test('to work that says who may pay tells its price, and such work begins on no lease', async () => {
    const subject = await funded('50');
    const { state, fetch } = weather();
    const client = connect({ fetch });
    await client.lease(asks(subject, 10), { credits: '20', seconds: 600 });
    expect(await client.guard(asks(subject, 10, { layers: ['CREDITS'] }))).toMatchObject({
      denial: { message: 'It costs 10 credits, and the layers that it names have 0.', remedies: ['ASK_ADMIN'] },
    });
    await cutOff(client, state);
    const bounded = asks(subject, 10, { key: 'bounded', maxPaid: '9' });
    await expect(client.guard(bounded)).rejects.toThrow(Unreachable);
    const free = runOf(await client.guard(asks(subject, 10, { key: 'free' })));
    expect(free.via).toBe('lease');
    state.down = false;
    await free.cancel();
  });

  test('to work that was done before says so, and not that all is granted', async () => {
    const subject = await funded('10');
    const client = connect();
    await runOf(await client.guard(asks(subject, 5))).finish({ units: 5 });
    await client.delivered();
    expect(await client.guard(asks(subject, 5))).toMatchObject({ proceed: false, denial: { kind: 'HOLD_SETTLED' } });
    await allSettled(api);
    // Another outbox knows nothing of it.
    const denial = {
      kind: 'HOLD_SETTLED',
      message: 'This work is already settled: 5 of the 5 credits held were used.',
    };
    expect(await connect().guard(asks(subject, 5))).toMatchObject({ proceed: false, denial });
  });

  test('to a call that is wrong or forbidden is an error with its code', async () => {
    const stranger = connect({ token: () => tokenFor('acme', 'bob') });
    await expect(stranger.guard(asks('alice', 1))).rejects.toMatchObject({
      ...{ name: 'Refused', code: 'FORBIDDEN', retryable: false, outcomeUnknown: false },
      requestId: expect.any(String),
    });
    await expect(connect().guard(asks('alice', 1, { holdSeconds: 0 }))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    const subject = await funded('10');
    await runOf(await connect().guard(asks(subject, 5))).cancel();
    await expect(connect().guard(asks(subject, 6))).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('to an old token is followed by one try with a new one', async () => {
    let given = 0;
    const token = () => ((given += 1) === 1 ? 'an.old.one' : tokenFor('acme', 'gateway'));
    await runOf(await connect({ token }).guard(asks(await funded('10'), 5))).cancel();
    const refused = connect({ token: 'no.good.one' }).guard(asks('alice', 1));
    await expect(refused).rejects.toBeInstanceOf(Refused);
  });

  test('to a report sets it aside, tells of it, and lets the next ones pass', async () => {
    const told: string[] = [];
    const client = connect({ onSetAside: ({ code }) => void told.push(code) });
    const run = runOf(await client.guard(asks(await funded('100'), 10)));
    await record(api.as('acme', 'gateway'), usedOf(run.decision?.id ?? '', 1));
    await run.part({ units: 2 });
    await run.finish({ units: 3 });
    await client.delivered();
    const [aside] = await client.setAside();
    expect([told, aside?.part.input.usage, await client.undelivered()]).toEqual([
      ['CONFLICT'],
      [{ dimension: 'units', quantity: '3' }],
      1,
    ]);
    expect((await reportsOf(run.key)).map(({ credits }) => credits)).toEqual([2]);
  });

  test('to one report of several in a call sets that one aside, until it is dropped', async () => {
    const client = connect();
    const run = runOf(await client.guard(asks(await funded('100'), 10)));
    for (const units of [1, 10n ** 30n, 2, 3]) await run.part({ units });
    await run.finish();
    await client.delivered();
    const aside = await client.setAside();
    expect(aside.map(({ code, part }) => [code, part.input.usage])).toEqual([
      ['BAD_USER_INPUT', [{ dimension: 'units', quantity: String(10n ** 30n) }]],
    ]);
    await client.discardSetAside(aside.map(({ part }) => part.id));
    expect(await client.undelivered()).toBe(0);
    expect((await reportsOf(run.key)).map(({ credits }) => credits)).toEqual([1, 2, 3, 0]);
  });
});

describe('while Spillway does not answer', () => {
  test('work waits no longer than it may, and does not begin', async () => {
    const { state, fetch } = weather();
    state.down = true;
    await expect(connect({ fetch, decideWithinSeconds: 0.2 }).guard(asks('alice', 1))).rejects.toBeInstanceOf(
      Unreachable,
    );
  });

  test('a lease is shared by what runs at once, what is not used goes back to it, and it is renewed afterwards', async () => {
    const { state, fetch } = weather();
    const client = connect({ fetch });
    const subject = await funded('100');
    const lease = { credits: '10', seconds: 600 };
    await client.lease(asks(subject, 4), lease);
    expect((await account(admin, { subject })).balance.held).toBe('10');
    await cutOff(client, state);
    const guard = (key: string, more: Partial<GuardRequest> = {}) =>
      client.guard(asks(subject, 4, { key, lease, ...more }));
    const [one, two] = [runOf(await guard(`${subject}-1`)), runOf(await guard(`${subject}-2`))];
    expect([one.via, two.via]).toEqual(['lease', 'lease']);
    await expect(guard(`${subject}-3`)).rejects.toBeInstanceOf(Unreachable);
    const rest = runOf(await guard(`${subject}-4`, { mode: 'UP_TO' }));
    expect(rest.granted).toEqual({ units: 2n });
    await one.finish({ units: 1 });
    const three = runOf(await guard(`${subject}-5`, { atMost: { units: 3 } }));
    // More than its share: counted, and stopped.
    const reading = (async () => {
      for await (const _ of three.meter(chunks(9), unitsOf)) continue;
    })();
    await expect(reading).rejects.toBeInstanceOf(GrantSpent);
    await two.finish({ units: 2 });
    await rest.fail({ units: 2 });
    state.down = false;
    await client.delivered();
    const again = runOf(await guard(`${subject}-6`));
    await again.finish();
    await client.lease(asks(subject, 4), lease);
    await client.delivered();
    await allSettled(api);
    // 1, 4 and 2 were charged; the old lease has ended, and a new one holds 10.
    expect((await account(admin, { subject })).balance).toMatchObject({ available: '83', held: '10' });
  });

  test('the hold of a check whose answer was lost is given back, once its work was done on a lease', async () => {
    const { state, fetch } = weather();
    const client = connect({ fetch, decideWithinSeconds: 2 });
    const subject = await funded('100');
    await client.lease(asks(subject, 4), { credits: '10', seconds: 600 });
    state.loses = () => true;
    const run = runOf(await client.guard(asks(subject, 4)));
    expect([run.via, (await account(admin, { subject })).balance.held]).toEqual(['lease', '14']);
    await run.finish({ units: 4 });
    state.loses = () => false;
    await client.delivered();
    let held = '';
    while (held !== '6') ({ held = '' } = (await account(admin, { subject })).balance);
    expect(await client.undelivered()).toBe(0);
  });

  test('work without a lease may risk so much, that counts until it is recorded, and is charged afterwards', async () => {
    const { state, fetch, answered } = weather();
    const priced = answered('SpillwayEstimate');
    const client = connect({ fetch, failOpen: { credits: '5' } });
    const subject = await funded('100');
    await runOf(await client.guard(asks(subject, 3))).finish({ units: 1 });
    await client.delivered();
    const guard = (n: number) => client.guard(asks(subject, 3, { key: `${subject}-${n}` }));
    // What a unit costs is asked in the background, once work was let through.
    await priced;
    await cutOff(client, state);
    const first = runOf(await guard(1));
    expect(first).toMatchObject({ via: 'fail-open', decision: null });
    await expect(guard(2)).rejects.toBeInstanceOf(Unreachable);
    await first.finish({ units: 2 });
    await runOf(await guard(3)).finish({ units: 3 });
    await expect(guard(4)).rejects.toBeInstanceOf(Unreachable);
    state.down = false;
    await client.delivered();
    expect((await reportsOf(`${subject}-1`)).map(({ credits }) => credits)).toEqual([2]);
    expect((await reportsOf(`${subject}-3`)).map(({ credits }) => credits)).toEqual([3]);
    expect((await account(admin, { subject })).balance).toMatchObject({ available: '94', held: '0' });
  });

  test('work that was answered goes on, as far as its grant and no further', async () => {
    const { state, fetch } = weather();
    const client = connect({ fetch });
    const run = runOf(await client.guard(asks(await funded('100'), 4)));
    await cutOff(client, state);
    const reading = (async () => {
      for await (const _ of run.meter(chunks(9), unitsOf, { chunks: 1 })) continue;
    })();
    await expect(reading).rejects.toBeInstanceOf(GrantSpent);
    state.down = false;
    await client.delivered();
    expect((await reportsOf(run.key)).map(({ status, credits }) => [status, credits])).toEqual([
      ...Array<unknown>(4).fill(['COMPLETED', 1]),
      ['CANCELLED', 1],
    ]);
  });

  test('closing keeps what is under way, and the next client delivers it', async () => {
    const { state, fetch } = weather();
    const outbox = memoryOutbox();
    const client = connect({ fetch, outbox });
    const run = runOf(await client.guard(asks(await funded('100'), 4)));
    state.down = true;
    run.count({ units: 3 });
    await client.close(0);
    expect(run.ended).toBe('CANCELLED');
    await connect({ outbox }).delivered();
    expect((await reportsOf(run.key)).map(({ credits }) => credits)).toEqual([3]);
  });

  test('no work begins whose usage could not be kept, and a stream ends where its outbox is full', async () => {
    const { state, fetch } = weather();
    const client = connect({ fetch, bounds: { maxEntries: 4 } });
    const subject = await funded('100');
    const run = runOf(await client.guard(asks(subject, 50)));
    state.down = true;
    const reading = (async () => {
      for await (const _ of run.meter(chunks(50), unitsOf, { chunks: 1 })) continue;
    })();
    await expect(reading).rejects.toBeInstanceOf(OutboxFull);
    await expect(client.guard(asks(subject, 1, { key: 'more' }))).rejects.toBeInstanceOf(OutboxFull);
    state.down = false;
    await client.delivered();
    expect((await reportsOf(run.key)).map(({ credits }) => credits)).toEqual([1, 1, 1, 1]);
  });
});

test('a balance is watched without gap or repetition, whatever happens to the connection', async () => {
  const subject = await funded('100');
  const client = connect({ url: balancer.url, token: () => tokenFor('acme', subject) });
  const states: string[] = [];
  const seqs: bigint[] = [];
  const stop = new AbortController();
  const onState = (state: string) => void states.push(state);
  for await (const change of client.watchBalance({ signal: stop.signal, onState })) {
    expect(BigInt(change.firstSeq) === (seqs.at(-1) ?? BigInt(change.seq) - 1n) + 1n || change.snapshot).toBe(true);
    seqs.push(BigInt(change.seq));
    if (seqs.length === 2) balancer.cut();
    if (seqs.length === 4) balancer.sendAway(4403);
    if (seqs.length === 6) break;
    await grant(admin, { subject, credits: '1' });
  }
  expect(seqs).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
  expect(states).toEqual(expect.arrayContaining(['live', 'away']));
  await expect(client.watchBalance({ account: 'subject:nobody' }).next()).rejects.toBeInstanceOf(Refused);
  stop.abort();
  expect(await client.watchBalance({ signal: stop.signal }).next()).toEqual({ done: true, value: undefined });
});
