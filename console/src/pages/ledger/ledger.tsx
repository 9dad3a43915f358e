/** Every change of a balance, without a gap, the newest first; and what the balance was at any instant. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { PageTitle } from '../../frame/frame';
import { LedgerDocument, type UpdateRowFragment } from '../../gql/graphql';
import { Amount, Button, Chip, Instant } from '../../parts/basics';
import { LongTable, type Column } from '../../parts/long-table';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { causeWord } from '../../words';
import { BalanceThen } from './balance-then';
import { ledgerCsv } from './files';
import { gapText, isGap, withGaps, type LedgerRow } from './gaps';
import { Moved } from './moved';
import type { LedgerSearch } from './search';
import { UpdateDrawer } from './update-drawer';

const of = (cell: (row: UpdateRowFragment) => ReactNode) => (row: LedgerRow) => (isGap(row) ? null : cell(row));

const COLUMNS: readonly Column<LedgerRow>[] = [
  { name: 'No.', cell: of(({ seq }) => seq), className: 'w-16 tabular-nums' },
  { name: 'Time', cell: of(({ at }) => <Instant at={at} />), className: 'w-32' },
  { name: 'Cause', cell: of(({ cause }) => causeWord(cause)), className: 'w-40' },
  { name: 'Layers', cell: of((row) => <Moved update={row} />), className: 'w-24' },
  { name: 'Available', cell: of(({ delta }) => <Change value={delta} />), className: 'w-24 text-right' },
  { name: 'Held', cell: of(({ heldDelta }) => <Change value={heldDelta} />), className: 'w-24 text-right' },
  {
    name: 'Available after',
    cell: of(({ balance }) => <Amount value={balance.available} className="font-semibold" />),
    className: 'w-32 text-right',
  },
  { name: 'Held after', cell: of(({ balance }) => <Amount value={balance.held} />), className: 'w-28 text-right' },
];

/** What did not change steps back. */
function Change({ value }: { value: string }) {
  return <Amount value={value} signed className={value === '0' ? 'text-soft' : ''} />;
}

export function Ledger() {
  const { account } = useScope();
  const search = useSearch({ strict: false }) as LedgerSearch;
  const navigate = useNavigate();
  const change = (part: Partial<LedgerSearch>) =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, ...part }),
      replace: !('seq' in part),
      resetScroll: false,
    } as never);
  // A link to one update begins the list there; opening another one does not move it.
  const [start, setStart] = useState(search.seq);
  const beforeSeq = start === undefined ? null : String(BigInt(start) + 1n);
  const asked = { account, beforeSeq };
  const pages = usePages(LedgerDocument, asked, (data) => data.balanceUpdates);
  useRefreshed(pages, start !== undefined);
  const { rows, loading, error, more, loadMore, refresh } = pages;
  const shown = useMemo(() => withGaps(rows, !more && !loading && !error), [rows, more, loading, error]);
  return (
    <>
      <PageTitle
        actions={
          start !== undefined && (
            <>
              <Chip>begins with {start}</Chip>
              <Button onClick={() => setStart(undefined)}>Show the newest</Button>
            </>
          )
        }
      >
        Ledger
      </PageTitle>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <BalanceThen at={search.at ?? null} choose={(at) => change({ at })} />
        <Panel
          live
          title="Balance updates"
          menu={{ document: LedgerDocument, variables: asked, csv: ledgerCsv(asked) }}
        >
          <Shown loading={loading} error={error} retry={() => void refresh()} rows={8}>
            {rows.length === 0 && !error ? (
              <Empty title={start === undefined ? 'No updates yet' : 'There is no such update'}>
                Each change of the balance leaves one: credits that come, work that holds and uses them.
              </Empty>
            ) : (
              <LongTable
                caption="Balance updates, the newest first"
                columns={COLUMNS}
                rows={shown}
                rowKey={({ id }) => id}
                rowClass={(row) => isGap(row) && 'bg-bad-bg font-medium text-bad'}
                whole={(row) => (isGap(row) ? gapText(row) : null)}
                open={(row) => !isGap(row) && change({ seq: row.seq })}
                isOpen={(row) => !isGap(row) && row.seq === search.seq}
                nearEnd={loadMore}
              />
            )}
          </Shown>
        </Panel>
      </div>
      {search.seq !== undefined && (
        <UpdateDrawer
          seq={search.seq}
          go={(seq) => change({ seq })}
          close={() => change({ seq: undefined })}
          newest={start === undefined ? (rows[0]?.seq ?? null) : null}
        />
      )}
    </>
  );
}
