/** Signing in to the console in production: at an identity provider, and with a token that is pasted. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openIdentityProvider, openssl, TENANT_CLAIM, type IdentityProvider } from './support/identity-provider.js';
import { inBrowser, openSite, OPENS_WITHIN_MS, type Site, type SitePage } from './support/site.js';

/** What a tab keeps of a sign-in. */
interface Kept {
  token: string;
  way: { how: string; refreshToken: string | null };
}

const there = openssl === null ? describe.skip : inBrowser;

there('signing in to the console', () => {
  let idp: IdentityProvider;
  let site: Site;
  beforeAll(async () => {
    idp = await openIdentityProvider();
    site = await openSite({ settings: idp.settings, neighbours: [idp.issuer] });
  }, OPENS_WITHIN_MS);
  afterAll(async () => {
    await site.close().finally(() => idp.close());
  });
  beforeEach(
    () => void Object.assign(idp.tokens, { seconds: 600, tenant: 'acme', audience: 'spillway', format: 'jwt' }),
  );

  /** The certificate is the test's own, which only the server was told of. */
  const open = (path: string): Promise<SitePage> => site.open(path, { ignoreHTTPSErrors: true });
  const toProvider = (page: Page) => page.getByRole('button', { name: `Sign in with ${new URL(idp.issuer).host}` });
  const kept = async (page: Page): Promise<Kept> =>
    JSON.parse(await page.evaluate("sessionStorage.getItem('spillway.session')")) as Kept;
  const sayName = async (page: Page, name: string) => {
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Go on' }).click();
  };
  const isThere = (page: Page, who = 'alice') =>
    page.getByRole('banner').getByText(`acme / ${who}`, { exact: true }).waitFor();
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Sign in again' });

  async function signIn(): Promise<SitePage> {
    const page = await open('/');
    await toProvider(page).click();
    await sayName(page, 'alice');
    await isThere(page);
    return page;
  }

  /** Something typed into the page, which is lost if the page is loaded or drawn anew. */
  async function type(page: Page): Promise<void> {
    await page.evaluate(`document.getElementById('main').append(
      Object.assign(document.createElement('textarea'), { id: 'typed', ariaLabel: 'Typed' }))`);
    await page.locator('#typed').fill('half a sentence');
  }
  const typed = (page: Page) => page.locator('#typed').inputValue();

  /** The page shows what it asks for now, over HTTP and over the socket. */
  async function goesOn(page: Page): Promise<void> {
    await dialog(page).waitFor({ state: 'detached' });
    await page.locator('[data-connection="live"]').waitFor();
    const answered = page.waitForResponse((answer) => answer.url() === `${site.url}/graphql`);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.reload();
    expect((await answered).status()).toBe(200);
    await isThere(page);
  }

  test('leads to the provider and back to the page that was asked for, with its filters', async () => {
    const page = await open('/?product=codex');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url() === `${site.url}/graphql`) sent.push(request.postData() ?? '');
    });
    await toProvider(page).click();
    await sayName(page, 'alice');
    await isThere(page);
    // By their hashes alone but for the first, which asks whose token it is: no text is sent after it.
    expect(sent.slice(1).filter((body) => 'query' in (JSON.parse(body) as object))).toEqual([]);
    expect(page.url()).toBe(`${site.url}/?product=codex`);
    const asked = (await kept(page)).way;
    expect(asked).toMatchObject({ how: 'oidc', refreshToken: expect.any(String) });
    // Nothing outlives the tab, and no code or token stands in an address that it was at.
    const { token } = await kept(page);
    const lasting = await page.evaluate(
      'JSON.stringify(localStorage) + document.cookie + JSON.stringify(history.state)',
    );
    for (const secret of [token, String(asked.refreshToken)]) expect(String(lasting)).not.toContain(secret);
    await page.reload();
    await isThere(page);
    expect(page.trouble).toEqual([]);
  });

  test('an answer that nobody asked for signs nobody in', async () => {
    const page = await open(`/?code=stolen&state=page.other&iss=${encodeURIComponent(idp.issuer)}`);
    await page.getByRole('alert').getByText('This sign-in was begun elsewhere').waitFor();
    expect(page.url()).toBe(`${site.url}/`);
    expect(await kept(page)).toBeNull();
  });

  test('what the provider refuses is said in its own words', async () => {
    const page = await open('/');
    await page.route(`${idp.issuer}/auth?*`, (route) => {
      const { searchParams } = new URL(route.request().url());
      const answer = { error: 'access_denied', error_description: 'not on the list', iss: idp.issuer };
      const back = new URLSearchParams({ ...answer, state: String(searchParams.get('state')) });
      return route.fulfill({ status: 303, headers: { location: `${site.url}/?${back.toString()}` } });
    });
    await toProvider(page).click();
    await page.getByRole('alert').getByText('access_denied”: not on the list').waitFor();
  });

  test('a token is renewed again and again, each time by the next refresh token', async () => {
    idp.tokens.seconds = 6;
    const page = await signIn();
    const used: (string | null)[] = [];
    for (let i = 0; i < 2; i += 1) {
      const before = await kept(page);
      await page.waitForFunction((old) => !sessionStorage.getItem('spillway.session')?.includes(old), before.token);
      used.push(before.way.refreshToken);
    }
    expect(new Set(used).size).toBe(2);
    expect(idp.renewals).toEqual(expect.arrayContaining(used));
    await page.locator('[data-connection="live"]').waitFor();
    expect(await dialog(page).count()).toBe(0);
    expect(page.trouble.filter((line) => !line.startsWith('console: '))).toEqual([]);
  });

  test('a token that the server refuses is renewed on the spot, for calls and for the socket', async () => {
    const page = await signIn();
    const { token } = await kept(page);
    // As its issuer's with new keys, or after hours of sleep: it says that it is good, and is not.
    const worthless = token.replace(/\.[^.]+$/, '.AAAA');
    await page.evaluate(
      ([good, bad]) => {
        const value = sessionStorage.getItem('spillway.session') as string;
        sessionStorage.setItem('spillway.session', value.replace(good, bad));
      },
      [token, worthless] as const,
    );
    await page.reload();
    await isThere(page);
    await page.locator('[data-connection="live"]').waitFor();
    expect(await dialog(page).count()).toBe(0);
    expect((await kept(page)).token).not.toBe(worthless);
  });

  test('two tabs of one sign-in never use a refresh token twice', async () => {
    idp.tokens.seconds = 6;
    const page = await signIn();
    const opened = page.context().waitForEvent('page');
    // A tab that this one opens has a copy of its storage.
    await page.evaluate("void window.open('/')");
    const other = await opened;
    await isThere(other);
    idp.renewals.length = 0;
    const renewed = async (tab: Page) => {
      for (let i = 0; i < 2; i += 1) {
        const before = await kept(tab);
        await tab.waitForFunction((old) => !sessionStorage.getItem('spillway.session')?.includes(old), before.token);
      }
    };
    await Promise.all([renewed(page), renewed(other)]);
    expect(new Set(idp.renewals).size).toBe(idp.renewals.length);
    for (const tab of [page, other]) {
      await tab.locator('[data-connection="live"]').waitFor();
      expect(await dialog(tab).count()).toBe(0);
    }
  });

  test('a refresh token that was revoked ends in a dialog; what was typed is there after the sign-in', async () => {
    idp.tokens.seconds = 6;
    const page = await signIn();
    await type(page);
    await idp.revoke(String((await kept(page)).way.refreshToken));
    await dialog(page).waitFor();
    idp.tokens.seconds = 600;
    const opened = page.context().waitForEvent('page');
    await toProvider(page).click();
    const beside = await opened;
    await beside.waitForEvent('close');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await typed(page)).toBe('half a sentence');
    await goesOn(page);
  });

  test.each([
    ['no tenant', { tenant: null }, `The access token has no claim “${TENANT_CLAIM}”.`, TENANT_CLAIM],
    ['another audience', { audience: 'billing' }, 'The claim “aud” of the access token is wrong: it is billing', 'aud'],
    ['no JWT', { format: 'opaque' as const }, 'an access token that is no JWT', TENANT_CLAIM],
    ['a tenant that it may not have', { tenant: 'globex' }, 'Perhaps it knows no tenant “globex”', TENANT_CLAIM],
  ])('a token with %s is refused in words, with the claims that are needed', async (_, tokens, words, claim) => {
    Object.assign(idp.tokens, tokens);
    const page = await open('/');
    await toProvider(page).click();
    await sayName(page, 'alice');
    await page.getByRole('alert').getByText(words).waitFor();
    await page.getByRole('row', { name: claim }).waitFor();
    expect(await kept(page)).toBeNull();
  });

  test('signing out forgets and revokes the tokens, and offers to sign out at the provider', async () => {
    const page = await signIn();
    const { way } = await kept(page);
    const revoked = page.waitForResponse(`${idp.issuer}/token/revocation`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect((await revoked).status()).toBe(200);
    expect(await kept(page)).toBeNull();
    const grant = { grant_type: 'refresh_token', client_id: 'console', refresh_token: String(way.refreshToken) };
    const again = await page.request.post(`${idp.issuer}/token`, { form: grant });
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
    await page.getByRole('link', { name: 'Sign out at' }).click();
    await page.getByRole('button', { name: 'Sign me out' }).click();
    await page.waitForURL(`${site.url}/`);
    await toProvider(page).click();
    await sayName(page, 'alice');
    await isThere(page);
  });

  test('a pasted token that ends is followed by another one, and what was typed is still there', async () => {
    const page = await open('/');
    const paste = async (token: string) => {
      if (!(await page.getByLabel('Paste a token').isVisible())) await page.getByText('Use a token instead').click();
      await page.getByLabel('Paste a token').fill(token);
      await page.getByRole('button', { name: 'Use it' }).click();
    };
    await paste('no.token.at-all');
    await page.getByRole('alert').waitFor();
    await paste(await site.token('alice', 5));
    await isThere(page);
    await type(page);
    await dialog(page).waitFor();
    await paste(await site.token('alice'));
    await dialog(page).waitFor({ state: 'detached' });
    expect(await typed(page)).toBe('half a sentence');
    await goesOn(page);
  });

  test('somebody else who signs in over the page gets a page of their own', async () => {
    const page = await open('/');
    await page.getByText('Use a token instead').click();
    await page.getByLabel('Paste a token').fill(await site.token('alice', 3));
    await page.getByRole('button', { name: 'Use it' }).click();
    await isThere(page);
    await type(page);
    await dialog(page).waitFor();
    await page.getByText('Use a token instead').click();
    await page.getByLabel('Paste a token').fill(await site.token('gateway'));
    await page.getByRole('button', { name: 'Use it' }).click();
    await isThere(page, 'gateway');
    expect(await page.locator('#typed').count()).toBe(0);
  });
});
