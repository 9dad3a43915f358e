/**
 * An identity provider over TLS on this machine: the `oidc-provider` package, with a public client for the console, JWT
 * access tokens, and refresh tokens that are worth something once (one that comes back ends the whole sign-in).
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { freePort } from '../../support/free-port.js';
import { findTestProgram } from '../../support/programs.js';

/** What makes its certificate. */
export const openssl = findTestProgram('openssl');

export const CLIENT = 'console';
/** What the console asks for, and what its tokens say instead. */
export const ASKED_AUDIENCE = 'urn:spillway:api';
export const AUDIENCE = 'spillway';
/** What this provider calls the tenant. */
export const TENANT_CLAIM = 'org';

export interface IdentityProvider {
  issuer: string;
  /** Settings of a server that takes its tokens and signs people in there. */
  settings: Record<string, string>;
  /** What the next tokens are like. */
  tokens: { seconds: number; tenant: string | null; audience: string; format: 'jwt' | 'opaque' };
  /** All refresh tokens that were used. */
  renewals: string[];
  /** Takes a refresh token back, as its administrator does. */
  revoke(refreshToken: string): Promise<void>;
  close(): Promise<void>;
}

export async function openIdentityProvider(): Promise<IdentityProvider> {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-identity-'));
  const [keyFile, certificateFile] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
  execFileSync(openssl as string, ['req', '-x509', '-days', '1', ...pair, '-out', certificateFile, ...subject], {
    stdio: 'pipe',
  });
  const port = await freePort();
  const issuer = `https://127.0.0.1:${port}`;
  const tokens: IdentityProvider['tokens'] = { seconds: 600, tenant: 'acme', audience: AUDIENCE, format: 'jwt' };
  const renewals: string[] = [];
  const provider = new Provider(issuer, configuration(tokens));
  const note = ({ oidc: { params } }: KoaContextWithOIDC) => {
    if (params?.['grant_type'] === 'refresh_token') renewals.push(textOf(params['refresh_token'], ''));
  };
  provider.on('grant.success', note).on('grant.error', note);
  const oidc = provider.callback();
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
  const server = createServer(tls, (request, response) => {
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    if (!request.url?.startsWith('/interaction/')) return void oidc(request, response);
    interact(provider, request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const issuersFile = join(dir, 'issuers.json');
  const named = { issuer, audience: AUDIENCE, jwks_url: `${issuer}/jwks`, tenants: ['acme'] };
  writeFileSync(issuersFile, JSON.stringify([{ ...named, claims: { tenant: TENANT_CLAIM } }]));
  return {
    ...{ issuer, tokens, renewals },
    settings: {
      NODE_ENV: 'production',
      SPILLWAY_PAYMENTS: 'sandbox',
      SPILLWAY_ALLOW_SANDBOX: '1',
      SPILLWAY_DRAIN_SECONDS: '0',
      NODE_EXTRA_CA_CERTS: certificateFile,
      SPILLWAY_ISSUERS_FILE: issuersFile,
      SPILLWAY_JWT_SECRET: randomBytes(32).toString('hex'),
      SPILLWAY_OIDC_ISSUER: issuer,
      SPILLWAY_OIDC_CLIENT_ID: CLIENT,
      SPILLWAY_OIDC_AUDIENCE: ASKED_AUDIENCE,
    },
    async revoke(refreshToken) {
      const found = await provider.RefreshToken.find(refreshToken);
      await found?.destroy();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const HOUR_S = 3600;

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function configuration(tokens: IdentityProvider['tokens']): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    clients: [
      {
        client_id: CLIENT,
        // A provider in production has the address to the letter; here the port is not known before.
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/'],
        post_logout_redirect_uris: ['http://127.0.0.1/'],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] as never },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    clientBasedCORS: () => true,
    extraParams: ['audience'],
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const id = session?.grantIdFor(CLIENT);
      if (id !== undefined) return provider.Grant.find(id);
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(ASKED_AUDIENCE, '');
      await grant.save();
      return grant;
    },
    extraTokenClaims: () => (tokens.tenant === null ? {} : { [TENANT_CLAIM]: tokens.tenant }),
    ttl: {
      AccessToken: () => tokens.seconds,
      Grant: HOUR_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      RefreshToken: HOUR_S,
      Session: HOUR_S,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) =>
          void (ctx.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Sign me out</button>`),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => textOf(ctx.oidc.params?.['audience'], ''),
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: '', audience: tokens.audience, accessTokenTTL: tokens.seconds },
          ...{ accessTokenFormat: tokens.format, jwt: { sign: { alg: 'ES256' as const } } },
        }),
      },
    },
  };
}

/** A page with one field: whoever one says one is. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response);
  if (prompt.name === 'consent') return provider.interactionFinished(request, response, { consent: {} });
  if (request.method === 'POST') {
    let body = '';
    for await (const part of request) body += String(part);
    const accountId = new URLSearchParams(body).get('name') ?? '';
    return provider.interactionFinished(request, response, { login: { accountId } });
  }
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end('<form method="post"><label>Your name <input name="name"></label><button>Go on</button></form>');
}
