/**
 * A whole Spillway with its pages, and a real Chromium that looks at them. The server is a process of its own, over a
 * database of the test's PostgreSQL with the demo tenants acme and globex; tests may kill it and start it again.
 *
 *     inBrowser('receipts', () => {
 *       let site: Site;
 *       beforeAll(async () => void (site = await openSite()), OPENS_WITHIN_MS);
 *       afterAll(() => site.close());
 *
 *       test('a check of somebody else shows at once', async () => {
 *         const page = await site.signIn('acme', 'alice', '/decisions');
 *         await site.call('gateway', CHECK, { subject: 'alice' });
 *         await page.getByRole('row', { name: /codex/ }).waitFor();
 *         expect(page.trouble).toEqual([]);
 *       });
 *     });
 *
 * - `site.signIn(tenant, subject, path)` opens a page in a browser of its own (nothing of other pages is in its storage),
 *   goes to the path, and presses the button "alice of acme" that both the console's sign-in and GraphiQL have.
 * - `site.open(path, options)` does the same without a sign-in; `options` are Playwright's (`colorScheme`, `viewport` …).
 * - `page` is Playwright's, with `page.trouble` beside: what the browser complained of, as lines that begin with
 *   `console: `, `error: ` (thrown and never caught), `csp: ` or `other host: `. A test that expects none compares it with
 *   `[]`; one that kills the server expects lines of the console. The other three are never right: `site.close()` fails
 *   where any page had one.
 * - `site.call(who, document, variables)` runs an operation as somebody and answers its data: `'alice'` is acme's, others
 *   are `{ tenant, subject, groups }`. Demo subjects have their groups by themselves. `site.token(who, seconds)` is a
 *   token to paste.
 * - `site.kill()` is `kill -9`, `site.start()` starts it again at the same address, and `site.restart()` is both.
 * - `site.policies.edit('acme/policy.csv', …)` changes what the server watches; `site.asOwner(sql)` reads the tables.
 * - `openSite({ dist })` serves another console than `console/dist`; `openSite({ settings })` adds settings.
 *
 * Chromium is where `chromium` is on the path; where there is none, `inBrowser` skips with a warning, and fails where
 * SPILLWAY_TEST_PROGRAMS says that there is one. Nothing here sleeps: wait for what is to be seen (`locator.waitFor`).
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { endServer, listening } from '../../../proof/support/scratch-server.js';
import { keepLog, spawnBuilt } from '../../../proof/support/spawn-built.js';
import { openApp } from '../../../src/processes/app.js';
import { readConfig } from '../../../src/processes/config.js';
import { DEMO, makeDemoTenants } from '../../../src/processes/demo-tenants.js';
import { signToken } from '../../../src/server/token.js';
import { createTestDatabase } from '../../support/database.js';
import { freePort } from '../../support/free-port.js';
import { copyPolicies, type PolicyCopy } from '../../support/policies.js';
import { findTestProgram } from '../../support/programs.js';
import { expectBooksToReconcile } from '../../support/reconcile.js';
import { installWith } from './installation.js';

const program = findTestProgram('chromium');
/** `describe`, where there is a browser. */
export const inBrowser = (title: string, tests: () => void): void =>
  // Asked as it is called: this module stays loaded from one test file to the next.
  program === null ? describe.skip(title, tests) : describe(title, tests);
/** For the `beforeAll` that opens a site. */
export const OPENS_WITHIN_MS = 120_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
const HOUR_S = 3600;

/** Acme's, or anybody's. */
export type Who = string | { tenant: string; subject: string; groups?: readonly string[] };

/** A page of the site, with what the browser complained of there. */
export type SitePage = Page & { readonly trouble: readonly string[] };

