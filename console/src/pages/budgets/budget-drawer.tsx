/** One budget in full: how it stands, by which line of the policy, and who spent it. */
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useData } from '../../data';
import { mayRead } from '../../frame/frame';
import { nano } from '../../format';
import {
  BudgetDocument,
  BudgetMembersDocument,
  BudgetsDocument,
  PolicyTextDocument,
  type BudgetMembersQuery,
  type BudgetNowFragment,
} from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { Amount, Chip, CopyButton, Instant, Relative } from '../../parts/basics';
import { BudgetMeter, budgetName } from '../../parts/budget-bar';
import { Drawer } from '../../parts/drawer';
import { LongTable, type Column } from '../../parts/long-table';
import { Empty, Problem, Shown, Skeleton } from '../../parts/panel';
import { PanelMenuButton } from '../../parts/panel-menu-button';
import { usePages } from '../../parts/use-pages';
import { permitsOn, useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { boundsWord } from '../../words';
import AskForMore from './ask-for-more';
import { membersCsv } from './files';

export function BudgetDrawer({ id, close }: { id: string; close: () => void }) {
  const { data, error, loading, retry } = useData(BudgetDocument, { id }, { live: true });
  useBudgetsWatched([id]);
  const budget = data?.budget;
  return (
    <Drawer
      open
      close={close}
      title={budget ? budgetName(budget) : 'Budget'}
      about={budget ? boundsWord(budget) : 'The most that may be spent'}
    >
      {loading && <Skeleton rows={6} />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !budget && <Empty title="There is no such budget">Perhaps the id is cut off.</Empty>}
      {budget && <Content budget={budget} />}
    </Drawer>
  );
}

function Content({ budget }: { budget: BudgetNowFragment }) {
  // Whom it counts may ask for more of it.
  const { data } = useData(BudgetsDocument, { subject: null, session: budget.session ?? null });
  const counts = data?.budgets?.nodes.some(({ id }) => id === budget.id) === true;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Chip>{budget.kind === 'CAP' ? 'Cap' : 'Alert alone'}</Chip>
        {nano(budget.over) > 0n && <Chip tone="bad">went beyond</Chip>}
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {counts && budget.kind === 'CAP' && budget.line != null && <AskForMore budget={budget} />}
        </span>
      </div>
      <div className="grid gap-3 text-sm">
        <Figures budget={budget} />
        <BudgetMeter budget={budget} />
      </div>
      <Part title="Who spent it" actions={<MembersMenu budget={budget} />}>
        <Members budget={budget} />
      </Part>
      <Part title="The line of the policy">
        <Line line={budget.line ?? null} />
      </Part>
      <Part title="Details">
        <Details budget={budget} />
      </Part>
    </>
  );
}

function Part({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid min-w-0 gap-2 border-t border-line pt-3">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {actions}
      </div>
      {children}
    </section>
  );
}

function Figures({ budget }: { budget: BudgetNowFragment }) {
  const { limit, increase, released, spent, held, remaining, over } = budget;
  const figures: readonly (readonly [string, string])[] = [
    ['Limit', limit],
    ...(increase === '0' ? [] : [['Approved on top', increase] as const]),
    ...(nano(released) < nano(limit) ? [['Released so far', released] as const] : []),
    ['Spent', spent],
    ['Held', held],
    ['Left', remaining],
    ...(over === '0' ? [] : [['Beyond', over] as const]),
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-soft">{name}</dt>
          <dd>
            <Amount value={value} className="text-xl font-semibold" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Member = NonNullable<BudgetMembersQuery['budget']>['members']['nodes'][number];

const MEMBERS_MS = 1000;

function Members({ budget: { id, spent, held } }: { budget: BudgetNowFragment }) {
  const { viewer } = useScope();
  const { rows, loading, error, loadMore, refresh } = usePages(
    BudgetMembersDocument,
    { id },
    (data) => data.budget?.members,
  );
  // What was spent has changed: so has who spent it.
  const settled = useSettled(`${spent} ${held}`, MEMBERS_MS);
  useEffect(() => void refresh(), [settled, refresh]);
  const all = mayRead(viewer);
  const columns: readonly Column<Member>[] = [
    { name: 'Subject', cell: ({ id: subject }) => <Subject subject={subject} linked={all} />, className: 'w-40' },
    { name: 'Spent', cell: (row) => <Amount value={row.spent} />, className: 'w-24 text-right' },
    { name: 'Held', cell: (row) => <Amount value={row.held} />, className: 'w-20 text-right' },
    { name: 'Last', cell: ({ lastAt }) => lastAt != null && <Relative at={lastAt} />, className: 'w-28 text-right' },
  ];
  return (
    <Shown loading={loading} error={error} retry={() => void refresh()}>
      {rows.length === 0 && !error ? (
        <Empty title="Nobody yet">In the running period nothing was spent that you may see.</Empty>
      ) : (
        <LongTable
          caption="Who spent it, the most first"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          nearEnd={loadMore}
        />
      )}
    </Shown>
  );
}

function Subject({ subject, linked }: { subject: string; linked: boolean }) {
  if (!linked) return <b className="font-medium">{subject}</b>;
  return (
    <Link
      to={'/accounts/$account' as '/'}
      params={{ account: `subject:${subject}` } as never}
      className="font-medium text-accent underline"
    >
      {subject}
    </Link>
  );
}

function MembersMenu({ budget: { id } }: { budget: BudgetNowFragment }) {
  return (
    <span className="inline-flex items-center gap-1">
      <PanelMenuButton
        of="Who spent it"
        menu={{ document: BudgetMembersDocument, variables: { id }, csv: membersCsv(id) }}
      />
    </span>
  );
}

function Line({ line }: { line: number | null }) {
  const { viewer } = useScope();
  const mayReadPolicy = permitsOn(viewer, 'policy', 'read');
  const { data } = useData(PolicyTextDocument, {}, { pause: !mayReadPolicy || line === null, live: true });
  if (line === null) return <p className="text-sm text-soft">No line names it any more: nothing counts in it.</p>;
  const text = data?.policy?.text.split(/\r?\n/)[line - 1];
  return (
    <p className="text-xs text-soft">
      {text !== undefined && <code className="block rounded-md bg-sunk px-3 py-2 break-words text-ink">{text}</code>}
      Line {line} of the policy that serves now.
    </p>
  );
}

function Details({ budget }: { budget: BudgetNowFragment }) {
  const { startedAt, resetsAt, period } = budget;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-soft">Budget</dt>
        <dd className="break-all">{budget.id}</dd>
        <dt className="text-soft">Account</dt>
        <dd className="break-all">{budget.account}</dd>
        {startedAt != null && (
          <>
            <dt className="text-soft">Counts since</dt>
            <dd>
              <Instant at={startedAt} />
            </dd>
          </>
        )}
        {resetsAt != null && period !== 'once' && (
          <>
            <dt className="text-soft">Turns</dt>
            <dd>
              <Instant at={resetsAt} />
            </dd>
          </>
        )}
      </dl>
      <div>
        <CopyButton text={budget.id} label="Copy id" />
      </div>
    </>
  );
}
