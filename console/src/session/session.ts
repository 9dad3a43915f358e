/**
 * Who is signed in: a token in memory and in this tab's `sessionStorage`, never in an address and never in
 * `localStorage`. A token that can be renewed is renewed quietly when 80 % of its life are over.
 */
import { clock } from '../clock';
import { store } from '../store';
import { settings, type DemoSubject } from '../settings';
import { askWho, type Who } from './ask-who';
import type { OidcWay } from './oidc';
import { explain, explainPasted, lifeOf, SignInProblem, type Life } from './token';

/** How a token was had, and so how the next one is. */
export type Way = { how: 'pasted' } | { how: 'demo'; who: DemoSubject } | OidcWay;

export interface Session extends Who, Life {
  token: string;
  way: Way;
}

/** A token, and how the next one is had. */
export interface Granted<W extends Way = Way> {
  token: string;
  way: W;
}

const KEPT = 'spillway.session';

export const session = store<Session | null>(null);
/** Why the page asks for a sign-in although there was one; null while it does not. */
export const signedOut = store<string | null>(null);
/** Whose sign-in at the identity provider was left as it is when somebody signed out here. */
export const leftBehind = store<{ idToken: string | null } | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

/** The lazy part, which only those who sign in at an identity provider load. */
export const oidc = () => import('./oidc');

/** The same for the same person: what one of them has typed or loaded is never the next one's. */
export function whoOf(current: Session | null): string | null {
  return current && JSON.stringify([current.tenant, current.subject, current.groups]);
}

/**
 * Signs in with a token, once the server has said whose it is.
 * @throws SignInProblem where it does not take it
 */
export async function signIn(token: string, way: Way = { how: 'pasted' }): Promise<void> {
  const bare = token.trim().replace(/^bearer +/i, '');
  const who = await askWho(bare);
  if (!who) throw whyNot(bare, way);
  hold({ token: bare, way, tenant: who.tenant, subject: who.subject, groups: who.groups, ...lifeOf(bare) });
}

function whyNot(token: string, way: Way): SignInProblem {
  return way.how === 'oidc' && settings.oidc
    ? explain(token, settings.oidc.issuer, settings.oidc.token)
    : explainPasted(token);
}

/** Signs in as a demo subject of a development server. */
export async function signInAs(who: DemoSubject): Promise<void> {
  await signIn(await demoToken(who), { how: 'demo', who });
}

function hold(next: Session): void {
  const { token, way, tenant, subject, groups } = next;
  sessionStorage.setItem(KEPT, JSON.stringify({ token, way, tenant, subject, groups }));
  if (way.how === 'oidc') void oidc().then(({ share }) => share(sharing));
  session.set(next);
  leftBehind.set(null);
  signedOut.set(null);
  plan(next);
}

/** What other tabs of the same sign-in tell and are told. */
const sharing = {
  current(): Granted<OidcWay> | null {
    const now = session.get();
    return now?.way.how === 'oidc' ? { token: now.token, way: now.way } : null;
  },
  adopt({ token, way }: Granted<OidcWay>): void {
    const now = session.get();
    if (now) hold({ ...now, token, way, ...lifeOf(token) });
  },
};

/** The session is over; what is on the page stays, and a dialog asks. */
export function endSession(why: string): void {
  if (session.get()) signedOut.set(why);
}

/** Forgets who was here. */
export function signOut(): void {
  clearTimeout(timer);
  const way = session.get()?.way;
  sessionStorage.removeItem(KEPT);
  session.set(null);
  signedOut.set(null);
  if (way?.how !== 'oidc') return;
  leftBehind.set({ idToken: way.idToken });
  void oidc().then(({ revoke }) => revoke(way));
}

/** Goes on with the token that this tab has kept. */
export function resume(): void {
  const kept = sessionStorage.getItem(KEPT);
  if (kept === null) return;
  try {
    const { token, way, tenant, subject, groups } = JSON.parse(kept) as Omit<Session, keyof Life>;
    const life = lifeOf(token);
    if (life.expiresAt > clock.now() || canRenew(way)) return hold({ token, way, tenant, subject, groups, ...life });
  } catch {
    // Nothing that could be gone on with.
  }
  sessionStorage.removeItem(KEPT);
}

