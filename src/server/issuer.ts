/**
 * Who signs tokens, and whether one of theirs is good: algorithms, issuer, audience, expiry and the longest life are
 * pinned. What the claims of a good token make of its bearer is `token.ts`'s.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { SpillwayError } from '../errors.js';

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
const UNREACHABLE = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

/**
 * Answers the payload of an issuer's token with a good type, signature, issuer, audience and expiry.
 * @param maxSeconds the longest life of a token, from `iat` to `exp`; null: any
 * @returns a function that throws SpillwayError UNAUTHENTICATED, or OVERLOADED while the keys cannot be fetched
 */
export function signatureCheck(
  { issuer, audience, key, claims }: Issuer,
  maxSeconds: number | null,
): (token: string) => Promise<JWTPayload> {
  const secret = 'secret' in key ? Buffer.from(key.secret) : undefined;
  const keys = 'jwksUrl' in key ? createRemoteJWKSet(new URL(key.jwksUrl)) : undefined;
  const options: JWTVerifyOptions = {
    algorithms: secret ? ['HS256'] : ['RS256', 'ES256', 'EdDSA'],
    issuer,
    audience,
    requiredClaims: ['exp', claims.subject, claims.tenant, ...(maxSeconds === null ? [] : ['iat'])],
  };
  return async (token) => {
    try {
      const { payload, protectedHeader } = await (keys
        ? jwtVerify(token, keys, options)
        : jwtVerify(token, secret as Buffer, options));
      const isAccessToken = protectedHeader.typ === undefined || TYPES.test(protectedHeader.typ);
      if (isAccessToken && livesNoLonger(payload, maxSeconds)) return payload;
    } catch (error) {
      if (keys && !(error instanceof errors.JOSEError && !UNREACHABLE.includes(error.code))) throw unreachable(error);
      throw unauthenticated(error);
    }
    throw unauthenticated('wrong type, or too long a life');
  };
}

/** An `iat` in the future gives no longer life than one of now. */
function livesNoLonger({ iat, exp }: JWTPayload, maxSeconds: number | null): boolean {
  return maxSeconds === null || Number(exp) - Math.min(Number(iat), Date.now() / 1000) <= maxSeconds;
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

function unreachable(cause: unknown): SpillwayError {
  const refusal = new SpillwayError('OVERLOADED', "The token issuer's keys cannot be fetched now: repeat shortly.");
  refusal.cause = cause;
  return refusal;
}
