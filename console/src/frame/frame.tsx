/** What stands around every page: where one can go, who is here, whether what is shown is live. */
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { Problem, Skeleton } from '../parts/panel';
import { Button } from '../parts/basics';
import { useData } from '../data';
import { ViewerDocument } from '../gql/graphql';
import { follow, spoken } from '../live/live';
import { approvesAny, permits, permitsOn, ScopeProvider, type Scope, type Viewer } from '../scope';
import { signOut } from '../session/session';
import { useStore } from '../store';
import { product as chosenProduct } from './chosen';
import { ConnectionDot } from './connection-dot';
import { ShortcutButtons, Shortcuts } from './shortcuts';
import { ThemeSwitch, ZoneSwitch } from './switches';

interface Room {
  to: string;
  label: string;
  /** Whether somebody may enter. */
  for: (who: Pick<Scope, 'viewer' | 'counted'>) => boolean;
}

const everybody = () => true;
export const ROOMS: readonly Room[] = [
  { to: '/', label: 'Overview', for: everybody },
  { to: '/usage', label: 'Usage', for: everybody },
  { to: '/decisions', label: 'Receipts', for: everybody },
  { to: '/credits', label: 'Credits', for: everybody },
  { to: '/ledger', label: 'Ledger', for: everybody },
  { to: '/ask', label: 'Ask', for: everybody },
  { to: '/budgets', label: 'Budgets', for: ({ viewer, counted }) => counted || mayRead(viewer) || approvesAny(viewer) },
  { to: '/catalog', label: 'Catalog', for: everybody },
];
export const TENANT_ROOMS: readonly Room[] = [
  { to: '/accounts', label: 'Accounts', for: ({ viewer }) => mayRead(viewer) },
  { to: '/policy', label: 'Policy', for: ({ viewer }) => permitsOn(viewer, 'policy', 'read') },
];

export function Frame() {
  const { data, error, loading, retry } = useData(ViewerDocument, {});
  const viewer = data?.viewer;
  if (!viewer) {
    return (
      <main className="mx-auto grid max-w-5xl gap-4 p-6">
        <h1 className="sr-only">Spillway</h1>
        {loading ? <Skeleton rows={6} /> : error ? <Problem error={error} retry={retry} /> : <Skeleton rows={6} />}
      </main>
    );
  }
  const counted = [data.budgets, data.teams].some((list) => (list?.nodes.length ?? 0) > 0);
  return <Room viewer={viewer} catalog={data.catalog ?? null} counted={counted} />;
}

function Room({ viewer, catalog, counted }: Pick<Scope, 'viewer' | 'catalog' | 'counted'>) {
  const scope = useMemo<Scope>(
    () => ({ viewer, catalog, counted, account: null, may: (action) => permits(viewer, action, true) }),
    [viewer, catalog, counted],
  );
  useFollowing();
  return (
    <ScopeProvider value={scope}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <div className="mx-auto grid min-h-dvh max-w-[88rem] max-lg:grid-rows-[auto_1fr] lg:grid-cols-[13rem_minmax(0,1fr)]">
        <Rail scope={scope} />
        <div className="grid min-w-0 grid-rows-[auto_1fr]">
          <Header viewer={viewer} />
          <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-2 pb-16 outline-none sm:px-6">
            <Outlet />
          </main>
        </div>
      </div>
      <Spoken />
      <Shortcuts rooms={[...ROOMS, ...TENANT_ROOMS].filter((room) => room.for(scope))} />
    </ScopeProvider>
  );
}

/** Follows the account whose pages are open. */
function useFollowing(): void {
  const client = useClient();
  const product = useStore(chosenProduct);
  const account = useRouterState({
    select: ({ matches }) => (matches.at(-1)?.params as { account?: string } | undefined)?.account ?? null,
  });
  useEffect(() => follow(client, account, product === '' ? null : product), [client, account, product]);
}

const LINK =
  'flex min-h-8 items-center rounded-md px-3 py-1.5 text-sm text-soft hover:bg-sunk hover:text-ink aria-[current=page]:bg-sunk aria-[current=page]:font-semibold aria-[current=page]:text-ink whitespace-nowrap';

function Rail({ scope }: { scope: Scope }) {
  const tenant = TENANT_ROOMS.filter((room) => room.for(scope));
  const rail = useRef<HTMLElement>(null);
  const room = useRouterState({ select: ({ location }) => location.pathname.split('/')[1] });
  // On a phone the rooms are one line that is longer than the screen.
  useEffect(() => {
    const here = rail.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (here) rail.current?.scrollTo({ left: here.offsetLeft - rail.current.clientWidth / 2 + here.clientWidth / 2 });
  }, [room]);
  return (
    <nav ref={rail} aria-label="Pages" className="border-line max-lg:overflow-x-auto max-lg:border-b lg:border-r">
      <div className="flex gap-1 p-3 lg:sticky lg:top-0 lg:flex-col">
        <Link to="/" className="flex items-center gap-2 px-3 pb-3 font-semibold max-lg:hidden">
          <img src="/icon.svg" alt="" className="size-6" /> Spillway
        </Link>
        {ROOMS.filter((room) => room.for(scope)).map((room) => (
          <Link
            key={room.to}
            to={room.to}
            activeOptions={{ exact: room.to === '/', includeSearch: false }}
            className={LINK}
          >
            {room.label}
          </Link>
        ))}
        {tenant.length > 0 && <p className="px-3 pt-4 pb-1 text-xs text-soft max-lg:hidden">{scope.viewer.tenant}</p>}
        {tenant.map((room) => (
          <Link key={room.to} to={room.to} activeOptions={{ includeSearch: false }} className={LINK}>
            {room.label}
          </Link>
        ))}
      </div>
    </nav>
  );
}

function Header({ viewer }: { viewer: Viewer }) {
  return (
    <header className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 sm:px-6">
      <p className="min-w-0 truncate text-sm">
        <span className="text-soft">{viewer.tenant} / </span>
        <strong className="font-semibold">{viewer.subject}</strong>
      </p>
      <ConnectionDot />
      <div className="ml-auto flex flex-wrap items-center gap-1">
        <ShortcutButtons />
        <ZoneSwitch />
        <ThemeSwitch />
        <Button kind="bare" onClick={signOut}>
          Sign out
        </Button>
      </div>
    </header>
  );
}

/** The one place that speaks by itself. */
function Spoken() {
  const words = useStore(spoken);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}

export function NotFound() {
  return (
    <div className="grid justify-items-start gap-3 py-10">
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <Link to="/" className="text-accent underline">
        To the overview
      </Link>
    </div>
  );
}

/** The title of a page, which is also the browser's, and where a screen reader goes when the page changes. */
export function PageTitle({ children, actions }: { children: string; actions?: React.ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [path] = useState(() => location.pathname);
  useEffect(() => {
    document.title = `${children} · Spillway`;
  }, [children, path]);
  return (
    <div className="flex flex-wrap items-center gap-3 py-2">
      <h1 ref={heading} className="text-xl font-semibold tracking-tight">
        {children}
      </h1>
      <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>
    </div>
  );
}

/** Whether the viewer may see what belongs to the tenant. */
export const mayRead = (viewer: Viewer): boolean => permits(viewer, 'read', false);
export { permitsOn };
