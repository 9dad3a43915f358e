/**
 * The policy, an admin's day: a mistake shows in the gutter, and its fix mends it; one request is asked of what serves and of
 * the draft; what happened is decided again under the draft; it goes live with a message, is in the history, and is taken
 * back; nobody overwrites what somebody else has applied meanwhile.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectNoFaults, shown } from './support/axe.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';
import { checkOf } from './support/some-use.js';

const NOW = '{ policy { version text } }';
const APPLY = 'mutation Apply($input: ApplyPolicyInput!) { applyPolicy(input: $input) { version } }';
/** The first line of acme's that lets members use codex. */
const USES = 'p, role:member, product:codex, use, allow';

const editorOf = (page: SitePage) => page.getByRole('textbox', { name: 'The text of the policy' });
const tab = (page: SitePage, name: string) => page.getByRole('tab', { name, exact: true }).click();
const dialogOf = (page: SitePage) => page.getByRole('dialog').last();
const lineOf = (page: SitePage, text: string) => page.locator('.cm-line').filter({ hasText: text }).first();

/** Types at the end of the line that has this text. */
async function typeBehind(page: SitePage, text: string, typed: string): Promise<void> {
  await lineOf(page, text).click();
  await page.keyboard.press('End');
  await page.keyboard.type(typed);
}