export interface Site {
  url: string;
  signIn(tenant: string, subject: string, path?: string, options?: BrowserContextOptions): Promise<SitePage>;
  open(path?: string, options?: BrowserContextOptions): Promise<SitePage>;
  call<T = Record<string, unknown>>(who: Who, document: string, variables?: Record<string, unknown>): Promise<T>;
  token(who: Who, seconds?: number): Promise<string>;
  kill(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  policies: PolicyCopy;
  /** As the owner, outside row-level security. */
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  /** The end of what the server logged since it started. */
  logged(): string;
  /** Ends all of it; fails where a page was in trouble, or the books do not reconcile. */
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Where the console was built, if not in `console/dist`. */
  dist?: string;
  /** Further settings of the server. */
  settings?: Record<string, string>;
  /** Other origins that its pages may reach. */
  neighbours?: readonly string[];
}

/** Opens a site; whatever was begun is ended where that fails. */
export async function openSite(options: SiteOptions = {}): Promise<Site> {
  const closing: (() => unknown)[] = [];
  try {
    return await openParts(options, closing);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

/** Ends what was begun, the last first, also where one of them fails. */
async function closeAll(closing: (() => unknown)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const step of closing.splice(0).reverse()) {
    try {
      await step();
    } catch (problem) {
      problems.push(problem);
    }
  }
  if (problems.length > 0) throw problems[0];
}

async function openParts(
  { dist, settings: more = {}, neighbours = [] }: SiteOptions,
  closing: (() => unknown)[],
): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'spillway-site-'));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const policies = copyPolicies();
  closing.push(() => policies.remove());
  const store = await createTestDatabase();
  closing.push(() => store.drop());
  const port = await freePort();
  const settings = {
    PORT: String(port),
    DATABASE_URL: store.apiUrl,
    SPILLWAY_DATA_DIR: dataDir,
    SPILLWAY_POLICY_DIR: policies.dir,
    LOG_LEVEL: 'warn',
    ...more,
  };
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  closing.push(
    () => owner.end(),
    () => expectBooksToReconcile(owner),
  );

  await makeDemo(settings, store.apiUrl);
  const installation = dist === undefined ? undefined : installWith(dist);
  closing.push(() => installation?.remove());
  const server = serverWith(settings, installation?.project);
  closing.push(() => server.end());
  await server.start();

  const url = `http://127.0.0.1:${port}`;
  const browser = await chromium.launch({ executablePath: program as string, args: FLAGS });
  const pages: SitePage[] = [];
  closing.push(
    () => expect(pages.flatMap(({ trouble }) => trouble.filter((line) => !line.startsWith('console: ')))).toEqual([]),
    () => browser.close(),
  );
  const open: Site['open'] = async (path = '/', options = {}) => {
    const page = await openPage(browser, [url, ...neighbours], options);
    pages.push(page);
    await page.goto(`${url}${path}`);
    return page;
  };
  const token: Site['token'] = (who, seconds = HOUR_S) => tokenOf(settings, who, seconds);
  return {
    ...{ url, policies, open, token },
    close: () => closeAll(closing),
    ...{ kill: () => server.kill(), start: () => server.start(), logged: () => server.logged() },
    async signIn(tenant, subject, path, options) {
      const page = await open(path, options);
      await page.getByRole('button', { name: `${subject} of ${tenant}`, exact: true }).click();
      return page;
    },
    call: async (who, document, variables) => callWith(url, await token(who), document, variables),
    async restart() {
      await server.kill();
      await server.start();
    },
    asOwner: async (sql, params) => (await owner.query(sql, params)).rows as never,
  };
}

/** The demo tenants, as the first start on a database of the server's own makes them. */
async function makeDemo(settings: Record<string, string>, databaseUrl: string): Promise<void> {
  const config = readConfig({ ...settings, PORT: '0', SPILLWAY_CONSOLE: 'off' });
  const app = await openApp({ config, databaseUrl, log: pino({ level: 'silent' }) });
  await makeDemoTenants(app).finally(() => app.close());
}

/** `dist/src/main.js`, again and again. */
function serverWith(settings: Record<string, string>, project: URL | undefined) {
  let child: ChildProcess | undefined;
  let logged = () => '';
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    logged: () => logged(),
    start: async () => {
      if (isAlive()) throw new Error('The server is running: kill it first.');
      child = spawnBuilt('src/main.js', settings, project && { project });
      logged = keepLog(child);
      await listening(child, logged, AbortSignal.timeout(OPENS_WITHIN_MS));
    },
    kill: async () => {
      if (!child || !isAlive()) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => (child && isAlive() ? endServer(child) : undefined),
  };
}

/** In a context of its own, and watched from the first byte on. */
async function openPage(
  browser: Browser,
  reached: readonly string[],
  options: BrowserContextOptions,
): Promise<SitePage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const trouble: string[] = [];
  const hosts = reached.map((url) => new URL(url).host);
  const leavesFor = (target: string) => {
    const { protocol, host } = new URL(target);
    if (/^(?:https?|wss?):$/.test(protocol) && !hosts.includes(host)) trouble.push(`other host: ${target}`);
  };
  await context.exposeBinding('tellTheTest', (_source, line: string) => void trouble.push(line));
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (violation) =>
    tellTheTest('csp: ' + violation.effectiveDirective + ' ' + violation.blockedURI + ' ' + violation.sourceFile + ':' + violation.lineNumber))`);
  context.on('request', (request) => leavesFor(request.url()));
  const page = await context.newPage();
  page.on('websocket', (socket) => leavesFor(socket.url()));
  page.on('pageerror', (error) => trouble.push(`error: ${error.stack ?? error.message}`));
  page.on('console', (said) => {
    if (said.type() === 'error') trouble.push(`console: ${said.text()} ${said.location().url}`);
  });
  return Object.assign(page, { trouble });
}

function tokenOf(settings: Record<string, string>, who: Who, expiresInSeconds: number): Promise<string> {
  const { tenant, subject, groups } =
    typeof who === 'string' ? { tenant: 'acme', subject: who, groups: undefined } : who;
  const known = DEMO.subjects.find((each) => each.tenant === tenant && each.subject === subject);
  const { tokenKey, issuer, audience } = readConfig(settings);
  if (!tokenKey || !('secret' in tokenKey)) throw new Error('This site has no secret to sign with.');
  const pinned = { secret: tokenKey.secret, issuer, audience, expiresInSeconds };
  return signToken({ ...pinned, tenant, subject, groups: groups ?? known?.groups ?? [] });
}

async function callWith<T>(url: string, token: string, query: string, variables?: Record<string, unknown>): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T | null; errors?: unknown };
  if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return data;
}
