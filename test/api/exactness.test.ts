/** Exact under concurrency, with several API processes on one database: nothing over-drawn, nothing done twice. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import {
  account,
  check,
  CHECK_MANY,
  codesOf,
  freshKey,
  grant,
  meter,
  purchase,
  PURCHASE_FIELDS,
  RELEASE,
  setPlan,
  tryCheck,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let second: Door;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  second = await api.another();
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const tally = (words: string[]) =>
  Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, { length }]) => [word, length]));
const outcomes = (decisions: Decision[]) => tally(decisions.map(({ outcome }) => outcome));
const payg = (name: string) => setPlan(admin, name, 'payg');
/** The same caller at each of the doors. */
const at = (name: string, doors: Door[] = [api, second]) => doors.map((door) => door.as('acme', name));

async function hold75From(doors: Door[], name: string): Promise<void> {
  await payg(name);
  await purchase(at(name)[0] as Client, { credits: '500' });
  const clients = at(name, doors);
  const answers = await Promise.all(times(20, (i) => check(clients[i % 2] as Client, meter(name, 75))));
  expect(outcomes(answers)).toEqual({ ALLOWED: 6, DENIED: 14 });
  expect(answers.filter(({ outcome }) => outcome === 'DENIED').map(({ shortfall }) => shortfall)).not.toContain('0');
  const { balance } = await account(clients[0] as Client);
  expect(balance).toMatchObject({ available: '50', held: '450', purchased: '50' });
}

describe('many at once', () => {
  test('20 holds of 75 on 500 credits through two processes: exactly 6 are allowed, 450 are held', async () => {
    // Once, the two might happen to come one after the other.
    for (const name of times(6, (i) => `ann-${i}`)) await hold75From([api, second], name);
  });

  test('the same through two processes of their own', async () => {
    await hold75From(await Promise.all([api.spawned(), api.spawned()]), 'ben');
  });

  test('a denial among them means that it did not fit at its turn: one after another they fill a lot exactly', async () => {
    await payg('cai');
    await grant(admin, { subject: 'cai', credits: '100' });
    const answers = await Promise.all(times(60, (i) => check(at('cai')[i % 2] as Client, meter('cai', 1 + (i % 5)))));
    const granted = answers.reduce((sum, answer) => sum + Number(answer.granted), 0);
    expect((await account(admin, { subject: 'cai' })).balance).toMatchObject({ held: String(granted) });
    for (const denied of answers.filter(({ outcome }) => outcome === 'DENIED')) {
      expect(Number(denied.requested) - Number(denied.shortfall)).toBeLessThan(Number(denied.requested));
    }
    expect(100 - granted).toBeLessThan(5);
  });

  test('subjects who share a pool never draw more from it than it has, in whatever order they lock', async () => {
    await grant(admin, { pool: 'engineering', credits: '100', kind: 'ENTITLEMENT' });
    const names = times(10, (i) => `dev-${i}`);
    for (const name of names) await payg(name);
    const doors = [api, second];
    const answers = await Promise.all(
      times(40, (i) => {
        const name = names[i % 10] as string;
        return check((doors[i % 2] as Door).as('acme', name, ['engineering']), meter(name, 7));
      }),
    );
    expect(outcomes(answers)).toEqual({ ALLOWED: 14, DENIED: 26 });
    const { balance } = await account(admin, { pool: 'engineering' });
    expect(balance).toMatchObject({ available: '2', held: '98' });
  });

  test('a guard of 60 requests a minute lets exactly 60 of 80 through, whichever process they ask (rule 10)', async () => {
    await setPlan(admin, 'guy', 'plus');
    const free = () => meter('guy', 1, { feature: 'gratis' });
    const asked = times(4, (i) => {
      const inputs = times(20, free);
      return (at('guy')[i % 2] as Client).get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
    });
    const answers = (await Promise.all(asked)).flat();
    expect(tally(answers.map(({ reason }) => reason))).toEqual({ ALLOWED: 60, RATE_LIMITED: 20 });
  });
});

