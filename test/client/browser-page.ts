/** A page in a real Chromium: modules from files of this machine, and a report that the page sends when it is done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export interface PageServer {
  origin: string;
  /**
   * Opens a page that runs this module, and resolves with what it gives to `done(result)`.
   * @throws Error with what went wrong in the page
   */
  run(module: string): Promise<unknown>;
  close(): void;
}

/** React is published as CommonJS only; a page takes modules. */
function asModule(name: string): string {
  const [folder = '', part = folder] = name.split('/');
  const file = join('node_modules', folder, 'cjs', `${name === folder ? folder : `${folder}-${part}`}.production.js`);
  const code = readFileSync(file, 'utf8');
  const needs = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, need = '']) => need);
  const names = new Set([...code.matchAll(/^\s*exports\.([A-Za-z]\w*) =/gm)].map(([, each]) => each));
  return `${needs.map((need, i) => `import need${i} from '${need}';`).join('\n')}
const module = { exports: {} };
const needed = { ${needs.map((need, i) => `'${need}': need${i}`).join(', ')} };
(function (module, exports, require, process) {
${code}
})(module, module.exports, (name) => needed[name], { env: { NODE_ENV: 'production' } });
export default module.exports;
export const { ${[...names].join(', ')} } = module.exports;`;
}

const DONE_WITHIN_MS = 45_000;

const COMMONJS = ['react', 'react-dom', 'react-dom/client', 'scheduler'];

/** @param files by path prefix, such as `/client/`, the folder that they lie in */
export async function openPageServer(
  files: Record<string, string>,
  imports: Record<string, string>,
): Promise<PageServer> {
  let script = '';
  let told = (_result: unknown): void => undefined;
  const modules = Object.fromEntries(COMMONJS.map((name) => [name, `/cjs/${name}`]));
  const html = `<!doctype html><meta charset="utf-8"><title>test</title><div id="root"></div>
    <script>addEventListener('error', (e) => done({ failed: e.message }));
    addEventListener('unhandledrejection', (e) => done({ failed: String(e.reason?.stack ?? e.reason) }));
    const done = (result) => fetch('/done', { method: 'POST', body: JSON.stringify(result) });</script>
    <script type="importmap">${JSON.stringify({ imports: { ...modules, ...imports } })}</script>
    <script type="module" src="/page.js"></script>`;
  const pathOf = (url: string) => {
    const [prefix, folder] = Object.entries(files).find(([prefix]) => url.startsWith(prefix)) ?? [];
    return prefix === undefined || folder === undefined ? null : join(folder, url.slice(prefix.length));
  };
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const send = (type: string, body: string) => response.setHeader('content-type', type).end(body);
    if (url === '/') return void send('text/html', html);
    if (url === '/page.js') return void send('text/javascript', script);
    if (url.startsWith('/cjs/')) return void send('text/javascript', asModule(url.slice(5)));
    if (url === '/done') {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        told(JSON.parse(body));
        response.end();
      });
      return undefined;
    }
    const path = pathOf(url);
    if (path === null || extname(path) !== '.js' || !existsSync(path)) return void response.writeHead(404).end();
    return void send('text/javascript', readFileSync(path, 'utf8'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async run(module) {
      script = module;
      const result = new Promise<unknown>((resolve) => (told = resolve));
      const profile = mkdtempSync(join(tmpdir(), 'spillway-chromium-'));
      const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
      const browser = spawn(CHROMIUM, [...flags, `--user-data-dir=${profile}`, origin], { stdio: 'ignore' });
      const gone = once(browser, 'exit').then(() => ({ failed: 'Chromium has ended' }));
      const late = setTimeout(() => told({ failed: 'nothing was done in time' }), DONE_WITHIN_MS);
      try {
        const seen = (await Promise.race([result, gone])) as { failed?: string };
        if (seen.failed !== undefined) throw new Error(`in the page: ${seen.failed}`);
        return seen;
      } finally {
        clearTimeout(late);
        browser.kill('SIGKILL');
        await gone;
        rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
      }
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
