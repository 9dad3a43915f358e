/** A database that holds callers up: they are told soon, and nothing is lost or taken twice. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, CHECK_MANY, check, grant, meter, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';

let api: TestApi;
let admin: Client;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'oda', 'payg');
  await grant(admin, { subject: 'oda', credits: '100' });
});
afterAll(async () => api.close());

test('a row that another holds on to delays its batch once, not once per call, and is OVERLOADED', async () => {
  const inputs = Array.from({ length: 20 }, (_, i) => meter('oda', 1, { idempotencyKey: `held up ${i}` }));
  const blocker = new pg.Client({ connectionString: api.databaseUrl });
  await blocker.connect();
  await blocker.query(`begin; select from account where address = 'subject:oda' for update`);
  const started = performance.now();
  const { data, errors } = await admin.run(CHECK_MANY, { inputs });
  expect(performance.now() - started).toBeLessThan(8_000);
  await blocker.end();
  expect(data).toEqual({ checkAccessMany: inputs.map(() => null) });
  const told = errors?.map(({ extensions }) => extensions);
  expect(told).toHaveLength(20);
  for (const extensions of told ?? []) {
    expect(extensions).toMatchObject({ code: 'OVERLOADED', retryable: true, outcomeUnknown: true });
  }

  const again = await admin.get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
  expect(again.every(({ outcome, replayed }) => outcome === 'ALLOWED' && !replayed)).toBe(true);
  await check(api.as('acme', 'oda'), meter('oda', 5));
  expect((await account(admin, { subject: 'oda' })).balance).toMatchObject({ available: '75', held: '25' });
}, 30_000);
