/** Usage that is reported is settled exactly once, against the very lots and windows that were held. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  codesOf,
  decision,
  drawn,
  freshKey,
  grant,
  meter,
  purchase,
  release,
  setPlan,
} from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { allSettled, record, RECORD, RECORD_MANY, settled, usedBy, usedOf, type UsageEvent } from '../support/usage.js';

let api: TestApi;
let admin: Client;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => api.close());

/** A subject whose check of 100 took 50 of the windows, 20 of a promotion and 30 bought. */
async function held(subject: string) {
  await setPlan(admin, subject, 'twin');
  await grant(admin, { subject, credits: '20' });
  await purchase(admin, { subject, credits: '100' });
  const taken = await check(admin, meter(subject, 100));
  expect(drawn(taken)).toEqual(['ALLOWANCE 50', 'PROMOTION 20', 'CREDITS 30']);
  return taken;
}

test('less than was held: captured in draw order, the rest goes back where it came from, last draw first', async () => {
  const { id } = await held('less');
  const event = await settled(api, admin, usedOf(id, 60));
  expect(event).toMatchObject({ state: 'SETTLED', unchargedReason: null, final: true, decision: { id } });
  expect(event.charge).toMatchObject({ amount: '60', rateCard: 'meter-2026-04', forgiven: '0', debt: '0' });
  expect(drawn(event.charge!)).toEqual(['ALLOWANCE 50', 'PROMOTION 10']);
  const { balance, windows } = await account(admin, { subject: 'less' });
  expect(balance).toMatchObject({ available: '110', held: '0', promotional: '10', purchased: '100' });
  expect(windows.map(({ used, held }) => [used, held])).toEqual([
    ['50', '0'],
    ['50', '0'],
  ]);
  expect(await decision(admin, id)).toMatchObject({
    proceed: false,
    hold: { state: 'SETTLED', amount: '100', settled: '60', released: '40', remaining: '0' },
  });
});

test('more than was held: the excess is drawn through the layers as they are now', async () => {
  const { id } = await held('more');
  const event = await settled(api, admin, usedOf(id, 150));
  expect(drawn(event.charge!)).toEqual(['ALLOWANCE 50', 'PROMOTION 20', 'CREDITS 30', 'CREDITS 50']);
  expect((await account(admin, { subject: 'more' })).balance).toMatchObject({ available: '20', held: '0', debt: '0' });
});

test('what no layer covers becomes debt, denies beyond the bound, and the next lot pays it first', async () => {
  const { id } = await held('owing');
  const event = await settled(api, admin, usedOf(id, 180));
  expect(event.charge).toMatchObject({ amount: '180', debt: '10', forgiven: '0' });
  expect((await account(admin, { subject: 'owing' })).balance).toMatchObject({ available: '0', debt: '10' });
  expect(await check(admin, meter('owing', 1))).toMatchObject({ outcome: 'DENIED', reason: 'DEBT_LIMIT' });
  await purchase(admin, { subject: 'owing', credits: '30' });
  expect((await account(admin, { subject: 'owing' })).balance).toMatchObject({ available: '20', debt: '0' });
  expect(await check(admin, meter('owing', 20))).toMatchObject({ outcome: 'ALLOWED' });
});

test('FORGIVE carries overshoot up to the month’s maximum, as a visible pair; the rest is debt', async () => {
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'spender', 'payg');
  const video = { subject: 'spender', product: 'sora', feature: 'sora-2', idempotencyKey: freshKey() };
  const event = await settled(api, globex, { ...video, usage: [{ dimension: 'seconds', quantity: 2 }] });
  expect(event.charge).toMatchObject({ amount: '8', forgiven: '8', debt: '0', draws: [] });
  const next = { ...video, idempotencyKey: freshKey(), usage: [{ dimension: 'seconds', quantity: 1 }] };
  expect((await settled(api, globex, next)).charge).toMatchObject({ amount: '4', forgiven: '2', debt: '2' });
  const { balanceUpdates } = await globex.data<{ balanceUpdates: { nodes: { cause: string; delta: string }[] } }>(
    '{ balanceUpdates(subject: "spender") { nodes { cause delta causeId usageEvent { id } charge { id } } } }',
  );
  const causes = balanceUpdates.nodes.map(({ cause }) => cause);
  const each = ['SETTLE', 'DEBT_INCURRED', 'FORGIVEN'];
  expect(causes).toEqual(['PLAN_CHANGED', ...each, ...each]);
  expect(balanceUpdates.nodes[1]).toMatchObject({
    causeId: event.charge?.id,
    usageEvent: { id: event.id },
    charge: { id: event.charge?.id },
  });
});

