/** What holds of any page: no fault that axe finds, and nothing to scroll sideways. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { SitePage } from './site.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** How much wider than the window the page is. */
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 375, height: 812 };

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
export async function shown(page: SitePage): Promise<void> {
  await page.locator('#main h1').waitFor();
  await page.locator('[aria-label="Loading"], [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** Looks at a page, opened in the light theme, light and dark, and leaves it as wide as a phone. */
export async function expectNoFaults(page: SitePage): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await faultsOf(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(WIDER)).toBeLessThanOrEqual(0);
}
