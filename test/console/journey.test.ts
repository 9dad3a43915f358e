/**
 * A newcomer's ten minutes in the browser alone: the waterfall, a limit, credits bought, the same request again, the receipt
 * that says which line and lot paid, a top-up.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site } from './support/site.js';

const CHECK = `mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome reason } }`;

interface Checked {
  checkAccess: { id: string; outcome: string; reason: string };
}

inBrowser('a newcomer', () => {
  let site: Site;
  beforeAll(async () => void (site = await openSite()), OPENS_WITHIN_MS);
  afterAll(() => site.close());

  test('sees the waterfall, runs into the limit, buys, goes on, and finds which lot paid', async () => {
    // Dave is new: 50 credits in five hours are included, and there is nothing else.
    const ask = (idempotencyKey: string, credits: number) =>
      site.call<Checked>('dave', CHECK, {
        input: {
          ...{ subject: 'dave', product: 'codex', feature: 'gpt-5.5', idempotencyKey },
          usage: [{ dimension: 'input_tokens', quantity: String(credits * 8000) }],
        },
      });
    const page = await site.open('/');
    await page.getByLabel('Paste a token').fill(await site.token('dave'));
    await page.getByRole('button', { name: 'Use it' }).click();
    const included = page.locator('[data-layer="allowance"] [data-exact]').first();
    await included.waitFor();
    expect(await included.getAttribute('data-exact')).toBe('50');

    expect((await ask('first', 50)).checkAccess.outcome).toBe('ALLOWED');
    await page.locator('[data-layer="allowance"] [data-exact="0"]').first().waitFor();
    const banner = page.locator('[data-banner="EXHAUSTED"]');
    await banner.waitFor();
    expect((await ask('second', 6)).checkAccess).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });

    await banner.getByRole('link', { name: 'Add credits' }).click();
    await page.getByRole('button', { name: '20', exact: true }).click();
    await page.getByRole('button', { name: /^Buy for/ }).click();
    await page.getByText('Paid.').waitFor();

    const { checkAccess } = await ask('third', 6);
    expect(checkAccess.outcome).toBe('ALLOWED');
    await page.getByRole('link', { name: 'Receipts' }).click();
    await page.locator(`[data-row="${checkAccess.id}"]`).click();
    const drawer = page.getByRole('dialog');
    const credits = drawer.locator('[data-step="credits"]');
    await credits.waitFor();
    expect(await credits.locator('[data-exact]').nth(1).getAttribute('data-exact')).toBe('6');
    await credits.getByText(/lot_/).waitFor();
    await drawer.getByText(/line \d+/).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Credits' }).click();
    const statement = await page.locator('[data-statement]').innerText();
    await page.getByLabel('I agree to this.').check();
    await page.getByRole('button', { name: 'Switch it on' }).click();
    await page.getByRole('button', { name: 'Switch it off' }).waitFor();
    interface Consents {
      viewer: { account: { autoTopUp: { consents: { nodes: { statement: string; enabled: boolean }[] } } } };
    }
    const { viewer } = await site.call<Consents>(
      'dave',
      '{ viewer { account { autoTopUp { consents { nodes { statement enabled } } } } } }',
    );
    expect(viewer.account.autoTopUp.consents.nodes).toEqual([{ statement, enabled: true }]);
    expect(page.trouble).toEqual([]);
  });
});
