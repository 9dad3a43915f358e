/**
 * What holds for every page of the console, with something to show on it: no fault that axe finds, in both themes; nothing
 * to scroll sideways on a phone; nothing that the browser complains of.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';
import { someUse } from './support/some-use.js';

/** Each page, and who looks at it. */
const PAGES = [
  ['/', 'alice'],
  ['/?product=sora', 'bob'],
  ['/usage', 'alice'],
  ['/usage?range=30d&everyone=true&group=subject&stack=group', 'admin'],
  ['/decisions', 'alice'],
  ['/credits', 'alice'],
  ['/ledger', 'alice'],
  ['/ask', 'alice'],
  ['/accounts', 'admin'],
  ['/accounts', 'bob'],
  ['/accounts/subject:alice', 'admin'],
  ['/accounts/subject:alice/manage', 'admin'],
  ['/accounts/subject:alice/decisions', 'admin'],
  ['/accounts/subject:alice/credits', 'admin'],
  ['/accounts/subject:nobody', 'admin'],
  ['/accounts/pool:engineering', 'admin'],
  ['/accounts/pool:engineering/ledger', 'admin'],
  ['/accounts/pool:engineering/manage', 'admin'],
  ['/nowhere', 'alice'],
] as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** How much wider than the window the page is. */
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that are broken, and where. */
async function faultsOf(page: SitePage): Promise<string[]> {
  await page.evaluate(AXE);
  const options = { runOnly: { type: 'tag', values: WCAG }, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary}`),
  );
}

/** Waits until a page shows what it asked for. */
async function shown(page: SitePage): Promise<void> {
  await page.locator('#main h1').waitFor();
  await page.locator('[aria-label="Loading"], [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

inBrowser('every page of the console', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  for (const [path, subject] of PAGES) {
    test(`${path} has no fault that axe finds, light and dark, and fits a phone`, async () => {
      const page = await site.signIn('acme', subject, path, { colorScheme: 'light' });
      await shown(page);
      expect(await page.locator('h1').count()).toBe(1);
      const isThere = (await page.getByText('There is no such page').count()) === 0;
      expect(isThere).toBe(path !== '/nowhere');
      expect(await faultsOf(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await faultsOf(page)).toEqual([]);
      await page.setViewportSize({ width: 375, height: 812 });
      expect(await page.evaluate(WIDER)).toBeLessThanOrEqual(0);
      expect(page.trouble).toEqual([]);
      await page.context().close();
    });
  }
});
