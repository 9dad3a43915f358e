/** When an account got its first plan: told, kept through later plans, and known where an older process has not stored it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Client, type TestApi } from '../support/api.js';

let api: TestApi;
let admin: Client;

beforeAll(async () => {
  api = await openTestApi();
  admin = api.as('acme', 'admin');
});
afterAll(async () => api?.close());

const GRANT = `mutation ($subject: ID!, $key: String!) { grantCredits(input: {
  subject: $subject, kind: PROMOTIONAL, credits: "1", reason: "a test", idempotencyKey: $key }) { id } }`;
const PLAN = `mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { subscribedAt } }`;
const ACCOUNT = `query ($subject: ID!) { account(subject: $subject) { seq subscribedAt } }`;

const subscribedAt = async (subject: string) =>
  (await admin.get<{ subscribedAt: string | null }>('account', ACCOUNT, { subject })).subscribedAt;
const images = (subject: string) =>
  api.asOwner<{ at: Date; told: string | null; stored: Date | null }>(
    `select u.at, u.after->>'subscribedAt' as told, a.subscribed_at as stored
     from account a join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id
     where a.tenant_id = 'acme' and a.address = $1 order by u.seq`,
    [`subject:${subject}`],
  );

test('it is the instant of the first update, and no later plan or grant moves it', async () => {
  await admin.data(GRANT, { subject: 'first', key: 'first-1' });
  const first = await subscribedAt('first');
  api.moveClock(40 * DAY);
  await admin.data(PLAN, { subject: 'first', plan: 'pro' });
  await admin.data(GRANT, { subject: 'first', key: 'first-2' });
  const told = await images('first');
  expect(told).toHaveLength(3);
  expect(first).toBe(told[0]!.at.toISOString());
  expect(new Set(told.map((image) => image.told))).toEqual(new Set([first]));
  expect(await subscribedAt('first')).toBe(first);
});

test('what an older process wrote without it is found in the journal, and told from the next update on', async () => {
  await admin.data(GRANT, { subject: 'older', key: 'older-1' });
  const [first] = await images('older');
  // An older process would have written neither; its images stay as they are, for they are hashed.
  await api.asOwner(`update account set subscribed_at = null where tenant_id = 'acme' and address = 'subject:older'`);
  api.moveClock(DAY);
  await admin.data(GRANT, { subject: 'older', key: 'older-2' });
  const [, second] = await images('older');
  expect(second).toMatchObject({ told: first!.at.toISOString(), stored: first!.at });
});

test('a pool has none', async () => {
  await admin.data(GRANT.replace('$subject: ID!, ', '').replace('subject: $subject', 'pool: "first"'), {
    key: 'pool-1',
  });
  const { pool } = await admin.data<{ pool: { subscribedAt: null } }>(
    `{ pool: account(pool: "first") { subscribedAt } }`,
  );
  expect(pool).toEqual({ subscribedAt: null });
});