inBrowser('the policy', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    for (const subject of ['alice', 'bob']) await site.call(subject, ...checkOf(subject, `before ${subject}`));
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  const live = async () => (await site.call<{ policy: { version: string; text: string } }>('admin', NOW)).policy;
  const apply = async (who: string, change: (text: string) => string, message: string) => {
    const { version, text } = await live();
    const input = { baseVersion: version, text: change(text), message, idempotencyKey: `${who} ${message}` };
    return site.call(who, APPLY, { input });
  };

  test('a mistake shows in the gutter and in the list, cannot go live, and is mended by its fix', async () => {
    const page = await site.signIn('acme', 'admin', '/policy');
    await page.getByText('It could go live.').waitFor();
    await lineOf(page, 'role:intern, product:sora/sora-2-pro').click();
    await page.getByText('Whoever has the role intern may never use sora-2-pro of sora').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type('\np, role:member, product:codx, use, allow');
    const found = page.locator('[data-found="policy/unknown-product"]');
    await found.getByText('unknown product "codx"').waitFor();
    await page.locator('.cm-gutter-lint .cm-lint-marker-error').waitFor();
    await page.getByText(/^It could not go live: 1 problem/).waitFor();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await dialogOf(page)
      .getByRole('textbox', { name: /^Message/ })
      .fill('it cannot be');
    await dialogOf(page).getByText('Mend its problems first.').waitFor();
    expect(await dialogOf(page).getByRole('button', { name: 'Apply it' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await found.getByRole('button', { name: /^Fix line/ }).click();
    await found.waitFor({ state: 'detached' });
    await editorOf(page).focus();
    await page.keyboard.press('ControlOrMeta+z');
    await found.waitFor();
    // A look at another page loses nothing.
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Policy' }).click();
    await found.waitFor();
    await page.getByRole('button', { name: 'Drop the draft' }).click();
    await page.getByText('It could go live.').waitFor();
    expect(await page.getByRole('button', { name: 'Apply', exact: true }).isDisabled()).toBe(true);
    expect(page.trouble).toEqual([]);
  });

  test('a draft is asked beside what serves, tried on what happened, applied, found in the history, and taken back', async () => {
    const before = await live();
    const page = await site.signIn('acme', 'admin', '/policy?tab=what-if&subject=bob');
    await page.getByRole('region', { name: 'Live' }).getByText('Allowed', { exact: true }).waitFor();
    await typeBehind(page, USES, '\np, bob, product:codex, use, deny');
    const side = (name: string) => page.getByRole('region', { name });
    await side('Draft').getByText('Denied', { exact: true }).waitFor();
    await side('Draft').locator('[data-rule="DECIDED"]').getByText('p, bob, product:codex, use, deny').waitFor();
    await side('Draft').locator('[data-rule="OUTWEIGHED"]').getByText(USES).waitFor();
    await side('Live').getByText('Allowed', { exact: true }).waitFor();
    await side('Live').locator('[data-rule="DECIDED"]').getByText(USES).waitFor();

    await tab(page, 'Impact');
    await page.getByRole('button', { name: 'Try the draft on them' }).click();
    await page.locator('[data-sum="Newly denied"]').getByText('1', { exact: true }).waitFor();
    await page.locator('[data-sum="Same"]').getByText('1', { exact: true }).waitFor();
    const changed = page.locator('[data-change="NEWLY_DENIED"]');
    await changed.getByRole('link', { name: 'bob: codex/gpt-5.4-mini' }).waitFor();
    expect(await page.locator('[data-change]').count()).toBe(1);

    await tab(page, 'Diff');
    await page.locator('[data-diff] .cm-changedLine').getByText('p, bob, product:codex, use, deny').waitFor();

    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    expect(await dialogOf(page).getByRole('button', { name: 'Apply it' }).isDisabled()).toBe(true);
    await dialogOf(page)
      .getByRole('textbox', { name: /^Message/ })
      .fill('bob is on leave');
    await dialogOf(page).getByRole('button', { name: 'Apply it' }).click();
    await page.getByText(/^[0-9a-f]{12} serves\.$/).waitFor();
    const after = await live();
    expect(after.text).toContain(`${USES}\np, bob, product:codex, use, deny\n`);

    await tab(page, 'History');
    const newest = page.locator(`[data-version="${after.version}"]`);
    await newest.getByText('admin: “bob is on leave”').waitFor();
    await newest.getByText('Serves', { exact: true }).waitFor();
    await newest.getByText('What it changed').click();
    await newest.getByText('+p, bob, product:codex, use, deny').waitFor();
    await page.locator(`[data-version="${before.version}"]`).getByRole('button', { name: 'Roll back to it' }).click();
    await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill('bob is back');
    await dialogOf(page).getByRole('button', { name: 'Roll back', exact: true }).click();
    await page.locator(`[data-version="${before.version}"]`).getByText('admin: “bob is back”').waitFor();
    expect((await live()).version).toBe(before.version);
    await lineOf(page, 'p, bob, product:codex').waitFor({ state: 'detached' });
    expect(page.trouble).toEqual([]);
  });

  test('what somebody else applies meanwhile is told, shown, and not overwritten unseen', async () => {
    const page = await site.signIn('acme', 'admin', '/policy');
    await typeBehind(page, USES, '\np, dora, product:codex, use, deny');
    await page.getByText('It could go live.').waitFor();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await dialogOf(page)
      .getByRole('textbox', { name: /^Message/ })
      .fill('dora is on leave');
    await apply('admin', (text) => `${text}# Another was here.\n`, 'a note');
    const overtaken = dialogOf(page).locator('[data-overtaken]');
    await overtaken.getByText('“a note”').waitFor();
    await overtaken.getByText('# Another was here.').waitFor();
    expect(await dialogOf(page).getByRole('button', { name: 'Apply it' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    const bar = page.locator('[data-meanwhile]');
    await bar.getByText('Another version serves now').waitFor();
    await bar.getByRole('button', { name: 'Compare with my draft' }).click();
    const diff = page.getByRole('textbox', { name: 'What the draft changes' });
    await diff.getByText('# Another was here.').waitFor();
    await bar.getByRole('button', { name: 'Go on with my draft' }).click();
    await bar.waitFor({ state: 'detached' });
    // What the other one wrote is taken back into the draft: both serve.
    await diff
      .locator('.cm-deletedChunk')
      .filter({ hasText: '# Another was here.' })
      .getByRole('button', { name: 'Take back' })
      .click();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await dialogOf(page)
      .getByRole('textbox', { name: /^Message/ })
      .fill('dora is on leave');
    await dialogOf(page).getByRole('button', { name: 'Apply it' }).click();
    await page.getByText(/^[0-9a-f]{12} serves\.$/).waitFor();
    const { text } = await live();
    expect(text).toContain('# Another was here.');
    expect(text).toContain('p, dora, product:codex, use, deny');
    expect(page.trouble).toEqual([]);
  });

  test('who would lock themselves out is asked first', async () => {
    await apply('admin', (text) => `${text}g, second, role:admin\n`, 'a second admin');
    const line = (await live()).text.split('\n').indexOf('g, admin, role:admin') + 1;
    const page = await site.signIn('acme', 'admin', `/policy?line=${line}`);
    await page.getByText('Admin has the role admin').waitFor();
    await page.keyboard.type('# ');
    await page.getByText('It could go live.').waitFor();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await dialogOf(page)
      .getByRole('textbox', { name: /^Message/ })
      .fill('I leave');
    await dialogOf(page).getByRole('button', { name: 'Apply it' }).click();
    await dialogOf(page)
      .getByText(/you would lose the right to write the policy/)
      .waitFor();
    await dialogOf(page)
      .getByRole('checkbox', { name: /^I know/ })
      .waitFor();
    await page.keyboard.press('Escape');
    expect((await live()).text).toContain('\ng, admin, role:admin');
    expect(page.trouble).toEqual([]);
  });

  test('the editor completes names of the text and objects of the catalog', async () => {
    const page = await site.signIn('acme', 'admin', '/policy');
    await typeBehind(page, USES, '\np, role:int');
    await page.getByRole('option', { name: 'role:intern' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(', product:codex/gpt-5.3');
    await page.getByRole('option', { name: 'product:codex/gpt-5.3-codex' }).waitFor();
    await page.keyboard.press('Enter');
    await lineOf(page, 'p, role:intern, product:codex/gpt-5.3-codex').waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('without write nobody can apply or roll back, and without read nobody has the page', async () => {
    await apply('admin', (text) => `${text}p, bob, policy, read, allow\n`, 'bob may read');
    const reader = await site.signIn('acme', 'bob', '/policy?tab=history');
    await reader.getByText('admin: “bob may read”').waitFor();
    await reader.getByText('Applying takes write on the policy').waitFor();
    expect(await reader.getByRole('button', { name: /^(?:Apply|Roll back)/ }).count()).toBe(0);
    await reader.getByRole('button', { name: 'Download' }).waitFor();
    const other = await site.signIn('acme', 'alice', '/policy');
    await other.getByText('read policy', { exact: true }).waitFor();
    expect(await other.getByRole('link', { name: 'Policy' }).count()).toBe(0);
    const page = await site.signIn('acme', 'admin', '/');
    await page.locator('[data-waterfall]').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Policy', level: 1 }).waitFor();
    await editorOf(page).waitFor();
    expect([...reader.trouble, ...other.trouble, ...page.trouble]).toEqual([]);
  });

  test('where policies are kept in files that are only read, a draft is copied or downloaded; a change of the file is told', async () => {
    const files = await openSite({ settings: { SPILLWAY_POLICY_CHANGES: 'files' } });
    try {
      const page = await files.signIn('acme', 'admin', '/policy');
      await page.getByText('Read-only here: copy or download').waitFor();
      expect(await page.getByRole('button', { name: 'Apply', exact: true }).count()).toBe(0);
      await typeBehind(page, USES, '\n# A draft.');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      expect((await download).suggestedFilename()).toBe('policy.csv');
      await page.getByRole('button', { name: 'Drop the draft' }).click();
      files.policies.edit('acme/policy.csv', (text) => `${text}# By the file.\n`);
      const bar = page.locator('[data-meanwhile]');
      await bar.getByText(/^Another version serves now: [0-9a-f]{12}, by the file/).waitFor();
      await bar.getByRole('button', { name: 'Understood' }).click();
      await bar.waitFor({ state: 'detached' });
      expect(page.trouble).toEqual([]);
    } finally {
      await files.close();
    }
  });

  for (const name of ['check', 'what-if', 'impact', 'diff', 'history'] as const) {
    test(`its part ${name} has no fault that axe finds, light and dark, and fits a phone`, async () => {
      const page = await site.signIn('acme', 'admin', `/policy?tab=${name}`, { colorScheme: 'light' });
      await editorOf(page).waitFor();
      await typeBehind(page, USES, '\np, role:member, product:codx, use, deny');
      await page.locator('.cm-gutter-lint .cm-lint-marker-error').waitFor();
      await shown(page);
      await expectNoFaults(page);
      expect(page.trouble).toEqual([]);
    });
  }
});
