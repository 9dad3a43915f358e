/** What the overview lists, as files. */
import { ReceiptsDocument, type OverviewQuery } from '../../gql/graphql';
import { here, pagesOf, type Csv } from '../../parts/csv';
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

/** Every receipt of an account, the newest first. */
export const receiptsCsv = (account: string | null): Csv => ({
  name: 'receipts',
  head: [
    ...['id', 'decided_at', 'subject', 'product', 'feature', 'session', 'outcome', 'reason', 'status'],
    ...['requested', 'granted', 'charged', 'from', 'blocked_by', 'labels'],
  ],
  pages: (client, stopped) =>
    pagesOf(
      client,
      ReceiptsDocument,
      { account, everyone: false },
      (data) => data.decisions,
      (row) => [
        ...[row.id, row.decidedAt, row.subject, row.product, row.feature, row.session, row.outcome, row.reason],
        ...[row.status, row.requested, row.granted, row.charged],
        row.draws.map(({ source, amount }) => `${source} ${amount}`).join('; '),
        row.blockedBy,
        row.labels.map(({ key, value }) => `${key}=${value}`).join('; '),
      ],
      stopped,
    ),
});
