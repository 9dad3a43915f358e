/** How the console is served: its page and its files, what a browser may do with them, and all that is no page. */
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { limits } from '../../src/server/limits.js';
import { readConsole, type ConsoleBuild } from '../../src/server/read-console.js';
import { makeConsoleDist, sha256, type ConsoleDist } from '../support/console-dist.js';
import { SIGNING, startFrame, type Frame } from './frame.js';

const WHO = 'query Who { whoami }';
const schema = buildSchema('type Query { whoami: String }');
const rules = { schema, introspection: true, limits };
const subjects = [
  { tenant: 'acme', subject: '</script>', groups: ['engineering'] },
  { tenant: 'globex', subject: 'bob', groups: [] },
];
const names = { tenantClaim: 'tenant', subjectClaim: 'sub', groupsClaim: 'groups' };
const token = { audience: 'spillway', ...names, maxHours: 24 };
const client = { clientId: 'console', audience: 'spillway', scope: 'openid' };
const oidc = { issuer: 'https://login.example/realm', ...client, token };

let dist: ConsoleDist;
let build: ConsoleBuild;
let frame: Frame;
beforeAll(async () => {
  dist = makeConsoleDist({ documents: [WHO] });
  build = (await readConsole(dist.dir, rules))!;
  frame = await startFrame({ console: { build, oidc: null }, devTokens: { ...SIGNING, subjects }, graphiql: [WHO] });
});
afterAll(async () => {
  await frame.server.close();
  dist.remove();
});

const further: Frame[] = [];
afterEach(async () => {
  for (const { server } of further.splice(0)) await server.close();
});
const another = async (settings: Parameters<typeof startFrame>[0]) => {
  const opened = await startFrame({ console: { build, oidc: null }, ...settings });
  further.push(opened);
  return opened;
};

