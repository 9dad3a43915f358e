/**
 * Who is calling: a signed token in, a caller out, or the one refusal that every bad token gets. Algorithms, issuer,
 * audience and expiry are pinned. It says who somebody is, never what they may do.
 */
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { SpillwayError } from '../errors.js';
import { BoundedMap } from '../bounded-map.js';
import { isClean, isOperator, isSubject } from '../text.js';

/** Somebody with a valid token. `expiresAt` is the first instant (milliseconds) at which the token is worth nothing. */
export interface Caller {
  readonly tenant: string;
  /** A subject of the tenant; of the operator `operator:<name>`. */
  readonly subject: string;
  /** Whether the operator's key signed the token. */
  readonly operator: boolean;
  readonly groups: readonly string[];
  readonly expiresAt: number;
}

export interface TokenVerifier {
  /**
   * @param authorization `Bearer <token>`, as it stands in the header or in the socket's `connectionInit` payload
   * @throws SpillwayError UNAUTHENTICATED for whatever is wrong with it, OVERLOADED while the keys cannot be fetched
   */
  verify(authorization: string | undefined): Promise<Caller>;
  /** The same without waiting, for a token that was verified before and still holds; else undefined. */
  verified(authorization: string | undefined): Caller | undefined;
}

/** A shared secret (HS256), or where the issuer publishes its keys (RS256, ES256, EdDSA). */
export type TokenKey = { secret: string } | { jwksUrl: string };

export interface TokenSettings {
  tokenKey: TokenKey;
  /** The operator's; without it no token is the operator's. */
  operatorKey?: TokenKey | null;
  issuer: string;
  audience: string;
  knowsTenant: (tenant: string) => boolean;
}

/** The most groups that a token may have, and that a caller may name for a subject it acts for. */
export const MAX_GROUPS = 100;

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;
const MAX_HEADER = 8_192;
const CACHED_TOKENS = 10_000;
const LAST_INSTANT = 253_402_300_799_000;
const UNREACHABLE = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

/** A verifier with a memory: a token is checked once, its expiry and its tenant on every use. */
export function tokenVerifier(settings: TokenSettings): TokenVerifier {
  const check = signatureCheck(settings, settings.tokenKey);
  const { operatorKey } = settings;
  const checkOperator = operatorKey ? signatureCheck(settings, operatorKey) : null;
  const callers = new BoundedMap<Caller>(CACHED_TOKENS);

  function verified(authorization: string | undefined): Caller | undefined {
    const caller = authorization === undefined ? undefined : callers.get(authorization);
    return caller && caller.expiresAt > Date.now() && settings.knowsTenant(caller.tenant) ? caller : undefined;
  }

  async function verify(authorization: string | undefined): Promise<Caller> {
    const known = verified(authorization);
    if (known) return known;
    const token = (authorization?.length ?? 0) <= MAX_HEADER && BEARER.exec(authorization ?? '')?.[1];
    if (!authorization || !token) throw unauthenticated('no bearer token');
    const operator = saysOperator(token);
    if (operator && !checkOperator) throw unauthenticated('there is no key of the operator');
    const caller = callerOf(await (operator && checkOperator ? checkOperator : check)(token), operator);
    if (!caller || !settings.knowsTenant(caller.tenant)) throw unauthenticated('unusable claims');
    callers.set(authorization, caller);
    return caller;
  }

  return { verify, verified };
}

/**
 * Whether a token says that it is the operator's, which decides the key that it must be signed with: a tenant's key never
 * makes an operator, and the operator's never one of a tenant's subjects. Nothing is believed until that is checked.
 */
function saysOperator(token: string): boolean {
  try {
    const { sub } = decodeJwt(token);
    return typeof sub === 'string' && isOperator(sub);
  } catch (error) {
    throw unauthenticated(error);
  }
}

/** Answers the payload of a token with a good type, signature, issuer, audience and expiry. */
function signatureCheck(
  { issuer, audience }: TokenSettings,
  tokenKey: TokenKey,
): (token: string) => Promise<JWTPayload> {
  const secret = 'secret' in tokenKey ? Buffer.from(tokenKey.secret) : undefined;
  const keys = 'jwksUrl' in tokenKey ? createRemoteJWKSet(new URL(tokenKey.jwksUrl)) : undefined;
  const options: JWTVerifyOptions = {
    algorithms: secret ? ['HS256'] : ['RS256', 'ES256', 'EdDSA'],
    issuer,
    audience,
    requiredClaims: ['exp', 'sub', 'tenant'],
  };
  return async (token) => {
    try {
      const { payload, protectedHeader } = await (keys
        ? jwtVerify(token, keys, options)
        : jwtVerify(token, secret as Buffer, options));
      if (protectedHeader.typ === undefined || TYPES.test(protectedHeader.typ)) return payload;
    } catch (error) {
      if (keys && !(error instanceof errors.JOSEError && !UNREACHABLE.includes(error.code))) throw unreachable(error);
      throw unauthenticated(error);
    }
    throw unauthenticated('wrong type');
  };
}

function callerOf({ sub, tenant, groups = [], exp }: JWTPayload, operator: boolean): Caller | null {
  const expiresAt = Number(exp) * 1000;
  const isNamed = typeof sub === 'string' && (operator ? isOperator(sub) : isSubject(sub));
  if (!(expiresAt <= LAST_INSTANT) || !isNamed || typeof tenant !== 'string' || !isClean(tenant)) return null;
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS || !groups.every(isTokenName)) return null;
  return Object.freeze({ tenant, subject: sub, operator, groups: Object.freeze([...new Set(groups)]), expiresAt });
}

function isTokenName(value: unknown): value is string {
  return typeof value === 'string' && isSubject(value);
}

/** One text for every reason: the cause stays on this side. */
function unauthenticated(cause: unknown): SpillwayError {
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

export interface TokenClaims {
  secret: string;
  issuer: string;
  audience: string;
  tenant: string;
  subject: string;
  groups?: readonly string[];
  expiresInSeconds: number;
}

/** An HS256 token that `tokenVerifier` with the same secret, issuer and audience accepts. */
export async function signToken(claims: TokenClaims): Promise<string> {
  const { secret, issuer, audience, tenant, subject, groups = [], expiresInSeconds } = claims;
  const issuedAt = Math.floor(Date.now() / 1000);
  return new SignJWT({ tenant, ...(groups.length > 0 && { groups }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresInSeconds)
    .sign(Buffer.from(secret));
}
