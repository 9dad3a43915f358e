/** Who may switch automatic top-up on and off, and whether the one who agreed may still purchase when it is to buy. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, grant, purchase, PURCHASE, freshKey, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

const ACME = 'acme/policy.csv';
const SELF = 'p, role:member, account:self, purchase, allow\n';
const PAYERS = 'g, group:payers, role:payer\n';
const SET = `mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state lastDeclineReason consentedBy } }`;
const SHOW = `query ($subject: ID!) { account(subject: $subject) {
  balance { available } autoTopUp { state lastDeclineReason purchases { nodes { credits } } } } }`;
const TERMS = { threshold: '5', target: '10', monthlyCap: '1000', enabled: true, consent: true };

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let sound: string;
beforeAll(async () => {
  policies = exactPolicies();
  sound = policies.edit(
    ACME,
    (text) => `${text}${PAYERS}p, role:payer, account:subject:kid, purchase, allow
p, role:payer, account:subject:old, purchase, allow
`,
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
beforeEach(async () => serve(sound));
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** Makes this the live policy of acme. */
async function serve(text: string): Promise<void> {
  if (policies.read(ACME) !== text) policies.edit(ACME, () => text);
  await api.app.policies.whenRead(ACME, versionOf(text));
}
const without = (line: string) => serve(sound.replace(line, ''));

const set = (client: Client, input: object = {}) => client.run(SET, { input: { ...TERMS, ...input } });
const switchOff = (client: Client, input: object = {}) => client.run(SET, { input: { ...input, enabled: false } });

async function funded(subject: string): Promise<Client> {
  await setPlan(admin, subject, 'payg');
  await grant(admin, { subject, credits: '10' });
  return api.as('acme', subject);
}

/** Uses so many credits; how the top-up stands once nothing is under way. */
async function use(subject: string, units: number) {
  await settled(api, admin, usedBy(subject, units));
  while ((await api.asOwner('select from purchase where unsettled limit 1')).length > 0);
  interface Shown {
    balance: { available: string };
    autoTopUp: { state: string; lastDeclineReason: string | null; purchases: { nodes: { credits: string }[] } };
  }
  const { balance, autoTopUp } = await admin.get<Shown>('account', SHOW, { subject });
  const { purchases, ...top } = autoTopUp;
  return { ...balance, ...top, bought: purchases.nodes.map(({ credits }) => credits) };
}

const consents = (subject: string) =>
  api.asOwner<{ enabled: boolean; groups: string[] | null }>(
    `select c.enabled, c.groups from top_up_consent c join account a on a.tenant_id = c.tenant_id and a.id = c.account_id
     where a.address = $1 order by c.id`,
    [`subject:${subject}`],
  );

test('it buys nothing once the one who agreed may no longer purchase: it stops, and says why (rule 40)', async () => {
  const tom = await funded('tom');
  await set(tom);
  await without(SELF);
  const buying = { credits: '10', idempotencyKey: freshKey() };
  expect(codesOf(await tom.run(PURCHASE, { input: buying }))).toEqual(['FORBIDDEN']);
  const lastDeclineReason = 'tom agreed to it and may no longer purchase for this account.';
  const stopped = { state: 'STOPPED', lastDeclineReason, available: '2', bought: [] };
  expect(await use('tom', 8)).toEqual(stopped);
  // It waits for a person, also once the policy is as it was.
  await serve(sound);
  expect(await use('tom', 1)).toEqual({ ...stopped, available: '1' });
  await set(tom);
  expect(await use('tom', 0)).toMatchObject({ state: 'READY', available: '10', bought: ['9'] });
});

test('whether they may is asked with the groups that they agreed with (rule 40)', async () => {
  await funded('kid');
  expect(codesOf(await set(api.as('acme', 'dora'), { subject: 'kid' }))).toEqual(['FORBIDDEN']);
  await set(api.as('acme', 'dora', ['others', 'payers']), { subject: 'kid' });
  expect(await consents('kid')).toEqual([{ enabled: true, groups: ['others', 'payers'] }]);
  expect(await use('kid', 8)).toMatchObject({ state: 'READY', available: '10', bought: ['8'] });
  await without(PAYERS);
  const lastDeclineReason = 'dora agreed to it and may no longer purchase for this account.';
  expect(await use('kid', 8)).toMatchObject({ state: 'STOPPED', lastDeclineReason, available: '2', bought: ['8'] });
});

test('a consent from before its groups were kept holds until it is renewed (rule 40)', async () => {
  await funded('old');
  const payer = api.as('acme', 'paul', ['payers']);
  await set(payer, { subject: 'old' });
  const owner = `(select id from account where address = 'subject:old')`;
  await api.asOwner(`update top_up_consent set groups = null where account_id = ${owner}`);
  await without(PAYERS);
  expect(await use('old', 8)).toMatchObject({ state: 'READY', bought: ['8'] });
  await serve(sound);
  await set(payer, { subject: 'old' });
  await without(PAYERS);
  expect(await use('old', 8)).toMatchObject({ state: 'STOPPED', bought: ['8'] });
});

test('switching it off takes no line on one’s own account, nor for the one who agreed (rule 40)', async () => {
  const uma = await funded('uma');
  await set(uma);
  await set(admin, { subject: 'uma' });
  await without(SELF);
  expect(codesOf(await set(uma))).toEqual(['FORBIDDEN']);
  expect(codesOf(await switchOff(api.as('acme', 'bob'), { subject: 'uma' }))).toEqual(['FORBIDDEN']);
  expect(await consents('uma')).toHaveLength(2);
  expect(await switchOff(uma)).toMatchObject({ data: { setAutoTopUp: { state: 'OFF', consentedBy: 'admin' } } });
  expect(await use('uma', 8)).toMatchObject({ state: 'OFF', available: '2', bought: [] });

  await serve(sound);
  await funded('vic');
  const carol = api.as('acme', 'carol');
  await set(carol, { subject: 'vic' });
  await without('g, carol, role:billing_admin\n');
  expect(codesOf(await set(carol, { subject: 'vic' }))).toEqual(['FORBIDDEN']);
  expect(await switchOff(carol, { subject: 'vic' })).toMatchObject({ data: { setAutoTopUp: { state: 'OFF' } } });
});

test('switching off what is off writes nothing, however often (rule 40)', async () => {
  const wes = await funded('wes');
  for (let call = 0; call < 3; call++) await switchOff(wes);
  expect(await consents('wes')).toEqual([{ enabled: false, groups: [] }]);
  await set(wes);
  for (let call = 0; call < 3; call++) await switchOff(wes);
  expect((await consents('wes')).map(({ enabled }) => enabled)).toEqual([false, true, false]);
  await purchase(wes, { credits: '1' });
});

test('who agreed to it is told nobody else: switching off another’s is FORBIDDEN, there or not (rule 40)', async () => {
  await funded('xia');
  await set(admin, { subject: 'xia' });
  const bob = api.as('acme', 'bob');
  const said = await Promise.all(['xia', 'nobody'].map((subject) => switchOff(bob, { subject })));
  expect(said[0]!.errors?.[0]?.message).toBe(said[1]!.errors?.[0]?.message);
  expect(said.map(codesOf)).toEqual([['FORBIDDEN'], ['FORBIDDEN']]);
  expect(await api.asOwner(`select from account where address = 'subject:nobody'`)).toEqual([]);
});
