/**
 * The catalog's page against what the API says: its numbers are those of `catalog`, its calculator comes to what
 * `estimateAccess` asks for, and a card that is still to come shows on its date.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectNoFaults, shown } from './support/axe.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';

const COMING = '2031-02-03T04:05:06.000Z';
const LIMIT = 272_000;
const SERVES_WITHIN_MS = 20_000;
/** A size for gpt-5.5, a feature whose counters include another, and a card of sora that is still to come. */
const edited = (catalog: string): string =>
  `${catalog}# allow: card-changed:codex-2026-04 because nobody has used it yet\n`
    .replace(
      'gpt-5.4: [input_tokens, cached_input_tokens, output_tokens]',
      'gpt-5.4: { dimensions: [input_tokens, cached_input_tokens, output_tokens], inclusive: { input_tokens: cached_input_tokens } }',
    )
    .replace(
      'gpt-5.5: { input_tokens: "125", cached_input_tokens: "12.5", output_tokens: "750" }',
      `gpt-5.5:
        input_tokens: "125"
        cached_input_tokens: "12.5"
        output_tokens: "750"
        above:
          input_tokens: ${LIMIT}
          counting: [input_tokens, cached_input_tokens]
          prices: { input_tokens: "250", cached_input_tokens: "25", output_tokens: "1125" }`,
    )
    .replace(
      '  - id: sora-enterprise-2026-04',
      `  - id: sora-2031
    product: sora
    effective_at: ${COMING}
    per: 1
    prices:
      sora-2: { seconds: "4.000000001", images: "0.5" }
      sora-2-pro: { seconds: "15", images: "0.75" }
  - id: sora-enterprise-2026-04`,
    );

const CATALOG = `query Sold($at: DateTime) {
  catalog(at: $at) {
    plan
    products { id features { id rateCard prices { dimension price } above { limit prices { dimension price } } } }
    plans { id requestsPerMinute windows { window capacity } grants { id credits } }
    rateCards { id product effectiveAt }
    overshoot { policy maxDebt forgivePerMonth }
    pools { pool grants { id credits } }
  }
}`;
const ESTIMATE = 'query Estimate($input: EstimateAccessInput!) { estimateAccess(input: $input) { requested } }';

interface Prices {
  rateCard: string | null;
  prices: { dimension: string; price: string }[];
}
interface Sold {
  plan: string;
  products: {
    id: string;
    features: (Prices & { id: string; above: (Omit<Prices, 'rateCard'> & { limit: string }) | null })[];
  }[];
  plans: {
    id: string;
    requestsPerMinute: number | null;
    windows: { window: string; capacity: string }[];
    grants: { id: string; credits: string }[];
  }[];
  rateCards: { id: string; product: string; effectiveAt: string }[];
  overshoot: { policy: string; maxDebt: string | null; forgivePerMonth: string | null };
  pools: { pool: string; grants: { id: string; credits: string }[] }[];
}
type Usage = Readonly<Record<string, string>>;

/** In the page: "feature dimension price" of each price in a column of the table. */
const readPrices = (
  when: string,
) => `[...document.querySelectorAll('td[data-when="${when}"] [data-price]')].map((cell) =>
  [
    cell.closest('[data-feature]').dataset.feature,
    cell.closest('[data-dimension]').dataset.dimension,
    cell.dataset.price,
  ].join(' '),
)`;

/** What the table of prices shows in one of its columns; prices beyond a size stand after the usual ones. */
const pricesOn = (page: SitePage, when: 'now' | 'then') => page.evaluate<string[]>(readPrices(when));

/** The same as the API says it. */
function pricesIn({ products }: Sold, product: string): string[] {
  const features = products.find(({ id }) => id === product)?.features ?? [];
  return features.flatMap(({ id, prices, above }) =>
    [...prices, ...(above?.prices ?? [])].map(({ dimension, price }) => `${id} ${dimension} ${price}`),
  );
}

