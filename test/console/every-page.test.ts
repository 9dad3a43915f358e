/**
 * What holds for every page of the console, with something to show on it: no fault that axe finds, in both themes; nothing
 * to scroll sideways on a phone; nothing that the browser complains of.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectNoFaults, shown } from './support/axe.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site } from './support/site.js';
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
  ['/budgets', 'admin'],
  ['/policy', 'admin'],
  ['/policy?tab=history', 'admin'],
  ['/policy', 'alice'],
  ['/catalog', 'alice'],
  ['/catalog?product=sora&plan=enterprise&at=2026-02-01T00:00:00.000Z', 'admin'],
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
      await expectNoFaults(page);
      expect(page.trouble).toEqual([]);
      await page.context().close();
    });
  }
});
