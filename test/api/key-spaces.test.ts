/** Idempotency keys of checks and reports: a subject's own and everybody else's never meet. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, meter, setPlan, tryCheck } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, RECORD, settled, usedBy, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let gateway: Client;
let count = 0;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}\np, role:member, account:self, report, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  gateway = api.as('acme', 'gateway');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

async function newcomer(): Promise<{ name: string; own: Client }> {
  const name = `fay-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits: '100' });
  return { name, own: api.as('acme', name) };
}

const BY_KEY = `query ($key: String!, $subject: ID, $space: KeySpace) {
  decisionByKey(idempotencyKey: $key, subject: $subject, space: $space) { id } }`;
const byKey = (client: Client, key: string, subject: string, space?: string) =>
  client.get<{ id: string } | null>('decisionByKey', BY_KEY, { key, subject, space });

test('a key that the subject took up refuses no report of a gateway, nor the other way round (rule 30)', async () => {
  const { name, own } = await newcomer();
  const key = freshKey();
  await record(own, usedBy(name, 0, { usage: [], idempotencyKey: key }));
  const report = usedBy(name, 10, { idempotencyKey: key });
  const real = await settled(api, gateway, report);
  expect(real).toMatchObject({ replayed: false, charge: { amount: '10' } });
  expect(await record(gateway, report)).toMatchObject({ id: real.id, replayed: true });
  expect(codesOf(await own.run(RECORD, { input: report }))).toEqual(['IDEMPOTENCY_CONFLICT']);
});

test('all but the subject share one space: what one gateway reported, another repeats (rule 30)', async () => {
  const { name } = await newcomer();
  const report = usedBy(name, 10);
  const first = await record(gateway, report);
  expect(await record(admin, report)).toMatchObject({ id: first.id, replayed: true });
  const other = { ...report, usage: [{ dimension: 'units', quantity: 11 }] };
  expect(codesOf(await admin.run(RECORD, { input: other }))).toEqual(['IDEMPOTENCY_CONFLICT']);
});

test('a subject’s own space is its own whatever lines it has (rule 30)', async () => {
  const input = meter('admin', 0, { feature: 'gratis' });
  const own = await check(admin, input);
  const others = await check(gateway, input);
  expect(others).toMatchObject({ replayed: false });
  expect(others.id).not.toBe(own.id);
});

test('two checks with one key, of the subject and of a gateway, are two decisions, also in one batch (rule 30)', async () => {
  const { name, own } = await newcomer();
  const input = meter(name, 10);
  const [mine, theirs] = await Promise.all([check(own, input), check(gateway, input)]);
  expect([mine.replayed, theirs.replayed]).toEqual([false, false]);
  expect(mine.id).not.toBe(theirs.id);
  expect(await check(own, input)).toMatchObject({ id: mine.id, replayed: true });
  expect(await check(gateway, input)).toMatchObject({ id: theirs.id, replayed: true });
  const other = { ...input, usage: [{ dimension: 'units', quantity: 11 }] };
  expect(codesOf(await tryCheck(own, other))).toEqual(['IDEMPOTENCY_CONFLICT']);
});

test('decisionByKey looks in the caller’s space unless told (rule 30)', async () => {
  const { name, own } = await newcomer();
  const input = meter(name, 10);
  const key = input.idempotencyKey as string;
  const mine = await check(own, input);
  expect(await byKey(gateway, key, name)).toBeNull();
  const theirs = await check(gateway, input);
  expect(await byKey(own, key, name)).toEqual({ id: mine.id });
  expect(await byKey(own, key, name, 'OTHERS')).toEqual({ id: theirs.id });
  expect(await byKey(gateway, key, name)).toEqual({ id: theirs.id });
  expect(await byKey(gateway, key, name, 'OWN')).toEqual({ id: mine.id });
});

test('a key from before there were spaces stands in both, for ever (rule 30)', async () => {
  const { name, own } = await newcomer();
  const input = meter(name, 10);
  const { id } = await check(gateway, input);
  const report = usedOf(id, 5, { final: false });
  const event = await settled(api, gateway, report);
  const place = async (space: string | null) => {
    await api.asOwner('update decision set space = $1 where key = $2', [space, input.idempotencyKey]);
    await api.asOwner('update usage_event set space = $1 where key = $2', [space, report.idempotencyKey]);
  };
  await place(null);
  expect(await check(own, input)).toMatchObject({ id, replayed: true });
  expect(await check(gateway, input)).toMatchObject({ id, replayed: true });
  expect(await byKey(own, input.idempotencyKey as string, name)).toEqual({ id });
  const again = usedBy(name, 5, { idempotencyKey: report.idempotencyKey });
  expect(codesOf(await own.run(RECORD, { input: again }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  expect(await record(gateway, report)).toMatchObject({ id: event.id, replayed: true });
  await place('OTHERS');
});
