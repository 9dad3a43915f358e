/** Every decision that is stored, the newest first, and one of them in full beside the list. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { PageTitle, mayRead } from '../../frame/frame';
import { useKeys } from '../../frame/keys';
import { ReceiptsDocument, type DecisionRowFragment } from '../../gql/graphql';
import { changes, newDecisions } from '../../live/live';
import { Amount, Button, Chip, Instant } from '../../parts/basics';
import { LongTable, type Column } from '../../parts/long-table';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { outcomeWord, reasonWord, sourceWord, statusWord } from '../../words';
import { OUTCOME_TONE, Sources } from '../overview/last-receipts';
import { receiptsCsv } from './files';
import { Filters } from './filters';
import { ReceiptDrawer } from './receipt-drawer';
import { labelOf, type ReceiptsSearch } from './search';

const COLUMNS: readonly Column<DecisionRowFragment>[] = [
  { name: 'Time', cell: ({ decidedAt }) => <Instant at={decidedAt} />, className: 'w-32' },
  {
    name: 'Outcome',
    cell: ({ outcome }) => <Chip tone={OUTCOME_TONE[outcome] ?? 'quiet'}>{outcomeWord(outcome)}</Chip>,
    className: 'w-24',
  },
  {
    name: 'For',
    cell: ({ product, feature }) => <b className="font-medium">{`${product}/${feature}`}</b>,
    className: 'w-44',
  },
  { name: 'Status', cell: ({ status }) => statusWord(status), className: 'w-24' },
  { name: 'From', cell: ({ draws }) => <Sources draws={draws} />, className: 'w-20' },
  { name: 'Asked', cell: ({ requested }) => <Amount value={requested} />, className: 'w-20 text-right' },
  { name: 'Granted', cell: ({ granted }) => <Amount value={granted} />, className: 'w-20 text-right' },
  { name: 'Charged', cell: ({ charged }) => <Amount value={charged} />, className: 'w-20 text-right' },
  { name: 'Blocked by', cell: blockedText, className: 'w-32' },
  { name: 'Session', cell: ({ session }) => session ?? '', className: 'w-24' },
];
const SUBJECT: Column<DecisionRowFragment> = { name: 'Subject', cell: ({ subject }) => subject, className: 'w-28' };

function blockedText({ blockedBy, outcome, reason }: DecisionRowFragment): string {
  if (blockedBy != null) return sourceWord(blockedBy);
  return outcome === 'DENIED' ? reasonWord(reason) : '';
}

export function Receipts() {
  const { account, viewer } = useScope();
  const search = useSearch({ strict: false }) as ReceiptsSearch;
  const navigate = useNavigate();
  const everyone = search.everyone === true && account === null && mayRead(viewer);
  const filters = {
    account: everyone ? null : account,
    everyone,
    product: search.product ?? null,
    feature: search.feature ?? null,
    session: search.session ?? null,
    outcomes: search.outcome === undefined ? null : [search.outcome],
    reason: search.reason ?? null,
    label: labelOf(search.label),
    idempotencyKey: search.key ?? null,
    from: search.from ?? null,
    to: search.to ?? null,
  };
  const { rows, loading, error, loadMore, refresh } = usePages(ReceiptsDocument, filters, (data) => data.decisions);
  const [live, setLive] = useState(true);
  const [isReading, setReading] = useState(false);
  useKeys([{ press: 'l', does: 'Live or not', act: () => setLive(!live) }]);
  const paused = !live || isReading || search.receipt !== undefined;
  const waiting = useWaiting(rows, paused, refresh);

  const change = useCallback(
    (part: Partial<ReceiptsSearch>) =>
      void navigate({
        to: '.',
        search: (before: ReceiptsSearch) => ({ ...before, ...part }),
        replace: !('receipt' in part),
      } as never),
    [navigate],
  );
  const columns = useMemo(() => (everyone ? [COLUMNS[0]!, SUBJECT, ...COLUMNS.slice(1)] : COLUMNS), [everyone]);
  const place = rows.findIndex(({ id }) => id === search.receipt);

  return (
    <>
      <PageTitle
        actions={
          <>
            {paused && waiting > 0 && (
              <Button onClick={() => void refresh()} aria-live="polite">
                {waiting} new
              </Button>
            )}
            <label className="inline-flex min-h-8 items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={live}
                onChange={(event) => setLive(event.target.checked)}
                className="size-4 accent-[var(--accent)]"
              />
              Live
            </label>
          </>
        }
      >
        Receipts
      </PageTitle>
      <Panel
        title="Decisions"
        live
        menu={{ document: ReceiptsDocument, variables: filters, csv: receiptsCsv(filters) }}
      >
        <div className="grid gap-3">
          <Filters search={search} change={change} mayAll={account === null && mayRead(viewer)} />
          <Shown loading={loading} error={error} retry={() => void refresh()} rows={8}>
            {rows.length === 0 && !error ? (
              <Empty title="No receipts here">Every check leaves one. With filters, another range may have some.</Empty>
            ) : (
              <div onPointerEnter={() => setReading(true)} onPointerLeave={() => setReading(false)}>
                <LongTable
                  caption="Decisions, the newest first"
                  columns={columns}
                  rows={rows}
                  rowKey={({ id }) => id}
                  open={({ id }) => change({ receipt: id })}
                  isOpen={({ id }) => id === search.receipt}
                  nearEnd={loadMore}
                />
              </div>
            )}
          </Shown>
        </div>
      </Panel>
      {search.receipt !== undefined && (
        <ReceiptDrawer
          id={search.receipt}
          close={() => change({ receipt: undefined })}
          {...(place > 0 ? { previous: () => change({ receipt: rows[place - 1]!.id }) } : {})}
          {...(place >= 0 && place < rows.length - 1 ? { next: () => change({ receipt: rows[place + 1]!.id }) } : {})}
        />
      )}
    </>
  );
}

/** How many decisions wait to be shown; unless the list is paused they are shown at once. */
function useWaiting(rows: readonly DecisionRowFragment[], paused: boolean, refresh: () => Promise<void>): number {
  const made = useStore(newDecisions);
  const version = useStore(changes);
  const [seen, setSeen] = useState(version);
  useEffect(() => {
    if (paused || seen === version) return;
    setSeen(version);
    void refresh();
  }, [paused, seen, version, refresh]);
  const known = useMemo(() => new Set(rows.map(({ id }) => id)), [rows]);
  return made.filter((id) => !known.has(id)).length;
}
