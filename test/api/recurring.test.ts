/**
 * Grants that come again, through the API: each period once, whichever processes issue it, by the catalog that served
 * then, and told by lots and by the catalog. Closing proves that the books reconcile.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, meter, release, setPlan } from '../support/calls.js';
import { createTestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const PLANS = `
plans:
  gifted:
    grants:
      - { id: monthly, kind: PROMOTIONAL, credits: "10", every: month, roll_over: { at_most: "4" } }
  daily:
    grants:
      - { id: daily, kind: ENTITLEMENT, credits: "3", every: day, zone: Europe/Berlin }
      - { id: long, kind: PROMOTIONAL, credits: "1", every: week, lives: 90d }
  late: {}`;
const POOLS = `
    pools:
      club:
        grants:
          - { id: club, kind: ENTITLEMENT, credits: "100", every: month }`;

function withGrants(): PolicyCopy {
  const policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text.replace('\nplans:', PLANS).replace('\ntenants:\n  acme:', (acme) => acme + POOLS),
  );
  return policies;
}

interface FoundLot {
  kind: string;
  amount: string;
  remaining: string;
  expiresAt: string;
  period: { grant: string; start: string; end: string; rolledOver: boolean } | null;
}

const LOTS = `query ($subject: ID, $pool: ID) { account(subject: $subject, pool: $pool) {
  lotHistory { nodes { kind amount remaining expiresAt period { grant start end rolledOver } } } } }`;
async function lots(client: Client, who: { subject: string } | { pool: string }): Promise<FoundLot[]> {
  const found = await client.get<{ lotHistory: { nodes: FoundLot[] } } | null>('account', LOTS, who);
  return [...(found?.lotHistory.nodes ?? [])].reverse();
}

/** A process under load may show an account as of a moment ago. */
const SECOND = 1_000;

/** The first instant of the next UTC month. */
function monthAfter(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** Until the condition holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) if (Date.now() > end) throw new Error('it did not come to hold within ten seconds');
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = withGrants();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('a pool that nobody has used yet is made, and given what comes again', async () => {
  await until(async () => (await lots(admin, { pool: 'club' })).length > 0);
  expect(await lots(admin, { pool: 'club' })).toMatchObject([{ kind: 'ENTITLEMENT', amount: '100' }]);
});

test('a plan gives the running period at once, and each later one at its instant', async () => {
  await setPlan(admin, 'anna', 'gifted');
  const next = monthAfter(api.now());
  const [first] = await lots(admin, { subject: 'anna' });
  expect(first).toMatchObject({ kind: 'PROMOTIONAL', amount: '10', expiresAt: new Date(next).toISOString() });
  expect(first?.period).toMatchObject({ grant: 'monthly', end: new Date(next).toISOString(), rolledOver: false });
  await setPlan(admin, 'anna', 'twin');
  await setPlan(admin, 'anna', 'gifted');
  expect(await lots(admin, { subject: 'anna' })).toHaveLength(1);

  api.moveClockTo(next + SECOND);
  const after = await lots(admin, { subject: 'anna' });
  expect(after.map(({ amount, period }) => [amount, period?.rolledOver])).toEqual([
    ['10', false],
    ['4', true],
    ['10', false],
  ]);
  const [, rolled] = after;
  expect(rolled?.period).toMatchObject({ grant: 'monthly', start: new Date(next).toISOString(), rolledOver: true });
});

test('what was held as a period ended does not go on: given back, it expires', async () => {
  await setPlan(admin, 'hans', 'gifted');
  const next = monthAfter(api.now());
  api.moveClockTo(next - HOUR);
  const held = await check(admin, meter('hans', 7, { holdSeconds: 7_200 }));
  expect(held.outcome).toBe('ALLOWED');
  api.moveClockTo(next + SECOND);
  expect((await lots(admin, { subject: 'hans' })).map(({ amount }) => amount)).toEqual(['10', '3', '10']);
  await release(admin, held.id);
  const [first] = await lots(admin, { subject: 'hans' });
  expect(first).toMatchObject({ remaining: '0' });
});

test('two processes that wake the same accounts issue each period once', async () => {
  const others = [await api.another(), await api.another()];
  const doors = [admin, ...others.map((door) => door.as('acme', 'admin'))];
  const subjects = Array.from({ length: 8 }, (_, i) => `pair-${i}`);
  for (const subject of subjects) await setPlan(admin, subject, 'daily');
  api.moveClock(40 * DAY);
  await Promise.all(subjects.flatMap((subject) => doors.map((door) => lots(door, { subject }))));
  for (const subject of subjects) {
    const found = await lots(admin, { subject });
    const keys = found.map(({ period }) => `${period?.grant} ${period?.start} ${period?.rolledOver}`);
    expect(new Set(keys).size).toBe(keys.length);
    const days = found.filter(({ period }) => period?.grant === 'daily');
    expect(days.length).toBeGreaterThanOrEqual(40);
    for (const [i, day] of days.slice(1).entries()) expect(day.period?.start).toBe(days[i]?.period?.end);
  }
});

