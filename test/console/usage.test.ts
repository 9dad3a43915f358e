/** The page Usage: its numbers are the API's, its chart is walked by keys, its filters are in the address, its books add up. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatCredits, parseCredits } from '../../src/core/amounts.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';
import { checkOf, someUse } from './support/some-use.js';

const BUY = `mutation Buy($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id status } }`;
const USED = `query Used($from: DateTime!, $to: DateTime!) {
  usage(from: $from, to: $to, groupBy: [PRODUCT, FEATURE]) { total { charged } points { start feature charged events } }
}`;
const BALANCE = `{ account { balance { available held } } }`;
const DAY_MS = 86_400_000;

interface Used {
  usage: { total: { charged: string }; points: { start: string; feature: string; charged: string; events: string }[] };
}
interface Balance {
  account: { balance: { available: string; held: string } };
}

/** The same, whatever its sign. */
const nano = (text: string) => (text.startsWith('-') ? -parseCredits(text.slice(1))! : parseCredits(text)!);
const sum = (amounts: readonly string[]) => formatCredits(amounts.reduce((total, each) => total + nano(each), 0n));
/** An attribute of every element that a selector finds. */
const allOf = async (page: SitePage, selector: string, attribute: string) =>
  Promise.all((await page.locator(selector).all()).map(async (each) => (await each.getAttribute(attribute)) ?? ''));
/** From the opening balance to the closing one, as the page shows them. */
const sheetOf = async (page: SitePage): Promise<Record<string, string>> => {
  const entries = '[data-sheet="Credits"] [data-entry]';
  const names = await allOf(page, entries, 'data-entry');
  const amounts = await allOf(page, `${entries} [data-exact]`, 'data-exact');
  return Object.fromEntries(names.map((name, index) => [name, amounts[index]!]));
};
const explained = ({ 'Opening balance': opening, 'Closing balance': _closing, ...rest }: Record<string, string>) =>
  sum([opening!, ...Object.values(rest)]);

