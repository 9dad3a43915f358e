/** A panel: a heading, what it shows, and what it says while there is nothing to show. */
import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';
import { factsOf } from '../graphql';
import { connection } from '../live/connection';
import { clockText, zone } from '../format';
import { clock } from '../clock';
import { useStore } from '../store';
import { Button, CopyButton, cx } from './basics';
import { PanelMenuButton, type PanelMenuSpec } from './panel-menu-button';

interface PanelProps {
  title: ReactNode;
  /** Beside the title, at its end. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Shows what is live: says so while it cannot be. */
  live?: boolean;
  /** What "⋯" gives out. */
  menu?: PanelMenuSpec;
}

export function Panel({ title, actions, children, className, live = false, menu }: PanelProps) {
  return (
    <section className={cx('min-w-0 rounded-xl border border-line bg-panel', className)}>
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-1">
        <h2 className="text-[15px] font-semibold">{title}</h2>
        {live && <Stale />}
        <div className="ml-auto flex flex-wrap items-center gap-1">
          {actions}
          {menu && <PanelMenuButton menu={menu} of={typeof title === 'string' ? title : 'this'} />}
        </div>
      </header>
      <div className="px-4 pb-4">{children}</div>
    </section>
  );
}

/** Since when what is shown may be out of date. */
function Stale() {
  const state = useStore(connection);
  const shown = useStore(zone);
  if (state.state !== 'reconnecting') return null;
  return <span className="text-xs text-soft">as of {clockText(state.since, clock.now(), shown)}</span>;
}

/** Grey in the size of what comes. It shows after 150 ms, so that what is quick does not flicker. */
export function Skeleton({ rows = 3, className }: { rows?: number; className?: string }) {
  return (
    <div
      role="status"
      aria-label="Loading"
      className={cx('grid animate-[slide-in_150ms_150ms_backwards] gap-2', className)}
    >
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="h-8 animate-pulse rounded-md bg-sunk" />
      ))}
    </div>
  );
}

/** What would fill it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-2 rounded-lg bg-sunk/60 p-4 text-sm">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="grid min-w-0 gap-2 text-soft">{children}</div>}
    </div>
  );
}

/** What went wrong in one panel; the others live on. */
export function Problem({ error, retry }: { error: CombinedError; retry?: () => void }) {
  const facts = factsOf(error);
  return (
    <div role="alert" className="grid gap-2 rounded-lg bg-bad-bg p-3 text-sm text-bad">
      <p className="font-medium">{facts.code === 'FORBIDDEN' ? 'You may not see this' : 'This could not be loaded'}</p>
      <p>{facts.message}</p>
      <div className="flex flex-wrap items-center gap-2">
        {facts.retryable && retry && <Button onClick={retry}>Try again</Button>}
        {facts.requestId !== null && (
          <span className="text-xs">
            Request <code>{facts.requestId}</code> <CopyButton text={facts.requestId} label="Copy id" />
          </span>
        )}
      </div>
    </div>
  );
}

/** One of loading, problem, empty or content, in this order. */
export function Shown({
  loading,
  error,
  retry,
  rows,
  children,
}: {
  loading: boolean;
  error?: CombinedError | undefined;
  retry?: () => void;
  rows?: number;
  children: ReactNode;
}) {
  if (loading) return <Skeleton {...(rows === undefined ? {} : { rows })} />;
  return (
    <>
      {error && <Problem error={error} {...(retry ? { retry } : {})} />}
      {children}
    </>
  );
}