test('a long stream captures in parts, extends its hold, and ends with the last part', async () => {
  const { id } = await held('stream');
  const part = await settled(api, admin, usedOf(id, 40, { final: false }));
  expect(drawn(part.charge!)).toEqual(['ALLOWANCE 40']);
  expect(await decision(admin, id)).toMatchObject({ proceed: true, hold: { state: 'HELD', remaining: '60' } });
  const more = await check(admin, meter('stream', 20, { extends: id }));
  expect(more).toMatchObject({ outcome: 'ALLOWED', hold: { remaining: '80' } });
  expect(drawn((await settled(api, admin, usedOf(more.id, 35, { final: false }))).charge!)).toEqual([
    'ALLOWANCE 10',
    'PROMOTION 20',
    'CREDITS 5',
  ]);
  const last = await settled(api, admin, usedOf(id, 5));
  expect(drawn(last.charge!)).toEqual(['CREDITS 5']);
  expect(await decision(admin, id)).toMatchObject({ hold: { state: 'SETTLED', settled: '80', released: '40' } });
  expect((await account(admin, { subject: 'stream' })).balance).toMatchObject({ available: '90', held: '0' });
});

test('a final report closes the hold at once, settled or not; what comes later is excess', async () => {
  const { id } = await held('closed');
  await record(admin, usedOf(id, 10));
  expect(await check(admin, meter('closed', 1, { extends: id }))).toMatchObject({ reason: 'HOLD_CLOSED' });
  expect(await decision(admin, id)).toMatchObject({ proceed: false });
  const late = await settled(api, admin, usedOf(id, 10, { late: true }));
  expect(drawn(late.charge!)).toEqual(['ALLOWANCE 10']);
  expect(await decision(admin, id)).toMatchObject({ hold: { state: 'SETTLED', settled: '10', released: '90' } });
});

test('failed work is recorded and not charged; cancelled work is charged for what it used', async () => {
  const { id } = await held('failed');
  const event = await settled(api, admin, usedOf(id, 60, { status: 'FAILED' }));
  expect(event).toMatchObject({ state: 'SETTLED', unchargedReason: 'The work failed.', charge: { amount: '0' } });
  expect((await account(admin, { subject: 'failed' })).balance).toMatchObject({ available: '120', held: '0' });
  const other = await check(admin, meter('failed', 60));
  const cut = await settled(api, admin, usedOf(other.id, 7, { status: 'CANCELLED' }));
  expect(cut.charge).toMatchObject({ amount: '7' });
});

test('free usage, and usage of nothing, are recorded with the reason', async () => {
  await setPlan(admin, 'free rider', 'payg');
  const gratis = usedBy('free rider', 9, { feature: 'gratis' });
  expect(await settled(api, admin, gratis)).toMatchObject({
    unchargedReason: 'The rate card meter-2026-04 prices it at nothing.',
    charge: { amount: '0', draws: [] },
  });
  expect(await settled(api, admin, usedBy('free rider', 0))).toMatchObject({ unchargedReason: 'Nothing was used.' });
});

test('usage that arrives after its hold expired is settled as excess', async () => {
  const { id } = await held('late');
  api.moveClock(11 * MINUTE);
  const event = await settled(api, admin, usedOf(id, 60));
  expect(drawn(event.charge!)).toEqual(['ALLOWANCE 50', 'PROMOTION 10']);
  expect(await decision(admin, id)).toMatchObject({ hold: { state: 'EXPIRED', settled: '0', released: '100' } });
  expect((await account(admin, { subject: 'late' })).balance).toMatchObject({ available: '110', held: '0' });
});

test('a window that reset while the work ran takes what it held; the new one is untouched', async () => {
  await check(admin, meter('reset', 1, { holdSeconds: 5 * 3600 }));
  api.moveClock(2 * HOUR);
  const taken = await check(admin, meter('reset', 10, { holdSeconds: 86_400 }));
  api.moveClock(4 * HOUR);
  const event = await settled(api, admin, usedOf(taken.id, 10));
  expect(drawn(event.charge!)).toEqual(['ALLOWANCE 10']);
  const { windows } = await account(admin, { subject: 'reset' });
  expect(windows.map(({ window, used, held }) => [window, used, held])).toEqual([
    ['five_hour', '0', '0'],
    ['weekly', '10', '0'],
  ]);
});

