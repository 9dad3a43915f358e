/**
 * Signs scoped tokens for browsers: short-lived, and never for longer than the token of whoever asks. Who may ask for
 * what is not judged here.
 */
import { badInput } from '../errors.js';
import { MAX_HEADER, MINT_ISSUER, MOST_MINTED_SECONDS, signToken, type Scope } from './token.js';

/** Whom a minted token is for, and what it leaves of what they may do. */
export interface Minting {
  tenant: string;
  subject: string;
  groups: readonly string[];
  scope: readonly Scope[];
  /** How long it is to live, in whole seconds, at most `MOST_MINTED_SECONDS`. */
  seconds: number;
  /** The instant (milliseconds) that it may not outlive: when the token of whoever asks expires. */
  notAfter: number;
}

export interface Minted {
  token: string;
  expiresAt: Date;
}

/** @throws SpillwayError BAD_USER_INPUT for a life out of bounds, and for groups that no token has room for */
export type Mint = (minting: Minting) => Promise<Minted>;

/** A mint whose tokens `tokenVerifier` accepts with the same secret and audience. */
export function tokenMint(secret: string, audience: string): Mint {
  return async ({ seconds, notAfter, ...claims }) => {
    if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > MOST_MINTED_SECONDS) {
      throw badInput(`seconds is 1 to ${MOST_MINTED_SECONDS}.`, 'seconds');
    }
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = Math.min(issuedAt + seconds, Math.floor(notAfter / 1000));
    const life = { issuedAt, expiresInSeconds: expiresAt - issuedAt };
    const token = await signToken({ secret, issuer: MINT_ISSUER, audience, ...claims, ...life });
    if (`Bearer ${token}`.length > MAX_HEADER) {
      throw badInput('groups are too long for a token: name fewer.', 'groups');
    }
    return { token, expiresAt: new Date(expiresAt * 1000) };
  };
}
