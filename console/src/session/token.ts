/** What a token says of itself, and what is wrong with it where the server does not take it. The server alone checks it. */
import type { NeededClaims } from '../settings';

export type Claims = Readonly<Record<string, unknown>>;

/** One claim that the server needs, beside what the token has. */
export interface ClaimLine {
  name: string;
  needed: string;
  /** As text; null: it is missing. */
  found: string | null;
  good: boolean;
}

/** A sign-in that came to nothing, in words; with what the server needs, where the token was the reason. */
export class SignInProblem extends Error {
  override readonly name = 'SignInProblem';
  readonly claims: readonly ClaimLine[];

  constructor(message: string, claims: readonly ClaimLine[] = []) {
    super(message);
    this.claims = claims;
  }
}

function partOf(token: string, at: number): Claims | null {
  try {
    const part = (token.split('.')[at] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}

/** The claims of a JWT; null where it is none. */
export function claimsOf(token: string): Claims | null {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? partOf(token, 1) : null;
}

/** Milliseconds since 1970. */
export interface Life {
  issuedAt: number;
  expiresAt: number;
}

/** From when until when it says that it lives. */
export function lifeOf(token: string): Life {
  const { iat, exp } = claimsOf(token) ?? {};
  return {
    issuedAt: typeof iat === 'number' ? iat * 1000 : Date.now(),
    expiresAt: typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY,
  };
}

const LONGEST_SHOWN = 120;

function shown(name: string, value: unknown): string | null {
  if (value === undefined) return null;
  const isInstant = (name === 'exp' || name === 'iat') && Number.isSafeInteger(value) && Number(value) < 1e11;
  if (isInstant) return new Date(Number(value) * 1000).toISOString().replace('.000', '');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** All that the server needs of a token, with what this one has. */
function linesFor(claims: Claims, issuer: string, needed: NeededClaims): ClaimLine[] {
  const { iss, aud, exp, iat } = claims;
  const { audience, tenantClaim, subjectClaim, groupsClaim, maxHours } = needed;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const groups = claims[groupsClaim];
  const hours = typeof exp === 'number' && typeof iat === 'number' ? (exp - iat) / 3600 : null;
  const line = (name: string, needs: string, good: boolean): ClaimLine => ({
    ...{ name, needed: needs, good },
    found: shown(name, claims[name]),
  });
  return [
    line('iss', `“${issuer}”`, iss === issuer),
    line('aud', `“${audience}”, alone or in a list`, audiences.includes(audience)),
    line(tenantClaim, 'the name of the tenant, as a text', isText(claims[tenantClaim])),
    line(subjectClaim, 'the name of the person, as a text', isText(claims[subjectClaim])),
    line('exp', 'when the token ends, in the future', typeof exp === 'number' && exp * 1000 > Date.now()),
    ...(maxHours === null
      ? []
      : [line('iat', `when it was made, at most ${maxHours} hours before “exp”`, hours !== null && hours <= maxHours)]),
    ...(groups === undefined
      ? []
      : [line(groupsClaim, 'a list of texts; it may be missing', Array.isArray(groups) && groups.every(isText))]),
  ];
}

/** Says what is wrong with an access token of the identity provider that the server did not take. */
export function explain(token: string, issuer: string, needed: NeededClaims): SignInProblem {
  const claims = claimsOf(token);
  if (!claims) {
    const missing = linesFor({}, issuer, needed);
    return new SignInProblem(
      'The identity provider gave an access token that is no JWT. Spillway cannot read it. ' +
        `Your administrator can have it give JWTs for the audience “${needed.audience}”.`,
      missing,
    );
  }
  const lines = linesFor(claims, issuer, needed);
  const bad = lines.filter(({ good }) => !good);
  if (bad.length > 0) return new SignInProblem(bad.map(sentenceOf).join(' '), lines);
  const { alg } = partOf(token, 0) ?? {};
  const tenant = String(claims[needed.tenantClaim]);
  return new SignInProblem(
    `Spillway does not take this token, although it has the claims. Perhaps it knows no tenant “${tenant}”, ` +
      `or the issuer may not sign for it, or the signature (${String(alg)}) is none of RS256, ES256 and EdDSA.`,
    lines,
  );
}

function sentenceOf({ name, needed, found }: ClaimLine): string {
  if (found === null) return `The access token has no claim “${name}”. It must be ${needed}.`;
  return `The claim “${name}” of the access token is wrong: it is ${found} and must be ${needed}.`;
}

/** Says what is wrong with a token that somebody pasted, as far as it can be seen. */
export function explainPasted(token: string): SignInProblem {
  const claims = claimsOf(token);
  if (!claims) return new SignInProblem('That is no token. A token has three parts with points between.');
  if (lifeOf(token).expiresAt <= Date.now()) return new SignInProblem('This token has expired.');
  return new SignInProblem('Spillway does not take this token: its signature, issuer, audience or tenant is wrong.');
}
