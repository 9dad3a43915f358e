/** Receipts as a file: all that the filters find, the newest first. */
import { ReceiptsDocument, type ReceiptsQueryVariables } from '../../gql/graphql';
import { pagesOf, type Csv } from '../../parts/csv';

export const receiptsCsv = (filters: Omit<ReceiptsQueryVariables, 'after'>): Csv => ({
  name: 'receipts',
  head: [
    ...['id', 'decided_at', 'subject', 'product', 'feature', 'session', 'outcome', 'reason', 'status'],
    ...['requested', 'granted', 'charged', 'from', 'blocked_by', 'labels'],
  ],
  pages: (client, stopped) =>
    pagesOf(
      client,
      ReceiptsDocument,
      filters,
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