test('a check draws on a period that it has come to by itself, and an estimate of nobody yet sees it', async () => {
  const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) { outcome requested } }`;
  const { idempotencyKey: _, ...asked } = meter('nobody', 10);
  const text = policies.read('catalog.yaml');
  policies.edit('catalog.yaml', () => text.replace('default_plan: plus', 'default_plan: gifted'));
  await until(
    async () =>
      (await admin.get<{ defaultPlan: string }>('catalog', '{ catalog { defaultPlan } }')).defaultPlan === 'gifted',
  );
  expect(await admin.get('estimateAccess', ESTIMATE, { input: asked })).toMatchObject({ outcome: 'ALLOWED' });
  expect(await check(admin, meter('nobody', 10))).toMatchObject({ outcome: 'ALLOWED' });
  expect(await lots(admin, { subject: 'nobody' })).toHaveLength(1);
  policies.edit('catalog.yaml', () => text);
  await until(
    async () =>
      (await admin.get<{ defaultPlan: string }>('catalog', '{ catalog { defaultPlan } }')).defaultPlan === 'plus',
  );
});

test('the catalog tells what comes again, of plans and of the own pools', async () => {
  const GRANTS = `{ catalog { plans { id grants { id kind credits every zone livesSeconds rollOverAtMost } }
    pools { pool grants { id credits } } } }`;
  const told = await admin.get<{ plans: { id: string; grants: unknown[] }[]; pools: unknown[] }>('catalog', GRANTS);
  const of = (plan: string) => told.plans.find(({ id }) => id === plan)?.grants;
  expect(of('gifted')).toEqual([
    {
      id: 'monthly',
      kind: 'PROMOTIONAL',
      credits: '10',
      every: 'MONTH',
      zone: 'UTC',
      livesSeconds: null,
      rollOverAtMost: '4',
    },
  ]);
  expect(of('daily')).toMatchObject([
    { id: 'daily', zone: 'Europe/Berlin', rollOverAtMost: null },
    { id: 'long', every: 'WEEK', livesSeconds: 90 * 86_400 },
  ]);
  expect(of('twin')).toEqual([]);
  expect(told.pools).toContainEqual({ pool: 'club', grants: [{ id: 'club', credits: '100' }] });
  const globex = await api.as('globex', 'admin').get<{ pools: unknown[] }>('catalog', '{ catalog { pools { pool } } }');
  expect(globex.pools).toEqual([]);
});

test('a catalog that adds a grant gives it to accounts that sleep, once in all processes', async () => {
  await setPlan(admin, 'sleeper', 'late');
  const owner = await api.asOwner<{ due_at: string | null }>(
    `select due_at from account where address = 'subject:sleeper'`,
  );
  expect(owner).toEqual([{ due_at: null }]);
  policies.edit('catalog.yaml', (text) =>
    text.replace(
      '\n  late: {}',
      `\n  late:\n    grants:\n      - { id: late, kind: PROMOTIONAL, credits: "2", every: week }`,
    ),
  );
  const given = `select count(*)::int as lots from lot l join account a on a.id = l.account_id where a.address = 'subject:sleeper'`;
  await until(async () => (await api.asOwner<{ lots: number }>(given))[0]!.lots > 0);
  expect(await lots(admin, { subject: 'sleeper' })).toMatchObject([{ amount: '2', period: { grant: 'late' } }]);
});

test('after a restart nothing is issued again, and what was missed meanwhile is issued once', async () => {
  const store = await createTestDatabase();
  const own = withGrants();
  const open = (ahead: number) => openTestApi({ policyDir: own.dir, store, ahead });
  let now = await open(0);
  await setPlan(now.as('acme', 'admin'), 'rita', 'daily');
  const before = await lots(now.as('acme', 'admin'), { subject: 'rita' });
  await now.close();
  now = await open(0);
  expect(await lots(now.as('acme', 'admin'), { subject: 'rita' })).toEqual(before);
  await now.close();
  now = await open(10 * DAY);
  await until(async () => (await lots(now.as('acme', 'admin'), { subject: 'rita' })).length > before.length);
  const days = (await lots(now.as('acme', 'admin'), { subject: 'rita' })).filter(
    ({ period }) => period?.grant === 'daily',
  );
  expect(days.length).toBe(11);
  await now.close();
  await store.drop();
  own.remove();
});
