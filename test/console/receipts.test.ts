/** The receipts: every decision is there, live, by any filter, and its drawer says which line and which lot paid. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site } from './support/site.js';
import { checkOf, someUse } from './support/some-use.js';

const MANY = 10_000;
const IN_ONE_CALL = 200;
const CHECKS = `mutation Many($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id } }`;

inBrowser('receipts', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  test('the drawer says what each layer had, gave and kept, which lot and which line of the policy; the address opens it', async () => {
    const page = await site.signIn('acme', 'alice', '/decisions');
    await page
      .getByRole('row', { name: /codex\/gpt-5\.5/ })
      .first()
      .click();
    const drawer = page.getByRole('dialog');
    await drawer.locator('[data-steps]').waitFor();
    const id = new URL(page.url()).searchParams.get('receipt');
    interface Answer {
      decision: {
        layers: { source: string; had: string; gave: string; left: string }[];
        draws: { lot: { id: string } | null }[];
        policy: { rule: string; line: number };
      };
    }
    const { decision } = await site.call<Answer>(
      'alice',
      `query ($id: ID!) { decision(id: $id) {
        layers { source had gave left } draws { lot { id } } policy { rule line }
      } }`,
      { id },
    );
    expect(decision.layers.length).toBeGreaterThan(1);
    for (const { source, had, gave, left } of decision.layers) {
      const shown = await drawer
        .locator(`[data-step="${source}"] [data-exact]`)
        .evaluateAll((each: { getAttribute(name: string): string | null }[]) =>
          each.slice(0, 3).map((element) => element.getAttribute('data-exact')),
        );
      expect(shown).toEqual([had, gave, left]);
    }
    for (const { lot } of decision.draws) if (lot) await drawer.getByText(lot.id).first().waitFor();
    await drawer.getByText(decision.policy.rule, { exact: true }).waitFor();

    const linked = await site.signIn('acme', 'alice', new URL(page.url()).pathname + new URL(page.url()).search);
    await linked.getByRole('dialog').locator('[data-steps]').waitFor();
    await linked.keyboard.press('Escape');
    await linked.getByRole('dialog').waitFor({ state: 'detached' });
    expect(new URL(linked.url()).searchParams.get('receipt')).toBeNull();
    expect([...page.trouble, ...linked.trouble]).toEqual([]);
  });

  test('another’s check comes on top by itself; while a drawer is open it waits and is counted', async () => {
    const page = await site.signIn('acme', 'bob', '/decisions');
    await page.getByText('No receipts here').waitFor();
    await site.call('gateway', ...checkOf('bob', 'live-1'));
    await page.getByRole('row', { name: /codex\/gpt-5\.4-mini/ }).click();
    await page.getByRole('dialog').locator('[data-gate]').first().waitFor();
    await site.call('gateway', ...checkOf('bob', 'live-2'));
    await page.locator('button', { hasText: '1 new' }).waitFor();
    expect(await page.locator('tbody [data-row]').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.mouse.move(0, 0);
    await page.locator('tbody [data-row]').nth(1).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a denial names its gate, and the filters are in the address', async () => {
    const page = await site.signIn('acme', 'alice', '/decisions?outcome=DENIED');
    await page.getByRole('row', { name: /sora\/sora-2-pro/ }).click();
    await page.getByRole('dialog').locator('[data-gate="OUT_OF_CAPACITY"]').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Outcome').selectOption('');
    await page.getByLabel('Session').fill('session-1');
    await page.getByLabel('Session').press('Enter');
    await page.waitForURL(/session=session-1/);
    const rows = page.locator('tbody [data-row]');
    await rows.first().waitFor();
    for (const text of await rows.allInnerTexts()) expect(text).toContain('session-1');
    expect(new URL(page.url()).searchParams.has('outcome')).toBe(false);
  });

  test(`of ${MANY} receipts at most 80 rows are in the page, however far one scrolls`, async () => {
    const subject = 'bob';
    for (let from = 0; from < MANY; from += IN_ONE_CALL) {
      const inputs = Array.from(
        { length: IN_ONE_CALL },
        (_, index) => checkOf(subject, `many-${from + index}`, '1')[1].input,
      );
      await site.call('gateway', CHECKS, { inputs });
    }
    const page = await site.signIn('acme', subject, '/decisions');
    const rows = page.locator('tbody [data-row]');
    await rows.first().waitFor();
    const region = page.getByRole('region', { name: 'Decisions, the newest first' });
    let most = 0;
    let before = -1;
    for (let step = 0; step < 200; step += 1) {
      most = Math.max(most, await rows.count());
      const at = await region.evaluate((element: { scrollTop: number; scrollHeight: number }) => {
        element.scrollTop = element.scrollHeight;
        return element.scrollHeight;
      });
      if (at === before) break;
      before = at;
      await page.waitForLoadState('domcontentloaded');
      await rows.last().waitFor();
    }
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(80);
    expect(page.trouble).toEqual([]);
  }, 240_000);
});
