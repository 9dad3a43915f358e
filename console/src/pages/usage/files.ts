/** The rows of the usage as a file: what is filtered now, with exact amounts. */
import { fromNano } from '../../format';
import { here, type Csv } from '../../parts/csv';
import { PAYERS } from '../../parts/layers';
import type { Row } from './rows';

export function usageCsv(rows: readonly Row[], group: string | undefined): Csv {
  const dimensions = [...new Set(rows.flatMap(({ used }) => [...used.keys()]))];
  const payers = PAYERS.filter((payer) => rows.some(({ paid }) => paid.has(payer)));
  return {
    name: 'usage',
    head: [
      ...['start', 'end', ...(group === undefined ? [] : [group]), 'events', 'charged'],
      ...[...payers.map((payer) => payer.toLowerCase()), ...dimensions],
    ],
    pages: () =>
      here(
        rows.map(({ start, end, group: key, events, charged, paid, used }) => [
          ...[start, end, ...(group === undefined ? [] : [key]), String(events), fromNano(charged)],
          ...payers.map((payer) => fromNano(paid.get(payer) ?? 0n)),
          ...dimensions.map((dimension) => String(used.get(dimension) ?? 0n)),
        ]),
      ),
  };
}
