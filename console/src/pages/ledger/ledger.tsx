/** Every change of a balance, without a gap, the newest first; and what the balance was at any instant. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { PageTitle } from '../../frame/frame';
import { LedgerDocument, type UpdateRowFragment } from '../../gql/graphql';
import { changes } from '../../live/live';
import { Amount, Button, Chip, Instant } from '../../parts/basics';
import { LongTable, type Column } from '../../parts/long-table';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { causeWord } from '../../words';
import { BalanceThen } from './balance-then';
import { UpdateDrawer } from './update-drawer';
import type { LedgerSearch } from './search';

/** An update, or a place where updates are missing. */
type Row = UpdateRowFragment & { missing?: bigint };

const COLUMNS: readonly Column<Row>[] = [
  { name: 'No.', cell: (row) => (row.missing === undefined ? row.seq : '!'), className: 'w-20 tabular-nums' },
  { name: 'Time', cell: (row) => row.missing === undefined && <Instant at={row.at} />, className: 'w-36' },
  {
    name: 'Cause',
    cell: (row) => (row.missing === undefined ? causeWord(row.cause) : `${row.missing} missing before ${row.seq}`),
  },
  {
    name: 'Available',
    cell: (row) => row.missing === undefined && <Amount value={row.delta} signed />,
    className: 'w-28 text-right',
  },
  {
    name: 'Held',
    cell: (row) => row.missing === undefined && <Amount value={row.heldDelta} signed />,
    className: 'w-28 text-right',
  },
  {
    name: 'After it',
    cell: (row) => row.missing === undefined && <Amount value={row.balance.available} className="font-semibold" />,
    className: 'w-28 text-right',
  },
  {
    name: 'Held after',
    cell: (row) => row.missing === undefined && <Amount value={row.balance.held} />,
    className: 'w-28 text-right',
  },
];

/** Where two neighbours are not one apart, a row says how many are missing. */
export function withGaps(rows: readonly UpdateRowFragment[]): Row[] {
  return rows.flatMap((row, index): Row[] => {
    const newer = rows[index - 1];
    const missing = newer ? BigInt(newer.seq) - BigInt(row.seq) - 1n : 0n;
    return missing === 0n ? [row] : [{ ...row, id: `missing-${row.id}`, seq: newer!.seq, missing }, row];
  });
}

export function Ledger() {
  const { account } = useScope();
  const search = useSearch({ strict: false }) as LedgerSearch;
  const navigate = useNavigate();
  const change = (part: Partial<LedgerSearch>) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...part }) } as never);
  // A link to one update begins the list there; opening another one does not move it.
  const [start, setStart] = useState(search.seq);
  const beforeSeq = start === undefined ? null : String(BigInt(start) + 1n);
  const { rows, loading, error, loadMore, refresh } = usePages(
    LedgerDocument,
    { account, beforeSeq },
    (data) => data.balanceUpdates,
  );
  const version = useStore(changes);
  useEffect(() => {
    if (version > 0 && start === undefined) void refresh();
  }, [version, start, refresh]);
  const shown = useMemo(() => withGaps(rows), [rows]);
  return (
    <>
      <PageTitle
        actions={
          start !== undefined && (
            <>
              <Chip>begins at {start}</Chip>
              <Button onClick={() => setStart(undefined)}>Show the newest</Button>
            </>
          )
        }
      >
        Ledger
      </PageTitle>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(18rem,1fr)]">
        <Panel live title="Balance updates">
          <Shown loading={loading} error={error} retry={() => void refresh()} rows={8}>
            {rows.length === 0 && !error ? (
              <Empty title="No updates yet">Credits that come and go leave one each.</Empty>
            ) : (
              <LongTable
                caption="Balance updates, the newest first"
                columns={COLUMNS}
                rows={shown}
                rowKey={({ id }) => id}
                rowClass={({ missing }) => missing !== undefined && 'bg-bad-bg text-bad'}
                open={({ seq, missing }) => missing === undefined && change({ seq })}
                isOpen={({ seq, missing }) => missing === undefined && seq === search.seq}
                nearEnd={loadMore}
              />
            )}
          </Shown>
        </Panel>
        <BalanceThen at={search.at ?? null} choose={(at) => change({ at })} />
      </div>
      {search.seq !== undefined && <UpdateDrawer seq={search.seq} close={() => change({ seq: undefined })} />}
    </>
  );
}
