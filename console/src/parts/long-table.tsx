/** A table of any length: only the rows in sight are in the page. Further ones are asked for as the end comes near. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useKeys } from '../frame/keys';
import { cx } from './basics';

export interface Column<T> {
  /** The heading. */
  name: string;
  cell: (row: T) => ReactNode;
  /** Classes of heading and cells, such as its width and `text-right`. */
  className?: string;
  /** Sorts by this column; without it one cannot. */
  sort?: () => void;
  /** How the rows are sorted by it, if they are. */
  sorted?: 'ascending' | 'descending' | undefined;
}

interface LongTableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Attributes and classes of a row. */
  rowClass?: (row: T) => string | false;
  /** What a row says over all columns, where it is no row like the others. */
  whole?: (row: T) => ReactNode;
  open?: (row: T) => void;
  isOpen?: (row: T) => boolean;
  nearEnd?: () => void;
}

const ROW_PX = 41;
const BEYOND_SIGHT = 12;

export function LongTable<T>(props: LongTableProps<T>) {
  const { caption, columns, rows, rowKey, rowClass, whole, open, isOpen, nearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: BEYOND_SIGHT,
    getItemKey: (index) => rowKey(rows[index]!),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - BEYOND_SIGHT) nearEnd?.();
  }, [last, rows.length, nearEnd]);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  /** j and k, as the arrows, go from row to row; Enter opens. */
  const walk = (event: KeyboardEvent<HTMLTableRowElement>, row: T) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const to = step > 0 ? event.currentTarget.nextElementSibling : event.currentTarget.previousElementSibling;
      if (to instanceof HTMLElement && to.tabIndex === 0) to.focus();
    }
    if ((event.key === 'Enter' || event.key === ' ') && event.target === event.currentTarget) {
      event.preventDefault();
      open?.(row);
    }
  };

  /** From anywhere on the page: to the row that is open, else to the first in sight. */
  const enter = () => {
    const { scrollTop = 0 } = scroller.current ?? {};
    const first = items.find(({ start }) => start >= scrollTop) ?? items[0];
    const rowOf = (which: string) => scroller.current?.querySelector<HTMLElement>(`tbody tr[tabindex="0"]${which}`);
    const inSight = first && rowOf(`[data-row="${CSS.escape(rowKey(rows[first.index]!))}"]`);
    (rowOf('[aria-current="true"]') ?? inSight ?? rowOf(''))?.focus();
  };
  useKeys(
    open
      ? [
          { press: 'j', does: 'Into the list, to the next row', act: enter },
          { press: 'k', does: 'To the row above', act: enter },
        ]
      : [],
  );

  return (
    <div
      ref={scroller}
      role="region"
      aria-label={caption}
      tabIndex={0}
      className="relative max-h-[max(24rem,calc(100dvh-17rem))] overflow-auto rounded-lg border border-line"
    >
      <table
        className="w-full table-fixed border-collapse text-sm"
        style={{ minWidth: `${columns.length * 6.5}rem` }}
        aria-rowcount={rows.length + 1}
      >
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-10 bg-sunk text-left text-xs text-soft">
          <tr>
            {columns.map(({ name, className, sort, sorted }) => (
              <th key={name} scope="col" aria-sort={sorted} className={cx('px-3 py-2 font-medium', className)}>
                {sort ? <SortBy name={name} sort={sort} sorted={sorted} /> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden="true">
              <td colSpan={columns.length} style={{ height: before, padding: 0 }} />
            </tr>
          )}
          {items.map(({ index, key }) => {
            const row = rows[index]!;
            const all = whole?.(row) ?? null;
            const opens = open && all === null;
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                {...(opens ? { tabIndex: 0, onClick: () => open(row), onKeyDown: (event) => walk(event, row) } : {})}
                aria-current={isOpen?.(row) === true ? 'true' : undefined}
                data-row={rowKey(row)}
                style={{ height: ROW_PX }}
                className={cx(
                  'border-t border-line whitespace-nowrap focus-visible:-outline-offset-2 aria-[current=true]:bg-sunk',
                  opens && 'cursor-pointer hover:bg-sunk/60',
                  rowClass?.(row),
                )}
              >
                {all === null ? (
                  columns.map(({ name, cell, className }) => (
                    <td key={name} className={cx('overflow-hidden px-3 py-1 text-ellipsis', className)}>
                      {cell(row)}
                    </td>
                  ))
                ) : (
                  <td colSpan={columns.length} className="px-3 py-1">
                    {all}
                  </td>
                )}
              </tr>
            );
          })}
          {after > 0 && (
            <tr aria-hidden="true">
              <td colSpan={columns.length} style={{ height: after, padding: 0 }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function SortBy({ name, sort, sorted }: Pick<Column<never>, 'name' | 'sort' | 'sorted'>) {
  return (
    <button type="button" onClick={sort} className="relative -my-1 min-h-6 rounded font-medium hover:text-ink">
      {name}
      <span aria-hidden="true" className="absolute left-full pl-0.5">
        {sorted === undefined ? '' : sorted === 'ascending' ? '↑' : '↓'}
      </span>
    </button>
  );
}
