/** Signing in again over the page, once a token has ended. Nothing that was typed is lost: the page stays under it. */
import { Dialog } from 'radix-ui';
import { Button } from '../parts/basics';
import { signOut } from './session';
import { Ways } from './sign-in';

export default function SignInDialog({ why }: { why: string }) {
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/45" />
        <Dialog.Content
          onEscapeKeyDown={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed top-1/2 left-1/2 z-50 grid max-h-[90dvh] w-[min(28rem,calc(100vw-2rem))] -translate-1/2 gap-4 overflow-y-auto rounded-xl border border-line bg-panel p-5"
        >
          <Dialog.Title className="text-base font-semibold">Sign in again</Dialog.Title>
          <Dialog.Description className="text-soft">{why} Nothing on the page is lost.</Dialog.Description>
          <Ways place="dialog" first={null} />
          <Button kind="bare" onClick={signOut}>
            Leave the page instead
          </Button>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
