/** The console as a process with its settings serves it: whether it is there, how people sign in, and what it runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { SECRET, tokenFor } from '../support/api.js';
import { makeConsoleDist, sha256, type ConsoleDist } from '../support/console-dist.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const WHO = 'query Who { viewer { subject } }';
const OPERATORS = 'query Operators { viewer { tenant } }';
const ISSUER = 'https://login.example/realm';
const KEYS = { SPILLWAY_JWKS_URL: 'https://login.example/keys', SPILLWAY_JWT_ISSUER: ISSUER };
const SIGN_IN = { ...KEYS, SPILLWAY_OIDC_ISSUER: ISSUER, SPILLWAY_OIDC_CLIENT_ID: 'console' };
const NAMES = { tenantClaim: 'tenant', subjectClaim: 'sub', groupsClaim: 'groups' };
const NEEDED = { audience: 'spillway', ...NAMES, maxHours: null };
const BROWSER = { accept: 'text/html' };

let dir: string;
let dist: ConsoleDist;
let store: TestDatabase;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'spillway-console-settings-'));
  dist = makeConsoleDist({ documents: [WHO] });
  store = await createTestDatabase();
  writeFileSync(join(dir, 'operators.json'), JSON.stringify({ [`sha256:${sha256(OPERATORS)}`]: OPERATORS }));
  const further = { issuer: 'https://id.example', audience: 'api', jwks_url: 'https://id.example/jwks' };
  writeFileSync(join(dir, 'issuers'), JSON.stringify([{ ...further, tenants: ['acme'] }]));
});
afterAll(async () => {
  await store.drop();
  dist.remove();
  rmSync(dir, { recursive: true });
});

interface Opened {
  app: App;
  /** Messages of the log. */
  said: unknown[];
}

async function withApp<T>(
  settings: Record<string, string>,
  look: (opened: Opened) => Promise<T>,
  consoleDir = dist.dir,
): Promise<T> {
  const said: unknown[] = [];
  const write = (line: string) => void said.push((JSON.parse(line) as { msg: unknown }).msg);
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', SPILLWAY_JWT_SECRET: SECRET, ...settings });
  const demo = { operations: [WHO], subjects: [] };
  const log = pino({ level: 'info' }, { write });
  const app = await openApp({ config, databaseUrl: store.apiUrl, log, demo, consoleDir });
  try {
    return await look({ app, said });
  } finally {
    await app.close();
  }
}

async function run({ url }: App, params: Record<string, unknown>): Promise<unknown> {
  const authorization = `Bearer ${await tokenFor('acme', 'alice')}`;
  const headers = { 'content-type': 'application/json', authorization };
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(params) })).json();
}

const page = async ({ url }: App) => {
  const answer = await fetch(url, { headers: BROWSER, redirect: 'manual' });
  return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
};

