/** When windows, pools and budgets run out, at the rate of the last hour, day and week. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

const PLANS = `
plans:
  monthly:
    windows:
      month: { capacity: "1000", anchor: subscription }
      sora: { capacity: "100", calendar: month, products: [sora] }`;
let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) => text.replace('\nplans:', PLANS));
  policies.edit('acme/policy.csv', (text) => `${text}p3, tenant, product:meter, pool:engineering, 500, once, cap\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

interface Forecast {
  kind: string;
  source: string;
  remaining: string;
  refillsAt: string | null;
  byHour: string | null;
  byDay: string | null;
  byWeek: string | null;
}
const FIELDS = 'kind source budget remaining refillsAt byHour byDay byWeek';
const forecast = async (of: Record<string, unknown>) => {
  const query = `query ($subject: ID, $pool: ID) { account(subject: $subject, pool: $pool) { forecast { ${FIELDS} } } }`;
  return (await admin.get<{ forecast: Forecast[] }>('account', query, of)).forecast;
};
/** In how many hours, rounded. */
const hours = (at: string | null) => (at === null ? null : Math.round((Date.parse(at) - api.now()) / HOUR));

describe('a window', () => {
  test('runs out at the rate of what counts in it, or refills before', async () => {
    await setPlan(admin, 'steady', 'monthly');
    await settled(api, admin, usedBy('steady', 240));
    expect((await forecast({ subject: 'steady' }))[0]).toMatchObject({ kind: 'WINDOW', remaining: '760' });
    api.moveClock(20 * HOUR);
    await settled(api, admin, usedBy('steady', 60));
    const [month, sora] = await forecast({ subject: 'steady' });
    // 60 in about an hour, 300 in a day and in a week; 700 are left.
    expect(month).toMatchObject({ source: 'window:month', remaining: '700' });
    expect(hours(month!.byHour)).toBeGreaterThanOrEqual(11);
    expect(hours(month!.byHour)).toBeLessThanOrEqual(15);
    expect(hours(month!.byDay)).toBeGreaterThanOrEqual(56);
    expect(hours(month!.byDay)).toBeLessThanOrEqual(57);
    expect(hours(month!.byWeek)).toBeGreaterThanOrEqual(391);
    expect(hours(month!.byWeek)).toBeLessThanOrEqual(393);
    expect(sora).toMatchObject({ source: 'window:sora', remaining: '100', byHour: null, byDay: null, byWeek: null });
    api.moveClock(3 * DAY);
    const [later] = await forecast({ subject: 'steady' });
    expect(later).toMatchObject({ remaining: '700', byHour: null, byDay: null });
    expect(hours(later!.byWeek)).toBeGreaterThan(390);
  });

  test('that refills before it runs out does not run out', async () => {
    await setPlan(admin, 'slow', 'twin');
    await settled(api, admin, usedBy('slow', 5));
    const [hour, week] = await forecast({ subject: 'slow' });
    expect(hour).toMatchObject({ source: 'window:five_hour', remaining: '45', byHour: null, byDay: null });
    expect(week).toMatchObject({ source: 'window:weekly', byDay: null, byWeek: null });
    expect(week!.byHour).not.toBeNull();
  });

  test('of a page of accounts is read at once, and an account without windows has none', async () => {
    await setPlan(admin, 'bare', 'payg');
    const { accounts } = await admin.data<{ accounts: { nodes: { subject: string | null; forecast: Forecast[] }[] } }>(
      `{ accounts(first: 50) { nodes { subject forecast { ${FIELDS} } } } }`,
    );
    const of = (subject: string) => accounts.nodes.find((each) => each.subject === subject)?.forecast;
    expect(of('bare')?.filter(({ kind }) => kind !== 'BUDGET')).toEqual([]);
    const told = (all: Forecast[] | undefined) => all?.map(({ source, byHour }) => [source, hours(byHour)]);
    expect(told(of('slow'))).toEqual(told(await forecast({ subject: 'slow' })));
  });
});

describe('a pool, and the budget over it', () => {
  test('run out at the rate of what was drawn, whatever came and went meanwhile', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '1000' });
    const ending = new Date(api.now() + 2 * DAY).toISOString();
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '300', expiresAt: ending, priority: 900 });
    await setPlan(admin, 'pat', 'payg');
    const engineer = api.as('acme', 'pat', ['engineering']);
    const draw = async (units: number) => {
      const { id } = await check(engineer, meter('pat', units, { idempotencyKey: freshKey() }));
      const usage = [{ dimension: 'units', quantity: units }];
      await settled(api, engineer, { decisionId: id, usage, idempotencyKey: freshKey() });
    };
    await draw(100);
    const before = (await forecast({ pool: 'engineering' }))[0]!;
    const left = Number(before.remaining);
    expect(left).toBe(1200);
    api.moveClock(2 * DAY + MINUTE);
    await draw(20);
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '50' });
    const [pool] = await forecast({ pool: 'engineering' });
    expect(pool).toMatchObject({ kind: 'POOL', source: 'pool:engineering', remaining: String(left - 300 - 20 + 50) });
    expect(pool!.refillsAt).toBeNull();
    const rest = left - 270;
    const about = (at: string | null) => Math.abs((Date.parse(at ?? '') - api.now()) / HOUR);
    expect(about(pool!.byHour)).toBeCloseTo(rest / 20, 0);
    expect(about(pool!.byDay)).toBeCloseTo((rest / 20) * 24, -1);
    expect(about(pool!.byWeek)).toBeCloseTo((rest / 120) * 168, -1);
    const query = `{ account { forecast { ${FIELDS} } } }`;
    const [budget] = (await engineer.get<{ forecast: Forecast[] }>('account', query)).forecast;
    expect(budget).toMatchObject({ kind: 'BUDGET', source: 'tenant', remaining: '380', refillsAt: null });
    expect(about(budget!.byHour)).toBeCloseTo(19, 0);
    expect(about(budget!.byDay)).toBeCloseTo(19 * 24, -1);
  });
});
