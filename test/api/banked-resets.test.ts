/**
 * Resets in store: given by admins within their bounds, put there by plans, and each used once, for a window of which
 * something is used. Closing proves that the books reconcile.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, codesOf, freshKey, meter, release, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const GIVE = `mutation ($input: GrantResetInput!) { grantReset(input: $input) {
  account count expiresAt replayed accountObject { resets { count until ofPlan } } } }`;
const USE = `mutation ($input: RedeemResetInput!) { redeemReset(input: $input) {
  account window restored left preview replayed } }`;
const STORE = `query ($subject: ID) { account(subject: $subject) { seq resets { count until ofPlan } } }`;

interface InStore {
  count: number;
  until: string | null;
  ofPlan: boolean;
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text
      .replace(
        '\nplans:',
        '\nplans:\n  saver:\n    resets: { every: month, keep: 3 }\n    windows:\n      five_hour: { capacity: "50", every: 5h }',
      )
      .replace(/(globex:[^]*)resets: 1000 per month/, '$1resets: 3 per month'),
  );
  policies.edit('globex/policy.csv', (text) => `${text}\np, role:member, product:meter, use, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const give = (client: Client, subject: string, more: object = {}) =>
  client.run<{ grantReset: { replayed: boolean; count: number; expiresAt: string | null } }>(GIVE, {
    input: { subject, reason: 'a test', idempotencyKey: freshKey(), ...more },
  });
const use = (client: Client, more: object = {}) =>
  client.run<{ redeemReset: Record<string, unknown> }>(USE, {
    input: { window: 'five_hour', idempotencyKey: freshKey(), ...more },
  });
const inStore = async (subject: string) =>
  (await admin.get<{ resets: InStore[] }>('account', STORE, { subject })).resets;
const windowsOf = async (subject: string) =>
  (await account(admin, { subject })).windows.map(({ window, used, held }) => `${window} ${used}/${held}`);

test('a reset restores one window once, and the others go on', async () => {
  await setPlan(admin, 'rita', 'twin');
  await give(admin, 'rita', { count: 2 });
  const open = await check(admin, meter('rita', 30));
  await check(admin, meter('rita', 20));
  expect(await windowsOf('rita')).toEqual(['five_hour 0/50', 'weekly 0/50']);
  const rita = api.as('acme', 'rita');
  const idempotencyKey = freshKey();
  const preview = await use(rita, { preview: true });
  expect(preview.data?.redeemReset).toMatchObject({ window: 'five_hour', restored: '50', left: 1, preview: true });
  expect(await windowsOf('rita')).toEqual(['five_hour 0/50', 'weekly 0/50']);
  const used = await use(rita, { idempotencyKey });
  expect(used.data?.redeemReset).toMatchObject({ restored: '50', left: 1, preview: false, replayed: false });
  expect(await windowsOf('rita')).toEqual(['five_hour 0/0', 'weekly 0/50']);
  expect(await check(admin, meter('rita', 30))).toMatchObject({ outcome: 'ALLOWED' });

  const again = await use(rita, { idempotencyKey });
  expect(again.data?.redeemReset).toMatchObject({ restored: '50', left: 1, replayed: true });
  expect(codesOf(await use(rita, { idempotencyKey, window: 'weekly' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  expect(await windowsOf('rita')).toEqual(['five_hour 0/30', 'weekly 0/80']);
  // What is given back of the ended window changes nothing of the new one.
  await release(admin, open.id);
  expect(await windowsOf('rita')).toEqual(['five_hour 0/30', 'weekly 0/50']);
});

test('one that would change nothing is refused and kept', async () => {
  await setPlan(admin, 'nora', 'twin');
  await give(admin, 'nora');
  const refused = await use(admin, { subject: 'nora' });
  expect(refused.errors?.[0]).toMatchObject({
    message: 'Nothing of this window is used or held: the reset stays in store.',
    extensions: { code: 'CONFLICT' },
  });
  expect(codesOf(await use(admin, { subject: 'nora', preview: true }))).toEqual(['CONFLICT']);
  expect(codesOf(await use(admin, { subject: 'nora', window: 'monthly' }))).toEqual(['CONFLICT']);
  expect(await inStore('nora')).toEqual([{ count: 1, until: null, ofPlan: false }]);
  await setPlan(admin, 'none', 'twin');
  await check(admin, meter('none', 1));
  for (const subject of ['none', 'nobody']) {
    expect((await use(admin, { subject })).errors?.[0]?.message).toBe('The account has no reset in store.');
  }
});

test('of many calls at once as many pass as there are resets', async () => {
  await setPlan(admin, 'many', 'twin');
  await give(admin, 'many', { count: 1 });
  await check(admin, meter('many', 5));
  const other = (await api.another()).as('acme', 'admin');
  const answers = await Promise.all([admin, other, admin, other].map((client) => use(client, { subject: 'many' })));
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
  const key = freshKey();
  await give(admin, 'many', { count: 5 });
  await check(admin, meter('many', 5));
  const same = await Promise.all([admin, other].map((client) => use(client, { subject: 'many', idempotencyKey: key })));
  expect(same.map(({ data }) => data?.redeemReset.replayed).sort()).toEqual([false, true]);
  expect((await inStore('many'))[0]?.count).toBe(4);
});

test('given ones end at their instant, and those that end first are used first', async () => {
  await setPlan(admin, 'ella', 'twin');
  const at = (hours: number) => new Date(api.now() + hours * HOUR).toISOString();
  const [soon, late] = [at(2), at(9)];
  await give(admin, 'ella', { count: 1 });
  await give(admin, 'ella', { count: 2, expiresAt: late });
  await give(admin, 'ella', { count: 2, expiresAt: soon });
  expect(await inStore('ella')).toEqual([
    { count: 2, until: soon, ofPlan: false },
    { count: 2, until: late, ofPlan: false },
    { count: 1, until: null, ofPlan: false },
  ]);
  await check(admin, meter('ella', 1));
  await use(admin, { subject: 'ella' });
  expect((await inStore('ella'))[0]).toEqual({ count: 1, until: soon, ofPlan: false });
  // A process under load may show an account as of a moment ago.
  api.moveClockTo(Date.parse(soon) + 1_000);
  expect(await inStore('ella')).toMatchObject([{ count: 2 }, { count: 1 }]);
  const { nodes } = await admin.get<{ nodes: { cause: string; at: string }[] }>(
    'balanceUpdates',
    '{ balanceUpdates(subject: "ella") { nodes { cause at } } }',
  );
  expect(nodes.find(({ cause }) => cause === 'RESETS_EXPIRED')?.at).toBe(soon);
  expect(codesOf(await give(admin, 'ella', { expiresAt: soon }))).toEqual(['BAD_USER_INPUT']);
});

test('a plan puts one in store each month, and keeps so many', async () => {
  await setPlan(admin, 'sam', 'saver');
  expect(await inStore('sam')).toEqual([{ count: 1, until: null, ofPlan: true }]);
  await setPlan(admin, 'sam', 'twin');
  await setPlan(admin, 'sam', 'saver');
  expect(await inStore('sam')).toEqual([{ count: 1, until: null, ofPlan: true }]);
  await give(admin, 'sam', { count: 2 });
  for (const count of [2, 3, 3, 3]) {
    api.moveClock(31 * DAY);
    expect(await inStore('sam')).toEqual([
      { count, until: null, ofPlan: true },
      { count: 2, until: null, ofPlan: false },
    ]);
  }
  const PLANS = '{ catalog { plans { id grants { id } resets { every bySubscription zone keep } } } }';
  const { plans } = await admin.get<{ plans: { id: string; grants: unknown[]; resets: unknown }[] }>('catalog', PLANS);
  expect(plans.find(({ id }) => id === 'saver')).toEqual({
    ...{ id: 'saver', grants: [] },
    resets: { every: 'MONTH', bySubscription: false, zone: 'UTC', keep: 3 },
  });
  expect(plans.find(({ id }) => id === 'twin')?.resets).toBeNull();
});

test('who may: admins with manage within the operator’s bounds give, and everybody uses the own', async () => {
  const globex = api.as('globex', 'admin');
  const key = freshKey();
  expect(codesOf(await give(globex, 'gus', { count: 4 }))).toEqual(['FORBIDDEN']);
  expect((await give(globex, 'gus', { count: 2, idempotencyKey: key })).data?.grantReset).toMatchObject({ count: 2 });
  expect((await give(globex, 'gus', { count: 2, idempotencyKey: key })).data?.grantReset).toMatchObject({
    replayed: true,
  });
  const refused = await give(globex, 'gus', { count: 2 });
  expect(refused.errors?.[0]?.message).toContain('3 times per month (UTC); 1 are left.');
  expect(codesOf(await give(api.as('globex', 'operator:olga'), 'gus', { count: 50 }))).toEqual([]);
  expect(codesOf(await give(api.as('globex', 'operator:olga'), 'gus', { count: 49 }))).toEqual(['CONFLICT']);
  const gus = api.as('globex', 'gus');
  expect(codesOf(await give(gus, 'gus'))).toEqual(['FORBIDDEN']);
  expect(codesOf(await use(gus, { subject: 'gina' }))).toEqual(['FORBIDDEN']);
  for (const count of [0, 101]) expect(codesOf(await give(admin, 'x', { count }))).toEqual(['BAD_USER_INPUT']);
});