describe('the console', () => {
  test('is there by default, in production too', async () => {
    for (const environment of ['development', 'production']) {
      const shown = await withApp({ NODE_ENV: environment }, async ({ app }) => {
        expect(app.console).toBe(true);
        return page(app);
      });
      expect([environment, shown.status]).toEqual([environment, 200]);
      expect(shown.html).toContain(`"production":${environment === 'production'},`);
      expect(shown.html).toContain(`"graphiql":${environment !== 'production'},"subjects":[],"nonce":`);
    }
  });

  test('is switched off whole: neither page nor files, and its documents are not known', async () => {
    await withApp({ SPILLWAY_CONSOLE: 'off' }, async ({ app, said }) => {
      expect([app.console, await page(app)]).toEqual([false, expect.objectContaining({ location: '/graphiql' })]);
      expect((await fetch(`${app.url}/assets/page-2c3d.js`)).status).toBe(404);
      expect(await run(app, { documentId: `sha256:${sha256(WHO)}` })).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
      expect(said).not.toContain('the console is not part of this installation');
    });
  });

  test('is left out where it was not built: the log says so, and the root is as without it', async () => {
    const missing = join(dir, 'none');
    const shown = await withApp(
      {},
      async ({ app, said }) => {
        expect([app.console, said]).toEqual([
          false,
          expect.arrayContaining(['the console is not part of this installation']),
        ]);
        return page(app);
      },
      missing,
    );
    expect([shown.status, shown.location]).toEqual([302, '/graphiql']);
    const production = await withApp({ NODE_ENV: 'production' }, ({ app }) => page(app), missing);
    expect(production.status).toBe(404);
  });

  test('that is broken ends the start', async () => {
    const broken = makeConsoleDist({ documents: ['{ nothing }'] });
    await expect(withApp({}, async () => undefined, broken.dir)).rejects.toThrow('The console: ');
    broken.remove();
  });

  test('runs its documents in every mode of trusted documents, beside those of the operator', async () => {
    const listed = { SPILLWAY_TRUSTED_DOCUMENTS_DIR: dir };
    for (const trust of ['off', 'log', 'required']) {
      await withApp({ ...listed, SPILLWAY_TRUSTED_DOCUMENTS: trust }, async ({ app, said }) => {
        const alice = { data: { viewer: { subject: 'alice' } } };
        expect([trust, await run(app, { documentId: `sha256:${sha256(WHO)}` })]).toEqual([trust, alice]);
        expect([trust, await run(app, { query: WHO })]).toEqual([trust, alice]);
        expect(said).not.toContain('a document that is not trusted');
        const operators = await run(app, { documentId: `sha256:${sha256(OPERATORS)}` });
        if (trust !== 'off') expect(operators).toEqual({ data: { viewer: { tenant: 'acme' } } });
        const other = await run(app, { query: '{ viewer { tenant } }' });
        if (trust === 'required')
          expect(other).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
        else expect(other).toEqual({ data: { viewer: { tenant: 'acme' } } });
      });
    }
  });

  test('alone is no list that `required` could start with', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'spillway-empty-'));
    const settings = { SPILLWAY_TRUSTED_DOCUMENTS: 'required', SPILLWAY_TRUSTED_DOCUMENTS_DIR: empty };
    await expect(withApp(settings, async () => undefined)).rejects.toThrow('has none, so every call would be refused');
    rmSync(empty, { recursive: true });
  });

  test('tells the page where people sign in, and lets it reach that', async () => {
    const settings = { ...SIGN_IN, SPILLWAY_JWT_SECRET: '', SPILLWAY_OIDC_SCOPE: 'openid offline_access' };
    await withApp(settings, async ({ app }) => {
      const answer = await fetch(app.url, { headers: BROWSER });
      expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self' https://login.example;");
      const client = { clientId: 'console', audience: 'spillway', scope: 'openid offline_access' };
      const oidc = { issuer: ISSUER, ...client, token: NEEDED };
      expect(await answer.text()).toContain(`"oidc":${JSON.stringify(oidc)}`);
    });
  });
});

