/** The keys that every page has, and what they open: the palette and the list of keys, both loaded when they are wanted. */
import { useNavigate } from '@tanstack/react-router';
import { CircleHelp, Search } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { Button, Kbd } from '../parts/basics';
import { useStore } from '../store';
import { caps, listenForKeys, useKeys, type Key } from './keys';
import { over } from './over';
import { turnTheme } from './switches';

const Palette = lazy(() => import('./palette/palette'));
const KeysHelp = lazy(() => import('./keys-help'));

/** The second key of a page's two: g and this. */
const LETTERS: Record<string, string> = {
  ...{
    '/': 'o',
    '/usage': 'u',
    '/decisions': 'd',
    '/credits': 'c',
    '/ledger': 'l',
    '/accounts': 'a',
    '/ask': 'k',
    '/budgets': 'b',
    '/policy': 'p',
    '/catalog': 's',
  },
};
const PALETTE = 'mod+k';

const focusFilter = (): void => {
  const filter = document.querySelector<HTMLElement>('#main [data-filter]');
  (filter?.matches('input, select, textarea') ? filter : filter?.querySelector<HTMLElement>('input, select'))?.focus();
};

/** Of the panel where the keyboard is, else of the first one that has a menu. */
const openPanelMenu = (): void => {
  const own = document.activeElement?.closest('section')?.querySelector<HTMLElement>('[data-panel-menu]');
  const dots = own ?? document.querySelector<HTMLElement>('#main [data-panel-menu]');
  dots?.focus();
  // A menu that has been opened before listens for the key.
  if (dots?.dataset['state'] === undefined) dots?.click();
  else dots.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
};

export function Shortcuts({ rooms }: { rooms: readonly { to: string; label: string }[] }) {
  const navigate = useNavigate();
  const open = useStore(over);
  useEffect(listenForKeys, []);
  // What was open over one caller's pages is not open over the next one's.
  useEffect(() => () => over.set(null), []);
  const go = (to: string) => () => {
    void navigate({ to });
    document.getElementById('main')?.focus();
  };
  const goKeys = rooms.flatMap(({ to, label }): Key[] =>
    LETTERS[to] === undefined ? [] : [{ press: `g ${LETTERS[to]}`, does: `Go to ${label}`, act: go(to) }],
  );
  useKeys([
    { press: PALETTE, does: 'Go to or find', act: () => over.set('palette') },
    ...goKeys,
    { press: '/', does: 'Filter what is shown', act: focusFilter },
    { press: '.', does: "Open a panel's menu", act: openPanelMenu },
    { press: 't', does: 'Light or dark', act: turnTheme },
    { press: '?', does: 'Show the keys', act: () => over.set('keys') },
  ]);
  const close = () => over.set(null);
  return (
    <Suspense>
      {open === 'palette' && <Palette close={close} />}
      {open === 'keys' && <KeysHelp close={close} />}
    </Suspense>
  );
}

/** The same for a pointer. */
export function ShortcutButtons() {
  return (
    <>
      <Button kind="bare" className="text-xs text-soft" aria-haspopup="dialog" onClick={() => over.set('palette')}>
        <Search size={14} aria-hidden="true" />
        <span className="sr-only">Go to or find</span>
        <span className="flex gap-1 max-sm:hidden">
          {caps(PALETTE).map((cap) => (
            <Kbd key={cap}>{cap}</Kbd>
          ))}
        </span>
      </Button>
      <Button
        kind="bare"
        className="px-2 text-soft max-sm:hidden"
        aria-haspopup="dialog"
        aria-label="Keys"
        onClick={() => over.set('keys')}
      >
        <CircleHelp size={16} aria-hidden="true" />
      </Button>
    </>
  );
}
