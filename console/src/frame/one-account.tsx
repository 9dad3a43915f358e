/** The pages of another's account, for who may read it: the same as one's own. */
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { permits, ScopeProvider, useScope, type Scope } from '../scope';

export function OneAccount() {
  const mine = useScope();
  const { account = '' } = useParams({ strict: false });
  const scope = useMemo<Scope>(
    () => ({ ...mine, account, may: (action) => permits(mine.viewer, action, false) }),
    [mine, account],
  );
  return (
    <ScopeProvider value={scope}>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Link to="/" className="text-accent underline">
          Back to your own
        </Link>
        <span className="text-soft">Looking at</span> <strong>{account}</strong>
      </p>
      <Outlet />
    </ScopeProvider>
  );
}
