/**
 * The file of further issuers, whose tokens are taken beside those of the tenants' own issuer. Read once, at start, and
 * checked as a whole; the keys themselves are fetched when a token needs one.
 */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { CLAIM_NAMES, type Issuer } from '../server/issuer.js';
import { MINT_ISSUER } from '../server/token.js';
import { isClean } from '../text.js';

const LONGEST_FILE = 1 << 20;
const MOST_ISSUERS = 100;
const MOST_TENANTS = 10_000;

const name = z
  .string({ error: 'must be a text' })
  .refine((text) => text !== '' && text.length <= 200 && isClean(text), { error: 'must have 1 to 200 characters' });
/** What a claim is called, or the default of it. */
export const claimName = (fallback: string) => name.default(fallback);
/** Where keys are published. */
export const isKeysUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const issuer = z.strictObject({
  issuer: name.refine((text) => text !== MINT_ISSUER, { error: `must not be ${MINT_ISSUER}: Spillway signs as that` }),
  audience: name,
  jwks_url: z
    .string({ error: 'must be a text' })
    .refine(isKeysUrl, { error: 'must be a URL that starts with https:// or http://' }),
  tenants: z
    .array(name, { error: 'must be a list of tenants' })
    .min(1, { error: 'must name a tenant' })
    .max(MOST_TENANTS, { error: `must name at most ${MOST_TENANTS} tenants` }),
  claims: z
    .strictObject({
      tenant: claimName(CLAIM_NAMES.tenant),
      subject: claimName(CLAIM_NAMES.subject),
      groups: claimName(CLAIM_NAMES.groups),
      scope: claimName(CLAIM_NAMES.scope),
    })
    .default(CLAIM_NAMES),
});

const issuers = z
  .array(issuer, { error: 'must be a list of issuers' })
  .min(1, { error: 'must name an issuer' })
  .max(MOST_ISSUERS, { error: `must name at most ${MOST_ISSUERS} issuers` })
  .refine((all) => new Set(all.map((each) => each.issuer)).size === all.length, {
    error: 'must name each issuer once',
  });

/**
 * The issuers that a file names: JSON, a list of `{ issuer, audience, jwks_url, tenants, claims }`.
 * @throws Error with what the file must be, as the end of a sentence that begins with its setting
 */
export function readIssuers(file: string): Issuer[] {
  const parsed = issuers.safeParse(readJson(file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => [placeOf(path), message].join(' ').trim());
    throw new Error(`(${file}) ${problems.join('; ')}`);
  }
  return parsed.data.map(({ jwks_url: jwksUrl, ...each }) => ({ ...each, key: { jwksUrl } }));
}

function readJson(file: string): unknown {
  try {
    if (statSync(file).size > LONGEST_FILE) throw new Error(`it has more than ${LONGEST_FILE} bytes`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`must be a file of JSON that can be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Entries are counted from 1: `2.tenants`. */
function placeOf([index, ...rest]: PropertyKey[]): string {
  return index === undefined ? '' : [Number(index) + 1, ...rest].map(String).join('.');
}
