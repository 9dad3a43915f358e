/**
 * The console at `/`: its page under every path that is nobody else's, and its files. All of it is in memory from the
 * start; no path of a request ever reaches the disk. It has no rights of its own: what it shows it asks for with a token.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DemoSubject } from './dev-token.js';
import type { ConsoleBuild, ConsoleFile } from './read-console.js';

/** How the page signs people in: the code flow with PKCE, as a public client. */
export interface OidcSettings {
  /** To the letter what the claim `iss` of its tokens says; discovery is below it. */
  issuer: string;
  clientId: string;
  /** What tokens are asked for; it is no secret. */
  audience: string;
  scope: string;
  token: NeededClaims;
}

/** What a token of that issuer must say to be taken: the page tells whoever brings another one. */
export interface NeededClaims {
  audience: string;
  tenantClaim: string;
  subjectClaim: string;
  groupsClaim: string;
  /** The longest life of a token; null: any. */
  maxHours: number | null;
}

export interface ConsoleSettings {
  build: ConsoleBuild;
  /** Null: the page takes tokens that are pasted, and those of demo subjects. */
  oidc: OidcSettings | null;
}

/** What the page is told of the server beside that. */
interface Surroundings {
  /** The path of GraphQL over HTTP and WebSocket. */
  endpoint: string;
  /** Whose tokens it may have without a sign-in. */
  subjects: readonly DemoSubject[];
  production: boolean;
  /** Whether there is GraphiQL to link to. */
  graphiql: boolean;
}

/** Paths of programs, and all below them: what is not there is told as it is everywhere, whoever asks. */
const PROGRAMS = /^\/(?:graphql|graphiql|health|ready|dev|assets)(?:\/|$)/;
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Adds the page and its files. */
export function addConsole(app: FastifyInstance, settings: ConsoleSettings & Surroundings): void {
  const { page, files } = settings.build;
  const render = pageOf(settings);
  const policyOf = securityPolicy(settings.oidc);
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    // Files are packed already, and the page is short.
    compress: false,
    async handler(request, reply) {
      const [path = ''] = request.url.split('?');
      const file = files.get(path);
      if (file) return sendFile(file, request, reply);
      if (!isPage(path, request)) return reply.callNotFound();
      const nonce = randomBytes(16).toString('base64');
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': policyOf(nonce),
          'cross-origin-opener-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          // A page that is shown again would have an old nonce.
          'cache-control': 'no-store',
        })
        .send(page.join(render(nonce)));
    },
  });
}

/** Whether a browser goes to a page there; a name with a dot is a file's. */
function isPage(path: string, { headers }: FastifyRequest): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /\btext\/html\b/i.test(headers.accept ?? '') && !last.includes('.') && !PROGRAMS.test(path);
}

/** The settings as data in the page, which a "<" alone could end. */
function pageOf({ build: _, subjects, ...settings }: ConsoleSettings & Surroundings): (nonce: string) => string {
  const shown = subjects.map(({ tenant, subject }) => ({ tenant, subject }));
  return (nonce) => JSON.stringify({ ...settings, subjects: shown, nonce }).replaceAll('<', '\\u003c');
}

/** Only the page's own files run, and it reaches this server and the issuer alone. */
function securityPolicy(oidc: OidcSettings | null): (nonce: string) => string {
  const reached = oidc ? `'self' ${new URL(oidc.issuer).origin}` : "'self'";
  return (nonce) =>
    [
      "default-src 'none'",
      "script-src 'self'",
      // Libraries put style elements into the page.
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src ${reached}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ].join('; ');
}

function sendFile(file: ConsoleFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const taken = codingsIn(headers['accept-encoding']);
  const [coding, content] = [...file.packed].find(([name]) => taken.has(name)) ?? ['', file.content];
  const etag = `"${file.hash}${coding && `-${coding}`}"`;
  reply.headers({
    etag,
    'content-type': file.contentType,
    'cache-control': file.immutable ? FOR_EVER : 'no-cache',
    ...(coding && { 'content-encoding': coding }),
  });
  // Beside "Origin", where pages of other origins may call.
  reply.header('vary', [reply.getHeader('vary') ?? [], 'accept-encoding'].flat().join(', '));
  return names(headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(content);
}

/** The codings that a browser names and takes: a weight of 0 refuses one. */
function codingsIn(header: string | string[] = ''): Set<string> {
  const named = String(header).toLowerCase().split(',');
  const taken = named.filter((each) => !/;\s*q=0(?:\.0*)?\s*$/.test(each));
  return new Set(taken.map((each) => each.split(';')[0]?.trim() ?? ''));
}

/** Whether a browser has this very content; tags may be weak, as a proxy makes them. */
function names(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
