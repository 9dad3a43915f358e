/**
 * A GraphiQL at `/` that fetches nothing from elsewhere: its page and files come from this process, and the page's
 * security policy lets the browser reach no other host. Tokens stay in the browser's header editor.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ruruHTML, type RuruConfig } from 'ruru/server';
import { getStaticFile } from 'ruru/static';

type ClientConfig = NonNullable<RuruConfig['clientConfig']>;

const STATIC_PATH = '/graphiql/';

const FIRST_QUERY = `# Paste a token under "Headers" below, then fetch the schema (round arrow, bottom left).
# For a token:
#   npm run -s token -- --tenant acme --subject alice

mutation Check {
  checkAccess(
    input: {
      subject: "alice"
      product: "codex"
      feature: "gpt-5.4-mini"
      usage: [
        { dimension: "input_tokens", quantity: "20000" }
        { dimension: "output_tokens", quantity: "2000" }
      ]
      idempotencyKey: "first-check"
    }
  ) {
    outcome
    reason
    proceed
    message
    requested
    draws { layer source amount windows }
    unblocksAt
    remedy
  }
}

query Balance {
  account {
    seq
    balance { available held }
    windows { window remaining capacity resetsAt }
  }
}

subscription Watch {
  balanceChanged { seq cause delta heldDelta balance { available held } }
}
`;

/** Adds the page and its files. `endpoint` is the path of GraphQL over HTTP and WebSocket. */
export function addGraphiql(app: FastifyInstance, endpoint: string): void {
  const page = ruruHTML({
    staticPath: STATIC_PATH,
    endpoint,
    subscriptionEndpoint: endpoint,
    // The type asks for every property; the page takes its defaults for the rest.
    clientConfig: {
      defaultQuery: FIRST_QUERY,
      defaultHeaders: '{\n  "authorization": "Bearer "\n}',
      isHeadersEditorEnabled: true,
      debugTools: [],
    } as Partial<ClientConfig> as ClientConfig,
    htmlParts: { titleTag: '<title>Spillway</title><link rel="icon" href="data:," />' },
  });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(page),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  };
  const findFile = fileFinder();
  app.get('/', async (_request, reply) => reply.headers(headers).send(page));
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
}

/** Finds the page's files, and unpacks each at most once: every reader would hold megabytes of its own. */
function fileFinder() {
  const unpacked = new WeakMap<object, ReturnType<typeof getStaticFile>>();
  return async (urlPath: string, acceptEncoding: string) => {
    const asked = { staticPath: STATIC_PATH, urlPath, disallowDevAssets: true };
    const packed = await getStaticFile({ ...asked, acceptEncoding: 'br' });
    if (!packed || /\bbr\b/i.test(acceptEncoding)) return packed;
    const known = unpacked.get(packed) ?? getStaticFile({ ...asked, acceptEncoding: undefined });
    unpacked.set(packed, known);
    return known;
  };
}

/** Scripts are this process's own files and, by hash, the ones inside the page. The editor writes inline styles. */
function contentSecurityPolicy(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '');
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
