/**
 * Budgets and teams, a member's whole way: what is left is seen, a request is refused by a budget, more is asked for, the
 * manager approves it on another page, and the same request passes, all without a reload.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectNoFaults, shown } from './support/axe.js';
import { inBrowser, OPENS_WITHIN_MS, openSite, type Site, type SitePage } from './support/site.js';

/** A credit costs 8,000 input tokens on gpt-5.5. */
const TOKENS = 8000;
const LINES = `
g2, alice, team:web
g2, bob, team:web
g2, team:web, team:makers
p, role:admin, budget:team:web, approve, allow
p3, team:web, product:codex, any, 20, month, cap
p3, team:web, product:codex, any, 15, month, alert
p3, each team:web, product:*, any, 3000, month paced daily, cap
p3, team:makers, product:*, any, 500, month, alert
`;
const CHECK = 'mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome reason } }';
const REPORT = 'mutation Report($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';
const ASK = `mutation Ask($input: RequestBudgetInput!) { requestBudget(input: $input) { id } }`;
const BUDGETS = '{ budgets { nodes { id who } } }';

const dialogOf = (page: SitePage) => page.getByRole('dialog').last();
/** The bar of the team's own budget. */
const barOf = (page: SitePage) => page.locator('[data-budget]').filter({ hasText: 'Team web' }).first();
/** The amounts of it, exact, in the order of its words. */
const exact = (value: string) => `[data-exact="${value}"]`;
const askFor = (credits: number) =>
  `/ask?product=codex&feature=gpt-5.5&usage=${encodeURIComponent(`{"input_tokens":"${credits * TOKENS}"}`)}`;

