/** The frame around the pages: all of it without a pointer, what is kept from one visit to the next, what a panel gives out. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';
import { checkOf, someUse } from './support/some-use.js';

const CHECK = `mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome } }`;
/** What a spreadsheet would run. */
const FORMULA = '=HYPERLINK("http://elsewhere.example";"x")';

inBrowser('the frame', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  const overview = async (subject: string): Promise<SitePage> => {
    const page = await site.signIn('acme', subject, '/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('[data-layer]').first().waitFor();
    return page;
  };
  const path = (page: SitePage) => page.evaluate<string>('location.pathname + location.search');
  const press = async (page: SitePage, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const title = (page: SitePage, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  test('is gone through with the keyboard alone', async () => {
    const page = await overview('alice');
    await press(page, 'Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the page');
    await press(page, 'Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');

    await press(page, 'g', 'd');
    await title(page, 'Receipts');
    await page.locator('[data-filter]').waitFor();
    await press(page, '/');
    expect(await page.evaluate('document.activeElement.matches("[data-filter], [data-filter] *")')).toBe(true);
    // In a field they are letters.
    await page.getByLabel('Session').focus();
    await press(page, 'g', 'c', '?', 't');
    expect(await page.getByLabel('Session').inputValue()).toBe('gc?t');
    await page.getByLabel('Session').fill('');
    await page.locator('#main').focus();
    await press(page, 'g', 'c');
    await title(page, 'Credits');

    await press(page, '?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByRole('row', { name: 'Go to Ledger g l' }).waitFor();
    // Nothing fires behind a dialog.
    await press(page, 'g', 'l', 'Escape');
    await help.waitFor({ state: 'detached' });
    expect(await path(page)).toBe('/credits');
    expect(page.trouble).toEqual([]);
  });

  test('finds a page, an id and, for who may, an account; and says why an id leads nowhere', async () => {
    const { decisions } = await site.call<{ decisions: { nodes: { id: string }[] } }>(
      'alice',
      '{ decisions(first: 1) { nodes { id } } }',
    );
    const receipt = decisions.nodes[0]?.id ?? '';
    const page = await overview('alice');
    const palette = page.getByRole('combobox', { name: 'Go to or find' });
    const find = async (text: string) => {
      await press(page, 'Control+k');
      await palette.fill(text);
    };
    await find('led');
    await press(page, 'Enter');
    await title(page, 'Ledger');

    await find(receipt);
    await press(page, 'Enter');
    await page.getByRole('dialog').getByText('Copy JSON').waitFor();
    expect(await path(page)).toBe(`/decisions?receipt=${receipt}`);
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await find(`dec_${'0'.repeat(32)}`);
    await press(page, 'Enter');
    await page.getByText('There is no such id here.').waitFor();
    await palette.fill('bo');
    await page.getByText('Nothing fits.').waitFor();
    await press(page, 'Escape');

    const admins = await overview('admin');
    await press(admins, 'Control+k');
    await admins.getByRole('combobox', { name: 'Go to or find' }).fill('bo');
    await admins.getByRole('option', { name: /^bob/ }).waitFor();
    await press(admins, 'Enter');
    await admins.locator('[data-account="subject:bob"]').waitFor();
    expect(await path(admins)).toMatch(/^\/accounts\/subject(:|%3A)bob\/?$/);
    expect([...page.trouble, ...admins.trouble]).toEqual([]);
  });

  test('keeps the theme and the time zone', async () => {
    const page = await overview('alice');
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('light');
    await press(page, 't');
    expect(await theme()).toBe('dark');
    await page.getByLabel('Time zone').selectOption({ value: 'UTC' });
    await page.reload();
    await page.locator('[data-layer]').first().waitFor();
    expect(await theme()).toBe('dark');
    expect(await page.getByLabel('Time zone').inputValue()).toBe('UTC');
    expect(page.trouble).toEqual([]);
  });

  test('gives out what a panel asked for, and its rows as a file that no spreadsheet runs', async () => {
    const usage = [{ dimension: 'input_tokens', quantity: '1000' }];
    const input = { subject: 'alice', product: 'codex', feature: 'gpt-5.4-mini', idempotencyKey: 'formula', usage };
    const labels = [{ key: 'note', value: 'a,"b"' }];
    await site.call('alice', CHECK, { input: { ...input, session: FORMULA, labels } });
    for (let index = 0; index < 45; index += 1) await site.call('gateway', ...checkOf('alice', `row-${index}`, '10'));

    const page = await overview('alice');
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
    const dots = page.getByRole('button', { name: 'More of Last receipts' });
    const choose = async (item: string) => {
      await dots.click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('Copy as GraphQL');
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await copied()).toMatch(/^query Overview\([^]*# Variables:\n# \{/);
    await choose('Copy as curl');
    const curl = await copied();
    expect(curl).toContain(`curl -s '${site.url}/graphql'`);
    expect(curl).toContain('Bearer $TOKEN');
    expect(curl).not.toMatch(/eyJ/);

    const download = page.waitForEvent('download');
    await choose('Download CSV');
    const file = await (await download).path();
    const lines = readFileSync(file, 'utf8').split('\r\n');
    interface All {
      decisions: { nodes: { id: string; requested: string }[] };
    }
    const { decisions } = await site.call<All>('alice', '{ decisions(first: 200) { nodes { id requested } } }');
    expect(lines.slice(1, -1).map((line) => line.slice(0, 36))).toEqual(decisions.nodes.map(({ id }) => id));
    for (const [index, { requested }] of decisions.nodes.entries()) {
      expect(lines[index + 1]).toContain(`,${requested},`);
    }
    const harmful = lines.find((line) => line.includes('HYPERLINK')) ?? '';
    expect(harmful).toContain(`"'${FORMULA.replaceAll('"', '""')}"`);
    expect(harmful).toContain('"note=a,""b"""');
    await page.getByText(`Saved ${decisions.nodes.length} rows`).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('every list can be had as a file, with the filters of its page', async () => {
    interface Lists {
      decisions: { nodes: { id: string }[] };
      balanceUpdates: { nodes: { id: string; delta: string; balance: { available: string } }[] };
      account: { lotHistory: { nodes: { id: string; amount: string }[] } };
      purchases: { nodes: { id: string; credits: string }[] };
    }
    const lists = await site.call<Lists>(
      'alice',
      `{ decisions(first: 200, feature: "gpt-5.4-mini") { nodes { id } }
         balanceUpdates(first: 200, order: NEWEST_FIRST) { nodes { id delta balance { available } } }
         account { lotHistory(first: 200) { nodes { id amount } } } purchases(first: 200) { nodes { id credits } } }`,
    );
    const page = await overview('alice');
    const rowsOf = async (to: string, panel: string) => {
      await page.goto(`${site.url}${to}`);
      await page.getByRole('button', { name: `More of ${panel}` }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'Download CSV' }).click();
      const text = readFileSync(await (await download).path(), 'utf8');
      return text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(','));
    };
    const receipts = await rowsOf('/decisions?feature=gpt-5.4-mini', 'Decisions');
    expect(receipts.map(([id]) => id)).toEqual(lists.decisions.nodes.map(({ id }) => id));
    const updates = await rowsOf('/ledger', 'Balance updates');
    expect(updates.map((row) => [row[0], row[5], row[7]])).toEqual(
      lists.balanceUpdates.nodes.map(({ id, delta, balance }) => [id, delta, balance.available]),
    );
    const lots = await rowsOf('/credits?history=true', 'All lots, the newest first');
    expect(lots.map((row) => [row[0], row[2]])).toEqual(
      lists.account.lotHistory.nodes.map(({ id, amount }) => [id, amount]),
    );
    const purchases = await rowsOf('/credits', 'Purchases');
    expect(purchases.map((row) => [row[0], row[5]])).toEqual(
      lists.purchases.nodes.map(({ id, credits }) => [id, credits]),
    );
    for (const rows of [receipts, updates, lots]) expect(rows.length).toBeGreaterThan(0);
    expect(page.trouble).toEqual([]);
  });

  test('j leads into a list and down it, k up, Enter opens', async () => {
    const page = await overview('alice');
    await press(page, 'g', 'd');
    await page.locator('tbody [data-row]').nth(2).waitFor();
    const ids = await page.evaluate<string[]>(
      `[...document.querySelectorAll('tbody [data-row]')].map((row) => row.dataset.row)`,
    );
    const here = () => page.evaluate<string>('document.activeElement.dataset.row');
    await press(page, 'j');
    expect(await here()).toBe(ids[0]);
    await press(page, 'j', 'j', 'k');
    expect(await here()).toBe(ids[1]);
    await press(page, 'Enter');
    await page.getByRole('dialog').getByText('Copy JSON').waitFor();
    expect(await path(page)).toContain(`receipt=${ids[1]}`);
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press(page, 'l');
    expect(await page.getByLabel('Live').isChecked()).toBe(false);
    expect(page.trouble).toEqual([]);
  });
});