describe('once', () => {
  test('50 identical purchases at once through two processes are one payment and 50 equal answers', async () => {
    await payg('dot');
    const input = { credits: '100', idempotencyKey: freshKey() };
    const answers = await Promise.all(times(50, (i) => purchase(at('dot')[i % 2] as Client, input)));
    expect(new Set(answers.map(({ replayed: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
    expect(tally(answers.map(({ replayed }) => String(replayed)))).toEqual({ false: 1, true: 49 });
    expect(answers[0]).toMatchObject({ status: 'PAID', credits: '100', lot: { amount: '100' } });
    expect((await account(admin, { subject: 'dot' })).balance).toMatchObject({ available: '100' });
    const rows = await api.asOwner('select id from purchase where tenant_id = $1 and key = $2', [
      'acme',
      input.idempotencyKey,
    ]);
    expect(rows).toHaveLength(1);
  });

  test('the same key at both processes at the same moment is one decision, and one hold', async () => {
    await payg('eli');
    await grant(admin, { subject: 'eli', credits: '1000' });
    for (const input of times(5, () => meter('eli', 10))) {
      const answers = await Promise.all(times(10, (i) => check(at('eli')[i % 2] as Client, input)));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect(new Set(answers.map(({ hold }) => hold?.id)).size).toBe(1);
      expect(tally(answers.map(({ replayed }) => String(replayed)))).toEqual({ false: 1, true: 9 });
    }
    expect((await account(admin, { subject: 'eli' })).balance).toMatchObject({ available: '950', held: '50' });
  });

  test('the same key with two inputs at the same moment: one passes, the other is IDEMPOTENCY_CONFLICT', async () => {
    await payg('flo');
    await grant(admin, { subject: 'flo', credits: '1000' });
    const inputs = [meter('flo', 1, { idempotencyKey: 'contested' }), meter('flo', 2, { idempotencyKey: 'contested' })];
    const answers = await Promise.all(inputs.map((input, i) => tryCheck(at('flo')[i] as Client, input)));
    expect(answers.flatMap(codesOf)).toEqual(['IDEMPOTENCY_CONFLICT']);
    const taken = answers.find(({ errors }) => !errors)?.data?.checkAccess.granted;
    expect((await account(admin, { subject: 'flo' })).balance.held).toBe(taken);
  });

  test('a hold released at both processes at once goes back once', async () => {
    await payg('gil');
    await grant(admin, { subject: 'gil', credits: '100' });
    const { id } = await check(at('gil')[0] as Client, meter('gil', 60));
    const released = await Promise.all(
      times(10, (i) => (at('gil')[i % 2] as Client).get<Decision>('releaseHold', RELEASE, { id })),
    );
    expect(tally(released.map(({ hold }) => `${hold?.state} ${hold?.released}`))).toEqual({ 'RELEASED 60': 10 });
    expect((await account(admin, { subject: 'gil' })).balance).toMatchObject({ available: '100', held: '0' });
  });
});

describe('checkAccessMany', () => {
  const FIELDS = 'outcome granted replayed';
  const many = (client: Client, inputs: object[]) =>
    client.run<{ checkAccessMany: (Decision | null)[] | null }>(
      CHECK_MANY.replace(/\{ id proceed[^]*$/, `{ ${FIELDS} } }`),
      {
        inputs,
      },
    );

  test('of 500 decides each on its own, in order; a refused one is null with its error at that path', async () => {
    await payg('hew');
    await grant(admin, { subject: 'hew', credits: '400' });
    const inputs: Record<string, unknown>[] = times(500, () => meter('hew', 1));
    inputs[7] = meter('hew', 1, { holdSeconds: 0 });
    inputs[8] = meter('ben', 1);
    inputs[9] = { ...inputs[6], usage: [{ dimension: 'units', quantity: 2 }] };
    inputs[499] = { ...inputs[3] };
    const { data, errors } = await many(at('hew')[0] as Client, inputs);
    const answers = data?.checkAccessMany ?? [];
    expect(answers).toHaveLength(500);
    expect(errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['checkAccessMany', 7], 'BAD_USER_INPUT'],
      [['checkAccessMany', 8], 'FORBIDDEN'],
      [['checkAccessMany', 9], 'IDEMPOTENCY_CONFLICT'],
    ]);
    expect(answers.flatMap((answer, i) => (answer === null ? [i] : []))).toEqual([7, 8, 9]);
    expect(answers[499]).toEqual({ outcome: 'ALLOWED', granted: '1', replayed: true });
    const first = answers.filter((answer) => answer !== null).map(({ outcome }) => outcome);
    expect(first).toEqual([...times(400, () => 'ALLOWED'), ...times(96, () => 'DENIED'), 'ALLOWED']);
    expect((await account(admin, { subject: 'hew' })).balance).toMatchObject({ available: '0', held: '400' });
  });

  test.each([0, 501])('of %d is BAD_USER_INPUT as a whole, and decides none', async (count) => {
    const answer = await many(
      at('hew')[0] as Client,
      times(count, () => meter('hew', 0)),
    );
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.data ?? null).toBeNull();
  });

  test('is sent with the whole answer too', async () => {
    await payg('ivy');
    await grant(admin, { subject: 'ivy', credits: '10' });
    const ivy = at('ivy')[0] as Client;
    const answers = await ivy.get<Decision[]>('checkAccessMany', CHECK_MANY, {
      inputs: [meter('ivy', 4), meter('ivy', 4), meter('ivy', 4)],
    });
    expect(outcomes(answers)).toEqual({ ALLOWED: 2, DENIED: 1 });
    expect(answers.map(({ hold }) => hold?.state ?? null)).toEqual(['HELD', 'HELD', null]);
    expect(answers[2]?.shortfall).toBe('2');
  });
});

test('a purchase is answered alike by both processes afterwards', async () => {
  await payg('jan');
  const [here, there] = at('jan') as [Client, Client];
  const { id } = await purchase(here, { credits: '5' });
  const QUERY = `query ($id: ID!) { purchase(id: $id) { ${PURCHASE_FIELDS} } }`;
  expect(await there.data(QUERY, { id })).toEqual(await here.data(QUERY, { id }));
});
