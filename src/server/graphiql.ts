/**
 * GraphiQL at `/graphiql`, for whoever develops with Spillway: its page and files come from this process, and the page's
 * security policy lets the browser reach no other host. The page asks for a token before it sends anything
 * (graphiql-page.js). Production has neither the page nor the packages behind it.
 */
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { getStaticFile } from 'ruru/static';
import type { Log } from '../log.js';
import { PROJECT } from '../project.js';
import type { DemoSubject } from './dev-token.js';

export interface GraphiqlSettings {
  /** The path of GraphQL over HTTP and WebSocket. */
  endpoint: string;
  /** What it opens with, one a tab. */
  operations: readonly string[];
  /** Whose tokens it offers. */
  subjects: readonly DemoSubject[];
  /** Whether browsers are sent to it from `/`. */
  atRoot: boolean;
  /** Whether the server refuses what is written on the page. */
  trustedOnly: boolean;
  log: Log;
}

const PAGE_PATH = '/graphiql';
const STATIC_PATH = `${PAGE_PATH}/`;
const PAGE_SCRIPT = new URL('src/server/graphiql-page.js', PROJECT);

/** The editor writes inline styles; no script is inline. */
const SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const TRUSTED_ONLY =
  'This server runs trusted documents only (SPILLWAY_TRUSTED_DOCUMENTS=required), so it refuses what is written here, and ' +
  'does not tell its schema. To try documents, start it with SPILLWAY_TRUSTED_DOCUMENTS=log.';

/**
 * Adds the page and its files. An installation without its packages goes without.
 * @returns whether it is there
 */
export async function addGraphiql(
  app: FastifyInstance,
  { log, atRoot, ...settings }: GraphiqlSettings,
): Promise<boolean> {
  const parts = await loadParts(log);
  if (!parts) return false;
  const page = pageOf(settings);
  const findFile = fileFinder(parts.getFile);
  if (atRoot) sendFromRoot(app);
  app.get(PAGE_PATH, async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      })
      .send(page),
  );
  app.get(`${STATIC_PATH}page.js`, async (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
      .send(parts.pageScript),
  );
  app.get(`${STATIC_PATH}*`, async (request, reply) => {
    const file = await findFile(request.url, String(request.headers['accept-encoding']));
    if (!file) return reply.callNotFound();
    reply.headers({
      ...file.headers,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match'] === file.headers.etag)
      return reply.code(304).removeHeader('content-length').send();
    return reply.send(file.content);
  });
  return true;
}

/** Browsers go on to the page; programs are told that nothing is there. */
function sendFromRoot(app: FastifyInstance): void {
  app.get('/', async (request, reply) =>
    /\btext\/html\b/i.test(request.headers.accept ?? '')
      ? reply.header('cache-control', 'no-store').redirect(PAGE_PATH)
      : reply.callNotFound(),
  );
}

type GetFile = typeof getStaticFile;

/** What the page is made of; null where it is not installed, as packages for development need not be. */
async function loadParts(log: Log): Promise<{ getFile: GetFile; pageScript: string } | null> {
  try {
    const [{ getStaticFile: getFile }, pageScript] = await Promise.all([
      import('ruru/static'),
      readFile(PAGE_SCRIPT, 'utf8'),
    ]);
    return { getFile, pageScript };
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    log.info('GraphiQL is not part of this installation');
    return null;
  }
}

/** Finds the editor's files, and unpacks each at most once: every reader would hold megabytes of its own. */
function fileFinder(getFile: GetFile) {
  const unpacked = new WeakMap<object, ReturnType<GetFile>>();
  return async (urlPath: string, acceptEncoding: string) => {
    const asked = { staticPath: STATIC_PATH, urlPath, disallowDevAssets: true };
    const packed = await getFile({ ...asked, acceptEncoding: 'br' });
    if (!packed || /\bbr\b/i.test(acceptEncoding)) return packed;
    const known = unpacked.get(packed) ?? getFile({ ...asked, acceptEncoding: undefined });
    unpacked.set(packed, known);
    return known;
  };
}

/** The page before its script runs. The settings lie in it as data, which a "<" alone could end. */
function pageOf({ trustedOnly, ...settings }: Omit<GraphiqlSettings, 'log' | 'atRoot'>): string {
  const data = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const hint =
    settings.subjects.length > 0
      ? 'Every call needs a token. Choose somebody above, such as alice of acme, or make one:'
      : 'Every call needs a token. Paste one above. To make one with the development secret:';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Spillway GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="modulepreload" href="${STATIC_PATH}ruru.js">
<link rel="stylesheet" href="${STATIC_PATH}ruru.css">
<style>
:root { color-scheme: light dark; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: Canvas; color: CanvasText; font: 14px/1.4 system-ui, sans-serif; }
body > header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 16px; }
body > header form { display: flex; gap: 8px; margin-left: auto; }
main { flex: 1; min-height: 0; }
main > p, body > p { padding: 0 16px; }
.graphiql-logo, .ruru-footer, button[aria-label$="Explain"], [title*="xplain"], [title*="SQL statements"] { display: none !important; }
</style>
<script type="application/json" id="settings">${data}</script>
<script type="module" src="${STATIC_PATH}page.js"></script>
</head>
<body>
<header>
<strong>Spillway GraphiQL</strong>
<span id="caller" role="status">Who are you?</span>
<form><input name="token" placeholder="or paste a token" aria-label="A token" autocomplete="off" spellcheck="false" required><button>Use it</button></form>
</header>
${trustedOnly ? `<p role="note">${TRUSTED_ONLY}</p>\n` : ''}<main><p>${hint} npm run -s token -- --tenant acme --subject alice --group engineering</p></main>
</body>
</html>
`;
}
