/** Settlement in adverse order: events that fail for no known reason, turns, and claims that outlive their holds. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { CatalogVersions } from '../../src/catalog/catalog-versions.js';
import { SettlementBatches } from '../../src/usage/settlement-batches.js';
import { MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { record, USAGE_FIELDS, usedBy, usedOf } from '../support/usage.js';

let api: TestApi;
let admin: Client;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir, settlement: 'off' });
  admin = api.as('acme', 'admin');
});
afterAll(async () => api.close());

function worker(restsMs: number[]): SettlementBatches {
  const { ledger, policies } = api.app;
  const catalogs = new CatalogVersions(() => policies.catalog());
  return new SettlementBatches({
    ...{ ledger, catalogs, log: pino({ level: 'silent' }), tenants: () => policies.tenants(), restsMs },
  });
}

const stateOf = async (id: string) =>
  (await admin.data<{ node: { state: string } }>(`{ node(id: "${id}") { ... on UsageEvent { state } } }`)).node.state;

test('set aside after bounded tries, its claim lifted; what follows on its account and on others is settled', async () => {
  for (const subject of ['broken', 'sound']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100' });
  }
  const [broken, sound] = [await check(admin, meter('broken', 30)), await check(admin, meter('sound', 30))];
  const poison = await record(admin, usedOf(broken.id, 10));
  const after = await record(admin, usedBy('broken', 5));
  const other = await record(admin, usedOf(sound.id, 10));
  // A hold that names a lot of nobody: the journal refuses to post it.
  const lot = broken.draws[0]?.lot?.id.slice(4);
  const swap = (from: string, to: string) =>
    api.asOwner(`update hold set draws = replace(replace(draws::text, '-', ''), '${from}', '${to}')::jsonb
      where replace(draws::text, '-', '') like '%${from}%' and account_id = (select id from account where address = 'subject:broken')`);
  const stored = await api.asOwner<{ draws: string }>(
    `select h.draws::text as draws from hold h join account a on a.id = h.account_id where a.address = 'subject:broken'`,
  );
  const nobody = '00000000000070008000000000000000';
  await swap(lot ?? '', nobody);

  const batches = worker([0, 0]);
  expect(await batches.next()).toBe(1);
  expect([await stateOf(other.id), await stateOf(poison.id)]).toEqual(['SETTLED', 'PENDING']);
  for (let tries = 0; (await stateOf(poison.id)) === 'PENDING'; tries++) {
    expect(tries).toBeLessThan(50);
    await batches.next();
  }
  expect(await stateOf(poison.id)).toBe('SET_ASIDE');
  const [aside] = await api.asOwner('select tries, reason, given_up from set_aside');
  expect(aside).toEqual({ tries: 3, reason: 'An internal error: ask whoever runs this service.', given_up: true });
  while ((await batches.next()) > 0) continue;
  expect(await stateOf(after.id)).toBe('SETTLED');

  await api.asOwner(
    `update hold set draws = $1::jsonb where account_id = (select id from account where address = 'subject:broken')`,
    [stored[0]?.draws],
  );
  const { redriveUsage } = await admin.data<{ redriveUsage: { id: string } }>(
    `mutation { redriveUsage(usageEventId: "${poison.id}", idempotencyKey: "mended") { id idempotencyKey } }`,
  );
  expect(redriveUsage).toMatchObject({ idempotencyKey: 'mended' });
  expect(await batches.next()).toBe(1);
  expect(await stateOf(redriveUsage.id)).toBe('SETTLED');
  expect((await account(admin, { subject: 'broken' })).balance).toMatchObject({ available: '85', held: '0' });
});

test('usage that a debt has no room for is set aside at once, and holds up nobody', async () => {
  const recorded = [];
  // globex carries ten credits a month, acme none.
  for (const [tenant, carried] of [['acme', 0] as const, ['globex', 10] as const]) {
    const client = api.as(tenant, 'admin');
    await setPlan(client, 'endless', 'payg');
    for (const units of [8e9, 2e9, 1e9]) {
      const { id } = await record(client, usedBy('endless', units));
      recorded.push({ client, id, units, carried: units === 8e9 ? carried : 0 });
    }
  }
  expect(await worker([]).next()).toBe(6);
  for (const { client, id, units, carried } of recorded) {
    const found = await client.get('node', `{ node(id: "${id}") { ... on UsageEvent { ${USAGE_FIELDS} } } }`);
    const aside = { state: 'SET_ASIDE', unchargedReason: expect.stringContaining('beyond all bounds') };
    expect(found).toMatchObject(
      units === 2e9
        ? aside
        : { state: 'SETTLED', charge: { forgiven: String(carried), debt: String(units - carried) } },
    );
  }
});

test('a total that has come near its bound makes nothing free: what a layer covers is judged by nothing (rule 37)', async () => {
  await grant(api.as('acme', 'operator:ann'), { subject: 'endless', credits: '2000000000' });
  const covered = await record(admin, usedBy('endless', 2e9));
  expect(await worker([]).next()).toBe(1);
  const found = await admin.get('node', `{ node(id: "${covered.id}") { ... on UsageEvent { ${USAGE_FIELDS} } } }`);
  expect(found).toMatchObject({ state: 'SETTLED', charge: { amount: '2000000000', debt: '0' } });
});

test('an account that rests holds up no other, and each tenant has its turn', async () => {
  const globex = api.as('globex', 'admin');
  const events = [];
  for (let i = 0; i < 80; i++) events.push(await record(admin, usedBy(`many-${i}`, 1)));
  const far = await record(globex, { ...usedBy('afar', 0), product: 'sora', feature: 'sora-2', usage: [] });
  const batches = worker([]);
  await batches.next();
  await batches.next();
  const state = await globex.data<{ node: { state: string } }>(
    `{ node(id: "${far.id}") { ... on UsageEvent { state } } }`,
  );
  expect(state.node.state).toBe('SETTLED');
  while ((await batches.next()) > 0) continue;
  expect(await stateOf(events[79]!.id)).toBe('SETTLED');
});

test('a claim that outlives its hold does not make the account forget when its other holds expire', async () => {
  await setPlan(admin, 'lagging', 'payg');
  await grant(admin, { subject: 'lagging', credits: '100' });
  const short = await check(admin, meter('lagging', 10, { holdSeconds: 60 }));
  await record(admin, usedOf(short.id, 1, { final: false }));
  api.moveClock(2 * MINUTE);
  const long = await check(admin, meter('lagging', 20, { holdSeconds: 600 }));
  await record(admin, usedBy('lagging', 1));
  const batches = worker([]);
  while ((await batches.next()) > 0) continue;
  const due = `select due_at from account where address = 'subject:lagging'`;
  expect((await api.asOwner<{ due_at: Date }>(due))[0]?.due_at).toEqual(new Date(long.hold?.expiresAt ?? 0));
  api.moveClock(10 * MINUTE);
  expect((await account(admin, { subject: 'lagging' })).balance).toMatchObject({ available: '98', held: '0' });
});
