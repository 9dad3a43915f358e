/** The two ways to sign in: before there is a page, and over it once a token has ended. */
import { useState } from 'react';
import { Dialog } from 'radix-ui';
import { Button } from '../parts/basics';
import { settings, type DemoSubject } from '../settings';
import { session, signIn, signInAs, signOut } from './session';

export function SignInPage() {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-md gap-6">
        <div className="flex items-center gap-3">
          <img src="/icon.svg" alt="" className="size-10" />
          <div>
            <h1 className="text-xl font-semibold">Spillway</h1>
            <p className="text-soft">How much is allowed, and from where?</p>
          </div>
        </div>
        <Ways />
      </div>
    </main>
  );
}

/** Nothing that was typed is lost: the page stays as it is under the dialog. */
export function SignInDialog({ why }: { why: string }) {
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          onEscapeKeyDown={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed top-1/2 left-1/2 z-50 grid max-h-[90dvh] w-[min(28rem,calc(100vw-2rem))] -translate-1/2 gap-4 overflow-y-auto rounded-xl border border-line bg-panel p-5"
        >
          <Dialog.Title className="text-base font-semibold">Sign in again</Dialog.Title>
          <Dialog.Description className="text-soft">{why} Nothing on the page is lost.</Dialog.Description>
          <Ways />
          <Button kind="bare" onClick={signOut}>
            Leave the page instead
          </Button>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Ways() {
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = (work: () => Promise<void> | void) => {
    setProblem(null);
    void (async () => work())().catch((error: Error) => setProblem(error.message));
  };
  return (
    <div className="grid gap-5">
      {settings.subjects.length > 0 && <Demo pick={(who) => attempt(() => signInAs(who))} />}
      <Paste use={(token) => attempt(() => signIn(token))} />
      {problem !== null && (
        <p role="alert" className="rounded-lg bg-bad-bg p-3 text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

function Demo({ pick }: { pick: (who: DemoSubject) => void }) {
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
                  onClick={() => pick(who)}
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

function Paste({ use }: { use: (token: string) => void }) {
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
