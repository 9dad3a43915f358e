/** The first page of an account: of a subject the overview, of a pool what it has and who draws from it. */
import { lazy, Suspense } from 'react';
import { Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { Overview } from '../overview/overview';

const Pool = lazy(async () => ({ default: (await import('../pool/pool')).Pool }));

export function AccountHome() {
  const { account } = useScope();
  if (account?.startsWith('pool:') !== true) return <Overview />;
  return (
    <Suspense fallback={<Skeleton rows={6} />}>
      <Pool />
    </Suspense>
  );
}
