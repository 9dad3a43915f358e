/**
 * Who signs tokens, and whether one of theirs is good: algorithms, issuer, audience, expiry and the longest life are
 * pinned. What the claims of a good token make of its bearer is `token.ts`'s.
 */
import { jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { SpillwayError } from '../errors.js';
import type { Log } from '../log.js';
import { type Beat, PublishedKeys, SigningKey, type Vouched } from './published-keys.js';

/** A shared secret (HS256), or where the issuer publishes its keys (RS256, ES256, EdDSA). */
export type TokenKey = { secret: string } | { jwksUrl: string };

/** What an issuer calls the claims that Spillway reads: names at the top of the payload, taken as they are. */
export interface ClaimNames {
  readonly tenant: string;
  readonly subject: string;
  readonly groups: string;
  readonly scope: string;
}

/** The scope's is not `scope`, which issuers fill with words of their own. */
export const CLAIM_NAMES: ClaimNames = { tenant: 'tenant', subject: 'sub', groups: 'groups', scope: 'spillway_scope' };

/** Somebody who signs tokens. */
export interface Issuer {
  /** What the claim `iss` says. */
  readonly issuer: string;
  readonly audience: string;
  readonly key: TokenKey;
  /** The tenants that its tokens may name; null: all that there are. */
  readonly tenants: readonly string[] | null;
  readonly claims: ClaimNames;
}

const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;
/** How far the issuer's clock may be ahead: of when a token begins, never of when it ends. */
const AHEAD_SECONDS = 5;

/** What checking tokens takes beside the issuer. */
export interface CheckOptions {
  /** The longest life of a token, from `iat` to `exp`; null: any. */
  maxSeconds: number | null;
  log?: Log | undefined;
  /** When published keys are fetched. */
  beat?: Beat | undefined;
}

/**
 * Answers the payload of an issuer's token with a good type, signature, issuer, audience and expiry, and the key that
 * signed it.
 * @returns a function that throws SpillwayError UNAUTHENTICATED, or OVERLOADED while its key cannot be known
 */
export function signatureCheck(
  { issuer, audience, key, claims }: Issuer,
  { maxSeconds, log, beat }: CheckOptions,
): (token: string) => Promise<Vouched> {
  const options: JWTVerifyOptions = {
    algorithms: 'secret' in key ? ['HS256'] : ['RS256', 'ES256', 'EdDSA'],
    issuer,
    audience,
    clockTolerance: AHEAD_SECONDS,
    requiredClaims: ['exp', claims.subject, claims.tenant, ...(maxSeconds === null ? [] : ['iat'])],
  };
  const verify = 'secret' in key ? bySecret(key.secret) : byPublished(key.jwksUrl, issuer, log, beat);
  return async (token) => {
    try {
      const vouched = await verify(token, options);
      const { typ } = vouched.header;
      const isAccessToken = typ === undefined || TYPES.test(typ);
      if (isAccessToken && livesNow(vouched.payload, maxSeconds)) return vouched;
    } catch (error) {
      throw error instanceof SpillwayError ? error : unauthenticated(error);
    }
    throw unauthenticated('wrong type, expired, or too long a life');
  };
}

type Verify = (token: string, options: JWTVerifyOptions) => Promise<Vouched>;

/** A shared secret is never withdrawn while a process runs. */
function bySecret(text: string): Verify {
  const secret = Buffer.from(text);
  const key = new SigningKey();
  return async (token, options) => {
    const { payload, protectedHeader: header } = await jwtVerify(token, secret, options);
    return { payload, header, key };
  };
}

function byPublished(url: string, issuer: string, log: Log | undefined, beat: Beat | undefined): Verify {
  const { origin, pathname } = new URL(url);
  const keys = new PublishedKeys(new URL(url), { issuer, keys: `${origin}${pathname}` }, log, beat);
  return (token, options) => keys.verify(token, options);
}

/** An `iat` in the future gives no longer life than one of now. */
function livesNow({ iat, exp }: JWTPayload, maxSeconds: number | null): boolean {
  const now = Date.now() / 1000;
  if (!(Number(exp) > now)) return false;
  return maxSeconds === null || Number(exp) - Math.min(Number(iat), now + AHEAD_SECONDS) <= maxSeconds;
}

/** One text for every reason: the cause stays on this side. */
export function unauthenticated(cause: unknown): SpillwayError {
  const refusal = new SpillwayError(
    'UNAUTHENTICATED',
    'A valid token is needed: send "Authorization: Bearer <token>" (over a socket, "authorization" in connectionInit).',
  );
  refusal.cause = cause;
  return refusal;
}