inBrowser('budgets', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    site.policies.edit('acme/policy.csv', (text) => `${text}${LINES}`);
    // The files are watched: it serves in a moment.
    while ((await budgets('alice')).length === 0);
  }, OPENS_WITHIN_MS);
  afterAll(() => site.close());

  const budgets = async (who: string) =>
    (await site.call<{ budgets: { nodes: { id: string; who: string }[] } }>(who, BUDGETS)).budgets.nodes;
  const check = async (subject: string, idempotencyKey: string, credits: number) => {
    const usage = [{ dimension: 'input_tokens', quantity: String(credits * TOKENS) }];
    const input = { subject, idempotencyKey, product: 'codex', feature: 'gpt-5.5', usage };
    const { checkAccess } = await site.call<{ checkAccess: { id: string; outcome: string; reason: string } }>(
      subject,
      CHECK,
      { input },
    );
    return checkAccess;
  };

  test('a member sees the bar move, is refused, asks for more; the manager approves beside, and the request passes', async () => {
    const member = await site.signIn('acme', 'alice', '/budgets');
    await barOf(member).locator(exact('20')).first().waitFor();
    const { id, outcome } = await check('alice', 'first', 12);
    expect(outcome).toBe('ALLOWED');
    await barOf(member).locator(exact('8')).first().waitFor();
    await barOf(member).getByText('held').waitFor();
    const usage = [{ dimension: 'input_tokens', quantity: String(10 * TOKENS) }];
    await site.call('gateway', REPORT, { input: { decisionId: id, idempotencyKey: 'first', usage } });
    await barOf(member)
      .getByText(/10 spent/)
      .waitFor();
    await barOf(member).locator(exact('10')).first().waitFor();

    const manager = await site.signIn('acme', 'admin', '/budgets');
    await manager.getByText('Nothing waits for your answer').waitFor();

    await member.goto(`${site.url}${askFor(14)}`);
    await member.getByText('Denied', { exact: true }).waitFor();
    const blocker = member.locator('[data-blocker="team:web"]');
    await blocker.getByRole('link', { name: 'Team web' }).waitFor();
    expect(await blocker.innerText()).toMatch(/10 of 20 left, gives again in/);
    expect((await check('alice', 'second', 14)).reason).toBe('BUDGET_EXCEEDED');
    await blocker.getByRole('button', { name: 'Ask for more' }).click();
    const credits = dialogOf(member).getByRole('textbox', { name: 'Credits' });
    expect(await credits.inputValue()).toBe('4');
    expect(await dialogOf(member).getByRole('textbox', { name: 'Why' }).inputValue()).toBe('For codex/gpt-5.5');
    await credits.fill('6');
    await dialogOf(member).getByRole('textbox', { name: 'Why' }).fill('the release is on Friday');
    await dialogOf(member).getByRole('button', { name: 'Ask for 6' }).click();
    await member.getByText('Asked. You see here what becomes of it.').waitFor();

    const request = manager.locator('[data-request]').filter({ hasText: 'the release is on Friday' });
    await request.getByText('alice asked for 6 more of').waitFor();
    await request.getByRole('button', { name: 'Approve' }).click();
    const approved = dialogOf(manager).getByRole('textbox', { name: 'Credits' });
    expect(await approved.inputValue()).toBe('6');
    await approved.fill('7');
    expect(
      await dialogOf(manager)
        .getByRole('button', { name: /^Approve/ })
        .isDisabled(),
    ).toBe(true);
    await approved.fill('5');
    await dialogOf(manager)
      .getByRole('textbox', { name: /^A note/ })
      .fill('good luck');
    await dialogOf(manager).getByRole('button', { name: 'Approve 5' }).click();
    await manager.getByText('Nothing waits for your answer').waitFor();

    // Nothing was reloaded: the estimate is asked for again.
    await member.getByText('Allowed', { exact: true }).waitFor();
    const counted = member.locator('[data-counted]').filter({ hasText: 'counted in Team web' });
    await counted.locator(exact('14')).waitFor();
    await counted.locator(exact('4')).waitFor();
    await counted.getByText('of it approved on top').waitFor();
    expect((await check('alice', 'third', 14)).outcome).toBe('ALLOWED');

    await member.getByRole('link', { name: 'Budgets' }).click();
    await barOf(member).getByText('approved on top').waitFor();
    await barOf(member).locator(exact('1')).first().waitFor();
    const mine = member.locator('[data-request]').filter({ hasText: 'the release is on Friday' });
    await mine.getByText('5 approved by admin').waitFor();
    await mine.getByText('“good luck”').waitFor();
    expect([...member.trouble, ...manager.trouble]).toEqual([]);
  });

  test('a request is withdrawn by who asked, and rejected by who answers, seen on both pages', async () => {
    const manager = await site.signIn('acme', 'admin', '/budgets');
    const member = await site.signIn('acme', 'bob', '/budgets');
    const ask = async (reason: string) => {
      await barOf(member).getByRole('button', { name: 'Team web' }).click();
      await dialogOf(member).getByRole('button', { name: 'Ask for more' }).click();
      await dialogOf(member).getByRole('textbox', { name: 'Credits' }).fill('2');
      await dialogOf(member).getByRole('textbox', { name: 'Why' }).fill(reason);
      await dialogOf(member).getByRole('button', { name: 'Ask for 2' }).click();
      await dialogOf(member).getByText('Asked. You see here what becomes of it.').waitFor();
      await member.keyboard.press('Escape');
      await manager.locator('[data-request]').filter({ hasText: reason }).waitFor();
    };
    await ask('just in case');
    const first = member.locator('[data-request]').filter({ hasText: 'just in case' });
    await first.getByRole('button', { name: 'Withdraw' }).click();
    await dialogOf(member).getByRole('button', { name: 'Withdraw it' }).click();
    await first.getByText('Withdrawn', { exact: true }).waitFor();
    await manager.getByText('Nothing waits for your answer').waitFor();

    await ask('once more');
    const second = manager.locator('[data-request]').filter({ hasText: 'once more' });
    await second.getByRole('button', { name: 'Reject' }).click();
    await dialogOf(manager)
      .getByRole('textbox', { name: /^A note/ })
      .fill('next month');
    await dialogOf(manager).getByRole('button', { name: 'Reject it' }).click();
    const told = member.locator('[data-request]').filter({ hasText: 'once more' });
    await told.getByText('Rejected', { exact: true }).waitFor();
    await told.getByText('“next month”').waitFor();
    expect([...member.trouble, ...manager.trouble]).toEqual([]);
  });

  test('teams are a tree; a budget in full says who spent it to whoever may know, and its line; keys walk the bars', async () => {
    const page = await site.signIn('acme', 'admin', '/budgets');
    const makers = page.locator('[data-team="team:makers"]');
    await makers.locator('[data-team="team:web"]').getByText('alice, bob').waitFor();
    await makers.getByText('tells at').first().waitFor();
    const focused = () => page.locator('[data-opens]:focus').innerText();
    for (await page.keyboard.press('j'); (await focused()) !== 'Team web'; await page.keyboard.press('j'));
    await page.keyboard.press('k');
    expect(await focused()).not.toBe('Team web');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await dialogOf(page).getByRole('row', { name: /alice/ }).locator(exact('10')).waitFor();
    await dialogOf(page).getByText('p3, team:web, product:codex, any, 20, month, cap').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Everybody’s' }).click();
    await page.getByRole('row', { name: /Each of team web: alice/ }).waitFor();
    await page
      .getByRole('row', { name: /Team web/ })
      .first()
      .click();
    await page.waitForURL(/budget=bud_/);
    expect(page.trouble).toEqual([]);

    const member = await site.signIn('acme', 'bob', '/budgets');
    await barOf(member).getByRole('button', { name: 'Team web' }).click();
    await dialogOf(member).getByText('nothing was spent that you may see').waitFor();
    expect(await dialogOf(member).getByText('alice').count()).toBe(0);
    expect(member.trouble).toEqual([]);
  });

  test('the overview shows what counts me beside the windows, and nobody else has the page', async () => {
    const page = await site.signIn('acme', 'alice', '/');
    await barOf(page).getByText('spent').waitFor();
    await page.locator('[data-mark="pace"]').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Teams and budgets' }).waitFor();
    expect(page.trouble).toEqual([]);
    const other = await site.signIn('globex', 'bob', '/');
    await other.locator('[data-waterfall]').waitFor();
    expect(await other.getByRole('link', { name: 'Budgets' }).count()).toBe(0);
  });

  for (const [path, subject] of [
    ['/budgets', 'alice'],
    ['/budgets', 'admin'],
    ['/budgets?everyone=true', 'admin'],
    ['/', 'alice'],
    [askFor(300), 'alice'],
  ] as const) {
    test(`${path} of ${subject} has no fault that axe finds, light and dark, and fits a phone`, async () => {
      const [own] = await budgets('bob');
      const input = { budget: own!.id, credits: '1', reason: 'to look at', idempotencyKey: `look ${path} ${subject}` };
      await site.call('bob', ASK, { input });
      const page = await site.signIn('acme', subject, path, { colorScheme: 'light' });
      await shown(page);
      await expectNoFaults(page);
      expect(page.trouble).toEqual([]);
    });
  }

  test('a budget in full has no fault that axe finds, nor has the dialog that asks for more', async () => {
    const [own] = await budgets('alice');
    const page = await site.signIn('acme', 'alice', `/budgets?budget=${own!.id}`, { colorScheme: 'light' });
    await dialogOf(page).getByRole('row', { name: /alice/ }).waitFor();
    await expectNoFaults(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await dialogOf(page).getByRole('button', { name: 'Ask for more' }).click();
    await dialogOf(page).getByRole('textbox', { name: 'Credits' }).fill('3');
    await expectNoFaults(page);
    expect(page.trouble).toEqual([]);
  });
});
