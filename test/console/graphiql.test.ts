/** GraphiQL's page in a real browser: a token first, then the editor, and nothing that leads away from this server. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inBrowser, openSite, OPENS_WITHIN_MS, type Site } from './support/site.js';

inBrowser('GraphiQL', () => {
  let site: Site;
  beforeAll(async () => void (site = await openSite()), OPENS_WITHIN_MS);
  afterAll(() => site.close());

  test('asks for nothing before it has a token: no call is answered 401, and nothing is complained of', async () => {
    const page = await site.open('/graphiql');
    const answers: [path: string, status: number][] = [];
    page.on('response', (answer) => answers.push([new URL(answer.url()).pathname, answer.status()]));
    await page.reload();
    await page.getByRole('button', { name: 'alice of acme', exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(answers.map(([path]) => path)).toEqual(expect.arrayContaining(['/graphiql', '/graphiql/page.js']));
    expect(answers.filter(([path, status]) => status >= 400 || path === '/graphql')).toEqual([]);
    expect(page.trouble).toEqual([]);
  });

  test('shows the editor to whoever chooses alice, and its first operation runs as it stands', async () => {
    const page = await site.signIn('acme', 'alice', '/graphiql');
    await page.getByText('checkAccess').first().waitFor();
    const answered = page.waitForResponse(
      (answer) => answer.url() === `${site.url}/graphql` && /mutation Check\b/.test(answer.request().postData() ?? ''),
    );
    await page.getByRole('button', { name: /execute query/i }).click();
    const answer = await answered;
    expect(answer.status()).toBe(200);
    expect(await answer.json()).toMatchObject({ data: { checkAccess: { outcome: 'ALLOWED', granted: '250' } } });
    await page.getByText('ALLOWED').first().waitFor();
    expect(page.trouble).toEqual([]);
  });

  test('has no link that leads to another host, in the editor or in the documentation', async () => {
    const page = await site.open('/graphiql');
    const schema = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('__schema'));
    await page.getByRole('button', { name: 'alice of acme', exact: true }).click();
    expect((await schema).status()).toBe(200);
    await page.getByText('checkAccess').first().waitFor();
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.getByText('Root Types').waitFor();
    const links = await page
      .locator('a')
      .evaluateAll((all) => all.map((link) => (link as { href?: string }).href ?? ''));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => new URL(link, site.url).origin !== site.url)).toEqual([]);
    expect(page.trouble).toEqual([]);
  });
});
