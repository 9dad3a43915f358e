/** Usage that no layer covers counts in budgets over everything alone: what undoes it finds these, and takes it out of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { freshKey, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, settled, usedBy } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}p3, group:owing, product:meter, any, 1000, month, cap\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const VOID = 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }';
const counted = () =>
  api.asOwner<{ used: string }>(
    `select w.used from account a cross join lateral jsonb_to_recordset(a.windows) as w (used text)
      where a.address like 'budget:group:owing|%'`,
  );

test('debt that nothing but a budget counted is undone, and counts there no more', async () => {
  await setPlan(admin, 'olga', 'payg');
  const owed = await settled(api, admin, usedBy('olga', 5, { groups: ['owing'] }));
  expect(owed.charge).toMatchObject({ amount: '5', debt: '5', draws: [] });
  expect(await counted()).toEqual([{ used: '5000000000' }]);
  const input = { usageEventId: owed.id, reason: 'a test', idempotencyKey: freshKey() };
  await admin.data(VOID, { input });
  await allSettled(api);
  expect(await api.asOwner('select reason from set_aside')).toEqual([]);
  expect((await counted()).filter(({ used }) => used !== '0')).toEqual([]);
  expect(await api.asOwner(`select debt from account where address = 'subject:olga'`)).toEqual([{ debt: '0' }]);
});
