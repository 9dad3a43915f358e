/** The ledger in the console: every update is there, in order and live, a missing one is red, and each says what caused it. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { changeAnswers } from './support/answers.js';
import { someUse } from './support/some-use.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';

const UPDATES = `query Updates($after: String) { balanceUpdates(first: 200, order: NEWEST_FIRST, after: $after) {
  nodes { seq at cause delta heldDelta balance { available held } lines { window remaining held lot { id } }
    decision { id } purchase { id } }
  pageInfo { hasNextPage endCursor }
} }`;
const AT = `query At($at: DateTime!) { balanceAt(at: $at) { available held promotional } }`;
const STATE = `mutation State($account: ID!, $state: AccountState!, $reason: String!) {
  setAccountState(account: $account, state: $state, reason: $reason) { id }
}`;
const GRANT = `mutation Grant($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }`;

interface Page {
  balanceUpdates: { nodes: Update[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}
interface Update {
  seq: string;
  at: string;
  cause: string;
  delta: string;
  heldDelta: string;
  balance: { available: string; held: string };
  lines: { window: string | null; remaining: string; held: string; lot: { id: string } | null }[];
  decision: { id: string } | null;
  purchase: { id: string } | null;
}

inBrowser('ledger', () => {
  let site: Site;
  const pages: SitePage[] = [];
  const at = async (subject: string, path = '/ledger', timezoneId = 'UTC') => {
    const page = await site.signIn('acme', subject, path, { timezoneId });
    pages.push(page);
    return page;
  };
  const updatesOf = async (subject: string): Promise<Update[]> => {
    const found: Update[] = [];
    for (let after: string | null = null; ;) {
      const { balanceUpdates }: Page = await site.call<Page>(subject, UPDATES, { after });
      found.push(...balanceUpdates.nodes);
      if (!balanceUpdates.pageInfo.hasNextPage) return found;
      after = balanceUpdates.pageInfo.endCursor;
    }
  };
  const rowsOf = (page: SitePage) => page.locator('tbody [data-row]');
  beforeAll(async () => {
    site = await openSite();
    await someUse(site);
  }, OPENS_WITHIN_MS);
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  afterAll(() => site.close());

  test('every update is a row, the newest first, and a new one comes on top by itself', async () => {
    const page = await at('alice');
    const updates = await updatesOf('alice');
    await rowsOf(page).first().waitFor();
    const [top] = updates;
    const amounts = await exactIn(rowsOf(page).first());
    expect(amounts).toEqual([top!.delta, top!.heldDelta, top!.balance.available, top!.balance.held]);
    const numbers = (await rowsOf(page).allInnerTexts()).map((text) => text.split(/\s/)[0]);
    expect(numbers).toEqual(updates.slice(0, numbers.length).map(({ seq }) => seq));
    expect(await page.locator('[data-row^="gap-"]').count()).toBe(0);

    await site.call('admin', GRANT, {
      input: { subject: 'alice', credits: '3', kind: 'PROMOTIONAL', reason: 'A live one', idempotencyKey: 'live' },
    });
    await rowsOf(page).first().getByText('+3', { exact: true }).waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a number that is missing is a red row over all columns', async () => {
    const page = await at('alice', '/');
    const [, , lost, , first, second] = await updatesOf('alice');
    await changeAnswers(page, ['Ledger'], (data) => {
      const list = data['balanceUpdates'] as { nodes: Update[] };
      const gone = [lost, first, second].map((update) => update?.seq);
      list.nodes = list.nodes.filter(({ seq }) => !gone.includes(seq));
    });
    await page.getByRole('link', { name: 'Ledger' }).click();
    await page.getByRole('row', { name: `Update ${lost!.seq} is missing.` }).waitFor();
    await page.getByRole('row', { name: `Updates ${second!.seq} to ${first!.seq} are missing.` }).waitFor();
  });

  test('the address opens an update: lot by lot, window by window, with the receipt that caused it', async () => {
    const held = (await updatesOf('alice')).find(({ decision, lines }) => decision && lines.length > 1)!;
    const page = await at('alice', `/ledger?seq=${held.seq}`);
    const drawer = page.getByRole('dialog', { name: `Update ${held.seq}` });
    for (const { lot, window, remaining, held: heldBy } of held.lines) {
      const line = drawer.locator(`[data-line="${lot?.id ?? window}"]`);
      await line.waitFor();
      expect(await exactIn(line)).toEqual([remaining, heldBy]);
    }
    await drawer.getByRole('link', { name: 'See the receipt' }).click();
    await page.waitForURL(`**/decisions?receipt=${held.decision!.id}`);
    await page.getByRole('dialog').locator('[data-steps]').waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('a purchase and a grant say what they are; the keyboard comes back to its row', async () => {
    const updates = await updatesOf('alice');
    const page = await at('alice');
    const bought = updates.find(({ purchase }) => purchase)!;
    const row = page.getByRole('row', { name: new RegExp(`^${bought.seq} `) });
    await row.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('link', { name: 'See the purchase' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await row.and(page.locator(':focus')).waitFor();
    expect(new URL(page.url()).searchParams.has('seq')).toBe(false);

    const granted = updates.find(({ cause, delta }) => cause === 'GRANT' && delta === '3')!;
    await page.getByRole('row', { name: new RegExp(`^${granted.seq} `) }).click();
    await page
      .getByRole('dialog')
      .locator('[data-act]', { hasText: 'Granted by admin' })
      .getByText('A live one')
      .waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('the balance of an instant is asked for on the clock that is chosen', async () => {
    const updates = await updatesOf('alice');
    const page = await at('alice', '/ledger', 'America/New_York');
    // A whole second, between the first update and the last.
    const instant = new Date(Math.ceil(Date.parse(updates.at(-2)!.at) / 1000) * 1000);
    const local = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' },
    }).format(instant);
    await page.getByLabel('Date and time, America/New_York').fill(local.replace(' ', 'T'));
    const answer = page.locator(`[data-balance-at="${instant.toISOString()}"]`);
    await answer.waitFor();
    const { balanceAt } = await site.call<{ balanceAt: { available: string; held: string } }>('alice', AT, {
      at: instant.toISOString(),
    });
    expect(await exactIn(answer.locator('[data-figure="available"]'))).toEqual([balanceAt.available]);
    expect(await exactIn(answer.locator('[data-figure="held"]'))).toEqual([balanceAt.held]);
    expect(new URL(page.url()).searchParams.get('at')).toContain(instant.toISOString());
    await page.getByLabel('Time zone').selectOption('UTC');
    const inUtc = page.getByLabel('Date and time, UTC');
    expect(await inUtc.inputValue()).toBe(instant.toISOString().slice(0, 19));
    await answer.waitFor();
    await inUtc.fill('2999-01-01T00:00:00');
    await page.getByText('This is in the future.').waitFor();
  });

  test('hundreds of updates are read page by page, and few rows are in the page', async () => {
    for (let index = 0; index < 130; index += 1) {
      const state = index % 2 === 0 ? 'SUSPENDED' : 'ACTIVE';
      await site.call('admin', STATE, { account: 'subject:bob', state, reason: 'Many updates' });
    }
    const updates = await updatesOf('bob');
    expect(updates.length).toBeGreaterThan(130);
    const page = await at('bob');
    const region = page.getByRole('region', { name: 'Balance updates, the newest first' });
    await rowsOf(page).first().waitFor();
    const oldest = page.locator('tbody [data-row]').filter({ has: page.locator('td:first-child', { hasText: /^1$/ }) });
    let most = 0;
    while ((await oldest.count()) === 0) {
      most = Math.max(most, await rowsOf(page).count());
      await region.press('End');
      await rowsOf(page).last().waitFor();
    }
    expect(most).toBeLessThanOrEqual(80);
    expect(await page.locator('[data-row^="gap-"]').count()).toBe(0);
    expect(page.trouble).toEqual([]);
  });
});

/** The exact amounts that a place shows, in their order. */
async function exactIn(place: ReturnType<SitePage['locator']>): Promise<(string | null)[]> {
  const amounts = await place.locator('[data-exact]').all();
  return Promise.all(amounts.map((amount) => amount.getAttribute('data-exact')));
}