describe('as settings', () => {
  const read = (more: Record<string, string>) => readConfig({ SPILLWAY_DATA_DIR: dir, ...more });

  test('it is on unless it is off, and people bring their tokens unless there is an issuer', () => {
    expect(read({})).toMatchObject({ console: true, oidc: null });
    expect(read({ SPILLWAY_CONSOLE: 'off' }).console).toBe(false);
    expect(() => read({ SPILLWAY_CONSOLE: 'no' })).toThrow('SPILLWAY_CONSOLE must be on or off');
  });

  test('the audience is what that issuer’s tokens must name, and the scope is openid alone, unless they are set', () => {
    const given = { issuer: ISSUER, clientId: 'console' };
    expect(read(SIGN_IN).oidc).toEqual({ ...given, audience: 'spillway', scope: 'openid', token: NEEDED });
    expect(read({ ...SIGN_IN, SPILLWAY_JWT_AUDIENCE: 'api' }).oidc).toMatchObject({ audience: 'api' });
    const further = { SPILLWAY_OIDC_AUDIENCE: 'urn:api', SPILLWAY_OIDC_SCOPE: 'openid api://x/.default' };
    expect(read({ ...SIGN_IN, ...further }).oidc).toEqual({
      ...given,
      audience: 'urn:api',
      scope: 'openid api://x/.default',
      token: NEEDED,
    });
  });

  test('the page is told what that issuer’s tokens must say, under the names that it gives the claims', () => {
    const named = { SPILLWAY_JWT_TENANT_CLAIM: 'org', SPILLWAY_JWT_SUBJECT_CLAIM: 'oid' };
    const { oidc } = read({ ...SIGN_IN, ...named, SPILLWAY_OIDC_AUDIENCE: 'urn:api', SPILLWAY_TOKEN_MAX_HOURS: '2' });
    const names = { tenantClaim: 'org', subjectClaim: 'oid', groupsClaim: 'groups' };
    expect(oidc?.token).toEqual({ audience: 'spillway', ...names, maxHours: 2 });
  });

  test('an issuer of the file is as good as that of SPILLWAY_JWT_ISSUER', () => {
    const settings = {
      SPILLWAY_ISSUERS_FILE: join(dir, 'issuers'),
      SPILLWAY_OIDC_ISSUER: 'https://id.example',
      SPILLWAY_OIDC_CLIENT_ID: 'console',
    };
    expect(read(settings).oidc).toMatchObject({ issuer: 'https://id.example', audience: 'api' });
  });

  test('plain HTTP is for an issuer on this machine, outside production', () => {
    for (const issuer of ['http://localhost:9000/realm', 'http://127.0.0.1:9000', 'http://[::1]:9000']) {
      const settings = { ...SIGN_IN, SPILLWAY_JWT_ISSUER: issuer, SPILLWAY_OIDC_ISSUER: issuer };
      expect(read(settings).oidc).toMatchObject({ issuer });
      expect(() => read({ ...settings, NODE_ENV: 'production' })).toThrow(
        'SPILLWAY_OIDC_ISSUER must be an https:// URL in production',
      );
    }
  });

  const alone = 'must not be set without SPILLWAY_OIDC_ISSUER';
  const issuer = (value: string) => ({ ...SIGN_IN, SPILLWAY_JWT_ISSUER: value, SPILLWAY_OIDC_ISSUER: value });
  test.each<[string, Record<string, string>, string]>([
    ['a client without an issuer', { SPILLWAY_OIDC_CLIENT_ID: 'x' }, `SPILLWAY_OIDC_CLIENT_ID ${alone}`],
    ['an audience without an issuer', { SPILLWAY_OIDC_AUDIENCE: 'x' }, `SPILLWAY_OIDC_AUDIENCE ${alone}`],
    ['a scope without an issuer', { SPILLWAY_OIDC_SCOPE: 'openid' }, `SPILLWAY_OIDC_SCOPE ${alone}`],
    ['no client', { ...SIGN_IN, SPILLWAY_OIDC_CLIENT_ID: '' }, 'SPILLWAY_OIDC_CLIENT_ID must be set with'],
    ['no URL', issuer('login'), 'SPILLWAY_OIDC_ISSUER must be an https:// URL'],
    ['plain HTTP to another machine', issuer('http://login.example'), 'SPILLWAY_OIDC_ISSUER must be an https:// URL'],
    ['a query', issuer('https://login.example/?a=1'), 'SPILLWAY_OIDC_ISSUER must be an https:// URL'],
    ['a password', issuer('https://a:b@login.example/'), 'SPILLWAY_OIDC_ISSUER must be an https:// URL'],
    ['a host that ends the policy', issuer('https://login.example;x'), 'SPILLWAY_OIDC_ISSUER must be an https:// URL'],
    ['an issuer whose tokens are refused', { ...SIGN_IN, SPILLWAY_JWT_ISSUER: 'other' }, 'must be, to the letter,'],
    ['one with another ending', { ...SIGN_IN, SPILLWAY_OIDC_ISSUER: `${ISSUER}/` }, 'must be, to the letter,'],
    [
      'a shared secret in place of published keys',
      { ...SIGN_IN, SPILLWAY_JWKS_URL: '', SPILLWAY_JWT_SECRET: SECRET },
      'SPILLWAY_JWT_ISSUER with SPILLWAY_JWKS_URL, or one of SPILLWAY_ISSUERS_FILE',
    ],
    ['a scope without openid', { ...SIGN_IN, SPILLWAY_OIDC_SCOPE: 'profile' }, 'SPILLWAY_OIDC_SCOPE must be scopes'],
    ['scopes with commas', { ...SIGN_IN, SPILLWAY_OIDC_SCOPE: 'openid,email' }, 'SPILLWAY_OIDC_SCOPE must be scopes'],
    [
      'a client with a line break',
      { ...SIGN_IN, SPILLWAY_OIDC_CLIENT_ID: 'a\nb' },
      'SPILLWAY_OIDC_CLIENT_ID must have',
    ],
  ])('%s stops the start, and the setting is named', (_title, settings, sentence) => {
    expect(() => read(settings)).toThrow(/^Settings: SPILLWAY_OIDC_/);
    expect(() => read(settings)).toThrow(sentence);
  });
});
