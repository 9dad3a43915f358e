/** The accounts as a file: all that the filters find. */
import { AccountsDocument, type AccountsQueryVariables } from '../../gql/graphql';
import { pagesOf, type Csv } from '../../parts/csv';

export const accountsCsv = (filters: Omit<AccountsQueryVariables, 'after'>): Csv => ({
  name: 'accounts',
  head: ['id', 'subject', 'pool', 'plan', 'state', 'available', 'held', 'debt', 'last_used_at', 'windows', 'top_up'],
  pages: (client, stopped) =>
    pagesOf(
      client,
      AccountsDocument,
      filters,
      (data) => data.accounts,
      ({ id, subject, pool, plan, state, balance, lastUsedAt, windows, autoTopUp }) => [
        ...[id, subject, pool, plan, state, balance.available, balance.held, balance.debt, lastUsedAt],
        windows.map(({ window, remaining, capacity }) => `${window} ${remaining} of ${capacity}`).join('; '),
        autoTopUp?.state,
      ],
      stopped,
    ),
});