interface Told {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Asks for a path to the letter, as no URL parser would leave it. */
async function ask(path: string, headers: Record<string, string> = {}, { method = 'GET', on = frame } = {}) {
  return new Promise<Told>((resolve, reject) => {
    const { hostname, port } = new URL(on.server.url);
    request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const isPage = ({ status, headers }: Told) => status === 200 && headers['content-type'] === 'text/html; charset=utf-8';

function settingsIn({ body }: Told): Record<string, unknown> {
  const [, data = ''] = /<script type="application\/json" id="settings">(.*?)<\/script>/s.exec(body.toString()) ?? [];
  return JSON.parse(data) as Record<string, unknown>;
}

const policyOf = ({ headers }: Told): Record<string, string[]> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((each): [string, string[]] => [each.split(' ')[0] ?? '', each.split(' ').slice(1)]),
  );

describe('the page', () => {
  test('is at the root, and at every path that a browser goes to and that is nobody else’s', async () => {
    for (const path of ['/', '/?a=1', '/decisions', '/accounts/subject:alice/', '/a/b.c/d', '/graphs', '/devices'])
      expect([path, isPage(await ask(path, BROWSER))]).toEqual([path, true]);
  });

  test('lets the browser run its own files alone, and reach this server alone', async () => {
    const page = await ask('/', BROWSER);
    const { nonce } = settingsIn(page);
    expect(policyOf(page)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", `'nonce-${String(nonce)}'`],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
      'object-src': ["'none'"],
    });
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  test('has its settings as data that no subject’s name can end, and nothing else is changed in it', async () => {
    const page = await ask('/', BROWSER);
    const shown = subjects.map(({ tenant, subject }) => ({ tenant, subject }));
    const { nonce, ...settings } = settingsIn(page);
    expect(settings).toEqual({ endpoint: '/graphql', subjects: shown, production: false, graphiql: true, oidc: null });
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    const html = page.body.toString();
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).toContain('<link rel="stylesheet" href="/assets/page-0a1b.css">');
  });

  test('has a nonce of its own each time', async () => {
    const nonces = new Set<unknown>();
    for (let i = 0; i < 20; i += 1) nonces.add(settingsIn(await ask('/', BROWSER)).nonce);
    expect(nonces.size).toBe(20);
  });

  test('may reach the issuer where people sign in there, and no path of it stands in the policy', async () => {
    const on = await another({ console: { build, oidc }, production: true });
    const page = await ask('/', BROWSER, { on });
    expect(policyOf(page)['connect-src']).toEqual(["'self'", 'https://login.example']);
    expect(settingsIn(page)).toMatchObject({ oidc, production: true, graphiql: false, subjects: [] });
  });

  test('answers HEAD with the headers alone', async () => {
    const page = await ask('/decisions', BROWSER, { method: 'HEAD' });
    expect([isPage(page), page.body.length]).toEqual([true, 0]);
    expect(Number(page.headers['content-length'])).toBeGreaterThan(500);
  });
});

describe('what is no page', () => {
  const NOT_FOUND = { errors: [{ extensions: { code: 'NOT_FOUND' } }] };

  test('is told as JSON: to programs, of names with a dot, and below the paths of programs', async () => {
    const paths = ['/favicon.ico', '/index.html', '/documents.json', '/build.json', '/decisions/x.js', '/..', '/.env'];
    const programs = [
      '/graphql/x',
      '/graphiql/x',
      '/health/x',
      '/ready/',
      '/dev',
      '/dev/token',
      '/assets',
      '/assets/x',
    ];
    for (const path of [...paths, ...programs]) {
      const { status, body } = await ask(path, BROWSER);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.parse(body.toString())).toMatchObject(NOT_FOUND);
    }
    for (const accept of ['application/json', '*/*', '']) {
      for (const path of ['/', '/decisions'])
        expect([accept, path, (await ask(path, { accept })).status]).toEqual([accept, path, 404]);
    }
  });

  test('is every other method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      for (const path of ['/', '/decisions', '/assets/page-2c3d.js'])
        expect([method, (await ask(path, BROWSER, { method })).status]).toEqual([method, 404]);
  });

  test('stays where it was: GraphQL, health, readiness, GraphiQL and tokens', async () => {
    const without = await startFrame({ graphiql: [WHO], devTokens: { ...SIGNING, subjects } });
    further.push(without);
    const asked = ['/graphql', '/graphql?query=%7Bwhoami%7D', '/health', '/ready', '/graphiql', '/graphiql/page.js'];
    for (const path of asked) {
      for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
        const [now, before] = [await ask(path, BROWSER, { method }), await ask(path, BROWSER, { method, on: without })];
        expect([path, method, now.status]).toEqual([path, method, before.status]);
        expect(now.headers['content-type']).toBe(before.headers['content-type']);
      }
    }
    expect((await ask('/graphql', BROWSER)).status).toBe(401);
  });
});

