/** The accounts of a tenant, and what an admin does to one: with a reason, seen at once by whom it is about. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';
import { someUse } from './support/some-use.js';

const REPORT = `mutation Report($input: RecordUsageInput!) { recordUsage(input: $input) { id } }`;
const STATE = `query State($id: ID!) { node(id: $id) { ... on UsageEvent { state } } }`;
const ACCOUNT = `query Account($account: ID!) { account(account: $account) { id state } }`;
/** What a product is made of, in the order of the catalog. */
const FEATURES = '      gpt-5.5: [input_tokens, cached_input_tokens, output_tokens]';
const CARD = `  - id: codex-2026-04
    product: codex
    effective_at: 2026-04-01T00:00:00Z
    per: 1000000
    prices:`;

const dialogOf = (page: SitePage) => page.getByRole('dialog');

/** Opens the dialog of an act, gives the reason, and does it. */
async function act(page: SitePage, open: string, confirm: string | RegExp, reason: string): Promise<void> {
  await page.getByRole('button', { name: open, exact: true }).click();
  await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill(reason);
  await dialogOf(page).getByRole('button', { name: confirm }).click();
}

inBrowser('accounts', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  /** Asks until it is so: what is waited for comes from files that are watched, or from work in the background. */
  const until = async <T>(ask: () => Promise<T>, isSo: (answer: T) => boolean) => {
    for (let answer = await ask(); !isSo(answer); answer = await ask());
  };

  test('an admin grants and suspends, each with its reason; the open page of the other follows, and the act is kept', async () => {
    const theirs = await site.signIn('acme', 'bob', '/');
    await theirs.locator('[data-waterfall]').waitFor();
    const page = await site.signIn('acme', 'admin', '/accounts?prefix=subject:b');
    await page.getByRole('row', { name: /subject:bob/ }).click();
    await page.getByRole('navigation', { name: 'Of this account' }).getByRole('link', { name: 'Manage' }).click();

    await page.getByRole('button', { name: 'Grant credits' }).click();
    await dialogOf(page).getByRole('textbox', { name: 'Credits' }).fill('12.345678901');
    await dialogOf(page).getByRole('checkbox', { name: 'codex' }).check();
    await dialogOf(page).getByText('What will change').waitFor();
    const grant = dialogOf(page).getByRole('button', { name: /^Grant/ });
    expect(await grant.isDisabled()).toBe(true);
    await dialogOf(page).getByRole('textbox', { name: 'Credits' }).fill('12.5');
    await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill('for the hackathon');
    await grant.click();
    await page.getByText('12.5 credits are granted.').waitFor();
    await page.getByRole('list', { name: /^Acts/ }).getByText('“for the hackathon”').waitFor();
    await theirs.locator('[data-layer="promotion"] [data-exact="17.5"]').first().waitFor();

    await act(page, 'Suspend', 'Suspend it', 'the card was stolen');
    await page.getByRole('list', { name: /^Acts/ }).getByText('“the card was stolen”').waitFor();
    await page.getByText('In use → Suspended').waitFor();
    await theirs.getByText('The account is suspended').first().waitFor();
    expect(
      (await site.call<{ account: { state: string } }>('admin', ACCOUNT, { account: 'subject:bob' })).account,
    ).toMatchObject({ state: 'SUSPENDED' });
    await act(page, 'Put to use again', 'Put it to use', 'it was found');
    await theirs.getByText('The account is suspended').first().waitFor({ state: 'detached' });

    // The one of the twelve and a half, the newest, is taken back.
    await page.getByRole('listitem').filter({ hasText: 'of 12.5' }).getByRole('button', { name: 'Revoke' }).click();
    await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill('a mistake');
    await dialogOf(page).getByRole('button', { name: 'Take it back' }).click();
    await theirs.locator('[data-layer="promotion"] [data-exact="5"]').first().waitFor();
    expect([...page.trouble, ...theirs.trouble]).toEqual([]);
  });

  test('what the operator does not allow is said in the dialog, what was typed stays, and focus comes back', async () => {
    const version = async () =>
      (await site.call<{ catalog: { version: string } }>('admin', '{ catalog { version } }')).catalog.version;
    const before = await version();
    // Globex stands last.
    site.policies.edit('catalog.yaml', (text) =>
      text.replace(/PROMOTIONAL: "10000000 per month"(?![^]*PROMOTIONAL)/, 'PROMOTIONAL: "60 per month"'),
    );
    await until(version, (now) => now !== before);
    const page = await site.signIn('globex', 'admin', '/accounts/subject:alice/manage');
    await page.getByRole('button', { name: 'Grant credits' }).click();
    const credits = dialogOf(page).getByRole('textbox', { name: 'Credits' });
    await credits.fill('61');
    await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill('a launch');
    await dialogOf(page)
      .getByRole('button', { name: /^Grant/ })
      .click();
    await dialogOf(page)
      .getByRole('alert')
      .getByText(/operator.*60/)
      .waitFor();
    expect(await credits.inputValue()).toBe('61');
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await page.locator('button:focus', { hasText: 'Grant credits' }).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('windows are reset of those who were chosen, after the number of accounts was shown', async () => {
    const page = await site.signIn('acme', 'admin', '/accounts');
    await page
      .getByRole('row', { name: /subject:alice/ })
      .getByRole('checkbox')
      .check();
    await page
      .getByRole('row', { name: /subject:bob/ })
      .getByRole('checkbox')
      .check();
    await page.getByRole('button', { name: 'Reset windows of 2 subjects' }).click();
    await dialogOf(page).locator('[data-preview]').getByText('2 accounts').waitFor();
    await dialogOf(page).getByRole('textbox', { name: 'Why' }).fill('an outage');
    await dialogOf(page).getByRole('button', { name: 'Reset them' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });
    interface Windows {
      account: { windows: { used: string }[] };
    }
    const { account } = await site.call<Windows>('alice', '{ account { windows { used } } }');
    expect(account.windows.map(({ used }) => used)).toEqual(['0', '0']);
    await page.getByRole('button', { name: 'Reset windows of everyone' }).click();
    await dialogOf(page)
      .locator('[data-preview]')
      .getByText(/\d+ accounts/)
      .waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('usage that could not be priced is shown with the reason, and driven again once it has a price', async () => {
    const knows = (what: string) => async () => {
      const { catalog } = await site.call<{ catalog: unknown }>(
        'admin',
        '{ catalog { products { features { id rateCard } } } }',
      );
      return JSON.stringify(catalog).includes(what);
    };
    site.policies.edit('catalog.yaml', (text) => text.replace(FEATURES, `      gpt-6: [input_tokens]\n${FEATURES}`));
    await until(knows('"gpt-6"'), Boolean);
    const usage = [{ dimension: 'input_tokens', quantity: '1000000' }];
    const input = { subject: 'bob', product: 'codex', feature: 'gpt-6', idempotencyKey: 'unpriced', usage };
    const { recordUsage } = await site.call<{ recordUsage: { id: string } }>('gateway', REPORT, { input });
    const stateOf = async () =>
      (await site.call<{ node: { state: string } }>('admin', STATE, { id: recordUsage.id })).node.state;
    await until(stateOf, (state) => state === 'SET_ASIDE');

    const page = await site.signIn('acme', 'admin', '/accounts/subject:bob/manage');
    const waiting = page.locator(`[data-set-aside="${recordUsage.id}"]`);
    await waiting.getByText(/pric/).waitFor();
    site.policies.edit('catalog.yaml', (text) => text.replace(CARD, `${CARD}\n      gpt-6: { input_tokens: "3" }`));
    await until(knows('"gpt-6","rateCard":"codex-2026-04"'), Boolean);
    await waiting.getByRole('button', { name: 'Redrive' }).click();
    await dialogOf(page).getByRole('button', { name: 'Redrive it' }).click();
    await page.getByText('On its way.').waitFor();
    interface Events {
      usageEvents: { nodes: { state: string; charge: { amount: string } | null }[] };
    }
    const newest = () =>
      site.call<Events>('admin', '{ usageEvents(subject: "bob", first: 1) { nodes { state charge { amount } } } }');
    await until(newest, ({ usageEvents }) => usageEvents.nodes[0]?.state === 'SETTLED');
    expect((await newest()).usageEvents.nodes[0]?.charge?.amount).toBe('3');
    expect(page.trouble).toEqual([]);
  });

  test('a foreign account looks like one that is missing; an id of one’s own leads to its address', async () => {
    const idOf = async (tenant: string) =>
      (
        await site.call<{ account: { id: string } }>({ tenant, subject: 'admin' }, ACCOUNT, {
          account: 'subject:alice',
        })
      ).account.id;
    const shownAt = async (id: string) => {
      const page = await site.signIn('acme', 'admin', `/accounts/${id}`);
      await page.getByRole('heading', { name: 'No such account' }).waitFor();
      return (await page.locator('#main').innerText()).replaceAll(id, 'ID');
    };
    const foreign = await shownAt(await idOf('globex'));
    const own = await idOf('acme');
    expect(foreign).toBe(await shownAt(own.replace(/.{12}$/, '000000000000')));
    const page = await site.signIn('acme', 'admin', `/accounts/${own}/ledger`);
    await page.waitForURL(/\/accounts\/subject(:|%3A)alice\/ledger$/);
    await page.getByRole('heading', { name: 'Ledger' }).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a pool says who draws from it, by which line, and has no pages that a pool cannot have', async () => {
    const page = await site.signIn('acme', 'admin', '/accounts/pool:engineering');
    await page.getByText('p2, role:engineer, product:codex, pool:engineering, 40').waitFor();
    await page.getByText('Who: group:engineering').waitFor();
    const tabs = await page.getByRole('navigation', { name: 'Of this account' }).getByRole('link').allInnerTexts();
    expect(tabs).toEqual(['Overview', 'Credits', 'Ledger', 'Manage']);
    expect(page.trouble).toEqual([]);
  });

  test('a member sees no accounts, and a direct link says which permission it needs; who may read alone can change nothing', async () => {
    const member = await site.signIn('acme', 'bob', '/accounts');
    await member.getByText('read account:*').waitFor();
    await member.getByText('p, bob, account:*, read, allow').waitFor();
    expect(await member.getByRole('link', { name: 'Accounts', exact: true }).count()).toBe(0);
    const linked = await site.signIn('acme', 'bob', '/accounts/subject:alice/manage');
    await linked.getByText('read account:*').waitFor();

    const page = await site.open('/accounts/subject:alice');
    await page.getByLabel('Paste a token').fill(await site.token('carol'));
    await page.getByRole('button', { name: 'Use it' }).click();
    const tabs = page.getByRole('navigation', { name: 'Of this account' });
    await tabs.waitFor();
    expect(await tabs.getByRole('link', { name: 'Manage' }).count()).toBe(0);
  });
});
