/** What the overview lists, as a file. */
import type { OverviewQuery } from '../../gql/graphql';
import { here, type Csv } from '../../parts/csv';
import { PAYERS } from '../../parts/layers';

type Points = NonNullable<OverviewQuery['usage']>['points'];

/** Today by the hour, one column for each who paid. */
export const todayCsv = (points: Points): Csv => ({
  name: 'today',
  head: ['start', 'end', 'charged', ...PAYERS.map((payer) => payer.toLowerCase())],
  pages: () =>
    here(
      points.map(({ start, end, charged, paidBy }) => [
        ...[start, end, charged],
        ...PAYERS.map((payer) => paidBy.find((each) => each.payer === payer)?.amount ?? '0'),
      ]),
    ),
});
