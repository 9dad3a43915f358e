/** The same as the chart, as a table: hours or days with usage, sorted by any column. */
import { Amount, Button } from '../../parts/basics';
import { PAYERS } from '../../parts/layers';
import { LongTable, type Column } from '../../parts/long-table';
import { countText, fromNano } from '../../format';
import { payerWord } from '../../words';
import { pointText } from './range';
import { amountOf, groupText, measureText, sorted, type Row } from './rows';
import type { Sort, UsageSearch } from './search';

interface TableProps {
  rows: readonly Row[];
  search: UsageSearch;
  bucket: 'HOUR' | 'DAY';
  timeZone: string;
  change: (part: Partial<UsageSearch>) => void;
  chooseTime: (row: { start: string; end: string }) => void;
  chooseGroup: (key: string) => void;
}

const BARE = '-mx-1 min-h-6 max-w-full justify-start px-1 font-normal underline decoration-line underline-offset-4';

export function UsageTable({ rows, search, bucket, timeZone, change, chooseTime, chooseGroup }: TableProps) {
  const { group, measure, sort = 'start', up = false } = search;
  const sorting = (by: Sort) => ({
    sort: () => change({ sort: by, up: sort === by ? !up || undefined : by === 'group' || undefined }),
    sorted: sort === by ? (up ? ('ascending' as const) : ('descending' as const)) : undefined,
  });
  const payers = PAYERS.filter((payer) => rows.some(({ paid }) => paid.has(payer)));
  const columns: Column<Row>[] = [
    {
      name: bucket === 'HOUR' ? 'Hour' : 'Day',
      className: bucket === 'HOUR' ? 'w-52' : 'w-32',
      cell: (row) => (
        <Button kind="bare" className={BARE} onClick={() => chooseTime(row)}>
          {pointText(row, bucket, timeZone)}
        </Button>
      ),
      ...sorting('start'),
    },
    ...(group === undefined
      ? []
      : [
          {
            name: measureText(group),
            className: 'w-44',
            cell: (row: Row) => (
              <Button kind="bare" className={BARE} onClick={() => chooseGroup(row.group)}>
                <span className="truncate">{groupText(row.group, group)}</span>
              </Button>
            ),
            ...sorting('group'),
          },
        ]),
    {
      name: 'Events',
      className: 'w-24 text-right',
      cell: (row) => <span className="tabular-nums">{countText(String(row.events))}</span>,
      ...sorting('events'),
    },
    ...(measure === undefined || measure === 'events'
      ? []
      : [
          {
            name: measureText(measure),
            className: 'w-36 text-right',
            cell: (row: Row) => <span className="tabular-nums">{countText(String(amountOf(row, measure)))}</span>,
            ...sorting('amount'),
          },
        ]),
    {
      name: 'Charged',
      className: 'w-28 text-right',
      cell: (row) => <Amount value={fromNano(row.charged)} className="font-semibold" />,
      ...(measure === undefined ? sorting('amount') : {}),
    },
    ...payers.map((payer) => ({
      name: payerWord(payer),
      className: 'w-24 text-right',
      cell: (row: Row) => row.paid.has(payer) && <Amount value={fromNano(row.paid.get(payer)!)} />,
    })),
  ];
  return (
    <LongTable
      caption={bucket === 'HOUR' ? 'Usage of each hour' : 'Usage of each day'}
      columns={columns}
      rows={sorted(rows, search)}
      rowKey={({ id }) => id}
    />
  );
}
