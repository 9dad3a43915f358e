/** The points of a series as rows of a table and as bars of a chart: added up exactly, grouped, sorted. */
import type { Bar, Series } from '../../parts/stacked-chart';
import { fromNano, nano } from '../../format';
import type { UsageQuery } from '../../gql/graphql';
import { COLOR, GROUP_COLORS, OTHERS_COLOR, PAYERS } from '../../parts/layers';
import { payerWord } from '../../words';
import type { Group, UsageSearch } from './search';

type Point = NonNullable<UsageQuery['usage']>['points'][number];
type GroupedPoint = NonNullable<UsageQuery['grouped']>['points'][number];

export interface Row {
  id: string;
  start: string;
  end: string;
  /** What it is grouped by, as it is; empty where it is not grouped. */
  group: string;
  events: bigint;
  charged: bigint;
  /** Per payer. */
  paid: ReadonlyMap<string, bigint>;
  /** Per dimension. */
  used: ReadonlyMap<string, bigint>;
}

export const NONE = '';
const SEPARATOR = '/';

/** The group of a point, as a text. */
function groupOf(point: GroupedPoint, group: Group): string {
  switch (group) {
    case 'product':
      return point.product ?? NONE;
    case 'feature':
      return [point.product, point.feature].join(SEPARATOR);
    case 'session':
      return point.session ?? NONE;
    case 'subject':
      return point.subject ?? NONE;
    case 'label':
      return point.label?.value ?? NONE;
  }
}

/** A group in words. */
export function groupText(key: string, group: Group | undefined): string {
  if (key !== NONE) return key;
  return { session: 'No session', label: 'Without the label' }[group as string] ?? 'All';
}

const add = (into: Map<string, bigint>, key: string, amount: bigint) =>
  void into.set(key, (into.get(key) ?? 0n) + amount);

/** Rows with usage, by start and group. A feature is no filter of the server's: what is of another is left out here. */
export function rowsOf(data: UsageQuery, { group, product, feature }: UsageSearch): Row[] {
  const wanted = (data.grouped?.points ?? []).filter(
    (point) => feature === undefined || (point.feature === feature && point.product === product),
  );
  const points: readonly (Point | GroupedPoint)[] = data.grouped ? wanted : (data.usage?.points ?? []);
  const rows = new Map<string, Row & { paid: Map<string, bigint>; used: Map<string, bigint> }>();
  for (const point of points) {
    if (point.events === '0') continue;
    const key = group === undefined || !('product' in point) ? NONE : groupOf(point, group);
    const id = `${point.start} ${key}`;
    let row = rows.get(id);
    if (!row) {
      const { start, end } = point;
      row = { id, start, end, group: key, events: 0n, charged: 0n, paid: new Map(), used: new Map() };
      rows.set(id, row);
    }
    row.events += BigInt(point.events);
    row.charged += nano(point.charged);
    for (const { payer, amount } of point.paidBy) add(row.paid, payer, nano(amount));
    for (const { dimension, quantity } of point.quantities) add(row.used, dimension, BigInt(quantity));
  }
  return [...rows.values()];
}

/** How much of a measure a row has; credits in their smallest parts. */
export function amountOf(row: Row, measure: string | undefined): bigint {
  if (measure === undefined) return row.charged;
  return measure === 'events' ? row.events : (row.used.get(measure) ?? 0n);
}

/** Such an amount as the exact text of it. */
export const exactText = (amount: bigint, measure: string | undefined): string =>
  measure === undefined ? fromNano(amount) : String(amount);

const MOST_SERIES = GROUP_COLORS.length;
const OTHERS = 'others';

/** The bars of a chart, one for each point of the span, and what they are made of, the most first. */
export function barsOf(
  rows: readonly Row[],
  points: readonly { start: string; end: string }[],
  { group, stack, measure }: UsageSearch,
): { bars: Bar[]; series: Series[] } {
  const byGroup = group !== undefined && (stack === 'group' || measure !== undefined);
  const byPayer = !byGroup && measure === undefined;
  const partsOf = (row: Row): Iterable<[string, bigint]> =>
    byPayer ? row.paid : [[byGroup ? row.group : NONE, amountOf(row, measure)]];
  const totals = new Map<string, bigint>();
  for (const row of rows) for (const [key, amount] of partsOf(row)) add(totals, key, amount);
  const ordered = byPayer
    ? PAYERS.filter((payer) => totals.has(payer))
    : [...totals].toSorted(([, a], [, b]) => (a === b ? 0 : a < b ? 1 : -1)).map(([key]) => key);
  const shown = byPayer || ordered.length <= MOST_SERIES ? ordered : ordered.slice(0, MOST_SERIES - 1);
  const known = new Set(shown);
  const sums = new Map<string, Map<string, bigint>>();
  for (const row of rows) {
    let at = sums.get(row.start);
    if (!at) sums.set(row.start, (at = new Map()));
    for (const [key, amount] of partsOf(row)) add(at, known.has(key) ? key : OTHERS, amount);
  }
  const series: Series[] = shown.map((key, index) =>
    byPayer
      ? { key, name: payerWord(key), color: COLOR[key] ?? OTHERS_COLOR, layer: key }
      : {
          key,
          name: byGroup ? groupText(key, group) : measureText(measure),
          color: GROUP_COLORS[index] ?? OTHERS_COLOR,
        },
  );
  if (shown.length < ordered.length) {
    series.push({ key: OTHERS, name: `${ordered.length - shown.length} others`, color: OTHERS_COLOR });
  }
  const bars = points.map(({ start, end }) => {
    const at = sums.get(start) ?? new Map<string, bigint>();
    const parts = series.flatMap(({ key }) => {
      const amount = at.get(key) ?? 0n;
      return amount === 0n ? [] : [{ key, amount: exactText(amount, measure) }];
    });
    const total = [...at.values()].reduce((sum, each) => sum + each, 0n);
    return { start, end, total: exactText(total, measure), parts };
  });
  return { bars, series };
}

/** A measure in words. */
export function measureText(measure: string | undefined): string {
  if (measure === undefined) return 'Credits';
  const words = measure.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Rows in the order that is asked for. */
export function sorted(rows: readonly Row[], { sort = 'start', up = false, measure }: UsageSearch): Row[] {
  const value = (row: Row): string | bigint =>
    ({ start: row.start, group: row.group, events: row.events, amount: amountOf(row, measure) })[sort];
  const compare = (a: Row, b: Row): number => {
    const [left, right] = [value(a), value(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  };
  const ordered = rows.toSorted(compare);
  return up ? ordered : ordered.reverse();
}

/** Everything of the rows, added up. */
export function totalOf(rows: readonly Row[], measure: string | undefined): bigint {
  return rows.reduce((total, row) => total + amountOf(row, measure), 0n);
}
