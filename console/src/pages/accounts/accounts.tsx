/** All accounts of the tenant: found by how they begin, narrowed by plan, state and debt. A row opens one. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { mayRead, PageTitle } from '../../frame/frame';
import { nano, share } from '../../format';
import { AccountsDocument, type AccountsQuery } from '../../gql/graphql';
import { Amount, Button, Chip, cx, Relative } from '../../parts/basics';
import { LongTable, type Column } from '../../parts/long-table';
import { Needs } from '../../parts/needs';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { permits, useScope } from '../../scope';
import { anyWord, topUpWord } from '../../words';
import { ResetWindows } from '../manage/reset-windows';
import { Filters } from './filters';
import type { AccountsSearch } from './search';

type Account = NonNullable<AccountsQuery['accounts']>['nodes'][number];

export const addressOf = ({ subject, pool }: { subject?: string | null; pool?: string | null }): string =>
  pool == null ? `subject:${subject}` : `pool:${pool}`;

/** The list is read again so often: it has no news of its own. */
const REFRESH_MS = 15_000;
/** What one call may name. */
const MOST_CHOSEN = 500;

export function Accounts() {
  const { viewer } = useScope();
  return (
    <>
      <PageTitle>Accounts</PageTitle>
      {mayRead(viewer) ? <List /> : <Needs object="account:*" action="read" />}
    </>
  );
}

function List() {
  const { viewer } = useScope();
  const search = useSearch({ strict: false }) as AccountsSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (part: Partial<AccountsSearch>) =>
      void navigate({ to: '.', search: (before: AccountsSearch) => ({ ...before, ...part }), replace: true } as never),
    [navigate],
  );
  const { rows, loading, error, more, loadMore, refresh } = usePages(
    AccountsDocument,
    {
      prefix: search.prefix ?? null,
      plan: search.plan ?? null,
      state: search.state ?? null,
      inDebt: search.debt ?? null,
    },
    (data) => data.accounts,
  );
  useRefreshed({ refresh });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  // A page with a filter may be empty although further ones are not.
  useEffect(() => {
    if (rows.length === 0 && more) loadMore();
  }, [rows.length, more, loadMore]);

  const mayManage = permits(viewer, 'manage', false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useMemo(() => (mayManage ? [choosing(chosen, setChosen), ...COLUMNS] : COLUMNS), [mayManage, chosen]);
  return (
    <Panel
      title={`Accounts of ${viewer.tenant}`}
      actions={
        mayManage && (
          <>
            {chosen.length > 0 && (
              <Button kind="bare" onClick={() => setChosen([])}>
                Choose none
              </Button>
            )}
            {chosen.length > 0 ? (
              <ResetWindows key="some" subjects={chosen} after={() => setChosen([])} />
            ) : (
              <ResetWindows key="all" subjects={null} />
            )}
          </>
        )
      }
    >
      <div className="grid gap-3">
        <Filters search={search} change={change} />
        <Shown loading={loading} error={error} retry={() => void refresh()} rows={8}>
          {rows.length === 0 && !error && !more ? (
            <NoAccount prefix={search.prefix} />
          ) : (
            <LongTable
              caption="Accounts, by address"
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              open={(row) => void navigate({ to: '/accounts/$account', params: { account: addressOf(row) } })}
              nearEnd={loadMore}
            />
          )}
        </Shown>
      </div>
    </Panel>
  );
}

/** Nothing found; where the prefix is an address, it can be begun. */
function NoAccount({ prefix }: { prefix: string | undefined }) {
  const { viewer } = useScope();
  const may = permits(viewer, 'grant', false) || permits(viewer, 'manage', false);
  const begins = prefix !== undefined && /^(subject|pool):./.test(prefix);
  return (
    <Empty title="No such account">
      <p>An account begins with the first request or the first credits.</p>
      {may && begins && (
        <Link to="/accounts/$account/manage" params={{ account: prefix }} className="text-accent underline">
          Begin {prefix}
        </Link>
      )}
    </Empty>
  );
}

function choosing(chosen: readonly string[], set: (chosen: readonly string[]) => void): Column<Account> {
  return {
    name: 'Choose',
    className: 'w-18',
    cell: ({ subject }) =>
      subject != null && (
        // The row opens; the box does not.
        <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            aria-label={`Choose ${subject}`}
            className="size-5 align-middle accent-[var(--accent)]"
            checked={chosen.includes(subject)}
            disabled={!chosen.includes(subject) && chosen.length >= MOST_CHOSEN}
            onChange={(event) =>
              set(event.target.checked ? [...chosen, subject] : chosen.filter((each) => each !== subject))
            }
          />
        </span>
      ),
  };
}

const COLUMNS: readonly Column<Account>[] = [
  {
    name: 'Address',
    cell: (row) => (
      <>
        <span className="text-soft">{row.pool == null ? 'subject:' : 'pool:'}</span>
        <b className="font-medium">{row.pool ?? row.subject}</b>
      </>
    ),
    className: 'w-44',
  },
  { name: 'Plan', cell: ({ plan }) => (plan == null ? '' : anyWord(plan)), className: 'w-24' },
  {
    name: 'State',
    cell: ({ state }) => (state === 'ACTIVE' ? 'In use' : <Chip tone="bad">{anyWord(state)}</Chip>),
    className: 'w-24',
  },
  { name: 'Available', cell: ({ balance }) => <Amount value={balance.available} />, className: 'w-24 text-right' },
  { name: 'Held', cell: ({ balance }) => <Amount value={balance.held} />, className: 'w-20 text-right' },
  {
    name: 'Debt',
    cell: ({ balance }) => <Amount value={balance.debt} className={balance.debt === '0' ? '' : 'text-bad'} />,
    className: 'w-20 text-right',
  },
  { name: 'Tightest window', cell: ({ windows }) => <Tightest windows={windows} />, className: 'w-48' },
  {
    name: 'Last use',
    cell: ({ lastUsedAt }) => lastUsedAt != null && <Relative at={lastUsedAt} />,
    className: 'w-28',
  },
  {
    name: 'Top-up',
    cell: ({ autoTopUp }) => (autoTopUp && autoTopUp.state !== 'OFF' ? topUpWord(autoTopUp.state) : ''),
    className: 'w-28',
  },
];

/** The window with the least share left. */
function Tightest({ windows }: { windows: Account['windows'] }) {
  const [first] = windows.toSorted((a, b) => share(a.remaining, a.capacity) - share(b.remaining, b.capacity));
  if (!first) return null;
  const left = share(first.remaining, first.capacity);
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="h-2 w-14 shrink-0 overflow-hidden rounded-full bg-sunk">
        <span
          style={{ width: `${left * 100}%` }}
          className={cx('block h-full', nano(first.remaining) === 0n ? 'bg-debt' : 'bg-allowance')}
        />
      </span>
      <span className="truncate">
        <Amount value={first.remaining} /> <span className="text-soft">of {anyWord(first.window).toLowerCase()}</span>
      </span>
    </span>
  );
}
