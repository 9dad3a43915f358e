/** Debt that stands: what time alone does about it, and what a denial says of that (docs/rules.md, 37). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, freshKey, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text.replace('\nplans:', '\nplans:\n  monthly:\n    windows:\n      month: { capacity: "10", calendar: month }'),
  );
  api = await openTestApi({ policyDir: policies.dir });
});
afterAll(async () => {
  // The auditor goes over everything.
  await api.close();
  policies.remove();
});

const film = (subject: string, seconds: number) => ({
  ...{ subject, product: 'sora', feature: 'sora-2', idempotencyKey: freshKey() },
  usage: [{ dimension: 'seconds', quantity: seconds }],
});
const causes = async (client: Client, subject: string) => {
  const { balanceUpdates } = await client.data<{ balanceUpdates: { nodes: { cause: string; causeId: string }[] } }>(
    `{ balanceUpdates(subject: "${subject}") { nodes { cause causeId at } } }`,
  );
  return balanceUpdates.nodes.map(({ cause }) => cause);
};
/** The first instant of the next UTC month. */
const nextMonth = () => {
  const date = new Date(api.now());
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

test('as the window ends the allowance pays the debt, and a denial before says when (rule 37)', async () => {
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'owing', 'twin');
  const event = await settled(api, admin, usedBy('owing', 58));
  expect(event.charge).toMatchObject({ debt: '8' });
  const denied = await check(admin, meter('owing', 1));
  const [hours] = (await account(admin, { subject: 'owing' })).windows;
  expect(denied).toMatchObject({ reason: 'DEBT_LIMIT', unblocksAt: hours?.resetsAt });

  api.moveClock(5 * HOUR + MINUTE);
  expect(await check(admin, meter('owing', 1))).toMatchObject({ outcome: 'ALLOWED' });
  const { balance, windows } = await account(admin, { subject: 'owing' });
  expect(balance.debt).toBe('0');
  expect(windows.map(({ window, used, held }) => [window, used, held])).toEqual([
    ['five_hour', '8', '1'],
    ['weekly', '58', '1'],
  ]);
  expect((await causes(admin, 'owing')).slice(-3)).toEqual(['WINDOW_RESET', 'DEBT_REPAID', 'HOLD']);
});

test('as the month turns the tenant carries its maximum again, before the allowance pays (rules 37, 38)', async () => {
  const admin = api.as('globex', 'admin');
  await setPlan(admin, 'renewed', 'monthly');
  const event = await settled(api, admin, film('renewed', 8));
  expect(event.charge).toMatchObject({ amount: '32', forgiven: '10', debt: '12' });
  const turn = nextMonth();
  expect(await check(admin, film('renewed', 1))).toMatchObject({
    ...{ outcome: 'DENIED', reason: 'DEBT_LIMIT', unblocksAt: new Date(turn).toISOString() },
  });
  api.moveClock(turn - api.now() + DAY);
  const { balance, windows } = await account(admin, { subject: 'renewed' });
  expect([balance.debt, windows[0]?.used]).toEqual(['0', '2']);
  expect((await causes(admin, 'renewed')).slice(-3)).toEqual(['WINDOW_RESET', 'DEBT_FORGIVEN', 'DEBT_REPAID']);
  // What was forgiven as the month began counts in this month.
  const more = await settled(api, admin, film('renewed', 3));
  expect(more.charge).toMatchObject({ amount: '12', forgiven: '0', debt: '4' });
});

test('a new plan pays at once (rule 37)', async () => {
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'upgraded', 'payg');
  await settled(api, admin, usedBy('upgraded', 8));
  await setPlan(admin, 'upgraded', 'twin');
  expect((await account(admin, { subject: 'upgraded' })).balance.debt).toBe('0');
  expect((await causes(admin, 'upgraded')).slice(-2)).toEqual(['PLAN_CHANGED', 'DEBT_REPAID']);
});

test('reconciling finds that all of this follows', async () => {
  for (const tenant of ['acme', 'globex']) {
    const found = await api
      .as(tenant, 'admin')
      .get(
        'reconcile',
        '{ reconcile(everyone: true) { balances differenceCount differences { message expected found } } }',
      );
    expect(found).toEqual({ balances: true, differenceCount: '0', differences: [] });
  }
});
