/** Every budget of the tenant that has counted something, as a table. */
import { useEffect } from 'react';
import { nano, share, sum } from '../../format';
import { EveryBudgetDocument, type BudgetNowFragment } from '../../gql/graphql';
import { budgetName } from '../../parts/budget-bar';
import { Amount, Chip, cx, Relative } from '../../parts/basics';
import { LongTable, type Column } from '../../parts/long-table';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { boundsWord } from '../../words';
import { everyBudgetCsv } from './files';

/** The list is read again so often: those beyond the first have no news of their own. */
const REFRESH_MS = 15_000;

export function EveryBudget({ open, opened }: { open: (budget: string) => void; opened: string | undefined }) {
  const { viewer } = useScope();
  const { rows, loading, error, loadMore, refresh } = usePages(EveryBudgetDocument, {}, (data) => data.budgets);
  useRefreshed({ refresh });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <Panel title={`Budgets of ${viewer.tenant}`} menu={{ document: EveryBudgetDocument, csv: everyBudgetCsv }}>
      <Shown loading={loading} error={error} retry={() => void refresh()} rows={8}>
        {rows.length === 0 && !error ? (
          <Empty title="No budget has counted anything">
            The ones that the policy names begin with their first use.
          </Empty>
        ) : (
          <LongTable
            caption="Budgets that have counted something"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            open={({ id }) => open(id)}
            isOpen={({ id }) => id === opened}
            nearEnd={loadMore}
          />
        )}
      </Shown>
    </Panel>
  );
}

const COLUMNS: readonly Column<BudgetNowFragment>[] = [
  { name: 'Who', cell: (budget) => <b className="font-medium">{budgetName(budget)}</b>, className: 'w-48' },
  { name: 'What', cell: boundsWord, className: 'w-72' },
  { name: 'Used', cell: (budget) => <Share budget={budget} />, className: 'w-32' },
  { name: 'Spent', cell: ({ spent }) => <Amount value={spent} />, className: 'w-20 text-right' },
  { name: 'Held', cell: ({ held }) => <Amount value={held} />, className: 'w-20 text-right' },
  { name: 'Limit', cell: (budget) => <Limit budget={budget} />, className: 'w-24 text-right' },
  { name: 'Left', cell: ({ remaining }) => <Amount value={remaining} />, className: 'w-20 text-right' },
  {
    name: 'Turns',
    cell: ({ resetsAt, period }) => resetsAt != null && period !== 'once' && <Relative at={resetsAt} />,
    className: 'w-28',
  },
  { name: 'Line', cell: ({ line }) => (line == null ? <Chip>none</Chip> : line), className: 'w-16 text-right' },
];

function Limit({ budget: { limit, increase } }: { budget: BudgetNowFragment }) {
  return (
    <>
      <Amount value={limit} />
      {increase !== '0' && (
        <span className="text-soft">
          {' '}
          + <Amount value={increase} />
        </span>
      )}
    </>
  );
}

function Share({ budget: { spent, held, limit, increase, over } }: { budget: BudgetNowFragment }) {
  const whole = sum([limit, increase]);
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="flex h-2 min-w-10 flex-1 overflow-hidden rounded-full bg-sunk">
        <span
          style={{ width: `${share(spent, whole) * 100}%` }}
          className={cx('block h-full', nano(over) > 0n ? 'bg-debt' : 'bg-budget')}
        />
        <span style={{ width: `${share(held, whole) * 100}%` }} className="striped block h-full bg-budget" />
      </span>
      <span className="w-10 text-right tabular-nums">
        {nano(whole) === 0n ? '' : `${(nano(spent) * 100n) / nano(whole)} %`}
      </span>
    </span>
  );
}
