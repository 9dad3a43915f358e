/**
 * The sign-in at an identity provider: the authorization code flow with PKCE, as a public client. What comes back is an
 * access token; its renewal takes a refresh token that is worth something once, so one tab uses it at a time, and the
 * tabs of one sign-in (a duplicated tab has a copy of everything) tell each other the next one.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  clockTolerance,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  ResponseBodyError,
  revocationRequest,
  validateAuthResponse,
  type AuthorizationServer,
} from 'oauth4webapi';
import { settings, type OidcSettings } from '../settings';
import type { Granted } from './session';
import { SignInProblem } from './token';

/** How somebody who signed in at the provider gets the next token. */
export interface OidcWay {
  how: 'oidc';
  /** Null: there is none, or the provider takes it no more. */
  refreshToken: string | null;
  idToken: string | null;
  /** One sign-in, and how often its token was renewed. */
  family: string;
  serial: number;
}

/** A sign-in that was begun. */
export interface Flow {
  /** Where the browser goes. */
  url: string;
  state: string;
  nonce: string;
  verifier: string;
  /** The page that was asked for, with its filters. */
  returnTo: string;
}

const KEPT_FLOW = 'spillway.oidc.flow';
const WAIT_MS = 10_000;
/** The clock of this machine may go wrong; what it would find out came straight from the provider. */
const CLOCK_TOLERANCE_S = 300;

function given(): OidcSettings {
  if (!settings.oidc) throw new SignInProblem('This server has no identity provider.');
  return settings.oidc;
}

/** The one address that a provider must know. */
export const redirectUri = (): string => `${location.origin}/`;

const client = () => ({ client_id: given().clientId, [clockTolerance]: CLOCK_TOLERANCE_S });
const asking = () => ({
  signal: AbortSignal.timeout(WAIT_MS),
  // The server lets no issuer but one on its own machine be without TLS.
  [allowInsecureRequests]: given().issuer.startsWith('http:'),
});

let discovered: Promise<AuthorizationServer> | null = null;

function provider(): Promise<AuthorizationServer> {
  discovered ??= discover().catch((error: unknown) => {
    discovered = null;
    throw error;
  });
  return discovered;
}

async function discover(): Promise<AuthorizationServer> {
  if (!isSecureContext) throw new SignInProblem('Signing in needs a page that came over HTTPS.');
  const issuer = new URL(given().issuer);
  let found: AuthorizationServer;
  try {
    found = await processDiscoveryResponse(issuer, await discoveryRequest(issuer, asking()));
  } catch (error) {
    throw new SignInProblem(
      `The identity provider at ${issuer.host} cannot be asked how it signs people in: it does not answer, ` +
        `does not let pages of ${location.origin} ask (CORS), or says something else than expected (${wordsOf(error)}).`,
    );
  }
  const elsewhere = [found.token_endpoint].filter(
    (each) => each === undefined || new URL(each).origin !== issuer.origin,
  );
  if (elsewhere.length > 0 || found.authorization_endpoint === undefined) {
    throw new SignInProblem(
      `The identity provider gives tokens at ${String(elsewhere[0])}. This page may only ask ${issuer.origin}.`,
    );
  }
  return found;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Begins a sign-in.
 * @param place whether this page goes to the provider, or a window beside it; the state says so to who comes back
 */
export async function begin(place: 'page' | 'window'): Promise<Flow> {
  const { authorization_endpoint: endpoint } = await provider();
  const { clientId, scope, audience } = given();
  const state = `${place}.${generateRandomState()}`;
  const nonce = generateRandomNonce();
  const verifier = generateRandomCodeVerifier();
  const url = new URL(endpoint as string);
  const asked = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri(), scope, audience, state, nonce },
    ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const returnTo = location.pathname + location.search + location.hash;
  return { url: url.href, state, nonce, verifier, returnTo };
}

/** Goes to the provider with the whole page. */
export async function leave(): Promise<void> {
  const flow = await begin('page');
  sessionStorage.setItem(KEPT_FLOW, JSON.stringify(flow));
  location.assign(flow.url);
  // The button stays busy until the page is gone.
  await new Promise(() => undefined);
}

/** The sign-in that this tab began before it left; each is taken once. */
export function takeFlow(state: string | null): Flow | null {
  const kept = sessionStorage.getItem(KEPT_FLOW);
  sessionStorage.removeItem(KEPT_FLOW);
  const flow = kept === null ? null : (JSON.parse(kept) as Flow);
  return flow?.state === state ? flow : null;
}

/**
 * Ends a sign-in with what the provider answered in the address.
 * @throws SignInProblem
 */
