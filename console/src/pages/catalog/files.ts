/** Cards and plans of the catalog as files. */
import type { PlanSoldFragment } from '../../gql/graphql';
import { here, type Csv, type CsvRow } from '../../parts/csv';
import type { Card } from './courses';

/** A row for each price of each card. */
export const cardsCsv = (product: string, cards: readonly Card[]): Csv => ({
  name: `rate-cards-${product}`,
  head: ['card', 'product', 'effective_at', 'plans', 'feature', 'dimension', 'above', 'counting', 'price'],
  pages: () =>
    here(
      cards.flatMap(({ id, product: of, effectiveAt, plans, prices, above }): CsvRow[] => {
        const head = [id, of, effectiveAt, plans?.join(' ') ?? ''];
        return [
          ...prices.map(({ feature, dimension, price }) => [...head, feature, dimension, '', '', price]),
          ...above.flatMap(({ limit, counting, prices: higher }) =>
            higher.map(({ feature, dimension, price }) => [
              ...[...head, feature, dimension, limit, counting.join(' '), price],
            ]),
          ),
        ];
      }),
    ),
});

/** A row for each window of each plan. */
export const plansCsv = (plans: readonly PlanSoldFragment[]): Csv => ({
  name: 'plans',
  head: [
    ...['plan', 'requests_per_minute', 'window', 'capacity', 'kind', 'seconds', 'calendar', 'zone', 'starts'],
    ...['products', 'features', 'yields_to'],
  ],
  pages: () =>
    here(
      plans.flatMap(({ id, requestsPerMinute, windows }): CsvRow[] =>
        windows.length === 0
          ? [[id, requestsPerMinute, ...Array.from({ length: 10 }, () => null)]]
          : windows.map((window) => [
              ...[id, requestsPerMinute, window.window, window.capacity, window.kind, window.seconds],
              ...[window.calendar, window.zone, window.starts, window.products?.join(' '), window.features?.join(' ')],
              window.yieldsTo,
            ]),
      ),
    ),
});
