/** Usage beyond an open hold: by which layers it is paid, who reaches pools, and which decisions are none any more. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, codesOf, drawn, grant, meter, release, setPlan, SET_STATE } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, RECORD, settled, usedOf } from '../support/usage.js';

const LINES = `
p, role:reporter, account:self, report, allow
p, role:intern, product:meter, use, deny
g, group:reporters, role:reporter
`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let gateway: Client;
let count = 0;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  gateway = api.as('acme', 'gateway');
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '10000' });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject with nothing of its own. */
async function engineer(): Promise<{ name: string; own: Client }> {
  const name = `eve-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  return { name, own: api.as('acme', name, ['engineering']) };
}
const engineers = { groups: ['engineering'] };
/** What a report costs whom. */
async function paid(client: Client, input: Record<string, unknown>) {
  const { charge } = await settled(api, client, input);
  return { draws: drawn(charge!), debt: charge!.debt };
}

describe('by right of one’s own decision alone (rule 27)', () => {
  test('what the open hold covers is captured from the pool that gave it, and nothing beyond reaches a pool', async () => {
    const { name, own } = await engineer();
    const { id } = await check(own, meter(name, 10));
    expect(await paid(own, usedOf(id, 310))).toEqual({ draws: ['POOL 10'], debt: '300' });
  });

  test('one who has left the group spends nothing of its pool, by an open hold, a closed one or a lapsed one', async () => {
    const { name, own } = await engineer();
    const former = api.as('acme', name);
    const open = await check(own, meter(name, 1));
    expect(await paid(former, usedOf(open.id, 4))).toEqual({ draws: ['POOL 1'], debt: '3' });
    expect(await paid(former, usedOf(open.id, 2, { final: false }))).toEqual({ draws: [], debt: '2' });
    const { name: other, own: another } = await engineer();
    const { id } = await check(another, meter(other, 1, { holdSeconds: 60 }));
    api.moveClock(2 * MINUTE);
    expect(await paid(api.as('acme', other), usedOf(id, 5))).toEqual({ draws: [], debt: '5' });
  });

  test('a line to report reaches the pools that the policy gives now', async () => {
    const { name, own } = await engineer();
    const { id } = await check(own, meter(name, 1));
    const reporter = api.as('acme', name, ['engineering', 'reporters']);
    expect(await paid(reporter, usedOf(id, 3, { final: false }))).toEqual({ draws: ['POOL 1', 'POOL 2'], debt: '0' });
    expect(await paid(api.as('acme', name, ['reporters']), usedOf(id, 2))).toEqual({ draws: [], debt: '2' });
  });
});

describe('by a gateway (rule 27)', () => {
  test('naming no groups means the decision’s, until 15 minutes after its hold’s last expiry', async () => {
    const { name } = await engineer();
    const { id } = await check(gateway, meter(name, 1, { ...engineers, holdSeconds: 60 }));
    expect(await paid(gateway, usedOf(id, 3, { final: false }))).toEqual({ draws: ['POOL 1', 'POOL 2'], debt: '0' });
    api.moveClock(15 * MINUTE);
    expect(await paid(gateway, usedOf(id, 3, { final: false }))).toEqual({ draws: ['POOL 3'], debt: '0' });
    api.moveClock(2 * MINUTE);
    expect(await paid(gateway, usedOf(id, 1))).toEqual({ draws: [], debt: '1' });
    expect(await paid(gateway, usedOf(id, 2, { ...engineers, late: true }))).toEqual({ draws: ['POOL 2'], debt: '0' });
  });

  test('the groups that it names decide what is drawn: none, or those that may not use it, reach no pool', async () => {
    const { name } = await engineer();
    const ask = async () => (await check(gateway, meter(name, 1, engineers))).id;
    expect(await paid(gateway, usedOf(await ask(), 2, { groups: [] }))).toEqual({ draws: ['POOL 1'], debt: '1' });
    const interns = { groups: ['engineering', 'interns'] };
    expect(await paid(gateway, usedOf(await ask(), 2, interns))).toEqual({ draws: ['POOL 1'], debt: '1' });
  });

  test('of a suspended subject the hold is captured, and nothing beyond it reaches a pool', async () => {
    const { name } = await engineer();
    const { id } = await check(gateway, meter(name, 1, engineers));
    await admin.data(SET_STATE, { account: `subject:${name}`, state: 'SUSPENDED', reason: 'a test' });
    expect(await paid(gateway, usedOf(id, 2))).toEqual({ draws: ['POOL 1'], debt: '1' });
  });

  test('a subject that names its groups itself is refused', async () => {
    const { name, own } = await engineer();
    const { id } = await check(api.as('acme', name, ['engineering']), meter(name, 1));
    expect(codesOf(await own.run(RECORD, { input: usedOf(id, 1, engineers) }))).toEqual(['FORBIDDEN']);
    await release(own, id);
  });
});

describe('a decision that is none (rule 27)', () => {
  test('one that was denied gives no right to report, and what is reported on it is usage without a decision', async () => {
    const { name, own } = await engineer();
    const denied = await check(api.as('acme', name), meter(name, 50));
    expect(denied).toMatchObject({ outcome: 'DENIED' });
    expect(codesOf(await own.run(RECORD, { input: usedOf(denied.id, 50) }))).toEqual(['FORBIDDEN']);
    expect(await paid(gateway, usedOf(denied.id, 2))).toEqual({ draws: [], debt: '2' });
    expect(await paid(gateway, usedOf(denied.id, 2, engineers))).toEqual({ draws: ['POOL 2'], debt: '0' });
    const longAgo = new Date(api.now() - 32 * DAY).toISOString();
    const late = await gateway.run(RECORD, { input: usedOf(denied.id, 1, { occurredAt: longAgo }) });
    expect(codesOf(late)).toEqual(['BAD_USER_INPUT']);
  });

  test('one older than 31 days gives no right to report, nor its groups, nor an instant further back', async () => {
    const { name, own } = await engineer();
    const { id, decidedAt } = await check(own, meter(name, 1));
    api.moveClock(31 * DAY - HOUR);
    const report = usedOf(id, 1);
    expect(await paid(own, report)).toEqual({ draws: [], debt: '1' });
    api.moveClock(2 * HOUR);
    expect(await record(own, report)).toMatchObject({ replayed: true });
    expect(codesOf(await own.run(RECORD, { input: usedOf(id, 1) }))).toEqual(['FORBIDDEN']);
    const late = await gateway.run(RECORD, { input: usedOf(id, 1, { occurredAt: decidedAt }) });
    expect(codesOf(late)).toEqual(['BAD_USER_INPUT']);
    expect(await paid(gateway, usedOf(id, 1, { late: true }))).toEqual({ draws: [], debt: '1' });
    expect((await account(admin, { subject: name })).balance).toMatchObject({ debt: '2' });
  });
});