export async function finish(flow: Flow, answer: URLSearchParams): Promise<Granted<OidcWay>> {
  const server = await provider();
  try {
    const { state, nonce, verifier } = flow;
    const code = validateAuthResponse(server, client(), answer, state);
    const response = await authorizationCodeGrantRequest(
      ...([server, client(), None(), code, redirectUri(), verifier, asking()] as const),
    );
    const expected = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await processAuthorizationCodeResponse(server, client(), response, expected);
    const { access_token: token, refresh_token: refreshToken = null, id_token: idToken = null } = tokens;
    return { token, way: { how: 'oidc', refreshToken, idToken, family: generateRandomState(), serial: 0 } };
  } catch (error) {
    if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
      const more = error.error_description === undefined ? '' : `: ${error.error_description}`;
      throw new SignInProblem(`The identity provider did not sign you in. It said “${error.error}”${more}.`);
    }
    throw new SignInProblem(`The sign-in did not come to its end: ${wordsOf(error)}.`);
  }
}

/**
 * Renews by the refresh token, while no other tab does.
 * @returns null where the provider takes it no more
 * @throws Error where nobody answers
 */
export async function renewed(way: OidcWay): Promise<Granted<OidcWay> | null> {
  const server = await provider();
  return navigator.locks.request('spillway.oidc.refresh', async () => {
    const newer = await newestOfOthers(way);
    if (newer) return newer;
    if (way.refreshToken === null) return null;
    try {
      const response = await refreshTokenGrantRequest(server, client(), None(), way.refreshToken, asking());
      const tokens = await processRefreshTokenResponse(server, client(), response);
      const {
        access_token: token,
        refresh_token: refreshToken = way.refreshToken,
        id_token: idToken = way.idToken,
      } = tokens;
      const next = { token, way: { ...way, refreshToken, idToken, serial: way.serial + 1 } };
      post({ newest: next });
      return next;
    } catch (error) {
      if (error instanceof ResponseBodyError && error.status < 500) return null;
      throw error;
    }
  });
}

/** What tabs of one sign-in say to each other. */
type Said = { ask: { family: string; serial: number } } | { newest: Granted<OidcWay> };

interface Sharing {
  current(): Granted<OidcWay> | null;
  adopt(newer: Granted<OidcWay>): void;
}

const ANSWER_MS = 200;
const channel = new BroadcastChannel('spillway.oidc');
let mine: Sharing | null = null;

const post = (said: Said): void => channel.postMessage(said);
const isNewer = (one: OidcWay, than: { family: string; serial: number }): boolean =>
  one.family === than.family && one.serial > than.serial;

/** Takes part: answers other tabs, and takes the newer tokens that they have. */
export function share(sharing: Sharing): void {
  mine = sharing;
}

channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
  const now = mine?.current();
  if (!now) return;
  if ('newest' in data) {
    if (isNewer(data.newest.way, now.way)) mine?.adopt(data.newest);
  } else if (isNewer(now.way, data.ask)) post({ newest: now });
});

/** A token that another tab has renewed without this one hearing of it. */
async function newestOfOthers(way: OidcWay): Promise<Granted<OidcWay> | null> {
  const heard = mine?.current();
  if (heard && isNewer(heard.way, way)) return heard;
  return new Promise((resolve) => {
    const end = (found: Granted<OidcWay> | null) => {
      clearTimeout(waited);
      channel.removeEventListener('message', hear);
      resolve(found);
    };
    const hear = ({ data }: MessageEvent<Said>) => {
      if ('newest' in data && isNewer(data.newest.way, way)) end(data.newest);
    };
    const waited = setTimeout(() => end(null), ANSWER_MS);
    channel.addEventListener('message', hear);
    post({ ask: { family: way.family, serial: way.serial } });
  });
}

/** Tells the provider to forget a refresh token, if it can be told; nobody waits for it. */
export async function revoke({ refreshToken }: OidcWay): Promise<void> {
  const { issuer } = given();
  try {
    const server = await provider();
    const { revocation_endpoint: endpoint } = server;
    if (refreshToken === null || endpoint === undefined || new URL(endpoint).origin !== new URL(issuer).origin) return;
    await revocationRequest(server, client(), None(), refreshToken, asking());
  } catch {
    // It ends by itself.
  }
}

/** Where one signs out at the provider as well; null where it has no such place. */
export async function signOutAddress(idToken: string | null): Promise<string | null> {
  const { end_session_endpoint: endpoint } = await provider();
  if (endpoint === undefined) return null;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', given().clientId);
  url.searchParams.set('post_logout_redirect_uri', redirectUri());
  if (idToken !== null) url.searchParams.set('id_token_hint', idToken);
  return url.href;
}
