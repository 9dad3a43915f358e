/** What so much of a feature costs, by the card in force for the plan, also by its size: the sum that a check would ask for. */
import { Link } from '@tanstack/react-router';
import { countText } from '../../format';
import type { FeatureSoldFragment } from '../../gql/graphql';
import { Amount, Chip, CopyButton, Instant } from '../../parts/basics';
import { SelectField } from '../../parts/fields';
import { Empty, Panel } from '../../parts/panel';
import { QuantityField } from '../../parts/quantity-field';
import type { Card } from './courses';
import { costOf, type Cost, type Priced } from './price';
import type { CatalogSearch } from './search';

const FIRST_QUANTITY = '10000';

interface CalculatorProps {
  product: { id: string; features: readonly FeatureSoldFragment[] };
  plan: string;
  search: CatalogSearch;
  change: (part: Partial<CatalogSearch>) => void;
  /** The chosen instant; null: now. */
  at: string | null;
  card: (id: string) => Card | undefined;
  priced: (feature: string) => Priced;
}

export function Calculator({ product, plan, search, change, at, card, priced }: CalculatorProps) {
  const feature = product.features.find(({ id }) => id === search.feature) ?? product.features[0];
  if (!feature) return null;
  const usage = Object.fromEntries(
    feature.dimensions.map((dimension, index) => [
      dimension,
      search.usage?.[dimension] ?? (index === 0 && search.usage === undefined ? FIRST_QUANTITY : '0'),
    ]),
  );
  const prices = priced(feature.id);
  const calculated = costOf(feature, prices, usage);
  return (
    <Panel title="What it costs" live className="self-start">
      <div className="grid gap-4">
        <form className="grid gap-3" aria-label="What it costs" onSubmit={(event) => event.preventDefault()}>
          <SelectField
            label="Feature"
            value={feature.id}
            onChange={(event) => change({ feature: event.target.value, usage: undefined })}
          >
            {product.features.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </SelectField>
          <div className="grid gap-3 sm:grid-cols-2">
            {Object.entries(usage).map(([dimension, quantity]) => (
              <QuantityField
                key={dimension}
                dimension={dimension}
                quantity={quantity}
                set={(value) => change({ usage: { ...usage, [dimension]: value } })}
              />
            ))}
          </div>
        </form>
        {prices.card === null ? (
          <Empty title="It has no price">
            {`No card prices ${product.id}/${feature.id} for plan ${plan}${at === null ? '' : ' then'}: a check is denied.`}
          </Empty>
        ) : 'why' in calculated ? (
          <p role="alert" className="text-sm text-bad">
            {calculated.why}
          </p>
        ) : (
          <>
            <Sum cost={calculated.cost} priced={prices} />
            <p className="text-xs text-soft">
              By card <strong className="font-medium text-ink">{prices.card}</strong>
              <Since card={card(prices.card)} />, for plan {plan}
              {at === null ? (
                ', now'
              ) : (
                <>
                  , at <Instant at={at} />
                </>
              )}
              . Nothing is asked for or taken.
            </p>
          </>
        )}
        <Link
          to="/ask"
          search={{ product: product.id, feature: feature.id, usage } as never}
          className="w-fit text-sm text-accent underline"
        >
          What you would get of it now
        </Link>
      </div>
    </Panel>
  );
}

function Since({ card }: { card: Card | undefined }) {
  if (!card) return null;
  return (
    <>
      , in force from <Instant at={card.effectiveAt} />
    </>
  );
}

function Sum({ cost: { lines, total, size }, priced: { above } }: { cost: Cost; priced: Priced }) {
  return (
    <div className="grid gap-2" data-total={total}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <Amount value={total} className="text-2xl font-semibold" /> <span className="text-sm">credits</span>
        <span className="text-xs text-soft">
          exactly {total} <CopyButton text={total} />
        </span>
      </p>
      {size !== null && above !== null && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-soft" data-size={size.above ? 'above' : 'usual'}>
          <Chip tone={size.above ? 'warn' : 'quiet'}>{size.above ? 'Higher prices' : 'Usual prices'}</Chip>
          {`${countText(size.counted)} of ${countText(above.limit)} ${above.counting.join(' + ')}`}
          {size.above ? ': all of it costs more.' : ': beyond, all of it costs more.'}
        </p>
      )}
      {lines.length > 0 && (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="The sum">
          <table className="w-full text-sm">
            <thead className="text-left text-xs text-soft">
              <tr>
                <th scope="col" className="py-1 font-medium">
                  Counted
                </th>
                <th scope="col" className="px-2 text-right font-medium">
                  Quantity
                </th>
                <th scope="col" className="px-2 text-right font-medium">
                  Price of one
                </th>
                <th scope="col" className="text-right font-medium">
                  Credits
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ dimension, quantity, price, cost }) => (
                <tr key={dimension} className="border-t border-line">
                  <td className="py-1">{dimension}</td>
                  <td className="px-2 text-right tabular-nums">{countText(quantity)}</td>
                  <td className="px-2 text-right tabular-nums">{price}</td>
                  <td className="text-right">
                    <Amount value={cost} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
