/** The stream of usage under duplicates, disorder, dying workers and events that cannot be settled. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, codesOf, freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { killWorkers, spawnWorker } from '../support/settlement-workers.js';
import { allSettled, record, RECORD_MANY, usedBy, usedOf, type UsageEvent } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  killWorkers();
  await api.close();
});

/** A repeatable shuffle. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function recordAll(inputs: object[]): Promise<UsageEvent[]> {
  const events: UsageEvent[] = [];
  for (let from = 0; from < inputs.length; from += 500) {
    const page = { inputs: inputs.slice(from, from + 500) };
    events.push(...(await admin.get<UsageEvent[]>('recordUsageMany', RECORD_MANY, page)));
  }
  return events;
}

/** How many events are settled. */
async function settledSoFar(): Promise<number> {
  const [row] = await api.asOwner<{ settled: string }>('select sum(settled_no) as settled from account');
  return Number(row?.settled);
}

/** What a run of usage left: per account its balance and lots, per key its charge. */
async function booksOf(prefix: string) {
  const lots = await api.asOwner(
    `select replace(a.address, $1, '') as address, l.amount, l.remaining, l.held, l.spent, a.debt
      from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
      where a.address like 'subject:' || $1 || '%' order by 1, 2`,
    [prefix],
  );
  const charges = await api.asOwner(
    `select replace(e.key, $1, '') as key, c.amount, c.body->>'card' as card
      from charge c join usage_event e on e.tenant_id = c.tenant_id and e.id = c.id
      where e.key like $1 || '%' order by 1`,
    [prefix],
  );
  return { lots, charges };
}

test('delivered three times, shuffled, with workers killed throughout: the same books (docs/rules.md, 19)', async () => {
  const subjects = Array.from({ length: 10 }, (_, i) => i);
  const usage = async (prefix: string) => {
    for (const i of subjects) {
      await setPlan(admin, `${prefix}${i}`, 'payg');
      for (const credits of ['50', '70', '90']) await grant(admin, { subject: `${prefix}${i}`, credits });
    }
    return subjects.flatMap((i) =>
      Array.from({ length: 60 }, (_, n) =>
        usedBy(`${prefix}${i}`, (n % 7) + (i === 3 ? 2 : 0), { idempotencyKey: `${prefix}${i}-${n}` }),
      ),
    );
  };
  await recordAll(await usage('orderly '));
  const first = spawnWorker(api.databaseUrl, policies.dir);
  await allSettled(api);
  expect(await first.stop()).toBe(0);

  const each = await usage('storm ');
  const delivered = shuffled([...each, ...each, ...each], 7);
  const begun = await settledSoFar();
  let killed = 0;
  const storm = (async () => {
    // Each worker lives until the books have moved on a little, wherever that leaves it.
    for (let goal = begun + 40; goal < begun + 400; goal += 60, killed += 1) {
      const workers = [spawnWorker(api.databaseUrl, policies.dir), spawnWorker(api.databaseUrl, policies.dir)];
      while ((await settledSoFar()) < Math.min(goal, begun + each.length)) continue;
      await Promise.all(workers.map((worker) => worker.kill()));
    }
  })();
  const events = await recordAll(delivered);
  await storm;
  expect(killed).toBeGreaterThanOrEqual(6);
  const last = [spawnWorker(api.databaseUrl, policies.dir), spawnWorker(api.databaseUrl, policies.dir)];
  await allSettled(api);
  await Promise.all(last.map((worker) => worker.kill()));

  expect(events.filter(({ replayed }) => !replayed)).toHaveLength(each.length);
  expect(await booksOf('storm ')).toEqual(await booksOf('orderly '));
}, 120_000);

test('many events of one unit cost what one event of many units does, to the last digit', async () => {
  const many = 3_000;
  for (const subject of ['grains', 'heap']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100000' });
  }
  const grain = {
    product: 'codex',
    feature: 'gpt-5.4-mini',
    usage: [{ dimension: 'cached_input_tokens', quantity: 1 }],
  };
  const heap = { ...grain, usage: [{ dimension: 'cached_input_tokens', quantity: many }] };
  await recordAll(Array.from({ length: many }, () => ({ subject: 'grains', idempotencyKey: freshKey(), ...grain })));
  await record(admin, { subject: 'heap', idempotencyKey: freshKey(), ...heap });
  const worker = spawnWorker(api.databaseUrl, policies.dir);
  await allSettled(api);
  expect(await worker.stop()).toBe(0);
  const [grains, one] = [await account(admin, { subject: 'grains' }), await account(admin, { subject: 'heap' })];
  expect(grains.balance).toEqual(one.balance);
  expect(grains.balance.available).toBe('99999.994375');
}, 60_000);

test('an event that cannot be settled is set aside with its reason, holds up nobody, and can be driven again', async () => {
  policies.edit('catalog.yaml', (text) => text.replace('call: [units, extras]', 'call: [units, extras, marvels]'));
  await waitForCatalog('marvels');
  await setPlan(admin, 'odd', 'payg');
  await grant(admin, { subject: 'odd', credits: '100' });
  const taken = await check(admin, meter('odd', 30));
  const odd = await record(admin, usedOf(taken.id, 0, { usage: [{ dimension: 'marvels', quantity: 1 }] }));
  const after = await record(admin, usedBy('odd', 5));
  const other = await record(admin, usedBy('calm', 3));
  const worker = spawnWorker(api.databaseUrl, policies.dir);
  await allSettled(api);

  const QUERY = `{ usageEvents(subject: "odd", setAside: true) { nodes { id state unchargedReason charge { amount } } } }`;
  const reason = 'No rate card in force prices this usage of meter/call.';
  expect(await admin.get('usageEvents', QUERY)).toEqual({
    nodes: [{ id: odd.id, state: 'SET_ASIDE', unchargedReason: reason, charge: { amount: '0' } }],
  });
  expect(await stateOf(after.id)).toBe('SETTLED');
  expect(await stateOf(other.id)).toBe('SETTLED');
  // Its hold is as it was: the event may come again.
  expect((await account(admin, { subject: 'odd' })).balance).toMatchObject({ available: '65', held: '30' });

  policies.edit('catalog.yaml', (text) => text.replace('extras: "7"', 'extras: "7", marvels: "20"'));
  await waitForCatalog('marvels: "20"');
  const REDRIVE = 'mutation ($id: ID!, $key: String!) { redriveUsage(usageEventId: $id, idempotencyKey: $key) { id } }';
  const driven = await admin.get<UsageEvent>('redriveUsage', REDRIVE, { id: odd.id, key: 'again' });
  await allSettled(api);
  expect(await stateOf(driven.id)).toBe('SETTLED');
  expect((await account(admin, { subject: 'odd' })).balance).toMatchObject({ available: '75', held: '0' });
  expect(await admin.get('redriveUsage', REDRIVE, { id: odd.id, key: 'again' })).toEqual({ id: driven.id });
  expect(codesOf(await admin.run(REDRIVE, { id: odd.id, key: 'once more' }))).toEqual(['CONFLICT']);
  expect(codesOf(await admin.run(REDRIVE, { id: after.id, key: 'why' }))).toEqual(['CONFLICT']);
  expect(await worker.stop()).toBe(0);
}, 60_000);

async function stateOf(id: string): Promise<string> {
  const QUERY = 'query ($id: ID!) { node(id: $id) { ... on UsageEvent { state } } }';
  return (await admin.get<{ state: string }>('node', QUERY, { id })).state;
}

async function waitForCatalog(part: string): Promise<void> {
  while (!api.app.policies.catalog().text.includes(part)) await new Promise((resolve) => setImmediate(resolve));
}
