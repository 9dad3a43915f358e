/** A drawer at the side, and a dialog in the middle: both keep the keyboard inside, close with Esc and give focus back. */
import { Dialog as Primitive } from 'radix-ui';
import { X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';

interface OverProps {
  title: ReactNode;
  /** One sentence under the title. */
  about?: ReactNode;
  open: boolean;
  close: () => void;
  children: ReactNode;
}

function Over({ title, about, open, close, children, place }: OverProps & { place: string }) {
  // The primitive knows its own trigger only; ours are opened by the address, too.
  const before = useRef<Element | null>(null);
  return (
    <Primitive.Root open={open} onOpenChange={(stays) => !stays && close()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Primitive.Content
          {...(about === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={() => void (before.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          className={`fixed z-40 grid content-start gap-4 overflow-y-auto border border-line bg-panel p-5 ${place}`}
        >
          <div className="flex items-start gap-3">
            <div className="grid min-w-0 gap-1">
              <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
              {about !== undefined && (
                <Primitive.Description className="text-sm text-soft">{about}</Primitive.Description>
              )}
            </div>
            <Primitive.Close
              aria-label="Close"
              className="ml-auto grid size-8 shrink-0 place-items-center rounded-md hover:bg-sunk"
            >
              <X size={18} />
            </Primitive.Close>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** What lies beside a list: one row of it, in full. */
export function Drawer(props: OverProps) {
  return (
    <Over {...props} place="inset-y-0 right-0 w-[min(44rem,100%)] animate-[drawer-in_160ms] border-y-0 border-r-0" />
  );
}

/** A question that must be answered before anything else. */
export function Dialog(props: OverProps) {
  return (
    <Over
      {...props}
      place="top-1/2 left-1/2 max-h-[92dvh] w-[min(34rem,calc(100vw-1.5rem))] -translate-1/2 rounded-xl"
    />
  );
}
