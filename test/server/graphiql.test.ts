/** GraphiQL's page: under Spillway's name, from this server alone, and not there at all where nobody asks for it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Frame, SIGNING, startFrame } from './frame.js';

const OPERATIONS = ['query Who { whoami } # </script><script>alert(1)</script>', 'subscription Watch { ticks }'];
const subjects = [{ tenant: 'acme', subject: 'alice', groups: ['engineering'] }];

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame({ graphiql: OPERATIONS, devTokens: { ...SIGNING, subjects } });
});
afterAll(() => frame.server.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${frame.server.url}${path}`, { redirect: 'manual', headers });

describe('the page', () => {
  test('bears the name of Spillway and names no other host, and each file that it names is there', async () => {
    const page = await get('/graphiql');
    const html = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain('<title>Spillway GraphiQL</title>');
    expect(html).not.toMatch(/ruru(?!\.js|\.css|-footer)|sponsor/i);
    const script = await (await get('/graphiql/page.js')).text();
    for (const text of [html, script]) expect(text).not.toMatch(/(?:https?:)?\/\/[a-z\d]/i);
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = '']) => path);
    const loaded = [...script.matchAll(/'(\w+\.js)'/g)].map(([, file]) => `/graphiql/${file}`);
    expect(named).toEqual(['/graphiql/ruru.js', '/graphiql/ruru.css', '/graphiql/page.js']);
    expect(loaded).toEqual(expect.arrayContaining(['/graphiql/ruru.js', '/graphiql/editorWorker.js']));
    for (const path of [...named, ...loaded]) expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  test('lets the browser reach this server alone, and run no script but its files', async () => {
    const { headers } = await get('/graphiql');
    const policy = headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect([headers.get('referrer-policy'), headers.get('x-content-type-options')]).toEqual(['no-referrer', 'nosniff']);
  });

  test('carries its settings as data that no operation can end early', async () => {
    const html = await (await get('/graphiql')).text();
    const [, data = ''] = /<script type="application\/json" id="settings">(.*?)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(data)).toEqual({ endpoint: '/graphql', operations: OPERATIONS, subjects });
    expect(html.match(/<script/g)).toHaveLength(2);
  });

  test('is where browsers are sent from the root; programs are told that nothing is there', async () => {
    const sent = await get('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/graphiql']);
    expect(sent.headers.get('cache-control')).toBe('no-store');
    expect((await get('/', { accept: 'application/json' })).status).toBe(404);
    expect((await get('/')).status).toBe(404);
  });

  test('has files that arrive as they are, packed or not, and none from outside its folder', async () => {
    const script = await get('/graphiql/ruru.js');
    const text = await script.text();
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect((await get('/graphiql/../package.json')).status).toBe(404);
    for (const encoding of ['br', 'identity', 'identity']) {
      const again = await get('/graphiql/ruru.js?v=1', { 'accept-encoding': encoding });
      expect(again.headers.get('content-encoding')).toBe(encoding === 'br' ? 'br' : null);
      expect(await again.text()).toBe(text);
    }
  });
});

describe('production', () => {
  test('has none of it', async () => {
    const closed = await startFrame({ production: true });
    for (const path of ['/', '/graphiql', '/graphiql/page.js', '/graphiql/ruru.js']) {
      const answer = await fetch(`${closed.server.url}${path}`, { headers: { accept: 'text/html' } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    await closed.server.close();
  });

  test('installs none of the packages behind it', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
    };
    const editor = Object.entries(lock.packages).filter(([path]) =>
      /node_modules\/(?:@graphiql\/|graphiql$|monaco-|ruru|react(?:-|$)|@radix-ui\/|framer-motion)/.test(path),
    );
    expect(editor.length).toBeGreaterThan(10);
    const installed = editor.filter(([, { dev, devOptional }]) => !dev && !devOptional);
    expect(installed.map(([path]) => path)).toEqual([]);
  });
});
