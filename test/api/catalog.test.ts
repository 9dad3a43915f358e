/** What is sold, as a tenant is shown it: what it can meet, at the prices that its checks are asked for, and no more. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, meter, setPlan } from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';

interface UnitPrice {
  feature: string;
  dimension: string;
  price: string;
}
interface Feature {
  id: string;
  dimensions: string[];
  inclusive: { dimension: string; includes: string }[];
  rateCard: string | null;
  prices: UnitPrice[];
}
interface Catalog {
  version: string;
  at: string;
  defaultPlan: string;
  plan: string;
  overshoot: { policy: string; forgivePerMonth: string | null; maxDebt: string | null };
  products: { id: string; features: Feature[] }[];
  plans: {
    id: string;
    requestsPerMinute: number | null;
    windows: { window: string; capacity: string; seconds: number | null; calendar: string | null }[];
  }[];
  rateCards: { id: string; product: string; effectiveAt: string; plans: string[] | null; prices: UnitPrice[] }[];
}

const CATALOG = `query ($at: DateTime, $product: ID) { catalog(at: $at) {
  version at defaultPlan plan overshoot { policy forgivePerMonth maxDebt }
  products(product: $product) { id features {
    id dimensions inclusive { dimension includes } rateCard prices { feature dimension price } } }
  plans { id requestsPerMinute windows { window capacity seconds calendar } }
  rateCards(product: $product) { id product effectiveAt plans prices { feature dimension price } }
} }`;
const catalog = (client: Client, args: Record<string, unknown> = {}) => client.get<Catalog>('catalog', CATALOG, args);
const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);

/** From tomorrow on a call costs 2, for the plan twin 3. */
const tomorrow = Math.ceil(Date.now() / DAY) * DAY + DAY;
let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  const cards =
    meterCard('meter-next', tomorrow, '2') +
    meterCard('meter-twin', tomorrow, '3').replace('    product: meter', '    product: meter\n    plans: [twin, slow]');
  policies = exactPolicies(cards);
  policies.edit('catalog.yaml', (text) => text.replace(/(globex:[^]*)plans: all/, '$1plans: [plus]'));
  policies.edit('acme/policy.csv', (text) => text.replace(/^p, role:admin, product:\*.*$/m, ''));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('a member sees products, features and dimensions, and the exact price of a unit for the own plan', async () => {
  const { products, plan, defaultPlan, overshoot, version } = await catalog(api.as('acme', 'newcomer'));
  expect([plan, defaultPlan]).toEqual(['plus', 'plus']);
  expect(overshoot).toEqual({ policy: 'DEBT', forgivePerMonth: null, maxDebt: '5' });
  expect(version).toBe(api.app.policies.catalog().version);
  expect(ids(products).sort()).toEqual(['codex', 'meter', 'sora']);
  const codex = products.find(({ id }) => id === 'codex');
  expect(codex?.features.find(({ id }) => id === 'gpt-5.5')).toEqual({
    id: 'gpt-5.5',
    dimensions: ['input_tokens', 'cached_input_tokens', 'output_tokens'],
    inclusive: [],
    rateCard: 'codex-2026-04',
    prices: [
      { feature: 'gpt-5.5', dimension: 'input_tokens', price: '0.000125' },
      { feature: 'gpt-5.5', dimension: 'cached_input_tokens', price: '0.0000125' },
      { feature: 'gpt-5.5', dimension: 'output_tokens', price: '0.00075' },
    ],
  });
});

test('what a check asks for is quantity times the price that the catalog shows, now and when a new card comes', async () => {
  for (const [subject, plan] of [
    ['on-plus', 'plus'],
    ['on-twin', 'twin'],
  ] as const) {
    await setPlan(admin, subject, plan);
    for (const ahead of [0, tomorrow + DAY - Date.now()]) {
      const at = new Date(Date.now() + ahead).toISOString();
      const shown = await catalog(api.as('acme', subject), { product: 'meter', at });
      expect(shown).toMatchObject({ plan, at });
      const price = shown.products[0]?.features[0]?.prices.find(({ dimension }) => dimension === 'units')?.price;
      api.moveClock(ahead);
      const { requested } = await check(admin, meter(subject, 4));
      api.moveClock(-ahead);
      expect([subject, ahead > 0, requested]).toEqual([subject, ahead > 0, String(4 * Number(price))]);
    }
  }
});

test('plans are shown with their windows, and cards with those to come, also by product', async () => {
  const { plans, rateCards, products } = await catalog(admin, { product: 'meter' });
  expect(plans.find(({ id }) => id === 'twin')).toEqual({
    id: 'twin',
    requestsPerMinute: null,
    windows: [
      { window: 'five_hour', capacity: '50', seconds: 18_000, calendar: null },
      { window: 'weekly', capacity: '80', seconds: 604_800, calendar: null },
    ],
  });
  expect(ids(products)).toEqual(['meter']);
  expect(rateCards.map(({ id, plans: of }) => [id, of])).toEqual([
    ['meter-2026-04', null],
    ['meter-next', null],
    ['meter-twin', ['twin', 'slow']],
  ]);
});

test('a tenant sees no product that its policy lets nobody use, and no plan that it cannot meet', async () => {
  const globex = api.as('globex', 'admin');
  const before = await catalog(globex);
  expect(ids(before.plans).sort()).toEqual(['free', 'plus']);
  expect(before.rateCards.flatMap(({ plans }) => plans ?? [])).toEqual([]);
  await setPlan(api.as('globex', 'operator:zoe'), 'big', 'enterprise');
  const after = await catalog(globex);
  expect(ids(after.plans).sort()).toEqual(['enterprise', 'free', 'plus']);
  expect(after.rateCards.find(({ id }) => id === 'sora-enterprise-2026-04')?.plans).toEqual(['enterprise']);
  expect(after.overshoot).toEqual({ policy: 'FORGIVE', forgivePerMonth: '10', maxDebt: null });

  const only = (text: string) => text.replace(/^p, role:member, product:sora, use, allow$/m, '');
  const text = policies.edit('acme/policy.csv', only);
  await api.app.policies.reload();
  expect(text).not.toMatch(/product:sora, use, allow/);
  const narrowed = await catalog(admin);
  expect(ids(narrowed.products).sort()).toEqual(['codex', 'meter']);
  expect(narrowed.rateCards.map(({ product }) => product)).not.toContain('sora');
});

test('an instant before 1970 or beyond 9998, and what cannot be a product, are refused', async () => {
  for (const at of ['1969-12-31T23:59:59.999Z', '9999-01-01T00:00:00.000Z']) {
    expect(codesOf(await admin.run(CATALOG, { at }))).toEqual(['BAD_USER_INPUT']);
  }
  const answer = await admin.run(CATALOG, { product: 'a\u0000b' });
  expect(new Set(codesOf(answer))).toEqual(new Set(['BAD_USER_INPUT']));
  expect((await catalog(admin, { product: 'nothing' })).products).toEqual([]);
});

test("now is the clock by which the books' time passes", async () => {
  const now = async () => Date.parse(await admin.get<string>('now', '{ now }'));
  expect(Math.abs((await now()) - api.now())).toBeLessThan(60_000);
  api.moveClock(DAY);
  expect(Math.abs((await now()) - api.now())).toBeLessThan(60_000);
  api.moveClock(-DAY);
});
