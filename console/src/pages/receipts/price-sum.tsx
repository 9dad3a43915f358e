/** Quantity by quantity, what it costs: the sum is what was asked for. */
import { useData } from '../../data';
import { times, total } from '../../decimal';
import { countText, nano } from '../../format';
import { PricesAtDocument } from '../../gql/graphql';
import { Amount } from '../../parts/basics';
import { anyWord } from '../../words';
import type { Receipt } from './receipt-drawer';

export function PriceSum({ receipt }: { receipt: Receipt }) {
  const { product, feature, decidedAt, requestedUsage, requested } = receipt;
  const { data } = useData(PricesAtDocument, { at: decidedAt, product });
  const sold = data?.catalog?.products.find(({ id }) => id === product)?.features.find(({ id }) => id === feature);
  const prices = new Map(sold?.prices.map(({ dimension, price }) => [dimension, price]));
  const costs = requestedUsage.map(({ dimension, quantity }) => {
    const price = prices.get(dimension);
    return { dimension, quantity, price, cost: price === undefined ? null : times(quantity, price) };
  });
  const known = costs.flatMap(({ cost }) => cost ?? []);
  // The catalog shows the viewer's own prices; another's plan may have others, and then nothing is claimed.
  const agrees = known.length === costs.length && nano(total(known)) === nano(requested);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Price">
      <table className="w-full text-sm">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th className="py-1 font-medium">Counted</th>
            <th className="text-right font-medium">Quantity</th>
            {agrees && <th className="text-right font-medium">Price of one</th>}
            {agrees && <th className="text-right font-medium">Credits</th>}
          </tr>
        </thead>
        <tbody>
          {costs.map(({ dimension, quantity, price, cost }) => (
            <tr key={dimension} className="border-t border-line">
              <td className="py-1">{anyWord(dimension)}</td>
              <td className="text-right tabular-nums">{countText(quantity)}</td>
              {agrees && <td className="text-right tabular-nums">{price}</td>}
              {agrees && (
                <td className="text-right">
                  <Amount value={cost ?? '0'} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line font-semibold">
            <td className="py-1" colSpan={agrees ? 3 : 1}>
              {sold?.rateCard != null && agrees ? `Asked for, by card ${sold.rateCard}` : 'Asked for'}
            </td>
            <td className="text-right">
              <Amount value={requested} />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
