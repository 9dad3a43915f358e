/**
 * The settings of the console's sign-in: an OpenID provider whose tokens this server takes, so that nobody signs in only to
 * be refused.
 */
import { z } from 'zod';
import type { OidcSettings } from '../server/console.js';
import type { Issuer } from '../server/issuer.js';
import { isClean } from '../text.js';
import { isLoopback } from './loopback.js';

const text = z
  .string()
  .refine((value) => value.length <= 200 && isClean(value), { error: 'must have 1 to 200 characters' });

/** As a document's origin and as a part of a Content-Security-Policy, which ends at a semicolon. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

function isIssuer(value: string): boolean {
  if (!URL.canParse(value) || value.length > 1000 || /[?#\s]/.test(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && HOST.test(hostname) && username + password === '';
}

/** RFC 6749, 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Each setting for itself. */
export const OIDC = {
  SPILLWAY_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, {
      error: 'must be an https:// URL without query (http:// on this machine alone, outside production)',
    })
    .optional(),
  SPILLWAY_OIDC_CLIENT_ID: text.optional(),
  SPILLWAY_OIDC_AUDIENCE: text.optional(),
  SPILLWAY_OIDC_SCOPE: z
    .string()
    .refine((value) => value.length <= 1000 && SCOPE.test(value) && value.split(' ').includes('openid'), {
      error: 'must be scopes with one blank between them, and openid one of them',
    })
    .optional(),
};

type Given = { readonly [name in keyof typeof OIDC]?: string | undefined };

/** Further: what else of the settings they must fit. */
export interface OidcSurroundings {
  production: boolean;
  /** Those whose tokens are taken. */
  issuers: readonly Pick<Issuer, 'issuer' | 'audience' | 'key' | 'claims'>[];
  /** The longest life of a token; null: any. */
  maxHours: number | null;
}

/** What is wrong with them together: the setting's name, and the end of the sentence; null where nothing is. */
export function oidcProblem(
  given: Given,
  { production, issuers }: Omit<OidcSurroundings, 'maxHours'>,
): [string, string] | null {
  const { SPILLWAY_OIDC_ISSUER: issuer, SPILLWAY_OIDC_CLIENT_ID: clientId } = given;
  if (issuer === undefined) {
    const [alone] = Object.keys(OIDC).filter((name) => given[name as keyof Given] !== undefined);
    return alone === undefined ? null : [alone, 'must not be set without SPILLWAY_OIDC_ISSUER'];
  }
  const wrong = (problem: string): [string, string] => ['SPILLWAY_OIDC_ISSUER', problem];
  if (production && !issuer.startsWith('https:')) return wrong('must be an https:// URL in production');
  if (!issuers.some((each) => each.issuer === issuer && 'jwksUrl' in each.key)) {
    return wrong(
      'must be, to the letter, an issuer whose tokens are taken by its published keys: ' +
        'SPILLWAY_JWT_ISSUER with SPILLWAY_JWKS_URL, or one of SPILLWAY_ISSUERS_FILE',
    );
  }
  return clientId === undefined ? ['SPILLWAY_OIDC_CLIENT_ID', 'must be set with SPILLWAY_OIDC_ISSUER'] : null;
}

/**
 * The console's sign-in; null where there is none. Without a scope it asks for `openid` alone: `offline_access` gives
 * tokens that outlive a sign-out at some providers, and others refuse whoever asks for it unprepared.
 */
export function oidcOf(given: Given, { issuers, maxHours }: Omit<OidcSurroundings, 'production'>): OidcSettings | null {
  const { SPILLWAY_OIDC_ISSUER: issuer, SPILLWAY_OIDC_CLIENT_ID: clientId } = given;
  const taken = issuers.find((each) => each.issuer === issuer);
  if (issuer === undefined || clientId === undefined || !taken) return null;
  const { SPILLWAY_OIDC_AUDIENCE: audience = taken.audience, SPILLWAY_OIDC_SCOPE: scope = 'openid' } = given;
  const { tenant, subject, groups } = taken.claims;
  const names = { tenantClaim: tenant, subjectClaim: subject, groupsClaim: groups };
  return { issuer, clientId, audience, scope, token: { audience: taken.audience, ...names, maxHours } };
}