const addressOf = (search: Record<string, unknown>): string => {
  const written = Object.entries(search).map(([name, value]) => {
    return `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`;
  });
  return `/catalog?${written.join('&')}`;
};

inBrowser('the catalog', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    site.policies.edit('catalog.yaml', edited);
    // The files are watched: it serves in a moment.
    const tooLate = Date.now() + SERVES_WITHIN_MS;
    while (!(await sold('alice')).rateCards.some(({ id }) => id === 'sora-2031')) {
      if (Date.now() > tooLate) throw new Error(`The edited catalog does not serve: ${site.logged()}`);
    }
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  const sold = async (who: string, at?: string) => (await site.call<{ catalog: Sold }>(who, CATALOG, { at })).catalog;
  const requested = async (who: string, product: string, feature: string, usage: Usage) => {
    const counted = Object.entries(usage).map(([dimension, quantity]) => ({ dimension, quantity }));
    const input = { subject: who, product, feature, usage: counted };
    return (await site.call<{ estimateAccess: { requested: string } }>(who, ESTIMATE, { input })).estimateAccess
      .requested;
  };
  /** What the calculator comes to, once it has come to something else than `before`. */
  const totalOn = async (page: SitePage, before = ''): Promise<string> => {
    const total = page.locator(`[data-total]:not([data-total="${before}"])`);
    await total.waitFor();
    return (await total.getAttribute('data-total')) ?? '';
  };

  test('shows the prices, plans, grants, pools and the overshoot that the API has, for whoever is signed in', async () => {
    for (const [who, product] of [
      ['alice', 'codex'],
      ['alice', 'sora'],
      ['admin', 'sora'],
    ] as const) {
      const page = await site.signIn('acme', who, addressOf({ product }));
      await shown(page);
      const all = await sold(who);
      expect(pricesIn(all, product).length).toBeGreaterThan(3);
      expect(await pricesOn(page, 'now')).toEqual(pricesIn(all, product));
      const cards = all.rateCards.filter((card) => card.product === product);
      expect(await page.locator('[data-card]').count()).toBe(cards.length);
      for (const { id, effectiveAt } of cards) {
        await page.locator(`[data-card="${id}"] time[datetime="${effectiveAt}"]`).waitFor();
      }
      const state = (card: string) => page.locator(`[data-card="${card}"]`).getAttribute('data-state');
      if (product === 'sora') {
        expect([await state('sora-2026-04'), await state('sora-enterprise-2026-04')]).toEqual(['in-force', 'in-force']);
        expect(await page.locator('[data-card="sora-enterprise-2026-04"] [data-prices-plans]').innerText()).toBe(
          'prices enterprise',
        );
      } else {
        expect([await state('codex-2026-01'), await state('codex-2026-04')]).toEqual(['over', 'in-force']);
        expect(await page.locator('[data-card="codex-2026-04"] [data-prices-plans]').innerText()).toBe(
          'prices every plan',
        );
      }
      for (const { id, requestsPerMinute, windows, grants } of all.plans) {
        const plan = page.locator(`[data-plan="${id}"]`);
        expect(await plan.locator('[data-guard]').getAttribute('data-guard')).toBe(String(requestsPerMinute ?? 'none'));
        for (const { window, capacity } of windows) {
          await plan.locator(`[data-window="${window}"] [data-exact="${capacity}"]`).waitFor();
        }
        for (const { id: grant, credits } of grants) {
          await plan.locator(`[data-grant="${grant}"] [data-exact="${credits}"]`).waitFor();
        }
      }
      await page.locator(`[data-plan="${all.plan}"]`).getByText('Yours').waitFor();
      await page
        .locator(`[data-plan="fellow"] [data-grant="fellow-monthly"]`)
        .getByText('at most 20 of what is left')
        .waitFor();
      for (const { pool, grants } of all.pools) {
        for (const { id, credits } of grants) {
          await page.locator(`[data-pool="${pool}"] [data-grant="${id}"] [data-exact="${credits}"]`).waitFor();
        }
      }
      expect(all.overshoot.policy).toBe('DEBT');
      await page.locator(`[data-overshoot="DEBT"] [data-exact="${all.overshoot.maxDebt}"]`).waitFor();
      expect(page.trouble).toEqual([]);
      await page.context().close();
    }
  });

  test("shows another plan's prices as who is on it sees them", async () => {
    const page = await site.signIn('acme', 'alice', addressOf({ product: 'sora', plan: 'enterprise' }));
    await shown(page);
    const [own, enterprise] = [await sold('alice'), await sold('admin')];
    expect(enterprise.plan).toBe('enterprise');
    expect(pricesIn(own, 'sora')).not.toEqual(pricesIn(enterprise, 'sora'));
    expect(await pricesOn(page, 'now')).toEqual(pricesIn(enterprise, 'sora'));
    await page.getByLabel('Prices of plan').selectOption('plus');
    await page.locator('td[data-when="now"] [data-price="4"]').first().waitFor();
    expect(await pricesOn(page, 'now')).toEqual(pricesIn(own, 'sora'));
    expect(page.trouble).toEqual([]);
  });

  test('calculates what a check would ask for, exactly: up to a size, beyond it, and with counters that include others', async () => {
    const questions: [who: string, product: string, feature: string, usage: Record<string, string>][] = [
      [
        'alice',
        'codex',
        'gpt-5.5',
        { input_tokens: String(LIMIT - 7), cached_input_tokens: '7', output_tokens: '333' },
      ],
      [
        'alice',
        'codex',
        'gpt-5.5',
        { input_tokens: String(LIMIT - 7), cached_input_tokens: '8', output_tokens: '333' },
      ],
      ['alice', 'codex', 'gpt-5.4', { input_tokens: '123457', cached_input_tokens: '23456', output_tokens: '1' }],
      [
        'alice',
        'codex',
        'gpt-5.4-mini',
        { input_tokens: '1', cached_input_tokens: '999999999999', output_tokens: '3' },
      ],
      ['admin', 'sora', 'sora-2-pro', { seconds: '9', images: '3' }],
    ];
    const totals: string[] = [];
    for (const [who, product, feature, usage] of questions) {
      const page = await site.signIn('acme', who, addressOf({ product, feature, usage }));
      const total = await totalOn(page);
      totals.push(total);
      expect([feature, total]).toEqual([feature, await requested(who, product, feature, usage)]);
      expect(page.trouble).toEqual([]);
      await page.context().close();
    }
    // 271,993 and 7 of input cost the usual prices; one token more costs half as much again and more.
    expect(totals.slice(0, 2)).toEqual(['34.2489625', '68.373075']);

    const page = await site.signIn('acme', 'alice', addressOf({ product: 'codex', feature: 'gpt-5.5' }));
    const first = await totalOn(page);
    expect(first).toBe(await requested('alice', 'codex', 'gpt-5.5', { input_tokens: '10000' }));
    const form = page.getByRole('form', { name: 'What it costs' });
    await form.getByLabel('input_tokens', { exact: true }).fill(String(LIMIT));
    const usual = await totalOn(page, first);
    expect(usual).toBe(await requested('alice', 'codex', 'gpt-5.5', { input_tokens: String(LIMIT) }));
    await page.locator('[data-size="usual"]').waitFor();
    await form.getByLabel('input_tokens', { exact: true }).fill(String(LIMIT + 1));
    const higher = await totalOn(page, usual);
    expect(higher).toBe(await requested('alice', 'codex', 'gpt-5.5', { input_tokens: String(LIMIT + 1) }));
    await page.locator('[data-size="above"]').waitFor();
    // The address has all of it.
    await page.reload();
    expect(await totalOn(page)).toBe(higher);

    await form.getByLabel('Feature').selectOption('gpt-5.4');
    await form.getByLabel('cached_input_tokens').fill('10001');
    await form.getByLabel('input_tokens', { exact: true }).fill('10000');
    await page.getByText('input_tokens includes cached_input_tokens, so it is at least as much.').waitFor();
    await page.getByRole('link', { name: 'What you would get of it now' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ask' }).waitFor();
    expect(await page.getByLabel('cached_input_tokens').inputValue()).toBe('10001');
  });

  test('shows a card that is still to come on its date, with the prices of then beside those of now', async () => {
    const page = await site.signIn('acme', 'alice', addressOf({ product: 'sora' }));
    await page.getByLabel('Time zone').selectOption({ value: 'UTC' });
    const card = page.locator('[data-card="sora-2031"]');
    await card.getByText('To come').waitFor();
    expect(await card.locator('time').first().innerText()).toMatch(/3 Feb 2031,? 04:05/);
    // What prices today says until when.
    await page.locator(`[data-card="sora-2026-04"] time[datetime="${COMING}"]`).waitFor();
    expect(await page.locator('td[data-when="then"]').count()).toBe(0);

    await card.getByRole('button', { name: /Prices as it begins/ }).click();
    await card.getByText('In force').waitFor();
    await page.locator('td[data-when="then"] [data-price="4.000000001"]').waitFor();
    const [now, then] = [await sold('alice'), await sold('alice', COMING)];
    expect(await pricesOn(page, 'then')).toEqual(pricesIn(then, 'sora'));
    expect(await pricesOn(page, 'now')).toEqual(pricesIn(now, 'sora'));
    // The calculator counts by it.
    await page.getByRole('form', { name: 'What it costs' }).getByLabel('seconds').fill('3');
    expect(await totalOn(page, '40000.00001')).toBe('12.000000003');
    // Enterprise has a card of its own, which stays.
    await page.getByLabel('Prices of plan').selectOption('enterprise');
    await page.locator('td[data-when="then"] [data-price="3"]').waitFor();
    expect(await card.locator('[data-prices-plans]').innerText()).not.toMatch(/enterprise|every/);

    // The same instant, from the address and from the field; a moment earlier it is still to come.
    await page.reload();
    await card.getByText('In force').waitFor();
    const field = page.getByLabel('And at, UTC');
    expect(await field.inputValue()).toBe('2031-02-03T04:05:06');
    await field.fill('2031-02-03T04:05:05');
    await card.getByText('To come').waitFor();
    await page.getByRole('button', { name: 'Now alone' }).click();
    await page.locator('td[data-when="then"]').first().waitFor({ state: 'detached' });
    expect(page.trouble).toEqual([]);
  });

  test('is reached and gone through by the keyboard, and has no fault that axe finds with all of it open', async () => {
    const page = await site.signIn('acme', 'alice', '/', { colorScheme: 'light' });
    await page.locator('[data-layer]').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { level: 1, name: 'Catalog' }).waitFor();
    await shown(page);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.matches("[data-filter]")')).toBe(true);
    await page.locator('#main').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('td[data-when="then"]').first().waitFor();
    expect(await page.evaluate('location.search')).toContain('at=2026-01-01');
    for (const summary of await page.locator('#main summary').all()) await summary.click();
    await expectNoFaults(page);
    expect(page.trouble).toEqual([]);
  });

  test('goes on as the catalog does: a price that is changed shows without a reload', async () => {
    const page = await site.signIn('acme', 'alice', addressOf({ product: 'sora', at: COMING }));
    await page.locator('td[data-when="then"] [data-price="15"]').waitFor();
    site.policies.edit('catalog.yaml', (text) => text.replace('seconds: "15"', 'seconds: "16"'));
    await page.locator('td[data-when="then"] [data-price="16"]').waitFor();
    expect(page.trouble).toEqual([]);
  });
});
