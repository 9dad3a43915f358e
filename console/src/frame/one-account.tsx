/** The pages of another's account, for who may read it: the same as one's own, and what an admin may do to it. */
import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useData } from '../data';
import { AccountHeadDocument } from '../gql/graphql';
import { factsOf } from '../graphql';
import { Chip } from '../parts/basics';
import { Needs } from '../parts/needs';
import { Empty, Problem, Skeleton } from '../parts/panel';
import { permits, permitsAt, ScopeProvider, useScope, type Scope } from '../scope';
import { anyWord } from '../words';
import { PageTitle } from './frame';

interface Tab {
  to: string;
  label: string;
  /** Whether a pool has it too. */
  pools: boolean;
}

const TABS: readonly Tab[] = [
  { to: '/accounts/$account', label: 'Overview', pools: true },
  { to: '/accounts/$account/usage', label: 'Usage', pools: false },
  { to: '/accounts/$account/decisions', label: 'Receipts', pools: false },
  { to: '/accounts/$account/credits', label: 'Credits', pools: true },
  { to: '/accounts/$account/ledger', label: 'Ledger', pools: true },
];
const MANAGE: Tab = { to: '/accounts/$account/manage', label: 'Manage', pools: true };
const ADDRESS = /^(subject|pool):./;

export function OneAccount() {
  const mine = useScope();
  const { account: asked = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const { data, error, loading, retry } = useData(AccountHeadDocument, { account: asked }, { live: true });
  const head = data?.account;
  // An id leads to the address: the page, its links and what is followed have one name.
  const found = head ? (head.pool == null ? `subject:${head.subject}` : `pool:${head.pool}`) : null;
  const address = ADDRESS.test(asked) ? asked : (found ?? asked);
  useEffect(() => {
    if (found !== null && found !== asked) {
      void navigate({ to: '.', params: { account: found }, search: true, replace: true } as never);
    }
  }, [found, asked, navigate]);
  const scope = useMemo<Scope>(
    () => ({ ...mine, account: address, may: (action) => permitsAt(mine.viewer, action, address) }),
    [mine, address],
  );
  const acts = scope.may('manage') || scope.may('grant');
  const onManage = useRouterState({ select: ({ location }) => location.pathname.endsWith('/manage') });
  const code = error ? factsOf(error).code : null;
  if (error && !head && code !== 'NOT_FOUND') {
    const forbidden = code === 'FORBIDDEN';
    return (
      <Alone title={forbidden ? 'Not yours to see' : asked}>
        {forbidden ? <Needs object="account:*" action="read" /> : <Problem error={error} retry={retry} />}
      </Alone>
    );
  }
  if (loading) {
    return (
      <Alone title={asked}>
        <Skeleton rows={6} />
      </Alone>
    );
  }
  // What an admin does may be what an account begins with.
  if (!head && !(onManage && acts && ADDRESS.test(asked))) {
    return (
      <Alone title="No such account">
        <Empty title={`There is no account ${asked}`}>
          <p>It may not have begun yet: an account begins with the first request or the first credits.</p>
        </Empty>
      </Alone>
    );
  }
  return (
    <ScopeProvider value={scope}>
      <div className="grid gap-2 pt-1">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Back />
          <strong data-account={address}>{address}</strong>
          {head?.plan != null && <span className="text-soft">{anyWord(head.plan)}</span>}
          {head?.state === 'SUSPENDED' && <Chip tone="bad">Suspended</Chip>}
        </p>
        {head && <Tabs account={address} isPool={head.pool != null} acts={acts} />}
      </div>
      <Outlet />
    </ScopeProvider>
  );
}

/** To the list, for who may see it. */
function Back() {
  const { viewer } = useScope();
  const all = permits(viewer, 'read', false);
  return (
    <>
      <Link to={all ? '/accounts' : '/'} className="text-accent underline">
        {all ? 'Accounts' : 'Back to your own'}
      </Link>
      <span aria-hidden="true" className="text-soft">
        /
      </span>
    </>
  );
}

function Alone({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <p className="pt-1 text-sm">
        <Back />
      </p>
      <PageTitle>{title}</PageTitle>
      {children}
    </>
  );
}

const TAB =
  'flex min-h-8 items-center border-b-2 border-transparent px-3 text-sm whitespace-nowrap text-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink';

function Tabs({ account, isPool, acts }: { account: string; isPool: boolean; acts: boolean }) {
  const page = useRouterState({ select: ({ location }) => location.pathname.split('/')[3] ?? '' });
  const tabs = [...TABS, ...(acts ? [MANAGE] : [])].filter(({ pools }) => pools || !isPool);
  return (
    <nav aria-label="Of this account" className="overflow-x-auto border-b border-line">
      <div className="flex">
        {tabs.map(({ to, label }) => (
          <Link
            key={to}
            to={to as '/accounts/$account'}
            params={{ account }}
            aria-current={(to.split('/')[3] ?? '') === page ? 'page' : undefined}
            activeProps={{}}
            className={TAB}
          >
            {label}
          </Link>
        ))}
      </div>
    </nav>
  );
}
