/** What each dimension of each feature costs: now, and beside it at the chosen instant. */
import { CatalogPricesDocument, type FeatureSoldFragment } from '../../gql/graphql';
import { Chip, Instant } from '../../parts/basics';
import { countText } from '../../format';
import { Panel } from '../../parts/panel';
import type { Card } from './courses';
import { cardsCsv } from './files';
import { abovePrices, type Priced } from './price';
import { UnitPrice } from './unit-price';

interface PricesProps {
  product: { id: string; features: readonly FeatureSoldFragment[] };
  plan: string;
  /** Null: now alone. */
  chosenAt: string | null;
  cards: readonly Card[];
  asked: { now: string; at: string };
  now: (feature: string) => Priced;
  then: (feature: string) => Priced;
}

export function Prices({ product, plan, chosenAt, cards, asked, now, then }: PricesProps) {
  return (
    <Panel
      title={`Prices of ${product.id}`}
      live
      className="self-start"
      menu={{ document: CatalogPricesDocument, variables: asked, csv: cardsCsv(product.id, cards) }}
    >
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Prices of ${product.id}`}>
        <table className="w-full text-sm">
          <caption className="sr-only">{`Credits for one unit, on plan ${plan}`}</caption>
          <thead className="text-left text-xs text-soft">
            <tr>
              <th scope="col" className="py-1 pr-3 font-medium">
                Counted
              </th>
              <th scope="col" className="px-3 text-right font-medium">
                Now
              </th>
              {chosenAt !== null && (
                <th scope="col" className="px-3 text-right font-medium">
                  <Instant at={chosenAt} />
                </th>
              )}
            </tr>
          </thead>
          {product.features.map((feature) => (
            <FeatureRows
              key={feature.id}
              feature={feature}
              now={now(feature.id)}
              then={chosenAt === null ? null : then(feature.id)}
            />
          ))}
        </table>
      </div>
    </Panel>
  );
}

interface FeatureRowsProps {
  feature: FeatureSoldFragment;
  now: Priced;
  then: Priced | null;
}

function FeatureRows({ feature, now, then }: FeatureRowsProps) {
  const { id, dimensions, inclusive } = feature;
  const includes = new Map(inclusive.map((each) => [each.dimension, each.includes]));
  const [higher, higherThen] = [abovePrices(now.above), abovePrices(then?.above ?? null)];
  return (
    <tbody data-feature={id}>
      <tr className="border-t border-line">
        <th scope="rowgroup" className="pt-2 pr-3 text-left font-semibold">
          {id}
        </th>
        <td className="px-3 pt-2 text-right">
          <CardOf priced={now} />
        </td>
        {then !== null && (
          <td className="px-3 pt-2 text-right">
            <CardOf priced={then} />
          </td>
        )}
      </tr>
      {dimensions.map((dimension) => (
        <Row
          key={dimension}
          dimension={dimension}
          about={includes.has(dimension) ? `reported with its ${includes.get(dimension)}, priced without` : null}
          now={now.prices.get(dimension)}
          then={then === null ? null : { price: then.prices.get(dimension) }}
        />
      ))}
      {(now.above !== null || (then?.above ?? null) !== null) && (
        <>
          <tr data-above>
            <td className="py-1 pl-4 text-xs text-soft">beyond, for all of it</td>
            <td className="px-3 text-right text-xs text-soft">{limitOf(now)}</td>
            {then !== null && <td className="px-3 text-right text-xs text-soft">{limitOf(then)}</td>}
          </tr>
          {dimensions
            .filter((dimension) => higher.has(dimension) || higherThen.has(dimension))
            .map((dimension) => (
              <Row
                key={dimension}
                dimension={dimension}
                about="beyond it"
                now={higher.get(dimension)}
                then={then === null ? null : { price: higherThen.get(dimension) }}
              />
            ))}
        </>
      )}
    </tbody>
  );
}

const limitOf = ({ above }: Priced): string =>
  above === null ? 'all sizes cost the same' : `${countText(above.limit)} ${above.counting.join(' + ')}`;

function CardOf({ priced: { card } }: { priced: Priced }) {
  return card === null ? <Chip tone="warn">no card</Chip> : <span className="text-xs text-soft">{card}</span>;
}

interface RowProps {
  dimension: string;
  about: string | null;
  now: string | undefined;
  then: { price: string | undefined } | null;
}

function Row({ dimension, about, now, then }: RowProps) {
  return (
    <tr data-dimension={dimension}>
      <th scope="row" className="py-1 pr-3 pl-4 text-left font-normal">
        {dimension}
        {about !== null && <span className="block text-xs text-soft">{about}</span>}
      </th>
      <td className="px-3 text-right align-top" data-when="now">
        <UnitPrice price={now} />
      </td>
      {then !== null && (
        <td className="px-3 text-right align-top" data-when="then">
          <UnitPrice price={then.price} changed={then.price !== now} />
        </td>
      )}
    </tr>
  );
}
