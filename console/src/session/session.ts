/**
 * Who is signed in: a token in memory and in this tab's `sessionStorage`, never in an address and never in
 * `localStorage`. A development token is renewed quietly when 80 % of its life are over.
 */
import { store } from '../store';
import { settings, type DemoSubject } from '../settings';

export interface Session {
  token: string;
  tenant: string;
  subject: string;
  groups: readonly string[];
  /** Milliseconds since 1970. */
  issuedAt: number;
  expiresAt: number;
}

/** How a token was had, and so how the next one is. */
export type Renew = () => Promise<string>;

const KEPT = 'spillway.token';
const KEPT_DEMO = 'spillway.demo';

export const session = store<Session | null>(null);
/** Why the page asks for a sign-in although there was one; null while it does not. */
export const signedOut = store<string | null>(null);

let renew: Renew | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * What a token says of itself; the server alone checks it.
 * @throws Error where it is no token
 */
export function readToken(token: string): Session {
  const [, middle] = token.split('.');
  if (middle === undefined) throw new Error('That is no token. A token has three parts with points between.');
  let claims: Record<string, unknown>;
  try {
    const bytes = atob(middle.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
    claims = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error('That is no token: its middle part cannot be read.');
  }
  const { exp, iat, sub, tenant, groups } = claims;
  const expiresAt = typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
  return {
    token,
    // Claims may have other names here: what the server says counts (`viewer`).
    tenant: typeof tenant === 'string' ? tenant : '',
    subject: typeof sub === 'string' ? sub : '',
    groups: Array.isArray(groups) ? groups.map(String) : [],
    issuedAt: typeof iat === 'number' ? iat * 1000 : Date.now(),
    expiresAt,
  };
}

/** Signs in with a token. @throws Error where it is none */
export function signIn(token: string, how: Renew | null = null): void {
  const next = readToken(token.trim().replace(/^bearer +/i, ''));
  renew = how;
  sessionStorage.setItem(KEPT, next.token);
  if (!how) sessionStorage.removeItem(KEPT_DEMO);
  session.set(next);
  signedOut.set(null);
  planRenewal(next);
}

/** Signs in as a demo subject of a development server. */
export async function signInAs(who: DemoSubject): Promise<void> {
  const how: Renew = () => demoToken(who);
  signIn(await how(), how);
  sessionStorage.setItem(KEPT_DEMO, JSON.stringify(who));
}

/** The session is over; what is on the page stays, and a dialog asks. */
export function endSession(why: string): void {
  signedOut.set(why);
}

/** Forgets who was here. */
export function signOut(): void {
  clearTimeout(timer);
  renew = null;
  sessionStorage.removeItem(KEPT);
  sessionStorage.removeItem(KEPT_DEMO);
  session.set(null);
  signedOut.set(null);
}

/** Goes on with the token that this tab has kept. */
export function resume(): void {
  const token = sessionStorage.getItem(KEPT);
  if (token === null) return;
  const demo = sessionStorage.getItem(KEPT_DEMO);
  const who = demo === null ? null : (JSON.parse(demo) as DemoSubject);
  try {
    signIn(token, who && (() => demoToken(who)));
    if (who) sessionStorage.setItem(KEPT_DEMO, JSON.stringify(who));
  } catch {
    signOut();
  }
}

/** Tries to get a fresh token now. @returns whether there is one */
export async function renewNow(): Promise<boolean> {
  const how = renew;
  if (!how) return false;
  try {
    const demo = sessionStorage.getItem(KEPT_DEMO);
    signIn(await how(), how);
    if (demo !== null) sessionStorage.setItem(KEPT_DEMO, demo);
    return true;
  } catch {
    return false;
  }
}

/** At 80 % of its life, or at its end where it cannot be renewed. */
function planRenewal({ issuedAt, expiresAt }: Session): void {
  clearTimeout(timer);
  if (!Number.isFinite(expiresAt)) return;
  const LONGEST_TIMER = 2_147_483_647;
  const at = renew ? issuedAt + (expiresAt - issuedAt) * 0.8 : expiresAt;
  timer = setTimeout(
    () => {
      void renewNow().then((renewed) => {
        if (!renewed) endSession('Your token has expired.');
      });
    },
    Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMER),
  );
}

async function demoToken(who: DemoSubject): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-spillway-dev': '1' };
  const response = await fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify(who) });
  const answer = (await response.json()) as { token?: string; errors?: { message: string }[] };
  if (answer.token === undefined) throw new Error(answer.errors?.[0]?.message ?? 'The server gave no token.');
  return answer.token;
}

/** Whether this server signs in by itself, without a token that is pasted. */
export const canPick = settings.subjects.length > 0;
