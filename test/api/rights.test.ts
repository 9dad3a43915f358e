/** Who may check, report and release: three rights, whose holds they are about, and what a refused call leaves. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  check,
  codesOf,
  decision,
  drawn,
  grant,
  meter,
  release,
  RELEASE,
  setPlan,
  tryCheck,
} from '../support/calls.js';
import { account, SET_STATE } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { RECORD, settled, usedBy, usedOf } from '../support/usage.js';

const LINES = `
p, role:reporter, account:self, report, allow
p, role:releaser, account:self, release, allow
p, role:extender, account:self, check, allow
p, role:watched, account:self, check, deny
p, role:watched, account:self, report, deny
p, role:watched, account:self, release, deny
p, role:alone, account:self, act_for, deny
p, role:meterer, account:*, read, allow
p, role:meterer, account:*, report, allow
p, role:intern, product:meter, use, deny
g, group:reporters, role:reporter
g, group:releasers, role:releaser
g, group:extenders, role:extender
g, group:watched, role:watched
g, group:alone, role:alone
g, meterer, role:meterer
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
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '1000' });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject with 100 promotional credits and nothing else. */
async function newcomer(...groups: string[]): Promise<{ name: string; own: Client }> {
  const name = `mel-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits: '100' });
  return { name, own: api.as('acme', name, groups) };
}

/** All that a refused call could have written. */
const written = () =>
  api.asOwner(`select (select count(*) from decision) as decisions, (select count(*) from usage_event) as events,
    (select count(*) from balance_update) as updates, (select count(*) from account) as accounts,
    (select sum(claims) from hold) as claims`);

/** How a call is refused; it has written nothing. */
async function refused(client: Client, query: string, variables: Record<string, unknown>) {
  const before = await written();
  const answer = await client.run(query, variables);
  expect(await written()).toEqual(before);
  return codesOf(answer);
}
const report = (input: Record<string, unknown>): [string, Record<string, unknown>] => [RECORD, { input }];

describe('a hold belongs to the caller that opened it (rule 26)', () => {
  test('a stranger to it, the subject too, cannot extend, report or release it, and nothing is written', async () => {
    const { name, own } = await newcomer();
    const { id, hold } = await check(gateway, meter(name, 60));
    expect(await refused(own, RELEASE, { id })).toEqual(['FORBIDDEN']);
    expect(await refused(own, ...report(usedOf(id, 0, { usage: [], status: 'FAILED' })))).toEqual(['FORBIDDEN']);
    const before = await written();
    expect(codesOf(await tryCheck(own, meter(name, 1, { extends: id })))).toEqual(['FORBIDDEN']);
    expect(await written()).toEqual(before);
    expect(await decision(admin, id)).toMatchObject({ proceed: true, hold: { ...hold, state: 'HELD' } });
    expect((await settled(api, gateway, usedOf(id, 60))).charge).toMatchObject({ amount: '60', forgiven: '0' });
  });

  test('a subject extends, reports and releases what it opened itself', async () => {
    const { name, own } = await newcomer();
    const first = await check(own, meter(name, 10));
    const more = await check(own, meter(name, 10, { extends: first.id }));
    expect(more).toMatchObject({ outcome: 'ALLOWED', hold: { id: first.hold!.id, remaining: '20' } });
    expect((await settled(api, own, usedOf(more.id, 15, { final: false }))).charge).toMatchObject({ amount: '15' });
    expect(await release(own, first.id)).toMatchObject({ hold: { state: 'RELEASED', released: '5' } });
  });

  test('an extension by another leaves it where it was', async () => {
    const { name, own } = await newcomer();
    const first = await check(own, meter(name, 10));
    const more = await check(gateway, meter(name, 10, { extends: first.id }));
    expect(await release(own, more.id)).toMatchObject({ hold: { state: 'RELEASED' } });
    const ASKED = 'query ($id: ID!) { decision(id: $id) { caller hold { caller } } }';
    expect(await own.data(ASKED, { id: more.id })).toEqual({ decision: { caller: 'gateway', hold: { caller: name } } });
  });

  test('who acts for the subject extends, reports and releases whatever anybody opened', async () => {
    const { name, own } = await newcomer();
    const first = await check(own, meter(name, 10));
    await check(gateway, meter(name, 10, { extends: first.id }));
    expect((await settled(api, gateway, usedOf(first.id, 15, { final: false }))).charge).toMatchObject({
      amount: '15',
    });
    expect(await release(gateway, first.id)).toMatchObject({ hold: { state: 'RELEASED' } });
  });

  test('a line gives one of the three rights on what others opened, and only that one', async () => {
    const { name } = await newcomer();
    const { id } = await check(gateway, meter(name, 10));
    const as = (group: string) => api.as('acme', name, [group]);
    expect(await refused(as('releasers'), ...report(usedOf(id, 1)))).toEqual(['FORBIDDEN']);
    expect(await refused(as('extenders'), RELEASE, { id })).toEqual(['FORBIDDEN']);
    expect(await refused(as('reporters'), RELEASE, { id })).toEqual(['FORBIDDEN']);
    expect(await check(as('extenders'), meter(name, 5, { extends: id }))).toMatchObject({ outcome: 'ALLOWED' });
    expect((await settled(api, as('reporters'), usedOf(id, 3, { final: false }))).charge).toMatchObject({
      amount: '3',
    });
    expect(await release(as('releasers'), id)).toMatchObject({ hold: { state: 'RELEASED', released: '12' } });
  });

  test('a deny of check, report or release on account:self takes away even what one opened; of act_for it does not', async () => {
    const { name, own } = await newcomer();
    const { id } = await check(own, meter(name, 10));
    const watched = api.as('acme', name, ['watched']);
    expect(codesOf(await tryCheck(watched, meter(name, 1)))).toEqual(['FORBIDDEN']);
    expect(await refused(watched, ...report(usedOf(id, 1)))).toEqual(['FORBIDDEN']);
    expect(await refused(watched, RELEASE, { id })).toEqual(['FORBIDDEN']);
    const alone = api.as('acme', name, ['alone']);
    expect(await check(alone, meter(name, 1))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await release(alone, id)).toMatchObject({ hold: { state: 'RELEASED' } });
  });

  test('one that was stored before callers were is its subject’s', async () => {
    const { name, own } = await newcomer();
    const { id } = await check(gateway, meter(name, 10));
    await api.asOwner(`update hold set caller = null where caller = 'gateway' and state = 'HELD'`);
    expect(await refused(api.as('acme', 'somebody'), RELEASE, { id })).toEqual(['FORBIDDEN']);
    expect(await release(own, id)).toMatchObject({ hold: { state: 'RELEASED' } });
    await api.asOwner(`update hold set caller = 'gateway' where caller is null`);
  });

  test('a replay is authorised anew', async () => {
    const { name, own } = await newcomer();
    const { id } = await check(gateway, meter(name, 10));
    const input = meter(name, 5, { extends: id });
    await check(gateway, input);
    expect(codesOf(await tryCheck(own, input))).toEqual(['FORBIDDEN']);
  });
});

describe('usage without a decision (rule 26)', () => {
  test('is reported by a line for it or for act_for, not by right of one’s own account; nothing is written', async () => {
    const name = 'never-seen';
    expect(await refused(api.as('acme', name, ['engineering']), ...report(usedBy(name, 900)))).toEqual(['FORBIDDEN']);
    const { name: mel } = await newcomer();
    expect((await settled(api, api.as('acme', mel, ['reporters']), usedBy(mel, 5))).charge).toMatchObject({
      amount: '5',
    });
    expect((await settled(api, api.as('acme', 'meterer'), usedBy(mel, 5))).charge).toMatchObject({ amount: '5' });
    expect((await settled(api, gateway, usedBy(mel, 5))).charge).toMatchObject({ amount: '5' });
    expect(await refused(api.as('acme', 'reader', ['reporters']), ...report(usedBy(mel, 5)))).toEqual(['FORBIDDEN']);
  });

  test('of a suspended subject, or of one that may not use it, is drawn on its own layers and on no pool', async () => {
    const { name } = await newcomer();
    const engineers = { groups: ['engineering'] };
    expect(drawn((await settled(api, gateway, usedBy(name, 101, engineers))).charge!)).toEqual([
      'PROMOTION 100',
      'POOL 1',
    ]);
    const denied = await settled(api, gateway, usedBy(name, 1, { groups: ['engineering', 'interns'] }));
    expect(denied.charge).toMatchObject({ amount: '1', draws: [], debt: '1' });
    await admin.data(SET_STATE, { account: `subject:${name}`, state: 'SUSPENDED', reason: 'a test' });
    const suspended = await settled(api, gateway, usedBy(name, 1, engineers));
    expect(suspended.charge).toMatchObject({ amount: '1', draws: [], debt: '1' });
    expect((await account(admin, { pool: 'engineering' })).balance).toMatchObject({ available: '999' });
  });
});
