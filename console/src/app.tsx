/** The page as a whole: the sign-in before it, the client behind it. */
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Provider } from 'urql';
import { arrival } from './session/arrival';
import { SignInPage, SignInWindow } from './session/sign-in';
import { session, signedOut, whoOf } from './session/session';
import { makeClient } from './graphql';
import { makeRouter } from './routes';
import { useStore } from './store';

/** Not part of the first load, and there before it is needed: the server may be away by then. */
const ONCE_QUIET_MS = 2000;
const loadDialog = () => import('./session/sign-in-dialog');
const SignInDialog = lazy(loadDialog);

export function App() {
  const current = useStore(session);
  const ended = useStore(signedOut);
  const arrived = useStore(arrival);
  const who = whoOf(current);
  // Another caller gets a client of its own: nothing of one's cache is ever shown to the next.
  const parts = useMemo(() => (who === null ? null : { client: makeClient(), router: makeRouter() }), [who]);
  useEffect(() => {
    if (who === null) return;
    const timer = setTimeout(() => void loadDialog().catch(() => undefined), ONCE_QUIET_MS);
    return () => clearTimeout(timer);
  }, [who]);
  if (arrived?.step === 'window') return <SignInWindow />;
  if (!parts) return <SignInPage />;
  return (
    <Provider value={parts.client}>
      <RouterProvider router={parts.router} />
      <Suspense>{ended !== null && <SignInDialog why={ended} />}</Suspense>
    </Provider>
  );
}