inBrowser('usage', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  const used = async () => {
    const now = Date.now();
    const range = { from: new Date(now - DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
    return (await site.call<Used>('alice', USED, range)).usage;
  };

  test('the table has what the API has, the total is its sum; one group is chosen, and a link shows the same', async () => {
    const { total, points } = await used();
    const page = await site.signIn('acme', 'alice', '/usage?range=7d&bucket=HOUR&group=feature&zone=UTC');
    await page.locator(`[data-total] [data-exact="${total.charged}"]`).waitFor();
    for (const { start, feature, charged } of points) {
      const row = page.locator(`[data-row="${start} codex/${feature}"]`);
      expect(await row.locator('[data-exact]').first().getAttribute('data-exact')).toBe(charged);
    }
    const one = points[0]!.feature;
    await page
      .getByRole('cell')
      .getByRole('button', { name: `codex/${one}`, exact: true })
      .first()
      .click();
    const wanted = sum(points.filter(({ feature }) => feature === one).map(({ charged }) => charged));
    await page.locator(`[data-total] [data-exact="${wanted}"]`).waitFor();

    const { pathname, search } = new URL(page.url());
    const linked = await site.signIn('acme', 'alice', pathname + search);
    await linked.locator(`[data-total] [data-exact="${wanted}"]`).waitFor();
    await linked.getByRole('button', { name: `Take away: feature ${one}` }).click();
    await linked.locator(`[data-total] [data-exact="${total.charged}"]`).waitFor();
    expect([...page.trouble, ...linked.trouble]).toEqual([]);
  });

  test('the bars are walked by the arrow keys, each says what it is, and Enter goes to its hour', async () => {
    const page = await site.signIn('acme', 'alice', '/usage?range=today&zone=UTC');
    const bars = page.getByRole('listbox');
    await bars.waitFor();
    const { points } = await used();
    const hour = points.at(-1)!.start;
    const place = new Date(hour).getUTCHours();
    await bars.focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < place; step += 1) await page.keyboard.press('ArrowRight');
    const active = page.locator('[role="option"][aria-selected="true"]');
    expect(await active.getAttribute('data-bar')).toBe(hour);
    expect(await active.getAttribute('id')).toBe(await bars.getAttribute('aria-activedescendant'));
    expect(await active.getAttribute('aria-label')).toMatch(/credits; Included [\d.]+/);
    const charged = sum(points.filter(({ start }) => start === hour).map((each) => each.charged));
    expect(await page.locator('[data-readout] [data-exact]').first().getAttribute('data-exact')).toBe(charged);
    await page.keyboard.press('Enter');
    await page.waitForURL(({ searchParams }) => searchParams.get('range') === 'custom');
    expect(new URL(page.url()).searchParams.get('from')).toBe(hour);
    await page.locator('[role="option"]').nth(1).waitFor({ state: 'detached' });
    expect(page.trouble).toEqual([]);
  });

  test('opening, what came and went, and closing add up exactly, now and for a range in the past; it follows what happens', async () => {
    const page = await site.signIn('acme', 'alice', '/usage?range=today&zone=UTC');
    await page.getByText('adds up exactly').waitFor();
    const { account } = await site.call<Balance>('alice', BALANCE);
    const first = await sheetOf(page);
    expect(first['Closing balance']).toBe(sum([account.balance.available, account.balance.held]));
    // 40, and the 100 that the demo began with.
    expect(first['Bought']).toBe('140');
    expect(nano(first['Used']!)).toBeLessThan(0n);
    expect(explained(first)).toBe(first['Closing balance']);

    const { now } = await site.call<{ now: string }>('alice', '{ now }');
    await site.call('alice', BUY, { input: { idempotencyKey: 'later', credits: '7.5' } });
    await site.call('alice', ...checkOf('alice', 'after-buying'));
    await page.locator('[data-entry="Bought"] [data-exact="147.5"]').waitFor();
    const later = await sheetOf(page);
    expect(explained(later)).toBe(later['Closing balance']);

    const past = new URLSearchParams({
      range: 'custom',
      from: new Date(Date.parse(now) - DAY_MS).toISOString(),
      to: now,
    });
    const before = await site.signIn('acme', 'alice', `/usage?${past.toString()}`);
    await before.getByText('adds up exactly').waitFor();
    expect(await sheetOf(before)).toEqual(first);
    expect([...page.trouble, ...before.trouble]).toEqual([]);
  });

  test('reconciling says that the books balance, and names what does not', async () => {
    const page = await site.signIn('acme', 'alice', '/usage?range=today&zone=UTC');
    const press = () => page.getByRole('button', { name: 'Reconcile' }).click();
    await press();
    await page.locator('[data-reconciled="true"]').getByText('balances').waitFor();
    // As nobody can through Spillway: a charge that is another than its usage costs.
    const alter = (nanos: number) =>
      site.asOwner(
        `update charge set amount = amount + $1 where usage_no = 1
          and account_id = (select id from account where tenant_id = 'acme' and address = 'subject:alice')`,
        [nanos],
      );
    await alter(1);
    await press();
    await page.locator('[data-reconciled="false"]').waitFor();
    const differences = page.getByRole('region', { name: 'Differences' });
    await differences
      .getByRole('row', { name: /^Hash / })
      .getByText(/^chg_/)
      .waitFor();
    await alter(-1);
    await press();
    await page.locator('[data-reconciled="true"]').waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('an admin sees everyone by subject, and one subject leads to its own page; a member has no such choice', async () => {
    const page = await site.signIn('acme', 'admin', '/usage?range=7d');
    await page.getByLabel('Whose').selectOption('everyone');
    await page.getByLabel('Group by').selectOption('subject');
    await page.getByRole('cell').getByRole('button', { name: 'alice', exact: true }).first().click();
    await page.locator('[data-account="subject:alice"]').waitFor();
    const { total } = await used();
    await page.locator(`[data-total] [data-exact="${total.charged}"]`).waitFor();

    const member = await site.signIn('acme', 'alice', '/usage?range=7d&everyone=true&group=subject');
    await member.locator(`[data-total] [data-exact="${total.charged}"]`).waitFor();
    expect(await member.getByLabel('Whose').count()).toBe(0);
    expect([...page.trouble, ...member.trouble]).toEqual([]);
  });
});
