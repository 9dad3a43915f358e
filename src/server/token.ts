/**
 * Who is calling: a signed token in, a caller out, or the one refusal that every bad token gets. Each token is checked by
 * the issuer that it names, and by no other. It says who somebody is and to what they are narrowed, never what they may do.
 */
import { decodeJwt, SignJWT, type JWTPayload } from 'jose';
import { BoundedMap } from '../bounded-map.js';
import type { Log } from '../log.js';
import { isClean, isOperator, isSubject } from '../text.js';
import { atExpiry } from './at-expiry.js';
import { CLAIM_NAMES, signatureCheck, unauthenticated, type ClaimNames, type Issuer, type TokenKey } from './issuer.js';
import { BEAT, type Beat, type SigningKey, type Vouched } from './published-keys.js';

/** What a scoped token may leave of what its subject may do; each on the subject's own account only. */
export const SCOPES = ['read', 'purchase'] as const;
export type Scope = (typeof SCOPES)[number];

/** Somebody with a valid token. `expiresAt` is the first instant (milliseconds) at which the token is worth nothing. */
export interface Caller {
  readonly tenant: string;
  /** A subject of the tenant; of the operator `operator:<name>`. */
  readonly subject: string;
  /** Whether the operator's key signed the token. */
  readonly operator: boolean;
  readonly groups: readonly string[];
  /** All that the token leaves of what its subject may do, on the subject's own account; null: everything. */
  readonly scope: readonly Scope[] | null;
  readonly expiresAt: number;
}

export interface TokenVerifier {
  /**
   * @param authorization `Bearer <token>`, as it stands in the header or in the socket's `connectionInit` payload
   * @throws SpillwayError UNAUTHENTICATED for whatever is wrong with it, OVERLOADED while the keys cannot be fetched
   */
  verify(authorization: string | undefined): Promise<Caller>;
  /** The same without waiting, for a token that was verified within the last minutes and still holds; else undefined. */
  verified(authorization: string | undefined): Caller | undefined;
  /** Whether it was verified before and may hold still, however long ago: to verify it again is no guess. */
  wasVerified(authorization: string | undefined): boolean;
  /**
   * Acts once when a caller's token is worth nothing any more, since it expired or its key was withdrawn: perhaps at
   * once. @param act gets why, as `the token has expired` @returns to call where it is no longer wanted
   */
  atEnd(caller: Caller, act: (why: string) => void): () => void;
}

export interface TokenSettings {
  /** The key of the tenants' own issuer; null where all tokens come from `issuers`. */
  tokenKey: TokenKey | null;
  /** The operator's; without it no token is the operator's. */
  operatorKey?: TokenKey | null;
  /** What `mintToken` signs with; without it no token is a minted one. */
  mintSecret?: string | null;
  issuer: string;
  audience: string;
  /** What the tenants' own issuer and the operator's call their claims. */
  claims?: ClaimNames;
  /** Further issuers, each under another name. */
  issuers?: readonly Issuer[];
  /** The longest life of a token, in hours; null: any. */
  maxHours?: number | null;
  log?: Log;
  /** When published keys are fetched; tests hurry it. */
  beat?: Beat;
  knowsTenant: (tenant: string) => boolean;
}

/** What the tokens that `mintToken` signs say in `iss`. No issuer of a setting may be called so. */
export const MINT_ISSUER = 'spillway:mint';
/** The longest life of a minted token. */
export const MOST_MINTED_SECONDS = 3600;
/** The most groups that a token may have, and that a caller may name for a subject it acts for. */
export const MAX_GROUPS = 100;
/** The most characters of `Bearer <token>`. */
export const MAX_HEADER = 8_192;

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const CACHED_TOKENS = 10_000;
const LAST_INSTANT = 253_402_300_799_000;

/** An issuer as this process checks its tokens. */
interface Trusted extends Pick<Issuer, 'tenants' | 'claims'> {
  /** Whether its tokens are the operator's. */
  operator: boolean;
  /** Whether its tokens must be scoped. */
  narrows: boolean;
  /** @throws SpillwayError UNAUTHENTICATED, OVERLOADED */
  check: (token: string) => Promise<Vouched>;
}

/** A token that was verified. Past `until`, on the clock that nobody sets back, it is verified again. */
interface Remembered {
  caller: Caller;
  key: SigningKey;
  until: number;
}

/**
 * A verifier with a memory: a token is checked once in some minutes, its expiry, its tenant and whether its key was
 * withdrawn on every use.
 */
