/** The ways to sign in: before there is a page, and over it once a token has ended. */
import { useCallback, useState } from 'react';
import { Button } from '../parts/basics';
import { settings, type DemoSubject } from '../settings';
import { useStore } from '../store';
import { arrival } from './arrival';
import { ShowProblem } from './problem';
import { ByPage, ByWindow, LeftBehind, type Attempt } from './provider';
import { session, signIn, signInAs } from './session';
import { SignInProblem } from './token';

export function SignInPage() {
  const arrived = useStore(arrival);
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-md min-w-0 gap-6">
        <div className="flex items-center gap-3">
          <img src="/icon.svg" alt="" className="size-10" />
          <div>
            <h1 className="text-xl font-semibold">Spillway</h1>
            <p className="text-soft">How much is allowed, and from where?</p>
          </div>
        </div>
        {arrived?.step === 'busy' ? (
          <p role="status">Signing in…</p>
        ) : (
          <>
            <LeftBehind />
            <Ways place="page" first={arrived?.step === 'failed' ? arrived.problem : null} />
          </>
        )}
      </div>
    </main>
  );
}

/** What the window beside the page shows, should it stay open. */
export function SignInWindow() {
  const arrived = useStore(arrival);
  const lost = arrived?.step === 'window' && arrived.state === 'lost';
  return (
    <main className="grid min-h-dvh place-content-center gap-2 p-4 text-center">
      <h1 className="text-xl font-semibold">Spillway</h1>
      {lost ? (
        <p role="alert">
          The page that asked for this sign-in is gone.{' '}
          <a href="/" className="text-accent underline">
            Open Spillway here
          </a>
        </p>
      ) : (
        <p role="status">Go back to your page. You can close this window.</p>
      )}
    </main>
  );
}

/** How one may sign in here, and what went wrong with it. */
export function Ways({ place, first }: { place: 'page' | 'dialog'; first: SignInProblem | null }) {
  const [problem, setProblem] = useState(first);
  const attempt = useCallback<Attempt>(async (work) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof SignInProblem ? error : new SignInProblem((error as Error).message));
    }
  }, []);
  const paste = <Paste use={(token) => attempt(() => signIn(token))} />;
  return (
    <div className="grid min-w-0 gap-5">
      {problem && <ShowProblem problem={problem} />}
      {settings.oidc && (place === 'page' ? <ByPage attempt={attempt} /> : <ByWindow attempt={attempt} />)}
      {settings.subjects.length > 0 && <Demo pick={(who) => attempt(() => signInAs(who))} />}
      {settings.oidc ? (
        <details>
          <summary className="cursor-pointer text-sm text-soft">Use a token instead</summary>
          <div className="mt-2">{paste}</div>
        </details>
      ) : (
        paste
      )}
    </div>
  );
}

function Demo({ pick }: { pick: (who: DemoSubject) => Promise<void> }) {
  const tenants = [...new Set(settings.subjects.map(({ tenant }) => tenant))];
  const current = session.get();
  return (
    <section aria-labelledby="demo" className="grid gap-3 rounded-xl border border-line bg-panel p-4">
      <h2 id="demo" className="font-semibold">
        Look around as somebody
      </h2>
      {tenants.map((tenant) => (
        <div key={tenant} className="grid gap-1.5">
          <h3 className="text-xs text-soft">{tenant}</h3>
          <div className="flex flex-wrap gap-2">
            {settings.subjects
              .filter((each) => each.tenant === tenant)
              .map((who) => (
                <Button
                  key={who.subject}
                  kind={current?.subject === who.subject && current.tenant === who.tenant ? 'main' : 'plain'}
                  onClick={() => void pick(who)}
                  aria-label={`${who.subject} of ${who.tenant}`}
                >
                  {who.subject}
                </Button>
              ))}
          </div>
        </div>
      ))}
      <p className="text-xs text-soft">Only a development server on this machine offers this.</p>
    </section>
  );
}

function Paste({ use }: { use: (token: string) => Promise<void> }) {
  return (
    <form
      className="grid gap-2 rounded-xl border border-line bg-panel p-4"
      action={(data) => use(String(data.get('token') ?? ''))}
    >
      <label htmlFor="token" className="font-semibold">
        Paste a token
      </label>
      <div className="flex gap-2">
        <input
          id="token"
          name="token"
          required
          autoComplete="off"
          spellCheck={false}
          className="min-w-0 flex-1 rounded-md border border-edge bg-page px-2 py-1 font-mono text-xs"
        />
        <Button type="submit">Use it</Button>
      </div>
      <p className="text-xs text-soft">It stays in this tab.</p>
    </form>
  );
}