/** Resolves when somebody has signed in again in the dialog: to whether it is the same person as before. */
export async function signedInAgain(why: string): Promise<boolean> {
  const before = whoOf(session.get());
  endSession(why);
  await new Promise<void>((resolve) => {
    const stop = [session.watch(look), signedOut.watch(look)];
    function look(): void {
      if (session.get() && signedOut.get() !== null) return;
      for (const each of stop) each();
      resolve();
    }
    look();
  });
  return before !== null && whoOf(session.get()) === before;
}

let refusedToken: string | null = null;

/** The server did not take this token, whatever it says of itself. */
export function tokenRefused(token: string): void {
  refusedToken = token;
}

/** Waits until there is a token that is worth sending: at once, after a renewal, or after the dialog. */
export async function usableToken(): Promise<void> {
  const current = session.get();
  if (!current || (current.token !== refusedToken && current.expiresAt > clock.now())) return;
  if (await renewNow(current.token)) return;
  await signedInAgain('Your token is not valid any more.');
}

let renewing: Promise<boolean> | null = null;

/**
 * Tries to get a fresh token now; many who ask at once get the same one.
 * @param refused the token that the server did not take, if that is why
 * @returns whether there is another one
 */
export function renewNow(refused?: string): Promise<boolean> {
  const current = session.get();
  if (current && refused !== undefined && current.token !== refused) return Promise.resolve(true);
  renewing ??= renew().finally(() => (renewing = null));
  return renewing;
}

async function renew(): Promise<boolean> {
  const before = session.get();
  if (!before || !canRenew(before.way)) return false;
  const next = await nextToken(before.way);
  // Meanwhile somebody else may have signed in, or the same one again.
  const now = session.get();
  if (now !== before) return now !== null && now.token !== before.token;
  hold({ ...before, ...next.granted, ...(next.granted && lifeOf(next.granted.token)), ...next.spent });
  return next.granted !== undefined;
}

interface Next {
  granted?: Granted;
  /** What is left of a way that leads nowhere any more. */
  spent?: { way: Way };
}

async function nextToken(way: Way): Promise<Next> {
  try {
    if (way.how === 'demo') return { granted: { token: await demoToken(way.who), way } };
    if (way.how !== 'oidc') return {};
    const { renewed } = await oidc();
    const granted = await renewed(way);
    return granted ? { granted } : { spent: { way: { ...way, refreshToken: null } } };
  } catch {
    // Nobody answered: it is tried again.
    return {};
  }
}

const canRenew = (way: Way): boolean => way.how === 'demo' || (way.how === 'oidc' && way.refreshToken !== null);

const LONGEST_TIMER = 2_147_483_647;
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** At 80 % of its life, or at its end where it cannot be renewed. */
function plan({ issuedAt, expiresAt, way }: Session): void {
  const at = canRenew(way) ? issuedAt + (expiresAt - issuedAt) * 0.8 : expiresAt;
  wake(at - clock.now());
}

function wake(waitMs: number): void {
  clearTimeout(timer);
  if (!Number.isFinite(waitMs)) return;
  timer = setTimeout(() => void due(), Math.min(Math.max(waitMs, 0), LONGEST_TIMER));
}

async function due(): Promise<void> {
  const current = session.get();
  if (!current || signedOut.get() !== null) return;
  const { issuedAt, expiresAt, way } = current;
  const renewsAt = canRenew(way) ? issuedAt + (expiresAt - issuedAt) * 0.8 : expiresAt;
  // A timer has a longest time.
  if (clock.now() < renewsAt - SHORTEST_WAIT_MS) return wake(renewsAt - clock.now());
  if (await renewNow()) return;
  const now = session.get();
  if (!now || now.token !== current.token) return;
  const left = expiresAt - clock.now();
  if (left <= 0) return endSession('Your token has expired.');
  wake(canRenew(now.way) ? Math.min(left, Math.max(SHORTEST_WAIT_MS, Math.min(left / 4, LONGEST_WAIT_MS))) : left);
}

async function demoToken(who: DemoSubject): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-spillway-dev': '1' };
  const response = await fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify(who) });
  const answer = (await response.json()) as { token?: string; errors?: { message: string }[] };
  if (answer.token === undefined) throw new Error(answer.errors?.[0]?.message ?? 'The server gave no token.');
  return answer.token;
}
