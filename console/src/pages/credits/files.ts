/** What the credits page lists, as files: every lot that there ever was, and the purchases that the filters find. */
import {
  LotHistoryDocument,
  PurchasesDocument,
  type LotHistoryQueryVariables,
  type PurchasesQueryVariables,
} from '../../gql/graphql';
import { pagesOf, type Csv } from '../../parts/csv';

export const lotsCsv = (variables: Omit<LotHistoryQueryVariables, 'after'>): Csv => ({
  name: 'lots',
  head: [
    ...['id', 'kind', 'amount', 'remaining', 'held', 'spent', 'expired', 'taken_back', 'priority', 'products'],
    ...['effective_at', 'expires_at', 'given_by', 'reason'],
  ],
  pages: (client, stopped) =>
    pagesOf(
      client,
      LotHistoryDocument,
      variables,
      (data) => data.account?.lotHistory,
      ({ adminActions, ...lot }) => [
        ...[lot.id, lot.kind, lot.amount, lot.remaining, lot.held, lot.spent, lot.expired, lot.takenBack],
        ...[lot.priority, lot.products?.join(' '), lot.effectiveAt, lot.expiresAt],
        adminActions?.map(({ actor }) => actor).join('; '),
        adminActions?.flatMap(({ reason }) => (reason == null ? [] : [reason])).join('; '),
      ],
      stopped,
    ),
});

export const purchasesCsv = (variables: Omit<PurchasesQueryVariables, 'after'>): Csv => ({
  name: 'purchases',
  head: [
    ...['id', 'created_at', 'status', 'automatic', 'test_mode', 'credits', 'refunded', 'price', 'currency'],
    ...['decline_reason', 'reference', 'lot'],
  ],
  pages: (client, stopped) =>
    pagesOf(
      client,
      PurchasesDocument,
      variables,
      (data) => data.purchases,
      ({ price, lot, ...purchase }) => [
        ...[purchase.id, purchase.createdAt, purchase.status, purchase.automatic, purchase.testMode],
        ...[purchase.credits, purchase.refunded, price?.amount, price?.currency],
        ...[purchase.declineReason, purchase.reference, lot?.id],
      ],
      stopped,
    ),
});