test('a key is recorded once: a replay returns the event as it is now, another input is refused', async () => {
  const input = usedBy('keyed', 3);
  const first = await record(admin, input);
  expect(first).toMatchObject({ replayed: false, state: expect.stringMatching(/^(PENDING|SETTLED)$/), usageNo: '1' });
  await allSettled(api);
  expect(await record(admin, input)).toMatchObject({ id: first.id, replayed: true, state: 'SETTLED' });
  expect(codesOf(await admin.run(RECORD, { input: { ...input, status: 'FAILED' } }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  const again = { ...input, idempotencyKey: freshKey() };
  const inputs = [again, again, { ...again, usage: [{ dimension: 'bytes', quantity: 1 }] }, again];
  const { data, errors } = await admin.run<{ recordUsageMany: (UsageEvent | null)[] }>(RECORD_MANY, { inputs });
  expect(data?.recordUsageMany.map((event) => event?.replayed)).toEqual([false, true, undefined, true]);
  expect(errors).toMatchObject([{ path: ['recordUsageMany', 2], extensions: { code: 'BAD_USER_INPUT' } }]);
  await allSettled(api);
  expect((await account(admin, { subject: 'keyed' })).windows[0]).toMatchObject({ used: '6' });
});

test('who may not act for the subject may not report for it; what is wrong in a report is named', async () => {
  const { id } = await held('reported');
  const bob = api.as('acme', 'bob');
  const codes = async (client: Client, input: object) => codesOf(await client.run(RECORD, { input }));
  expect(await codes(bob, usedOf(id, 1))).toEqual(['FORBIDDEN']);
  expect(await codes(bob, usedBy('reported', 1))).toEqual(['FORBIDDEN']);
  expect(await codes(api.as('globex', 'admin'), usedOf(id, 1))).toEqual(['NOT_FOUND']);
  expect(await codes(admin, usedOf('dec_nothing', 1))).toEqual(['NOT_FOUND']);
  expect(await codes(admin, usedOf(id, 1, { feature: 'gratis' }))).toEqual(['BAD_USER_INPUT']);
  expect(await codes(admin, usedBy('reported', 1, { product: 'nothing' }))).toEqual(['BAD_USER_INPUT']);
  expect(await codes(admin, usedBy('reported', 1, { feature: null }))).toEqual(['BAD_USER_INPUT']);
  const instants = [api.now() + MINUTE, api.now() - 32 * 24 * HOUR].map((at) => new Date(at).toISOString());
  for (const occurredAt of instants) expect(await codes(admin, usedBy('reported', 1, { occurredAt }))).toHaveLength(1);
  await release(admin, id);
});

test('reports of one call are numbered in their order, with and without a decision', async () => {
  const { id } = await held('ordered');
  const inputs = [
    usedOf(id, 1, { final: false }),
    usedBy('ordered', 1),
    usedOf(id, 1, { final: false }),
    usedOf(id, 1),
  ];
  const events = await admin.get<UsageEvent[]>('recordUsageMany', RECORD_MANY, { inputs });
  expect(events.map(({ usageNo }) => usageNo)).toEqual(['1', '2', '3', '4']);
  await allSettled(api);
});

test('quantities beyond all sense are recorded and summed, and hold up no other event', async () => {
  await setPlan(admin, 'vast', 'payg');
  const vast = { feature: 'gratis', usage: [{ dimension: 'units', quantity: (2n ** 63n - 1n).toString() }] };
  for (let i = 0; i < 3; i++) {
    expect(await settled(api, admin, usedBy('vast', 0, vast))).toMatchObject({
      state: 'SETTLED',
      charge: { amount: '0' },
    });
  }
  expect(await settled(api, admin, usedBy('vast', 2))).toMatchObject({ state: 'SETTLED', charge: { amount: '2' } });
});

test('an unused dimension needs no price', async () => {
  const { id } = await held('patient');
  const usage = [
    { dimension: 'units', quantity: 3 },
    { dimension: 'extras', quantity: 0 },
  ];
  expect(await settled(api, admin, usedOf(id, 0, { usage }))).toMatchObject({ charge: { amount: '3' } });
});