export function tokenVerifier(settings: TokenSettings): TokenVerifier {
  const { beat = BEAT, knowsTenant } = settings;
  const trustedFor = trustedBy(settings);
  const tokens = new BoundedMap<Remembered>(CACHED_TOKENS);
  const keys = new WeakMap<Caller, SigningKey>();

  function recalled(authorization: string | undefined): Remembered | undefined {
    const known = authorization === undefined ? undefined : tokens.get(authorization);
    return known && !known.key.isWithdrawn && holds(known.caller) ? known : undefined;
  }

  const holds = ({ expiresAt, tenant }: Caller): boolean => expiresAt > Date.now() && knowsTenant(tenant);

  function verified(authorization: string | undefined): Caller | undefined {
    const known = recalled(authorization);
    return known && known.until > performance.now() ? known.caller : undefined;
  }

  async function verify(authorization: string | undefined): Promise<Caller> {
    const known = verified(authorization);
    if (known) return known;
    const token = (authorization?.length ?? 0) <= MAX_HEADER && BEARER.exec(authorization ?? '')?.[1];
    if (!authorization || !token) throw unauthenticated('no bearer token');
    const trusted = trustedFor(saidBy(token));
    if (!trusted) throw unauthenticated('nobody of this name signs tokens');
    const { payload, key } = await trusted.check(token);
    const caller = callerOf(payload, trusted);
    if (!caller || !knowsTenant(caller.tenant)) throw unauthenticated('unusable claims');
    tokens.set(authorization, { caller, key, until: performance.now() + beat.rememberMs });
    keys.set(caller, key);
    return caller;
  }

  function atEnd(caller: Caller, act: (why: string) => void): () => void {
    const key = keys.get(caller);
    let isOver = false;
    const forgets: (() => void)[] = [];
    const end = (why: string) => {
      if (isOver) return;
      isOver = true;
      for (const forget of forgets) forget();
      act(why);
    };
    forgets.push(atExpiry(caller.expiresAt, () => end('the token has expired')));
    if (key && !isOver) forgets.push(key.whenWithdrawn(() => end("the token's key was withdrawn")));
    return () => {
      isOver = true;
      for (const forget of forgets) forget();
    };
  }

  return { verify, verified, wasVerified: (authorization) => recalled(authorization) !== undefined, atEnd };
}

/**
 * Finds who must have signed a token with these claims, which are not believed yet. A tenant's key never makes an
 * operator, and the operator's never one of a tenant's subjects.
 */
function trustedBy(settings: TokenSettings): (payload: JWTPayload) => Trusted | undefined {
  const { audience, issuer, tokenKey, operatorKey, mintSecret, issuers = [], claims = CLAIM_NAMES } = settings;
  const { log, beat } = settings;
  const maxSeconds = settings.maxHours == null ? null : settings.maxHours * 3600;
  const trust = (of: Issuer, more: Partial<Trusted> = {}, longest = maxSeconds): Trusted => {
    const { tenants, claims: names } = of;
    return {
      tenants,
      claims: names,
      operator: false,
      narrows: false,
      check: signatureCheck(of, { maxSeconds: longest, log, beat }),
      ...more,
    };
  };
  const own = { issuer, audience, claims, tenants: null };
  const operators = operatorKey ? trust({ ...own, key: operatorKey }, { operator: true }) : undefined;
  const others = new Map(issuers.map((each) => [each.issuer, trust(each)]));
  if (tokenKey) others.set(issuer, trust({ ...own, key: tokenKey }));
  if (mintSecret) {
    const mint = { issuer: MINT_ISSUER, audience, claims: CLAIM_NAMES, tenants: null, key: { secret: mintSecret } };
    others.set(MINT_ISSUER, trust(mint, { narrows: true }, MOST_MINTED_SECONDS));
  }
  return ({ iss = '', ...payload }) => {
    const subject = payload[claims.subject];
    const saysOperator = iss === issuer && typeof subject === 'string' && isOperator(subject);
    return saysOperator ? operators : others.get(iss);
  };
}

/** What a token says, on nobody's word. */
function saidBy(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (error) {
    throw unauthenticated(error);
  }
}

function callerOf(payload: JWTPayload, { claims, operator, narrows, tenants }: Trusted): Caller | null {
  const { [claims.subject]: subject, [claims.tenant]: tenant, [claims.groups]: groups = [] } = payload;
  const expiresAt = Number(payload.exp) * 1000;
  const isNamed = typeof subject === 'string' && (operator ? isOperator(subject) : isSubject(subject));
  if (!(expiresAt <= LAST_INSTANT) || !isNamed || typeof tenant !== 'string' || !isClean(tenant)) return null;
  if (tenants !== null && !tenants.includes(tenant)) return null;
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS || !groups.every(isTokenName)) return null;
  const scope = scopeOf(payload[claims.scope]);
  if (scope === undefined || (narrows && scope === null)) return null;
  return Object.freeze({ tenant, subject, operator, groups: Object.freeze([...new Set(groups)]), scope, expiresAt });
}

function isTokenName(value: unknown): value is string {
  return typeof value === 'string' && isSubject(value);
}

/**
 * What a scope claim leaves: null where there is no claim, undefined where it is malformed. Words that mean nothing here
 * leave nothing, so that no misspelling and no word of later versions widens a token.
 */
function scopeOf(claim: unknown): readonly Scope[] | null | undefined {
  if (claim === undefined) return null;
  const words: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return undefined;
  return Object.freeze(SCOPES.filter((scope) => words.includes(scope)));
}

export interface TokenClaims {
  secret: string;
  issuer: string;
  audience: string;
  tenant: string;
  subject: string;
  groups?: readonly string[];
  /** What the token leaves of what its subject may do; null or left out: everything. */
  scope?: readonly Scope[] | null;
  /** Seconds since 1970; left out: now. */
  issuedAt?: number;
  expiresInSeconds: number;
  claims?: ClaimNames;
}

/** An HS256 token that `tokenVerifier` with the same secret, issuer, audience and names of claims accepts. */
export async function signToken(token: TokenClaims): Promise<string> {
  const { secret, issuer, audience, tenant, subject, groups = [], scope = null, claims = CLAIM_NAMES } = token;
  const { issuedAt = Math.floor(Date.now() / 1000), expiresInSeconds } = token;
  return new SignJWT({
    [claims.tenant]: tenant,
    [claims.subject]: subject,
    ...(groups.length > 0 && { [claims.groups]: groups }),
    ...(scope !== null && { [claims.scope]: scope.join(' ') }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresInSeconds)
    .sign(Buffer.from(secret));
}
