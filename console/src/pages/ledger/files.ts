/** Balance updates as a file: all of them, the newest first, from the one on that the list begins with. */
import { LedgerDocument, type LedgerQueryVariables } from '../../gql/graphql';
import { pagesOf, type Csv } from '../../parts/csv';

const BALANCE = ['available', 'held', 'promotional', 'purchased', 'refund', 'entitlement', 'debt'] as const;

export const ledgerCsv = (variables: Omit<LedgerQueryVariables, 'after'>): Csv => ({
  name: 'ledger',
  head: ['id', 'seq', 'at', 'cause', 'cause_id', 'delta', 'held_delta', ...BALANCE.map((field) => `${field}_after`)],
  pages: (client, stopped) =>
    pagesOf(
      client,
      LedgerDocument,
      variables,
      (data) => data.balanceUpdates,
      ({ id, seq, at, cause, causeId, delta, heldDelta, balance }) => [
        ...[id, seq, at, cause, causeId, delta, heldDelta],
        ...BALANCE.map((field) => balance[field]),
      ],
      stopped,
    ),
});
