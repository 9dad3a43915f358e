/** The balance at any past instant, as the journal has it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, codesOf, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

const AMOUNTS = '{ available held promotional purchased refund entitlement debt }';
const BALANCE_AT = `query ($account: ID, $subject: ID, $pool: ID, $at: DateTime!) {
  balanceAt(account: $account, subject: $subject, pool: $pool, at: $at) ${AMOUNTS}
}`;
const UPDATES = `query ($subject: ID) { balanceUpdates(subject: $subject) { nodes { seq at cause balance ${AMOUNTS} } } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const iso = (at: number) => new Date(at).toISOString();
const balanceAt = (of: object, at: number, client = admin) =>
  client.get<Record<string, string> | null>('balanceAt', BALANCE_AT, { ...of, at: iso(at) });
const NOTHING = {
  available: '0',
  held: '0',
  promotional: '0',
  purchased: '0',
  refund: '0',
  entitlement: '0',
  debt: '0',
};

test('it is the balance after the last update at or before the instant, for every instant of the journal', async () => {
  await setPlan(admin, 'ann', 'payg');
  const before = api.now() - HOUR;
  for (const credits of ['10', '20', '30']) {
    await grant(admin, { subject: 'ann', credits });
    api.moveClock(MINUTE);
  }
  const { id } = await check(admin, meter('ann', 25));
  api.moveClock(MINUTE);
  await settled(api, admin, usedOf(id, 70));
  const { nodes } = await admin.get<{ nodes: { at: string; cause: string; balance: object }[] }>(
    'balanceUpdates',
    UPDATES,
    { subject: 'ann' },
  );
  expect(nodes.map(({ cause }) => cause)).toEqual([
    ...['PLAN_CHANGED', 'GRANT', 'GRANT', 'GRANT', 'HOLD', 'SETTLE', 'DEBT_INCURRED'],
  ]);
  const last = new Map(nodes.map(({ at, balance }) => [at, balance]));
  for (const [at, balance] of last)
    expect([at, await balanceAt({ subject: 'ann' }, Date.parse(at))]).toEqual([at, balance]);
  const instants = [...last.keys()].map((at) => Date.parse(at));
  expect(await balanceAt({ subject: 'ann' }, instants[2]! - 1)).toEqual([...last.values()][1]);
  expect(await balanceAt({ subject: 'ann' }, instants.at(-1)! + 1)).toMatchObject({ available: '0', debt: '10' });
  for (const at of [before, instants[0]! - 1, -5 * DAY, Date.UTC(0, 0)]) {
    expect(await balanceAt({ subject: 'ann' }, at)).toEqual(NOTHING);
  }
});

test('what fell due by the instant counts, though nobody has looked since (docs/rules.md, 1)', async () => {
  await setPlan(admin, 'ben', 'payg');
  const start = api.now();
  await grant(admin, { subject: 'ben', credits: '40', expiresAt: iso(start + HOUR) });
  await grant(admin, { subject: 'ben', credits: '60', effectiveAt: iso(start + 2 * HOUR) });
  await check(admin, meter('ben', 15, { holdSeconds: 3 * 3600 }));
  api.moveClock(DAY);
  const then = async (at: number) => {
    const found = await balanceAt({ subject: 'ben' }, at);
    return [found?.available, found?.held];
  };
  expect(await then(start + HOUR - 1)).toEqual(['25', '15']);
  expect(await then(start + HOUR)).toEqual(['0', '15']);
  expect(await then(start + 2 * HOUR)).toEqual(['60', '15']);
  expect(await then(start + 4 * HOUR)).toEqual(['60', '0']);
  expect(await balanceAt({ subject: 'ben' }, api.now() - 1_000)).toEqual(
    (await account(admin, { subject: 'ben' })).balance,
  );
});

test('an instant in the future is BAD_USER_INPUT', async () => {
  const at = iso(api.now() + MINUTE);
  expect(codesOf(await admin.run(BALANCE_AT, { subject: 'ben', at }))).toEqual(['BAD_USER_INPUT']);
  expect(codesOf(await admin.run(BALANCE_AT, { subject: 'nobody', at }))).toEqual(['BAD_USER_INPUT']);
  expect(codesOf(await admin.run(BALANCE_AT, { subject: 'ben', at: '9999-12-31T23:59:59Z' }))).toEqual([
    'BAD_USER_INPUT',
  ]);
});

test('accounts are named, missing and guarded as everywhere', async () => {
  const at = api.now() - 1_000;
  const { id } = await account(admin, { subject: 'ben' });
  expect(await balanceAt({ account: id }, at)).toEqual(await balanceAt({ account: 'subject:ben' }, at));
  expect(await balanceAt({}, at, api.as('acme', 'ben'))).toEqual(await balanceAt({ subject: 'ben' }, at));
  expect(await balanceAt({ subject: 'nobody' }, at)).toBeNull();
  expect(await balanceAt({ pool: 'nothing' }, at)).toBeNull();
  const codes = async (client: Client, of: object) => codesOf(await client.run(BALANCE_AT, { ...of, at: iso(at) }));
  expect(await codes(api.as('acme', 'ben'), { subject: 'ann' })).toEqual(['FORBIDDEN']);
  expect(await codes(admin, { subject: 'ann', pool: 'engineering' })).toEqual(['BAD_USER_INPUT']);
  expect(await codes(api.as('globex', 'admin'), { account: id })).toEqual(['NOT_FOUND']);
});