describe('files', () => {
  const SCRIPT = '/assets/page-2c3d.js';
  const FOR_EVER = 'public, max-age=31536000, immutable';
  const STYLE = '/assets/page-0a1b.css';

  test('with a hash in their names are kept for ever; others are asked for again', async () => {
    const [script, style, icon] = [await ask(SCRIPT), await ask(STYLE), await ask('/icon.svg?v=1')];
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': FOR_EVER,
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    expect(style.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    for (const { status, headers } of [script, style, icon])
      expect([status, headers.etag]).toEqual([200, expect.stringMatching(/^"[\w-]{27}"$/)]);
  });

  test.each([
    ['br', 'br'],
    ['gzip, deflate, br;q=0.5', 'br'],
    ['gzip, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['deflate', undefined],
    ['br;q=0.000, gzip; q=0', undefined],
    ['brotli', undefined],
    ['', undefined],
  ])('go out packed as the build packed them: %s', async (encodings, coding) => {
    const file = await ask(STYLE, { 'accept-encoding': encodings });
    expect(file.headers['content-encoding']).toBe(coding);
    const kept = coding === undefined ? build.files.get(STYLE)!.content : build.files.get(STYLE)!.packed.get(coding)!;
    expect(file.body.equals(kept)).toBe(true);
    expect(file.headers['content-length']).toBe(String(kept.length));
  });

  test('are not sent to a browser that has them; each packing is another content', async () => {
    const tags = new Set<string>();
    for (const coding of ['br', 'gzip', 'identity']) {
      const headers = { 'accept-encoding': coding };
      const etag = String((await ask(SCRIPT, headers)).headers.etag);
      tags.add(etag);
      for (const known of [etag, `"x", W/${etag}`, '*']) {
        const again = await ask(SCRIPT, { ...headers, 'if-none-match': known });
        expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
        expect(again.headers).toMatchObject({ vary: 'accept-encoding', 'cache-control': FOR_EVER });
      }
      expect((await ask(SCRIPT, { ...headers, 'if-none-match': '"x"' })).status).toBe(200);
    }
    expect(tags.size).toBe(3);
  });

  test('answer HEAD with the headers alone', async () => {
    const { status, headers, body } = await ask(SCRIPT, { 'accept-encoding': 'br' }, { method: 'HEAD' });
    expect([status, headers['content-encoding'], body.length]).toEqual([200, 'br', 0]);
    expect(headers['content-length']).toBe(String(build.files.get(SCRIPT)!.packed.get('br')!.length));
  });

  test('are those that were there at the start, and no path leads to any other', async () => {
    dist.put('assets/late-4e5f.js', 'late');
    dist.put('late.svg', 'late');
    const outside = ['/assets/..%2findex.html', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/assets/../documents.json'];
    const odd = [
      '/assets/page-2c3d.js%00',
      '/assets//page-2c3d.js',
      '//assets/page-2c3d.js',
      '/assets/%2e%2e/icon.svg',
    ];
    const packed = ['/assets/page-2c3d.js.br', '/assets/page-2c3d.js.gz', '/__proto__', '/constructor'];
    for (const path of ['/assets/late-4e5f.js', '/late.svg', ...outside, ...odd, ...packed])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });

  test('tell caches of both: pages of other origins, and packings', async () => {
    const on = await another({ allowedOrigins: ['https://app.example'] });
    const { headers } = await ask(SCRIPT, { origin: 'https://app.example' }, { on });
    expect(String(headers.vary).toLowerCase()).toBe('origin, accept-encoding');
  });
});

describe('a build', () => {
  const broken: ConsoleDist[] = [];
  afterEach(() => broken.splice(0).forEach((each) => each.remove()));
  const make = () => {
    const made = makeConsoleDist({ documents: [WHO] });
    broken.push(made);
    return made;
  };

  test('that is not there is none', async () => {
    expect(await readConsole(join(dist.dir, 'none'), rules)).toBeNull();
    expect(await readConsole(join(dist.dir, 'icon.svg'), rules)).toBeNull();
  });

  test('knows its documents by their hash', () => {
    expect(build.documents).toEqual(new Map([[sha256(WHO), WHO]]));
  });

  test('whose page has no place for the settings, or two, is refused by its name', async () => {
    const place = '<script type="application/json" id="settings">null</script>';
    for (const html of ['<!doctype html>', place + place, place.replace('null', ' null ')]) {
      const { dir, put } = make();
      put('index.html', html);
      await expect(readConsole(dir, rules)).rejects.toThrow(
        `The console: ${join(dir, 'index.html')} must have ${place}`,
      );
    }
  });

  test('without documents, or with one that the schema does not take, is refused by its name', async () => {
    const { dir, put, putDocuments } = make();
    putDocuments(['{ nothing }']);
    const file = `The console: ${join(dir, 'documents.json')}`;
    await expect(readConsole(dir, rules)).rejects.toThrow(`${file}: ${sha256('{ nothing }')}: the schema refuses`);
    put('documents.json', JSON.stringify({ [sha256('x')]: WHO }));
    await expect(readConsole(dir, rules)).rejects.toThrow('not the hash of its document');
    const { dir: bare } = make();
    rmSync(join(bare, 'documents.json'));
    await expect(readConsole(bare, rules)).rejects.toThrow('documents.json: it cannot be read (ENOENT)');
  });
});
