/** Without a payment provider nothing is sold, everybody is told so, and what was bought or agreed to before stays. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { asked, estimate, grant, meter, PURCHASE, setPlan, type Purchase } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

const SOLD = '{ catalog { sellsCredits } }';
const QUOTE = 'query ($credits: Credits!) { purchaseQuote(subject: "bob", credits: $credits) { price { amount } } }';
const TERMS = { threshold: '50', target: '100', monthlyCap: '1000' };
const STATEMENT = `query ($threshold: Credits!, $target: Credits!, $monthlyCap: Credits!) {
  autoTopUpTerms(subject: "bob", threshold: $threshold, target: $target, monthlyCap: $monthlyCap) { statement } }`;
const SET = 'mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }';
const SHOW = '{ account(subject: "bob") { autoTopUp { state lastDeclineReason } balance { available } } }';
const BOUGHT = { subject: 'bob', credits: '100', idempotencyKey: 'bought while one could' };
const REFUSAL = {
  message: 'Nothing can be bought here: there is no payment provider (SPILLWAY_PAYMENTS is none).',
  extensions: { code: 'CONFLICT', retryable: false },
};

let policies: PolicyCopy;
let store: TestDatabase;
let selling: TestApi;
let api: TestApi;
let admin: Client;
let before: Purchase;
beforeAll(async () => {
  policies = exactPolicies();
  store = await createTestDatabase();
  selling = await openTestApi({ policyDir: policies.dir, store, settlement: 'off' });
  const buyer = selling.as('acme', 'admin');
  await setPlan(buyer, 'bob', 'payg');
  before = await buyer.get<Purchase>('purchaseCredits', PURCHASE, { input: BOUGHT });
  await buyer.data(SET, { input: { ...TERMS, subject: 'bob', enabled: true, consent: true } });
  api = await openTestApi({ policyDir: policies.dir, store, settings: { SPILLWAY_PAYMENTS: 'none' } });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  await selling.close();
  await store.drop();
  policies.remove();
});

test('the catalog says whether credits are sold', async () => {
  expect(await admin.data(SOLD)).toEqual({ catalog: { sellsCredits: false } });
  expect(await selling.as('acme', 'admin').data(SOLD)).toEqual({ catalog: { sellsCredits: true } });
});

test.each<[string, string, Record<string, unknown>]>([
  ['a quote', QUOTE, { credits: '100' }],
  ['a purchase', PURCHASE, { input: { ...BOUGHT, idempotencyKey: 'another' } }],
  ['a purchase with a method', PURCHASE, { input: { ...BOUGHT, idempotencyKey: 'x', paymentMethod: 'sandbox:ok' } }],
  ['the terms of a top-up', STATEMENT, TERMS],
  ['a top-up', SET, { input: { ...TERMS, subject: 'bob', enabled: true, consent: true } }],
])('%s is refused, and the refusal says why', async (_title, query, variables) => {
  expect(await admin.run(query, variables)).toMatchObject({ errors: [REFUSAL] });
});

test('a purchase that was made before is answered as ever to whoever repeats its call', async () => {
  const again = await admin.get<Purchase>('purchaseCredits', PURCHASE, { input: BOUGHT });
  expect(again).toEqual({ ...before, replayed: true });
});

test('nobody who lacks credits is told to buy some', async () => {
  const sees = async (at: TestApi, subject: string) =>
    (await estimate(at.as('acme', subject), asked(meter(subject, 1)))).remedies;
  await setPlan(admin, 'cleo', 'payg');
  expect(await sees(selling, 'cleo')).toEqual(['BUY_CREDITS']);
  expect(await sees(api, 'cleo')).toEqual(['ASK_ADMIN']);
});

/** Bob's top-up and what he has, once it is as expected. */
async function expectSoon(client: Client, expected: object): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { account: bob } = await client.data<{ account: object }>(SHOW);
    if (JSON.stringify(bob) === JSON.stringify(expected) || performance.now() > deadline)
      return expect(bob).toEqual(expected);
  }
}

test('a top-up that was agreed to before waits, says why, and buys as soon as there is a provider again', async () => {
  const bob = (available: string, lastDeclineReason: string | null) => ({
    ...{ autoTopUp: { state: 'READY', lastDeclineReason }, balance: { available } },
  });
  await expectSoon(admin, bob('100', null));
  await settled(api, admin, usedBy('bob', 60));
  await expectSoon(admin, bob('40', REFUSAL.message));
  await grant(selling.as('acme', 'admin'), { subject: 'bob', credits: '1' });
  await expectSoon(admin, bob('100', null));
});
