/** The button that leads to the identity provider: with the whole page, or in a window beside one that must stay. */
import { useEffect, useRef, useState } from 'react';
import { Button } from '../parts/basics';
import { settings } from '../settings';
import { WINDOW_CHANNEL, type WindowSaid } from './arrival';
import type { Flow } from './oidc';
import { leftBehind, oidc, signIn } from './session';
import { useStore } from '../store';

const host = (): string => (settings.oidc ? new URL(settings.oidc.issuer).host : '');

/** Runs some work and shows what goes wrong with it. */
export type Attempt = (work: () => Promise<void>) => Promise<void>;

/** Goes there with the whole page, and comes back to it. */
export function ByPage({ attempt }: { attempt: Attempt }) {
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    void attempt(async () => (await oidc()).leave()).finally(() => setBusy(false));
  };
  return (
    <Button kind="main" busy={busy} onClick={go} className="min-h-10">
      Sign in with {host()}
    </Button>
  );
}

/** Signs in beside the page, so that what was typed on it stays. */
export function ByWindow({ attempt }: { attempt: Attempt }) {
  const [flow, setFlow] = useState<Flow | null>(null);
  const [blocked, setBlocked] = useState(false);
  const [round, setRound] = useState(0);
  const begun = useRef<Promise<Flow> | null>(null);

  useEffect(() => {
    let gone = false;
    const begins = oidc().then(({ begin }) => begin('window'));
    begun.current = begins;
    begins.then(
      (next) => !gone && setFlow(next),
      // Whoever presses the button is told.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [round]);

  useEffect(() => {
    if (!flow) return;
    const channel = new BroadcastChannel(WINDOW_CHANNEL);
    let taken = false;
    channel.addEventListener('message', ({ data }: MessageEvent<WindowSaid>) => {
      if (data.state !== flow.state || !('answer' in data)) return;
      channel.postMessage({ state: flow.state, taken: true } satisfies WindowSaid);
      if (taken) return;
      taken = true;
      const answer = new URLSearchParams(data.answer);
      void attempt(async () => {
        // A code is worth something once: whatever goes wrong, the next try is a new one.
        setRound((before) => before + 1);
        const { token, way } = await (await oidc()).finish(flow, answer);
        await signIn(token, way);
      });
    });
    return () => channel.close();
  }, [flow, attempt]);

  const open = () =>
    attempt(async () => {
      const found = await (begun.current ?? Promise.reject(new Error('Not yet.'))).catch((error: unknown) => {
        setRound((before) => before + 1);
        throw error;
      });
      setBlocked(window.open(found.url, '_blank', 'popup,width=520,height=720') === null);
    });
  return (
    <div className="grid gap-2">
      <Button kind="main" onClick={() => void open()} className="min-h-10">
        Sign in with {host()}
      </Button>
      <p className="text-xs text-soft">It opens a window of its own.</p>
      {blocked && flow && (
        <p className="text-sm">
          Your browser opened no window.{' '}
          <a href={flow.url} target="_blank" rel="noreferrer" className="text-accent underline">
            Open it as a tab
          </a>
          .
        </p>
      )}
    </div>
  );
}

/** After a sign-out here: the way to sign out at the identity provider as well, where it has one. */
export function LeftBehind() {
  const left = useStore(leftBehind);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    setAddress(null);
    if (!left) return;
    let gone = false;
    void oidc()
      .then(({ signOutAddress }) => signOutAddress(left.idToken))
      .then((found) => !gone && setAddress(found))
      // Without an answer there is nothing to offer.
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [left]);
  if (!left) return null;
  return (
    <p role="status" className="rounded-lg bg-good-bg p-3 text-sm text-good">
      You are signed out here.{' '}
      {address !== null && (
        <a href={address} className="underline">
          Sign out at {host()} too
        </a>
      )}
    </p>
  );
}
