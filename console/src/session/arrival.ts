/**
 * Who comes back from the identity provider: the page that went there, or the window that the sign-in dialog opened. The
 * code leaves the address at once. A window knows no secret: it hands the answer to the page that began, and closes.
 */
import { settings } from '../settings';
import { store } from '../store';
import { oidc, signIn } from './session';
import { SignInProblem } from './token';

export type Arrival =
  /** The page is busy with the answer. */
  | { step: 'busy' }
  | { step: 'failed'; problem: SignInProblem }
  /** This is the window beside the page; `taken` once the page has the answer, `lost` where there is none. */
  | { step: 'window'; state: 'telling' | 'taken' | 'lost' };

/** Null: nobody came back. */
export const arrival = store<Arrival | null>(null);

/** What a window says to the page that opened it, and the page to the window. */
export type WindowSaid = { state: string; answer: string } | { state: string; taken: true };
export const WINDOW_CHANNEL = 'spillway.sign-in';

const AGAIN_MS = 250;
const TRIES = 20;

/** Looks whether the address is an answer of the identity provider, and takes it. */
export function arrive(): void {
  if (!settings.oidc || location.pathname !== '/') return;
  const answer = new URLSearchParams(location.search);
  const state = answer.get('state');
  if (state === null || !(answer.has('code') || answer.has('error'))) return;
  history.replaceState(null, '', '/');
  if (state.startsWith('window.')) return tellPage(state, answer);
  arrival.set({ step: 'busy' });
  void finishPage(state, answer).then(
    () => arrival.set(null),
    (error: Error) => {
      arrival.set({
        step: 'failed',
        problem: error instanceof SignInProblem ? error : new SignInProblem(error.message),
      });
    },
  );
}

async function finishPage(state: string, answer: URLSearchParams): Promise<void> {
  const { takeFlow, finish } = await oidc();
  const flow = takeFlow(state);
  if (!flow) throw new SignInProblem('This sign-in was begun elsewhere, or was used before. Sign in once more.');
  history.replaceState(null, '', new URL(flow.returnTo, location.origin));
  const { token, way } = await finish(flow, answer);
  await signIn(token, way);
}

function tellPage(state: string, answer: URLSearchParams): void {
  arrival.set({ step: 'window', state: 'telling' });
  const channel = new BroadcastChannel(WINDOW_CHANNEL);
  let tries = 0;
  const tell = () => {
    if (tries === TRIES) return end('lost');
    tries += 1;
    channel.postMessage({ state, answer: answer.toString() } satisfies WindowSaid);
  };
  const telling = setInterval(tell, AGAIN_MS);
  channel.addEventListener('message', ({ data }: MessageEvent<WindowSaid>) => {
    if (data.state === state && 'taken' in data) end('taken');
  });
  tell();

  function end(how: 'taken' | 'lost'): void {
    clearInterval(telling);
    channel.close();
    arrival.set({ step: 'window', state: how });
    if (how === 'taken') window.close();
  }
}
