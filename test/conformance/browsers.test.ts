/**
 * The recipes of docs/browsers.md, as they stand there, in a real browser: on a page of another origin, over connections
 * that are dropped again and again.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { findTestProgram } from '../support/programs.js';
import { openLine, type Line } from './line.js';

const program = findTestProgram('chromium');
const there = program === null ? describe.skip : describe;

const RECIPES = ['graphql-ws', 'apollo', 'urql', 'graphql-sse'];
const ROUNDS = 20;
const CHANGES = 25;

interface Change {
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  balance: { available: string; held: string };
}

/** The files that the page for browsers shows. */
function recipeFiles(): [name: string, code: string][] {
  const blocks = readFileSync('docs/browsers.md', 'utf8').matchAll(/^```js\n(\/\/ ([\w-]+\.js)\n.*?)^```$/gms);
  return [...blocks].map(([, code = '', name = '']) => [name, code]);
}

/** What the tests see of a recipe: `window.recipe`, and each change as it comes. */
const pageCode = (recipe: string) => `
  import { open } from './${recipe}.js';
  window.start = (url) => {
    const opened = open({ url, token: () => window.freshToken() });
    window.readBalance = () => opened.readBalance();
    window.stop = opened.watchBalance((change) => window.changed(change), (error) => window.failed(String(error?.message ?? error)));
  };`;

there('in Chromium, on another origin', () => {
  let api: TestApi;
  let policies: PolicyCopy;
  let line: Line;
  let browser: Browser;
  let pages: Server;
  let origin: string;
  const dir = mkdtempSync(join(tmpdir(), 'recipes-'));
  const scripts = new Map<string, string>();

  beforeAll(async () => {
    for (const [name, code] of recipeFiles()) writeFileSync(join(dir, name), code);
    for (const recipe of RECIPES) {
      const { outputFiles } = await build({
        stdin: { contents: pageCode(recipe), resolveDir: dir },
        ...{ bundle: true, format: 'esm', write: false, nodePaths: [resolve('node_modules')] },
        define: { 'globalThis.__DEV__': 'false', 'process.env.NODE_ENV': '"production"' },
      });
      scripts.set(`/${recipe}.js`, outputFiles[0]!.text);
    }
    pages = createServer(({ url = '' }, answer) => {
      const script = scripts.get(url);
      answer.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
      answer.end(script ?? `<!doctype html><title>Page</title><script type="module" src="${url}.js"></script>`);
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    policies = exactPolicies();
    api = await openTestApi({ policyDir: policies.dir, settings: { SPILLWAY_ALLOWED_ORIGINS: origin } });
    line = await openLine(api.url);
    browser = await chromium.launch({ executablePath: program!, args: ['--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await line.close();
    await api.close();
    pages.close();
    policies.remove();
    rmSync(dir, { recursive: true });
  });

  /** A page with a recipe, and what it has been told. */
  async function follow(recipe: string, subject: string) {
    const page: Page = await browser.newPage();
    const changes: Change[] = [];
    const failures: string[] = [];
    let look = () => {};
    page.on('pageerror', ({ message }) => failures.push(message));
    await page.exposeFunction('freshToken', () => tokenFor('acme', subject));
    await page.exposeFunction('failed', (message: string) => void failures.push(message));
    await page.exposeFunction('changed', (change: Change) => {
      changes.push(change);
      look();
    });
    await page.goto(`${origin}/${recipe}`);
    await page.evaluate((url) => (globalThis as unknown as { start(url: string): void }).start(url), line.url);
    const standsAt = async (seq: number) => {
      while (Number(changes.at(-1)?.seq ?? 0) < seq) await new Promise<void>((resolve) => (look = resolve));
    };
    return { page, changes, failures, standsAt };
  }

  test.each(RECIPES)(
    'docs/browsers.md, %s: of 500 changes none is missing and none comes twice, though 20 connections break',
    async (recipe) => {
      const subject = `browser-${recipe}`;
      const admin = api.as('acme', 'admin');
      await setPlan(admin, subject, 'payg');
      await grant(admin, { subject, credits: '1000' });
      const { page, changes, failures, standsAt } = await follow(recipe, subject);
      await standsAt(2);
      let seq = 2;
      for (let round = 0; round < ROUNDS; round += 1) {
        const cut = standsAt(seq + 5).then(() => line.cut());
        for (let i = 0; i < CHANGES; i += 1) await check(api.as('acme', subject), meter(subject, 1));
        await cut;
        seq += CHANGES;
        await standsAt(seq);
      }
      expect(changes.map(({ firstSeq, seq: each, snapshot }) => [firstSeq, each, snapshot])).toEqual(
        Array.from({ length: ROUNDS * CHANGES + 1 }, (_, i) => [String(i + 2), String(i + 2), i === 0]),
      );
      expect(line.cuts()).toBeGreaterThanOrEqual(ROUNDS);
      const read = await page.evaluate(() =>
        (globalThis as unknown as { readBalance(): Promise<unknown> }).readBalance(),
      );
      const { available, held } = (await account(api.as('acme', subject))).balance;
      for (const told of [read, changes.at(-1)])
        expect(told).toMatchObject({ seq: String(seq), balance: { available, held } });
      expect(failures).toEqual([]);
      await page.close();
    },
    120_000,
  );

  test('a page whose origin is not listed reads nothing: neither answers, nor sockets, nor streams', async () => {
    const page = await browser.newPage();
    // The same page under another name is another origin.
    await page.goto(`${origin.replace('127.0.0.1', 'localhost')}/none`);
    const token = await tokenFor('acme', 'alice');
    const told = await page.evaluate(
      async ([url, authorization]) => {
        const ask = (accept: string) =>
          fetch(url!, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: authorization!, accept },
            body: '{"query":"{ viewer { subject } }"}',
          }).then(
            () => 'read',
            (error: Error) => error.name,
          );
        const socket = new WebSocket(url!.replace('http', 'ws'), 'graphql-transport-ws');
        const opened = new Promise((done) => {
          socket.onopen = () => done('open');
          socket.onclose = ({ code }) => done(code);
        });
        return [await ask('application/json'), await ask('text/event-stream'), await opened];
      },
      [line.url, `Bearer ${token}`],
    );
    expect(told).toEqual(['TypeError', 'TypeError', 1006]);
    await page.close();
  });
});
